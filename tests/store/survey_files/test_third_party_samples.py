"""Real exports by other people open and are understood; skipped where they are not at hand."""

from pathlib import Path

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files import open_export
from screening.core.errors import MappingFault
from screening.intake.plan import plan_export
from screening.intake.platforms import recognise

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the third-party samples are not at hand")


@pytest.mark.parametrize(
    ("name", "rows", "questions", "coding"),
    [
        ("reportgen_800_800_0.xls", 800, 8, "text"),
        ("reportgen_800_800_2.xls", 800, 30, "number"),
        ("wjx_xuhao_matrix_ranking_nometa_23.xlsx", 23, 73, "number"),
    ],
)
def test_exports_of_wjx_are_understood(name, rows, questions, coding):
    export = open_export(SAMPLES / "wjx" / name)
    layout = recognise(export)
    assert sum(chunk.rows for chunk in export.chunks()) == rows
    assert (layout.platform, len(layout.questions), layout.coding) == ("wjx", questions, coding)


@pytest.mark.parametrize("code", ["mht", "phq9", "gad7", "sdq_self", "scared", "dsrsc", "who5", "mssmhs"])
@pytest.mark.parametrize("path", sorted((SAMPLES / "wjx").glob("*")) if SAMPLES.is_dir() else [], ids=lambda path: path.name)
def test_other_questionnaires_are_never_taken_for_ours(path, code):
    with pytest.raises(MappingFault):
        plan_export(open_export(path), [load_instrument(code)])
