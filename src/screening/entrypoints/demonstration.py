"""The whole flow on a synthetic school: roster, wave, import, digests – what `screening demo` and the tests run."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from screening.adapters.export_writers.roster import write_roster
from screening.adapters.export_writers.wjx import write_wjx
from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files.workbook import open_workbook
from screening.core.audit import PIPELINE, Audit
from screening.core.tiers import Role
from screening.entrypoints.deliver import deliver, digests_of, queue_todays_digests, sheet
from screening.entrypoints.importing import import_file, prepare
from screening.entrypoints.wiring import Workspace, open_workspace
from screening.entrypoints.workspace_maker import make_workspace
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.wave_terms import WaveKind, WaveTerms
from screening.intake.classes import school_year_of
from screening.intake.impact_form import impact_note
from screening.intake.roster import read_roster
from screening.research.synthetic import answer_model, plan_school
from screening.services.import_roster import import_roster
from screening.services.import_wave import ImportReport
from screening.services.list_alerts import TaskLine, list_tasks
from screening.services.open_wave import open_wave
from screening.services.permissions import roles_of
from screening.services.ports import Wave

SYNTHETIC_FILING = "演示-0000"
ROOM = "心理辅导室（行政楼二层）"
STEPS = 6


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """What one person has to do by one time, for how many pupils."""

    due_at: datetime
    kind: str
    owner: str
    pupils: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a demonstration has to show."""

    work: Workspace
    pupils: int
    report: ImportReport
    nearest: list[Deadline]
    digests: list[Path]


def run_demonstration(
    folder: Path,
    *,
    pupils: int,
    seed: int,
    wave: str,
    instruments: Sequence[str],
    tick: Callable[[int, int], None] = lambda _done, _total: None,
) -> Shown:
    """Make the files a school would have, a synthetic workspace, and run the flow once; everything lies in ``folder``."""
    work, export = set_up(folder, pupils=pupils, seed=seed, wave=wave, instruments=instruments)
    tick(3, STEPS)
    report = import_file(work, prepare(export, instruments, None), wave, lambda _done, _total: None)
    tick(4, STEPS)
    digests = _print_digests(work, folder / "班主任摘要")
    tick(5, STEPS)
    queue_todays_digests(work)
    deliver(work)
    nearest = nearest_deadlines(list_tasks(work.uow(), person=work.working_member(), now=work.now(), everybody=True), 3)
    tick(6, STEPS)
    return Shown(work=work, pupils=pupils, report=report, nearest=nearest, digests=digests)


def nearest_deadlines(tasks: Iterable[TaskLine], count: int) -> list[Deadline]:
    """The next deadlines in order of time, equal ones of one person counted together."""
    together = Counter((line.task.task.plan.due_at, line.task.task.plan.kind, line.owner) for line in tasks)
    return [Deadline(due_at=at, kind=kind, owner=owner, pupils=n) for (at, kind, owner), n in sorted(together.items())[:count]]


def set_up(
    folder: Path, *, pupils: int, seed: int, wave: str, instruments: Sequence[str], database_url: str = ""
) -> tuple[Workspace, Path]:
    """A synthetic workspace with its roster imported and one wave open, and the export that belongs to it."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    school = plan_school(pupils, seed)
    roster = files / "roster.xlsx"
    write_roster(roster, school)
    export = write_wjx(files, school, [answer_model(load_instrument(code)) for code in instruments]).path
    make_workspace(folder / "workspace", key_file=None, passphrase=None, synthetic=True, room=ROOM, database_url=database_url)
    work = open_workspace(folder / "workspace")
    import_roster(read_roster(open_workbook(roster), roster.name), work.uow(), person=work.person, now=work.now(), synthetic=True)
    work.store.close()
    work = open_workspace(folder / "workspace")  # again, now that there is somebody who works here
    open_synthetic_wave(work, wave)
    return work, export


def open_synthetic_wave(work: Workspace, name: str) -> Wave:
    """A yearly wave without questions: its filing number, impact note and reason say that nobody real is asked."""
    now = work.now()
    terms = WaveTerms(
        kind=WaveKind.YEARLY,
        school_year=school_year_of(now.astimezone(SCHOOL_ZONE).date()),
        filing=SYNTHETIC_FILING,
        impact=impact_note("虚构学校，没有真实学生"),
        sittings=(now,),
        reason="虚构学校，随时可以演示",
    )
    with work.uow() as uow:
        staff = uow.roster.staff(Audit(who=PIPELINE, what="staff.read", target="staff", at=now))
        uow.commit()
    head = next((member for member in staff if Role.MORAL_EDUCATION_HEAD in roles_of(member)), work.working_member())
    return open_wave(name, terms, person=head, uow=work.uow(), calendar=work.calendar, now=now)


def _print_digests(work: Workspace, folder: Path) -> list[Path]:
    """One A4 sheet a class and reader; file names say the day and a running number only."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, digest in enumerate(digests_of(work), start=1):
        path = folder / f"{digest.day:%Y%m%d}-{number:02d}.pdf"
        path.write_bytes(sheet([digest], "zh"))
        paths.append(path)
    return paths
