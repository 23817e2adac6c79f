"""JSON exports: a list of answers, one a line, or FHIR; anything else is told for what it is."""

import json

import pytest

from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault


def written(tmp_path, content):
    path = tmp_path / "answers.csv"  # the name of a file decides nothing
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "dress",
    [
        pytest.param(json.dumps, id="a list"),
        pytest.param(lambda rows: json.dumps({"count": 2, "results": rows}), id="a list in an answer of an API"),
        pytest.param(lambda rows: "\n".join(map(json.dumps, rows)), id="one a line"),
        pytest.param(lambda rows: "\ufeff" + json.dumps(rows, indent=2), id="indented, with a mark"),
    ],
)
def test_a_row_is_an_object_and_numbers_stay_as_written(tmp_path, dress):
    export = open_export(written(tmp_path, dress([{"学号": "G1", "q1": 2}, {"学号": "G2", "q2": None, "q1": 1.50}])))
    assert export.headings == ("学号", "q1", "q2")
    assert export.sample == (("G1", "2", ""), ("G2", "1.5", ""))
    assert [chunk.rows for chunk in export.chunks()] == [2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param('[{"q1": 1}, {"q1": ', "第 1 行起读不下去", id="cut off"),
        pytest.param('{"q1": 1}\n{"q1": 2\n', "第 2 行起读不下去", id="a broken line"),
        pytest.param('[{"q1": 1, "q1": 2}]', "读不下去", id="a key written twice"),
        pytest.param('{"title": "问卷"}', "不是一份份答卷", id="a survey's own definition"),
        pytest.param('[{"q1": 1}, 2]', "不是一份份答卷", id="something between the answers"),
        pytest.param("[[1, 2]]", "不是一份份答卷", id="a list of lists"),
        pytest.param("[" * 100_000 + "{", "读不下去", id="nested without end"),
    ],
)
def test_what_is_no_list_of_answers_is_told(tmp_path, content, words):
    with pytest.raises(FileFault) as fault:
        open_export(written(tmp_path, content))
    assert words in fault.value.what.zh
    assert "answers.csv" in fault.value.where.zh


def test_half_a_character_is_no_reason_to_stop(tmp_path):
    assert open_export(written(tmp_path, '[{"q1": "\\ud83d"}]')).sample == (("?",),)


def test_resources_of_other_kinds_are_told_and_not_counted(tmp_path):
    bundle = {
        "resourceType": "Bundle",
        "entry": [{"resource": {"resourceType": kind}} for kind in ("Patient", "QuestionnaireResponse")],
    }
    export = open_export(written(tmp_path, json.dumps(bundle)))
    assert len(export.sample) == 1
    assert "1 个其他资源" in export.notes[0].zh
