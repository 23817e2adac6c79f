"""T in the scored table: by the grade that the class tells, empty where no norm speaks of the pupil, and said so."""

import csv
import os

import pandas as pd
import pytest

import screening
from screening.entrypoints.cli.main import exit_code


@pytest.fixture
def scored(tmp_path, capsys):
    """Score K10 sheets of some classes; rows of the table and what stood on stderr."""

    def run(classes, *options, answer=2):
        path = tmp_path / "k10.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["学号", "班级", *(f"q{n}" for n in range(1, 11))])
            writer.writerows([f"G99{row}", name, *[answer] * 10] for row, name in enumerate(classes))
        capsys.readouterr()
        code = exit_code(["--lang", "en", "score", str(path), "--instrument", "k10", *options], os.environ)
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return list(csv.DictReader(printed.out.splitlines())), printed.err

    return run


def test_t_follows_the_national_norm_where_the_whole_grade_belongs_to_it(scored):
    """陈子玥 2023: ages 9-18, mean 21.5, SD 9.2. A pupil of grade 4 may be eight, so without an age there is no T."""
    rows, said = scored(["七年级1班", "四年级1班", ""])
    assert [row["total"] for row in rows] == ["20", "20", "20"]
    assert [row["total.t"] for row in rows] == [repr(50 + 10 * ((20 - 21.5) / 9.2)), "", ""]
    assert "2 rows have no applicable norm" in said
    assert "k10-china@2019" in said


def test_a_norm_file_named_goes_before_the_shipped_one(scored, tmp_path):
    (tmp_path / "own.yaml").write_text(
        'schema: norms/1\nname: own\nversion: "1"\ninstrument: k10\nbasis: published\ntitle: {zh: 自, en: own}\n'
        "region: {zh: 自, en: own}\nsource: {cite: made up for tests, confidence: ours}\n"
        "cells:\n  - {scale: total, grades: [4], n: 300, mean: 15, sd: 5}\n",
        "utf-8",
    )
    rows, said = scored(["七年级1班", "四年级1班"], "--norms", str(tmp_path / "own.yaml"))
    assert [row["total.t"] for row in rows] == [repr(50 + 10 * ((20 - 21.5) / 9.2)), "60"]
    assert "applicable norm" not in said


def test_the_notebook_gives_the_same_t_as_the_command(scored):
    rows, _ = scored(["七年级1班", "四年级1班"])
    frame = pd.DataFrame({f"q{n}": [2, 2] for n in range(1, 11)} | {"grade": [7, 4]})
    found = screening.score(frame, screening.instrument("k10"))["total.t"]
    assert [float(rows[0]["total.t"]), None] == [None if one is pd.NA else one for one in found]


def test_an_instrument_without_a_norm_has_no_t_column(tmp_path, capsys):
    path = tmp_path / "gad7.csv"
    path.write_text("学号,班级," + ",".join(f"q{n}" for n in range(1, 8)) + "\nG991,七年级1班,1,1,1,1,1,1,1\n", "utf-8")
    assert exit_code(["score", str(path), "--instrument", "gad7"], os.environ) == 0
    assert ".t" not in capsys.readouterr().out.splitlines()[0]
