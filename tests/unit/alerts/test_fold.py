"""All sheets of a wave in one line per pupil: instruments are folded, sittings of one instrument are not added up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.alerts.decide import decide
from screening.alerts.fold import Reports, fold, fold_each
from screening.alerts.interface import Readings
from screening.alerts.rules import RULES
from screening.core.severity import Band, Severity, Validity

PUPIL = 7
NA, B0, B1, B2, B3 = Band.NA, Band.B0, Band.B1, Band.B2, Band.B3
NAT = np.datetime64("NaT", "s")


def reading(edition, *sheets):
    """Sheets as (pupil, total, subscales) and further columns by name."""
    rows = [
        dict(zip(("pupil", "total", "subscales"), sheet[:3], strict=False)) | (sheet[3] if len(sheet) > 3 else {})
        for sheet in sheets
    ]
    defaults = {"raw_total": NA, "critical": 0, "skipped": False, "dated": True, "validity": 0, "answered_at": NAT}

    def column(name, dtype):
        return np.array([row.get(name, defaults.get(name)) for row in rows], dtype)

    width = max((len(row["subscales"]) for row in rows), default=0)
    return Readings(
        edition=edition,
        pupil=column("pupil", np.int32),
        total=np.array([NA if row.get("validity", 0) & 31 else row["total"] for row in rows], np.int8),
        raw_total=column("raw_total", np.int8),
        subscales=np.array([[*row["subscales"]] for row in rows], np.int8).reshape(len(rows), width),
        critical=column("critical", np.int8),
        skipped=column("skipped", np.bool_),
        dated=column("dated", np.bool_),
        validity=column("validity", np.uint8),
        fingerprint=np.array([row.get("fingerprint", n) for n, row in enumerate(rows)], np.uint64),
        answered_at=column("answered_at", "datetime64[s]"),
    )


def one(*readings, reports=None):
    """The single line of signals, as plain values."""
    signals = fold(readings, np.array([PUPIL], np.int32), reports)
    return {
        name: getattr(signals, name)[0] for name in ("total", "raised", "severe", "critical", "undated", "skipped", "readable")
    } | {
        name: bool(getattr(signals, name)[0])
        for name in ("garbled", "incomplete", "raw_raised", "retest", "twice", "prorated", "hasty")
    }


def severity(*readings):
    return Severity(int(decide(fold(readings, np.array([PUPIL], np.int32))).severity[0]))


def test_the_gravest_readable_total_of_all_instruments_counts():
    assert one(reading("mht@1", (PUPIL, B1, [])), reading("phq9@1", (PUPIL, B3, [])))["total"] == B3


@pytest.mark.parametrize(
    ("flag", "hasty", "readable"),
    [
        pytest.param(Validity.OK, False, True, id="nothing found"),
        pytest.param(Validity.DOUBTFUL, True, True, id="statistical indices lower confidence and nothing else (V2)"),
        pytest.param(Validity.FAST, True, False, id="too fast lowers it and can't be read (V2, V4)"),
    ],
)
def test_low_confidence_alone_leaves_every_band_as_it_is(flag, hasty, readable):
    found = one(reading("mht@1", (PUPIL, B3, [B2], {"validity": flag, "critical": 2})))
    assert (found["hasty"], found["readable"]) == (hasty, readable)
    assert found["total"] == (B3 if readable else NA)
    assert found["critical"] == 2


def test_the_first_readable_sitting_of_one_instrument_counts_and_the_gravest_safety_answer_of_all():
    folded = one(
        reading("mht@1", (PUPIL, B2, [B1], {"answered_at": "2026-11-10T08:00:00"})),
        reading("mht@1", (PUPIL, B0, [B0], {"answered_at": "2026-11-10T08:10:00", "critical": 1})),
    )
    assert (folded["total"], folded["critical"]) == (B2, 1)


def test_sittings_are_ordered_by_when_they_were_answered_not_by_when_they_were_read():
    early = reading("mht@1", (PUPIL, B0, [], {"answered_at": "2026-11-10T08:00:00"}))
    late = reading("mht@1", (PUPIL, B3, [], {"answered_at": "2026-11-10T08:10:00"}))
    assert one(late, early)["total"] == one(early, late)["total"] == B0


def test_the_same_sheet_read_twice_is_one_sitting():
    lie = reading("mht@1", (PUPIL, NA, [], {"validity": Validity.LIE, "fingerprint": 5}))
    assert one(lie, lie)["retest"]
    assert not one(lie, lie)["twice"]


def test_two_unreadable_sittings_ask_for_a_talk():
    lie = reading("mht@1", (PUPIL, NA, [], {"validity": Validity.LIE, "fingerprint": 5}))
    other = reading("mht@1", (PUPIL, NA, [], {"validity": Validity.MISSING, "fingerprint": 6}))
    assert one(lie, other)["twice"]


def test_each_total_is_a_further_entry_where_two_instruments_were_given():
    two = one(reading("gad7@1", (PUPIL, B3, [])), reading("phq9@1", (PUPIL, B3, [])))
    assert (two["raised"], two["severe"]) == (2, 2)
    assert one(reading("phq9@1", (PUPIL, B3, [])))["severe"] == 0
    assert severity(reading("gad7@1", (PUPIL, B3, [])), reading("phq9@1", (PUPIL, B3, []))) is Severity.S3, "R307"


def test_an_unreadable_instrument_makes_only_itself_unreadable():
    lie = reading("mht@1", (PUPIL, NA, [NA], {"validity": Validity.LIE, "raw_total": B3}))
    well = reading("phq9@1", (PUPIL, B0, []))
    folded = one(lie, well)
    assert (folded["total"], folded["readable"], folded["raw_raised"], folded["retest"]) == (B0, True, True, True)
    assert severity(lie, well) is Severity.S0, "U only if nothing is readable"
    assert severity(lie) is Severity.U


def test_an_instrument_left_blank_where_it_matters_is_not_answered_by_another():
    skipped = reading("mht@1", (PUPIL, B0, [], {"skipped": True}))
    well = reading("phq9@1", (PUPIL, B0, []))
    assert one(skipped, well)["skipped"]
    assert severity(skipped, well) is Severity.U


def test_a_later_sitting_answers_what_the_first_left_blank():
    first = reading("mht@1", (PUPIL, B0, [], {"skipped": True, "answered_at": "2026-11-10T08:00:00"}))
    second = reading("mht@1", (PUPIL, B0, [], {"answered_at": "2026-11-10T09:00:00"}))
    assert not one(first, second)["skipped"]


@pytest.mark.parametrize(
    ("dated", "undated"),
    [
        pytest.param((False, False), True, id="no source has a date"),
        pytest.param((False, True), False, id="one source has a date"),
    ],
)
def test_a_grade_is_undated_only_if_every_source_of_it_is(dated, undated):
    readings = [reading(f"i{n}@1", (PUPIL, B0, [], {"critical": 1, "dated": told})) for n, told in enumerate(dated)]
    assert one(*readings)["undated"] == undated


def test_a_milder_dated_answer_does_not_date_a_graver_one():
    folded = one(
        reading("a@1", (PUPIL, B0, [], {"critical": 2, "dated": False})), reading("b@1", (PUPIL, B0, [], {"critical": 1}))
    )
    assert folded["undated"]


def test_a_report_raises_the_grade_and_dates_it():
    report = Reports(pupil=np.array([PUPIL, 99], np.int32), critical=np.array([2, 3], np.int8), dated=np.array([True, True]))
    sheet = reading("mht@1", (PUPIL, B0, [], {"critical": 1, "dated": False}))
    folded = one(sheet, reports=report)
    assert (folded["critical"], bool(folded["undated"])) == (2, False)
    assert one(reports=report)["critical"] == 2, "also without any sheet"


def test_pupils_nobody_asked_for_are_left_out_and_those_without_sheets_stay_quiet():
    signals = fold([reading("mht@1", (1, B3, []), (PUPIL, B1, []))], np.array([PUPIL, 3], np.int32))
    assert signals.total.tolist() == [B1, NA]
    assert signals.sheets.tolist() == [True, False]


def test_readings_of_an_earlier_mapping_with_fewer_subscales_are_folded_too():
    assert one(reading("mht@1", (PUPIL, B0, [B2])), reading("mht@1", (8, B0, [B2, B2])))["raised"] == 1


def by(respondent, edition, *sheets):
    return replace(reading(edition, *sheets), respondent=respondent)


@pytest.mark.parametrize(
    ("sheet", "slight"),
    [
        pytest.param((PUPIL, B2, []), 1, id="a raised total"),
        pytest.param((PUPIL, B1, [B2, B2]), 1, id="two raised subscales"),
        pytest.param((PUPIL, B0, [B3]), 1, id="one severe subscale"),
        pytest.param((PUPIL, B1, [B2]), 0, id="one raised subscale is too little"),
        pytest.param((PUPIL, NA, [NA, NA], {"validity": Validity.MISSING}), 0, id="a sheet that can't be read"),
    ],
)
def test_what_a_parent_answers_is_a_slight_observation_and_no_band_of_the_pupil(sheet, slight):
    signals = fold([by("parent", "sdq_parent@1", sheet)], np.array([PUPIL], np.int32))
    assert signals.slight.tolist() == [slight]
    assert [getattr(signals, name)[0] for name in ("total", "raised", "severe", "sheets", "readable")] == [NA, 0, 0, 0, 0]
    assert not any(getattr(signals, name)[0] for name in ("retest", "garbled", "incomplete", "skipped"))


def test_parent_and_teacher_are_two_observers_and_two_forms_of_one_parent_are_one():
    parent, other = by("parent", "sdq_parent@1", (PUPIL, B2, [])), by("parent", "psc17@1", (PUPIL, B2, []))
    teacher = by("teacher", "sdq_teacher@1", (PUPIL, B2, []))
    own = reading("mht@1", (PUPIL, B0, []))
    assert (severity(own, parent), severity(own, parent, other)) == (Severity.S1, Severity.S1), "R103"
    assert severity(own, parent, teacher) is Severity.S2, "R205"


def test_a_raised_subscale_of_the_pupil_and_one_of_the_parent_are_not_added_up():
    own, parent = reading("mht@1", (PUPIL, B0, [B2])), by("parent", "sdq_parent@1", (PUPIL, B0, [B2]))
    assert one(own, parent)["raised"] == 1
    assert severity(own, parent) is Severity.S1


def test_a_parents_safety_answer_is_heard_like_any_report():
    own = reading("mht@1", (PUPIL, B0, [], {"critical": 1, "dated": False}))
    parent = by("parent", "form@1", (PUPIL, NA, [], {"critical": 2, "validity": Validity.MISSING}))
    folded = one(own, parent)
    assert (folded["critical"], bool(folded["undated"])) == (2, False)
    assert severity(own, parent) is Severity.S3


SHEETS = st.builds(
    lambda pupil, total, subscales, validity, critical, raw, skipped, dated, number, minute: (
        pupil,
        total,
        [NA] * 3 if validity & 31 else subscales,
        {
            "validity": validity,
            "critical": critical,
            "raw_total": raw,
            "skipped": skipped and not critical,
            "dated": dated,
            "fingerprint": number,
            "answered_at": np.datetime64("2026-11-10T08:00:00") + np.timedelta64(minute, "m"),
        },
    ),
    pupil=st.integers(0, 4),
    total=st.sampled_from([NA, B0, B1, B2, B3]),
    subscales=st.lists(st.sampled_from([NA, B0, B1, B2, B3]), min_size=3, max_size=3),
    validity=st.sampled_from([0, 0, 0, 1, 2, 4, 8, 16, 32, 34]),
    critical=st.sampled_from([0, 0, 1, 2, 3]),
    raw=st.sampled_from([NA, B0, B2]),
    skipped=st.booleans(),
    dated=st.booleans(),
    number=st.integers(0, 10**6),
    minute=st.integers(0, 10**6),
)
EVERYBODY = np.arange(5, dtype=np.int32)
COLUMNS = [name for name in fold([], EVERYBODY).__dataclass_fields__ if name != "sittings"]


@given(sheets=st.lists(st.tuples(st.sampled_from(["a@1", "b@1"]), SHEETS), max_size=12), order=st.permutations(range(5)))
def test_order_and_batch_of_sheets_and_pupils_do_not_matter(sheets, order):
    whole = fold([reading(edition, sheet) for edition, sheet in sheets], EVERYBODY)
    backwards = fold([reading(edition, sheet) for edition, sheet in reversed(sheets)], EVERYBODY[order])
    alone = [fold([reading(edition, sheet) for edition, sheet in sheets], EVERYBODY[[pupil]]) for pupil in order]
    times = [(edition, sheet[0], sheet[3]["answered_at"]) for edition, sheet in sheets]
    assume(len(set(times)) == len(times))  # sittings at the very same second have no order but that of import
    for name in COLUMNS:
        assert (getattr(whole, name)[order] == getattr(backwards, name)).all(), name
        assert (np.concatenate([getattr(signals, name) for signals in alone]) == getattr(backwards, name)).all(), name


@given(sheets=st.lists(st.tuples(st.sampled_from(["a@1", "b@1"]), SHEETS), max_size=8))
def test_no_sheet_is_worth_less_because_of_validity_where_safety_is_meant(sheets):
    signals = fold([reading(edition, sheet) for edition, sheet in sheets], EVERYBODY)
    for pupil in range(5):
        grades = [sheet[3]["critical"] for _, sheet in sheets if sheet[0] == pupil]
        assert signals.critical[pupil] == max(grades, default=0)


def test_a_wave_is_decided_by_the_same_rules_as_one_pupil():
    signals = fold([reading("mht@1", (PUPIL, B2, [B2, B2]))], np.array([PUPIL], np.int32))
    fired = int(decide(signals).fired[0])
    assert {rule.id for place, rule in enumerate(RULES) if fired >> place & 1} == {"R201", "R202"}


def test_a_pupil_without_a_sheet_is_quiet_in_every_column_whoever_else_has_one():
    sheet = (PUPIL, NA, [NA], {"validity": Validity.LIE | Validity.PRORATED, "critical": 3, "skipped": True, "raw_total": B3})
    well = (PUPIL, B3, [B3], {"validity": Validity.PRORATED | Validity.DOUBTFUL, "fingerprint": 9})
    signals = fold([reading("mht@1", sheet, well), reading("phq9@1", sheet)], np.array([PUPIL, 3], np.int32))
    quiet = fold([], np.array([PUPIL, 3], np.int32))
    assert {name: getattr(signals, name)[1] for name in COLUMNS} == {name: getattr(quiet, name)[1] for name in COLUMNS}


@pytest.mark.parametrize("dated", [True, False], ids=["dated items", "undated items"])
def test_where_nothing_was_answered_nothing_is_undated(dated):
    (sittings,) = fold_each([reading("mht@1", (PUPIL, B0, [], {"dated": dated}))], np.array([PUPIL], np.int32))
    assert (sittings.critical.tolist(), sittings.undated.tolist()) == ([0], [False])
    assert not one(reading("mht@1", (PUPIL, B0, [], {"dated": dated})))["undated"]


def test_a_report_of_somebody_else_neither_raises_nor_dates_an_answer():
    sheet = reading("mht@1", (PUPIL, B0, [], {"critical": 1, "dated": False}))
    for pupil, critical in ((99, 1), (99, 3), (1, 1)):
        other = Reports(pupil=np.array([pupil], np.int32), critical=np.array([critical], np.int8), dated=np.array([True]))
        folded = one(sheet, reports=other)
        assert (folded["critical"], bool(folded["undated"])) == (1, True)


@pytest.mark.parametrize(
    ("grade", "dated", "undated"),
    [
        pytest.param(1, True, False, id="a dated report as grave as the answer dates it"),
        pytest.param(1, False, True, id="an undated one does not"),
        pytest.param(2, False, True, id="a graver one without a time is undated"),
        pytest.param(2, True, False, id="a graver one with a time is dated"),
        pytest.param(0, True, True, id="a report of nothing dates nothing"),
    ],
)
def test_a_report_dates_only_what_is_no_graver_than_itself(grade, dated, undated):
    report = Reports(pupil=np.array([PUPIL], np.int32), critical=np.array([grade], np.int8), dated=np.array([dated]))
    assert one(reading("mht@1", (PUPIL, B0, [], {"critical": 1, "dated": False})), reports=report)["undated"] == undated


def test_a_dated_answer_stays_dated_beside_an_undated_report_of_the_same_grade():
    report = Reports(pupil=np.array([PUPIL], np.int32), critical=np.array([1], np.int8), dated=np.array([False]))
    assert not one(reading("mht@1", (PUPIL, B0, [], {"critical": 1})), reports=report)["undated"]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        pytest.param((Validity.LIE,), (True, False, True, False), id="a lie scale: garbled, once"),
        pytest.param((Validity.INCONS,), (True, False, True, False), id="contradictions"),
        pytest.param((Validity.MISSING,), (False, True, True, False), id="too much missing"),
        pytest.param((Validity.MISSING | Validity.FAST,), (True, True, True, False), id="both"),
        pytest.param((Validity.LIE, Validity.FAST), (True, False, False, True), id="twice: a talk and no retest"),
        pytest.param((Validity.LIE, Validity.FAST, Validity.LIE), (True, False, False, True), id="three times: a talk"),
        pytest.param((Validity.LIE, Validity.OK), (False, False, False, False), id="one of two can be read"),
    ],
)
def test_an_instrument_is_unreadable_only_if_no_sitting_can_be_read(flags, expected):
    sheets = [(PUPIL, B0, [], {"validity": flag, "fingerprint": number}) for number, flag in enumerate(flags)]
    folded = one(reading("mht@1", *sheets))
    assert tuple(folded[name] for name in ("garbled", "incomplete", "retest", "twice")) == expected


@pytest.mark.parametrize(
    ("second", "sittings"),
    [
        pytest.param({}, 1, id="the same answers at the same time: one sheet"),
        pytest.param({"fingerprint": 6}, 2, id="other answers"),
        pytest.param({"answered_at": "2026-11-10T08:00:01"}, 2, id="another time"),
        pytest.param({"pupil": 8}, 1, id="another pupil"),
    ],
)
def test_a_sheet_is_the_same_by_pupil_answers_and_time(second, sittings):
    first = {"validity": Validity.LIE, "fingerprint": 5, "answered_at": "2026-11-10T08:00:00"}
    pupil = second.pop("pupil", PUPIL) if "pupil" in second else PUPIL
    rows = reading("mht@1", (PUPIL, NA, [], first), (pupil, NA, [], first | second))
    (folded,) = fold_each([rows], np.array([PUPIL], np.int32))
    assert folded.unreadable.tolist() == [sittings]


def test_sheets_in_order_and_out_of_order_fold_alike():
    """The common case (one sheet a pupil, in the order of the roster) is read without sorting."""
    sheets = [(1, B1, [B2]), (2, B3, [B0], {"critical": 2}), (3, NA, [NA], {"validity": Validity.LIE, "raw_total": B2})]
    pupils = np.array([1, 2, 3], np.int32)
    ways = [fold([reading("mht@1", *rows)], pupils) for rows in (sheets, sheets[::-1], [*sheets, (9, B3, [B3])])]
    for name in COLUMNS:
        assert (getattr(ways[0], name) == getattr(ways[1], name)).all(), name
        assert (getattr(ways[0], name) == getattr(ways[2], name)).all(), name


def test_a_sheet_without_a_time_comes_after_those_with_one():
    late = (PUPIL, B3, [], {"answered_at": "2026-11-10T08:00:00"})
    assert one(reading("mht@1", (PUPIL, B0, []), late))["total"] == B3


def test_where_nobody_is_asked_for_there_are_no_lines():
    assert len(fold([reading("mht@1", (PUPIL, B3, []))], np.zeros(0, np.int32))) == 0


def test_a_follow_up_page_adds_its_grade_and_is_no_instrument_that_was_taken():
    page = replace(reading("page@1", (PUPIL, B3, [], {"critical": 2})), follow_up=True)
    alone, beside = one(page), one(reading("mht@1", (PUPIL, B2, [])), page)
    assert (alone["critical"], bool(alone["readable"])) == (2, False)
    assert (beside["raised"], bool(beside["readable"])) == (0, True), "its total makes no second instrument of it"


def test_columns_of_counts_hold_more_subscales_than_they_can_count():
    assert one(reading("mht@1", (PUPIL, B3, [B3] * 140)))["severe"] == 127
