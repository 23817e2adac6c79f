"""A worked case becomes the line of signals that its words say, with windows counted by dates at school."""

import pytest

from screening.alerts.case_signals import family_hold, named_of, recently_closed, signals_of
from screening.alerts.signals import Named, NotTested, Protection, StandIn
from screening.alerts.worked_cases import ClosedCase, Family, ProtectionTold, Sheet
from screening.core.severity import UNREADABLE, Band, Critical, Severity, Validity
from screening.followup.calendar import SCHOOL_ZONE
from screening.intake.report_kinds import NAMED, meant
from tests.unit.alerts.conftest import case_of

MORNING = "2026-11-10T09:00:00+08:00"


@pytest.fixture
def line(policy):
    """The columns of a worked case as plain values."""

    def made(*sheets, **told):
        signals = signals_of(case_of(sheets, **told), policy.windows, SCHOOL_ZONE)
        return {name: column[0].item() for name, column in vars(signals).items() if name != "sittings"}

    return made


QUIET_TOTAL = {"total": int(Band.NA)}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"not_tested": "absent"}, {"not_tested": NotTested.ABSENT}, id="absent"),
        pytest.param({"not_tested": "consent_refused"}, {"not_tested": NotTested.CONSENT_REFUSED}, id="consent refused"),
        pytest.param({"not_tested": "declined_by_pupil"}, {"not_tested": NotTested.DECLINED_BY_PUPIL}, id="declined"),
        pytest.param({"asks_for_talk": True}, {"asks": True}, id="a wish to talk"),
        pytest.param({"bullying": True}, {"bullying": True}, id="bullying"),
        pytest.param({"outside_diagnosis": True}, {"diagnosed_outside": True}, id="outside care"),
        pytest.param({"injured": True}, {"injured": True}, id="an injury"),
        pytest.param({"set_by_hand": "S3"}, {"by_hand": Severity.S3}, id="by hand"),
        pytest.param({"mood_low_days": 0}, {}, id="no day of low mood"),
        pytest.param({"mood_low_days": 2}, {}, id="two days of low mood"),
        pytest.param({"mood_low_days": 3}, {"mood": 1}, id="three days"),
        pytest.param({"mood_low_days": 7}, {"mood": 2}, id="a week"),
        pytest.param({"history": {"open_case": "S2"}}, {"open_case": Severity.S2}, id="an open case"),
        pytest.param({"history": {"attempt_within_12_months": True}}, {"attempt": True}, id="an attempt"),
        pytest.param({"history": {"returned_within_90_days": True}}, {"returned": True}, id="a return"),
        pytest.param({"history": {"transferred_in": True}}, {"transferred": True}, id="moved here"),
        pytest.param({"history": {"groups": ["left_behind"]}}, {"groups": True}, id="a group"),
        pytest.param({"protection": {"status": "suspected", "source_of_harm": ["staff"]}},
                     {"protection": Protection.SUSPECTED, "staff_harm": True}, id="staff"),
        pytest.param({"protection": {"named_people": ["principal", "peer", "guardian"]}}, {"named": Named.PRINCIPAL},
                     id="people who receive nothing anyway"),
        pytest.param({"critical_reports": [{"grade": "CI-2", "by": "hospital"}]}, {"critical": Critical.CI_2}, id="a report"),
    ],
)  # fmt: skip
def test_each_thing_told_fills_its_column_and_no_other(line, told, expected):
    quiet = dict.fromkeys(line(), 0) | QUIET_TOTAL
    assert line(**told) == quiet | {name: int(value) for name, value in expected.items()}


@pytest.mark.parametrize(
    ("people", "away"),
    [
        pytest.param({}, StandIn.NOBODY_AWAY, id="everybody is there"),
        pytest.param({"homeroom_teacher": "absent"}, StandIn.HOMEROOM_AWAY, id="the homeroom teacher is away"),
        pytest.param({"homeroom_deputy": "none"}, StandIn.NO_HOMEROOM_DEPUTY, id="no deputy"),
        pytest.param({"psych_teacher": "absent"}, StandIn.PSYCH_AWAY, id="the counselor is away"),
        pytest.param({"psych_teacher": "none"}, StandIn.NO_PSYCH_POST, id="no counselor's post"),
        pytest.param({"psych_deputy": "none"}, StandIn.NO_PSYCH_DEPUTY, id="no deputy counselor"),
    ],
)
def test_who_is_away_is_told(line, people, away):
    assert line(people=people)["away"] == away


def test_several_who_are_away_are_told_together(line):
    people = {"homeroom_teacher": "absent", "homeroom_deputy": "none", "psych_teacher": "absent", "psych_deputy": "none"}
    expected = StandIn.HOMEROOM_AWAY | StandIn.NO_HOMEROOM_DEPUTY | StandIn.PSYCH_AWAY | StandIn.NO_PSYCH_DEPUTY
    assert line(people=people)["away"] == expected


@pytest.mark.parametrize(
    ("grade", "at", "expected"),
    [
        pytest.param("O1", "2026-10-27T00:30:00+08:00", {"slight": 1}, id="O1: fourteen days by dates"),
        pytest.param("O1", "2026-10-26T23:30:00+08:00", {}, id="O1: fifteen"),
        pytest.param("O1", "2026-10-26T16:30:00+00:00", {"slight": 1}, id="O1: half past midnight at school"),
        pytest.param("O2", "2026-10-11T00:30:00+08:00", {"marked": 1}, id="O2: thirty days"),
        pytest.param("O2", "2026-10-10T23:30:00+08:00", {}, id="O2: thirty-one"),
        pytest.param("O3", "2026-01-10T23:30:00+08:00", {"safety_seen": 1}, id="O3 has no window"),
        pytest.param("O3I", "2026-01-10T23:30:00+08:00", {"happening": 1}, id="O3I has no window"),
    ],
)
def test_observations_count_inside_their_windows(line, grade, at, expected):
    """A9: by difference of dates on the school's clock, both ends included."""
    found = line(observations=[{"grade": grade, "by": "subject_teacher", "at": at}])
    names = ("slight", "marked", "safety_seen", "happening")
    assert {name: found[name] for name in names} == dict.fromkeys(names, 0) | expected


def test_observers_are_different_by_name_and_without_one_by_role(line):
    seen = [("peer", None), ("peer", None), ("peer", "a"), ("pupil", "a"), ("guardian", "b")]
    told = [{"grade": "O1", "by": by, "at": MORNING} | ({"observer": name} if name else {}) for by, name in seen]
    assert line(observations=told)["slight"] == 3, "a peer, a and b"


@pytest.mark.parametrize(
    ("told", "family", "held"),
    [
        pytest.param({}, {}, False, id="nothing told"),
        pytest.param({"source_of_harm": ["guardian_household"]}, {}, True, id="harm at home, whatever the status"),
        pytest.param({"status": "suspected", "fears_going_home": True}, {}, True, id="source not told, fear of home"),
        pytest.param({"status": "suspected"}, {}, False, id="source not told, no fear"),
        pytest.param({"fears_going_home": True}, {}, False, id="fear of home without a protection report"),
        pytest.param({"status": "suspected", "source_of_harm": ["unknown", "pupil"], "fears_going_home": True}, {}, True,
                     id="an unknown source among others"),
        pytest.param({"status": "suspected", "source_of_harm": ["pupil"], "fears_going_home": True}, {}, False, id="a known one"),
        pytest.param({}, {"court_order": True}, True, id="a court order"),
        pytest.param({}, {"identity_unverified": True}, True, id="identity"),
    ],
)  # fmt: skip
def test_a_hold_follows_from_harm_at_home_or_who_they_are(told, family, held):
    """F5."""
    assert family_hold(ProtectionTold(**told), Family(**family)) is held


@pytest.mark.parametrize(
    ("severity", "days", "confirmed", "recent"),
    [
        pytest.param("S3", 180, True, True, id="S3 on the last day"),
        pytest.param("S4", 0, True, True, id="S4 today"),
        pytest.param("S3", 181, True, False, id="a day later"),
        pytest.param("S3", 1, False, False, id="never confirmed"),
        pytest.param("S2", 1, True, False, id="S2"),
    ],
)
def test_only_a_grave_confirmed_case_is_lately_closed(policy, severity, days, confirmed, recent):
    """R208."""
    assert recently_closed(ClosedCase(severity=severity, days_ago=days, confirmed=confirmed), policy.windows) is recent
    assert recently_closed(None, policy.windows) is False


def test_whoever_can_be_left_out_can_be_named_in_a_form():
    """X1: dormitory staff hear of S3 and S4 where the school has that tier, so a form must be able to name them."""
    assert set(NAMED) == {role.name.lower() for role in Named}
    assert meant("宿管", NAMED) == "dormitory_staff"
    assert meant("夜间值班", NAMED) == "night_duty"


def test_every_named_role_keeps_its_own_flag():
    assert [named_of([role.name.lower()]) for role in Named] == list(Named)
    assert named_of([]) == named_of(["subject_teacher"]) == Named.NOBODY
    assert named_of(["principal", "grade_head", "principal"]) == Named.PRINCIPAL | Named.GRADE_HEAD


@pytest.mark.parametrize(
    ("told", "flags", "readable"),
    [
        pytest.param({"validity": ["OK"]}, Validity.OK, True, id="nothing found"),
        pytest.param({"validity": ["PRORATED"]}, Validity.PRORATED, True, id="prorated"),
        pytest.param({"validity": ["FAST", "LIE"]}, Validity.FAST | Validity.LIE, False, id="two flags"),
        pytest.param({"validity": ["OK"], "interrupted": True}, Validity.MISSING, False, id="interrupted: incomplete"),
    ],
)
def test_a_sitting_is_readable_by_its_flags(told, flags, readable):
    sheet = Sheet.model_validate({"total": "B0"} | told)
    assert (sheet.flags, sheet.readable) == (flags, readable)
    assert readable is not bool(flags & UNREADABLE)


def test_sittings_of_different_width_are_folded_and_each_is_its_own_however_alike(line):
    found = line({"subscales": ["B2"]}, {"subscales": ["B3", "B3"]})
    assert (found["raised"], found["severe"]) == (1, 0), "the first readable one"
    lie = {"validity": ["LIE"], "total": "NA"}
    assert line(lie, lie)["twice"]


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_a_sittings_answer_is_dated_as_told_and_a_report_always(line, dated):
    sheet = {"critical": "CI-1", "dated": dated}
    assert line(sheet)["undated"] is not dated
    assert not line(sheet, critical_reports=[{"grade": "CI-1", "by": "hospital"}])["undated"]
