"""The reasons of a decision in codes, for the sealed entry and the counselor only: edition, scale, band, critical grade."""

import numpy as np
import numpy.typing as npt

from screening.alerts.mapping import BandMapping
from screening.alerts.signals import Signals, Sittings
from screening.core.severity import Band

Codes = tuple[str, ...]
TOLD = {
    "O3I": "happening", "O3": "safety_seen", "O2": "marked", "O1": "slight", "protection": "protection", "by_hand": "by_hand",
    "bullying": "bullying", "care": "diagnosed_outside", "mood": "mood", "talk": "asks", "attempt": "attempt",
    "returned": "returned", "closed": "recently_closed",
}  # fmt: skip
"""What people told, as it is named among the reasons, and the column of signals it stands in."""


def evidence(signals: Signals, lines: npt.NDArray[np.int64], mapping: BandMapping) -> list[Codes]:
    """One tuple of codes a line: ``mht@1 total B2``, ``mht@1 self_blame B2``, ``mht@1 CI-1``, ``report CI-2``, ``told O2``.

    Bands below B1 (total) and B2 (subscale) are not named; an unreadable instrument is named as such. Subscales that an
    earlier mapping read are numbered where this one has other columns.
    """
    codes = [told + reported for told, reported in zip(_told(signals, lines), _reported(signals, lines), strict=True)]
    for sittings in reversed(signals.sittings):
        own = _of_instrument(sittings, lines, mapping.of(sittings.edition).read_subscales)
        codes = [one + others for one, others in zip(own, codes, strict=True)]
    return codes


def _told(signals: Signals, lines: npt.NDArray[np.int64]) -> list[Codes]:
    """What people told, by column; nothing for a pupil of whom nobody told."""
    found: list[Codes] = [()] * len(lines)
    for code, column in TOLD.items():
        for at in np.flatnonzero(getattr(signals, column)[lines]).tolist():
            found[at] += (f"told {code}",)
    return found


def _reported(signals: Signals, lines: npt.NDArray[np.int64]) -> list[Codes]:
    """A grade that no sheet explains came from elsewhere."""
    seen = np.zeros(len(lines), np.int8)
    for sittings in signals.sittings:
        np.maximum(seen, sittings.critical[lines], out=seen)
    grades = signals.critical[lines]
    return [(f"report CI-{grade}",) if grade else () for grade in np.where(grades > seen, grades, 0).tolist()]


def _of_instrument(sittings: Sittings, lines: npt.NDArray[np.int64], names: Codes) -> list[Codes]:
    """Codes of one instrument for each line; empty where the pupil did not take it. Equal bands are put into words once."""
    raised = np.where(sittings.subscales[lines] >= Band.B2, sittings.subscales[lines], np.int8(Band.B0))
    columns = (sittings.total, sittings.critical, sittings.skipped, sittings.given & ~sittings.readable)
    packed = np.column_stack([raised, *(column[lines].astype(np.int8) for column in columns)])
    keys = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel().tolist()
    made = {key: _codes(sittings.edition, names, key) for key in set(keys)}
    return [made[key] for key in keys]


def _codes(edition: str, names: Codes, key: bytes) -> Codes:
    """The codes behind the packed bands: subscales, total, critical grade, skipped, unreadable."""
    *bands, total, critical, skipped, unreadable = np.frombuffer(key, np.int8).tolist()
    codes = [f"{edition} total {Band(total).name}"] if total >= Band.B1 else []
    known = names if len(names) == len(bands) else tuple(f"subscale {place}" for place in range(1, len(bands) + 1))
    codes += [f"{edition} {name} {Band(band).name}" for name, band in zip(known, bands, strict=True) if band >= Band.B2]
    codes += [f"{edition} CI-{critical}"] if critical else []
    codes += [f"{edition} CI-SKIP"] if skipped else []
    codes += [f"{edition} unreadable"] if unreadable else []
    return tuple(codes)
