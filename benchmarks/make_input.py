"""Make the benchmark's input: a synthetic roster and one export of 100 MHT items a pupil, a tenth of the pupils flagged.

python benchmarks/make_input.py FOLDER --pupils 145000 [--format csv|xlsx] [--files N]
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xlsxwriter

from screening.adapters.export_writers.roster import write_roster
from screening.research.synthetic import School, plan_school
from screening.research.synthetic.people import student_numbers

HEADINGS = (
    "序号",
    "提交答卷时间",
    "所用时间",
    "来源",
    "来源详情",
    "来自IP",
    "1、您的学号",
    *(f"{n + 1}、题目 {n}" for n in range(1, 101)),
)
FLAGGED, SAFETY, BLANK, YES = 0.10, 0.01, 0.005, 0.2
LEARNING_ANXIETY = slice(0, 15)  # 13 of these 15 raise one subscale and nothing else: S1, two tasks, one entry, one message
QUIET = (84, 96, 81, 83, 85, 87, 89, 91, 93, 95, 97, 99)  # safety and validity items


def answers_of(rng: np.random.Generator, pupils: int) -> np.ndarray:
    """(pupils, 100) option numbers as 问卷星 writes them: 1 yes, 2 no, -2 left blank."""
    yes = rng.random((pupils, 100)) < YES
    yes[:, QUIET] = False
    flagged = rng.random(pupils) < FLAGGED
    yes[flagged, LEARNING_ANXIETY] = True
    yes[flagged & (rng.random(pupils) < SAFETY / FLAGGED), 84] = True
    cells = np.where(yes, 1, 2).astype(np.int8)
    blank = rng.random((pupils, 100)) < BLANK / 100  # few: a sheet with a blank is prorated, one in two hundred here
    cells[blank] = -2
    return cells


def rows_of(school: School, seed: int) -> Iterator[list[str]]:
    """The lines of the export, 10,000 pupils at a time."""
    rng = np.random.default_rng(seed)
    serial = 0
    for first in range(0, school.pupils, 10_000):
        members = np.arange(first, min(first + 10_000, school.pupils))
        for number, cells in zip(student_numbers(members), answers_of(rng, len(members)).tolist(), strict=True):
            serial += 1
            yield [str(serial), "2026/10/12 9:30:00", "600秒", "链接", "直接访问", "", number, *map(str, cells)]


def write_csv(path: Path, rows: list[list[str]]) -> None:
    """One CSV file with a UTF-8 mark, as the platform writes it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(",".join(HEADINGS) + "\r\n")
        file.writelines(",".join(row) + "\r\n" for row in rows)


def write_xlsx(path: Path, rows: list[list[str]]) -> None:
    """One workbook with text in shared strings and every cell filled."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(line, 0, row)


def make_input(folder: Path, *, pupils: int, files: int = 1, kind: str = "csv", seed: int = 7) -> list[Path]:
    """Roster and exports in ``folder``; the exports' paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    school = plan_school(pupils, seed)
    write_roster(folder / "roster.xlsx", school)
    rows = list(rows_of(school, seed))
    share = -(-len(rows) // files)
    paths = []
    for number in range(files):
        path = folder / f"export-{number + 1:03d}.{kind}"
        (write_csv if kind == "csv" else write_xlsx)(path, rows[number * share : (number + 1) * share])
        paths.append(path)
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pupils", type=int, default=145_000)
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    told = parser.parse_args()
    make_input(told.folder, pupils=told.pupils, files=told.files, kind=told.format)
