"""The laws of the flow as properties, over made-up files on a real store: whatever is handed in, in however many files."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.core.severity import Severity
from screening.entrypoints.wiring import open_workspace

from .conftest import School  # type: ignore[import-not-found]

ITEMS = 9
SAFETY = 8  # q9, counted from 0
UNKNOWN = "G990000000000000000"

answers = st.lists(st.sampled_from(["0", "1", "2", "3", "", "7", "?"]), min_size=ITEMS, max_size=ITEMS)
rows = st.lists(st.tuples(st.integers(0, 5), answers), min_size=1, max_size=8)  # (who, answers); 5 is nobody on the roster
files = st.lists(rows, min_size=1, max_size=3)
few = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def fresh(original: tuple[Path, Path]) -> Callable[[], School]:
    def copy() -> School:
        folder = Path(tempfile.mkdtemp(prefix="screening-law-"))
        shutil.copytree(original[0], folder / "workspace")
        return School(folder=folder, export=original[1], work=open_workspace(folder / "workspace"))

    return copy


def everybody(school: School) -> list[str]:
    """Two pupils the instrument is meant for, one it is not meant for, one without consent, and again one it is for."""
    without = next(p for consent in ("", "refused") for p in school.pupils_of_any_grade(consent))
    grade_8 = school.pupils(8)
    return [
        grade_8[0].told.number,
        grade_8[1].told.number,
        school.pupils(4)[0].told.number,
        without.told.number,
        grade_8[2].told.number,
    ]


def write(school: School, name: str, told: list[tuple[int, list[str]]]) -> Path:
    numbers = [*everybody(school), UNKNOWN]
    return school.write(name, ITEMS, [(numbers[who], dict(enumerate(cells, start=1)), "") for who, cells in told])


@few
@given(told=files)
def test_laws_1_2_and_6_whatever_is_handed_in(fresh: Callable[[], School], told: list[list[tuple[int, list[str]]]]):
    school = fresh()
    worst: dict[int, Severity] = {}
    try:
        for number, table in enumerate(told):
            path = write(school, f"{number}.csv", table)
            report = school.take(path, "phq9")
            (tally,) = report.tallies
            assert tally.rows == len(table) == tally.sheets + tally.refusals + tally.blanks  # law 1: nothing is dropped
            before = school.counts()
            school.take(path, "phq9")
            assert school.counts() == before  # law 2: the same file changes nothing
            now = {pupil: alert.decision.severity for pupil, alert in school.alerts().items()}
            assert all(now[pupil] >= severity for pupil, severity in worst.items())  # law 6: nothing is lowered
            worst = now
    finally:
        school.work.store.close()
        shutil.rmtree(school.folder)


@few
@given(told=rows)
def test_laws_3_and_4_a_safety_answer_always_reaches_a_person(fresh: Callable[[], School], told: list[tuple[int, list[str]]]):
    school = fresh()
    try:
        school.take(write(school, "a.csv", told), "phq9")
        numbers, ids = everybody(school), {p.told.number: p.id for p in school._pupils}
        alerts, tasks = school.alerts(), school.tasks()
        for who, cells in told:
            if cells[SAFETY] not in {"1", "2", "3"}:
                continue
            if who == len(numbers):
                assert any(t.task.plan.kind == "unidentified_safety" for t in tasks)
            else:
                assert alerts[ids[numbers[who]]].decision.severity >= Severity.S2
        for who, cells in told:  # silence is not health: a sheet with too little in it is never calm
            calm = who in {0, 1, 4} and ids[numbers[who]] not in alerts
            assert not (calm and sum(cell in {"0", "1", "2", "3"} for cell in cells) < ITEMS - 1 and first_of(told, who) is cells)
    finally:
        school.work.store.close()
        shutil.rmtree(school.folder)


def first_of(told: list[tuple[int, list[str]]], who: int) -> list[str]:
    """The pupil's first row with a readable answer in it and no unreadable one: the sitting that counts."""
    good = [cells for one, cells in told if one == who and any(cells) and not {"7", "?"} & set(cells)]
    return good[0] if good else []
