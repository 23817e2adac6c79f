"""The mapping speaks of every published scale and every safety answer, or says what it lacks."""

import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.alerts.coverage import reads_scores, uncovered


@pytest.mark.parametrize("edition", list_editions())
def test_the_shipped_mapping_covers_every_shipped_edition(mapping, edition):
    assert uncovered(load_instrument(edition), mapping) == []


def without(mapping, **changes):
    told = mapping.model_dump(by_alias=True)
    told["instruments"]["mht"] |= changes
    return type(mapping).model_validate(told)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"total": None}, "the total has no policy bands", id="total"),
        pytest.param({"subscales": {}}, "subscale loneliness has no policy bands", id="subscale"),
        pytest.param({"critical": None}, "code 1 of safety item q85 has no grade", id="safety item"),
        pytest.param(
            {"critical": {"items": {"q85": {0: "CI-0"}, "q97": {0: "CI-0", 1: "CI-1"}}, "dated": False, "source": "x"}},
            "code 1 of safety item q85 has no grade",
            id="one safety answer",
        ),
        pytest.param(
            {"subscales": {"lonelines": {"bands": None, "basis": "operational", "source": "x"}}},
            "has no lonelines",
            id="misspelt",
        ),
        pytest.param(
            {
                "alternatives": {
                    "ours": {
                        "subscales": {"lonelines": {"bands": None, "basis": "operational", "source": "x"}},
                        "warning": {"zh": "注意", "en": "know"},
                    }
                }
            },
            "has no lonelines",
            id="misspelt in a reading a school may choose",
        ),
    ],
)
def test_what_the_mapping_forgets_is_named(mapping, changes, words):
    faults = uncovered(load_instrument("mht"), without(mapping, **changes))
    assert any(words in fault.en for fault in faults)
    assert all(fault.zh for fault in faults)


@pytest.mark.parametrize(
    ("edition", "reads"),
    [
        pytest.param("gad7@1", True, id="a total"),
        pytest.param("mht@1", True, id="total and subscales"),
        pytest.param("unheard_of@1", False, id="no mapping: information only"),
    ],
)
def test_whether_some_score_is_read_by_the_policy_is_told(mapping, edition, reads):
    assert reads_scores(mapping, edition) is reads
