"""Which open tasks a lower level, a closing or a graver alert brings to an end; what stays is listed first."""

from collections.abc import Iterable, Sequence

from screening.core.severity import Severity
from screening.followup.interface import TaskPlan
from screening.followup.records import Task

LASTING = frozenset({"FU-TR", "FU-RTN", "FU-GRP", "FU-CP", "REVISIT"})
"""Templates that follow from facts of the pupil's life, whatever the level."""

STAYS = frozenset({
    "retest", "talk", "private_check", "private_talk", "make_up", "appointment", "family_meeting", "mandatory_report",
    "read_report", "look_at_mood", "unidentified_safety", "first_record", "acknowledge", "contact", "interview", "revisit",
})  # fmt: skip
"""A retest stays (M3); what is a promise or a duty is ticked off by a person, never ended by a level."""

BELOW_S3 = frozenset({
    "guardian", "follow_up", "conference", "referral", "judgment", "plan", "leading_group", "consultation", "case_report",
    "phone_check", "accompany", "accompany_on_arrival", "stay", "stand_by", "fetch",
})  # fmt: skip
"""§3: on confirmation below S3 the guardian deadline, follow-ups and notices not yet carried out end; so do S3's own papers."""

REPLACED = frozenset({"acknowledge", "phone_check", "guardian", "follow_up", "conference", "judgment", "plan"})
"""What a graver alert asks for again, and sooner. Every safe contact stays: each safety concern has its own check (DD1)."""


def ends(task: Task, before: Severity, to: Severity) -> bool:
    """Whether an open task ends when the level goes from ``before`` to ``to`` (S0: not confirmed, or closed)."""
    plan = task.task.plan
    series = plan.rule.startswith("FU-S")
    if plan.rule in LASTING:
        return False
    if plan.kind in STAYS:
        return to == Severity.S0 and series
    if to == Severity.S0:
        return True
    if plan.rule in {f"FU-{level.name}" for level in Severity if level > to}:
        return True
    return to < Severity.S3 <= before and plan.kind in BELOW_S3


def replaced(running: Iterable[Task], coming: Sequence[TaskPlan]) -> list[Task]:
    """Open tasks that a graver alert, or its follow-ups, ask for again no later: the new one stands in their place.

    A task due before the new one, an overdue one too, stays; so does everything the graver alert does not ask for.
    """
    soonest: dict[str, TaskPlan] = {}
    for plan in coming:
        if plan.kind in REPLACED and (plan.kind not in soonest or plan.due_at < soonest[plan.kind].due_at):
            soonest[plan.kind] = plan
    return [
        task
        for task in running
        if task.task.plan.rule not in LASTING
        and task.task.plan.kind in soonest
        and soonest[task.task.plan.kind].due_at <= task.task.plan.due_at
    ]
