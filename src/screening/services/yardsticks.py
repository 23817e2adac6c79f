"""The yardsticks of a workspace: agreed and published norms, and what the school measured of its own sheets."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from screening.core.audit import Audit
from screening.followup.records import NewRecord
from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import NormTable
from screening.scoring.yardsticks import Measured, Yardsticks
from screening.services.agreed_norms import agreed_norms
from screening.services.ports import UnitOfWork

SHELF = "certainty"
MEASURED = "certainty.measured"

InstrumentOf = Callable[[str], Instrument]
PublishedNorms = Callable[[str], Sequence[NormTable]]  # by the instrument's code


def yardsticks_of(instruments: Iterable[Instrument], shipped: PublishedNorms, uow: UnitOfWork, audit: Audit) -> Yardsticks:
    """The yardsticks for these editions, inside an open unit of work: the school's own norms go before published ones."""
    codes = sorted({instrument.code for instrument in instruments})
    tables = (*agreed_norms(uow, audit).tables, *(table for code in codes for table in shipped(code)))
    return Yardsticks(tables=tables, measured=measured_here(uow, audit))


def measured_here(uow: UnitOfWork, audit: Audit) -> tuple[Measured, ...]:
    """Everything the school measured, the oldest first, inside an open unit of work."""
    return tuple(
        Measured(**(one | {"grades": tuple(one["grades"]), "wave": told.record.body["wave"]}))
        for told in uow.records.on(SHELF, audit)
        for one in told.record.body["figures"]
    )


def keep_measured(wave: str, figures: Sequence[Measured], uow: UnitOfWork, audit: Audit) -> None:
    """Add the figures of one wave to the shelf, inside an open unit of work. They are of at least 200 pupils each, of nobody."""
    told = [
        {"edition": one.edition, "scale": one.scale, "grades": list(one.grades), "n": one.n, "mean": one.mean, "sd": one.sd,
         "alpha": one.alpha}
        for one in figures
    ]  # fmt: skip
    body: dict[str, Any] = {"wave": wave, "figures": told}
    uow.records.add([NewRecord(kind=MEASURED, body=body, at=audit.at, by=audit.who, shelf=SHELF)], audit)
