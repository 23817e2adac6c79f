"""Results of pupils whose consent was refused or withdrawn: nobody reads them; only that a safety item fired stays."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from screening.adapters.db.register import Lines
from screening.adapters.db.roster import SqlRosterStore
from screening.adapters.db.transaction import Transaction
from screening.alerts.interface import Readings
from screening.core.severity import Band, Critical
from screening.followup.records import Alert

_BY_PEOPLE = frozenset({"told", "report"})
_NO = 2  # Register.consent: refused or withdrawn

Pupils = npt.NDArray[np.int32]


def locked_pupils(own: Transaction) -> Pupils:
    """Whose results are locked, at the school or gone; unsorted."""
    roster = SqlRosterStore(own)
    return np.concatenate([_of(roster.register_lines()), _of(roster.leaver_lines())])


def without_scores(found: Sequence[Readings], locked: Pupils) -> list[Readings]:
    """The readings with nothing left of a locked pupil but the grade and the time of a safety answer, if one fired."""
    return [_one(read, np.isin(read.pupil, locked)) for read in found] if len(locked) else list(found)


def without_bands(alerts: Sequence[Alert], locked: Pupils) -> list[Alert]:
    """The alerts as they are, those of locked pupils without the bands they rest on: level, rules and clocks stay."""
    shut = set(locked.tolist())
    return [
        replace(one, decision=replace(one.decision, evidence=tuple(filter(_stays, one.decision.evidence))))
        if one.pupil in shut
        else one
        for one in alerts
    ]


def _stays(code: str) -> bool:
    """What people told, and the grade of a safety answer: ``phq9@1 CI-2``, ``told O2``; no scale's band."""
    words = code.split(" ")
    return words[0] in _BY_PEOPLE or words[-1].startswith("CI-")


def _of(lines: Lines) -> Pupils:
    found: Pupils = lines["pupil"][lines["consent"] == _NO].astype(np.int32)
    return found


def _one(read: Readings, shut: npt.NDArray[np.bool_]) -> Readings:
    if not shut.any():
        return read
    kept = ~shut | (read.critical > Critical.CI_0)
    lines = {name: column[kept] for name, column in vars(read).items() if isinstance(column, np.ndarray)}
    blank = shut[kept]
    for name in ("total", "raw_total", "subscales"):
        lines[name][blank] = Band.NA
    lines["skipped"][blank], lines["validity"][blank] = False, 0
    return replace(read, **lines)  # type: ignore[arg-type]  # its columns are arrays, and only these are here
