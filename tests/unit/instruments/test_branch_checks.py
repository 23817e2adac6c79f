"""Recodings, conditions, triage rules and printed forms that contradict themselves, one thing wrong at a time."""

import pytest

from tests.unit.instruments.drafts import DRAFT, PRINTED, draft, places, scale, table

EXAMPLES = [
    {"answers": "5x0", "scores": {"triage": None}},
    {"answers": "4x0 1", "scores": {"triage": None}, "safety": ["q5"]},
    {"answers": "- 4x0", "scores": {"triage": None}},
]
RULES = [{"outcome": "b2", "any_of": {"q1": 1}}, {"outcome": "b1", "all_of": {"q2": 3}}, {"outcome": "b0"}]
FORM = {"zh": "封面", "en": "the cover"}


def triaged(**changes):
    """A triage of the first three items, and the other two in a scale of their own."""
    triage = scale(role="total", score="triage", items="1-3", min_answered=2, triage=RULES, bands=[table(0, 1, 2)])
    scales = {"triage": triage, "rest": scale(items="4-5", min_answered=2)}
    return draft(**{"scales": scales, "examples": EXAMPLES} | changes)


def rules(*changed):
    """The three rules with some changed: ``rules((1, {"outcome": "b2"}))``."""
    return [rule | dict(changed).get(number, {}) for number, rule in enumerate(RULES)]


def highest(**changes):
    """The total as the highest answer; its bands are those of one answer."""
    told = {"score": "max", "reversed": [], "min_answered": 5, "bands": [table(0, 3)]}
    examples = [example | {"bands": {}, "scores": {"total": 3}} for example in DRAFT["examples"]]
    return draft(scales__total=DRAFT["scales"]["total"] | told | changes, examples=examples)


def recoded(**changes):
    """The total with every answer recoded."""
    told = {"recode": {0: 0, 1: 0, 2: 1, 3: 2}, "reversed": []}
    return draft(scales__total=DRAFT["scales"]["total"] | told | changes)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(triaged(), id="a triage"),
        pytest.param(triaged(scales__triage__triage__1__all_of={"q3": 1}), id="whichever items of the triage its rules name"),
        pytest.param(recoded(), id="a recoding of a sum"),
        pytest.param(recoded(score="mean", recode={0: 0, 1: 1, 2: 3, 3: 6}), id="a recoding of a mean"),
        pytest.param(highest(), id="a highest answer that bears no blank"),
        pytest.param(highest(min_answered=4, missing_rule=PRINTED), id="a published rule about blanks of a highest answer"),
        pytest.param(draft(scales__total__when={"any_of": {"q1": 1, "q2": 3}, "otherwise": 0}), id="a condition"),
        pytest.param(draft(asked={"q2": {"q1": 3}}), id="an item asked after another"),
        pytest.param(draft(shown_after={"mht": {"q85": 1}}), id="a page behind another instrument"),
        pytest.param(draft(items__own_options={"q2": ["否", "是"]}), id="an item with fewer options"),
        pytest.param(draft(family="worry", look_for=FORM), id="a form of a family told apart"),
        pytest.param(draft(family="worry", look_for=FORM, only_named=True), id="a form taken only where it is named"),
        pytest.param(
            draft(safety__q5__recency={"item": "q1", "starts": 3, "window_days": 30}), id="an undated item dated by another"
        ),
    ],
)
def test_what_depends_on_other_answers_may_stand_in_a_definition(sound):
    assert places(sound) == ""


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        pytest.param(recoded(recode={0: 0, 1: -1, 2: 1, 3: 2}), "recode", id="an answer that counts less than nothing"),
        pytest.param(recoded(reversed=[3]), "recode", id="a recoded scale with reversed items"),
        pytest.param(recoded(score="max", min_answered=5), "recode", id="a recoded highest answer"),
        pytest.param(highest(min_answered=4), "min_answered", id="a blank that may be the highest answer"),
        pytest.param(highest(rounding="half_up"), "rounding", id="a rounded highest answer"),
        pytest.param(draft(scales__total__when={"any_of": {}, "otherwise": 0}), "when", id="a condition that never holds"),
        pytest.param(
            draft(scales__total__when={"any_of": {"q1": 1, "q2": 4}, "otherwise": 0}), "when", id="a code nobody can give"
        ),
    ],
)
def test_arithmetic_of_its_own_contradicts_nothing_else(wrong, place):
    found = places(wrong).split("; ")
    assert found[0] == f"scales.total.{place}"
    assert set(found[1:]) <= {"scales.total.bands.made"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"bands": []}, "scales.triage.triage", id="no table of outcomes"),
        pytest.param({"bands": [table(0, 1, 2), table(0, 1, 2, name="other")]}, "scales.triage.triage", id="two tables"),
        pytest.param({"triage": []}, "scales.triage.triage", id="no rules"),
        pytest.param({"triage": rules((0, {"outcome": "b1"}))}, "scales.triage.triage", id="an outcome no rule gives"),
        pytest.param(
            {"triage": rules((0, {"outcome": "b9"}))}, "scales.triage.triage", id="a rule whose outcome is not in the table"
        ),
        pytest.param({"triage": rules((2, {"any_of": {"q1": 2}}))}, "scales.triage.triage", id="some answers decide the last"),
        pytest.param({"triage": rules((2, {"all_of": {"q1": 2}}))}, "scales.triage.triage", id="all answers decide the last"),
        pytest.param({"triage": rules((2, {"blank": ["q1"]}))}, "scales.triage.triage", id="a blank decides the last rule"),
        pytest.param({"triage": rules((0, {"any_of": {}}))}, "scales.triage.triage", id="an earlier rule that always holds"),
        pytest.param(
            {"triage": rules((0, {"any_of": {"q4": 1}}))}, "scales.triage.triage.b2", id="a rule about an item of another scale"
        ),
        pytest.param(
            {"triage": rules((1, {"all_of": {"q2": 4}}))}, "scales.triage.triage.b1", id="a rule about a code nobody can give"
        ),
        pytest.param(
            {"triage": rules((0, {"any_of": {"q1": 0}}))}, "scales.triage.triage.b2", id="a rule about a code everybody gives"
        ),
        pytest.param({"triage": rules((0, {"blank": ["q5"]}))}, "scales.triage.triage.b2", id="a blank of another scale"),
        pytest.param({"bands": [table(0, 2, 3)]}, "scales.triage.bands", id="ranks with a gap"),
        pytest.param({"bands": [table(1, 2, 3)]}, "scales.triage.bands", id="ranks from one"),
        pytest.param({"when": {"any_of": {"q4": 1}, "otherwise": 0}}, "scales.triage.when", id="a triage with a condition"),
    ],
)
def test_a_triage_that_contradicts_itself_is_told_where(changes, place):
    told = triaged(**{f"scales__triage__{name}": value for name, value in changes.items()})
    assert places(told).split("; ")[0] == place


def test_a_plain_scale_has_no_rules():
    assert places(draft(scales__total__triage=RULES)).split("; ")[0] == "scales.total.triage"


def test_a_sum_of_scales_has_no_condition():
    whole = {"title": {"zh": "和", "en": "sum"}, "of": ["part"], "when": {"any_of": {"q1": 1}, "otherwise": 0}}
    assert places(draft(scales__part=scale(), scales__whole=whole)) == "scales.whole.when"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"asked": {"q6": {"q1": 1}}}, "asked.q6", id="an item that isn't there"),
        pytest.param({"asked": {"q2": {}}}, "asked.q2", id="an item asked after nothing"),
        pytest.param({"asked": {"q2": {"q6": 1}}}, "asked.q2", id="asked after an item that isn't there"),
        pytest.param({"asked": {"q2": {"q1": 4}}}, "asked.q2", id="asked after a code nobody can give"),
        pytest.param({"asked": {"q2": {"q1": 0}}}, "asked.q2", id="asked after a code everybody gives"),
        pytest.param({"shown_after": {"mht": {}}}, "shown_after", id="a page that nothing brings up"),
        pytest.param({"items__wording": {"q1": FORM}}, "items.wording", id="words of our own for some items only"),
        pytest.param(
            {"items__own_options": {"q9": ["否", "是"]}}, "items.own_options.q9", id="options of an item that isn't there"
        ),
        pytest.param({"items__own_options": {"q1": ["否"]}}, "items.own_options.q1", id="an item with a single option"),
        pytest.param({"look_for": FORM}, "look_for", id="told apart from no family"),
        pytest.param({"family": "worry", "only_named": True}, "look_for", id="named without what to look for"),
        pytest.param(
            {"safety__q5__recency": {"item": "q9", "starts": 1, "window_days": 30}},
            "safety.q5.recency",
            id="dated by an item that isn't there",
        ),
        pytest.param(
            {
                "safety__q5__recency": {"item": "q1", "starts": 1, "window_days": 30},
                "safety__q5__dated": True,
                "safety__q5__window_days": 14,
            },
            "safety.q5.recency",
            id="a dated item dated once more",
        ),
    ],
)
def test_items_asked_sometimes_and_printed_forms_are_possible(changes, place):
    assert places(draft(**changes)) == place
