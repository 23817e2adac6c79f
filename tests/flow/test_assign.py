"""Who gets the work: the holder, the deputy, the next tier, and somebody in the end (ESC1, ESC2)."""

import pytest

from screening.alerts.signals import StandIn
from screening.core.tiers import Role
from screening.services.assign import staffing

from .people import CLASS, OTHER, member

HEAD = member(90, Role.MORAL_EDUCATION_HEAD)
PRINCIPAL = member(91, Role.PRINCIPAL)


@pytest.mark.parametrize(
    ("role", "there", "expected"),
    [
        pytest.param(Role.HOMEROOM_TEACHER, [(1, Role.HOMEROOM_TEACHER), (2, Role.HOMEROOM_DEPUTY)], 1, id="the teacher first"),
        pytest.param(Role.HOMEROOM_TEACHER, [(2, Role.HOMEROOM_DEPUTY), (3, Role.GRADE_HEAD)], 2, id="then the deputy"),
        pytest.param(Role.HOMEROOM_TEACHER, [(3, Role.GRADE_HEAD)], 3, id="then the next tier"),
        pytest.param(Role.HOMEROOM_TEACHER, [], 90, id="then the moral-education head"),
        pytest.param(Role.HOMEROOM_DEPUTY, [(1, Role.HOMEROOM_TEACHER)], 1, id="a deputy's work goes to the teacher"),
        pytest.param(Role.DUTY_HOMEROOM_TEACHER, [(1, Role.HOMEROOM_TEACHER)], 1, id="nobody on duty: the teacher"),
        pytest.param(Role.PSYCH_TEACHER, [(4, Role.PSYCH_DEPUTY)], 4, id="the counselor's deputy"),
        pytest.param(Role.PSYCH_TEACHER, [(5, Role.DISTRICT_TUTORING_CENTRE)], 5, id="no counselor: the tutoring centre"),
        pytest.param(Role.PSYCH_TEACHER, [], 90, id="no centre either: the moral-education head"),
        pytest.param(Role.GRADE_HEAD, [(1, Role.HOMEROOM_TEACHER)], 90, id="a grade head's work never goes down a tier"),
        pytest.param(Role.LEADING_GROUP, [], 90, id="the leading group"),
        pytest.param(Role.BUREAU_CONTACT, [], 90, id="the bureau's contact"),
    ],
)
def test_work_goes_to_the_holder_or_up_the_ladder(role, there, expected):
    staff = [*(member(number, held) for number, held in there), HEAD]
    assert staffing(staff).holder(role, CLASS) == expected


def test_the_last_responder_is_the_principal_and_only_an_empty_school_has_nobody():
    assert staffing([PRINCIPAL]).holder(Role.PSYCH_TEACHER, CLASS) == 91
    assert staffing([]).holder(Role.PSYCH_TEACHER, CLASS) is None


def test_a_teacher_of_another_class_or_grade_gets_nothing():
    staff = [member(1, Role.HOMEROOM_TEACHER, of=OTHER), member(3, Role.GRADE_HEAD, of=OTHER), HEAD]
    assert staffing(staff).holder(Role.HOMEROOM_TEACHER, CLASS) == 90
    assert staffing(staff).holder(Role.HOMEROOM_TEACHER, OTHER) == 1


def test_without_a_class_a_role_of_a_class_goes_to_the_school():
    assert staffing([member(1, Role.HOMEROOM_TEACHER), HEAD]).holder(Role.HOMEROOM_TEACHER, None) == 90


def test_of_two_holders_the_first_on_the_roster_goes_first():
    assert staffing([member(1, Role.PSYCH_TEACHER), member(2, Role.PSYCH_TEACHER)]).holder(Role.PSYCH_TEACHER, None) == 1


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        pytest.param(
            [Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY, Role.PSYCH_TEACHER], StandIn.NOBODY_AWAY, id="every post is held"
        ),
        pytest.param([Role.HOMEROOM_DEPUTY, Role.PSYCH_TEACHER], StandIn.HOMEROOM_AWAY, id="the deputy stands in"),
        pytest.param(
            [Role.PSYCH_DEPUTY], StandIn.HOMEROOM_AWAY | StandIn.NO_HOMEROOM_DEPUTY | StandIn.PSYCH_AWAY, id="only a deputy"
        ),
        pytest.param(
            [], StandIn.HOMEROOM_AWAY | StandIn.NO_HOMEROOM_DEPUTY | StandIn.NO_PSYCH_POST, id="nobody for class or counselling"
        ),
    ],
)
def test_routes_are_told_which_posts_nobody_holds(there, expected):
    assert staffing([member(number, role) for number, role in enumerate(there, start=1)]).away(CLASS) == expected
