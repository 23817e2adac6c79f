"""The questions of certainty asked of one workspace: how sure, who is just below a cut, and where a result comes from."""

from functools import lru_cache

from screening.adapters.instrument_files import load_instrument
from screening.adapters.norm_files import shipped_norms
from screening.casefiles.envelope import CaseworkPrivate
from screening.core.ids import WaveId
from screening.entrypoints.wiring import Workspace
from screening.services.how_sure import HowSure, how_sure
from screening.services.list_near_cut import NearList, list_near_cut
from screening.services.ports import Pupil
from screening.services.show_receipt import SheetReceipt, show_receipt

instrument_of = lru_cache(maxsize=64)(load_instrument)


def sure_of(work: Workspace, pupil: Pupil, wave: WaveId | None = None) -> HowSure:
    """How far the pupil's results carry, in this wave or the latest."""
    return how_sure(
        pupil,
        wave,
        person=work.working_member(),
        mapping=work.mapping,
        instrument_of=instrument_of,
        shipped=shipped_norms,
        uow=work.uow(),
        now=work.now(),
    )


def near_list(work: Workspace) -> NearList:
    """Pupils just below a cut in the open waves."""
    return list_near_cut(
        work.uow(),
        person=work.working_member(),
        mapping=work.mapping,
        instrument_of=instrument_of,
        shipped=shipped_norms,
        now=work.now(),
    )


def receipts_of(work: Workspace, pupil: Pupil, wave: WaveId, key: CaseworkPrivate) -> tuple[SheetReceipt, ...]:
    """What every sheet of the pupil in this wave rests on, step by step."""
    return show_receipt(
        pupil,
        wave,
        person=work.working_member(),
        key=key,
        mapping=work.mapping,
        shipped=shipped_norms,
        uow=work.uow(),
        now=work.now(),
    )
