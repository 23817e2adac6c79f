"""A damaged export is accounted for row by row, or one clear fault is raised; 300 files a reader, 10,000 in `make soak`."""

import os
import random
from copy import deepcopy

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files import open_export
from screening.core.errors import ScreeningError
from screening.intake.plan import plan_export
from screening.services.score_export import score_export
from tests.store.platforms.exports import PLATFORMS

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
FILES = 10_000 if SOAK else 300
READERS = {platform: made for made, (_, platform) in reversed(PLATFORMS.items())}  # the first layout of each reader
ODD = [
    "",
    " ",
    "99",
    "-1",
    "1.5",
    "A1",
    "完全不会",
    "3",
    "0",
    "NA",
    "null",
    "{",
    '"',
    "'",
    ",",
    ";",
    "\n",
    "\t",
    "=1+1",
    "１",
    "\ufeff",
    "\u202e",
    "𝟗",
]
ODD += [
    "1e999",
    "-0",
    "2026-99-99",
    "9" * 40,
    "x" * 300,
    "{'ImportId': 1}",
    '{"ImportId": "x"}',
    "StartDate",
    "[not completed]",
    "序号",
]


def damaged_rows(table, chance):
    """Rows lost, doubled, moved, emptied, or with odd cells: the headings stay, so the number of rows is known."""
    for _ in range(chance.randint(1, 4)):
        line = chance.randrange(len(table.rows)) if table.rows else None
        what = chance.randrange(6)
        if line is None or what == 0:
            table.rows.append([chance.choice(ODD) for _ in table.heads[0]])
        elif what == 1:
            del table.rows[line]
        elif what == 2:
            table.rows.insert(chance.randrange(len(table.rows)), list(table.rows[line]))
        elif what == 3:
            table.rows[line] = [""] * len(table.rows[line])
        else:
            table.rows[line][chance.randrange(len(table.rows[line]))] = chance.choice(ODD)


def damaged_headings(table, chance):
    """Columns lost, doubled or renamed; header rows lost."""
    column = chance.randrange(len(table.heads[0]))
    what = chance.randrange(4)
    if what == 0:
        table.heads[chance.randrange(len(table.heads))][column] = chance.choice(ODD)
    elif what == 1:
        for row in (*table.heads, *table.rows):
            del row[column]
    elif what == 2:
        for row in (*table.heads, *table.rows):
            row.insert(chance.randrange(2) and column, row[column])
    elif len(table.heads) > 1:
        del table.heads[chance.randrange(len(table.heads))]


def damaged_bytes(path, chance):
    """Bytes changed, lost, put in, or the end missing."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        what = chance.randrange(4)
        if what == 0:
            content[at : at + 1] = bytes([chance.randrange(256)])
        elif what == 1:
            del content[at : at + chance.randint(1, 40)]
        elif what == 2:
            content[at:at] = chance.choice([b'"', b",", b";", b"\n", b"\xff\xfe", b"\0", b"{", b"]", "好".encode("gbk")])
        else:
            del content[at:]
    path.write_bytes(bytes(content))


def check_fault(fault):
    assert fault.what.zh
    assert fault.said("en")


def accounted(path):
    """Rows of the file as scored, or None after one clear fault. Anything else is raised."""
    try:
        export = open_export(path)
        parts = list(score_export(export, plan_export(export, [load_instrument("phq9")])))
    except ScreeningError as fault:
        check_fault(fault)
        return None
    numbers = [number for part in parts for number in part.columns["row"].tolist()]
    assert numbers == list(range(1, len(numbers) + 1))
    for part in parts:
        judged = zip(part.columns["refusal"], part.columns["validity"], part.columns["total"].mask.tolist(), strict=True)
        assert all((validity is None) == bool(refusal) and (unscored or not refusal) for refusal, validity, unscored in judged)
    return len(numbers)


@pytest.mark.parametrize("platform", READERS)
def test_a_damaged_export_is_accounted_for_or_refused_in_words(platform, tmp_path):
    chance = random.Random(None if SOAK else platform)
    whole = PLATFORMS[READERS[platform]][0]()
    if whole.suffix == ".xlsx":
        whole.suffix = ".csv"  # a workbook's cells reach the readers the same way, and a CSV is written faster
    answered = 0
    for _ in range(FILES):
        table, kind = deepcopy(whole), chance.randrange(3)
        if kind == 0:
            damaged_rows(table, chance)
        elif kind == 1:
            damaged_headings(table, chance)
        path = table.write(tmp_path / "export")
        if kind == 2:
            damaged_bytes(path, chance)
        rows = accounted(path)
        answered += rows is not None
        if kind == 0 and rows is not None:
            assert rows == len(table.rows)
    assert answered > FILES // 10
