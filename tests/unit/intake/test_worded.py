"""A page in our own words is known by them, named or not, and never half read."""

import pytest

from screening.adapters.instrument_files import follow_up_pages, list_editions, load_instrument
from screening.core.errors import MappingFault
from screening.intake.plan import find_instruments, plan_columns
from screening.intake.platforms import recognise
from screening.intake.worded import by_wording, pages_in
from tests.unit.intake.kit.submissions import kit_of, made
from tests.unit.intake.made_up import MadeUpExport

PAGE = load_instrument("dated_safety")
KIT = kit_of("mht", "dated_safety")


def export(headings, rows, coding="text"):
    return MadeUpExport(headings, rows, name=f"1_{'按文本' if coding == 'text' else '按序号'}_测评_3_3.xlsx")


def test_only_pages_that_come_up_after_answers_are_looked_for_by_their_words():
    assert [page.code for page in follow_up_pages()] == ["dated_safety"]
    assert all(load_instrument(e).is_follow_up for e in list_editions() if load_instrument(e).items.wording)


@pytest.mark.parametrize("coding", ["text", "number"])
def test_the_columns_of_the_page_are_its_own_and_those_of_its_parent_stay(coding):
    file = export(*made(KIT, coding), coding)
    plan = plan_columns(file, recognise(file), [load_instrument("mht"), PAGE])
    mht, page = plan.instruments
    last = len(file.headings)
    assert page.columns == tuple(range(last - 6, last))
    assert max(mht.columns) == last - 7


def test_a_survey_with_the_page_is_found_to_hold_it_though_nobody_named_it():
    headings, rows = made(KIT, "text")
    file = export(headings, [row for row in rows for _ in range(10)])
    found = find_instruments(file, recognise(file), [load_instrument(edition) for edition in list_editions()])
    assert [each.code for each in found] == ["mht", "dated_safety"]


def test_six_questions_with_yes_and_no_in_other_words_are_not_the_page():
    headings, rows = made(KIT, "text")
    headings[-6:] = [f"{n}、你有没有住过校？" for n in range(400, 406)]
    file = export(headings, [row for row in rows for _ in range(10)])
    assert pages_in(recognise(file), [PAGE], "x") == []
    found = find_instruments(file, recognise(file), [load_instrument(edition) for edition in list_editions()])
    assert [each.code for each in found] == ["mht"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda headings: headings.pop(), id="a question is missing"),
        pytest.param(lambda headings: headings.__setitem__(-1, headings[-2]), id="a question stands twice"),
    ],
)
def test_a_page_that_is_not_whole_stops_the_import_instead_of_being_half_read(spoil):
    headings, rows = made(KIT, "text")
    spoil(headings)
    file = export(headings, [row[: len(headings)] for row in rows])
    with pytest.raises(MappingFault):
        by_wording(PAGE, recognise(file).questions, "file.xlsx")


def test_an_instrument_without_words_of_our_own_is_not_looked_for_by_words():
    file = export(*made(KIT, "text"))
    assert by_wording(load_instrument("mht"), recognise(file).questions, "x") is None
