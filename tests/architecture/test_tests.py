"""Tests about tests: each can fail, none is skipped or marked as failing for good, none stands outside the five kinds."""

import ast
import re
from pathlib import Path

from tests.architecture.sources import ROOT, modules

KINDS = {"unit", "flow", "store", "architecture", "notebooks", "console"}
CHECKING = re.compile(r"raises|assert|expect|check|verify|compare|must", re.IGNORECASE)


def test_tests_stand_in_folders_by_kind():
    found = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert found <= KINDS


def test_every_test_can_fail():
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules("tests").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not can_fail(node)
    ]
    assert found == []


def can_fail(test):
    """Does it assert, or call something whose name says that it does?"""
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and CHECKING.search(ast.unparse(node.func)))
        for node in ast.walk(test)
    )


def test_no_test_is_expected_to_fail():
    marked = re.compile(r"pytest\.mark\.(skip|xfail)\b(?!if)")
    paths = [path for path in modules("tests") if path != "tests/architecture/test_tests.py"]
    assert [path for path in paths if marked.search((ROOT / path).read_text(encoding="utf-8"))] == []


def test_no_test_mocks():
    found = [path for path, tree in modules("tests").items() for node in ast.walk(tree) if imports_mock(node)]
    assert found == []


def imports_mock(node):
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").startswith("unittest")
    return isinstance(node, ast.Import) and any(alias.name.startswith(("unittest", "mock")) for alias in node.names)


def test_unit_tests_mirror_the_rooms():
    rooms = {path.name for path in (ROOT / "src" / "screening").iterdir() if path.is_dir()}
    kinds = {Path(path).parts[2] for path in modules("tests/unit") if len(Path(path).parts) > 3}
    assert kinds <= rooms
