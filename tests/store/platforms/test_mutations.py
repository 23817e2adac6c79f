"""A damaged export is accounted for row by row, or one clear fault is raised; 300 files a reader, 10,000 in `make soak`."""

import io
import os
import random
import re
import zipfile
from copy import deepcopy

import pandas as pd
import pyreadstat
import pytest
import xlwt

from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files import open_export
from screening.core.errors import ScreeningError
from screening.intake.plan import plan_export
from screening.intake.platforms import recognise
from screening.services.score_export import score_export
from tests.store.platforms.exports import PLATFORMS, WORDS

SEED = os.environ.get("SOAK_SEED")  # to see a failure again; a run without it is the same every time
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
    """Rows of the file as scored, with their totals, or None after one clear fault. Anything else is raised."""
    try:
        export = open_export(path)
        parts = list(score_export(export, plan_export(export, [load_instrument("phq9")])))
    except ScreeningError as fault:
        check_fault(fault)
        return None
    numbers = [number for part in parts for number in part.columns["row"].tolist()]
    assert numbers == list(range(1, len(numbers) + 1))
    totals = []
    for part in parts:
        judged = zip(part.columns["refusal"], part.columns["validity"], part.columns["total"].mask.tolist(), strict=True)
        assert all((validity is None) == bool(refusal) and (unscored or not refusal) for refusal, validity, unscored in judged)
        totals += ["" if total is None else f"{total:g}" for total in part.columns["total"].tolist()]
    check_lines(path, export, len(numbers))
    return totals


def check_lines(path, export, rows):
    """Law 1 against the file's own lines, where no quote can hold several: every line below the headings is a row."""
    content = path.read_bytes()
    if content.startswith((b"PK", b"\xd0\xcf", b"$FL", b"[", b"{", b"\xff\xfe", b"\xfe\xff")) or b'"' in content:
        return
    lines = [line for line in re.split(rb"\r\n|\r|\n", content) if line.strip(b"\xef\xbb\xbf")]
    below = recognise(export).header_rows - 1
    assert rows == max(0, len(lines) - export.header_row - below), (len(lines), export.header_row, below)


def check_totals(table, totals):
    """A row nobody touched has its own total, or none: damage elsewhere never makes another number of it."""
    known = {tuple(row): total for row, total in zip(table.untouched, table.totals, strict=True)}
    for row, total in zip(table.rows, totals, strict=True):
        assert total in ("", known.get(tuple(row), total)), (total, known[tuple(row)])


@pytest.mark.parametrize("platform", READERS)
def test_a_damaged_export_is_accounted_for_or_refused_in_words(platform, tmp_path):
    chance = random.Random(SEED or platform)
    whole = PLATFORMS[READERS[platform]][0]()
    if whole.suffix == ".xlsx":
        whole.suffix = ".csv"  # a workbook's cells reach the readers the same way, and a CSV is written faster
    answered = 0
    for _ in range(FILES):
        table, kind = deepcopy(whole), chance.randrange(3)
        table.untouched = deepcopy(table.rows)
        if kind == 0:
            damaged_rows(table, chance)
        elif kind == 1:
            damaged_headings(table, chance)
        path = table.write(tmp_path / "export")
        if kind == 2:
            damaged_bytes(path, chance)
        totals = accounted(path)
        answered += totals is not None
        if kind == 0 and totals is not None:
            assert len(totals) == len(table.rows)
            check_totals(table, totals)
    assert answered > FILES // 10


def damaged_parts(path, content, chance):
    """A workbook with bytes changed inside one of its parts, so that the archive itself is sound; or changed anywhere."""
    if chance.random() < 0.2:  # every fifth
        path.write_bytes(content)
        damaged_bytes(path, chance)
        return
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as after,
    ):
        names = [name for name in before.namelist() if name.startswith("xl/") and "theme" not in name and "styles" not in name]
        chosen = chance.choice(names)
        for name in before.namelist():
            part = bytearray(before.read(name))
            for _ in range(chance.randint(1, 3) if name == chosen else 0):
                at = chance.randrange(len(part))
                change = chance.choice([bytes([chance.randrange(256)]), b"", b"999999", b"<", b'"', b"\0", part[at : at + 60]])
                part[at : at + chance.randrange(8)] = change
            after.writestr(name, bytes(part))


def old_workbook(path, table):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for line, row in enumerate([*table.heads, *table.rows]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    book.save(str(path))


def spss_file(path, table):
    """Words as labels of numbers; numbers as texts."""
    columns = {f"v{n}": [row[n] for row in table.rows] for n in range(len(table.heads[0]))}
    labels = dict(zip(columns, table.heads[0], strict=True))
    values = {}
    for name, cells in columns.items():
        if set(cells) <= {"", *WORDS}:
            columns[name] = [float(WORDS.index(cell)) if cell else None for cell in cells]
            values[name] = {float(n): word for n, word in enumerate(WORDS)}
    pyreadstat.write_sav(
        pd.DataFrame(columns), str(path), column_labels=labels, variable_value_labels=values, compress=path.suffix == ".zsav"
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "sav", "zsav"])
def test_a_damaged_binary_file_is_accounted_for_or_refused_in_words(kind, tmp_path):
    chance = random.Random(SEED or kind)
    table = PLATFORMS["microsoft forms"][0]()
    path = tmp_path / f"export.{kind}"
    if kind == "xlsx":
        table.write(path)
    else:
        (old_workbook if kind == "xls" else spss_file)(path, table)
    content = path.read_bytes()
    assert accounted(path) == table.totals
    for _ in range(FILES):
        if kind == "xlsx":
            damaged_parts(path, content, chance)
        else:
            path.write_bytes(content)
            damaged_bytes(path, chance)
        accounted(path)
