"""What people told of some pupils as columns of signals: inside its windows, with the cap of peers, never silenced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt

from screening.alerts.case_signals import named_of
from screening.alerts.fold import Reports, places_of
from screening.alerts.mapping import GRADE
from screening.alerts.policy import Windows
from screening.alerts.signals import Mask, Protection, Signals, Small
from screening.core.severity import Severity
from screening.intake.report_kinds import LIFTED, Kind, Report

ATTEMPT_DAYS = 365  # §2.6 attempt12m
RETURN_DAYS = 90  # §2.6 rtn90
TERM_DAYS = 140  # "this term": about 20 weeks (ALERT_POLICY §11, calendar facts)
COUNSELORS = frozenset({"psych_teacher", "psych_deputy"})
LIFTERS = (COUNSELORS, frozenset({"moral_education_head", "principal"}))
"""A hold falls when somebody of each has said so in writing (F7)."""

SAFETY_GRADES: dict[str, Severity] = {
    "O3": Severity.S3, "O3I": Severity.S4, "CI-1": Severity.S2, "CI-2": Severity.S3, "CI-3": Severity.S4,
    "suspected": Severity.S3, "imminent": Severity.S4, "S1": Severity.S1, "S2": Severity.S2, "S3": Severity.S3, "S4": Severity.S4,
}  # fmt: skip
"""The severity that a report of this grade gives by itself: it always opens, or rings in, an alert of at least that severity."""

_SAFETY_KINDS = frozenset({Kind.CRITICAL, Kind.PROTECTION, Kind.HAND})
_LIFTABLE = frozenset({Kind.PROTECTION, Kind.FAMILY})
_MANY = 100  # observers; more say nothing new
_Placed = tuple[int, Report]
CIRCUMSTANCES = ("attempt", "returned", "transferred", "recently_closed", "named", "staff_harm", "hold", "guarded")
"""What holds for whatever is decided next: history, and who must not hear."""


@dataclass(frozen=True, kw_only=True)
class KeptReport:
    """A report as it stands in the records."""

    number: int  # of the record; what is being entered now has none yet: 0
    pupil: int
    id: str
    report: Report
    entered_at: datetime


@dataclass(frozen=True, kw_only=True, eq=False)
class Heard:
    """Columns for the signals of some pupils, and what safety content was reported."""

    columns: Mapping[str, npt.NDArray[Any]]
    reports: Reports

    def beside(self, signals: Signals) -> Signals:
        """The signals with what was told added; observers of sheets and of forms count together."""
        slight = (signals.slight + self.columns["slight"]).astype(np.int8)
        return signals.told(**{**self.columns, "slight": slight})


@dataclass(frozen=True, kw_only=True, eq=False)
class Hearing:
    """What people told of some pupils: before, now, and both together."""

    before: Heard
    now: Heard  # what is new, with the circumstances of everything
    together: Heard
    unhandled: npt.NDArray[np.bool_]  # a safety report told before is still open: the open case may rest on it


def hearing(
    told: Sequence[KeptReport],
    new: Sequence[KeptReport],
    opened: Mapping[int, int],
    pupils: npt.NDArray[np.int32],
    *,
    today: date,
    zone: tzinfo,
    windows: Windows,
) -> Hearing:
    """Signals of ``pupils`` from all reports ``told`` before and the ``new`` ones; ``opened`` is the Severity of open alerts.

    A safety report told before counts as long as an alert of its severity is open; afterwards somebody has dealt with it.
    Windows are counted by dates on the school's clock, both ends included (A9). The order of reports does not matter.
    """
    standing = in_force(confirmed(told, told), [*told, *new])
    news = [*new, *(kept for kept in confirmed(told, new) if kept.number in _confirmations(new))]
    unhandled = [kept for kept in standing if not _is_safety(kept.report) or _still_open(kept, opened)]
    lasting = [kept for kept in unhandled if kept.report.kind is not Kind.TALK]  # an appointment is made once
    columns = _Columns(pupils=pupils, today=today, zone=zone, windows=windows)
    all_columns = columns.of(in_force([*standing, *news], [*told, *new])).columns
    circumstances = {name: all_columns[name] for name in CIRCUMSTANCES}

    def heard(reports: Sequence[KeptReport]) -> Heard:
        own = columns.of(in_force(reports, [*told, *new]))
        return replace(own, columns={**own.columns, **circumstances})

    safety = np.array([kept.pupil for kept in unhandled if _is_safety(kept.report)], dtype=np.int32)
    return Hearing(before=heard(lasting), now=heard(news), together=heard([*lasting, *news]), unhandled=np.isin(pupils, safety))


def _confirmations(reports: Sequence[KeptReport]) -> set[int]:
    return {kept.report.confirms for kept in reports if kept.report.kind is Kind.CONFIRMED}


def confirmed(reports: Sequence[KeptReport], by: Sequence[KeptReport]) -> list[KeptReport]:
    """The reports, those that ``by`` confirms marked so."""
    numbers = _confirmations(by)
    return [
        replace(kept, report=replace(kept.report, adult_confirmed=True)) if kept.number in numbers else kept for kept in reports
    ]


def in_force(reports: Sequence[KeptReport], by: Sequence[KeptReport]) -> list[KeptReport]:
    """The reports without protection reports and family facts that were taken back by both sides after they came (F7)."""

    def stands(kept: KeptReport) -> bool:
        later = [
            one.report.by
            for one in by
            if one.report.grade == LIFTED
            and (one.pupil, one.report.kind) == (kept.pupil, kept.report.kind)
            and one.entered_at > kept.entered_at
        ]
        return not all(any(role in side for role in later) for side in LIFTERS)

    return [kept for kept in reports if kept.report.grade != LIFTED and (kept.report.kind not in _LIFTABLE or stands(kept))]


def _is_safety(report: Report) -> bool:
    return report.kind in _SAFETY_KINDS or report.counts_as in {"O3", "O3I"}


def _still_open(kept: KeptReport, opened: Mapping[int, int]) -> bool:
    """An alert at least as grave as what this report gives is open; a lower one was lowered by a person since."""
    return opened.get(kept.pupil, 0) >= SAFETY_GRADES[kept.report.grade]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Columns:
    """Makes columns of reports for these pupils on this day."""

    pupils: npt.NDArray[np.int32]
    today: date
    zone: tzinfo
    windows: Windows

    def of(self, reports: Sequence[KeptReport]) -> Heard:
        """Every column that people's reports fill. Reports of other pupils are left out."""
        place = places_of(np.array([kept.pupil for kept in reports], dtype=np.int32), self.pupils)
        mine = [(at, kept.report) for at, kept in zip(place.tolist(), reports, strict=True) if at >= 0]
        days = self.windows
        seen = [pair for pair in mine if pair[1].kind is Kind.OBSERVATION]
        guarded = [pair for pair in mine if pair[1].kind is Kind.PROTECTION]
        columns: dict[str, npt.NDArray[Any]] = {
            "slight": self._observers([p for p in seen if p[1].counts_as == "O1"], days.slight_observation_days),
            "marked": self._mask(self._marked(seen)),
            "safety_seen": self._mask([p for p in seen if p[1].counts_as == "O3"]),
            "happening": self._mask([p for p in seen if p[1].counts_as == "O3I"]),
            "mood": self._mood([p for p in mine if p[1].kind is Kind.LOW_MOOD]),
            "asks": self._mask(self._recent(mine, Kind.TALK)),
            "bullying": self._mask(self._recent(mine, Kind.BULLYING)),
            "diagnosed_outside": self._mask(self._recent(mine, Kind.OUTSIDE_CARE)),
            "injured": self._mask([p for p in mine if p[1].injured]),
            "by_hand": self._gravest([(at, Severity[r.grade]) for at, r in mine if r.kind is Kind.HAND]),
            "protection": self._gravest([(at, Protection[r.grade.upper()]) for at, r in guarded]),
            "guarded": self._mask(guarded),
            "staff_harm": self._mask([p for p in guarded if "staff" in p[1].sources]),
            "named": self._named(mine),
            "hold": self._mask([p for p in mine if _holds(p[1])]),
            "attempt": self._mask(self._history(mine, "attempt", ATTEMPT_DAYS)),
            "returned": self._mask(self._history(mine, "returned", RETURN_DAYS)),
            "transferred": self._mask(self._history(mine, "transferred", TERM_DAYS)),
            "recently_closed": self._mask(self._history(mine, "closed", days.closed_case_days)),
        }
        return Heard(columns=columns, reports=_critical(reports))

    def _within(self, report: Report, days: int) -> bool:
        return (self.today - report.seen_at.astimezone(self.zone).date()).days <= days

    def _recent(self, mine: Sequence[_Placed], kind: Kind) -> list[_Placed]:
        """What has no window of its own counts as long as a marked change does."""
        return [p for p in mine if p[1].kind is kind and self._within(p[1], self.windows.marked_observation_days)]

    def _marked(self, seen: Sequence[_Placed]) -> list[_Placed]:
        return [p for p in seen if p[1].counts_as == "O2" and self._within(p[1], self.windows.marked_observation_days)]

    def _history(self, mine: Sequence[_Placed], grade: str, days: int) -> list[_Placed]:
        return [p for p in mine if p[1].kind is Kind.HISTORY and p[1].grade == grade and self._within(p[1], days)]

    def _mask(self, placed: Sequence[_Placed]) -> Mask:
        column = np.zeros(len(self.pupils), dtype=np.bool_)
        column[[at for at, _ in placed]] = True
        return column

    def _gravest(self, placed: Sequence[tuple[int, int]]) -> Small:
        column = np.zeros(len(self.pupils), dtype=np.int8)
        for at, value in placed:
            column[at] = max(column[at], value)
        return column

    def _observers(self, placed: Sequence[_Placed], days: int) -> Small:
        """Different observers; whoever gave no name counts once for each role."""
        who = {(at, r.observer or r.by) for at, r in placed if self._within(r, days)}
        column = np.zeros(len(self.pupils), dtype=np.int8)
        for at, _ in who:
            column[at] = min(column[at] + 1, _MANY)
        return column

    def _mood(self, placed: Sequence[_Placed]) -> Small:
        low = self.windows.low_mood_days
        runs = [(at, int(r.days >= low.s1) + int(r.days >= low.s2)) for at, r in placed
                if self._within(r, self.windows.slight_observation_days)]  # fmt: skip
        return self._gravest(runs)

    def _named(self, placed: Sequence[_Placed]) -> npt.NDArray[np.uint16]:
        column = np.zeros(len(self.pupils), dtype=np.uint16)
        for at, report in placed:
            column[at] |= np.uint16(named_of(report.named))
        return column


def _holds(report: Report) -> bool:
    """F5, as for worked cases: a harm whose source nobody told of is a harm of unknown source."""
    if report.kind is Kind.FAMILY:
        return True
    if report.kind is not Kind.PROTECTION:
        return False
    unknown = "unknown" in report.sources or not report.sources
    return "guardian_household" in report.sources or (unknown and report.fears_home)


def _critical(reports: Sequence[KeptReport]) -> Reports:
    """Safety content from elsewhere than a sheet; a report names its time, so it is dated."""
    told = [kept for kept in reports if kept.report.kind is Kind.CRITICAL]
    return Reports(
        pupil=np.array([kept.pupil for kept in told], dtype=np.int32),
        critical=np.array([GRADE[kept.report.grade] for kept in told], dtype=np.int8),
        dated=np.ones(len(told), dtype=np.bool_),
    )
