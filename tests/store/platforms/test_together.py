"""Files that belong together: two formats of one survey count once and explain each other, a dictionary explains its export."""

import csv
import io

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import MappingFault
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.importing import prepare
from screening.entrypoints.opening import open_together
from screening.intake.coding import spellings_of
from screening.intake.option_numbers import completed
from tests.store.platforms.exports import ANSWERS, NUMBERS, TITLES, TOTALS

FRONT = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
ASKED = ["1、你的学号", "2、近况—" + TITLES[0], *(f"2、{title}" for title in TITLES[1:]), "3、喜欢什么"]
OWN_WORDS = ["完全不会", "偶尔有几天", "一半以上天数", "几乎每天都有"]  # two as published, two an author's own


def rows(words, box):
    return [
        [str(n + 1), f"2026/3/2 8:0{n % 10}:00", "136秒", "链接", "直接访问", "203.0.113.9(x)", NUMBERS[n]]
        + ["(空)" if code is None else words[code] for code in ANSWERS[n]]
        + [box]
        for n in range(12)
    ]


def written(path, headings, lines):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *lines])
    return path


def pair(folder, words=OWN_WORDS, numbers=("1", "2", "3", "4")):
    text = written(folder / "1_按文本_x_12_12.csv", [*FRONT, *ASKED], rows(words, "唱歌┋画画"))
    number = written(
        folder / "1_按序号_x_12_12.csv",
        [*FRONT, *ASKED[:-1], "3、(唱歌)", "3、(画画)"],
        [[*row[:-1], "1", "1"] for row in rows(numbers, "")],
    )
    return text, number


def scored(capfd, *paths):
    code = exit_code(["score", *map(str, paths), "--instrument", "phq9"], {})
    out, err = capfd.readouterr()
    return code, list(csv.DictReader(io.StringIO(out))), err


@pytest.mark.parametrize("order", [pytest.param([0, 1], id="words first"), pytest.param([1, 0], id="numbers first")])
def test_an_authors_own_words_are_read_by_the_numbers_of_the_other_file_and_sheets_count_once(tmp_path, capfd, order):
    files = pair(tmp_path)
    _, lines, err = scored(capfd, *(files[place] for place in order))
    assert [line["total"] for line in lines] == TOTALS
    assert {line["file"] for line in lines} == {files[0].name}
    assert "只计一次" in err


def test_reliability_is_told_of_the_sheets_of_both_files_once(tmp_path, capfd):
    exit_code(["score", *map(str, pair(tmp_path)), "--instrument", "phq9", "--psychometrics"], {})
    assert f"{sum(any(code is not None for code in row) for row in ANSWERS[:12])} 份答卷" in capfd.readouterr().out


def test_alone_the_same_words_are_asked_about_and_never_guessed(tmp_path, capfd):
    text, _ = pair(tmp_path)
    code, lines, _ = scored(capfd, text)
    assert code in (3, 11)
    assert all(not line["total"] or line["total"] in ("0", TOTALS[n]) for n, line in enumerate(lines))


def test_options_printed_the_other_way_round_are_read_by_their_words(tmp_path, capfd):
    words = ["完全不会", "好几天", "一半以上天数", "几乎每天"]
    _, lines, _ = scored(capfd, *pair(tmp_path, words, ("4", "3", "2", "1")))
    assert [line["total"] for line in lines] == TOTALS


def test_files_that_contradict_each_other_are_refused_with_the_question(tmp_path, capfd):
    text, number = pair(tmp_path)
    with number.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    lines[4][7], lines[5][7] = "2", "3"  # the fourth pupil's first answer was 1
    written(number, lines[0], lines[1:])
    code, _, err = scored(capfd, text, number)
    assert code == 11
    assert "对不上" in err
    assert TITLES[0] in err


def test_files_of_different_respondents_are_two_files(tmp_path, capfd):
    text, number = pair(tmp_path, ["完全不会", "好几天", "一半以上天数", "几乎每天"])
    with number.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    lines[12][1] = "2026/3/3 9:00:00"
    written(number, lines[0], lines[1:])
    _, lines, _ = scored(capfd, text, number)
    assert {line["file"] for line in lines} == {text.name, number.name}
    assert [line["total"] for line in lines] == TOTALS * 2


def test_an_import_knows_the_pair_by_both_files(tmp_path):
    text, number = pair(tmp_path)
    (opened,) = open_together([number, text])
    ready = prepare(opened.path, ["phq9"], None, opened=opened)
    assert ready.path == text
    assert ready.mapping == number.read_bytes()


PHQ9 = spellings_of(load_instrument("phq9"))


@pytest.mark.parametrize(
    ("numbers", "counted", "read"),
    [
        pytest.param({"完全不会": "1", "偶尔": "2", "几乎每天": "4"}, True, 1, id="between two known words"),
        pytest.param({"完全不会": "4", "偶尔": "2", "几乎每天": "1"}, True, None, id="known words run the other way"),
        pytest.param({"完全不会": "1", "偶尔": "2"}, True, None, id="one known word shows no direction"),
        pytest.param({"没有": "1", "偶尔": "2", "总是": "4"}, True, None, id="no known word"),
        pytest.param({"完全不会": "1", "偶尔": "2", "几乎每天": "5"}, True, None, id="more options than the instrument has"),
        pytest.param({"完全不会": "0", "偶尔": "1", "几乎每天": "3"}, False, 1, id="the author's own codes"),
    ],
)
def test_an_unknown_word_is_read_only_where_its_number_leaves_one_reading(numbers, counted, read):
    assert completed(PHQ9, numbers, counted=counted).get("偶尔") == read


HEAD = [
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
]  # fmt: skip
CHOICES = "1, Not at all | 2, Several days | 3, More than half the days | 4, Nearly every day"


def project(folder, choices=CHOICES):
    """An export coded from 1 whose variables tell nothing, and its dictionary."""
    names = [f"mood{chr(97 + n)}" for n in range(9)]
    fields = [["rid", "mood", "", "text", "Record", "", ""], ["sno", "mood", "", "text", "你的学号", "", ""]]
    fields += [[name, "mood", "", "radio", f"<b>{title}</b>", choices, ""] for name, title in zip(names, TITLES, strict=True)]
    fields += [["likes", "mood", "", "checkbox", "喜欢", "1, 唱歌 | -9, 都不", ""]]
    dictionary = written(folder / "dictionary.csv", HEAD, fields)
    lines = [
        [str(n + 1), NUMBERS[n], *("" if code is None else str(code + 1) for code in ANSWERS[n]), "1", "0", "2"]
        for n in range(12)
    ]
    return written(folder / "data.csv", ["rid", "sno", *names, "likes___1", "likes____9", "mood_complete"], lines), dictionary


def test_a_dictionary_tells_what_codes_mean_and_which_question_is_the_number(tmp_path, capfd):
    export, dictionary = project(tmp_path)
    _, lines, err = scored(capfd, dictionary, export)
    assert [line["total"] for line in lines] == TOTALS
    assert [line["student"] for line in lines] == NUMBERS
    assert "数据字典" in err


def test_a_dictionary_of_another_project_explains_nothing(tmp_path, capfd):
    (tmp_path / "other").mkdir()
    export, _ = project(tmp_path)
    dictionary = written(tmp_path / "other.csv", HEAD, [[f"x{n}", "f", "", "radio", "y", CHOICES, ""] for n in range(20)])
    code, lines, _ = scored(capfd, export, dictionary)
    assert code != 0
    assert not any(line["total"] not in ("", *TOTALS) for line in lines)


def test_events_and_repeats_are_rows_for_scores_and_a_question_for_an_import(tmp_path, capfd):
    names = [f"phq9_{n}" for n in range(1, 10)]
    lines = [["1", event, "mood", str(n), "G001", *"012301230", "2"] for event in ("a_arm_1", "b_arm_1") for n in (1, 2)]
    headings = ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "student_id", *names]
    path = written(tmp_path / "r.csv", [*headings, "mood_complete"], lines)
    _, scores, _ = scored(capfd, path)
    assert [line["row"] for line in scores] == ["1", "2", "3", "4"]
    with pytest.raises(MappingFault) as fault:
        prepare(path, ["phq9"], None)
    assert "占多行" in fault.value.what.zh
