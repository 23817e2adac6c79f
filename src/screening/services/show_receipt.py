"""The receipt of a pupil's results: what each one pins, and how it came about step by step. Attended and audited."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.alerts.interface import Receipt, Results
from screening.alerts.mapping import BandMapping
from screening.core.audit import PIPELINE, Audit
from screening.core.ids import WaveId
from screening.core.language import Text
from screening.services.agreed_norms import agreed_norms
from screening.services.explain_score import explain_codes
from screening.services.permissions import check_may_read_case
from screening.services.ports import CaseworkKey, Pupil, StaffMember, UnitOfWork
from screening.services.yardsticks import PublishedNorms


@dataclass(frozen=True, kw_only=True)
class SheetReceipt:
    """One sheet: its pins, and the lines that explain its scores from the answers on."""

    edition: str
    revision: int
    pins: Receipt
    validity: int  # Validity flags: what keeps the policy from reading the scores
    lines: tuple[Text, ...]


def show_receipt(
    pupil: Pupil,
    wave: WaveId,
    *,
    person: StaffMember,
    key: CaseworkKey,
    mapping: BandMapping,
    shipped: PublishedNorms,
    uow: UnitOfWork,
    now: datetime,
) -> tuple[SheetReceipt, ...]:
    """Open the pupil's sheets of the wave with the casework key and work their scores out again from the stored answers.

    NotAllowed for anybody but the counselor, KeyFault without the key. Norms and bands are those that hold today; what held
    when the sheet was read is what the pins say.
    """
    check_may_read_case(person)
    audit = Audit(who=person.id, what="result.receipt", target=f"pupil:{pupil.id}", at=now)
    machine = Audit(who=PIPELINE, what="norms.read", target="norms", at=now)
    with uow:
        kept = {one.readings.edition: one for one in uow.waves.results(wave, np.array([pupil.id], np.int32), audit)}
        blocks = list(uow.waves.blocks(wave, key, audit, pupil.id))
        own = agreed_norms(uow, machine).tables
        grade = next((one.grade for one in uow.roster.classes() if one.id == pupil.school_class), 0)
        uow.commit()
    found = []
    for block in blocks:
        instrument = block.answers.instrument
        row = block.answers.row[0]
        lines = explain_codes(
            instrument, block.answers.codes[0], int(row), grade=grade, tables=(*own, *shipped(instrument.code)), mapping=mapping
        )
        found.append(_receipt(kept[instrument.edition], lines))
    return tuple(found)


def _receipt(kept: Results, lines: list[Text]) -> SheetReceipt:
    return SheetReceipt(
        edition=kept.readings.edition,
        revision=int(kept.revision[0]),
        pins=kept.receipts.of(0),
        validity=int(kept.readings.validity[0]),
        lines=tuple(lines),
    )
