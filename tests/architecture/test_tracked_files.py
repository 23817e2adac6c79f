"""What may stand in no tracked file: places outside the project, registry addresses, reasons left out, people."""

import re

import pytest

from tests.architecture.sources import texts

SELF = "tests/architecture/test_tracked_files.py"
OUTSIDE = re.compile(r"(?<![\w.~])/(home|root|work|Users|mnt|opt)/[\w.-]+")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|npmjs|--index-url|--extra-index-url|simple/\b.*whl", re.IGNORECASE)
SHARED = re.compile(r"\.\./shared|['\"/]shared['\"/]")
NAMES_ITS_REASON = "[import-untyped]"  # a library without types; there is nothing to add
BARE_NOQA = re.compile(r"#\s*(noqa|type:\s*ignore)\b(?P<rest>.*)$")


def lines(choose):
    """Place, and line, of every line in the tracked files that ``choose`` names."""
    return [
        (f"{path}:{number}", line)
        for path, text in texts().items()
        if path != SELF and choose(path)
        for number, line in enumerate(text.splitlines(), 1)
    ]


def test_no_path_of_anybody_s_machine():
    assert [place for place, line in lines(lambda path: path != "LICENSE") if OUTSIDE.search(line)] == []


def test_no_registry_address():
    assert [place for place, line in lines(lambda _: True) if REGISTRY.search(line) and "--no-emit-index-url" not in line] == []


def test_nothing_but_tests_looks_outside_the_project():
    inside = lines(lambda path: not path.startswith("tests/"))
    assert [place for place, line in inside if SHARED.search(line)] == []


def test_tests_that_look_outside_the_project_skip_without_it():
    looking = {path: text for path, text in texts().items() if path.startswith("tests/") and path != SELF and SHARED.search(text)}
    assert [path for path, text in looking.items() if "skip" not in text] == []


def test_every_switched_off_rule_has_its_reason_beside_it():
    found = {}
    for place, line in lines(lambda path: path.startswith("src/") and path.endswith(".py")):
        if match := BARE_NOQA.search(line):
            if NAMES_ITS_REASON in match["rest"]:
                continue
            rule, *reason = re.split(r"\s(?:#|-)\s", match["rest"], maxsplit=1)
            found.setdefault((place.split(":")[0], rule.strip()), []).append(bool(reason))
    assert sorted(f"{path} {rule}" for (path, rule), reasons in found.items() if not any(reasons)) == []  # once a file


def test_no_conflict_marker():
    assert [place for place, line in lines(lambda _: True) if line.startswith(("<<<<<<<", ">>>>>>>"))] == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"(?<!\d)[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx](?!\w)", id="national id"),
        pytest.param(r"(?<!\d)1[3-8]\d{9}(?!\d)", id="mobile number in use"),
    ],
)
def test_nobody_real_stands_in_a_tracked_file(pattern):
    real = re.compile(pattern)
    found = lines(lambda path: not path.startswith(("locks/", "notebooks/")))
    assert [place for place, line in found if real.search(line)] == []
