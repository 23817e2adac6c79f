"""What a later file means for what stands: the same, a correction, a retest, a second sitting, a new answer in an open case."""

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.core.severity import Severity
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.entrypoints.importing import import_file, prepare
from screening.intake.interface import Why

from .conftest import WAVE, School  # type: ignore[import-not-found]

UNKNOWN = "G990000000000000000"
MONDAY, TUESDAY, WEDNESDAY = "2026-11-09 10:00:00", "2026-11-10 10:00:00", "2026-11-11 10:00:00"
LIES = dict.fromkeys((82, 84, 86, 88, 90, 92, 94, 96, 98, 100), 1)  # the ten lie items: unreadable from 7 (ALERT_POLICY V2)


def phq(school: School, number: str, answers: dict, other: object = 0, *, at: str = "", name: str = "", wave: str = WAVE):
    path = school.write(name or f"phq{at[:10]}{len(list(school.folder.glob('*.csv')))}.csv", 9, [(number, answers, other)],
                        [at] if at else None)  # fmt: skip
    return school.take(path, "phq9", wave=wave)


def mht(school: School, number: str, answers: dict, *, at: str):
    return school.take(school.write(f"mht{at[:10]}.csv", 100, [(number, answers, 0)], [at]), "mht")


def gad(school: School, number: str, other: int, *, wave: str = WAVE):
    return school.take(school.write(f"gad{other}.csv", 7, [(number, {}, other)]), "gad7", wave=wave)


def next_wave(school: School) -> str:
    open_synthetic_wave(school.work, "下一批")
    return "下一批"


def kinds(school: School, pupil: int) -> list[str]:
    return sorted(t.task.plan.kind for t in school.tasks() if t.task.pupil == pupil)


# ── the same, a correction, a second sitting ─────────────────────────────────────────────────────────────────────────


def test_the_same_answers_at_another_time_change_nothing(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 1}, at=MONDAY)
    before = school.counts()
    phq(school, pupil.told.number, {9: 1}, at=TUESDAY)
    assert school.counts() == before | {"import": before["import"] + 1, "record": before["record"] + 1}  # that it was imported


@pytest.mark.parametrize("times", [("", ""), (MONDAY, MONDAY), ("", MONDAY)], ids=["no time", "the same time", "one time"])
def test_other_answers_not_told_to_be_of_another_time_are_a_correction(school: School, times: tuple[str, str]):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 0}, 1, at=times[0])
    report = phq(school, pupil.told.number, {9: 0}, 2, at=times[1])
    assert report.refusals == {}
    assert school.counts()["sheet"] == 2
    assert school.alerts()[pupil.id].decision.severity is Severity.S2


def test_a_second_sitting_in_a_later_file_is_refused_and_its_safety_answer_meets_the_bands_of_the_first(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 0}, 2, at=MONDAY)
    report = phq(school, pupil.told.number, {9: 1}, 0, at=TUESDAY)
    assert report.refusals == {Why.SECOND_SITTING: 1}
    assert report.tallies[0].rows == report.tallies[0].refusals == 1
    assert school.counts()["sheet"] == 1
    assert school.alerts()[pupil.id].decision.severity is Severity.S3  # DD4: bands of the first, the gravest answer of both


# ── unreadable sheets and retests ────────────────────────────────────────────────────────────────────────────────────


def test_a_readable_retest_ends_the_u_and_leaves_its_task_to_a_person(school: School):
    pupil = school.pupils(6)[0]
    mht(school, pupil.told.number, LIES, at=MONDAY)
    assert school.alerts()[pupil.id].decision.severity is Severity.U
    asked = kinds(school, pupil.id)
    report = mht(school, pupil.told.number, {2: 1, 7: 1, 13: 1}, at=TUESDAY)
    assert report.refusals == {}
    assert pupil.id not in school.alerts()
    assert kinds(school, pupil.id) == asked == ["make_up", "retest"]  # M3: the task stays


def test_a_second_unreadable_sheet_asks_for_a_talk_and_no_third_test(school: School):
    pupil = school.pupils(6)[0]
    mht(school, pupil.told.number, LIES, at=MONDAY)
    mht(school, pupil.told.number, LIES | {1: 1}, at=TUESDAY)
    assert kinds(school, pupil.id).count("retest") == 1
    assert kinds(school, pupil.id).count("talk") == 1


def test_a_second_unreadable_sheet_in_an_open_case_asks_for_a_talk_too(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 2})
    mht(school, pupil.told.number, LIES, at=MONDAY)
    mht(school, pupil.told.number, LIES | {1: 1}, at=TUESDAY)
    assert kinds(school, pupil.id).count("retest") == 1
    assert kinds(school, pupil.id).count("talk") == 1


def test_an_unreadable_sheet_asks_once_however_many_files_follow(school: School):
    pupil = school.pupils(8)[0]
    mht(school, pupil.told.number, LIES, at=MONDAY)
    asked = kinds(school, pupil.id)
    gad(school, pupil.told.number, 0)
    assert kinds(school, pupil.id) == asked
    assert pupil.id not in school.alerts()  # one instrument can be read now: what is left is the task
    phq(school, pupil.told.number, {9: 1})
    assert [kinds(school, pupil.id).count(kind) for kind in ("retest", "contact")] == [1, 1]


def test_a_sheet_beside_a_readable_one_asks_for_its_retest_and_is_no_alert(school: School):
    pupil = school.pupils(8)[0]
    gad(school, pupil.told.number, 0)
    mht(school, pupil.told.number, LIES, at=MONDAY)
    assert school.alerts() == {}
    assert kinds(school, pupil.id) == ["make_up", "retest"]


def test_a_safety_item_left_blank_stays_open_whatever_else_is_calm(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: ""})
    assert "RU3" in school.alerts()[pupil.id].decision.unreadable
    gad(school, pupil.told.number, 0)
    assert school.alerts()[pupil.id].decision.severity is Severity.U
    assert kinds(school, pupil.id).count("private_check") == 1


# ── new answers in an open case ──────────────────────────────────────────────────────────────────────────────────────


def test_an_open_s2_of_an_earlier_wave_and_a_new_ci_1_step_up_to_s3(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 0}, 2)
    phq(school, pupil.told.number, {9: 1}, wave=next_wave(school))
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules, decision.case) == (Severity.S3, ("R305",), "step_up")  # C35
    assert "FU-S3" in decision.templates


def test_an_open_s2_of_the_same_wave_and_a_new_ci_1_are_never_attached_quietly(school: School):
    pupil = school.pupils(8)[0]
    subscales = dict.fromkeys(range(16, 27), 1) | dict.fromkeys(range(27, 37), 1)  # two MHT subscales at B2, total at B0
    mht(school, pupil.told.number, subscales, at=MONDAY)
    assert school.alerts()[pupil.id].decision.rules == ("R202",)
    phq(school, pupil.told.number, {9: 1})
    decision = school.alerts()[pupil.id].decision
    assert (decision.severity, decision.rules, decision.case) == (Severity.S3, ("R305",), "step_up")
    assert "contact" in kinds(school, pupil.id)


def test_a_ci_2_in_an_open_s3_of_the_same_wave_is_a_new_full_check_and_no_s4(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 2})
    mht(school, pupil.told.number, {85: 1, 97: 1}, at=MONDAY)
    assert school.alerts()[pupil.id].decision.severity is Severity.S3
    assert kinds(school, pupil.id).count("contact") == 2  # DD1: CI-2 never merges


def test_a_ci_2_in_an_open_s3_of_an_earlier_wave_is_an_s4(school: School):
    pupil = school.pupils(8)[0]
    phq(school, pupil.told.number, {9: 2})
    phq(school, pupil.told.number, {9: 3}, wave=next_wave(school))
    assert school.alerts()[pupil.id].decision.rules == ("R404",)


# ── exports that grow, and files imported side by side ───────────────────────────────────────────────────────────────


def refused_rows(school: School) -> list[tuple[str, dict, object]]:
    """A second sitting, a pupil without consent, nobody we know: each with a safety answer."""
    pupil = school.pupils(8)[0]
    unwilling = next(p for consent in ("", "refused") for p in school.pupils_of_any_grade(consent))
    return [
        (pupil.told.number, {}, 0), (pupil.told.number, {9: 2}, 0), (unwilling.told.number, {9: 2}, 0), (UNKNOWN, {9: 2}, 0),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [True, False], ids=["with times", "without times"])
def test_an_export_that_grew_rings_only_for_its_new_rows(school: School, times: bool):
    rows = refused_rows(school)
    when = [MONDAY, TUESDAY, MONDAY, MONDAY, WEDNESDAY]
    first = school.take(school.write("a.csv", 9, rows, when[:4] if times else None), "phq9")
    before = school.counts()
    more = (school.pupils(8)[1].told.number, {9: 0}, 0)
    again = school.take(school.write("b.csv", 9, [*rows, more], when if times else None), "phq9")
    after = school.counts()
    assert {name: after[name] - before[name] for name in ("alert", "task", "outbox", "entry")} == dict.fromkeys(
        ("alert", "task", "outbox", "entry"), 0
    )
    assert again.refusals == first.refusals  # they are still listed, for whoever mends them
    assert (first.unidentified, again.unidentified) == (1, 0)


def test_another_answer_of_the_same_pupil_rings_again(school: School):
    rows = refused_rows(school)
    school.take(school.write("a.csv", 9, rows), "phq9")
    before = len(school.tasks())
    school.take(school.write("b.csv", 9, [(UNKNOWN, {9: 3}, 0)]), "phq9")
    assert len(school.tasks()) == before + 1


def test_a_row_that_names_nobody_and_tells_no_time_is_never_taken_for_one_met_before(school: School):
    for name in ("a.csv", "b.csv"):
        school.take(school.write(name, 9, [("", {9: 2, 1: 1 if name == "a.csv" else 2}, 0), ("", {9: 1}, 0)]), "phq9")
    assert [task.task.plan.kind for task in school.tasks()].count("unidentified_safety") == 4


def side_by_side(school: School, first: Path, second: Path, *instruments: str) -> None:
    """The second file is imported as a whole in the middle of the first."""
    ran: list[int] = []

    def tick(done: int, _total: int) -> None:
        if not ran:
            ran.append(done)
            school.take(second, instruments[1])

    import_file(school.work, prepare(first, [instruments[0]], None), WAVE, tick)


def test_two_imports_at_once_into_a_new_wave_are_folded_together(another: Callable[[str], School]):
    one, two = another("one"), another("two")
    for school, order in ((one, ("gad7", "phq9")), (two, ("phq9", "gad7"))):
        number = school.pupils(8)[0].told.number
        files = {"phq9": school.write("p.csv", 9, [(number, {9: 1}, 0)]), "gad7": school.write("g.csv", 7, [(number, {}, 3)])}
        side_by_side(school, files[order[0]], files[order[1]], *order)
        assert school.alerts()[school.pupils(8)[0].id].decision.severity is Severity.S3  # R304 needs both


class Crash(Exception):
    """Somebody pulled the plug."""


def test_an_import_that_broke_off_goes_on_with_its_second_sittings(another: Callable[[str], School]):
    whole, broken = another("whole"), another("broken")
    told = []
    for school in (whole, broken):
        path = school.write("a.csv", 9, [*refused_rows(school), (school.pupils(8)[1].told.number, {9: 0}, 2)])
        if school is broken:
            with pytest.raises(Crash):
                import_file(school.work, prepare(path, ["phq9"], None), WAVE, _crash)
            school = broken.at(school.work.now())  # noqa: PLW2901  # a new process
        school.take(path, "phq9")
        told.append((school.counts(), sorted((t.task.pupil or 0, t.task.plan.kind) for t in school.tasks())))
    assert told[0] == told[1]


def _crash(_done: int, _total: int) -> None:
    raise Crash


def test_a_pupil_who_was_decided_twice_is_counted_once(school: School):
    first, second = school.pupils(8)[:2]
    rows = [(first.told.number, {9: 0}, 2), (first.told.number, {9: 1}, 0), (second.told.number, {9: 1}, 0)]
    report = school.take(school.write("a.csv", 9, rows), "phq9")
    assert report.alerts == {"S3": 1, "S2": 1}
    assert report.told["school"] == 2
