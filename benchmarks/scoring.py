"""How many MHT sheets a second one thread scores, 2 % of the cells blank, bands included. Promised: 3 million."""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")  # before numpy is imported

import time

import numpy as np

from screening.adapters.instrument_files import load_instrument
from screening.intake.interface import NO_ANSWER
from screening.scoring.score import Codes, score

SHEETS = 145_000
BLANK = 0.02  # share of the cells
ROUNDS = 9
PROMISED = 3.0  # million sheets a second


def answers() -> np.ndarray:
    """Made-up yes and no, int8, with 2 % of the cells blank."""
    random = np.random.default_rng(20261122)
    codes = random.integers(0, 2, (SHEETS, 100), dtype=np.int8)
    codes[random.random(codes.shape) < BLANK] = NO_ANSWER
    return codes


def millions_a_second(codes: Codes) -> tuple[float, float]:
    """The median and the best of some rounds; far apart, they say that the machine was busy with something else."""
    mht = load_instrument("mht")
    rounds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        score(codes, mht)
        rounds.append(time.perf_counter() - begun)
    return SHEETS / float(np.median(rounds)) / 1e6, SHEETS / min(rounds) / 1e6


def main() -> None:
    """Print one line for each kind of matrix."""
    codes = answers()
    floats = np.where(codes == NO_ANSWER, np.nan, codes).astype(np.float32)
    for kind, matrix in (("int8", codes), ("float32", floats)):
        median, best = millions_a_second(matrix)
        print(f"{kind:8s} {median:5.2f} M sheets/s, best round {best:5.2f} (promised {PROMISED})")


if __name__ == "__main__":
    main()
