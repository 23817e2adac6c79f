"""Every notebook runs from top to bottom on its own, and none carries outputs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_its_own(notebook, tmp_path):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", "--nbmake-timeout=60", str(notebook)]
    alone = {name: value for name, value in os.environ.items() if name != "SCREENING_EXPORT"} | {"IPYTHONDIR": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, check=False, timeout=90)
    assert run.returncode == 0, run.stdout[-3_000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_output_is_committed(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None]


def test_there_are_notebooks_to_run():
    assert NOTEBOOKS
