"""School calendar, deadlines, tasks, escalation, closing."""
