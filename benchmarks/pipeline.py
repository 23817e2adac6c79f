"""Run the whole import once on a copy of a prepared workspace and tell seconds and peak memory as JSON.

python benchmarks/pipeline.py prepare FOLDER          workspace with the roster of FOLDER imported and a wave open
python benchmarks/pipeline.py run FOLDER EXPORT...    import; unlocking and the start of the interpreter are not counted
"""

import json
import resource
import shutil
import sys
from pathlib import Path
from time import perf_counter

from screening.adapters.survey_files.workbook import open_workbook
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.entrypoints.importing import import_file, prepare
from screening.entrypoints.wiring import open_workspace
from screening.entrypoints.workspace_maker import make_workspace
from screening.intake.roster import read_roster
from screening.services.import_roster import import_roster

WAVE = "benchmark"


def prepare_workspace(folder: Path) -> None:
    """A synthetic workspace in ``folder/workspace``."""
    make_workspace(folder / "workspace", key_file=None, passphrase=None, synthetic=True)
    work = open_workspace(folder / "workspace")
    roster = read_roster(open_workbook(folder / "roster.xlsx"), "roster.xlsx")
    import_roster(roster, work.uow(), person=work.person, now=work.now(), synthetic=True)
    work = open_workspace(folder / "workspace")
    open_synthetic_wave(work, WAVE)
    work.store.close()


def run(folder: Path, exports: list[Path]) -> dict[str, object]:
    """Import every file into a fresh copy of the workspace, which stays in ``folder/run`` for the run card."""
    copy = folder / "run"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder / "workspace", copy)
    work = open_workspace(copy)
    _ = work.keys, work.policy, work.mapping, work.calendar, work.working_member(), work.store
    first: list[float] = []

    def tick(_done: int, _total: int) -> None:
        if not first:
            first.append(perf_counter() - started)

    started = perf_counter()
    parts: dict[str, float] = {}
    rows = 0
    for export in exports:
        report = import_file(work, prepare(export, ["mht"], None), WAVE, tick)
        rows += report.rows
        for name, seconds in report.seconds.items():
            parts[name] = parts.get(name, 0.0) + seconds
    seconds = perf_counter() - started
    work.store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "peak_mib": peak, "rows": rows, "first_commit": first[0], "parts": parts}


if __name__ == "__main__":
    what, place, *files = sys.argv[1:]
    if what == "prepare":
        prepare_workspace(Path(place))
    else:
        print(json.dumps(run(Path(place), [Path(file) for file in files])))
