"""What each index of answering catches on synthetic sheets: areas under the curve and shares flagged, as a Markdown table.

The figures stand in docs/quality.md. They are an upper bound: these sheets are careless by construction, and the careful ones
come from our own factor model.
"""

import sys

import numpy as np
from scipy.stats import rankdata

from screening.adapters.instrument_files import load_instrument
from screening.instruments.definition import Instrument
from screening.research.synthetic import answer_model, people, plan_school
from screening.research.synthetic.answers import answer, distress
from screening.research.synthetic.careless import Way, fill_carelessly
from screening.scoring.person_fit import fit_of, worst
from screening.scoring.quality import (
    FLATTEST,
    LEAST_CONSISTENT,
    LONGEST_SHARE,
    even_odd,
    farthest,
    irv,
    long_string,
    mahalanobis,
    main_answers,
    shows_straight_lines,
)

PUPILS, EACH_WAY, SEED = 10_000, 200, 7  # two in a hundred in each way
INSTRUMENTS = ("mht", "sdq_self", "cesdc", "scared", "mssmhs")


def sheets(instrument: Instrument) -> tuple[np.ndarray, np.ndarray]:
    """Codes of careful and careless sheets, and per sheet the place of its way in ``Way``, -1 for careful."""
    school, rng = plan_school(PUPILS, SEED), np.random.default_rng(SEED)
    codes = answer(answer_model(instrument), distress(school, 0, 1, people(school, 0).sex), rng)
    ways = np.full(len(codes), -1)
    drawn = rng.permutation(len(codes))
    for place, way in enumerate(Way):
        rows = drawn[place * EACH_WAY : (place + 1) * EACH_WAY]
        fill_carelessly(codes, rows, way, (instrument.items.low, instrument.items.high), rng)
        ways[rows] = place
    return codes, ways


def indices(codes: np.ndarray, instrument: Instrument) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per index its values, high where it suspects, and whom it flags."""
    run, flat, halves = long_string(codes).astype(float), irv(codes), even_odd(codes, instrument)
    distance, fit = mahalanobis(codes, instrument), fit_of(codes, instrument)
    span, most = instrument.items.high - instrument.items.low, farthest(main_answers(codes[:0], instrument).shape[1])
    return {
        "long string": (run, run >= LONGEST_SHARE * codes.shape[1]),
        "IRV": (-flat, flat < FLATTEST * span),
        "even-odd": (-halves, halves < LEAST_CONSISTENT),
        "Mahalanobis": (distance, distance > most),
        "Ht": (-fit, worst(fit)),
    }


def area(values: np.ndarray, suspect: np.ndarray) -> float:
    """How often a careless sheet looks worse than a careful one; .5 is guessing. NaN without values of both."""
    told = ~np.isnan(values)
    ranks, bad = rankdata(values[told]), suspect[told]
    if not bad.any() or bad.all():
        return float("nan")
    return float((ranks[bad].sum() - bad.sum() * (bad.sum() + 1) / 2) / (bad.sum() * (~bad).sum()))


def main() -> None:
    """Print one table: an index and instrument a line, a way of not reading a column."""
    names = [way.value.replace("_", " ") for way in Way]
    print("| instrument | index | careful flagged |", " | ".join(f"{name}: AUC (caught)" for name in names), "|")
    print("| --- | --- | --- |", " | ".join("---" for _ in names), "|")
    for code in sys.argv[1:] or INSTRUMENTS:
        instrument = load_instrument(code)
        codes, ways = sheets(instrument)
        for index, (values, flags) in indices(codes, instrument).items():
            if index in {"long string", "IRV"} and not shows_straight_lines(instrument):
                continue
            cells = []
            for place in range(len(Way)):
                among = (ways == -1) | (ways == place)
                auc, caught = area(values[among], ways[among] == place), flags[ways == place].mean()
                cells.append("–" if np.isnan(auc) else f"{auc:.2f} ({caught:.0%})")
            print(f"| {code} | {index} | {flags[ways == -1].mean():.1%} |", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
