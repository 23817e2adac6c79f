"""Shares of bands and changes between waves, with intervals; counts so small that they could name somebody stay hidden."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from screening.research.intervals import mean_interval, wilson
from screening.research.release import SMALLEST_GROUP, Clustering
from screening.research.small_cells import hide_small

Clusterings = Mapping[tuple[str, str], Clustering]
NO_CLUSTERING: Clusterings = {}


def band_shares(scales: pd.DataFrame, *, by_sex: bool = False, clustering: Clusterings = NO_CLUSTERING) -> pd.DataFrame:
    """How the readable sheets of every scale spread over its published bands, by grade or by grade and sex.

    ``scales``: the frame of an export. Returns one line per wave, instrument, scale, grade (, sex) and band (``rank``: 0 is the
    band of the lowest values) with ``sheets``, ``count``, ``share``, ``low`` and ``high`` (95 %, ``wilson``). Groups of fewer
    than ten sheets, counts below five, and the next smallest counts from which these could be worked out (``hide_small``),
    are NA.
    """
    readable = scales[scales["readable"] & scales["band"].notna()]
    wholes = _grouped(readable, ["wave", "instrument", "scale"])
    tables = [_spread(part, by_sex).assign(wave=w, instrument=i, scale=s) for (w, i, s), part in wholes]
    columns = ["wave", "instrument", "scale", "grade", *(["sex"] if by_sex else []), "band", "rank", "sheets", "count"]
    if not tables:
        return pd.DataFrame(columns=[*columns, "share", "low", "high"])
    return _with_intervals(pd.concat(tables, ignore_index=True)[columns], clustering)


def change(scales: pd.DataFrame, first: str, second: str, *, clustering: Clusterings = NO_CLUSTERING) -> pd.DataFrame:
    """Mean change of every score between two waves, in pupils who have a readable score in both, by grade.

    Returns one line per instrument, scale and grade with ``pupils``, ``change``, ``low``, ``high`` (95 % t interval, in points
    of the scale) and ``effect``, ``effect_low``, ``effect_high`` (the same divided by the SD in the first wave). Grades with
    fewer than ten such pupils are NA.
    """
    readable = scales[scales["readable"] & scales["score"].notna() & scales["wave"].isin([first, second])]
    pairs = readable.pivot_table(index=["instrument", "scale", "grade", "study_id"], columns="wave", values="score")
    pairs = pairs.reindex(columns=[first, second]).dropna()  # sorted by its index
    keys = ["instrument", "scale", "grade"]
    lines = [(*key, *_changed(part, clustering.get(key[:2]))) for key, part in _grouped(pairs, keys)]
    figures = ["change", "low", "high", "effect", "effect_low", "effect_high"]
    frame = pd.DataFrame(lines, columns=[*keys, "pupils", *figures])
    return frame.astype({"pupils": "Int64"} | dict.fromkeys(figures, "Float64"))


def _spread(part: pd.DataFrame, by_sex: bool) -> pd.DataFrame:
    """Counts of one scale in one wave: hidden for grades first, then inside each grade, so that no margin gives a cell away."""
    counts = _counts(part, ["grade"])
    hidden = hide_small(counts.to_numpy(), _too_few(counts))
    if by_sex:
        fine = _counts(part, ["grade", "sex"])
        grade = fine.index.get_level_values("grade")
        hidden_fine = hidden[counts.index.get_indexer(grade)] | _too_few(fine)
        for rows in (grade == one for one in counts.index):
            hidden_fine[rows] = hide_small(fine.to_numpy()[rows], hidden_fine[rows])
        counts, hidden = fine, hidden_fine
    sheets = counts.sum(axis=1).astype("Int64")
    shown = counts.astype("Int64").mask(hidden).reset_index()
    melted = shown.melt(id_vars=list(counts.index.names), var_name="rank", value_name="count")
    names = part.drop_duplicates("rank").set_index("rank")["band"]
    melted = melted.assign(band=melted["rank"].map(names))
    return melted.assign(sheets=pd.concat([sheets.mask(sheets < SMALLEST_GROUP)] * counts.shape[1], ignore_index=True))


def _too_few(counts: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """True in every cell of a group with fewer than ten sheets."""
    few = counts.to_numpy().sum(axis=1) < SMALLEST_GROUP
    return np.repeat(few[:, None], counts.shape[1], axis=1)


def _counts(part: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return part.pivot_table(index=by, columns="rank", values="score", aggfunc="size", fill_value=0)


def _grouped(frame: pd.DataFrame, keys: list[str]) -> Iterator[tuple[tuple[str, str, str], pd.DataFrame]]:
    for key, part in frame.groupby(keys, sort=False):  # in the frame's own order: waves by their month
        first, second, third = map(str, key)
        yield (first, second, third), part


def _with_intervals(table: pd.DataFrame, clustering: Clusterings) -> pd.DataFrame:
    keys = zip(table["instrument"], table["scale"], strict=True)
    effect = np.array([clustering[key].design_effect if key in clustering else 1.0 for key in keys])
    count, sheets = (table[name].to_numpy(np.float64, na_value=np.nan) for name in ("count", "sheets"))
    low, high = wilson(count, sheets, np.maximum(effect, 1.0))
    with np.errstate(invalid="ignore"):
        figures = {"share": count / sheets, "low": low, "high": high}
    return table.assign(**{name: pd.array(values, "Float64") for name, values in figures.items()}).convert_dtypes()


def _changed(pairs: pd.DataFrame, clustering: Clustering | None) -> tuple[int | None, ...] | tuple[float | None, ...]:
    if len(pairs) < SMALLEST_GROUP:
        return (None,) * 7
    before, after = pairs.to_numpy(np.float64).T
    effect = clustering.design_effect if clustering else 1.0
    change_low_high = mean_interval(after - before, effect)
    spread = before.std(ddof=1)
    standard = [value / spread if spread else None for value in change_low_high]
    return (len(pairs), *change_low_high, *standard)
