"""Who may do what, as a table: every role, every check."""

import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import NotAllowed
from screening.core.ids import StaffId
from screening.core.tiers import Role
from screening.services import permissions

from .people import member, task

COUNSELOR = {Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY}
WITH_HEAD = COUNSELOR | {Role.MORAL_EDUCATION_HEAD}
STAFF = [member(1, Role.PSYCH_TEACHER)]

CHECKS = {
    "is the counselor": (permissions.check_is_counselor, COUNSELOR),
    "reads a case file": (permissions.check_may_read_case, COUNSELOR),
    "prints digests": (permissions.check_may_print_digests, WITH_HEAD),
    "works on somebody else's task": (lambda person: permissions.check_may_work_on(person, task(owner=1)), COUNSELOR),
    "works on an own task": (lambda person: permissions.check_may_work_on(person, task(owner=person.id)), set(Role)),
    "works on nobody's task": (lambda person: permissions.check_may_work_on(person, task(owner=None)), COUNSELOR),
    "brings an export": (lambda person: permissions.check_may_import(person.id, [*STAFF, person]), COUNSELOR),
    "brings a new roster": (lambda person: permissions.check_may_bring_roster(person.id, [*STAFF, person]), WITH_HEAD),
}  # ALERT_POLICY §5.2: answers, scores and files are the counselor's alone; care notices the moral-education head's too


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("what", CHECKS)
def test_each_role_may_do_exactly_what_the_table_says(what, role):
    check, allowed = CHECKS[what]
    person = member(7, role)
    if role in allowed:
        check(person)
        return
    with pytest.raises(NotAllowed) as refused:
        check(person)
    assert person.name not in refused.value.said("zh")


def test_one_of_several_roles_is_enough():
    permissions.check_is_counselor(member(7, Role.GRADE_HEAD, Role.PSYCH_DEPUTY))


def test_somebody_who_left_the_roster_may_do_nothing_but_finish_an_own_task():
    gone = member(7)
    assert permissions.may_work_on(gone, task(owner=7))
    assert not permissions.may_work_on(gone, task(owner=1))
    with pytest.raises(NotAllowed):
        permissions.check_is_counselor(gone)


def test_the_first_roster_may_be_brought_by_whoever_sets_the_workspace_up():
    permissions.check_may_bring_roster(PIPELINE, [])
    permissions.check_may_bring_roster(PIPELINE, [member(3, Role.HOMEROOM_TEACHER)])


def test_an_unknown_person_neither_imports_nor_brings_a_roster_once_there_is_a_counselor():
    for check in (permissions.check_may_import, permissions.check_may_bring_roster):
        with pytest.raises(NotAllowed):
            check(StaffId(99), STAFF)
    with pytest.raises(NotAllowed):
        permissions.check_may_bring_roster(PIPELINE, STAFF)
