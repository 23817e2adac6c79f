"""What people told of some pupils, as an import or a new report weighs it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from screening.alerts.told import Hearing, KeptReport, hearing
from screening.core.audit import Audit
from screening.core.ids import PupilId
from screening.services.place import Rules
from screening.services.ports import Alert, PupilArray, UnitOfWork
from screening.services.report_records import kept_reports


def hear_reports(
    pupils: PupilArray, opened: Mapping[PupilId, Alert], uow: UnitOfWork, audit: Audit, *, rules: Rules
) -> Hearing | None:
    """All that was told of these pupils up to now; None if nothing was, as for most."""
    told = kept_reports([PupilId(pupil) for pupil in pupils.tolist()], uow, audit)
    return heard(told, (), opened, pupils, rules=rules, now=audit.at) if told else None


def heard(
    told: Sequence[KeptReport],
    new: Collection[int],
    opened: Mapping[PupilId, Alert],
    pupils: PupilArray,
    *,
    rules: Rules,
    now: datetime,
) -> Hearing:
    """The reports as signals; those with the numbers ``new`` are being entered now."""
    return hearing(
        [kept for kept in told if kept.number not in new],
        [kept for kept in told if kept.number in new],
        {int(pupil): int(alert.decision.severity) for pupil, alert in opened.items()},
        pupils,
        today=rules.calendar.local(now).date(),
        zone=rules.calendar.zone,
        windows=rules.policy.windows,
    )
