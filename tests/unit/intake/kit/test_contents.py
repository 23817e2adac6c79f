"""The kit says the order, options and codes of the edition, and no wording."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.core.errors import InstrumentFault, MappingFault
from screening.intake.kit.contents import NumberShape, number_shape, order_sheets, platform_called
from screening.intake.kit.slips import Slip, check_link, in_seat_order, link_with

OWN = [edition for edition in list_editions() if load_instrument(edition).for_surveys]


@pytest.mark.parametrize("edition", OWN)
def test_every_edition_has_its_items_in_order_with_topics_options_and_codes(edition):
    instrument = load_instrument(edition)
    before = [load_instrument(code) for code in list(instrument.shown_after)[:1]]
    *_, sheet = order_sheets([*before, instrument])
    assert tuple(line.item for line in sheet.items) == instrument.item_ids
    assert [line.topic.zh for line in sheet.items] == [instrument.items.topics[item] for item in instrument.item_ids]
    assert all(len(line.topic.zh) <= 16 for line in sheet.items)  # a topic is a few words of our own, an item is a sentence
    assert [(o.text, o.code) for o in sheet.lines[0].options] == list(
        zip(instrument.items.options, instrument.items.option_codes, strict=True)
    )


def test_only_a_long_first_instrument_has_an_attention_check_and_it_stands_in_the_middle():
    mht, phq9 = order_sheets([load_instrument("mht"), load_instrument("phq9")])
    assert [line.number for line in mht.lines if line.asked] == [51]
    assert [line.asked for line in mht.lines if line.asked] == ["否"]
    assert not any(line.asked for line in phq9.lines)


@pytest.mark.parametrize("codes", [(), ("mht", "mht"), ("sdq_parent",), ("asq",), ("scl90",)], ids=" ".join)
def test_instruments_that_cannot_be_in_a_pupils_survey_are_refused(codes):
    with pytest.raises(InstrumentFault):
        order_sheets([load_instrument(code) for code in codes])


@pytest.mark.parametrize(
    ("numbers", "shape"),
    [
        pytest.param(["20260101", "20260102"], NumberShape(letter="", digits=8, uniform=True), id="digits"),
        pytest.param(["G990", "G991"], NumberShape(letter="G", digits=3, uniform=True), id="a letter first"),
        pytest.param(["123", "124", "12"], NumberShape(letter="", digits=3, uniform=False), id="the most common"),
        pytest.param([], NumberShape(letter="", digits=8, uniform=False), id="no roster yet"),
    ],
)
def test_the_blank_for_numbers_is_as_long_as_the_rosters(numbers, shape):
    assert number_shape(numbers) == shape
    assert len(shape.trial(2)) == shape.length


def test_the_code_is_put_into_the_platforms_own_parameter():
    wjx = platform_called("wjx")
    assert link_with("https://www.wjx.cn/vm/abc.aspx", "CODE", wjx) == "https://www.wjx.cn/vm/abc.aspx?sojumpparm=CODE"
    assert link_with("https://www.wjx.cn/vm/abc.aspx?a=1", "CODE", wjx) == "https://www.wjx.cn/vm/abc.aspx?a=1&sojumpparm=CODE"
    assert link_with("https://example.org", "CODE", platform_called("other")) == ""
    with pytest.raises(MappingFault):
        platform_called("nobody")


@pytest.mark.parametrize("link", ["http://www.wjx.cn/vm/a.aspx", "www.wjx.cn", "https://a b.cn", "https://a.cn/#x", ""])
def test_a_link_that_is_none_is_refused(link):
    with pytest.raises(MappingFault):
        check_link(link)


def test_slips_lie_in_the_order_of_class_numbers():
    slips = [Slip(seat=seat, name=name, code=name) for seat, name in ((None, "Z"), (12, "B"), (3, "C"), (None, "A"))]
    assert [slip.name for slip in in_seat_order("701", slips).slips] == ["C", "B", "A", "Z"]
