"""Decide for the pupils of one part: everything of the wave together, and what an open alert means for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from screening.alerts.decide import Decisions, decide
from screening.alerts.decisions import decisions, needs_somebody
from screening.alerts.fold import Reports, fold
from screening.alerts.interface import Decision, Readings
from screening.alerts.signals import Signals
from screening.alerts.told import Heard, Hearing
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
    hearing: Hearing | None = None  # what people told of these pupils; None: nothing
    rung: Sequence[Readings] = ()  # sheets that have been decided already; a report meets them, they don't ring by themselves
    waves: frozenset[WaveId] = field(default_factory=frozenset)  # further waves whose alerts may rest on this evidence
    judged: Small | None = (
        None  # by pupil: the gravest level of this wave that a person has decided about; it rings no second time
    )
    by_people: bool = False  # nothing new but reports, so that whatever case is open was opened by something else


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
    news: Small  # the open case where it can't rest on what is new


def decide_pupils(
    pupils: PupilArray, evidence: Evidence, open_alerts: dict[PupilId, Alert], place: Place, rules: Rules
) -> Decided:
    """One decision for each pupil who needs somebody.

    A pupil for whom everything together is graver than the open alert, and than what was told before, is decided by everything
    (step-up). For all others only what is new is weighed: what opened the alert never rings twice, a new safety answer or
    report does (DD1, DD2). A sheet that can't be read asks for its retest once, when it comes.
    """
    cases = _cases(pupils, open_alerts, place, evidence)
    new = _with(fold(evidence.new, pupils, _reports(evidence, "now")), evidence, "now")
    new = _around(new, pupils, place)
    unread = new.retest | new.twice
    together = _around(_everything(pupils, evidence, new), pupils, place)
    whole = _decide(together.told(retest=together.retest & unread, twice=together.twice & unread), cases.opened, cases.history)
    floor = np.maximum(cases.opened, _stood(pupils, evidence))
    floor = floor if evidence.judged is None else np.maximum(floor, evidence.judged)
    quiet = (floor > Severity.S0) & (whole.new <= floor)
    still = cases.unread & (whole.new == Severity.U) & ~unread & ~new.skipped
    now = moment(start(place.now, rules.calendar, rules.policy))
    added = None
    if quiet.any() or evidence.hearing is not None:
        twice = together.twice & unread  # N1: a second unreadable sheet, counted with those that stand already
        added = _decide(new.told(retest=unread & ~twice, twice=twice), cases.opened, cases.news)
        quiet |= added.new > whole.new  # the open case is history for what is new, whatever it rests on
    made = decisions(whole, now, rules.policy, rules.mapping, lines=np.flatnonzero(~quiet & ~still & needs_somebody(whole)))
    if added is not None:
        made += decisions(added, now, rules.policy, rules.mapping, lines=np.flatnonzero(quiet & needs_somebody(added)))
    settled = pupils[cases.unread & (whole.new == Severity.S0) & together.readable]
    return Decided(made=made, settled=[open_alerts[PupilId(pupil)].id for pupil in settled.tolist()])


def _around(signals: Signals, pupils: PupilArray, place: Place) -> Signals:
    """The signals with what the school knows: who is away, and whose family must not be told (F5, reports may add to these)."""
    return signals.told(away=place.school.away(pupils), hold=signals.hold | place.school.held(pupils))


def _stood(pupils: PupilArray, evidence: Evidence) -> Small:
    """The severity of what had been told, and decided, before: by itself it rings no second time."""
    if evidence.hearing is None:
        return np.zeros(len(pupils), dtype=np.int8)
    before = evidence.hearing.before
    return decide(before.beside(fold(evidence.rung, pupils, _joined(before.reports, _earlier(pupils, evidence))))).new


def _heard(evidence: Evidence, when: str) -> Heard | None:
    heard: Heard | None = getattr(evidence.hearing, when, None)
    return heard


def _with(signals: Signals, evidence: Evidence, when: str) -> Signals:
    heard = _heard(evidence, when)
    return signals if heard is None else heard.beside(signals)


def _reports(evidence: Evidence, when: str) -> Reports:
    """Safety answers of refused rows, and safety content that people reported."""
    heard = _heard(evidence, when)
    return evidence.reports if heard is None else _joined(evidence.reports, heard.reports)


def _joined(one: Reports, other: Reports) -> Reports:
    return Reports(
        pupil=np.concatenate([one.pupil, other.pupil]),
        critical=np.concatenate([one.critical, other.critical]),
        dated=np.concatenate([one.dated, other.dated]),
    )


def _decide(signals: Signals, opened: Small, history: Small) -> Decisions:
    """What the rules say of the signals and the history, never below the open case (M1)."""
    decided = decide(signals.told(open_case=history))
    severity = np.maximum(decided.new, opened).astype(np.int8)
    return replace(decided, signals=signals.told(open_case=opened), severity=severity)


def _everything(pupils: PupilArray, evidence: Evidence, new: Signals) -> Signals:
    """All sheets, all refused rows of the wave and all that people told; an earlier row counts as dated, the stricter reading."""
    earlier = _earlier(pupils, evidence)
    if evidence.everything is evidence.new and not len(earlier.pupil) and evidence.hearing is None:
        return new
    reports = _joined(_reports(evidence, "together"), earlier)
    return _with(fold(evidence.everything, pupils, reports), evidence, "together")


def _earlier(pupils: PupilArray, evidence: Evidence) -> Reports:
    """Safety answers of rows that were refused before."""
    earlier = [pupil for pupil in pupils.tolist() if evidence.reported.get(pupil)] if evidence.reported else []
    return Reports(
        pupil=np.array(earlier, dtype=np.int32),
        critical=np.array([evidence.reported[pupil] for pupil in earlier], dtype=np.int8),
        dated=np.ones(len(earlier), dtype=np.bool_),
    )


def _cases(pupils: PupilArray, open_alerts: dict[PupilId, Alert], place: Place, evidence: Evidence) -> _Cases:
    blank = np.zeros(len(pupils), dtype=np.int8)
    cases = _Cases(opened=blank, history=blank.copy(), unread=np.zeros(len(pupils), dtype=np.bool_), news=blank.copy())
    own = evidence.waves | {place.wave.id}
    for at, pupil in enumerate(pupils.tolist() if open_alerts else ()):
        alert = open_alerts.get(PupilId(pupil))
        if alert is None:
            continue
        severity = alert.decision.severity
        cases.unread[at] = severity <= Severity.U
        cases.opened[at] = severity if severity > Severity.U else Severity.S0
        cases.history[at] = cases.opened[at] if _is_history(alert, own) else Severity.S0
        cases.news[at] = cases.opened[at] if evidence.by_people else cases.history[at]
    if evidence.hearing is not None:
        cases.history[evidence.hearing.unhandled] = Severity.S0  # it may rest on the very report that is weighed again
    return cases


def _is_history(alert: Alert, own: frozenset[WaveId]) -> bool:
    """Whether the rules read an open case as history (R305, R404).

    One of an earlier wave, or an S2 of this wave without a safety answer, so that a new one steps it up (C35). Any other of
    this wave may rest on the very answers being weighed.
    """
    return alert.wave not in own or (alert.decision.severity == Severity.S2 and "ci1" not in alert.decision.facts)
