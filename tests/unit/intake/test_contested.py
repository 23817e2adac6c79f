"""Columns that several of our instruments would fit are asked about, never given to one of them or silently to none."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.core.errors import MappingFault
from screening.intake.plan import find_instruments
from screening.intake.platforms import recognise
from tests.unit.intake.made_up import MadeUpExport
from tests.unit.intake.test_plan import FILLED, METADATA, matrix

EDITIONS = [load_instrument(name) for name in list_editions()]


def export(*parts):
    """A 问卷星 file of matrices, each (edition, titles or None): rows named after the topics, or only numbered."""
    headings, options = list(METADATA), []
    for number, (code, titled) in enumerate(parts, start=1):
        items = load_instrument(code).items
        block = matrix(items.count, number)
        if titled:
            topics = enumerate(zip(block, items.topics.values(), strict=True), start=1)
            block = [heading.replace(f"行{n}", words) for n, (heading, words) in topics]
        headings += block
        options += [items.options] * items.count
    rows = [[*FILLED, *(words[(n + place) % len(words)] for place, words in enumerate(options))] for n in range(40)]
    return MadeUpExport(headings, rows)


def found(*parts):
    file = export(*parts)
    return [each.code for each in find_instruments(file, recognise(file), EDITIONS)]


def asked(*parts):
    with pytest.raises(MappingFault) as fault:
        found(*parts)
    assert "--instrument" in fault.value.hint.zh
    return fault.value.what.en


@pytest.mark.parametrize(
    ("code", "rivals"),
    [
        pytest.param("phq9", "phq9 or phqa", id="pupil's forms of nine items"),
        pytest.param("sdq_parent", "sdq_parent or sdq_self or sdq_teacher", id="pupil, parent and teacher"),
        pytest.param("cdi_printed", "cdi_printed", id="CDI: the school states its layout"),
        pytest.param("rses_a", "rses_a or rses_b", id="two printed orders"),
    ],
)
def test_forms_of_one_length_and_one_set_of_options_are_asked_about(code, rivals):
    assert rivals in asked((code, False))


def test_an_unclear_block_is_never_left_out_beside_a_clear_one():
    assert "phq9 or phqa" in asked(("mssmhs", False), ("phq9", False))


@pytest.mark.parametrize("code", ["phq9", "phqa", "rses_a", "rses_b", "psc17", "psc17_grouped", "k10", "gad7"])
def test_titles_tell_printed_orders_and_long_forms_apart(code):
    assert found((code, True)) == [code]


@pytest.mark.parametrize("code", ["asq", "cssrs"])
def test_what_an_adult_asks_in_person_is_never_looked_for_in_a_survey(code):
    """Five questions with yes and no may be about boarding and siblings."""
    with pytest.raises(MappingFault):
        found((code, True))
    assert found((code, True), ("mssmhs", True)) == ["mssmhs"]


def test_a_form_to_be_named_says_what_to_look_for_on_the_paper():
    file = export(("cdi_printed", False))
    with pytest.raises(MappingFault) as fault:
        find_instruments(file, recognise(file), EDITIONS)
    assert "第 9 题最前一句最轻" in fault.value.hint.zh
    assert "item 9" not in fault.value.what.en


def test_titles_that_pupil_and_parent_share_tell_nothing():
    assert "sdq_parent" in asked(("sdq_self", True))


def test_titled_instruments_are_found_side_by_side_without_their_short_forms():
    assert found(("mssmhs", True), ("phq9", True), ("gad7", True)) == ["mssmhs", "phq9", "gad7"]


@pytest.mark.parametrize("code", ["phqa_extra", "phq2", "olweus"])
def test_two_neighbouring_questions_are_no_instrument_by_their_answers_alone(code):
    asked((code, False))
    assert found((code, True)) == [code]
