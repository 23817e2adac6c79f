"""SPSS files are read as people see them: words where every value has a label, blanks where the author says missing."""

import pandas as pd
import pyreadstat
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.survey_files import open_export
from screening.adapters.survey_files.spss_texts import Variable, number, texts
from screening.core.errors import FileFault
from screening.intake.plan import plan_export
from screening.intake.platforms import recognise
from screening.services.score_export import score_export
from tests.store.platforms.exports import ANSWERS, NUMBERS, REFUSED, SAFE, TITLES, TOTALS, WORDS

PHQ9 = load_instrument("phq9")
CODES = {1.0 + place: word for place, word in enumerate(WORDS)}


def saved(path, columns, *, labels=None, values=None, missing=None, **how):
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels=labels or {},
        variable_value_labels=values or {},
        missing_ranges=missing or {},
        **how,
    )
    return path


def sheets(names, low=1):
    """The twelve pupils' answers, counted from ``low``."""
    return {
        name: [None if (code := line[place]) is None else float(code + low) for line in ANSWERS]
        for place, name in enumerate(names)
    }


def scored(path):
    export = open_export(path)
    (part,) = score_export(export, plan_export(export, [PHQ9]))
    totals = [
        "" if masked else f"{value:g}" for value, masked in zip(part.columns["total"], part.columns["total"].mask, strict=True)
    ]
    return totals, part.columns


NAMES = [f"Q2_{n}" for n in range(1, 10)]
ASKED = {"xh": "你的学号", **dict(zip(NAMES, TITLES, strict=True))}


@pytest.mark.parametrize(
    ("suffix", "how"),
    [
        pytest.param(".sav", {}, id="plain"),
        pytest.param(".sav", {"row_compress": True}, id="packed by rows"),
        pytest.param(".zsav", {"compress": True}, id="zsav"),
    ],
)
def test_labelled_answers_give_the_same_scores_as_any_platform(tmp_path, suffix, how):
    values = {name: {**CODES, -99.0: "拒答"} for name in NAMES}
    columns = {"xh": NUMBERS, **sheets(NAMES)}
    columns["Q2_4"][4] = -99.0  # declared missing is a blank, never a low answer
    missing = {name: [-99] for name in NAMES}
    path = saved(tmp_path / f"t{suffix}", columns, labels=ASKED, values=values, missing=missing, **how)
    totals, columns = scored(path)
    assert totals == TOTALS
    assert columns["student"] == NUMBERS
    assert (columns["refusal"], columns["safety"]) == (REFUSED, SAFE)
    export = open_export(path)
    assert recognise(export).platform == "spss"
    assert [note.zh for note in export.notes] == [
        "SPSS 文件：9 列按值标签的文字读入，1 列按原值读入",
        "有 1 格是作者定义的缺失值，按未作答读入",
    ]


def test_a_platforms_own_variables_are_known_and_its_previews_refused(tmp_path):
    front = {"StartDate": ["x"] * 12, "Status": [0.0] * 11 + [1.0], "Finished": [1.0] * 12}
    back = {"RecordedDate": ["x"] * 12, "ResponseId": ["R"] * 12, "UserLanguage": ["ZH-S"] * 12, "Q1": NUMBERS}
    values = {
        **dict.fromkeys(NAMES, CODES),
        "Status": {0.0: "IP Address", 1.0: "Survey Preview"},
        "Finished": {0.0: "False", 1.0: "True"},
    }
    path = saved(tmp_path / "q.sav", {**front, **back, **sheets(NAMES)}, labels={**ASKED, "Q1": "学号"}, values=values)
    assert recognise(open_export(path)).platform == "qualtrics"
    totals, columns = scored(path)
    assert totals == [*TOTALS[:11], ""]
    assert columns["refusal"] == [*REFUSED[:11], "trial"]
    assert columns["student"] == NUMBERS


def test_an_export_of_wjx_is_known_by_its_labels(tmp_path):
    front = {"v1": [float(n) for n in range(12)], "v2": ["2026/3/2 8:05:00"] * 12, "v3": ["136秒"] * 12, "v4": ["链接"] * 12}
    labels = {
        **dict(zip(front, ["序号", "提交答卷时间", "所用时间", "来源"], strict=True)),
        "Q1": "1、学号",
        **{
            name: f"2、{'近况—' if not place else ''}{title}"
            for place, (name, title) in enumerate(zip(NAMES, TITLES, strict=True))
        },
    }
    path = saved(tmp_path / "w.sav", {**front, "Q1": NUMBERS, **sheets(NAMES)}, labels=labels, values=dict.fromkeys(NAMES, CODES))
    layout = recognise(open_export(path))
    assert (layout.platform, layout.submitted, layout.seconds) == ("wjx", 1, 2)
    assert scored(path)[0] == TOTALS


def test_named_variables_need_no_labels_and_unclear_numbers_are_asked_about(tmp_path):
    names = [f"phq9_{n}" for n in range(1, 10)]
    path = saved(tmp_path / "n.sav", {"student_id": NUMBERS, **sheets(names, low=0)}, labels={"student_id": "Study number"})
    assert scored(path)[0] == TOTALS
    assert scored(path)[1]["student"] == NUMBERS


@pytest.mark.parametrize(
    ("cells", "values", "missing", "seen"),
    [
        pytest.param([1.0, 2.0], {1.0: "从不", 2.0: "有时"}, [], ["从不", "有时"], id="every value labelled"),
        pytest.param([1.0, 2.0, 5.0], {1.0: "从不", 5.0: "总是"}, [], ["1", "2", "5"], id="ends of a scale labelled"),
        pytest.param([1.0, 2.0], {1.0: "是", 2.0: "是 "}, [], ["1", "2"], id="one label for two values"),
        pytest.param([1.0, 9.0], {9.0: "拒答"}, [(9.0, 9.0)], ["1", ""], id="only the missing one labelled"),
        pytest.param([1.0, 97.0, 99.0], {}, [(97.0, 99.0)], ["1", "", ""], id="a range declared missing"),
        pytest.param(["a ", "NA"], {"a": "甲"}, [("NA", "NA")], ["a", ""], id="texts"),
        pytest.param([None, float("nan")], {}, [], ["", "nan"], id="system missing"),
    ],
)
def test_a_cell_is_its_label_only_where_every_answer_has_one_of_its_own(cells, values, missing, seen):
    assert texts(Variable("v", "", "F8.2", values, missing), cells) == seen


@pytest.mark.parametrize(
    ("form", "seconds", "seen"),
    [
        # 12,219,379,200 s from SPSS's first day (14 October 1582) to Unix's, 1,772,409,600 s from that to the day below
        pytest.param("DATE11", 12_219_379_200.0 + 1_772_409_600.0, "2026-03-02", id="day"),
        pytest.param("DATETIME20", 301.0, "1582-10-14 00:05:01", id="moment"),
        pytest.param("TIME8", 29100.0, "8:05:00", id="time of day"),
        pytest.param("DATE11", 1e300, "1.00000E+300", id="no day at all"),
        pytest.param("F8.2", 2.5, "2.5", id="fraction"),
        pytest.param("F8.2", 3.0, "3", id="whole"),
    ],
)
def test_days_and_numbers_are_written_as_people_write_them(form, seconds, seen):
    assert texts(Variable("v", "", form, {}, []), [seconds]) == [seen]


def test_a_number_too_long_to_be_true_is_shown_as_damaged():
    assert number(2.0**60) == "1.15292E+18"
    assert number(2.0**53 - 1) == "9007199254740991"


def test_long_names_and_long_texts_stay_whole(tmp_path):
    name = "a_very_long_variable_name_of_more_than_forty_signs"
    path = saved(tmp_path / "l.sav", {name: ["x" * 700, "y"], "Q1": ["G990001", "学生"]})
    export = open_export(path)
    assert export.headings == (name, "Q1")
    assert export.sample == (("x" * 700, "G990001"), ("y", "学生"))


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused_in_words(tmp_path, kept):
    path = saved(tmp_path / "c.sav", {"xh": NUMBERS * 50, **{name: cells * 50 for name, cells in sheets(NAMES).items()}})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(FileFault) as fault:
        open_export(path)
    assert "不完整" in fault.value.what.zh


def test_a_file_that_ends_its_reader_is_refused_and_the_next_one_is_read(tmp_path):
    good = saved(tmp_path / "good.sav", {"xh": NUMBERS})
    endless = tmp_path / "bad.sav"
    content = bytearray(good.read_bytes())
    content[80:84] = (1 << 30).to_bytes(4, "little")  # a thousand million rows are promised
    endless.write_bytes(bytes(content))
    with pytest.raises(FileFault):
        open_export(endless)
    assert open_export(good).sample[0] == ("G001",)
