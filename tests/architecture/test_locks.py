"""The locks and pyproject.toml name the same libraries, every file is pinned by hash, and the three locks agree."""

import re
import tomllib

import pytest

from tests.architecture.sources import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)\s*(;[^\\]*)?\\?$")


def name_of(requirement):
    """`psycopg[binary]>=3.3 ; …` → `psycopg`, as the locks spell it."""
    return re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", requirement)[0]).lower()


def locked(which):
    """Name and marker → version of everything in one lock."""
    lines = (ROOT / "locks" / f"{which}.txt").read_text(encoding="utf-8").splitlines()
    found = [PINNED.match(line) for line in lines if line and not line.startswith(" ")]
    assert None not in found
    return {(name_of(match[1]), (match[3] or "").strip()): match[2] for match in found}


def names(which):
    return {name for name, _ in locked(which)}


def test_everything_the_project_asks_for_is_locked():
    asked = {name_of(requirement) for requirement in PROJECT["project"]["dependencies"]}
    assert asked - names("run") == set()


def test_everything_development_asks_for_is_locked():
    asked = {name_of(requirement) for requirement in PROJECT["dependency-groups"]["dev"]}
    assert asked - names("dev") == set()


def test_the_bootstrap_holds_the_installer_and_the_build_backend():
    assert {"uv", name_of(PROJECT["build-system"]["requires"][0])} <= names("bootstrap")


@pytest.mark.parametrize("which", ["run", "bootstrap"])
def test_the_locks_agree_on_every_version(which):
    dev, other = locked("dev"), locked(which)
    assert {key: version for key, version in other.items() if key in dev and dev[key] != version} == {}


def test_what_runs_is_tested_too():
    assert names("run") - names("dev") == set()


@pytest.mark.parametrize("which", ["run", "dev", "bootstrap"])
def test_every_library_is_pinned_by_hash(which):
    blocks = re.split(r"\n(?=\S)", (ROOT / "locks" / f"{which}.txt").read_text(encoding="utf-8").strip())
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
