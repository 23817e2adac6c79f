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
from screening.core.ids import PupilId, WaveId
from screening.core.severity import Severity
from screening.followup.schedule import moment, start
from screening.services.place import Place, Rules
from screening.services.ports import Alert, PupilArray

Small = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """What is known of some pupils in this wave: all of it, and what this part adds."""

    everything: Sequence[Readings]
    new: Sequence[Readings]
    reports: Reports  # safety answers of this part's refused rows
    reported: dict[int, int]  # gravest safety answer of any refused row of the wave, by pupil


def decide_pupils(
    pupils: PupilArray, evidence: Evidence, open_alerts: dict[PupilId, Alert], place: Place, rules: Rules
) -> list[Decision]:
    """One decision for each pupil who needs somebody.

    A pupil without an open alert, or for whom everything together is graver than it, is decided by everything (step-up).
    For all others only what is new is weighed: what opened the alert never rings twice, a new safety answer does (DD1, DD2).
    """
    opened, history = _open_cases(pupils, open_alerts, place.wave.id)
    whole = _decide(_everything(pupils, evidence), opened, history)
    quiet = (opened > Severity.S0) & (whole.new <= opened)
    now = moment(start(place.now, rules.calendar, rules.policy))
    made = decisions(whole, now, rules.policy, rules.mapping, lines=_needing(whole, ~quiet))
    if quiet.any():
        few = pupils[quiet]
        added = _decide(fold(evidence.new, few, _of(evidence.reports, few)), opened[quiet], history[quiet])
        made += decisions(added, now, rules.policy, rules.mapping)
    return made


def _decide(signals: Signals, opened: Small, history: Small) -> Decisions:
    """Rules see a case of an earlier wave as history (R305, R404); one opened in this wave rests on the same answers."""
    decided = decide(signals.told(open_case=history))
    severity = np.maximum(decided.new, opened).astype(np.int8)
    return replace(decided, signals=signals.told(open_case=opened), severity=severity)


def _everything(pupils: PupilArray, evidence: Evidence) -> Signals:
    """All sheets and all refused rows of the wave; an earlier report counts as dated, the stricter reading."""
    earlier = [pupil for pupil in pupils.tolist() if evidence.reported.get(pupil)] if evidence.reported else []
    reports = Reports(
        pupil=np.concatenate([evidence.reports.pupil, np.array(earlier, dtype=np.int32)]),
        critical=np.concatenate([evidence.reports.critical, np.array([evidence.reported[p] for p in earlier], dtype=np.int8)]),
        dated=np.concatenate([evidence.reports.dated, np.ones(len(earlier), dtype=np.bool_)]),
    )
    return fold(evidence.everything, pupils, reports)


def _open_cases(pupils: PupilArray, open_alerts: dict[PupilId, Alert], wave: WaveId) -> tuple[Small, Small]:
    """(severity of the open case, the same if it was opened in another wave); U is no case, only something to be read."""
    opened = np.zeros(len(pupils), dtype=np.int8)
    history = np.zeros(len(pupils), dtype=np.int8)
    for at, pupil in enumerate(pupils.tolist() if open_alerts else ()):
        alert = open_alerts.get(PupilId(pupil))
        if alert is not None and alert.decision.severity >= Severity.S1:
            opened[at] = alert.decision.severity
            history[at] = alert.decision.severity if alert.wave != wave else Severity.S0
    return opened, history


def _needing(decided: Decisions, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    return np.flatnonzero(mask & needs_somebody(decided))


def _of(reports: Reports, pupils: PupilArray) -> Reports:
    which = np.isin(reports.pupil, pupils)
    return Reports(pupil=reports.pupil[which], critical=reports.critical[which], dated=reports.dated[which])
