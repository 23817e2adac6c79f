"""Whatever platform a file comes from, the same answers give the same scores, and no row is lost."""

import csv
import io

import pytest

from screening.adapters.survey_files import open_export
from screening.entrypoints.cli.main import exit_code
from screening.intake.platforms import recognise
from tests.store.platforms.exports import NUMBERS, PLATFORMS


@pytest.mark.parametrize("made", PLATFORMS)
def test_a_platforms_export_is_known_by_its_content_and_scored(made, tmp_path, capfd):
    table, platform = PLATFORMS[made][0](), PLATFORMS[made][1]
    path = table.write(tmp_path / "export")
    assert recognise(open_export(path)).platform == platform
    told = table.mapping(tmp_path / "mapping.toml")
    code = exit_code(["score", str(path), "--instrument", "phq9", *(["--mapping", str(told)] if told else [])], {})
    out, err = capfd.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["total"] for row in rows] == table.totals, err
    assert [row["student"] for row in rows[:12]] == NUMBERS
    assert [row["refusal"] for row in rows] == table.refused
    assert [row["safety"] for row in rows] == table.safe
    assert [row["row"] for row in rows] == [str(n) for n in range(1, len(table.rows) + 1)]
    assert code == 3
