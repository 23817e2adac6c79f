"""What a definition says in few words means one thing, and what it leaves out means the plain thing."""

import pytest

from screening.instruments.shorthand import split_gaps, split_topics
from tests.unit.instruments.drafts import PRINTED, draft, scale


def test_what_a_definition_leaves_out_means_the_plain_thing():
    instrument = draft(scales__part=scale())
    part, item = instrument.scales["part"], instrument.safety["q5"]
    assert (part.multiply, part.score, part.rounding, part.higher_is, part.role) == (1, "sum", "none", "worse", "subscale")
    assert (item.reversed, instrument.validity.straight) == (False, False)
    assert (instrument.only_named, instrument.in_person, instrument.for_surveys) == (False, False, True)


def test_a_sum_of_scales_asks_for_no_answer_of_its_own():
    assert draft(scales__sum={"title": {"zh": "和", "en": "sum"}, "of": ["total"]}).scales["sum"].min_answered == 0


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"in_person": True}, id="asked in person"),
        pytest.param({"never_imported": {"zh": "不导入", "en": "not taken"}}, id="never imported"),
        pytest.param({"eligible": {"grades": [7, 8], "not_under": 14}}, id="above some pupils' age"),
        pytest.param({"eligible": {"grades": [7, 8], "respondent": "teacher"}}, id="for teachers"),
    ],
)
def test_pupils_meet_in_a_survey_only_what_they_may_answer_alone(changes):
    assert not draft(**changes).for_surveys


def test_codes_run_from_the_lowest_to_the_highest_without_those_that_do_not_exist():
    assert draft(items__low=1, items__high=5, items__gaps=[2, 4]).items.codes == (1, 3, 5)


def test_items_columns_and_scales_are_numbered_as_they_stand():
    instrument = draft(safety__q1={"starts": 1, "topic": "危机", "dated": False, "source": PRINTED}, scales__part=scale())
    assert instrument.item_ids == ("q1", "q2", "q3", "q4", "q5")
    assert instrument.safety_columns == (0, 4)
    assert (instrument.scale_codes, instrument.total) == (("total", "part"), "total")
    assert draft(scales={"part": scale()}).total is None


def test_editions_are_one_by_name_and_differ_by_any_figure():
    assert (draft().edition, hash(draft())) == ("worry@1", hash(draft()))
    assert draft() != draft(scales__total__min_answered=5)
    assert {draft(): "kept"}[draft()] == "kept"


@pytest.mark.parametrize(
    ("count", "own", "allowed"),
    [
        pytest.param(20, None, 2, id="a tenth"),
        pytest.param(19, None, 1, id="rounded down"),
        pytest.param(5, None, 0, id="none of five"),
        pytest.param(20, 5, 5, id="a limit of its own"),
        pytest.param(20, 0, 0, id="none by a limit of its own"),
    ],
)
def test_a_tenth_of_the_items_may_be_blank_unless_the_edition_says_otherwise(count, own, allowed):
    """ALERT_POLICY V1."""
    limit = {"most_blank": own} if own is not None else {"most_blank": None}
    assert draft(items__count=count, **limit).blanks_allowed == allowed


def test_figures_of_every_subscale_speak_of_subscales_after_their_own():
    lie = scale(role="validity")
    alpha = {"coefficient": "alpha", "high": 0.9, "sample": "made up", "source": PRINTED}
    told = [alpha | {"scale": of, "low": low} for of, low in (("subscales", 0.6), ("part", 0.7), ("total", 0.8))]
    instrument = draft(scales__part=scale(), scales__lie=lie, reliability=told)
    found = {code: [one.low for one in instrument.reliability_of(code)] for code in ("part", "total", "lie", "gone")}
    assert found == {"part": [0.7, 0.6], "total": [0.8], "lie": [], "gone": []}


def test_paired_topics_are_split_and_single_ones_stay():
    given = {"count": 3, "topics": {"q1": ["一", "one"], "q2": "二", "q3": ("三", "three")}, "topics_en": {"q2": "two"}}
    split = split_topics(given)
    assert split == {
        "count": 3,
        "topics": {"q1": "一", "q2": "二", "q3": "三"},
        "topics_en": {"q2": "two", "q1": "one", "q3": "three"},
    }


def test_paired_gaps_are_split_and_single_ones_stay():
    assert split_gaps({"missing": [["缺", "gap"]], "code": "worry"}) == {
        "missing": ["缺"], "missing_en": ["gap"], "code": "worry"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("split", "given"),
    [
        pytest.param(split_topics, "words", id="items that are no table"),
        pytest.param(split_topics, {"topics": ["one"]}, id="topics that are no table"),
        pytest.param(split_topics, {"count": 3}, id="no topics"),
        pytest.param(split_gaps, ["words"], id="a definition that is no table"),
        pytest.param(split_gaps, {"missing": "words"}, id="gaps that are no list"),
        pytest.param(split_gaps, {"missing": ["缺"]}, id="gaps in one language"),
        pytest.param(split_gaps, {"missing": [["缺", "gap"], ["缺"]]}, id="one gap in one language"),
        pytest.param(split_gaps, {"missing": [["缺", "gap", "lacune"]]}, id="a gap in three languages"),
        pytest.param(split_gaps, {"code": "worry"}, id="no gaps"),
    ],
)
def test_what_is_not_paired_is_left_for_the_model_to_judge(split, given):
    assert split(given) == given
