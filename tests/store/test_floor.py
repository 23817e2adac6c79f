"""The floor program does exactly the work that the card speaks of, and the card tells what a run really wrote."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from screening.adapters.export_writers.wjx import write_wjx
from screening.adapters.instrument_files import load_instrument
from screening.research.synthetic import answer_model, plan_school

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


def run(program, *words):
    command = [sys.executable, str(BENCHMARKS / program), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def database(path, sheets):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE sheet (id INTEGER PRIMARY KEY, pupil_id INTEGER, answers BLOB, state TEXT, closed_at TEXT)"
        )
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, slot BLOB)")
        rows = [(n, os.urandom(150 if n % 3 else 60), "open") for n in range(sheets)]
        connection.executemany("INSERT INTO sheet (pupil_id, answers, state) VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT INTO entry (slot) VALUES (?)", [(os.urandom(1174),)] * (sheets // 10))


@pytest.fixture
def card(tmp_path):
    database(tmp_path / "before.db", 30)
    database(tmp_path / "after.db", 330)
    told = run("run_card.py", tmp_path / "before.db", tmp_path / "after.db", "--rows", 116)
    return json.loads(told.stdout)


@pytest.fixture
def export(tmp_path):
    return write_wjx(tmp_path, plan_school(120, seed=1), [answer_model(load_instrument("gad7@1"))], kind="csv")


def test_the_card_tells_rows_kinds_sizes_and_seals(card):
    assert {table: told["rows"] for table, told in card["tables"].items()} == {"sheet": 300, "entry": 30}
    columns = {column["name"]: column for column in card["tables"]["sheet"]["columns"]}
    assert columns["answers"]["sizes"] == [[60, 110], [150, 220]]
    assert columns["answers"]["sealed"] == "aes"
    assert columns["state"]["kind"] == "text"
    assert columns["closed_at"]["kind"] == "null"
    assert card["seals"] == {"aes": 300, "hpke": 30}
    assert card["hmacs"] == 116


@pytest.mark.parametrize("coding", ["text", "number"])
@pytest.mark.parametrize("how", ["whole", "stream"])
def test_the_floor_writes_the_rows_of_the_card(tmp_path, card, coding, how):
    school = plan_school(120, seed=1)
    written = write_wjx(tmp_path, school, [answer_model(load_instrument("gad7@1"))], kind="csv", coding=coding)
    (tmp_path / "card.json").write_text(json.dumps(card | {"file_rows": written.rows}), encoding="utf-8")
    told = run("floor.py", written.path, tmp_path / "card.json", "--read", how, "--folder", tmp_path)
    assert told.returncode == 0, told.stderr
    result = json.loads(told.stdout)  # the program itself counts the rows of every table and stops if they differ
    assert result["rows"] == written.rows
    assert {"read", "matrix", "hmac", "seal and write sheet", "seal and write entry", "commit"} <= set(result["parts"])


def test_a_card_of_another_file_is_refused(tmp_path, card, export):
    (tmp_path / "card.json").write_text(json.dumps(card | {"file_rows": export.rows + 1}), encoding="utf-8")
    told = run("floor.py", export.path, tmp_path / "card.json", "--read", "stream", "--folder", tmp_path)
    assert told.returncode != 0
    assert "rows" in told.stderr
