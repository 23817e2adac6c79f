"""The local norms a school has agreed to: an append-only shelf of decisions; the latest of an instrument holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from screening.core.audit import Audit
from screening.core.ids import StaffId
from screening.followup.records import NewRecord
from screening.instruments.norm_tables import NormTable
from screening.services.ports import UnitOfWork

SHELF = "norms"
AGREED, DROPPED = "norm.agreed", "norm.dropped"


@dataclass(frozen=True, kw_only=True)
class NormDecision:
    """One recorded decision. ``number`` is what results pin as ``norms@3``; ``table`` is None where a norm was dropped."""

    number: int
    instrument: str
    table: NormTable | None
    because: str
    by: StaffId
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AgreedNorms:
    """Every decision, the oldest first."""

    decisions: tuple[NormDecision, ...] = ()

    @property
    def version(self) -> int:
        """Number of the latest decision; 0 before the first."""
        return len(self.decisions)

    @property
    def tables(self) -> tuple[NormTable, ...]:
        """The norms that hold, one an instrument, in the order in which they were agreed."""
        latest = {one.instrument: one for one in self.decisions}
        return tuple(one.table for one in latest.values() if one.table is not None)

    def with_table(self, table: NormTable) -> tuple[NormTable, ...]:
        """The norms that would hold if this one took the place of its instrument's."""
        return (*self.without(table.instrument), table)

    def without(self, instrument: str) -> tuple[NormTable, ...]:
        """The norms that would hold if an instrument had none."""
        return tuple(one for one in self.tables if one.instrument != instrument)


def agreed_norms(uow: UnitOfWork, audit: Audit) -> AgreedNorms:
    """The decisions on the shelf, inside an open unit of work."""
    return AgreedNorms(
        decisions=tuple(
            NormDecision(
                number=number,
                instrument=told.body["instrument"],
                table=NormTable.model_validate(told.body["table"]) if told.kind == AGREED else None,
                because=told.body["because"],
                by=told.by,
                at=told.at,
            )
            for number, told in enumerate((one.record for one in uow.records.on(SHELF, audit)), start=1)
        )
    )


def record_norm(table: NormTable | None, instrument: str, because: str, uow: UnitOfWork, audit: Audit) -> None:
    """Add one decision to the shelf, inside an open unit of work: the norm that holds from now on, or none (None)."""
    body: dict[str, Any] = {"instrument": instrument, "because": because}
    if table is not None:
        body["table"] = table.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"schema": table.written_as}
    kind = DROPPED if table is None else AGREED
    uow.records.add([NewRecord(kind=kind, body=body, at=audit.at, by=audit.who, shelf=SHELF)], audit)
