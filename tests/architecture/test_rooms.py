"""What import-linter can't see: the clock, files, swallowed errors, the front door and the list of rooms."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import HOUSE, PURE, ROOMS, calls, modules, room, texts

CLOCK = re.compile(
    r"(^|\.)(datetime|date|dt)\.(now|utcnow|today)$|^time\.(time|time_ns|monotonic|perf_counter|localtime|gmtime)$"
)
FILES = re.compile(r"^(open|input|print)$|\.(read_text|read_bytes|write_text|write_bytes|mkdir|unlink|iterdir|rglob|getenv)$")


def test_the_house_has_twelve_rooms_and_no_other():
    found = {path.name for path in HOUSE.iterdir() if path.is_dir() and path.name not in {"__pycache__", "_data"}}
    assert found == set(ROOMS)


def test_the_clock_is_read_in_entrypoints_only():
    found = [
        f"{path}:{line} {name}" for path, tree in modules().items() if room(path) != "entrypoints" for line, name in clock(tree)
    ]
    assert found == []


def clock(tree):
    return [(line, name) for line, name in calls(tree) if CLOCK.search(name)]


def test_the_clock_test_sees_a_clock():
    assert clock(ast.parse("import datetime\nx = datetime.datetime.now()\ny = app.now()\nz = time.time()\n")) == [
        (2, "datetime.datetime.now"),
        (4, "time.time"),
    ]


def test_pure_rooms_touch_no_file_and_no_terminal():
    found = [
        f"{path}:{line} {name}"
        for path, tree in modules().items()
        if room(path) in PURE
        for line, name in calls(tree)
        if FILES.search(name)
    ]
    assert found == []


def test_nothing_is_printed_outside_the_entrypoints():
    found = [
        f"{path}:{line}"
        for path, tree in modules().items()
        if room(path) != "entrypoints"
        for line, name in calls(tree)
        if name in {"print", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert found == []


@pytest.mark.parametrize("folder", ["src", "migrations", "benchmarks"])
def test_no_exception_is_caught_and_dropped(folder):
    assert [f"{path}:{line}" for path, tree in modules(folder).items() for line in dropped(tree)] == []


def dropped(tree):
    """Lines of handlers that do nothing."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [h.lineno for h in handlers if all(isinstance(step, ast.Pass | ast.Continue) or is_ellipsis(step) for step in h.body)]


def test_no_error_is_suppressed():
    assert [path for path, tree in modules().items() for _, name in calls(tree) if name.split(".")[-1] == "suppress"] == []


def is_ellipsis(step):
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


def test_no_room_imports_the_front_door():
    found = [path for path, tree in modules().items() for node in ast.walk(tree) if imports_front_door(node)]
    assert found == []


def imports_front_door(node):
    """`import screening`, or a name taken from it that is no room."""
    if isinstance(node, ast.Import):
        return any(alias.name == "screening" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "screening" and any(a.name not in ROOMS for a in node.names)


def test_no_room_of_odds_and_ends():
    odd = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "info"}
    assert [path for path in modules() if odd & set(Path(path).with_suffix("").parts)] == []


def test_nothing_is_left_unfinished():
    marks = re.compile(r"NotImplementedError|\bTODO\b|\bFIXME\b|\bXXX\b")
    found = [
        f"{path}:{number}"
        for path, text in texts().items()
        if path.endswith(".py") and not path.startswith("tests/")
        for number, line in enumerate(text.splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []
