"""A school's own norm moves subscales and nothing else; a published cut never becomes milder because a school is worse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.instrument_files import load_instrument
from screening.adapters.policy_files import load_band_mapping
from screening.alerts.local_bands import moved_start, rare_from, score_at, with_norms
from screening.alerts.mapping import Bands, InstrumentMapping
from screening.alerts.reading import read_sheets
from screening.core.severity import Band
from screening.instruments.norm_tables import Cell, NormTable
from tests.unit.alerts.test_reading import block_of

MAPPED = ("mht", "mssmhs", "sdq_self", "phq9", "scared", "sdq_parent", "psc17")


def norm(instrument, cells, basis="local"):
    return NormTable.model_validate({
        "schema": "norms/1", "name": "made-up", "version": "1", "instrument": instrument, "basis": basis,
        "title": {"zh": "虚构", "en": "made up"}, "region": {"zh": "虚构", "en": "made up"},
        "source": {"cite": "made up for tests", "confidence": "ours"}, "cells": cells,
    })  # fmt: skip


def rare(scale, start, grades=(7,), high=15, **more):
    """A group in which 3 of 100 reach ``start`` or more."""
    table = dict.fromkeys(range(start - 1), 90) | {start - 1: 97} | dict.fromkeys(range(start, high + 1), 100)
    return {"scale": scale, "grades": list(grades), "n": 400, "cumulative": table} | more


def cuts(mapping, instrument, scale, grade):
    bands = mapping.of(instrument).subscales[scale]
    return bands.by_grade.get(grade, bands.bands)


@pytest.mark.parametrize(
    ("cumulative", "start"),
    [
        pytest.param({0: 90, 1: 95, 2: 100}, 2, id="five percent reach 2"),
        pytest.param({0: 90, 1: 94.9, 2: 100}, None, id="more than five percent have the highest score: none is rare"),
        pytest.param({0: 96, 1: 98, 2: 100}, 1, id="four percent reach 1"),
    ],
)
def test_rare_is_what_one_in_twenty_reaches(cumulative, start):
    assert rare_from(cumulative) == start


def test_our_own_cut_takes_the_local_value_in_both_directions(mapping):
    lower, higher = (with_norms(mapping, [norm("mht@1", [rare("learning_anxiety", at)])], 1) for at in (12, 15))
    assert cuts(lower, "mht@1", "learning_anxiety", 7) == {"B0": 0, "B1": 8, "B2": 12}
    assert cuts(higher, "mht@1", "learning_anxiety", 7) == {"B0": 0, "B1": 8, "B2": 15}
    assert lower.of("mht@1").subscales["learning_anxiety"].basis == "local"


@pytest.mark.parametrize(
    ("instrument", "scale", "starts"),
    [
        pytest.param("sdq_self@1", "emotional", (9, 6, 5), id="published: SDQ emotional"),
        pytest.param("mssmhs@1", "anxiety", (4, 3, 2), id="shifted: MSSMHS anxiety"),
    ],
)
def test_a_published_cut_moves_only_towards_fewer_points(mapping, instrument, scale, starts):
    worse, published, calmer = starts
    in_a_worse_school = with_norms(mapping, [norm(instrument, [rare(scale, worse)])], 1)
    assert cuts(mapping, instrument, scale, 7)["B2"] == published
    assert cuts(in_a_worse_school, instrument, scale, 7) == mapping.of(instrument).subscales[scale].bands
    in_a_calmer_one = with_norms(mapping, [norm(instrument, [rare(scale, calmer)])], 1)
    assert cuts(in_a_calmer_one, instrument, scale, 7)["B2"] == calmer


def test_a_band_that_would_begin_at_the_next_one_is_left_out():
    bands = Bands(bands={"B0": 0, "B1": 8, "B2": 9, "B3": 12}, basis="operational", source="ours")
    assert moved_start(bands, 8) == {"B0": 0, "B2": 8, "B3": 12}
    assert moved_start(bands, 12) == {"B0": 0, "B1": 8, "B3": 12}


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(rare("learning_anxiety", 12, n=199), id="too few sheets"),
        pytest.param(rare("learning_anxiety", 12, sex="female"), id="one sex (H1)"),
        pytest.param(rare("total", 40, high=90), id="a total"),
        pytest.param(rare("validity", 5, high=10), id="a validity scale, which no rule reads"),
    ],
)
def test_some_groups_move_nothing(mapping, cell):
    moved = with_norms(mapping, [norm("mht@1", [cell])], 1)
    assert moved.of("mht@1") == mapping.of("mht@1")


def test_scales_that_say_nothing_above_b1_and_those_where_much_is_good_stay(mapping):
    told = [rare("peer", 4, high=10), rare("prosocial", 9, high=10)]
    moved = with_norms(mapping, [norm("sdq_self@1", told)], 1)
    assert moved.of("sdq_self@1") == mapping.of("sdq_self@1")


def test_the_version_of_the_norms_is_pinned_in_the_mapping_and_in_every_reading(mapping):
    moved = with_norms(mapping, [norm("mht@1", [rare("learning_anxiety", 12)])], 3)
    assert moved.version == f"{mapping.version}+norms@3"
    read = read_sheets(block_of("mht", [10.0]), moved, np.array([7], np.int8))
    assert read.mapping == f"band-mapping@{mapping.version}+norms@3"
    assert with_norms(mapping, [], 0) is mapping


def test_a_dropped_norm_leaves_the_bands_and_keeps_the_decision_in_the_version(mapping):
    moved = with_norms(mapping, [], 2)
    assert moved.instruments == mapping.instruments
    assert moved.version.endswith("+norms@2")


def test_a_local_cut_holds_in_its_grade_and_nowhere_else(mapping):
    moved = with_norms(mapping, [norm("mht@1", [rare("learning_anxiety", 12)])], 1)
    block = block_of("mht", [10.0] * 4, learning_anxiety=[12.0] * 4)
    read = read_sheets(block, moved, np.array([7, 8, 0, 7], np.int8))
    column = moved.of("mht@1").read_subscales.index("learning_anxiety")
    assert read.subscales[:, column].tolist() == [Band.B2, Band.B1, Band.B1, Band.B2]
    assert (read_sheets(block, moved).subscales[:, column] == Band.B1).all()


def test_the_mapping_refuses_a_total_by_grade():
    bands = Bands(bands={"B0": 0, "B2": 9}, basis="local", source="made up", by_grade={7: {"B0": 0, "B2": 12}})
    with pytest.raises(ValueError, match="total"):
        InstrumentMapping(total=bands)


def test_a_loaded_norm_of_both_sexes_gives_bands_by_t_where_nothing_was_read(mapping):
    cells = [{"scale": "low_mood", "grades": [7], "n": 500, "mean": 8, "sd": 4},
             {"scale": "total", "grades": [7], "n": 500, "mean": 40, "sd": 15},
             {"scale": "panic", "grades": [7], "sex": "female", "n": 500, "mean": 8, "sd": 4}]  # fmt: skip
    moved = with_norms(mapping, [norm("rcads47@1", cells, "published")], 1)
    assert moved.of("rcads47@1").read_subscales == ("low_mood",)
    block = block_of("rcads47", [100.0] * 5, low_mood=[13.9, 14, 16, 16, np.nan])
    read = read_sheets(block, moved, np.array([7, 7, 7, 8, 7], np.int8))
    assert read.subscales[:, 0].tolist() == [Band.B0, Band.B1, Band.B2, Band.NA, Band.NA]  # T 64.75, 65, 70
    assert (read.total == Band.NA).all()


def test_a_published_norm_moves_no_band_that_is_read_already(mapping):
    cells = [{"scale": "emotional", "grades": [7], "n": 500, "mean": 1, "sd": 1}]
    assert with_norms(mapping, [norm("sdq_self@1", cells, "published")], 1).instruments == mapping.instruments


def test_a_score_at_t_is_the_lowest_of_its_table():
    table = Cell(scale="total", grades=(7,), n=400, t={10: 60, 11: 66, 12: 71})
    assert [score_at(table, t) for t in (65, 66, 67, 70, 71, 72)] == [11, 11, 12, 12, 12, None]


@given(
    st.sampled_from(MAPPED),
    st.dictionaries(st.integers(4, 9), st.integers(1, 40), min_size=1),
    st.integers(0, 10_000),
)
def test_totals_and_safety_answers_never_change_and_published_cuts_never_become_milder(code, starts, seed):
    mapping, instrument = load_band_mapping(), load_instrument(code)
    cells = [rare(scale, at, [grade], 60) for scale in instrument.scale_codes for grade, at in starts.items()]
    moved = with_norms(mapping, [norm(instrument.edition, cells)], 1)
    rng, rows = np.random.default_rng(seed), 60
    answers = rng.integers(instrument.items.low - 1, instrument.items.high + 1, (rows, instrument.items.count))
    answers[answers < instrument.items.low] = -1
    scores = {scale: rng.uniform(0, 60, rows) for scale in instrument.scale_codes if scale != "total"}
    block = block_of(code, rng.uniform(0, 90, rows).tolist(), answers=answers, **scores)
    grade = rng.integers(4, 10, rows).astype(np.int8)
    before, after = read_sheets(block, mapping, grade), read_sheets(block, moved, grade)
    assert (before.total == after.total).all()
    assert (before.raw_total == after.raw_total).all()
    assert (before.critical == after.critical).all()
    assert ((before.subscales == Band.NA) == (after.subscales == Band.NA)).all()
    for column, scale in enumerate(mapping.of(instrument.edition).read_subscales):
        if mapping.of(instrument.edition).subscales[scale].basis != "operational":
            assert (after.subscales[:, column] >= before.subscales[:, column]).all()


def test_everybody_reaches_the_lowest_score_of_a_group():
    assert rare_from({3: 50, 4: 100}, share=99) == 4
    assert rare_from({3: 100}, share=99.5) is None


def test_two_hundred_sheets_are_enough_for_a_local_norm(mapping):
    moved = with_norms(mapping, [norm("mht@1", [rare("learning_anxiety", 12, n=200)])], 1)
    assert cuts(moved, "mht@1", "learning_anxiety", 7)["B2"] == 12


def test_bands_by_t_begin_at_nothing(mapping):
    cells = [{"scale": "low_mood", "grades": [7], "n": 500, "mean": 8, "sd": 4}]
    moved = with_norms(mapping, [norm("rcads47@1", cells, "published")], 1)
    assert moved.of("rcads47@1").subscales["low_mood"].by_grade == {7: {"B0": 0, "B1": 14, "B2": 16}}  # T 65 and 70


def test_a_band_by_t_that_every_score_would_reach_is_left_out(mapping):
    cells = [{"scale": "low_mood", "grades": [7], "n": 500, "mean": -6, "sd": 4}]
    moved = with_norms(mapping, [norm("rcads47@1", cells, "published")], 1)
    assert moved.of("rcads47@1").subscales["low_mood"].by_grade == {7: {"B0": 0, "B2": 2}}, "T 65 at 0"


def test_a_subscale_for_information_only_gets_no_band_from_a_published_norm(mapping):
    cells = [{"scale": "victim", "grades": [7], "n": 500, "mean": 8, "sd": 4}]
    assert with_norms(mapping, [norm("olweus@1", cells, "published")], 1).instruments == mapping.instruments


def test_a_norm_of_all_grades_holds_in_grades_four_to_nine(mapping):
    cells = [{"scale": "low_mood", "ages": [6, 19], "n": 500, "mean": 8, "sd": 4}]
    moved = with_norms(mapping, [norm("rcads47@1", cells, "published")], 1)
    assert sorted(moved.of("rcads47@1").subscales["low_mood"].by_grade) == [4, 5, 6, 7, 8, 9]


def test_a_band_by_t_may_begin_at_half_a_point(mapping):
    cells = [{"scale": "low_mood", "grades": [7], "n": 500, "mean": -5.5, "sd": 4}]
    moved = with_norms(mapping, [norm("rcads47@1", cells, "published")], 1)
    assert moved.of("rcads47@1").subscales["low_mood"].by_grade == {7: {"B0": 0, "B1": 0.5, "B2": 2.5}}


def test_where_even_the_lowest_score_is_rare_the_cuts_stay():
    bands = Bands(bands={"B0": 0, "B1": 8, "B2": 9}, basis="operational", source="ours")
    assert moved_start(bands, 0) == {"B0": 0, "B1": 8, "B2": 9}
    assert moved_start(bands, 1) == {"B0": 0, "B2": 1}
