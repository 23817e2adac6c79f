"""The pages of the kit: every one in both languages, drawn with our type, and what each must say."""

import re

import pytest

from screening.adapters.fonts import cannot_draw
from screening.adapters.instrument_files import follow_up_pages
from screening.digests.kit_page import FILES, SLIP_WORDS, kit_page, page_markup, page_text, read_page, slips_markup
from screening.intake.kit.slips import ClassSlips, Slip
from tests.unit.intake.kit.submissions import kit_of

LABELS = re.compile("抑郁症|患者|心理疾病|诊断|不正常|有病")
TRIAL = Slip(seat=None, name="", code="C2356789CD", link="https://www.wjx.cn/vm/abc.aspx?sojumpparm=C2356789CD")
KIT = kit_of("mht", "phq9")
PAGES = follow_up_pages()
EVERY = pytest.mark.parametrize(("name", "language"), [(name, language) for name in FILES for language in ("zh", "en")])


def text_of(name, language="zh", kit=KIT):
    return page_text(kit_page(name, kit, language, trial=TRIAL, pages=PAGES))


@EVERY
def test_every_page_can_be_drawn_and_labels_nobody(name, language):
    page = kit_page(name, KIT, language, trial=TRIAL, pages=PAGES)
    assert page.title
    assert page.parts
    assert cannot_draw(page_markup(page, language)) == ""
    assert not LABELS.search(text_of(name, language))


@EVERY
def test_every_row_of_a_table_has_as_many_cells_as_its_heads(name, language):
    for part in kit_page(name, KIT, language, trial=TRIAL, pages=PAGES).parts:
        assert {len(row) for row in part.rows} <= {len(part.rows[0])} if part.rows else True


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_last_page_names_every_line_and_nothing_of_the_pupil(language):
    said = text_of("thanks", language)
    assert all(number in said for number in ("12355", "12356", "110", "120"))
    assert said == text_of("thanks", language, kit_of("who5"))  # the same for everybody, whatever was asked


def test_guardians_are_told_every_point_that_the_law_asks_for():
    said = text_of("parents")
    points = (
        "不是医学结论",
        "分钟",
        "没有希望",
        "心理老师",
        "打电话给您",
        "班主任",
        "12 个月",
        "撤回",
        "投诉",
        "负责人",
        "不影响成绩",
    )
    assert [point for point in points if point not in said] == []
    assert "没有希望" not in text_of("parents", kit=kit_of("gad7"))  # only where an instrument asks it
    assert len(kit_page("parents", KIT).parts) == 2


def test_pupils_are_told_in_words_of_grade_four():
    said = text_of("pupils")
    points = ("没有对错", "可以不答", "心理老师", "受到伤害", "保护你的大人", "12355")
    assert [point for point in points if point not in said] == []


@pytest.mark.parametrize(
    "setting", ["显示分数", "公开", "随机", "只能填一次", "14:00", "保管人", "按选项序号", "跳到结束", "清空"]
)
def test_the_settings_sheet_asks_for(setting):
    assert setting in text_of("settings")


def test_the_draft_says_that_it_is_one():
    said = text_of("dated")
    assert "还没有这一页" in kit_page("dated", KIT, pages=PAGES).under
    assert "临床医生" in kit_page("dated", KIT, pages=PAGES).care
    assert "审定人" in said
    assert "30 天" in said


def test_the_number_question_has_the_length_of_the_roster():
    assert "最少和最多都是 8 位" in text_of("identity")
    assert "sojumpparm" in text_of("identity")


def test_plain_lines_become_parts():
    page = read_page("# T\n~ u\n^ c\n@ 12\nsentence\n## H\n- a\n+ b\n| x | *y |\n| 1 | 2 |\n")
    assert (page.title, page.under, page.care, page.size) == ("T", "u", "c", "12")
    assert [(part.heading, part.sentences, part.points, part.tick, part.rows, part.wide) for part in page.parts] == [
        ("", ["sentence"], [], False, [], 0),
        ("H", [], ["a", "b"], True, [["x", "y"], ["1", "2"]], 1),
    ]


def test_a_name_never_becomes_markup_and_a_missing_character_is_shown_as_a_sign():
    slips = ClassSlips(school_class="701", slips=(Slip(seat=1, name='#pagebreak() "李𪚥', code="C2356789CD"),))
    markup = slips_markup(slips, [""], cannot_draw="𪚥")
    assert '"#pagebreak() \\"李〓"' in markup
    assert "C23 567 89CD" in markup
    assert SLIP_WORDS["type"].zh in markup
