"""Law 7: killed at any instant, an import loses nothing and repeats nothing once it is run again."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

POINTS = [
    ["before waves.begin_import", 1],
    ["after waves.begin_import", 1],
    ["before uow.commit", 1],
    ["after uow.commit", 1],
    ["after roster.roll", 2],
    ["before waves.add", 1],
    ["after waves.add", 1],
    ["after waves.add", 3],
    ["before waves.add_refusals", 1],
    ["after waves.add_refusals", 1],
    ["before alerts.add", 1],
    ["after alerts.add", 1],
    ["after tasks.add", 1],
    ["after case_files.append", 1],
    ["after outbox.add", 1],
    ["before waves.step_done", 1],
    ["before uow.commit", 2],
    ["after uow.commit", 2],
    ["after case_files.append", 2],
    ["before uow.commit", 3],
]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are made by fork, which Windows lacks")
def test_twenty_kills_lose_no_alert_and_repeat_no_decision(small: tuple[Path, Path], tmp_path: Path):
    workspace, export = small
    script = Path(__file__).with_name("killed_import.py")
    command = [sys.executable, str(script), str(workspace), str(export), "测试批次", json.dumps(POINTS), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))
    whole = json.loads((tmp_path / "0.json").read_text(encoding="utf-8"))
    assert len(whole["alerts"]) > 15
    for number, (point, killed, finished) in enumerate(told[1:], start=1):
        assert os.WTERMSIG(killed) == signal.SIGKILL, point
        assert finished == 0, (point, done.stderr)
        assert json.loads((tmp_path / f"{number}.json").read_text(encoding="utf-8")) == whole, point
