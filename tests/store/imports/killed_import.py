"""Run by test_kills: import in a child that kills itself at a named point, then again without dying, and tell what stands."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Self

import pandas as pd  # noqa: F401  # pyarrow loads it in every child otherwise

from screening.adapters.instrument_files import load_instrument
from screening.core.audit import Audit
from screening.entrypoints.importing import prepare
from screening.entrypoints.wiring import Workspace, open_workspace
from screening.services.find_wave import find_wave
from screening.services.import_wave import import_wave
from screening.services.place import Rules

STORES = ("roster", "waves", "alerts", "tasks", "case_files", "outbox")


class Mortal:
    """A store or unit of work that calls ``passing`` before and after each of its acts."""

    def __init__(self, inner: Any, name: str, passing: Callable[[str], None]) -> None:
        self._inner, self._name, self._passing = inner, name, passing

    def __getattr__(self, act: str) -> Any:
        found = getattr(self._inner, act)
        if act in STORES:
            return Mortal(found, act, self._passing)
        if not callable(found):
            return found

        def passed(*args: Any, **kwargs: Any) -> Any:
            self._passing(f"before {self._name}.{act}")
            result = found(*args, **kwargs)
            self._passing(f"after {self._name}.{act}")
            return result

        return passed

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._inner.__exit__(*error)


@cache
def rules_of(folder: Path) -> Rules:
    """Read once, in the parent: twenty children need not read the same YAML again."""
    work = open_workspace(folder)
    return Rules(policy=work.policy, mapping=work.mapping, calendar=work.calendar)


def run_import(work: Workspace, export: Path, wave: str, rules: Rules, passing: Callable[[str], None]) -> None:
    ready = prepare(export, ["mht", "phq9", "gad7"], None)
    with work.uow() as uow:
        found = find_wave(wave, uow)
    import_wave(
        lambda: Mortal(work.uow(), "uow", passing), ready.export, ready.plan, found, identity=b"the same file",
        rules=rules, person=work.person, clock=work.now,
    )  # fmt: skip


def standing(work: Workspace) -> dict[str, Any]:
    """Everything of the wave that must not be lost or doubled, without ids and times."""
    audit = Audit(who=work.person, what="test", target="test", at=work.now())
    key = work.unlock(None)
    with work.uow() as uow:
        alerts = uow.alerts.all_open(audit)
        stands = uow.waves.readings(1, uow.roster.register(audit).pupil, audit)
        result = {
            "alerts": sorted((a.pupil, a.decision.severity.name, list(a.decision.rules)) for a in alerts),
            "tasks": sorted((t.task.pupil or 0, t.task.plan.kind) for t in uow.tasks.open(audit)),
            "messages": sorted((m.message.pupil or 0, m.message.recipient) for m in uow.outbox.waiting(audit)),
            "entries": sorted((a.pupil, len(uow.case_files.read(a.pupil, key, audit))) for a in alerts),
            "refusals": sorted((r.refusal.row, r.refusal.edition, str(r.refusal.why)) for r in uow.waves.refusals(1, audit)),
            "sheets": sorted((read.edition, len(read.pupil)) for read in stands),
            "events": uow.audit.verify() > 0,
        }
        uow.commit()
    return result


def in_child(act: Callable[[], None]) -> int:
    """The child's exit status; it never returns here."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        except BaseException as error:  # noqa: BLE001  # told by the exit code
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
    return os.waitpid(child, 0)[1]


def die_at(wanted: tuple[str, int]) -> Callable[[str], None]:
    met: dict[str, int] = {}

    def passing(point: str) -> None:
        met[point] = met.get(point, 0) + 1
        if (point, met[point]) == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return passing


def main(template: Path, export: Path, wave: str, points: list[list[Any]], out: Path) -> None:
    rules_of(template)
    for code in ("mht", "phq9", "gad7"):
        load_instrument(code)
    told = []
    for number, point in enumerate([None, *points]):
        folder = template.parent / f"killed-{number}"
        shutil.copytree(template, folder)
        killed = 0

        def die(folder: Path = folder, point: list[Any] | None = point) -> None:
            run_import(
                open_workspace(folder),
                export,
                wave,
                rules_of(template),
                die_at((point[0], point[1])) if point else lambda _point: None,
            )

        def finish(folder: Path = folder, number: int = number) -> None:
            run_import(open_workspace(folder), export, wave, rules_of(template), lambda _point: None)
            (out / f"{number}.json").write_text(json.dumps(standing(open_workspace(folder))), encoding="utf-8")

        killed = in_child(die)
        finished = in_child(finish)
        told.append([point, killed, finished])
        shutil.rmtree(folder)
    (out / "told.json").write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]), Path(sys.argv[5]))
