"""A small synthetic workspace, copied for every test, and plain exports written by hand."""

import csv
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from screening.core.audit import Audit
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.demonstration import set_up
from screening.entrypoints.importing import import_file, prepare
from screening.entrypoints.settings import load_settings
from screening.entrypoints.wiring import Workspace
from screening.followup.calendar import SCHOOL_ZONE
from screening.services.import_wave import ImportReport
from screening.services.list_alerts import list_alerts, list_tasks
from screening.services.ports import Alert, Pupil, Task

WAVE = "测试批次"
LABELS = re.compile("抑郁症|患者|心理疾病|诊断")  # rule L3
SCHOOL_TIME = datetime(2026, 11, 10, 9, 30, tzinfo=SCHOOL_ZONE)  # a Tuesday in school hours: T0 of the policy's worked cases


@dataclass(frozen=True)
class AtSchoolTime(Workspace):
    """A workspace whose clock stands still: what is decided must not depend on when the tests run."""

    clock: datetime = SCHOOL_TIME

    def now(self) -> datetime:
        return self.clock


def open_at(folder: Path, clock: datetime = SCHOOL_TIME) -> AtSchoolTime:
    return AtSchoolTime(load_settings(os.environ, folder), clock)


@dataclass
class School:
    """One workspace with people to name in made-up exports."""

    folder: Path
    export: Path  # the synthetic 问卷星 file of the wave
    work: AtSchoolTime
    _pupils: list[Pupil] = field(default_factory=list)

    def at(self, clock: datetime) -> "School":
        """The same school at another time."""
        return replace(self, work=open_at(self.work.settings.workspace, clock))

    def audit(self) -> Audit:
        return Audit(who=self.work.person, what="test", target="test", at=self.work.now())

    def pupils(self, grade: int, *, consent: str = "granted") -> list[Pupil]:
        if not self._pupils:
            with self.work.uow() as uow:
                self._pupils = list(uow.roster.pupils(self.audit()))
                uow.commit()
        return [p for p in self._pupils if p.told.grade == grade and p.told.consent == consent]

    def pupils_of_any_grade(self, consent: str) -> list[Pupil]:
        return [p for grade in range(4, 10) for p in self.pupils(grade, consent=consent)]

    def write(
        self,
        name: str,
        items: int,
        rows: Sequence[tuple[str, Mapping[int, object], object]],
        times: Sequence[str] | None = None,
    ) -> Path:
        """A plain table: (student number, answers by item number, what every other item holds), and when each was submitted."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["学号", *(f"q{n}" for n in range(1, items + 1)), *(["提交时间"] if times else [])])
            for at, (number, answers, other) in enumerate(rows):
                told = [times[at]] if times else []
                writer.writerow([number, *(answers.get(n, other) for n in range(1, items + 1)), *told])
        return path

    def take(self, path: Path, *instruments: str, wave: str = WAVE) -> ImportReport:
        return import_file(self.work, prepare(path, instruments, None), wave, lambda _done, _total: None)

    def alerts(self) -> dict[int, Alert]:
        lines = list_alerts(self.work.uow(), person=self.work.working_member(), now=self.work.now())
        return {line.alert.pupil: line.alert for line in lines}

    def tasks(self) -> list[Task]:
        lines = list_tasks(self.work.uow(), person=self.work.working_member(), now=self.work.now(), everybody=True)
        return [line.task for line in lines]

    def counts(self) -> dict[str, int]:
        """Rows of every table but the audit trail, which grows with each look."""
        with self.work.store.engine.connect() as connection:
            names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608  # own names
                for name in names
                if name != "audit"
            }


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("school")
    work, export = set_up(folder, pupils=180, seed=3, wave=WAVE, instruments=("mht", "phq9", "gad7"))
    work.store.close()
    return folder / "workspace", export


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The smallest school there is, for what is run many times."""
    folder = tmp_path_factory.mktemp("small")
    work, export = set_up(folder, pupils=60, seed=4, wave=WAVE, instruments=("mht", "phq9", "gad7"))
    work.store.close()
    return folder / "workspace", export


@pytest.fixture
def school(original: tuple[Path, Path], tmp_path: Path) -> School:
    workspace, export = original
    shutil.copytree(workspace, tmp_path / "workspace")
    return School(folder=tmp_path, export=export, work=open_at(tmp_path / "workspace"))


@pytest.fixture
def another(original: tuple[Path, Path], tmp_path: Path) -> Callable[[str], School]:
    """Further copies of the same school, for comparing two ways."""

    def copy(name: str) -> School:
        shutil.copytree(original[0], tmp_path / name)
        return School(folder=tmp_path, export=original[1], work=open_at(tmp_path / name))

    return copy


@pytest.fixture
def typed_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], Callable[..., tuple[int, str]]]:
    """For a workspace: runs a command line in it and gives the exit code and what was said; never a traceback or a label."""

    def within(workspace: Path) -> Callable[..., tuple[int, str]]:
        monkeypatch.chdir(workspace)

        def run(*arguments: object, lang: str = "zh") -> tuple[int, str]:
            capsys.readouterr()
            code = exit_code(["--lang", lang, *map(str, arguments)], os.environ)
            printed = capsys.readouterr()
            assert "Traceback" not in printed.err
            assert not LABELS.search(printed.out + printed.err)
            return code, printed.out + printed.err

        return run

    return within
