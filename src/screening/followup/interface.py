"""What followup hands on: deadlines on the school calendar and the tasks that come of them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TaskPlan:
    """Something a named person must do by a time. The person is found from the role when the task is written."""

    kind: str  # acknowledge, contact, interview, guardian, fetch, make_up, …: a key of the wording
    owner: str  # Role
    deputy: str  # Role, "" if none
    due_at: datetime  # UTC, with zone
    rule: str  # the rule id it rests on
    calendar_loaded: bool = True  # False: computed beyond the loaded holidays or terms


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When everything about one decision is due."""

    deadlines: dict[str, datetime]  # the `deadlines` of the decision schema, local +08:00
    notice_at: dict[str, datetime | None]  # class, grade, school: when the notice sounds, None = silent
    tasks: tuple[TaskPlan, ...]  # in order of due time
    calendar_loaded: bool
