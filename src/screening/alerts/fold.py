"""All sheets of one wave folded into one line per pupil, instrument by instrument, as the band mapping's fold says."""

# mypy: disable-error-code="no-any-return"
# (numpy's stubs call a clipped or compared array Any)

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.alerts.signals import Mask, Signals, Sittings, Small
from screening.core.severity import UNREADABLE, Band, Critical, Validity

GARBLED = np.uint8(Validity.LIE | Validity.FAST | Validity.STRAIGHT | Validity.INCONS)
HASTY = np.uint8(Validity.STRAIGHT | Validity.FAST | Validity.DOUBTFUL)
_SEVERAL = 2  # raised subscales that R202 asks for
Places = npt.NDArray[np.int64]  # the line of each pupil


@dataclass(frozen=True, kw_only=True, eq=False)
class Reports:
    """Critical content from elsewhere than a sheet: refused rows, saved pages, message box, peers, adults. Any order."""

    pupil: npt.NDArray[np.int32]
    critical: Small
    dated: Mask


def fold(readings: Sequence[Readings], pupils: npt.NDArray[np.int32], reports: Reports | None = None) -> Signals:
    """Signals of ``pupils`` (in the order given, each once) from everything read in one wave.

    Readings of one edition are sittings, oldest first by ``answered_at`` and then by their order here; the same sheet read
    twice counts once. Total: gravest readable one. Subscales: all readable ones, and each instrument's total as a further
    entry where a pupil took two or more instruments. Critical: gravest of all, readable or not (V3). An unreadable
    instrument makes only itself unreadable. Readings of pupils who are not asked for are left out. A follow-up page (the dated
    safety page) is no instrument that a pupil took: it adds its grade and its time, and can lower nothing.
    Sheets of a parent or teacher fold apart: what they show is an adult's slight observation, never a band of the pupil's own.
    """
    signals = _together(fold_each([read for read in readings if read.respondent == "self"], pupils), pupils)
    for informant in sorted({read.respondent for read in readings} - {"self"}):
        apart = fold_each([read for read in readings if read.respondent == informant], pupils)
        signals = _with_informant(signals, _together(apart, pupils))
    return signals if reports is None else _with_reports(signals, reports)


def fold_each(readings: Sequence[Readings], pupils: npt.NDArray[np.int32]) -> list[Sittings]:
    """One ``Sittings`` per edition, in the order of edition names, each with a line per pupil."""
    editions: dict[str, list[Readings]] = defaultdict(list)
    for reading in readings:
        editions[reading.edition].append(reading)
    return [_sittings(edition, _lines(editions[edition], pupils), len(pupils)) for edition in sorted(editions)]


def _lines(readings: list[Readings], pupils: npt.NDArray[np.int32]) -> tuple[Places, Readings]:
    """All lines of one edition for the pupils asked for, oldest first within a pupil, the same sheet once; with their places."""
    plain = ("pupil", "total", "raw_total", "critical", "skipped", "dated", "validity", "fingerprint", "answered_at")
    together: dict[str, Any] = {name: np.concatenate([getattr(reading, name) for reading in readings]) for name in plain}
    together["subscales"] = _of_one_width([reading.subscales for reading in readings])
    place = places_of(together["pupil"], pupils)
    if len(place) and place[0] >= 0 and (place[1:] > place[:-1]).all():
        return place, replace(readings[0], **together)  # the common case: one sheet a pupil, in order
    time = together["answered_at"].astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((np.where(np.isnat(together["answered_at"]), np.iinfo(np.int64).max, time), place))
    order = order[place[order] >= 0]
    order = order[_first_of_each(place[order], together["fingerprint"][order], time[order])]
    return place[order], replace(readings[0], **{name: column[order] for name, column in together.items()})


def _of_one_width(subscales: list[Small]) -> Small:
    """Subscales stacked; those read by a mapping with fewer columns are filled up with NA."""
    width = max(one.shape[1] for one in subscales)
    filled = [np.pad(one, ((0, 0), (0, width - one.shape[1])), constant_values=Band.NA) for one in subscales]
    return np.concatenate(filled)


def places_of(some: npt.NDArray[np.int32], pupils: npt.NDArray[np.int32]) -> Places:
    """Where each of ``some`` stands in ``pupils``; −1 if nowhere."""
    if not len(pupils):
        return np.full(len(some), -1)
    order = np.argsort(pupils, kind="stable")
    found = np.searchsorted(pupils[order], some).clip(max=len(pupils) - 1)
    return np.where(pupils[order][found] == some, order[found], -1)


def _first_of_each(place: Places, fingerprint: npt.NDArray[np.uint64], time: npt.NDArray[np.int64]) -> Mask:
    """False for a sheet that stands here already: same pupil, same answers, same time."""
    keys = np.stack([place.astype(np.uint64), fingerprint, time.astype(np.uint64)], axis=1)
    first = np.zeros(len(place), np.bool_)
    first[np.unique(keys, axis=0, return_index=True)[1]] = True
    return first


def _sittings(edition: str, lines: tuple[Places, Readings], pupils: int) -> Sittings:
    """The sittings of one edition, one line per pupil."""
    place, read = lines
    good = (read.validity & np.uint8(UNREADABLE)) == 0

    def some(mask: Mask) -> Mask:
        return np.bincount(place[mask], minlength=pupils) > 0

    readable = some(good)
    lost = some(~good) & ~readable  # no sitting can be read
    first = np.flatnonzero(good)
    first = first[np.diff(place[first], prepend=-1) > 0]  # lines lie together by pupil, the oldest first
    where = place[first]
    critical = np.zeros(pupils, np.int8)
    np.maximum.at(critical, place, read.critical)
    garbled = lost & some((read.validity & GARBLED) > 0)
    return Sittings(
        edition=edition,
        given=some(np.ones(len(place), np.bool_)),
        readable=readable,
        total=_spread(read.total[first], where, pupils),
        subscales=_spread(read.subscales[first], where, pupils),
        critical=critical,
        undated=(critical > Critical.CI_0) & ~some(read.dated & (read.critical == critical[place])),
        skipped=some(read.skipped) & ~some(~read.skipped),
        prorated=_spread((read.validity[first] & np.uint8(Validity.PRORATED)) > 0, where, pupils, empty=False),
        garbled=garbled,
        incomplete=lost & some((read.validity & np.uint8(Validity.MISSING)) > 0),
        raw_raised=garbled & some(read.raw_total >= Band.B2),
        unreadable=np.where(lost, np.bincount(place[~good], minlength=pupils), 0).astype(np.int16),
        hasty=some((read.validity & HASTY) > 0),
        follow_up=read.follow_up,
    )


def _spread(values: npt.NDArray[Any], where: npt.NDArray[np.int64], pupils: int, *, empty: int = Band.NA) -> npt.NDArray[Any]:
    """Values put on the lines of their pupils, ``empty`` elsewhere; bands are NA there."""
    spread = np.full((pupils, *values.shape[1:]), empty, values.dtype)
    spread[where] = values
    return spread


def _together(folded: list[Sittings], pupils: npt.NDArray[np.int32]) -> Signals:
    """One line per pupil over all instruments."""
    if not folded:
        return Signals.quiet(pupils)
    critical = np.max([one.critical for one in folded], axis=0)
    at_top = [one.critical == critical for one in folded]
    own = [one for one in folded if not one.follow_up]
    several = np.sum([one.given for one in own], axis=0) > 1

    def entries(band: Band) -> Small:
        subscales = sum(np.count_nonzero(one.subscales >= band, axis=1) for one in folded)
        totals = sum((one.total >= band).astype(np.int64) for one in folded)
        return (subscales + np.where(several, totals, 0)).clip(max=127).astype(np.int8)

    def some(name: str) -> Mask:
        return np.any([getattr(one, name) for one in folded], axis=0)

    return Signals.quiet(
        pupils,
        total=np.max([one.total for one in folded], axis=0),
        raised=entries(Band.B2),
        severe=entries(Band.B3),
        critical=critical,
        undated=(critical > Critical.CI_0)
        & np.all([one.undated | ~top for one, top in zip(folded, at_top, strict=True)], axis=0),
        skipped=some("skipped"),
        sheets=some("given"),
        readable=np.any([one.readable for one in own], axis=0) if own else np.zeros(len(pupils), np.bool_),
        prorated=some("prorated"),
        garbled=some("garbled"),
        incomplete=some("incomplete"),
        raw_raised=some("raw_raised"),
        retest=np.any([one.unreadable == 1 for one in folded], axis=0),
        twice=np.any([one.unreadable > 1 for one in folded], axis=0),
        hasty=some("hasty"),
    ).told(sittings=tuple(folded))


def _with_informant(signals: Signals, told: Signals) -> Signals:
    """One more observer of an O1 where this informant's sheets, taken alone, would fire R201 or R202 (band mapping, FOLD).

    An informant's safety answer is a report like any other. Their unreadable sheet asks for no retest of the pupil.
    """
    raised = (told.total >= Band.B2) | (told.raised >= _SEVERAL) | (told.severe > 0)
    heard = signals.told(slight=signals.slight + raised.astype(np.int8), sittings=(*signals.sittings, *told.sittings))
    return _with_reports(heard, Reports(pupil=told.pupil, critical=told.critical, dated=~told.undated))


def _with_reports(signals: Signals, reports: Reports) -> Signals:
    """Critical content from elsewhere added: the gravest counts, and a dated source makes the grade dated."""
    place = places_of(reports.pupil, signals.pupil)
    known = place >= 0
    critical = signals.critical.copy()
    np.maximum.at(critical, place[known], reports.critical[known])
    from_sheets = signals.undated | (signals.critical < critical)
    dated = np.zeros(len(signals), np.bool_)
    dated[place[known & reports.dated & (reports.critical == critical[place])]] = True
    return signals.told(critical=critical, undated=(critical > Critical.CI_0) & from_sheets & ~dated)
