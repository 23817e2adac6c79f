"""Learn from confirmed alerts who is looked at first inside a severity, try it on later ones, and keep the figures."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from screening.alerts.learned_order import Learned
from screening.alerts.learning import Evaluation, Outcomes, evaluate, learn
from screening.core.audit import Audit
from screening.core.ids import PupilId, WaveId
from screening.followup.standing import ActKind, effective
from screening.services.alert_acts import acts_of
from screening.services.order_alerts import SHELF, Case, columns_for
from screening.services.permissions import check_is_counselor
from screening.services.ports import NewRecord, Record, StaffMember, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What came of learning; figures only. ``kept``: open alerts can be ordered by it once the policy says so."""

    model: Learned
    evaluation: Evaluation
    kept: bool


def learn_order(*, person: StaffMember, uow: UnitOfWork, now: datetime, keep: bool) -> Lesson:
    """Learn from every confirmation so far and, with ``keep``, put the figures on their shelf, audited.

    Raises NotAllowed for anybody but the counselor, PolicyFault where there are too few outcomes or they tell nothing.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="policy.learn", target="alerts", at=now)
    with uow:
        outcomes = _outcomes(uow, audit)
        lesson = Lesson(evaluation=evaluate(outcomes), model=learn(outcomes), kept=keep)
        if keep:
            body = {"model": asdict(lesson.model), "evaluation": asdict(lesson.evaluation)}
            uow.records.add([NewRecord(kind="model", body=body, at=now, by=person.id, shelf=SHELF)], audit)
        uow.commit()
    return lesson


def _outcomes(uow: UnitOfWork, audit: Audit) -> Outcomes:
    """One line for each alert that was confirmed: held if the counselor kept the level that the system gave."""
    records: dict[PupilId, list[Record]] = defaultdict(list)
    for one in uow.records.of(None, audit):
        if one.record.pupil is not None:
            records[one.record.pupil].append(one)
    said = [(pupil, act) for pupil, own in records.items() for act, _ in effective(acts_of(own)) if act.kind is ActKind.CONFIRM]
    columns, plain = columns_for([Case(pupil=pupil, wave=WaveId(act.wave), until=act.at) for pupil, act in said], uow, audit)
    return Outcomes(
        columns=columns,
        held=np.array([act.to >= act.provisional for _, act in said], np.bool_),
        severity=np.array([act.provisional for _, act in said], np.int8),
        at=np.array([act.at.astimezone(UTC).replace(tzinfo=None) for _, act in said], "datetime64[s]"),
        plain=plain,
    )
