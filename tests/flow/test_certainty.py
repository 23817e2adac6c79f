"""The counselor's list names who stands just below a cut; the alert says how sure it is; none of it changes a level."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.adapters.policy_files import load_band_mapping
from screening.core.audit import PIPELINE
from screening.core.errors import NotAllowed, StoreFault
from screening.core.severity import UNREADABLE, Band, Severity
from screening.core.tiers import Role
from screening.core.version import __version__
from screening.entrypoints.weighing import near_list, receipts_of, sure_of
from screening.scoring.yardsticks import Measured, Yardsticks
from screening.services.list_alerts import list_alerts
from screening.services.list_near_cut import _Looking
from screening.services.measure_wave import measure_wave
from screening.services.yardsticks import keep_measured
from tests.flow.test_lists import somebody
from tests.flow.test_wave_quality import NOW, FakeStore, member

MAPPING = load_band_mapping()
ALL_GRADES = (4, 5, 6, 7, 8, 9)


def figures(edition, *, sd=5.0, alpha=0.84, mean=6.0, scale="total"):
    """SEM 2.0 unless told otherwise."""
    return Measured(edition=edition, scale=scale, grades=ALL_GRADES, n=300, mean=mean, sd=sd, alpha=alpha, wave="x")


def measured(school, *told):
    with school.work.uow() as uow:
        keep_measured("测试批次", told, uow, school.audit())
        uow.commit()


CALM, SHORT, ON_THE_CUT, HIGHER = (
    dict(enumerate(codes, start=1))
    for codes in ([3, *[0] * 8], [3, 3, 3, 3, 1, 1, 0, 0, 0], [3, 3, 3, 3, 3, 0, 0, 0, 0], [3, 3, 3, *[0] * 6])
)
"""Sums 3, 14, 15 and 9; four symptoms at most in 14, so that no published combination lifts it."""


def alerts(school):
    lines = list_alerts(school.work.uow(), person=school.work.working_member(), now=school.work.now())
    return {int(line.pupil.id): line.alert.decision for line in lines}


@pytest.fixture
def sat(school):
    """PHQ-9 of grade 8: far below, one below B2 (15), on the cut."""
    people = school.pupils(8)[:3]
    rows = [(pupil.told.number, codes, 0) for pupil, codes in zip(people, (CALM, SHORT, ON_THE_CUT), strict=True)]
    school.take(school.write("a.csv", 9, rows), "phq9")
    return SimpleNamespace(school=school, people=people)


def without_alert(sat):
    """The open alert of the pupil just below is ended, so that only the list can name the pupil."""
    with sat.school.work.uow() as uow:
        audit = sat.school.audit()
        found = uow.alerts.open_of(np.array([sat.people[1].id], np.int32), audit)
        uow.alerts.end([alert.id for alert in found.values()], audit)
        uow.commit()


def test_one_error_below_b2_without_an_alert_is_on_the_list_and_nothing_else_happens(sat):
    measured(sat.school, figures("phq9@1"))
    without_alert(sat)
    before, tasks = alerts(sat.school), len(sat.school.tasks())
    (line,) = near_list(sat.school.work).lines
    assert (line.pupil.id, line.near.side, line.near.distance) == (sat.people[1].id, "below", 1)
    assert (alerts(sat.school), len(sat.school.tasks())) == (before, tasks)


def test_who_has_an_alert_is_not_listed_twice(sat):
    measured(sat.school, figures("phq9@1"))
    assert sat.people[1].id in alerts(sat.school), "B1 raises an alert of its own"
    assert not near_list(sat.school.work).lines


@given(
    totals=st.lists(st.floats(0, 27) | st.just(float("nan")), min_size=1, max_size=12),
    flags=st.lists(st.integers(0, 127), min_size=12, max_size=12),
    bands=st.lists(st.integers(-1, 3), min_size=12, max_size=12),
    alerted=st.sets(st.integers(0, 11)),
)
def test_only_readable_calm_sheets_without_an_alert_and_within_one_error_are_named(totals, flags, bands, alerted):
    count = len(totals)
    readings = SimpleNamespace(
        pupil=np.arange(count, dtype=np.int32),
        validity=np.array(flags[:count], np.uint8),
        total=np.array(bands[:count], np.int8),
        edition="phq9@1",
    )
    results = SimpleNamespace(readings=readings, scores=SimpleNamespace(values=np.array(totals)[:, None]))
    register = SimpleNamespace(pupil=np.arange(12, dtype=np.int32), grade=np.full(12, 7, np.int8))
    looking = _Looking(
        mapping=MAPPING, register=register, alerted=frozenset(alerted), yardsticks=Yardsticks(measured=(figures("phq9@1"),))
    )
    named = {pupil for pupil, _ in looking.just_below(results, load_instrument("phq9"))}
    assert named == {
        pupil
        for pupil in range(count)
        if 13 <= totals[pupil] < 15 and not flags[pupil] & UNREADABLE and bands[pupil] < Band.B2 and pupil not in alerted
    }


def test_an_alert_that_rests_on_reports_alone_shows_the_latest_sheets(sat):
    assert [one.value for one in sure_of(sat.school.work, sat.people[1], 999).scales] == [14]


def test_a_smaller_error_names_fewer(sat):
    measured(sat.school, figures("phq9@1", sd=2.0))
    without_alert(sat)
    assert not near_list(sat.school.work).lines  # SEM 0.8: one point is beyond it


def test_without_figures_nobody_is_named_and_the_list_says_why(sat):
    without_alert(sat)
    found = near_list(sat.school.work)
    assert not found.lines
    assert [(one.edition, grades) for one, grades in found.unknown] == [("phq9@1", (8,))]


def test_only_the_counselor_sees_list_and_figures(sat):
    teacher = somebody(sat.school, Role.HOMEROOM_TEACHER)
    work = SimpleNamespace(
        working_member=lambda: teacher, uow=sat.school.work.uow, now=sat.school.work.now, mapping=sat.school.work.mapping
    )
    with pytest.raises(NotAllowed):
        near_list(work)
    with pytest.raises(NotAllowed):
        sure_of(work, sat.people[0])
    with pytest.raises(NotAllowed):
        receipts_of(work, sat.people[0], None, None)


def test_the_person_is_audited_for_the_pupils_named_the_pipeline_for_the_rest(sat):
    measured(sat.school, figures("phq9@1"))
    without_alert(sat)
    near_list(sat.school.work)
    with sat.school.work.uow() as uow:
        last = list(uow.audit.last(2))
    assert [event.what for event in last if event.who != PIPELINE] == ["alert.near"]
    assert any("result.read" in event.what for event in last if event.who == PIPELINE)


def test_an_alert_says_its_band_and_that_it_lies_on_the_cut_and_keeps_its_level(sat):
    before = alerts(sat.school)[int(sat.people[2].id)]
    measured(sat.school, figures("phq9@1"))
    (one,) = sure_of(sat.school.work, sat.people[2]).scales
    assert (one.value, one.near.side, one.near.distance) == (15, "above", 0)
    assert one.low < one.value < one.high
    after = alerts(sat.school)[int(sat.people[2].id)]
    assert (after, after.severity > Severity.S0) == (before, True)


def test_a_change_that_is_called_reliable_makes_no_alert(sat):
    """3 to 9, both B0: RCI = 6 / (sqrt(2) x 2 x sqrt(0.2)) = 4.74, retest 0.80 of Tsai et al. 2014."""
    measured(sat.school, figures("phq9@1", sd=2.0))
    with sat.school.work.uow() as uow:
        uow.waves.open("春", sat.school.audit())
        uow.commit()
    pupil = sat.people[0]
    sat.school.take(sat.school.write("b.csv", 9, [(pupil.told.number, HIGHER, 0)]), "phq9", wave="春")
    (line,) = sure_of(sat.school.work, pupil).changes
    assert line.waves == ("测试批次", "春")
    assert line.change.index == pytest.approx(4.74, abs=0.005)
    assert line.change.reliable
    assert int(pupil.id) not in alerts(sat.school)


def test_a_receipt_pins_everything_and_works_the_score_out_again(sat):
    key = sat.school.work.unlock(None)
    with sat.school.work.uow() as uow:
        (wave,) = [one for one in uow.waves.waves() if one.name == "测试批次"]
    (receipt,) = receipts_of(sat.school.work, sat.people[1], wave.id, key)
    assert (receipt.edition, receipt.revision, receipt.pins.code, receipt.pins.row) == ("phq9@1", 1, __version__, 2)
    assert receipt.pins.mapping.startswith("band-mapping@")
    assert len(receipt.pins.source) == 16
    said = "\n".join(line.zh for line in receipt.lines)
    for words in ("q1=3", "得分 14", "phq9_adult_bands", "规则读作 B1"):
        assert words in said
    assert sat.people[1].told.number not in said


class MeasuringStore(FakeStore):
    """A synthetic school that also keeps records."""

    def __init__(self, **told):
        super().__init__(**told)
        self.kept = []
        self.records = SimpleNamespace(add=lambda records, _audit: self.kept.extend(records))


def measure(store, name="秋", person=None):
    return measure_wave(name, person=person or member(), key=SimpleNamespace(key_id=1), uow=store, now=NOW)


def test_a_wave_is_measured_by_grade_range_with_two_hundred_sheets_and_kept():
    store = MeasuringStore(pupils=900, codes=("phq9@1",))
    found = measure(store)
    assert {one.scale for one in found} == {"total"}
    assert all(one.n >= 200 and 0 < one.alpha < 1 and one.sd > 0 for one in found)
    assert {one.grades for one in found} >= {(7, 8, 9)}
    assert all(set(one.grades) <= {4, 5, 6} or set(one.grades) <= {7, 8, 9} for one in found), "primary and junior apart"
    assert store.committed
    assert len(store.kept) == 1


def test_a_small_school_keeps_nothing_rather_than_a_shaky_figure():
    store = MeasuringStore(pupils=120, codes=("phq9@1",))
    assert measure(store) == ()
    assert store.kept == []


def test_only_the_counselor_measures_and_only_a_known_wave():
    with pytest.raises(NotAllowed):
        measure(MeasuringStore(pupils=60), person=member(Role.PRINCIPAL))
    with pytest.raises(StoreFault):
        measure(MeasuringStore(pupils=60), name="冬")


def test_what_was_measured_is_found_again(school):
    told = figures("phq9@1")
    measured(school, told)
    from screening.services.yardsticks import yardsticks_of  # noqa: PLC0415  # what a command does

    with school.work.uow() as uow:
        found = yardsticks_of([load_instrument("phq9")], shipped_norms, uow, school.audit())
    assert [one.sd for one in found.measured] == [told.sd]
    assert found.measured[0].grades == ALL_GRADES
