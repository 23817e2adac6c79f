"""Shares and changes are right, and no small count is in them."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from screening.research import alpha
from screening.research.codebook import as_page, describe
from screening.research.release import Clustering
from screening.research.trends import band_shares, change

KEYS = ["wave", "instrument", "scale", "grade"]


def frame_of(counts, wave="w1", start=0):
    """counts: {(grade, sex): [sheets in band 0, 1, …]} of one scale."""
    lines = [
        (f"P{start + place}", wave, grade, sex, "x@1", "total", float(rank * 5), f"band{rank}", rank, True)
        for (grade, sex), bands in counts.items()
        for rank, many in enumerate(bands)
        for place in range(many)
    ]
    columns = ["study_id", "wave", "grade", "sex", "instrument", "scale", "score", "band", "rank", "readable"]
    frame = pd.DataFrame(lines, columns=columns).astype({"rank": "Int8"})
    return frame.assign(study_id=[f"P{n}" for n in range(start, start + len(frame))])


def test_a_share_is_a_count_of_all_readable_sheets():
    table = band_shares(frame_of({("7", "male"): [30, 10], ("8", "male"): [20, 20]})).set_index(["grade", "rank"])
    assert table.loc[("7", 1), ["sheets", "count", "share"]].tolist() == [40, 10, 0.25]
    assert table.loc[("7", 1), "low"] < 0.25 < table.loc[("7", 1), "high"]


def test_unreadable_sheets_do_not_count():
    frame = frame_of({("7", "male"): [30, 10]})
    spoilt = pd.concat([frame, frame.assign(readable=False, rank=1, band="band1")])
    assert band_shares(spoilt).equals(band_shares(frame))


def test_no_small_count_and_no_complement_of_it_is_shown(shares, shares_by_sex):
    for table in (shares, shares_by_sex):
        assert table["count"].min() >= 5
        assert (table["count"].isna() == table["share"].isna()).all()
        assert (table["count"].isna() == table["high"].isna()).all()
    hidden = shares[shares["count"].isna()].groupby(KEYS).size()
    assert (hidden >= 2).all()


def test_the_sexes_never_give_a_hidden_count_of_the_grade_away(shares, shares_by_sex):
    coarse = shares.set_index([*KEYS, "rank"])["count"]
    fine = shares_by_sex.groupby([*KEYS, "rank"])["count"]
    shown_sexes, all_sexes = fine.count(), fine.size()
    both = pd.DataFrame({"coarse": coarse, "shown": shown_sexes, "all": all_sexes})
    assert (both["shown"][both["coarse"].isna()] == 0).all()
    known = both[both["coarse"].notna()]
    assert ((known["all"] - known["shown"]) != 1).all()


def test_a_group_of_nine_is_not_shown():
    table = band_shares(frame_of({("7", "male"): [4, 5], ("8", "male"): [40, 40], ("9", "male"): [40, 40]}))
    seventh = table[table["grade"] == "7"]
    assert seventh[["sheets", "count"]].isna().all(axis=None)


def test_pupils_of_one_class_alike_make_intervals_wider():
    frame = frame_of({("7", "male"): [30, 10]})
    wide = band_shares(frame, clustering={("x@1", "total"): Clustering(intraclass=0.1, class_size=40)})
    assert (wide["high"] - wide["low"] > band_shares(frame)["high"] - band_shares(frame)["low"]).all()


def test_change_is_that_of_the_same_pupils():
    before = frame_of({("7", "male"): [10, 10, 10]})
    after = before.assign(wave="w2", score=before["score"] + np.arange(30) % 2)
    strangers = frame_of({("7", "male"): [0, 0, 30]}, wave="w2", start=1_000)
    table = change(pd.concat([before, after, strangers]), "w1", "w2")
    assert table[["pupils", "change"]].to_numpy().tolist() == [[30, 0.5]]
    assert table.loc[0, "low"] < 0.5 < table.loc[0, "high"]
    assert table.loc[0, "effect"] == pytest.approx(0.5 / before["score"].std(ddof=1))


def test_change_of_nine_pupils_is_not_shown():
    before = frame_of({("7", "male"): [4, 5]})
    table = change(pd.concat([before, before.assign(wave="w2")]), "w1", "w2")
    assert table[["pupils", "change", "low", "high"]].isna().all(axis=None)


def test_scores_that_all_were_equal_have_no_effect_size():
    before = frame_of({("7", "male"): [20]})
    table = change(pd.concat([before, before.assign(wave="w2", score=1.0)]), "w1", "w2")
    assert table.loc[0, "change"] == 1
    assert pd.isna(table.loc[0, "effect"])


def test_waves_come_in_the_order_of_their_months(release):
    table = band_shares(release.scales.replace({"wave": {"w1": "秋", "w2": "春"}}))
    assert list(dict.fromkeys(table["wave"])) == ["秋", "春"]


def test_empty_frames_give_empty_tables(release):
    nothing = release.scales.iloc[:0]
    assert band_shares(nothing).empty
    assert change(nothing, "w1", "w2").empty


def test_items_of_an_export_still_tell_their_reliability(release):
    assert 0.8 < alpha(release.items["phq9@1"]) < 0.9  # eight of nine items


def test_the_codebook_names_every_column_and_every_band(release, sheets):
    instruments = {told.instrument.edition: told.instrument for told in sheets}.values()
    codebook = describe(release, instruments, ["w1", "w2"], month="2026-11")
    assert set(release.scales.columns) <= set(codebook["columns"])
    assert set(release.coverage.columns) <= {*codebook["columns"]}
    page = as_page(codebook)
    assert all(f"`{code}`" in page for told in sheets for code in told.instrument.scale_codes)
    assert codebook["left_out"] == release.left_out


def test_the_codebook_does_not_count_fewer_than_five(release):
    few = dataclasses.replace(release, left_out=3)
    assert describe(few, [], ["w1"], month="2026-11")["left_out"] == "<5"
