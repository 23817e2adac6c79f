"""Start the follow-ups of a level for one pupil: owners found, nobody asked who must not hear."""

from dataclasses import replace
from datetime import datetime

from screening.alerts.interface import Decision
from screening.core.audit import Audit
from screening.core.ids import PupilId
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.followup.calendar import SchoolCalendar
from screening.followup.interface import TaskPlan
from screening.followup.templates import follow_ups
from screening.services.assign import OF_A_PUPIL, home_class
from screening.services.ports import NewTask, UnitOfWork
from screening.services.presence import present_staff

NOT_THE_CLASS = frozenset({"excluded", "supervision"})
"""Notices of cases in which the class does no follow-up: somebody there is named (X1), or protection (X2)."""


def series(
    template: str, decision: Decision, uow: UnitOfWork, *, calendar: SchoolCalendar, now: datetime, audit: Audit
) -> list[NewTask]:
    """The tasks of ``template`` for the decision's pupil, with owners, not written yet; none for a family under a hold (F5)."""
    plans = [fitted for plan in follow_ups(template, now, calendar) for fitted in _fitted(plan, decision)]
    return with_owners(plans, decision, uow, now=now, audit=audit)


def with_owners(plans: list[TaskPlan], decision: Decision, uow: UnitOfWork, *, now: datetime, audit: Audit) -> list[NewTask]:
    """The plans as tasks of whoever holds their posts for this pupil."""
    pupil = PupilId(decision.pupil)
    member = uow.roster.pupils(audit, [pupil])[0]
    home = home_class(member, {one.id: one for one in uow.roster.classes()})
    who = present_staff(uow, now)
    severity = int(decision.severity or Severity.S1)
    return [
        NewTask(
            pupil=pupil, plan=plan, owner=who.holder(plan.owner, home, plan.due_at), severity=severity, created_at=now
        )
        for plan in plans
    ]  # fmt: skip


def _fitted(plan: TaskPlan, decision: Decision) -> list[TaskPlan]:
    """The plan as it may be asked in this case: none to a family that is held, the counselor's where the class is left out."""
    if plan.kind == "guardian" and decision.family_hold:
        return []
    if decision.told.class_ in NOT_THE_CLASS and plan.owner in OF_A_PUPIL:
        return [replace(plan, owner=str(Role.PSYCH_TEACHER), deputy=str(Role.PSYCH_DEPUTY))]
    return [plan]
