"""What one pupil's scores can carry: only readable sheets, only the same form, and no word beyond the figures."""

import numpy as np
import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.alerts.interface import Receipt
from screening.alerts.mapping import Bands, InstrumentMapping
from screening.alerts.sureness import OwnSheet, changes, informants, scale_sures
from screening.core.severity import Band, Validity
from screening.scoring.yardsticks import Measured, Yardsticks

PHQ9, DSRSC, MHT = load_instrument("phq9"), load_instrument("dsrsc"), load_instrument("mht")
SELF, PARENT, TEACHER = (load_instrument(f"sdq_{who}") for who in ("self", "parent", "teacher"))
SUBSCALES_ONLY = next(one for one in map(load_instrument, list_editions()) if one.total is None and len(one.scales) > 1)
PINS = Receipt(mapping="band-mapping@1", code="", source=b"", row=None)


def sheet(instrument, wave="秋", validity=0, band=Band.B1, **scores):
    values = np.array([scores.get(code, np.nan) for code in instrument.scale_codes])
    told = {"total": int(band), "values": values, "validity": int(validity), "revision": 1, "receipt": PINS}
    return OwnSheet(wave=wave, instrument=instrument, grade=7, **told)


def own(instrument, scale="total", mean=6.0, sd=5.0, alpha=0.84):
    return Measured(edition=instrument.edition, scale=scale, grades=(7,), n=300, mean=mean, sd=sd, alpha=alpha, wave="秋")


def test_a_score_gets_its_band_and_its_nearness(mapping):
    """Kelley by hand: 0.84 x 14 + 0.16 x 6 = 12.72; 1.645 x 5 x sqrt(0.84 x 0.16) = 3.015."""
    (found,) = scale_sures(sheet(PHQ9, total=14), mapping.of("phq9@1"), Yardsticks(measured=(own(PHQ9),)))
    assert (found.low, found.high) == (pytest.approx(9.705, abs=0.01), pytest.approx(15.735, abs=0.01))
    assert (found.near.side, found.near.distance) == ("below", 1)


def test_a_total_that_its_symptoms_lift_to_b2_falls_short_of_nothing(mapping):
    (found,) = scale_sures(sheet(PHQ9, band=Band.B2, total=14), mapping.of("phq9@1"), Yardsticks(measured=(own(PHQ9),)))
    assert found.near is None


def test_without_figures_the_score_stands_without_a_band(mapping):
    (found,) = scale_sures(sheet(PHQ9, total=9), mapping.of("phq9@1"), Yardsticks())
    assert (found.error, found.low, found.high, found.near) == (None, None, None, None)


@pytest.mark.parametrize("flag", [pytest.param(flag, id=flag.name) for flag in (Validity.LIE, Validity.FAST, Validity.MISSING)])
def test_an_unreadable_sheet_is_no_ground_for_any_figure(mapping, flag):
    yardsticks = Yardsticks(measured=(own(PHQ9), own(DSRSC)))
    bad = sheet(DSRSC, "春", flag, total=14)
    assert not list(scale_sures(bad, mapping.of("dsrsc@1"), yardsticks))
    assert not list(changes([sheet(DSRSC, total=20), bad], yardsticks))


def test_change_is_judged_by_the_retest_coefficient_and_names_its_chance():
    """DSRSC, retest 0.65, SD 5 of the school: 10 / (sqrt(2) x 5 x sqrt(0.35)) = 2.39."""
    (line,) = changes([sheet(DSRSC, total=10), sheet(DSRSC, "春", total=20)], Yardsticks(measured=(own(DSRSC),)))
    assert line.waves == ("秋", "春")
    assert line.change.index == pytest.approx(2.39, abs=0.005)
    assert line.change.reliable
    assert 0 < line.change.by_chance < 0.05


def test_without_a_retest_coefficient_there_is_a_difference_and_no_judgement():
    (line,) = changes([sheet(MHT, total=40), sheet(MHT, "春", total=60)], Yardsticks(measured=(own(MHT),)))
    assert (line.difference, line.change, line.basis) == (20, None, None)


@pytest.mark.parametrize(
    "sheets",
    [
        pytest.param([sheet(PHQ9, total=5)], id="one sitting"),
        pytest.param([sheet(PHQ9, total=5), sheet(DSRSC, "春", total=15)], id="two instruments"),
        pytest.param([sheet(SELF, total=5), sheet(PARENT, "春", total=15)], id="two informants"),
        pytest.param([sheet(PHQ9, total=5), sheet(PHQ9, "春")], id="no score the second time"),
    ],
)
def test_only_the_same_form_twice_is_a_change(sheets):
    assert not list(changes(sheets, Yardsticks()))


def test_informants_are_compared_by_their_own_norms():
    """By hand: self (16 - 10) / 5 = 1.2, teacher (9.58 - 9.58) / 5.77 = 0; error sqrt(2 - 0.8 - 0.672) = 0.727."""
    yardsticks = Yardsticks(tables=shipped_norms("sdq_teacher"), measured=(own(SELF, mean=10, alpha=0.8),))
    found = list(informants([sheet(SELF, total=16), sheet(TEACHER, total=9.58)], yardsticks))
    (total,) = [one for one in found if one.scale == "total"]
    assert total.difference == pytest.approx(1.2)
    assert total.error == pytest.approx(0.727, abs=0.001)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(sheet(SELF, total=16), sheet(TEACHER, "春", total=9), id="other wave"),
        pytest.param(sheet(SELF, total=16), sheet(SELF, total=9), id="same informant"),
        pytest.param(sheet(SELF, total=16), sheet(TEACHER, validity=Validity.FAST, total=9), id="one unreadable"),
        pytest.param(sheet(SELF, total=16), sheet(PARENT, total=9), id="no norm for the parent form"),
        pytest.param(sheet(MHT, total=16), sheet(TEACHER, total=9), id="no family in common"),
    ],
)
def test_what_cannot_be_compared_is_not(first, second):
    yardsticks = Yardsticks(tables=shipped_norms("sdq_teacher"), measured=(own(SELF, alpha=0.8), own(MHT)))
    assert not list(informants([first, second], yardsticks))


def test_informants_differ_by_their_z_scores():
    """By hand: self (16 - 10) / 5 = 1.2, parent (17 - 12) / 5 = 1.0; the first less the second is 0.2."""
    yardsticks = Yardsticks(measured=(own(SELF, mean=10, alpha=0.8), own(PARENT, mean=12, alpha=0.8)))
    (total,) = informants([sheet(SELF, total=16), sheet(PARENT, total=17)], yardsticks)
    assert (total.wave, total.scale, total.instruments) == ("秋", "total", (SELF, PARENT))
    assert total.difference == pytest.approx(0.2)
    assert total.error == pytest.approx(np.sqrt(2 - 0.8 - 0.8))
    (turned,) = informants([sheet(PARENT, total=17), sheet(SELF, total=16)], yardsticks)
    assert turned.difference == pytest.approx(-0.2)


@pytest.mark.parametrize("missing", [0, 1], ids=["the first", "the second"])
def test_a_missing_score_of_either_informant_is_no_difference(missing):
    yardsticks = Yardsticks(measured=(own(SELF, alpha=0.8), own(PARENT, alpha=0.8)))
    sheets = [sheet(SELF, total=16), sheet(PARENT, total=17)]
    sheets[missing] = sheet((SELF, PARENT)[missing])
    assert not list(informants(sheets, yardsticks))


def test_each_sheet_is_compared_with_the_next_one_only():
    sheets = [sheet(DSRSC, wave, total=total) for wave, total in (("一", 10), ("二", 14), ("三", 11))]
    found = [(line.waves, line.difference) for line in changes(sheets, Yardsticks())]
    assert found == [(("一", "二"), 4), (("二", "三"), -3)]


def test_without_a_total_every_subscale_is_compared():
    first = {code: 1 for code, scale in SUBSCALES_ONLY.scales.items()}
    found = list(changes([sheet(SUBSCALES_ONLY, **first), sheet(SUBSCALES_ONLY, "春", **first)], Yardsticks()))
    expected = [code for code, scale in SUBSCALES_ONLY.scales.items() if scale.role == "subscale"]
    assert [line.scale for line in found] == expected
    assert {line.difference for line in found} == {0}


def test_a_score_that_is_not_read_has_no_line(mapping):
    read = {
        line.scale for line in scale_sures(sheet(MHT, **dict.fromkeys(MHT.scale_codes, 5)), mapping.of("mht@1"), Yardsticks())
    }
    assert read == {"total", *mapping.of("mht@1").read_subscales}
    assert "validity" not in read


def test_without_a_mapping_the_instruments_own_total_is_told():
    (found,) = scale_sures(sheet(PHQ9, total=9), InstrumentMapping(), Yardsticks(measured=(own(PHQ9),)))
    assert (found.scale, found.value, found.near) == ("total", 9, None)


def test_a_total_beyond_its_cut_is_near_it_whatever_its_band(mapping):
    (found,) = scale_sures(sheet(PHQ9, band=Band.B2, total=16), mapping.of("phq9@1"), Yardsticks(measured=(own(PHQ9),)))
    assert (found.near.side, found.near.distance) == ("above", 1)


@pytest.mark.parametrize(
    ("flag", "readable"),
    [
        pytest.param(Validity.OK, True, id="none"),
        pytest.param(Validity.PRORATED, True, id="prorated"),
        pytest.param(Validity.LIE | Validity.PRORATED, False, id="a lie scale beside it"),
    ],
)
def test_a_sheet_is_readable_by_its_flags(flag, readable):
    assert sheet(PHQ9, validity=flag).readable is readable


@pytest.mark.parametrize(
    ("cuts", "scale"),
    [
        pytest.param({"B0": 0, "B2": 8}, "loneliness", id="read from the scale that the mapping names"),
        pytest.param(None, "total", id="for information only: the instrument's own"),
    ],
)
def test_the_total_is_the_scale_from_which_the_policy_reads_it(cuts, scale):
    told = InstrumentMapping(total=Bands(bands=cuts, basis="published", source="made up", scale="loneliness"))
    (found,) = scale_sures(sheet(MHT, loneliness=3, total=40), told, Yardsticks())
    assert found.scale == scale
