"""The reasons of a decision in codes, for the sealed entry and the counselor only: edition, scale, band, critical grade."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from screening.alerts.mapping import BandMapping
from screening.alerts.signals import Signals, Sittings
from screening.core.severity import Band

Codes = tuple[str, ...]


def evidence(signals: Signals, lines: npt.NDArray[np.int64], mapping: BandMapping) -> list[Codes]:
    """One tuple of codes for each of ``lines``: ``mht@1 total B2``, ``mht@1 self_blame B2``, ``mht@1 CI-1``, ``report CI-2``.

    Bands below B1 (total) and B2 (subscale) are not named; an unreadable instrument is named as such. Subscales that an
    earlier mapping read are numbered where this one has other columns.
    """
    each = [_of_instrument(sittings, lines, mapping.of(sittings.edition).read_subscales) for sittings in signals.sittings]
    seen = (
        np.max([sittings.critical[lines] for sittings in signals.sittings], axis=0, initial=0)
        if each
        else np.zeros(len(lines), np.int8)
    )
    grades = signals.critical[lines]
    reported = [
        (f"report CI-{grade}",) if told else () for grade, told in zip(grades.tolist(), (grades > seen).tolist(), strict=True)
    ]
    return [tuple(code for codes in row for code in codes) for row in zip(*each, reported, strict=True)]


def _of_instrument(sittings: Sittings, lines: npt.NDArray[np.int64], names: Codes) -> list[Codes]:
    """Codes of one instrument for each line; empty where the pupil did not take it."""
    subscales = [bytes(row) for row in sittings.subscales[lines].astype(np.uint8)]
    columns = (sittings.total, sittings.critical, sittings.skipped, sittings.given & ~sittings.readable)
    facts = zip(subscales, *(column[lines].tolist() for column in columns), strict=True)
    return [_codes(sittings.edition, names, fact) for fact in facts]


@lru_cache(maxsize=65536)
def _codes(edition: str, names: Codes, fact: tuple[bytes, int, int, bool, bool]) -> Codes:
    """The codes of one instrument; shared by all pupils with the same ones."""
    subscales, total, critical, skipped, unreadable = fact
    codes = [f"{edition} total {Band(total).name}"] if total >= Band.B1 else []
    bands = np.frombuffer(subscales, np.int8).tolist()
    known = names if len(names) == len(bands) else tuple(f"subscale {place}" for place in range(1, len(bands) + 1))
    codes += [f"{edition} {name} {Band(band).name}" for name, band in zip(known, bands, strict=True) if band >= Band.B2]
    codes += [f"{edition} CI-{critical}"] if critical else []
    codes += [f"{edition} CI-SKIP"] if skipped else []
    codes += [f"{edition} unreadable"] if unreadable else []
    return tuple(codes)
