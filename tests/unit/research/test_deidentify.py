"""Nobody can be recognised in an export."""

import dataclasses
from collections import Counter

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.research.deidentify import deidentify, gather
from screening.research.release import SMALLEST_GROUP
from screening.research.synthetic import answer_model
from screening.research.synthetic.sheets import make_sheets


def per_sheet(release):
    return release.scales.drop_duplicates(["study_id", "wave", "instrument"])


def test_ten_pupils_or_more_are_alike_in_grade_sex_and_set_of_sheets(release):
    people = (
        per_sheet(release)
        .groupby(["study_id", "grade", "sex"])
        .apply(lambda rows: tuple(sorted(rows["wave"] + rows["instrument"])))
    )
    alike = Counter((grade, sex, had) for (_, grade, sex), had in people.items())
    assert min(alike.values()) >= SMALLEST_GROUP
    assert release.left_out > 0


def test_nothing_but_the_columns_of_the_codebook_leaves(release):
    expected = [
        "study_id",
        "wave",
        "month",
        "grade",
        "sex",
        "instrument",
        "validity",
        "readable",
        "scale",
        "score",
        "band",
        "rank",
    ]
    assert sorted(release.scales.columns) == sorted(expected)
    assert set(release.scales["month"]) == {"2026-10", "2027-04"}


@pytest.mark.parametrize("code", ["asq", "phqa_extra"])
def test_a_scale_of_safety_items_alone_leaves_without_its_outcome(school, register, code):
    told = gather("w1", make_sheets(school, [answer_model(load_instrument(code))], 1))
    out = deidentify(told, register, np.random.default_rng(1)).scales
    assert len(out) > 0
    assert out["score"].isna().all()
    assert out["rank"].isna().all()


def test_no_safety_item_leaves_even_on_request(release):
    assert {"q85", "q97"}.isdisjoint(release.items["mht@1"].columns)
    assert "q9" not in release.items["phq9@1"].columns
    assert "q84" in release.items["mht@1"].columns


def test_items_stay_unless_asked_for(sheets, register):
    assert deidentify(sheets, register, np.random.default_rng(1)).items == {}


def columns_of(register):
    """Name and column, without what is not told."""
    told = ((field.name, getattr(register, field.name)) for field in dataclasses.fields(register))
    return [(name, column) for name, column in told if column is not None]


def test_only_pupils_with_consent_are_in_it(sheets, register, release):
    asked = np.isin(register.pupil, sheets[0].pupil)
    assert ((register.consent != 1) & asked).sum() > 0
    none = dataclasses.replace(register, consent=np.zeros_like(register.consent))
    assert deidentify(sheets, none, np.random.default_rng(1)).scales.empty
    consenting = set(register.pupil[register.consent == 1].tolist())
    assert release.scales["study_id"].nunique() + release.left_out == len(
        consenting & {pupil for told in sheets for pupil in told.pupil.tolist()}
    )


def test_a_pupil_who_left_the_roster_is_not_in_it(sheets, register):
    stay = register.pupil % 2 == 0
    fewer = dataclasses.replace(
        register,
        **{name: column[stay] for name, column in columns_of(register)},
    )
    release = deidentify(sheets, fewer, np.random.default_rng(1))
    assert 0 < release.scales["study_id"].nunique() <= stay.sum()


def test_study_ids_are_new_in_every_export_and_hold_within_it(sheets, register, release):
    other = deidentify(sheets, register, np.random.default_rng(2))
    assert set(release.scales["study_id"]) == set(other.scales["study_id"])
    totals = [one.scales.query("scale == 'total' and instrument == 'mht@1'") for one in (release, other)]
    one, two = (frame.pivot_table(index="study_id", columns="wave", values="score") for frame in totals)
    assert one["w1"].corr(one["w2"]) > 0.5
    assert abs(one["w1"].corr(two["w2"])) < 0.2


def test_the_order_of_the_lines_says_nothing(sheets, register, release):
    assert release.scales["study_id"][: release.scales["study_id"].nunique() // 2].is_monotonic_increasing
    turned = [
        dataclasses.replace(
            told,
            **{name: getattr(told, name)[::-1] for name in ("pupil", "codes", "scores", "bands", "validity")},
        )
        for told in sheets
    ]
    again = deidentify(turned, register, np.random.default_rng(1), with_items=True)
    assert again.scales.equals(release.scales)


def test_scores_and_bands_are_the_sheets_own(sheets, release):
    for told in sheets:
        column = told.instrument.scale_codes.index("total")
        mine = release.scales.query("wave == @told.wave and instrument == @told.instrument.edition and scale == 'total'")
        there = Counter(np.round(told.scores[:, column], 6).tolist())
        assert not Counter(mine["score"].dropna().round(6).tolist()) - there
        names = [cut.code for cut in told.instrument.scales["total"].bands[0].cuts]
        banded = mine[mine["rank"].notna()]
        assert [names[rank] for rank in banded["rank"]] == banded["band"].tolist()
        starts = [cut.start for cut in told.instrument.scales["total"].bands[0].cuts]
        assert (np.searchsorted(starts, banded["score"], side="right") - 1 == banded["rank"]).all()


def test_of_several_sheets_of_one_pupil_the_last_counts(school):
    block = next(make_sheets(school, [answer_model(load_instrument("phq9@1"))]))
    newer = dataclasses.replace(block, answers=dataclasses.replace(block.answers, codes=np.full_like(block.answers.codes, 3)))
    (told,) = gather("w1", [block, newer])
    assert len(told.pupil) == len(block)
    assert (told.codes == 3).all()
    (told,) = gather("w1", [newer, block])
    assert (told.codes == block.answers.codes).all()


def test_coverage_is_rounded_and_hides_small_grades(sheets, register):
    grade = np.maximum(register.grade, 5)
    grade[:9] = 4
    few = dataclasses.replace(register, grade=grade)
    coverage = deidentify(sheets, few, np.random.default_rng(1)).coverage
    fourth = coverage[coverage["grade"] == "4"]
    assert fourth[["enrolled", "sheets", "readable"]].isna().all(axis=None)
    others = coverage[coverage["grade"] != "4"]
    assert (others["sheets"] % 5 == 0).all()
    assert (others["readable"] <= others["sheets"]).all()
    assert (others["sheets"] <= others["enrolled"]).all()


@pytest.mark.parametrize("pupils", [0, 9])
def test_too_few_pupils_give_an_empty_export(sheets, register, pupils):
    kept = np.arange(len(register.pupil)) < pupils
    few = dataclasses.replace(register, **{name: column[kept] for name, column in columns_of(register)})
    assert deidentify(sheets, few, np.random.default_rng(1)).scales.empty
