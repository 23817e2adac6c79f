"""What is told before a wave opens: kept as told, and everything that is lacking is said."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.followup.wave_terms import ALL_GRADES, KIND_WORDS, SAT_BY_PUPILS, WaveKind, WaveTerms, lacking, terms_from

SITTING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TOLD = WaveTerms(
    kind=WaveKind.YEARLY, school_year=2026, filing="备2026-17", impact={"how": "2026-09-01，校办文件柜"}, sittings=(SITTING,)
)

terms = st.builds(
    WaveTerms, kind=st.sampled_from(WaveKind), school_year=st.integers(2020, 2040),
    grades=st.lists(st.integers(1, 12), max_size=6).map(tuple), classes=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    listed=st.booleans(),
    filing=st.text(max_size=5), waiver=st.text(max_size=5), at_home=st.booleans(), reason=st.text(max_size=5),
    impact=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3),
    sittings=st.lists(st.datetimes(timezones=st.just(UTC)), max_size=3).map(tuple),
)  # fmt: skip


def flags(said):
    """The option named by each text, in order; what is said of grades names none."""
    return [one.en.partition("--")[2].partition(" ")[0] or one.en for one in said]


@given(terms)
def test_terms_come_back_from_the_record_as_they_were_told(told):
    assert terms_from(told.body()) == told


def test_terms_that_are_complete_lack_nothing():
    assert lacking(TOLD) == []


def test_a_wave_is_for_every_grade_and_asks_at_school_unless_told_otherwise():
    """Regulation of 2023: yearly from grade 4 on; the school ends with grade 9."""
    plain = WaveTerms(kind=WaveKind.YEARLY, school_year=2026)
    assert plain.grades == ALL_GRADES == (4, 5, 6, 7, 8, 9)
    assert (plain.listed, plain.at_home) == (False, False)


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        pytest.param({"filing": ""}, ["filing"], id="not reported to the authority"),
        pytest.param({"filing": "", "waiver": "教育局 2026-09-01 答复不用备案"}, [], id="a waiver stands in for the report"),
        pytest.param({"waiver": "不用备案"}, [], id="both are told"),
        pytest.param({"impact": {}}, ["impact"], id="no impact assessment"),
        pytest.param({"impact": {"why": " ", "risk": ""}}, ["impact"], id="an empty form"),
        pytest.param({"impact": {"why": " ", "risk": "低"}}, [], id="one field is filled in"),
        pytest.param({"sittings": ()}, ["sitting"], id="no time of sitting"),
        pytest.param({"grades": (4, 10)}, ["grades are 4 to 9"], id="a grade beyond"),
        pytest.param({"grades": (3,)}, ["grades are 4 to 9"], id="a grade too young"),
        pytest.param({"grades": ()}, ["grades are 4 to 9"], id="for nobody"),
        pytest.param({"grades": (4,)}, [], id="the youngest grade"),
        pytest.param({"grades": (9,)}, [], id="the oldest grade"),
        pytest.param({"filing": "", "impact": {}, "sittings": (), "grades": ()},
                     ["filing", "impact", "sitting", "grades are 4 to 9"], id="everything at once"),
    ],
)  # fmt: skip
def test_what_is_lacking_is_said(told, lacks):
    assert flags(lacking(replace(TOLD, **told))) == lacks


@pytest.mark.parametrize("kind", WaveKind)
def test_a_time_is_wanted_where_pupils_answer_and_nowhere_else(kind):
    assert ("sitting" in flags(lacking(replace(TOLD, kind=kind, sittings=())))) == (kind in SAT_BY_PUPILS)
    assert (kind in SAT_BY_PUPILS) == (kind not in {WaveKind.CHECKLIST, WaveKind.ARCHIVE})


@pytest.mark.parametrize("kind", WaveKind)
def test_only_an_archive_alerts_nobody_and_may_hold_any_grade(kind):
    told = replace(TOLD, kind=kind, grades=(1, 12))
    assert told.is_archive == (kind is WaveKind.ARCHIVE)
    assert (lacking(told) == []) == (kind is WaveKind.ARCHIVE)


def test_every_kind_has_words():
    assert set(KIND_WORDS) == set(WaveKind)
