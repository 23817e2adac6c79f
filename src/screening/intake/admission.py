"""Which rows may become sheets: one reason a row, the first of a fixed order, and nothing dropped without one."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from screening.core.ids import NOBODY
from screening.instruments.definition import Instrument
from screening.intake.interface import ColumnPlan, Matches, Register, RowBatch, Tally, Why

Mask = npt.NDArray[np.bool_]
Reasons = npt.NDArray[np.object_]  # (rows,) Why or None

GRANTED, REFUSED = 1, 2


class Admission(NamedTuple):
    """What becomes of each row, instrument by instrument; every mask has one line per row of the batch."""

    whole: Reasons  # why the whole row is refused, for every instrument
    refused: dict[str, Reasons]  # edition -> why no sheet: ``whole``, or a reason of this instrument alone
    blanks: dict[str, Mask]  # edition -> counted as blank: an empty row, or nothing answered where it was not meant or not shown
    sheets: dict[str, Mask]  # edition -> becomes a sheet

    def tally(self, edition: str) -> Tally:
        """Law 1 for one instrument: rows = sheets + refusals + blanks."""
        refusals = int(np.count_nonzero(~_none(self.refused[edition])))
        sheets, blanks = int(self.sheets[edition].sum()), int(self.blanks[edition].sum())
        return Tally(edition=edition, rows=len(self.whole), sheets=sheets, refusals=refusals, blanks=blanks)


def admit(
    batch: RowBatch,
    matches: Matches,
    register: Register,
    plan: ColumnPlan,
    seen: Mask,
    *,
    consent_needed: bool = True,
    in_scope: Mask | None = None,
) -> Admission:
    """Sheets, refusals and blanks of one batch. ``seen`` (one flag per register line) is brought up to date.

    ``in_scope`` (one flag per register line): whom the wave is for; None: everybody.

    Order of reasons, the first one counts: blank row → declined by the pupil → the platform's own sign → identity →
    guardian's consent → outside the wave's scope → second sitting → wrong grade → too young → unreadable cell. A failed
    attention check is no reason here: the sheet is kept and marked INCONS, so that somebody sees the pupil again. A pupil's
    sitting is the first row that gives at least one answered sheet; rows before it keep their own reasons, rows after it are
    second sittings.
    """
    lines = _lines(register, matches.pupil)
    whole = _whole(batch, matches, register, lines, consent_needed=consent_needed)
    if in_scope is not None:
        whole = _first_reason(whole, (~batch.blank & (lines >= 0) & ~_flags_at(in_scope, lines), Why.OUT_OF_SCOPE))
    single = {each.instrument.edition: _of_instrument(batch, register, lines, each.instrument) for each in plan.instruments}
    open_rows = ~batch.blank & _none(whole)
    answered = np.any([_none(one.reasons) & ~one.empty for one in single.values()], axis=0)
    second = _second_sittings(lines, open_rows, answered, seen)
    whole = _first_reason(whole, (second, Why.SECOND_SITTING))
    open_rows &= ~second
    refused, blanks, sheets = {}, {}, {}
    for edition, one in single.items():
        blanks[edition] = batch.blank | (open_rows & one.empty & (~one.fits | one.not_shown))
        refused[edition] = np.where(open_rows & ~blanks[edition], one.reasons, whole)
        sheets[edition] = open_rows & ~blanks[edition] & _none(one.reasons)
    return Admission(whole, refused, blanks, sheets)


def eligible(instrument: Instrument, grade: npt.NDArray[np.int8]) -> Mask:
    """Pupils of the grades the edition is meant for."""
    fits: Mask = np.isin(grade, instrument.eligible.grades)
    return fits


def old_enough(instrument: Instrument, born: npt.NDArray[np.datetime64], at: npt.NDArray[np.datetime64]) -> Mask:
    """Pupils who had reached the edition's lowest age, in whole months; who is not known to be that old, is not."""
    if instrument.eligible.not_under is None:
        return np.ones(len(at), dtype=bool)
    months = (at.astype("datetime64[M]") - born).astype("timedelta64[M]")
    reached: Mask = ~np.isnat(months) & (months >= np.timedelta64(12 * instrument.eligible.not_under, "M"))
    return reached


def consenting(consent: npt.NDArray[np.int8], *, needed: bool) -> Mask:
    """Guardians who said yes; where the school doesn't record consent here, those who didn't say no (PRIVACY §2)."""
    willing: Mask = consent == GRANTED if needed else consent != REFUSED
    return willing


class _Single(NamedTuple):
    """One instrument's view of the rows."""

    reasons: Reasons
    empty: Mask  # nothing answered
    fits: Mask  # meant for the pupil's grade and age
    not_shown: bool = False  # where nothing is answered, a page that comes up after certain answers only did not come up


def _of_instrument(batch: RowBatch, register: Register, lines: npt.NDArray[np.intp], instrument: Instrument) -> _Single:
    """Reasons that hold for this instrument alone."""
    edition = instrument.edition
    empty = (batch.answers[edition] < 0).all(axis=1) & ~batch.unreadable[edition]
    of_grade = eligible(instrument, _at(register.grade, lines))
    born = register.born[lines] if len(register.born) else np.full(len(lines), "NaT", dtype="datetime64[M]")
    of_age = old_enough(instrument, born, batch.answered_at)
    reasons = _first_reason(
        np.full(len(lines), None, dtype=object),
        (~of_grade, Why.WRONG_GRADE),
        (~of_age, Why.TOO_YOUNG),
        (batch.unreadable[edition], Why.UNREADABLE),
    )
    return _Single(reasons, empty, of_grade & of_age, instrument.is_follow_up)


def _whole(
    batch: RowBatch, matches: Matches, register: Register, lines: npt.NDArray[np.intp], *, consent_needed: bool
) -> Reasons:
    """Reasons that hold for every instrument of the row, second sittings aside."""
    filled = ~batch.blank
    identity = np.array(matches.why, dtype=object)
    reasons = _first_reason(np.full(len(lines), None, dtype=object), (batch.declined & filled, Why.DECLINED))
    if batch.signed is not None:
        reasons = np.where(_none(reasons) & filled, batch.signed, reasons)
    reasons = np.where(_none(reasons) & filled, identity, reasons)
    unwilling = filled & (lines >= 0) & ~consenting(_at(register.consent, lines), needed=consent_needed)
    return _first_reason(reasons, (unwilling, Why.NO_CONSENT))


def _lines(register: Register, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Register line of each pupil, −1 for nobody."""
    order = np.argsort(register.pupil, kind="stable")
    if not len(order):
        return np.full(len(pupils), -1, dtype=np.intp)
    places = np.minimum(np.searchsorted(register.pupil, pupils, sorter=order), len(order) - 1)
    lines = order[places]
    return np.where((pupils != NOBODY) & (register.pupil[lines] == pupils), lines, -1)


def _second_sittings(lines: npt.NDArray[np.intp], open_rows: Mask, answered: Mask, seen: Mask) -> Mask:
    """Rows after the pupil's sitting, which is the first answered one here or an earlier one; ``seen`` is updated."""
    rows = np.flatnonzero(open_rows)
    sitting = np.flatnonzero(open_rows & answered)
    first = np.full(len(seen), len(lines), dtype=np.intp)
    np.minimum.at(first, lines[sitting], sitting)
    second = np.zeros(len(lines), dtype=bool)
    second[rows] = seen[lines[rows]] | (rows > first[lines[rows]])
    seen[lines[sitting]] = True
    return second


def _at(column: npt.NDArray[np.int8], lines: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    """``column`` at these lines; anything for line −1, even of an empty register."""
    return column[lines] if len(column) else np.zeros(len(lines), dtype=np.int8)


def _flags_at(column: Mask, lines: npt.NDArray[np.intp]) -> Mask:
    return column[lines] if len(column) else np.zeros(len(lines), dtype=np.bool_)


def _none(reasons: Reasons) -> Mask:
    """Where no reason stands."""
    return np.array([reason is None for reason in reasons.tolist()], dtype=bool)


def _first_reason(reasons: Reasons, *later: tuple[Mask, Why]) -> Reasons:
    """The reasons with later ones filled in where there is none yet."""
    filled = reasons.copy()
    for rows, why in later:
        filled[rows & _none(filled)] = why
    return filled
