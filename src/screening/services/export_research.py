"""Take frames for research out of one or more waves: attended, audited, nobody in them."""

import dataclasses
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.research.codebook import describe
from screening.research.deidentify import WaveSheets, deidentify, gather
from screening.research.release import Release
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import CaseworkKey, StaffMember, UnitOfWork

_SCHOOL_TIME = timedelta(hours=8)


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What left the store, in counts."""

    pupils: int
    sheets: int
    left_out: int
    merged: tuple[str, ...]


def export_research(
    names: Sequence[str],
    *,
    person: StaffMember,
    key: CaseworkKey,
    uow: UnitOfWork,
    write: Callable[[Release], object],
    now: datetime,
    with_items: bool = False,
    approval: str = "",
) -> Exported:
    """Open every sheet of the waves with the casework key, make frames nobody can be recognised in, hand them to ``write``.

    The reading is committed to the audit trail before anything is written. Study ids come from fresh randomness. Raises
    NotAllowed for anybody but the counselor, StoreFault for an unknown wave or where ten pupils alike can't be found.
    """
    check_is_counselor(person)
    sheets: list[WaveSheets] = []
    with uow:
        register = uow.roster.register(_audit(person, "wave:" + ",".join(names), now))
        for name in dict.fromkeys(names):
            wave = find_wave(name, uow)
            sheets += gather(name, uow.waves.blocks(wave.id, key, _audit(person, f"wave:{wave.id}", now)))
        uow.commit()
    release = deidentify(sheets, register, np.random.default_rng(secrets.randbits(128)), with_items=with_items)
    if release.scales.empty:
        raise StoreFault(
            Text(
                "人数太少，可能认出个人，没有导出",
                "too few pupils: somebody could be recognised; nothing was exported",
            ),
            hint=Text("合并更多批次或等更多答卷导入后再试", "try again with more waves or more sheets"),
        )
    instruments = {told.instrument.edition: told.instrument for told in sheets}.values()
    month = f"{now + _SCHOOL_TIME:%Y-%m}"
    codebook = describe(release, instruments, list(dict.fromkeys(names)), month=month, approval=approval)
    write(dataclasses.replace(release, codebook=codebook))
    shown = release.scales.drop_duplicates(["wave", "instrument", "study_id"])
    return Exported(pupils=int(shown["study_id"].nunique()), sheets=len(shown), left_out=release.left_out, merged=release.merged)


def _audit(person: StaffMember, target: str, now: datetime) -> Audit:
    return Audit(who=person.id, what="research.export", target=target, at=now)
