"""A definition that contradicts itself never scores anybody."""

import pytest

from screening.instruments.checks import contradictions
from tests.unit.instruments.drafts import OURS, PRINTED, draft, places, scale, table


def test_a_sound_definition_has_no_contradiction():
    assert places(draft()) == ""


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"code": "Worry!"}, "code", id="a code that could not be a folder"),
        pytest.param({"eligible__grades": [3, 7]}, "eligible.grades", id="a grade outside 4-9"),
        pytest.param({"scales__total__items": "1-4", "scales__total__min_answered": 3}, "scales: q5", id="an item in no scale"),
        pytest.param({"scales__total__items": "1-6"}, "scales.total.items", id="an item number out of range"),
        pytest.param({"scales__total__items": "1-5, 5"}, "scales.total.items", id="an item counted twice"),
        pytest.param(
            {"scales__total__min_answered": 6}, "scales.total.min_answered", id="more answers asked than there are items"
        ),
        pytest.param({"scales__total__min_answered": 0}, "scales.total.min_answered", id="a score from no answer at all"),
        pytest.param({"scales__total__missing_rule": None}, "scales.total.missing_rule", id="nobody says what a blank does"),
        pytest.param({"scales__total__missing_rule__cite": ""}, "scales.total.missing_rule", id="a rule without its source"),
        pytest.param(
            {"scales__part": scale(items="1-2", min_answered=2, reversed=[3])},
            "scales.part.reversed",
            id="a reversed item of another scale",
        ),
        pytest.param({"scales__part": scale(role="total")}, "scales", id="two totals"),
        pytest.param(
            {"scales__part": scale(items=[], min_answered=1)},
            "scales.part; scales.part.min_answered",
            id="neither items nor scales",
        ),
        pytest.param({"scales__part": scale(score="mean", rounding="half_up")}, "scales.part", id="a rounded mean"),
        pytest.param(
            {"scales__sum": {"title": {"zh": "和", "en": "sum"}, "of": ["nothing"]}},
            "scales.sum.of",
            id="a sum of an unknown scale",
        ),
        pytest.param(
            {"scales__sum": {"title": {"zh": "和", "en": "sum"}, "of": ["total"]}}, "scales.sum.of", id="a sum of fractions"
        ),
        pytest.param(
            {"scales__sum": {"title": {"zh": "和", "en": "sum"}, "of": ["total"], "multiply": 2}},
            "scales.sum; scales.sum.of",
            id="a sum with arithmetic of its own",
        ),
        pytest.param(
            {"scales__validity": {"title": {"zh": "效度", "en": "lie"}, "of": ["total"]}},
            "scales.validity; scales.validity.of",
            id="a scale named as another column of the results",
        ),
        pytest.param(
            {"scales__total__bands": [table(1, 6)]}, "scales.total.bands.made; examples.2.bands.total", id="low values in no band"
        ),
        pytest.param(
            {"scales__total__bands": [table(0, 6, 6)]}, "scales.total.bands.made; examples.2.bands.total", id="a cut-off twice"
        ),
        pytest.param(
            {"scales__total__bands": [table(0, 9, 6)]},
            "scales.total.bands.made; examples.2.bands.total",
            id="cut-offs out of order",
        ),
        pytest.param(
            {"scales__total__bands": [table(0, 6, 16)]},
            "scales.total.bands.made; examples.2.bands.total",
            id="a cut-off nobody reaches",
        ),
        pytest.param({"scales__total__bands__0__source__cite": ""}, "scales.total.bands.made", id="a table without its source"),
        pytest.param(
            {"safety__q9": {"starts": 1, "topic": "无", "dated": False, "source": PRINTED}},
            "safety.q9",
            id="a safety item that isn't there",
        ),
        pytest.param({"safety__q5__topic": ""}, "safety.q5", id="a safety item without a topic"),
        pytest.param({"safety__q5__source__cite": ""}, "safety.q5", id="a safety item without a source"),
        pytest.param({"safety__q5__starts": 0}, "safety.q5", id="a safety item that fires for everybody"),
        pytest.param({"safety__q5__starts": 4}, "safety.q5", id="a safety item that never fires"),
        pytest.param({"safety__q5__dated": True}, "safety.q5", id="a time window without its days"),
        pytest.param({"validity": {"lie_scale": "total", "lie_from": 3}}, "validity.lie_scale", id="a lie scale that is none"),
        pytest.param({"validity": {"lie_scale": "total"}}, "validity", id="a lie scale without its cut"),
        pytest.param({"items__topics__q3": None}, "items.topics; items.topics_en", id="an item without a topic"),
        pytest.param({"items__option_codes": [0, 1, 2, 2]}, "items.options", id="two options with one code"),
        pytest.param(
            {"items__codings": [{"name": "shifted", "numbers": {1: 4}}]},
            "items.codings.shifted",
            id="a coding that leaves the range",
        ),
        pytest.param({"sources__key": None}, "sources.key", id="a key without a source"),
        pytest.param({"sources__most_blank": None}, "sources.most_blank", id="a limit of blanks without its reason"),
        pytest.param({"plausible": [{"scale": "total", "low": 9, "high": 3}]}, "plausible.1", id="an empty plausible range"),
        pytest.param(
            {"norms": [{"scale": "total", "grades": [7], "mean": 5, "sd": 0, "n": 9, "source": PRINTED}]},
            "norms.1",
            id="a norm without spread",
        ),
        pytest.param(
            {"norms": [{"scale": "total", "grades": [7], "mean": 5, "sd": 2, "n": 9, "source": OURS}]},
            "norms.1",
            id="a norm nobody confirmed",
        ),
        pytest.param({"examples__2": None}, "examples; examples; examples", id="two examples"),
        pytest.param({"examples__2__answers": "4x0 1"}, "examples", id="no example with a blank"),
        pytest.param({"examples__1__scores__total": 7}, "examples", id="no example on a cut-off"),
        pytest.param({"examples__2__safety": []}, "examples", id="no example that fires"),
        pytest.param({"examples__0__answers": "4x0"}, "examples.1.answers", id="an example of another length"),
        pytest.param({"examples__0__answers": "4x0 4"}, "examples.1.answers", id="an example outside the codes"),
        pytest.param({"examples__0__bands": {"total": "middle"}}, "examples.1.bands.total", id="an example with an unknown band"),
        pytest.param({"missing": ["缺"]}, "missing", id="a gap in one language"),
        pytest.param(
            {"scales__total__recode": {0: 0, 1: 1}},
            "scales.total.recode; scales.total.recode; scales.total.bands.made",
            id="a recoding that forgets a code",
        ),
        pytest.param(
            {"scales__total__score": "max"},
            "scales.total.min_answered; scales.total.bands.made",
            id="a highest answer with blanks",
        ),
        pytest.param(
            {"scales__total__when": {"any_of": {"q9": 1}, "otherwise": 0}}, "scales.total.when", id="a condition on no item"
        ),
        pytest.param(
            {"scales__total__when": {"any_of": {"q1": 0}, "otherwise": 0}},
            "scales.total.when",
            id="a condition that always holds",
        ),
        pytest.param(
            {"scales__total__score": "triage"}, "scales.total.triage; scales.total.bands.made", id="a triage without rules"
        ),
        pytest.param({"asked": {"q2": {"q2": 1}}}, "asked.q2", id="an item asked after itself"),
        pytest.param({"items__gaps": [3]}, "items.options; examples.2.answers", id="an option for a code that does not exist"),
        pytest.param({"items__unscored": [2]}, "items.unscored", id="an unscored item in a scale"),
        pytest.param({"only_named": True}, "look_for", id="a form to be named without what to look for"),
        pytest.param(
            {"safety__q5__recency": {"item": "q1", "starts": 0, "window_days": 30}},
            "safety.q5.recency",
            id="a date everybody gives",
        ),
        pytest.param(
            {"scales__total__bands": [table(0, 6, meant_for={"sex": "male"})]},
            "scales.total.bands; examples.2.bands.total",
            id="a default table for boys only",
        ),
    ],
)
def test_every_contradiction_is_found_where_it_stands_and_no_other(changes, place):
    assert places(draft(**changes)) == place


def test_scales_that_sum_each_other_are_found_and_end_the_search():
    circle = {code: {"title": {"zh": "和", "en": "sum"}, "of": [part]} for code, part in (("a", "b"), ("b", "a"), ("c", "a"))}
    found = places(draft(scales=draft().model_dump()["scales"] | circle))
    assert found == "scales.a.of; scales.b.of"


def test_all_contradictions_come_at_once():
    wrong = draft(scales__total__min_answered=9, safety__q5__topic="", sources__key=None)
    assert places(wrong) == "scales.total.min_answered; safety.q5; sources.key"


def test_a_fault_quotes_no_figure_of_the_file():
    for fault in contradictions(draft(scales__total__bands=[table(0, 987)], examples__0__answers="4x0 77")):
        assert "987" not in fault.said("zh") + fault.said("en")
        assert "77" not in fault.said("zh") + fault.said("en")


CODES = {"items__options": [str(code) for code in range(128)], "items__option_codes": list(range(128))}
LIE = scale(role="validity")


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param({"code": "w2_b"}, id="digits and lines in a code"),
        pytest.param({"eligible__grades": [4, 5, 6, 7, 8, 9]}, id="all grades"),
        pytest.param({"items__high": 127, **CODES}, id="as many codes as an answer can hold"),
        pytest.param({"items__codings": [{"name": "shifted", "numbers": {1: 0, 4: 3}, "options": {"never": 0}}]}, id="a coding"),
        pytest.param({"safety__q5__starts": 3}, id="only the gravest answer fires"),
        pytest.param({"safety__q5__dated": True, "safety__q5__window_days": 14}, id="a time window with its days"),
        pytest.param({"scales__lie": LIE, "validity": {"lie_scale": "lie", "lie_from": 1}}, id="a lie scale cut at one"),
        pytest.param({"scales__lie": LIE, "validity": {"lie_scale": "lie", "lie_from": 15}}, id="and at its highest value"),
        pytest.param(
            {"norms": [{"scale": "total", "grades": [7], "mean": 5, "sd": 0.5, "n": 1, "source": PRINTED}]}, id="a norm"
        ),
        pytest.param({"missing": [["缺", "gap"]]}, id="a gap in both languages"),
        pytest.param({"most_blank": None, "sources__most_blank": None}, id="no limit of blanks and no reason for one"),
    ],
)
def test_what_a_definition_may_say_is_no_contradiction(sound):
    assert places(draft(**sound)) == ""


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"version": 0}, "code", id="a version before the first"),
        pytest.param({"eligible__grades": []}, "eligible.grades", id="for nobody"),
        pytest.param({"eligible__grades": [8, 7]}, "eligible.grades", id="grades out of order"),
        pytest.param({"eligible__grades": [7, 7]}, "eligible.grades", id="a grade twice"),
        pytest.param({"eligible__grades": [9, 10]}, "eligible.grades", id="a grade above nine"),
        pytest.param({"cannot_see__zh": ""}, "cannot_see", id="what it cannot see in English only"),
        pytest.param({"cannot_see__en": ""}, "cannot_see", id="what it cannot see in Chinese only"),
        pytest.param({"changes": []}, "changes", id="no history"),
        pytest.param(
            {"items__high": 128, "items__options": ["x", *CODES["items__options"]], "items__option_codes": list(range(129))},
            "items",
            id="a code that does not fit",
        ),
        pytest.param({"items__options": ["a", "b", "c"]}, "items.options", id="a code without a text"),
        pytest.param({"items__options": ["a", "b", "c", "c"]}, "items.options", id="one text for two codes"),
        pytest.param(
            {"items__codings": [{"name": "texts", "options": {"always": 4}}]}, "items.codings.texts", id="a text beyond the codes"
        ),
        pytest.param({"items__topics_en": {"q1": ""}}, "", id="topics in pairs go before those apart"),
        pytest.param({"items__topics__q1": ["", "topic"]}, "items.topics", id="an empty topic"),
        pytest.param({"items__topics__q1": ["主题", ""]}, "items.topics_en", id="an empty topic in English"),
        pytest.param({"items__topics__q6": ["主题", "topic"]}, "items.topics; items.topics_en", id="a topic of no item"),
        pytest.param({"safety__q5__window_days": 14}, "safety.q5", id="days without a time window"),
        pytest.param({"validity": {"lie_from": 3}}, "validity", id="a cut without its lie scale"),
        pytest.param({"validity": {"lie_scale": "gone", "lie_from": 3}}, "validity.lie_scale", id="a lie scale that isn't there"),
        pytest.param(
            {"scales__lie": LIE, "validity": {"lie_scale": "lie", "lie_from": 0}}, "validity.lie_from", id="everybody lies"
        ),
        pytest.param(
            {"scales__lie": LIE, "validity": {"lie_scale": "lie", "lie_from": 16}}, "validity.lie_from", id="nobody can lie"
        ),
        pytest.param(
            {"norms": [{"scale": "part", "grades": [7], "mean": 5, "sd": 2, "n": 9, "source": PRINTED}]},
            "norms.1",
            id="a norm of no scale",
        ),
        pytest.param(
            {"norms": [{"scale": "total", "grades": [7], "mean": 5, "sd": 2, "n": 0, "source": PRINTED}]},
            "norms.1",
            id="a norm of nobody",
        ),
        pytest.param({"sources__options": None}, "sources.options", id="options without a source"),
        pytest.param({"sources__bands": None}, "sources.bands", id="bands without a source"),
        pytest.param({"sources__key__cite": ""}, "sources.key", id="an empty source"),
    ],
)
def test_every_other_part_is_looked_at_too(changes, place):
    assert places(draft(**changes)) == place


def test_a_questionnaire_without_items_is_none():
    empty = draft(items__count=0, items__topics={}, scales={}, safety={}, examples=[])
    assert places(empty).split("; ")[0] == "items"


def test_one_item_is_a_questionnaire_and_one_code_is_not():
    one = {"items__count": 1, "items__topics": {"q1": ["主题", "topic"]}, "scales": {"part": scale(items="1", min_answered=1)}}
    examples = [{"answers": answers, "scores": {"part": 0}} for answers in ("0", "1", "-")]
    assert places(draft(**one, safety={}, examples=examples)) == ""
    single = {"items__high": 0, "items__options": ["a"], "items__option_codes": [0]}
    assert places(draft(**one, **single, safety={}, examples=examples)).split("; ")[0] == "items"
