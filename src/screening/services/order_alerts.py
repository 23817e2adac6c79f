"""Open alerts in the order that was learned, and the columns it goes by: sheets of the alert's wave and what people told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from screening.alerts.fold import fold
from screening.alerts.learned_order import COLUMNS, MOST, Floats, Learned, columns_of, order_inside
from screening.alerts.signals import Signals
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import PupilId, WaveId
from screening.core.language import Text
from screening.core.severity import Band
from screening.followup.queue import WEIGHT_OF_CRITICAL, WEIGHT_OF_SEVERE
from screening.intake.report_kinds import Kind
from screening.services.ports import Alert, UnitOfWork
from screening.services.report_records import kept_reports

SHELF = "learned_order"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One alert as a line to learn from or to order: whose, of which wave, and until when reports count."""

    pupil: PupilId
    wave: WaveId
    until: datetime


def in_learned_order(alerts: Sequence[Alert], uow: UnitOfWork, now: datetime) -> list[tuple[Alert, Text]]:
    """All of ``alerts``, each with what brings it forward, inside an open unit of work; as given where nothing was learned.

    Only the order inside a severity differs from what was given.
    """
    audit = Audit(who=PIPELINE, what="alert.order", target="alerts", at=now)
    told = uow.records.on(SHELF, audit)
    if not told or not alerts:
        return [(alert, Text("", "")) for alert in alerts]
    model = _model(told[-1].record.body["model"])
    columns, _ = columns_for([Case(pupil=one.pupil, wave=one.wave, until=now) for one in alerts], uow, audit)
    because = model.because(columns)
    severity = np.array([one.decision.severity for one in alerts], np.int8)
    return [(alerts[at], because[at]) for at in order_inside(severity, model.chance(columns)).tolist()]


def _model(kept: dict[str, Any]) -> Learned:
    parts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    return Learned(**parts)


def columns_for(cases: Sequence[Case], uow: UnitOfWork, audit: Audit) -> tuple[Floats, Floats]:
    """(columns to learn from, weight of the signs in the plain order), one line a case: the sheets of its wave, and reports."""
    columns, plain = np.zeros((len(cases), len(COLUMNS))), np.zeros(len(cases))
    for wave in sorted({one.wave for one in cases}):
        lines = [at for at, one in enumerate(cases) if one.wave == wave]
        pupils, line = np.unique(np.array([cases[at].pupil for at in lines], np.int32), return_inverse=True)
        readings = [one for one in uow.waves.readings(wave, pupils, audit) if len(one.pupil)]
        signals = fold(readings, pupils) if readings else Signals.quiet(pupils)
        weight = np.array(WEIGHT_OF_CRITICAL)[signals.critical] * np.where(signals.total == Band.B3, WEIGHT_OF_SEVERE, 1.0)
        columns[lines], plain[lines] = columns_of(signals)[line], weight[line]
    _add_reports(columns, cases, uow, audit)
    return columns, plain


def _add_reports(columns: Floats, cases: Sequence[Case], uow: UnitOfWork, audit: Audit) -> None:
    """Write into ``columns`` what people had told of each pupil by the case's moment."""
    reports = defaultdict(list)
    for one in kept_reports(sorted({case.pupil for case in cases}), uow, audit):
        reports[one.pupil].append(one)
    place = {name: at for at, name in enumerate(COLUMNS)}
    for line, case in zip(columns, cases, strict=True):
        told = [one.report for one in reports.get(int(case.pupil), ()) if one.entered_at <= case.until]
        line[place["slight"]] = min(line[place["slight"]] + sum(one.counts_as == "O1" for one in told), MOST)
        line[place["marked"]] = any(one.counts_as == "O2" for one in told)
        line[place["safety_seen"]] = any(one.counts_as in {"O3", "O3I"} for one in told)
        line[place["asks"]] = any(one.kind is Kind.TALK for one in told)
