"""The plan of a file is shown, not guessed: by mapping, by names, by position in a numbered survey."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.core.errors import MappingFault
from screening.intake.mapping import Mapping
from screening.intake.plan import find_instruments, plan_export
from screening.intake.platforms import recognise
from tests.unit.intake.made_up import MadeUpExport

METADATA = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
FILLED = ["1", "2026/10/12 8:00:00", "300秒", "微信", "N/A", "192.0.2.1(合成-合成)"]
PHQ9, GAD7 = load_instrument("phq9"), load_instrument("gad7")
WORDS = ["完全不会", "好几天", "一半以上天数", "几乎每天"]


def numbered(count, start, title="题目"):
    return [f"{n}、{title}{n}" for n in range(start, start + count)]


def matrix(count, number, stem="最近两周"):
    return [f"{number}、{stem}—行1", *(f"{number}、行{n}" for n in range(2, count + 1))]


def survey(*blocks, cells=None, rows=40, name="x.xlsx"):
    """A 问卷星 export: metadata, then blocks of headings; ``cells`` gives one row's cells for row ``n``."""
    headings = [heading for block in blocks for heading in block]
    fill = cells or (lambda n: [WORDS[(n + place) % 4] for place in range(len(headings))])
    return MadeUpExport([*METADATA, *headings], [[*FILLED, *fill(n)] for n in range(rows)], name)


def columns(plan, code="phq9"):
    return next(each.columns for each in plan.instruments if each.instrument.code == code)


def test_a_plain_table_with_item_names_needs_no_mapping_whatever_the_case_and_order():
    export = MadeUpExport(["Student", *(f"Q{n}" for n in range(9, 0, -1))], [["S1", *"012301230"]])
    plan = plan_export(export, [PHQ9])
    assert columns(plan) == tuple(range(9, 0, -1))
    assert plan.number == 0


@pytest.mark.parametrize("sign", [".", "_"])
def test_with_two_instruments_the_code_stands_before_the_item(sign):
    headings = [f"{each.code}{sign}{item}" for each in (GAD7, PHQ9) for item in each.item_ids]
    plan = plan_export(MadeUpExport(headings, [["0"] * 16]), [PHQ9, GAD7])
    assert columns(plan, "gad7") == tuple(range(7))
    assert columns(plan) == tuple(range(7, 16))


def test_every_item_without_a_column_is_named_at_once():
    with pytest.raises(MappingFault) as fault:
        plan_export(MadeUpExport(["q1", "q2", "q4", "q5", "q6", "q8", "q9"], []), [PHQ9])
    assert "第 3、7 题" in fault.value.what.zh
    assert "--mapping" in fault.value.hint.zh


def test_an_item_with_two_columns_is_not_chosen_between():
    with pytest.raises(MappingFault) as fault:
        plan_export(MadeUpExport([*PHQ9.item_ids, "q4"], []), [PHQ9])
    assert "第 4 题" in fault.value.what.zh


def test_a_table_of_another_length_is_another_questionnaire():
    with pytest.raises(MappingFault):
        plan_export(MadeUpExport([f"q{n}" for n in range(1, 26)], []), [PHQ9])
    assert plan_export(MadeUpExport([f"q{n}" for n in range(1, 11)], []), [PHQ9])  # PHQ-9's tenth, unscored question


def test_a_person_names_columns_and_codes_and_nothing_else_counts():
    headings = ["ID", *(f"D{n}" for n in range(1, 10))]
    told = Mapping(
        instrument="phq9", student="ID", items={f"q{n}": f"D{n}" for n in range(1, 10)}, codes={"never": 0, "often": 3}
    )
    plan = plan_export(MadeUpExport(headings, [["7", *["never"] * 9]]), [PHQ9], told)
    assert columns(plan) == tuple(range(1, 10))
    assert plan.number == 0
    assert plan.instruments[0].codes == {"never": 0, "often": 3}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"items": {"q1": "D1"}}, id="items missing"),
        pytest.param({"items": {f"q{n}": "D1" for n in range(1, 10)}}, id="one column for two items"),
        pytest.param({"items": {f"q{n}": f"D{n}" for n in range(1, 11)}}, id="an item the instrument has not"),
        pytest.param({"instrument": "gad7"}, id="another instrument"),
        pytest.param({"codes": {"never": 4}}, id="a code the instrument has not"),
        pytest.param({"student": "nobody"}, id="no such column"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused(wrong):
    right = {"instrument": "phq9", "items": {f"q{n}": f"D{n}" for n in range(1, 10)}}
    with pytest.raises(MappingFault):
        plan_export(MadeUpExport([f"D{n}" for n in range(1, 10)], []), [PHQ9], Mapping(**{**right, **wrong}))


def test_a_matrix_of_the_right_length_is_the_instrument():
    cells = lambda n: [f"G99{n:05}", f"学生{n}", "701", *[WORDS[n % 4]] * 16]  # noqa: E731
    export = survey(["1、您的学号", "2、您的姓名", "3、您的班级"], matrix(9, 4), matrix(7, 5), cells=cells)
    plan = plan_export(export, [PHQ9, GAD7])
    assert columns(plan) == tuple(range(9, 18))
    assert columns(plan, "gad7") == tuple(range(18, 25))
    assert (plan.number, plan.name, plan.school_class) == (6, 7, 8)


def test_two_places_of_the_same_length_are_not_chosen_between():
    with pytest.raises(MappingFault) as fault:
        plan_export(survey(matrix(9, 1), matrix(9, 2, "另一段")), [PHQ9])
    assert "7–15" in fault.value.what.zh
    assert "16–24" in fault.value.what.zh


def test_titles_that_name_the_items_topics_decide_between_two_places():
    topics = [f"{n}、{PHQ9.items.topics[f'q{n - 9}']}" for n in range(10, 19)]
    plan = plan_export(survey(matrix(9, 1), topics), [PHQ9])
    assert columns(plan) == tuple(range(15, 24))


def test_titles_in_another_order_than_the_instruments_are_not_scored():
    order = [2, 1, 4, 3, 6, 5, 8, 7, 9]
    titles = [f"{place}、{PHQ9.items.topics[f'q{item}']}" for place, item in enumerate(order, start=1)]
    with pytest.raises(MappingFault):
        plan_export(survey(titles), [PHQ9])


def test_two_instruments_in_one_unbroken_run_are_not_cut_by_guess():
    with pytest.raises(MappingFault) as fault:
        plan_export(survey(numbered(16, 1)), [PHQ9])
    assert "16 列" in fault.value.what.zh


def test_numbers_that_start_again_part_two_instruments():
    plan = plan_export(survey(numbered(9, 1), numbered(7, 1)), [PHQ9, GAD7])
    assert (columns(plan), columns(plan, "gad7")) == (tuple(range(6, 15)), tuple(range(15, 22)))


@pytest.mark.parametrize(
    ("title", "wanted"), [("这道题请选择“好几天”", "好几天"), ("本题请选几乎每天。", "几乎每天"), ("请选择【好几天】", "好几天")]
)
def test_an_attention_check_inside_a_block_is_set_aside_and_read(title, wanted):
    headings = numbered(9, 1)
    headings.insert(5, f"6、{title}")
    plan = plan_export(survey(headings), [PHQ9])
    assert columns(plan) == (6, 7, 8, 9, 10, 12, 13, 14, 15)
    assert plan.attention == ((11, wanted),)


def test_an_ordinary_stem_that_says_please_choose_is_an_item():
    plan = plan_export(survey([f"{n}、请选择最符合您的一项\uff1a题{n}" for n in range(1, 10)]), [PHQ9])
    assert columns(plan) == tuple(range(6, 15))
    assert plan.attention == ()


def test_the_consent_question_is_found_and_is_no_item():
    export = survey(["1、是否同意参加本次测评"], matrix(9, 2), cells=lambda n: [["同意", "不同意"][n % 2], *[WORDS[n % 4]] * 9])
    plan = plan_export(export, [PHQ9])
    assert plan.consent == 6
    assert columns(plan) == tuple(range(7, 16))


def test_an_item_that_speaks_of_a_name_is_not_taken_for_the_name():
    export = survey([*numbered(4, 1), "5、听到自己的名字", *numbered(4, 6)])
    plan = plan_export(export, [PHQ9])
    assert plan.name is None
    assert columns(plan) == tuple(range(6, 15))


def test_ticked_boxes_are_no_scale():
    boxes = [f"1、(选项{n})" for n in range(9)]
    with pytest.raises(MappingFault):
        plan_export(survey(boxes, cells=lambda n: [str((n + place) % 2) for place in range(9)], name="1_1_2.xls"), [PHQ9])


def test_codes_are_decided_further_down_when_the_first_rows_skip_the_instrument():
    rows = [["(跳过)"] * 9] * 250 + [[str(1 + (n + place) % 4) for place in range(9)] for n in range(60)]
    export = survey(matrix(9, 1), cells=lambda n: rows[n], rows=len(rows), name="1_按序号_x_310_310.xlsx")
    codes = plan_export(export, [PHQ9]).instruments[0].codes
    assert (codes["1"], codes["4"]) == (0, 3)


def test_every_item_says_which_column_answers_it():
    plan = plan_export(MadeUpExport(list(PHQ9.item_ids), []), [PHQ9])
    assert plan.instruments[0].why[8].zh == "第 9 列“q9”"


def test_instruments_are_found_by_their_option_texts_but_never_by_numbers_alone():
    editions = [load_instrument(name) for name in list_editions() if name != "phqa@1"]  # of one length with phq9: see contested
    words = survey(matrix(9, 1), matrix(7, 2))
    assert [each.code for each in find_instruments(words, recognise(words), editions)] == ["phq9", "gad7"]
    numbers = survey(matrix(9, 1), matrix(7, 2), cells=lambda n: [str((n + place) % 4) for place in range(16)])
    with pytest.raises(MappingFault) as fault:
        find_instruments(numbers, recognise(numbers), editions)
    assert "--instrument" in fault.value.hint.zh
