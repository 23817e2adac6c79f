"""What a consent says, and what holds when several spoke (PRIVACY §2)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.intake.consent import Statement, answer_of, checked_of, standing

DAY = datetime(2026, 9, 1, tzinfo=UTC)


def said(answer, day=0, *, party="guardian", who="", grade=5, checked=None):
    return Statement(party=party, answer=answer, at=DAY + timedelta(days=day), who=who, grade=grade, checked=checked)


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        pytest.param("我已阅读并同意孩子参加", "granted", id="a whole sentence"),
        pytest.param("A.同意", "granted", id="with a letter"),
        pytest.param("是", "granted", id="yes"),
        pytest.param("我已阅读，但不同意", "refused", id="a no at the end"),
        pytest.param("不愿意", "refused", id="unwilling"),
        pytest.param("撤回同意", "withdrawn", id="withdrawn, though it says 同意"),
        pytest.param("", "", id="silence"),
        pytest.param("未回复", "", id="no reply"),
        pytest.param("1", "?", id="an option number is never a yes"),
        pytest.param("再考虑", "?", id="neither"),
    ],
)
def test_consent_is_read_and_never_guessed(cell, answer):
    assert answer_of(cell) == answer


@pytest.mark.parametrize(
    ("told", "grade", "holds"),
    [
        pytest.param([], 5, "", id="silence is not consent"),
        pytest.param([said("granted")], 5, "granted", id="a guardian agreed"),
        pytest.param([said("granted", party="pupil")], 5, "", id="the pupil alone is not enough"),
        pytest.param([said("granted"), said("refused", party="pupil")], 5, "refused", id="the pupil declines"),
        pytest.param([said("granted", who="父亲"), said("refused", who="母亲")], 5, "refused", id="two disagree: no wins"),
        pytest.param([said("refused", who="母亲"), said("granted", 1, who="父亲")], 5, "refused", id="whoever spoke last"),
        pytest.param([said("refused", who="母亲"), said("granted", 1, who="母亲")], 5, "granted", id="she changed her mind"),
        pytest.param([said("refused", who="母亲"), said("granted", 1)], 5, "granted", id="the family spoke again"),
        pytest.param([said("withdrawn", 2), said("granted", 1)], 5, "withdrawn", id="an older paper entered later lifts nothing"),
        pytest.param([said("granted", grade=6)], 7, "", id="renewed at grade 7"),
        pytest.param([said("granted", grade=3)], 4, "", id="renewed at grade 4"),
        pytest.param([said("refused", grade=6)], 7, "refused", id="a no needs no renewal"),
        pytest.param([said("granted", checked=False)], 5, "", id="nobody knows that it was the guardian"),
    ],
)
def test_what_holds_follows_the_matrix(told, grade, holds):
    assert standing(told, grade) == holds


@given(st.permutations([said("granted", 1), said("withdrawn", 3), said("granted", 2, who="母亲"), said("refused", 0)]))
def test_the_order_in_which_papers_are_entered_does_not_matter(told):
    assert standing(told, 5) == "withdrawn"


@pytest.mark.parametrize(("cell", "checked"), [("是", True), ("已核对", True), ("未核对", False), ("否", False), ("", None)])
def test_whether_the_guardian_was_made_sure_of(cell, checked):
    assert checked_of(cell) is checked
