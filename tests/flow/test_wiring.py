"""Who works here: the person the settings name, else the counselor of the roster."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import NotAllowed
from screening.core.tiers import Role
from screening.entrypoints.settings import Settings
from screening.entrypoints.wiring import Workspace
from screening.services.ports import StaffMember

from .people import member

TEACHER, DEPUTY, COUNSELOR = member(1, Role.HOMEROOM_TEACHER), member(2, Role.PSYCH_DEPUTY), member(3, Role.PSYCH_TEACHER)


class Staff:
    """A unit of work that knows the staff and nothing else."""

    def __init__(self, staff):
        self.roster = SimpleNamespace(staff=lambda _audit: staff)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def commit(self):
        pass


@dataclass(frozen=True)
class Staffed(Workspace):
    staff: list[StaffMember] = field(default_factory=list)

    def uow(self):
        return Staff(self.staff)


def works(*staff, person=None):
    return Staffed(Settings(workspace=Path("nowhere"), person=person), list(staff))


@pytest.mark.parametrize(
    ("staff", "person", "expected"),
    [
        pytest.param([TEACHER, DEPUTY, COUNSELOR], None, 3, id="the counselor, though the deputy has the lower number"),
        pytest.param([TEACHER, DEPUTY], None, 2, id="the deputy where there is no counselor"),
        pytest.param([TEACHER, DEPUTY, COUNSELOR], 1, 1, id="whom the settings name"),
    ],
)
def test_the_counselor_works_here_unless_the_settings_say_otherwise(staff, person, expected):
    work = works(*staff, person=person)
    assert work.working_member().id == work.person == expected


@pytest.mark.parametrize(
    ("staff", "person", "word"),
    [
        pytest.param([COUNSELOR], 999, "999", id="the settings name nobody on the staff"),
        pytest.param([TEACHER], None, "心理老师", id="no counselor on the roster"),
        pytest.param([], None, "心理老师", id="no roster yet"),
    ],
)
def test_where_nobody_is_known_to_work_here_nothing_is_done_in_a_counselor_s_name(staff, person, word):
    work = works(*staff, person=person)
    assert work.person == PIPELINE
    with pytest.raises(NotAllowed) as refused:
        work.working_member()
    assert word in refused.value.said("zh")
