"""One pupil's deciding facts as plain values: what routes, templates and clocks are read from once severity is known."""

from dataclasses import dataclass

from screening.core.severity import Band, Critical, Severity


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What the school calendar says about T0; made by ``followup``, so that this room needs no calendar."""

    in_term: bool = True
    can_fetch: bool = False  # in school hours of a day in term, with at least half an hour left
    waits: bool = False  # the K1 contact falls on the next morning, so that the reader must write why waiting is safe


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A line of ``Signals`` and ``Decisions``, without the pupil: equal facts have equal routes, tasks and clocks."""

    severity: Severity
    new: Severity
    fired: int
    not_tested_by_choice: bool
    not_tested: int
    total: Band
    critical: Critical
    undated: bool
    sheets: bool
    readable: bool
    prorated: bool
    hasty: bool
    retest: bool
    twice: bool
    safety_seen: bool
    happening: bool
    asks: bool
    bullying: bool
    injured: bool
    protection: int
    staff_harm: bool
    named: int
    hold: bool
    open_case: Severity
    recently_closed: bool
    attempt: bool
    returned: bool
    transferred: bool
    groups: bool
    away: int
    guarded: bool = False  # a protection report stands though it may not be new

    @property
    def safety(self) -> bool:
        """S4, or S3 with a safety answer, an O3 or protection: the clocks run day and night. Otherwise S3 is clinical."""
        if self.severity == Severity.S4:
            return True
        return self.severity == Severity.S3 and bool(self.critical or self.safety_seen or self.happening or self.protection)
