"""The small synthetic workspace of the import tests, and a way to tell things of its pupils."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from screening.core.ids import StaffId
from screening.core.tiers import Role
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.reports import read_report_objects
from screening.services.permissions import roles_of
from screening.services.ports import StaffMember
from screening.services.take_reports import ReportOutcome, take_reports
from tests.store.imports.conftest import School, another, original, school

__all__ = ["School", "another", "original", "school"]

T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)
Tell = Callable[..., ReportOutcome]


def days_ago(days: int, hour: int = 10) -> str:
    return (T0.replace(hour=hour, minute=0) - timedelta(days=days)).isoformat()


def somebody(school: School, role: Role) -> StaffMember:
    with school.work.uow() as uow:
        staff = uow.roster.staff(school.audit())
        uow.commit()
    return next(member for member in staff if role in roles_of(member))


@pytest.fixture
def tell() -> Tell:
    """Tell of one or more pupils: dictionaries as `screening report --stdin` takes them; by the counselor unless ``person``."""

    def told(school: School, *reports: dict, person: StaffMember | None = None, at: datetime = T0) -> ReportOutcome:
        there = school.at(at)
        who = person or there.work.working_member()
        lines = read_report_objects(list(reports), at)
        return take_reports(lines, person=who, uow=there.work.uow(), rules=there.work.rules, now=at)

    return told


def nobody_on_the_staff() -> StaffMember:
    return StaffMember(id=StaffId(999), name="", roles=())


def with_roles(member: StaffMember, *roles: Role) -> StaffMember:
    return replace(member, roles=tuple(replace(member.roles[0], role=role.value) for role in roles))
