"""Fingerprints of answers and of refused rows: a corrected one is told from the same one imported again."""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from screening.core.ids import NOBODY
from screening.intake.interface import RowBatch
from screening.intake.text import compact, person_name


def fingerprints(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.uint64]:
    """One number per sheet, equal for equal answers; ``codes`` is (sheets, items).

    A multiply-shift hash over fixed odd constants. It is kept inside the sealed result only: outside, it could be guessed
    back into answers.
    """
    constants = np.random.default_rng(20261121).integers(1, 2**63, size=codes.shape[1] + 1, dtype=np.uint64) | np.uint64(1)
    mixed: npt.NDArray[np.uint64] = (codes.astype(np.uint64) + np.uint64(2)) @ constants[:-1] + constants[-1]
    mixed ^= mixed >> np.uint64(29)
    return mixed * np.uint64(0xBF58476D1CE4E5B9)


def row_mark(batch: RowBatch, line: int, *, pupil: int, edition: str) -> int:
    """``sitting_mark`` of one row of a batch: of the pupil, or of number, name, class and a slip's code as they were written."""
    slip = batch.codes[line : line + 1] if batch.codes else []
    written = (batch.numbers[line], batch.names[line], batch.classes[line], *filter(None, slip))
    whom = str(pupil) if pupil != NOBODY else "|".join(written)
    answers = b"|".join(batch.answers[each][line].tobytes() for each in sorted(batch.answers))
    return sitting_mark(whom, edition, batch.answered_at[line], answers)


def written_of(batch: RowBatch, line: int) -> int:
    """One number for what a row says of its pupil, equal however it is spaced; 0 if it names nobody.

    Less than 2^56, kept sealed.
    """
    said = (batch.numbers[line], person_name(batch.names[line]), compact(batch.classes[line]))
    if not any(said[:2]):
        return 0
    return int.from_bytes(blake2b("|".join(said).encode(), digest_size=7, person=b"written").digest(), "big")


def sitting_mark(whom: str, edition: str, answered_at: np.datetime64, answers: bytes) -> int:
    """One number for a refused sitting, equal for the same one in a later export; 0 if it names nobody and tells no time.

    Less than 2^56. Kept sealed, like fingerprints: outside, it could be guessed back into answers.
    """
    if not whom.strip("|") and np.isnat(answered_at):
        return 0
    told = f"{edition}|{whom}|{answered_at}|".encode() + answers
    return int.from_bytes(blake2b(told, digest_size=7).digest(), "big")
