"""Where an alert stands: provisional or confirmed, who has signed, what still waits, and since when (ALERT_POLICY §3, §9).

Everything follows from the open alert and the acts of people, which are only ever added to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from screening.alerts.policy import Stepping
from screening.core.severity import Severity


class ActKind(StrEnum):
    """What a person decided about an alert. The words are stored: never rename."""

    ACK = "ack"
    CONFIRM = "confirm"
    LOWER = "lower"
    CLOSE = "close"
    SIGN = "sign"  # the second signature under an act
    RELEASE = "release"  # the class may be told
    KEEP = "keep"  # the class is not told, with a reason


LEVELS = frozenset({ActKind.CONFIRM, ActKind.LOWER, ActKind.CLOSE})
"""Acts that say which level holds."""


READ = frozenset({ActKind.ACK, ActKind.RELEASE, ActKind.KEEP})
"""Acts by which somebody has shown that the alert was read."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act as kept. ``to`` S0 ends the case: not confirmed, or closed."""

    number: int  # of the record
    kind: ActKind
    alert: int
    by: int  # StaffId
    at: datetime
    before: Severity = Severity.S0  # the level that held when it was said
    to: Severity = Severity.S0
    provisional: Severity = Severity.S0  # what the system had said
    two_sign: bool = False  # a second signature is wanted
    waits: bool = False  # and nothing changes before it is there
    signs: int = 0  # of SIGN: the number of the act
    wave: int = 0
    everywhere: bool = False  # the alert rested on reports, whose evidence may lie in any wave


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A signal that was added to an open alert without a new one: when, and what it gave by itself."""

    at: datetime
    severity: Severity


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where one open alert stands."""

    alert: int
    level: Severity  # what holds
    provisional: Severity  # what the system said
    confirmed: bool
    acknowledged: Act | None
    waiting: Act | None  # said by one person and not yet signed by a second; nothing has changed
    unsigned: Act | None  # holds, and the second signature is missing
    released: Act | None  # the class may be told, or shall not be
    held: Severity  # the level confirmed earlier in this case, below which no confirmation may go
    ever: Severity  # gravest level confirmed in this case, this alert's included
    last_signal: datetime
    lowered_at: datetime | None  # when the level in force was reached by lowering

    def floor(self, stepping: Stepping) -> datetime:
        """From when the level may be lowered by one, S1 closed: the days of CL1 after the last signal and the last step."""
        since = self.last_signal if self.lowered_at is None else max(self.last_signal, self.lowered_at)
        return since + timedelta(days=stepping.floor_days(max(self.level, Severity.S1)))


def effective(acts: Sequence[Act]) -> list[tuple[Act, datetime]]:
    """Acts about the level that hold, with the moment from which they do, in that order: a waiting one from its signature."""
    signed = {act.signs: act.at for act in acts if act.kind is ActKind.SIGN}
    found = [
        (act, signed[act.number] if act.waits else act.at)
        for act in acts
        if act.kind in LEVELS and (not act.waits or act.number in signed)
    ]
    return sorted(found, key=lambda pair: (pair[1], pair[0].number))


def standing(alert: int, severity: Severity, opened_at: datetime, acts: Sequence[Act], seen: Sequence[Seen]) -> Standing:
    """Where the open alert stands. ``acts`` and ``seen`` are all of the pupil's, of any alert, in any order.

    ``severity`` is the level the alert has now. The case begins after the last act that ended one; what was confirmed in it
    on an earlier alert is ``held``. A signal counts as the last one if it gives at least the level in force; every alert of
    its own does.
    """
    held_acts = effective(acts)
    ends = [place for place, (act, _) in enumerate(held_acts) if act.to == Severity.S0]
    case = held_acts[ends[-1] + 1 :] if ends else held_acts
    own = [(act, at) for act, at in case if act.alert == alert]
    earlier = [act for act, _ in case if act.alert != alert]
    mine = sorted((act for act in acts if act.alert == alert), key=lambda act: act.number)
    steps = [at for act, at in case if act.kind is ActKind.LOWER and act.to == severity]
    return Standing(
        alert=alert,
        level=severity,
        provisional=own[0][0].provisional if own else severity,
        confirmed=bool(own),
        acknowledged=next((act for act in mine if act.kind in READ), None),
        waiting=_waiting(mine, own),
        unsigned=_unsigned(mine, own),
        released=next((act for act in reversed(mine) if act.kind in {ActKind.RELEASE, ActKind.KEEP}), None),
        held=earlier[-1].to if earlier else Severity.S0,
        ever=max([act.to for act, _ in case] + [act.before for act, _ in case if act.kind is ActKind.LOWER], default=Severity.S0),
        last_signal=max([opened_at, *(one.at for one in seen if one.severity >= severity)]),
        lowered_at=steps[-1] if steps else None,
    )


def judged(acts: Sequence[Act], wave: int) -> Severity:
    """The gravest level the system had given from this wave's evidence and a person has decided about since; S0 if none.

    What a person has judged does not ring again by itself; anything new does.
    """
    mine = [act for act, _ in effective(acts) if act.wave == wave or act.everywhere]
    return max((act.provisional for act in mine), default=Severity.S0)


def _waiting(mine: Sequence[Act], own: Sequence[tuple[Act, datetime]]) -> Act | None:
    """The last act that waits for its signature, unless something else has taken effect since it was said."""
    signed = {act.signs for act in mine if act.kind is ActKind.SIGN}
    asked = [act for act in mine if act.kind in LEVELS and act.waits]
    if not asked or asked[-1].number in signed:
        return None
    return None if any(at > asked[-1].at for _, at in own) else asked[-1]


def _unsigned(mine: Sequence[Act], own: Sequence[tuple[Act, datetime]]) -> Act | None:
    """The last act in force, if it wants a second signature that is not there."""
    signed = {act.signs for act in mine if act.kind is ActKind.SIGN}
    last = own[-1][0] if own else None
    return last if last is not None and last.two_sign and last.number not in signed else None
