"""An export of any platform can be imported: the same sheets, refusals and alerts, and no row lost."""

import pytest

from screening.entrypoints.importing import import_file, prepare
from screening.intake.interface import Why
from tests.store.imports.conftest import WAVE
from tests.store.platforms import exports

READERS = {platform: made for made, (_, platform) in reversed(exports.PLATFORMS.items())}  # the first layout of each reader


@pytest.fixture
def numbers(school, monkeypatch):
    """Twelve pupils of our own for whom the questionnaire is meant, under the numbers of the made-up exports."""
    pupils = [pupil for grade in (7, 8, 9) for pupil in school.pupils(grade)][:12]
    monkeypatch.setattr(exports, "NUMBERS", [pupil.told.number for pupil in pupils])
    return pupils


@pytest.mark.parametrize("platform", READERS)
def test_an_export_of_any_platform_is_imported_and_every_row_accounted_for(school, numbers, platform, tmp_path):
    table = exports.PLATFORMS[READERS[platform]][0]()
    ready = prepare(table.write(tmp_path / "export"), ["phq9"], table.mapping(tmp_path / "mapping.toml"))
    report = import_file(school.work, ready, WAVE, lambda _done, _total: None)
    tally = report.tallies[0]
    refused = [reason for reason in table.refused if reason in (Why.TRIAL, Why.UNFINISHED)]
    assert (tally.rows, tally.sheets, tally.refusals, tally.blanks) == (len(table.rows), 12, len(refused), 0)
    assert report.refusals == {reason: refused.count(reason) for reason in set(refused)}
    fired = {numbers[line].told.number for line in range(12) if table.safe[line]}
    alerted = {pupil.told.number for pupil in numbers if pupil.id in school.alerts()}
    assert fired <= alerted
