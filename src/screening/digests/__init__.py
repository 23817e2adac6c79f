"""What each reader needs today, and its wording."""
