"""The whole import against the floor program, run in turn, medians of three: what we promise about speed and memory.

python benchmarks/run.py [--pupils 145000] [--rounds 3] [--format csv|xlsx] [--folder DIR]

The last line reads ``ratio N.NN  peak MiB NNN``.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from run_card import count_rows, make_card

HERE = Path(__file__).parent
Figures = dict[str, Any]


def told_by(script: str, *arguments: object) -> Figures:
    """The JSON that a script of this folder prints, run in an interpreter of its own so that peak memory is its own."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # our own scripts
    told: Figures = json.loads(printed)
    return told


def run_script(script: str, *arguments: str) -> None:
    """One script of this folder in an interpreter of its own."""
    subprocess.run([sys.executable, str(HERE / script), *arguments], check=True)


def compare(folder: Path, export: Path, rounds: int) -> tuple[list[Figures], list[Figures]]:
    """Ours and the floor in turn; the floor writes what our first run wrote, table by table."""
    before = count_rows(folder / "workspace" / "screening.db")
    ours, floors = [], []
    card = folder / "card.json"
    for number in range(rounds):
        ours.append(told_by("pipeline.py", "run", folder, export))
        if number == 0:
            rows = ours[0]["rows"]
            card.write_text(json.dumps(make_card(folder / "run" / "screening.db", before, rows)), encoding="utf-8")
        ways = ("whole", "stream") if export.suffix == ".csv" else ("whole",)
        floors.append(min((told_by("floor.py", export, card, "--read", way, "--folder", folder) for way in ways), key=seconds))
        print(f"round {number + 1}: ours {seconds(ours[-1]):.2f} s, floor {seconds(floors[-1]):.2f} s")
    return ours, floors


def seconds(figures: Figures) -> float:
    """How long one run took."""
    return float(figures["seconds"])


def show(ours: list[Figures], floors: list[Figures]) -> None:
    """Medians, parts, and the line others read."""
    time, floor = median(map(seconds, ours)), median(map(seconds, floors))
    peak, floor_peak = (median(figures["peak_mib"] for figures in runs) for runs in (ours, floors))
    print(f"rows {ours[0]['rows']}")
    print(f"ours  {time:.2f} s, peak {peak:.0f} MiB, first commit after {median(f['first_commit'] for f in ours):.2f} s")
    print(f"floor {floor:.2f} s, peak {floor_peak:.0f} MiB, read {floors[-1]['read']}")
    for name, spent in sorted(ours[-1]["parts"].items(), key=lambda part: -part[1]):
        print(f"  ours, {name}: {spent:.2f} s")
    print(f"ratio {time / floor:.2f}  peak MiB {peak:.0f}")


def main() -> None:
    """Make the input, prepare the workspace, compare."""
    parser = argparse.ArgumentParser(description="the import against the floor program of the design")
    parser.add_argument("--pupils", type=int, default=145_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--folder", type=Path, help="keep input and workspace here; a prepared one is used again")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="screening-bench-") as temporary:
        folder = told.folder or Path(temporary)
        export = folder / f"export-001.{told.format}"
        if not export.exists():
            print("making the input …", flush=True)
            work = ["make_input.py", str(folder), "--pupils", str(told.pupils), "--format", told.format]
            run_script(*work)  # apart from us: a child's peak memory counts from what its parent holds when it is born
        if not (folder / "workspace").exists():
            print("importing the roster …", flush=True)
            run_script("pipeline.py", "prepare", str(folder))
        ours, floors = compare(folder, export, told.rounds)
        show(ours, floors)


if __name__ == "__main__":
    main()
