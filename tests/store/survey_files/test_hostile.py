"""A file made to harm gives one clear message, in little memory and time; a harmless one that looks odd is read, with a note."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.survey_files.hostile import HARMFUL, HARMLESS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory and time of a program can't be limited there")


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Every file opened by one program of 2 GiB address space and a minute of computing time; a crash fails them all."""
    folder = tmp_path_factory.mktemp("hostile")
    makers = {**{name: make for name, (make, _) in HARMFUL.items()}, **HARMLESS}
    for name, make in makers.items():
        make(folder / name)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.survey_files.hostile"],
        input="".join(f"{folder / name}\n" for name in makers),
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(makers) + 1, (done.returncode, list(makers)[len(lines) : len(lines) + 1], done.stderr[-2000:])
    return dict(zip(makers, lines, strict=False)) | {"peak": lines[-1]}


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_is_refused_in_words(outcome, name):
    told = outcome[name]["fault"]
    assert HARMFUL[name][1] in told
    assert name in told
    assert "建议" in told


@pytest.mark.parametrize(
    ("name", "rows", "note"),
    [
        pytest.param("a quoted remark of two lines.csv", 2, "", id="two lines in a cell"),
        pytest.param("rows far down with a format only.xlsx", 1, "", id="formats are no cells"),
        pytest.param("formulas.xlsx", 1, "有 9 格是公式，按文件里保存的结果读入；其中 1 格没有结果，算未作答", id="formulas"),
        pytest.param("macros.xlsm", 1, "有宏，没有运行", id="macros"),
        pytest.param("links.xlsx", 1, "引用了别的工作簿，没有打开", id="links to other files"),
    ],
)
def test_an_odd_but_harmless_file_is_read_and_says_what_was_left_alone(outcome, name, rows, note):
    assert outcome[name]["rows"] == rows
    assert note in "".join(outcome[name]["notes"])


def test_no_file_needs_much_memory(outcome):
    assert outcome["peak"] < 700, outcome["peak"]
