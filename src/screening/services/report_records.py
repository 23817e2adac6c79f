"""Reports in the records and back: codes and dates only, sealed under the pupil's key, each known again by a keyed mark."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from screening.alerts.told import KeptReport
from screening.core.audit import Audit
from screening.core.ids import PupilId, StaffId
from screening.intake.report_kinds import Kind, Report
from screening.services.ports import NewRecord, Record, UnitOfWork

_KIND = "report."
_TIME = "seen_at"
_LISTS = ("sources", "named")


def kept_reports(pupils: Sequence[PupilId] | None, uow: UnitOfWork, audit: Audit) -> list[KeptReport]:
    """Every report of these pupils, or of all (None), in the order in which they were entered. Other records are left out."""
    return [_kept(one) for one in uow.records.of(pupils, audit) if one.record.kind.startswith(_KIND)]


def record_of(kept: KeptReport, person: StaffId, *, late: bool) -> NewRecord:
    """The record of a report about to be entered; ``late``: it was seen more than a school day before."""
    report = kept.report
    told = {name: getattr(report, name) for name in Report.__dataclass_fields__ if name not in {"kind", _TIME, *_LISTS}}
    body: dict[str, Any] = {"id": kept.id, _TIME: report.seen_at.isoformat(), "late": late}
    body |= {name: value for name, value in told.items() if value}
    body |= {name: list(getattr(report, name)) for name in _LISTS if getattr(report, name)}
    return NewRecord(kind=f"{_KIND}{report.kind}", body=body, at=kept.entered_at, by=person, pupil=PupilId(kept.pupil))


def _kept(record: Record) -> KeptReport:
    told, pupil = dict(record.record.body), record.record.pupil
    if pupil is None:
        raise ValueError("a report without a pupil")
    told |= {name: tuple(told.get(name, ())) for name in _LISTS}
    own = {name: value for name, value in told.items() if name in Report.__dataclass_fields__ and name != _TIME}
    return KeptReport(
        number=int(record.id),
        pupil=int(pupil),
        id=str(told["id"]),
        report=Report(kind=Kind(record.record.kind.removeprefix(_KIND)), seen_at=datetime.fromisoformat(told[_TIME]), **own),
        entered_at=record.record.at,
    )


def mark_of(text: str, uow: UnitOfWork) -> str:
    """A keyed mark, as 32 hexadecimal digits: tells two texts apart and says nothing about either."""
    return uow.roster.marks([f"report|{text}"]).tobytes().hex()
