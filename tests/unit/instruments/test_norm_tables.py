"""A norm says of whom it speaks, or it is no norm."""

import pytest
from pydantic import ValidationError

from screening.adapters.instrument_files import load_instrument
from screening.adapters.norm_files import instruments_with_norms, shipped_norms
from screening.instruments.norm_tables import Cell, NormTable, norm_faults

CELL = {"scale": "total", "grades": [7], "n": 400, "mean": 5, "sd": 2}
TABLE = {
    "schema": "norms/1", "name": "made-up", "version": "1", "instrument": "worry", "basis": "published",
    "title": {"zh": "虚构", "en": "made up"}, "region": {"zh": "虚构", "en": "made up"}, "year": 2020,
    "source": {"cite": "made up for tests", "confidence": "ours"}, "cells": [CELL],
}  # fmt: skip


def table(*cells, **changes):
    return NormTable.model_validate(TABLE | changes | ({"cells": list(cells)} if cells else {}))


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"grades": []}, id="of nobody"),
        pytest.param({"mean": None}, id="SD without a mean"),
        pytest.param({"sd": 0}, id="no spread"),
        pytest.param({"n": 0}, id="nobody measured"),
        pytest.param({"cumulative": {0: 10, 1: 90}}, id="cumulative percentages that don't reach 100"),
        pytest.param({"cumulative": {0: 60, 1: 50, 2: 100}}, id="cumulative percentages that fall"),
        pytest.param({"t": {3: 40, 2: 50}}, id="a table that goes down in the score"),
        pytest.param({"t": {2: 40, 3: 45, 1: 50}}, id="a table whose scores fall"),
        pytest.param({"cumulative": {0: -1, 1: 100}}, id="fewer than nobody at or below a score"),
        pytest.param({"cumulative": {0: 50, 1: 101}}, id="more than everybody at or below a score"),
        pytest.param({"raw": 3}, id="a field that nobody reads"),
    ],
)
def test_a_group_that_says_nothing_is_no_group(cell):
    with pytest.raises(ValidationError):
        Cell.model_validate(CELL | cell)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"n": 1, "sd": 0.5}, id="one pupil, and little spread"),
        pytest.param({"mean": None, "sd": None, "cumulative": {0: 0, 1: 0, 2: 100}}, id="scores that nobody has"),
        pytest.param({"mean": None, "sd": None, "t": {2: 40, 3: 40, 4: 50}}, id="two scores of one T"),
    ],
)
def test_a_group_needs_one_way_of_saying_something(cell):
    assert Cell.model_validate(CELL | cell).scale == "total"


@pytest.mark.parametrize(("year", "sound"), [(None, True), (1950, True), (2100, True), (1949, False), (2101, False)])
def test_a_norm_is_of_our_time_or_does_not_tell_its_year(year, sound):
    if sound:
        assert table(year=year).year == year
    else:
        with pytest.raises(ValidationError):
            table(year=year)


def test_a_norm_needs_a_group():
    with pytest.raises(ValidationError):
        NormTable.model_validate(TABLE | {"cells": []})


def test_a_norm_is_named_with_its_version_and_speaks_of_editions():
    whole, one = table(version="2026.1"), table(instrument="worry@1")
    assert whole.id == "made-up@2026.1"
    assert [(whole.speaks_of(edition), one.speaks_of(edition)) for edition in ("worry@1", "worry@2", "mht@1")] == [
        (True, True), (True, False), (False, False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("grades", "ages", "span"),
    [
        pytest.param([7, 8], None, 2, id="two grades"),
        pytest.param([], (11, 17), 7, id="eleven to seventeen are seven years"),
        pytest.param([7, 8, 9], (13, 13), 1, id="one year of three grades"),
        pytest.param([7], (11, 17), 1, id="one grade of seven years"),
    ],
)
def test_the_nearer_of_two_groups_is_the_one_that_spans_less(grades, ages, span):
    assert Cell(scale="total", grades=grades, ages=ages, n=400, mean=5, sd=2).span == span


def test_a_printed_t_is_read_as_it_stands():
    cell = Cell(scale="total", grades=(7,), n=400, t={2: 40, 3: 50, 4: 65})
    assert cell.zs == {2: -1, 3: 0, 4: 1.5}


def test_a_percentile_is_those_below_and_half_of_those_alike():
    cell = Cell(scale="total", grades=(7,), n=400, cumulative={0: 50, 1: 80, 2: 100})
    assert cell.percentiles == {0: 25, 1: 65, 2: 90}


def test_nobody_is_further_out_than_half_a_person_of_the_group():
    cell = Cell(scale="total", grades=(7,), n=50, cumulative={0: 0, 1: 100, 2: 100})
    assert cell.zs[0] == pytest.approx(-2.3263, abs=1e-4)  # qnorm(1 / 100) in R
    assert cell.zs[2] == pytest.approx(2.3263, abs=1e-4)


@pytest.mark.parametrize(
    ("grades", "ages", "grade", "covered"),
    [
        pytest.param([7], None, 7, True, id="its own grade"),
        pytest.param([7], None, 8, False, id="another grade"),
        pytest.param([], (11, 17), 7, True, id="every usual age of grade 7 lies in 11-17"),
        pytest.param([], (11, 17), 6, False, id="a pupil of grade 6 may be ten"),
        pytest.param([], (3, 10), 4, False, id="a pupil of grade 4 may be eleven"),
        pytest.param([], (3, 17), 9, True, id="all ages"),
        pytest.param([], (13, 17), 9, True, id="a pupil of grade 9 is thirteen to seventeen"),
        pytest.param([], (14, 17), 9, False, id="a pupil of grade 9 may be thirteen"),
        pytest.param([], (13, 16), 9, False, id="a pupil of grade 9 may be seventeen"),
        pytest.param([7], (3, 17), 8, False, id="the ages of another grade"),
        pytest.param([7], (3, 17), 7, True, id="grade and ages"),
    ],
)
def test_without_an_age_a_group_by_age_counts_only_if_the_whole_grade_belongs(grades, ages, grade, covered):
    cell = Cell(scale="total", grades=grades, ages=ages, n=400, mean=5, sd=2)
    assert cell.covers(grade) is covered


def test_a_norm_that_contradicts_the_instrument_is_told_place_by_place():
    wrong = table(CELL, CELL, CELL | {"scale": "mood"}, instrument="mht")
    places = [place for place, _ in norm_faults(wrong, load_instrument("phq9"))]
    assert places == ["instrument", "cells.2", "cells.3"]


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"n": 199, "cumulative": {0: 50, 1: 100}}, id="one sheet too few"),
        pytest.param({}, id="mean and SD without a distribution"),
        pytest.param({"grades": [], "ages": (11, 17), "cumulative": {0: 50, 1: 100}}, id="by age"),
    ],
)
def test_a_local_norm_needs_two_hundred_sheets_of_a_grade_and_their_distribution(cell):
    local = table(CELL | cell, instrument="phq9", basis="local")
    assert [place for place, _ in norm_faults(local, load_instrument("phq9"))] == ["cells.1"]


@pytest.mark.parametrize(
    ("basis", "cell"),
    [
        pytest.param("local", {"n": 200, "cumulative": {0: 50, 1: 100}}, id="two hundred sheets and their distribution"),
        pytest.param("published", {"n": 80}, id="a published norm may be smaller and a mean with its SD"),
    ],
)
def test_a_norm_that_fits_its_edition_has_no_fault(basis, cell):
    told = table(CELL | cell, CELL | cell | {"sex": "male"}, instrument="phq9", basis=basis)
    assert list(norm_faults(told, load_instrument("phq9"))) == []


@pytest.mark.parametrize("code", instruments_with_norms())
def test_every_shipped_norm_fits_its_edition_and_names_its_source(code):
    for one in shipped_norms(code):
        assert list(norm_faults(one, load_instrument(code))) == []
        assert one.basis == "published"
        assert one.source.confidence in {"confirmed", "single-source"}


def test_shanghai_teachers_subscale_means_add_up_to_the_total():
    """Du, Kou & Coghill 2008: the four difficulties sum to the total within a hundredth, in every group that is complete."""
    cells = {(cell.ages, cell.sex, cell.scale): cell.mean for cell in shipped_norms("sdq_teacher")[0].cells}
    parts = ("emotional", "conduct", "hyperactivity", "peer")
    groups = {(ages, sex) for ages, sex, _ in cells} - {((11, 17), "male"), ((11, 17), "female")}
    assert len(groups) == 7
    for ages, sex in groups:
        assert sum(cells[ages, sex, part] for part in parts) == pytest.approx(cells[ages, sex, "total"], abs=0.0101)
