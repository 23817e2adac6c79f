"""Ceilings no module or function may pass; the few exceptions are listed with their reason and compared for equality."""

import ast

from tests.architecture.sources import ROOT, modules

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50

LONG_MODULES: dict[str, str] = {}
"""Path → why it may be longer."""

LONG_FUNCTIONS: dict[str, str] = {}
"""path::function → why it may be longer."""


def test_no_module_is_longer_than_three_hundred_lines():
    long = {path for path in modules() if (ROOT / path).read_text(encoding="utf-8").count("\n") > LONGEST_MODULE}
    assert long == set(LONG_MODULES)


def test_no_function_is_longer_than_fifty_lines():
    long = {
        f"{path}::{node.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == set(LONG_FUNCTIONS)
