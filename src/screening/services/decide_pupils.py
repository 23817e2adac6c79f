"""Decide for the pupils of one part: everything of the wave together, and what an open alert means for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from screening.alerts.decide import Decisions, decide
from screening.alerts.decisions import decisions, needs_somebody
from screening.alerts.fold import Reports, fold
from screening.alerts.interface import Decision, Readings
from screening.alerts.signals import Signals
from screening.core.ids import AlertId, PupilId, WaveId
from screening.core.severity import Severity
from screening.followup.schedule import moment, start
from screening.services.place import Place, Rules
from screening.services.ports import Alert, PupilArray

Small = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """What is known of some pupils in this wave: all of it, and what this part adds."""

    everything: Sequence[Readings]
    new: Sequence[Readings]
    reports: Reports  # safety answers of this part's refused rows
    reported: dict[int, int]  # gravest safety answer of any refused row of the wave, by pupil


@dataclass(frozen=True, kw_only=True)
class Decided:
    """Decisions to be written, and open alerts that only said "can't be read" of pupils who can be read now."""

    made: list[Decision]
    settled: list[AlertId]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Cases:
    """The open alerts of the pupils as columns."""

    opened: Small  # Severity of the open case; U is no case, only something to be read
    history: Small  # the same where the rules read it as history
    unread: Mask  # the open alert is a U


def decide_pupils(
    pupils: PupilArray, evidence: Evidence, open_alerts: dict[PupilId, Alert], place: Place, rules: Rules
) -> Decided:
    """One decision for each pupil who needs somebody.

    A pupil without an open alert, or for whom everything together is graver than it, is decided by everything (step-up).
    For all others only what is new is weighed: what opened the alert never rings twice, a new safety answer does (DD1, DD2).
    A sheet that can't be read asks for its retest once, when it comes.
    """
    cases = _cases(pupils, open_alerts, place.wave.id)
    away = place.school.away(pupils)
    new = fold(evidence.new, pupils, evidence.reports).told(away=away)
    unread = new.retest | new.twice
    together = _everything(pupils, evidence, new).told(away=away)
    whole = _decide(together.told(retest=together.retest & unread, twice=together.twice & unread), cases.opened, cases.history)
    quiet = (cases.opened > Severity.S0) & (whole.new <= cases.opened)
    still = cases.unread & (whole.new == Severity.U) & ~unread & ~new.skipped
    now = moment(start(place.now, rules.calendar, rules.policy))
    made = decisions(whole, now, rules.policy, rules.mapping, lines=np.flatnonzero(~quiet & ~still & needs_somebody(whole)))
    if quiet.any():
        twice = together.twice & unread  # N1: a second unreadable sheet, counted with those that stand already
        added = _decide(new.told(retest=unread & ~twice, twice=twice), cases.opened, cases.history)
        made += decisions(added, now, rules.policy, rules.mapping, lines=np.flatnonzero(quiet & needs_somebody(added)))
    settled = pupils[cases.unread & (whole.new == Severity.S0) & together.readable]
    return Decided(made=made, settled=[open_alerts[PupilId(pupil)].id for pupil in settled.tolist()])


def _decide(signals: Signals, opened: Small, history: Small) -> Decisions:
    """What the rules say of the signals and the history, never below the open case (M1)."""
    decided = decide(signals.told(open_case=history))
    severity = np.maximum(decided.new, opened).astype(np.int8)
    return replace(decided, signals=signals.told(open_case=opened), severity=severity)


def _everything(pupils: PupilArray, evidence: Evidence, new: Signals) -> Signals:
    """All sheets and all refused rows of the wave; an earlier report counts as dated, the stricter reading."""
    earlier = [pupil for pupil in pupils.tolist() if evidence.reported.get(pupil)] if evidence.reported else []
    if evidence.everything is evidence.new and not earlier:
        return new
    reports = Reports(
        pupil=np.concatenate([evidence.reports.pupil, np.array(earlier, dtype=np.int32)]),
        critical=np.concatenate([evidence.reports.critical, np.array([evidence.reported[p] for p in earlier], dtype=np.int8)]),
        dated=np.concatenate([evidence.reports.dated, np.ones(len(earlier), dtype=np.bool_)]),
    )
    return fold(evidence.everything, pupils, reports)


def _cases(pupils: PupilArray, open_alerts: dict[PupilId, Alert], wave: WaveId) -> _Cases:
    cases = _Cases(
        opened=np.zeros(len(pupils), dtype=np.int8),
        history=np.zeros(len(pupils), dtype=np.int8),
        unread=np.zeros(len(pupils), dtype=np.bool_),
    )
    for at, pupil in enumerate(pupils.tolist() if open_alerts else ()):
        alert = open_alerts.get(PupilId(pupil))
        if alert is None:
            continue
        severity = alert.decision.severity
        cases.unread[at] = severity <= Severity.U
        cases.opened[at] = severity if severity > Severity.U else Severity.S0
        cases.history[at] = cases.opened[at] if _is_history(alert, wave) else Severity.S0
    return cases


def _is_history(alert: Alert, wave: WaveId) -> bool:
    """Whether the rules read an open case as history (R305, R404).

    One of an earlier wave, or an S2 of this wave without a safety answer, so that a new one steps it up (C35). Any other of
    this wave may rest on the very answers being weighed.
    """
    return alert.wave != wave or (alert.decision.severity == Severity.S2 and "ci1" not in alert.decision.facts)
