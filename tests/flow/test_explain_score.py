"""A row explains itself: answer, key, scale, norm and band, each step as it was reckoned."""

import numpy as np
import pytest

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.adapters.policy_files import load_band_mapping
from screening.scoring.score import score
from screening.services.explain_score import explain_codes

BLANK = -1


def said(code, codes, **told):
    return "\n".join(line.zh for line in explain_codes(load_instrument(code), np.array(codes, np.int8), 7, **told))


@pytest.mark.parametrize(
    ("code", "codes", "words"),
    [
        pytest.param("phq9", [1] * 9, "q1=1 q2=1", id="an answer that counts as given"),
        pytest.param("dsrsc", [2] + [0] * 17, "q1R=2→0", id="a reversed answer, before and after"),
        pytest.param("cries13", [5] + [0] * 12, "q1=5", id="codes with gaps"),
        pytest.param("phq9", [1, BLANK, *[1] * 7], "q2=–", id="a blank is no zero"),
        pytest.param("phq9", [1, BLANK, *[1] * 7], "8 × 9/8 = 9", id="prorating with the plain sum"),
        pytest.param("phq9", [BLANK] * 9, "不够计分", id="too few answers"),
        pytest.param("who5", [1] * 5, "5 × 4 = 20", id="a multiplied sum"),
        pytest.param("swemwbs", [3] * 7, "得分 21", id="a plain sum stands alone"),
    ],
)
def test_each_step_from_answer_to_score_is_shown(code, codes, words):
    assert words in said(code, codes)


def test_t_names_its_norm_only_where_the_norm_speaks_of_the_grade():
    """K10, China 2019 (mean 21.5, SD 9.2, 9-18 years): (30.7 - 21.5) / 9.2 is T 60; 31 gives 60.3."""
    codes = [4, *[3] * 9]
    told = said("k10", codes, grade=8, tables=shipped_norms("k10"))
    for words in ("50 + 10 × (31 − 21.5) / 9.2 → 60.3", "k10-china@2019", "148892"):
        assert words in told
    assert "没有适用于这个年级的常模" in said("k10", codes, grade=0, tables=shipped_norms("k10"))
    assert "常模" not in said("phq9", [0] * 9, grade=8)


def test_the_policys_reading_is_named_with_its_version_and_source():
    told = said("phq9", [3, 3, 3, 3, 3, *[0] * 4], mapping=load_band_mapping())
    assert "规则读作 B2（band-mapping@1）" in told
    assert "规则读作" not in said("phq9", [3] * 9)


@pytest.mark.parametrize("edition", list_editions())
def test_every_edition_can_be_explained_and_shows_the_scores_it_gets(edition):
    instrument = load_instrument(edition)
    codes = np.resize(np.array(instrument.items.codes, np.int8), instrument.items.count)
    told = said(edition, codes, grade=7, tables=shipped_norms(instrument.code), mapping=load_band_mapping())
    values = score(codes[None, :], instrument).values[0]
    for value in values[~np.isnan(values)]:
        assert (f"{value:g}" if value == round(value, 6) else repr(float(value))) in told
    for code in instrument.scale_codes:
        assert f"（{code}）" in told
