"""Real exports of other platforms by other people open and are understood; skipped where they are not at hand."""

from pathlib import Path

import pytest

from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault
from screening.entrypoints.opening import open_together
from screening.intake.platforms import recognise

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the third-party samples are not at hand")

FILES = {  # platform, data rows, columns, questions
    "fhir/us-core_QuestionnaireResponse-phq-9-example.json": ("fhir", 1, 14, 12),
    "formr/formr_BFI_post.json": ("formr", 30, 24, 19),
    "formr/formr_BFI_post_itemdisplay.json": ("plain", 660, 14, 14),
    "limesurvey/ls_fulltext_header_codes_de_152.csv": ("limesurvey", 152, 24, 19),
    "oneroster/or11_oat_academicSessions.csv": ("plain", 0, 8, 8),
    "oneroster/or11_oat_classes.csv": ("plain", 3, 13, 13),
    "oneroster/or11_oat_courses.csv": ("plain", 0, 10, 10),
    "oneroster/or11_oat_demographics.csv": ("plain", 0, 16, 16),
    "oneroster/or11_oat_enrollments.csv": ("plain", 3, 8, 8),
    "oneroster/or11_oat_manifest.csv": ("plain", 17, 2, 2),
    "oneroster/or11_oat_orgs.csv": ("plain", 2, 11, 11),
    "oneroster/or11_oat_users.csv": ("plain", 2, 22, 22),
    "qualtrics/qualtrics_3header_de_1.csv": ("qualtrics", 1, 20, 4),
    "qualtrics/qualtrics_v1_legacy_2header_1.csv": ("qualtrics", 1, 15, 2),
    "redcap/redcapr_checkboxes-1_data.csv": ("redcap", 4, 13, 11),
    "redcap/redcapr_checkboxes-1_dictionary.csv": ("plain", 4, 18, 18),
    "redcap/redcapr_longitudinal_data.csv": ("redcap", 18, 125, 115),
    "redcap/redcapr_longitudinal_dictionary.csv": ("plain", 95, 18, 18),
    "redcap/redcapr_survey_data.csv": ("redcap", 2, 33, 26),
    "redcap/redcapr_survey_dictionary.csv": ("plain", 25, 18, 18),
    "surveymonkey/sm_thanksgiving_1058.csv": ("surveymonkey", 1058, 65, 64),
    "ukm_phq9_gad7_pss10/data.csv": ("plain", 223, 34, 34),
    "wjx/reportgen_800_800_0.xls": ("wjx", 800, 14, 8),
    "wjx/reportgen_800_800_2.xls": ("wjx", 800, 36, 30),
    "wjx/wjx_xuhao_matrix_ranking_nometa_23.xlsx": ("wjx", 23, 73, 73),
}
NO_TABLES = {"formr/formr_BFI_post_items.json"}  # the definition of a survey, no answers


@pytest.mark.parametrize("path", FILES)
def test_a_real_file_is_known_and_its_rows_and_columns_counted(path):
    export = open_export(SAMPLES / path)
    layout = recognise(export)
    rows = sum(chunk.rows for chunk in export.chunks())
    assert (layout.platform, rows, len(export.headings), len(layout.questions)) == FILES[path]


def test_every_file_at_hand_stands_in_the_table_or_is_refused():
    at_hand = {str(path.relative_to(SAMPLES)) for path in SAMPLES.rglob("*") if path.is_file() and path.suffix != ".md"}
    assert at_hand == set(FILES) | NO_TABLES
    for path in NO_TABLES:
        with pytest.raises(FileFault):
            open_export(SAMPLES / path)


def test_the_real_pair_of_words_and_numbers_resolves_its_options_by_itself():
    words, numbers = (SAMPLES / "wjx" / f"reportgen_800_800_{n}.xls" for n in (0, 2))
    (opened,) = open_together([numbers, words])
    told = recognise(opened.usable()).option_numbers
    assert opened.path == words
    assert len(told) == 6
    assert {"男": "1", "女": "2"} in told.values()


@pytest.mark.parametrize(("project", "events"), [("survey", ()), ("longitudinal", (1,)), ("checkboxes-1", ())])
def test_a_real_dictionary_explains_its_export(project, events):
    folder = SAMPLES / "redcap"
    (opened,) = open_together([folder / f"redcapr_{project}_dictionary.csv", folder / f"redcapr_{project}_data.csv"])
    layout = recognise(opened.usable())
    assert (layout.platform, layout.many_rows) == ("redcap", events)
