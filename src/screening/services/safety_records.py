"""What is kept of a safety answer that was given without consent: its grade and its time, on the basis of an emergency."""

from collections.abc import Iterable

import numpy as np

from screening.core.audit import Audit
from screening.core.ids import NOBODY, PupilId
from screening.core.severity import Critical
from screening.intake.interface import Why
from screening.services.place import Place
from screening.services.ports import NewRecord, UnitOfWork, Wave
from screening.services.split_chunk import Refused
from screening.services.write_decisions import EMERGENCY

KIND = "safety"
WITHOUT_CONSENT = frozenset({Why.NO_CONSENT, Why.DECLINED})


def safety_record(pupil: PupilId, critical: int, answered_at: np.datetime64, wave: Wave, audit: Audit) -> NewRecord:
    """Grade, time and legal basis (PRIVACY §5, P8); no answer, no score, no item."""
    time = "" if np.isnat(answered_at) else f"{answered_at.astype('datetime64[s]')}+00:00"
    body = {"critical": critical, "answered_at": time, "basis": EMERGENCY}
    return NewRecord(kind=KIND, body=body, at=audit.at, by=audit.who, pupil=pupil, wave=wave.id)


def keep_safety_records(refused: Iterable[Refused], place: Place, uow: UnitOfWork) -> None:
    """One record for each row that was refused for want of consent and in which a safety item fired, if its pupil is known."""
    kept = [
        safety_record(PupilId(one.pupil), one.critical, one.answered_at, place.wave, place.audit("safety.keep", 1))
        for one in refused
        if one.pupil != NOBODY and one.critical > Critical.CI_0 and one.refusal.why in WITHOUT_CONSENT
    ]
    if kept:
        uow.records.add(kept, place.audit("safety.keep", len(kept)))
