"""What people said of refused rows: which pupil a row is, kept for the wave."""

from screening.core.audit import Audit
from screening.services.ports import UnitOfWork, Wave

KIND = "match"


def confirmed_matches(wave: Wave, uow: UnitOfWork, audit: Audit) -> dict[int, int]:
    """Mark of a row or of a spelling → pupil, inside an open unit of work; what was said last holds."""
    told = [one.record for one in uow.records.of(None, audit) if one.record.kind == KIND and one.record.wave == wave.id]
    return {int(record.body["mark"]): int(record.pupil) for record in told if record.pupil is not None}
