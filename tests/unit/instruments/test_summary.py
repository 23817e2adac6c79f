"""The table of editions says of each what a school asks first."""

import pytest

from screening.instruments.summary import readme
from tests.unit.instruments.drafts import PRINTED, draft, scale, table

NORM = {"scale": "total", "grades": [7], "mean": 5, "sd": 2, "n": 900, "source": PRINTED}


def lines(*editions, information_only=()):
    """The cells of every edition's line."""
    page = readme(editions, information_only)
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {13}
    assert set(rows[1]) == {"---"}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def test_a_line_tells_who_and_how_much_and_how_sure():
    (line,) = lines(draft(norms=[NORM, NORM], scales__part=scale()))
    assert line["edition"] == "[worry@1](worry/v1.yaml)"
    told = {name: line[name] for name in ("items", "scales", "safety items", "key", "default bands", "norms", "policy")}
    assert told == {
        "items": "5", "scales": "2", "safety items": "q5", "key": "confirmed", "default bands": "made (confirmed)",
        "norms": "confirmed", "policy": "读取 / read",
    }  # fmt: skip
    assert line["licence of the wording"] == "free (confirmed)"


def test_what_an_edition_does_not_have_is_a_dash():
    (line,) = lines(draft(safety={}, scales__total__bands=[]))
    assert {line[name] for name in ("safety items", "norms", "default bands")} == {"–"}


@pytest.mark.parametrize(
    ("grades", "told"),
    [
        pytest.param([7, 8, 9], "7-9", id="a run"),
        pytest.param([4, 6, 9], "4, 6, 9", id="grades apart"),
        pytest.param([5], "5-5", id="one grade"),
    ],
)
def test_grades_in_a_row_are_a_span(grades, told):
    assert lines(draft(eligible__grades=grades))[0]["grades"] == told


def test_bands_are_those_of_the_total_or_of_the_first_scale():
    first, second = (scale(bands=[table(0, 6, name=name), table(0, 7, name="other")]) for name in ("first", "second"))
    assert lines(draft(scales={"a": first, "b": second}))[0]["default bands"] == "first (confirmed)"
    assert lines(draft(scales={"a": first, "b": second | {"role": "total"}}))[0]["default bands"] == "second (confirmed)"


def test_editions_keep_their_order_and_those_for_information_say_so():
    policies = [line["policy"] for line in lines(draft(), draft(version=2), information_only={"worry@2"})]
    assert policies == ["读取 / read", "仅供参考 / information only"]


def test_each_edition_says_what_high_means_who_reads_it_and_what_it_cannot_see():
    reading = {"grade": 7, "age": 12, "source": PRINTED | {"confidence": "ours"}}
    told = draft(high_means={"zh": "担心多", "en": "much worry"}, reading_age=reading, missing=[["缺", "gap"]])
    page = readme([told, draft(version=2)])
    first, second = page.split("## worry@")[1:]
    assert first.splitlines()[2:6] == [
        "- 担心多 / much worry",
        "- 阅读 / reading: 7 年级、约 12 岁起 / from grade 7, about age 12 (ours)",
        "- 别的",
        "- anything else",
    ]
    assert "- 尚缺 / missing: 缺 / gap" in first
    assert second.splitlines()[2:4] == ["- 别的", "- anything else"]
