"""How far one pupil's results carry: bands, nearness to cuts, change between waves, other informants; the counselor's only."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.alerts.interface import Results
from screening.alerts.mapping import BandMapping
from screening.alerts.sureness import ChangeLine, InformantLine, OwnSheet, ScaleSure, changes, informants, scale_sures
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import WaveId
from screening.services.find_wave import screening_waves
from screening.services.permissions import check_is_counselor
from screening.services.ports import Pupil, StaffMember, UnitOfWork
from screening.services.yardsticks import InstrumentOf, PublishedNorms, yardsticks_of

_LEFT = 0


@dataclass(frozen=True, kw_only=True)
class HowSure:
    """Everything of one pupil, the oldest wave first. ``scales`` are of the wave asked for, changes of all waves."""

    sheets: tuple[OwnSheet, ...]
    scales: tuple[ScaleSure, ...]
    changes: tuple[ChangeLine, ...]
    informants: tuple[InformantLine, ...]


def how_sure(
    pupil: Pupil,
    wave: WaveId | None,
    *,
    person: StaffMember,
    mapping: BandMapping,
    instrument_of: InstrumentOf,
    shipped: PublishedNorms,
    uow: UnitOfWork,
    now: datetime,
) -> HowSure:
    """Open the pupil's results of every wave; ``wave`` None, or one without a sheet: the latest in which the pupil has one.

    Reads only: no band, severity or alert is touched. Each wave read is one audit event about the pupil. NotAllowed for anybody
    but the counselor.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="result.read", target=f"pupil:{pupil.id}", at=now)
    machine = Audit(who=PIPELINE, what="norms.read", target="norms", at=now)
    sheets: list[OwnSheet] = []
    with uow:
        grade = next((one.grade for one in uow.roster.classes() if one.id == pupil.school_class), _LEFT)
        wanted = None
        for told in sorted(screening_waves(uow.waves.waves()), key=lambda one: one.id):
            for results in uow.waves.results(told.id, np.array([pupil.id], np.int32), audit):
                sheets.append(_sheet(results, told.name, grade, instrument_of))
                if wave in {None, told.id}:
                    wanted = told.name
        yardsticks = yardsticks_of([sheet.instrument for sheet in sheets], shipped, uow, machine)
        uow.commit()
    if wanted is None and sheets:  # an alert that rests on reports alone
        wanted = sheets[-1].wave
    here = [sheet for sheet in sheets if sheet.wave == wanted]
    return HowSure(
        sheets=tuple(sheets),
        scales=tuple(one for sheet in here for one in scale_sures(sheet, mapping.of(sheet.instrument.edition), yardsticks)),
        changes=tuple(changes(sheets, yardsticks)),
        informants=tuple(informants(here, yardsticks)),
    )


def _sheet(results: Results, wave: str, grade: int, instrument_of: InstrumentOf) -> OwnSheet:
    """The one line of one pupil's results."""
    return OwnSheet(
        wave=wave,
        instrument=instrument_of(results.readings.edition),
        grade=grade,
        total=int(results.readings.total[0]),
        values=results.scores.values[0],
        validity=int(results.readings.validity[0]),
        revision=int(results.revision[0]),
        receipt=results.receipts.of(0),
    )
