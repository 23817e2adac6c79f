"""What must be there before a level changes: never below its floor, never two levels, never a supported one, never unsigned."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.alerts.policy import Stepping
from screening.alerts.support import SUPPORTS
from screening.core.language import Text
from screening.core.severity import Severity
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.conditions import (
    MUST_BE_DONE,
    STEP_DOWN,
    Checklist,
    Missing,
    Work,
    lacks_for_close,
    lacks_for_confirm,
    lacks_for_lower,
    refuse,
)  # fmt: skip
from screening.followup.standing import Act, ActKind, Standing

T0 = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)
S0, S1, S2, S3, S4 = Severity.S0, Severity.S1, Severity.S2, Severity.S3, Severity.S4
LEVELS = [S1, S2, S3, S4]
FLOORS = Stepping()
FULL = Checklist(
    contacts=tuple((T0 + timedelta(days=d)).date() for d in range(1, 120, 3)), guardian_agrees=True,
    sources=("homeroom_teacher", "guardian"), measure_reason=True, reason=True,
)  # fmt: skip
NOTHING_OPEN = Work(wanted=frozenset({"contact", "interview"}))


def at(level, *, confirmed=True, provisional=None, held=S0, ever=S0, unsigned=None):
    return Standing(
        alert=1, level=level, provisional=provisional or level, confirmed=confirmed, acknowledged=None, waiting=None,
        unsigned=unsigned, released=None, held=held, ever=ever, last_signal=T0, lowered_at=None,
    )  # fmt: skip


def codes(missing):
    return [one.code for one in missing]


def lower(stands, to, day, checklist=FULL):
    now = T0 + timedelta(days=day)
    return codes(lacks_for_lower(stands, to, checklist, stepping=FLOORS, now=now))


def close(stands, day=200, checklist=FULL, work=NOTHING_OPEN, *, hold=False, measure_calm=False):
    now = T0 + timedelta(days=day)
    return codes(lacks_for_close(stands, checklist, work, stepping=FLOORS, now=now, hold=hold, measure_calm=measure_calm))


# ── stepping down ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("level", "to"), list(product(LEVELS, [S0, *LEVELS])), ids=lambda one: one.name)
def test_a_level_goes_down_by_exactly_one_and_never_below_s1(level, to):
    assert (lower(at(level), to, 100) == []) == (STEP_DOWN.get(level) == to)


@given(level=st.sampled_from([S2, S3, S4]), seconds=st.integers(0, 60 * 86_400))
def test_no_level_goes_down_before_its_floor(level, seconds):
    now, floor = T0 + timedelta(seconds=seconds), T0 + timedelta(days=FLOORS.floor_days(level))
    missing = codes(lacks_for_lower(at(level), STEP_DOWN[level], FULL, stepping=FLOORS, now=now))
    assert ("floor" in missing) == (now < floor)


@pytest.mark.parametrize("level", [S2, S3, S4], ids=lambda one: one.name)
def test_only_a_confirmed_and_signed_level_goes_down(level):
    unsigned = Act(number=1, kind=ActKind.CONFIRM, alert=1, by=1, at=T0, to=level, two_sign=True)
    assert lower(at(level, confirmed=False), STEP_DOWN[level], 100) == ["not_confirmed"]
    assert lower(at(level, unsigned=unsigned), STEP_DOWN[level], 100) == ["signature"]


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        pytest.param({"contacts": FULL.contacts[:3]}, ["contacts"], id="three contacts"),
        pytest.param({"contacts": FULL.contacts[:1] * 4}, ["contacts"], id="four on one day are one"),
        pytest.param({"contacts": (T0.date(), *FULL.contacts[:3])}, ["contacts"], id="the day of the signal does not count"),
        pytest.param({"contacts": (date(2027, 9, 1), *FULL.contacts[:3])}, ["contacts"], id="a day to come does not count"),
        pytest.param({"guardian_agrees": False}, ["guardian"], id="the family has not agreed"),
        pytest.param({"referred": True}, ["medical_opinion"], id="referred, no opinion"),
        pytest.param({"referred": True, "medical_opinion": True}, [], id="referred, with the opinion"),
        pytest.param({"reason": False}, ["reason"], id="no words"),
    ],
)
def test_s4_to_s3_wants_everything_of_cl2(told, missing):
    given = {name: getattr(FULL, name) for name in Checklist.__dataclass_fields__} | told
    assert lower(at(S4), S3, 14, Checklist(**given)) == missing


@pytest.mark.parametrize(
    ("hour", "missing"),
    [
        pytest.param(2, ["contacts"], id="at night, which is the day before in UTC"),
        pytest.param(23, ["contacts"], id="late in the evening"),
    ],
)
def test_the_day_of_a_signal_is_the_school_s_day_in_whatever_zone_it_was_kept(hour, missing):
    stands = replace(at(S4), last_signal=T0.replace(hour=hour).astimezone(UTC))
    assert lower(stands, S3, 20, days_after(0, 1, 2, 3)) == missing
    assert lower(stands, S3, 20, days_after(1, 2, 3, 4)) == []


# ── confirming ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(provisional=st.sampled_from(LEVELS), to=st.sampled_from([S0, *LEVELS]), supports=st.sets(st.sampled_from(list(SUPPORTS))))
def test_a_level_is_confirmed_at_or_below_the_provisional_one_and_a_supported_one_only_at_it(provisional, to, supports):
    found = lacks_for_confirm(at(provisional, confirmed=False), to, supports, NOTHING_OPEN, finding=True)
    assert (found == []) == (to == provisional or (to < provisional and not supports))


@given(provisional=st.sampled_from(LEVELS), held=st.sampled_from([S0, *LEVELS]), to=st.sampled_from([S0, *LEVELS]))
def test_no_confirmation_goes_below_what_the_case_was_confirmed_at(provisional, held, to):
    found = lacks_for_confirm(at(provisional, confirmed=False, held=held), to, (), NOTHING_OPEN, finding=True)
    assert ("below_held" in codes(found)) == (to < held)


@pytest.mark.parametrize(
    ("still", "to", "missing"),
    [
        pytest.param({"contact", "interview"}, S2, ["talk"], id="no talk at all"),
        pytest.param({"interview"}, S2, [], id="the safe contact is a talk"),
        pytest.param({"interview"}, S0, ["talk"], id="nothing is said to be nothing before the interview"),
        pytest.param(set(), S0, [], id="all talks held"),
    ],
)
def test_a_talk_comes_before_the_level(still, to, missing):
    work = Work(open_kinds=frozenset(still), wanted=frozenset({"contact", "interview", "acknowledge"}))
    assert codes(lacks_for_confirm(at(S2, confirmed=False), to, (), work, finding=True)) == missing


def test_the_finding_is_written_and_a_confirmed_level_is_not_confirmed_again():
    assert codes(lacks_for_confirm(at(S2, confirmed=False), S2, (), NOTHING_OPEN, finding=False)) == ["finding"]
    assert codes(lacks_for_confirm(at(S2), S2, (), NOTHING_OPEN, finding=True)) == ["already_confirmed"]


# ── closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("level", LEVELS, ids=lambda one: one.name)
def test_only_s1_is_closed(level):
    assert ("one_level" in close(at(level))) == (level != S1)


def test_nothing_is_closed_before_its_floor():
    assert "floor" in close(at(S1), day=29)
    assert close(at(S1), day=30) == []


@pytest.mark.parametrize(
    ("told", "hold", "missing"),
    [
        pytest.param({"sources": ("homeroom_teacher",)}, False, ["second_source"], id="the teacher alone"),
        pytest.param({"sources": ("homeroom_teacher", "teacher")}, False, ["second_source"], id="two at school"),
        pytest.param({"sources": ("guardian",)}, False, ["second_source"], id="the family alone"),
        pytest.param({"sources": ("homeroom_teacher", "guardian")}, True, ["second_source"], id="the guardian under a hold"),
        pytest.param({"sources": ("homeroom_teacher", "safe_adult")}, True, [], id="a safe adult under a hold"),
        pytest.param({"measure_reason": False}, False, ["measure"], id="raised, no reason"),
        pytest.param({"contacts": FULL.contacts[:4]}, False, ["contacts"], id="calm contacts too near"),
        pytest.param({"reason": False}, False, ["reason"], id="no words"),
    ],
)
def test_a_case_that_was_s3_is_closed_with_everything_of_cl3(told, hold, missing):
    given = {name: getattr(FULL, name) for name in Checklist.__dataclass_fields__} | told
    assert close(at(S1, ever=S3), checklist=Checklist(**given), hold=hold) == missing


def test_a_calm_measure_needs_no_reason():
    given = {name: getattr(FULL, name) for name in Checklist.__dataclass_fields__} | {"measure_reason": False}
    assert close(at(S1), checklist=Checklist(**given), measure_calm=True) == []


@pytest.mark.parametrize("kind", sorted(MUST_BE_DONE))
def test_what_must_be_done_is_done_before_closing(kind):
    assert close(at(S1), work=Work(open_kinds=frozenset({kind}))) == ["tasks"]
    assert close(at(S1), work=Work(open_kinds=frozenset({"follow_up"}))) == []
    assert close(at(S1), work=Work(open_kinds=frozenset({"follow_up"}), overdue=1)) == ["tasks"]


# ── the refusal ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_refusal_names_every_rule_and_the_date():
    now = T0 + timedelta(days=5)
    missing = lacks_for_lower(at(S4), S3, Checklist(reason=True), stepping=FLOORS, now=now)
    said = refuse(Text("现在还不能下调", "it can't be lowered yet"), missing, now)
    assert said.earliest == T0 + timedelta(days=14)
    assert said.missing == ("floor", "contacts", "guardian")
    for language, parts in (("zh", ("CL1", "CL2", "最早 2026-11-24 09:30")), ("en", ("CL1", "CL2", "earliest 2026-11-24 09:30"))):
        assert all(part in said.said(language) for part in parts)


# ── edges ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_taken_as_stated_that_nobody_stated():
    assert lower(at(S4), S3, 14, Checklist()) == ["contacts", "guardian", "reason"]
    assert lower(at(S4), S3, 14, Checklist(referred=True)) == ["contacts", "guardian", "medical_opinion", "reason"]
    assert close(at(S1, ever=S3), checklist=Checklist()) == ["contacts", "measure", "second_source", "reason"]
    assert close(at(S1), work=Work()) == []


def days_after(*offsets):
    given = {name: getattr(FULL, name) for name in Checklist.__dataclass_fields__}
    return Checklist(**given | {"contacts": tuple((T0 + timedelta(days=day)).date() for day in offsets)})


@pytest.mark.parametrize(
    ("offsets", "missing"),
    [
        pytest.param((1, 2, 3, 14), [], id="four days, the last of them today"),
        pytest.param((1, 2, 14), ["contacts"], id="three days"),
        pytest.param((1, 2, 3, 15), ["contacts"], id="tomorrow does not count"),
        pytest.param((0, 1, 2, 3), ["contacts"], id="the day of the signal does not count"),
    ],
)
def test_s4_goes_down_after_calm_contacts_on_four_days(offsets, missing):
    """CL2, lowered on day 14."""
    assert lower(at(S4), S3, 14, days_after(*offsets)) == missing


@pytest.mark.parametrize(
    ("offsets", "missing"),
    [
        pytest.param((40, 54), [], id="fourteen days apart"),
        pytest.param((40, 53), ["contacts"], id="thirteen days apart"),
        pytest.param((0, 14), [], id="the day of the signal counts"),
        pytest.param((-1, 13), ["contacts"], id="what was before the signal does not"),
        pytest.param((186, 200), [], id="today counts"),
        pytest.param((187, 201), ["contacts"], id="tomorrow does not"),
        pytest.param((), ["contacts"], id="no contact at all"),
    ],
)
def test_a_grave_case_is_closed_after_two_calm_contacts_fourteen_days_apart(offsets, missing):
    """CL3, closed on day 200."""
    assert close(at(S1, ever=S3), checklist=days_after(*offsets)) == missing
    assert close(at(S1, ever=S4), checklist=days_after(*offsets)) == missing


@pytest.mark.parametrize("ever", [S0, S1, S2], ids=lambda one: one.name)
def test_a_case_that_was_never_grave_needs_no_calm_contacts(ever):
    assert close(at(S1, ever=ever), checklist=days_after()) == []


def test_only_a_confirmed_and_signed_level_is_closed():
    unsigned = Act(number=1, kind=ActKind.CONFIRM, alert=1, by=1, at=T0, to=S1, two_sign=True)
    assert close(at(S1, confirmed=False)) == ["not_confirmed"]
    assert close(at(S1, unsigned=unsigned)) == ["signature"]


@pytest.mark.parametrize("teacher", ["homeroom_teacher", "teacher"])
def test_either_teacher_speaks_for_the_school(teacher):
    given = {name: getattr(FULL, name) for name in Checklist.__dataclass_fields__} | {"sources": (teacher, "guardian")}
    assert close(at(S1), checklist=Checklist(**given)) == []


def test_what_supports_a_level_is_named_and_nothing_else():
    code, other = list(SUPPORTS)[:2]
    (found,) = lacks_for_confirm(at(S3, confirmed=False), S1, {code}, NOTHING_OPEN, finding=True)
    for language in ("zh", "en"):
        assert SUPPORTS[code].said(language) in found.said.said(language)
        assert SUPPORTS[other].said(language) not in found.said.said(language)


def test_a_refusal_tells_its_reasons_in_one_language_and_a_date_only_where_time_is_lacking():
    now = T0 + timedelta(days=20)
    missing = lacks_for_lower(at(S4), S3, Checklist(), stepping=FLOORS, now=now)
    said = refuse(Text("现在还不能下调", "it can't be lowered yet"), missing, now)
    assert said.where.zh.splitlines()[1:] == [f"{one.rule}：{one.said.zh}" for one in missing]
    assert said.where.en.splitlines()[1:] == [f"{one.rule}: {one.said.en}" for one in missing]
    assert said.said("zh").count("\n    ") == said.said("en").count("\n    ") == len(missing) > 1
    assert (said.earliest, said.hint.zh, said.hint.en) == (None, "", "")


def test_of_several_dates_the_refusal_names_the_last_on_the_school_s_clock():
    told = [Missing(code="floor", rule="CL1", said=Text("早", "early"), earliest=T0 + timedelta(days=day)) for day in (3, 9, 5)]
    said = refuse(Text("还不能", "not yet"), told, T0)
    assert said.earliest == T0 + timedelta(days=9)
    assert said.hint.zh == "最早 2026-11-19 09:30"
