"""Real exports of other platforms by other people open and are understood; skipped where they are not at hand."""

from pathlib import Path

import pytest

from screening.adapters.survey_files import open_export
from screening.intake.platforms import recognise

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the third-party samples are not at hand")


@pytest.mark.parametrize(
    ("path", "platform", "rows", "questions"),
    [
        ("qualtrics/qualtrics_3header_de_1.csv", "qualtrics", 1, 4),
        ("qualtrics/qualtrics_v1_legacy_2header_1.csv", "qualtrics", 1, 2),
        ("surveymonkey/sm_thanksgiving_1058.csv", "surveymonkey", 1058, 64),
        ("limesurvey/ls_fulltext_header_codes_de_152.csv", "limesurvey", 152, None),
        ("redcap/redcapr_survey_data.csv", "redcap", 2, None),
        ("redcap/redcapr_checkboxes-1_data.csv", "redcap", 4, None),
        ("formr/formr_BFI_post.json", "formr", None, None),
        ("fhir/us-core_QuestionnaireResponse-phq-9-example.json", "fhir", 1, None),
    ],
)
def test_a_real_export_is_known_and_its_rows_counted_below_all_header_rows(path, platform, rows, questions):
    export = open_export(SAMPLES / path)
    layout = recognise(export)
    found = sum(chunk.rows for chunk in export.chunks())
    assert layout.platform == platform
    assert rows in (None, found), found
    assert questions in (None, len(layout.questions)), [q.stem for q in layout.questions]
