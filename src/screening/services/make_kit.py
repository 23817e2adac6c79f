"""Make the kit of a wave, remember what its survey is like, and make the slips by which pupils are known."""

from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import StoreFault
from screening.core.ids import PupilId, WaveId
from screening.core.language import Text
from screening.instruments.definition import Instrument
from screening.intake.interface import Export, Layout
from screening.intake.kit.check import check_export
from screening.intake.kit.codes import codes_of
from screening.intake.kit.contents import Kit, NumberShape, number_shape, order_sheets, platform_called
from screening.intake.kit.slips import ClassSlips, Slip, check_link, in_seat_order, link_with
from screening.intake.kit.submission import Finding
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import NewRecord, StaffMember, UnitOfWork, Wave

SHELF = "kit"
GRANTED = 1  # Register.consent
_NOBODY = 0  # pupils' ids start at 1: the code of the test link is nobody's

InstrumentOf = Callable[[str], Instrument]


def make_kit(
    name: str, platform: str, instruments: Sequence[Instrument], *, person: StaffMember, uow: UnitOfWork, now: datetime
) -> Kit:
    """The kit of the wave's survey; what the survey is like is kept, so that the check can be made without asking again.

    Raises NotAllowed for anybody but the counselor, InstrumentFault and MappingFault for instruments or a platform that
    can't be in it, StoreFault for an unknown wave.
    """
    check_is_counselor(person)
    sheets, chosen = order_sheets(instruments), platform_called(platform)
    with uow:
        wave = find_wave(name, uow)
        machine = Audit(who=PIPELINE, what="wave.kit", target=f"wave:{wave.id}", at=now)
        number = number_shape(pupil.told.number for pupil in uow.roster.pupils(machine))
        body = {
            "platform": chosen.code,
            "editions": [each.edition for each in instruments],
            "number": [number.letter, number.digits, number.uniform],
        }
        record = NewRecord(kind="kit", body=body, at=now, by=person.id, wave=wave.id, shelf=SHELF)
        uow.records.add([record], Audit(who=person.id, what="wave.kit", target=f"wave:{wave.id}", at=now))
        classes = tuple(one.name for one in uow.roster.classes())
        uow.commit()
    return Kit(wave=wave.name, platform=chosen, sheets=sheets, number=number, classes=classes)


def make_slips(
    name: str, link: str, *, instrument_of: InstrumentOf, person: StaffMember, uow: UnitOfWork, now: datetime, only: str = ""
) -> tuple[Kit, Slip, list[ClassSlips]]:
    """The kit, the test slip, and the slips by class, for pupils whose guardians agreed and for whom an instrument is meant.

    Opening the names is audited one by one as the counselor's. ``only`` is one class. The same wave gives the same codes, so a
    lost slip can be printed again. Raises StoreFault before any kit was made, MappingFault for a link that is none.
    """
    check_is_counselor(person)
    survey = check_link(link)
    with uow:
        wave = find_wave(name, uow)
        kit = _kit_of(wave, uow, instrument_of, now)
        audit = Audit(who=person.id, what="wave.slips", target=f"wave:{wave.id}", at=now)
        classes = {one.id: one.name for one in uow.roster.classes() if only in ("", one.name)}
        pupils = uow.roster.pupils(audit, _sitting(kit, set(classes), uow, now))
        ids = np.array([_NOBODY, *(pupil.id for pupil in pupils)], dtype=np.int32)
        codes = [code.decode() for code in codes_of(uow.roster.slip_marks(wave.id, ids)).tolist()]
        uow.commit()
    links = [link_with(survey, code, kit.platform) for code in codes]
    by_class: dict[str, list[Slip]] = {}
    for pupil, code, its_link in zip(pupils, codes[1:], links[1:], strict=True):
        slip = Slip(seat=pupil.told.seat, name=pupil.told.name, code=code, link=its_link)
        by_class.setdefault(classes[pupil.school_class], []).append(slip)
    trial = Slip(seat=None, name="", code=codes[0], link=links[0])
    return kit, trial, [in_seat_order(school_class, by_class[school_class]) for school_class in sorted(by_class)]


def check_kit(
    name: str,
    export: Export,
    layout: Layout,
    *,
    instrument_of: InstrumentOf,
    person: StaffMember,
    uow: UnitOfWork,
    now: datetime,
    pages: Sequence[Instrument] = (),
) -> tuple[Finding, ...]:
    """What the check of a test export finds, by the kit last made for the wave. Raises StoreFault if none was made.

    ``pages``: the follow-up pages that a survey might hold though the kit does not.
    """
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        kit = _kit_of(wave, uow, instrument_of, now)
        (trial,) = codes_of(uow.roster.slip_marks(wave.id, np.array([_NOBODY], dtype=np.int32))).tolist()
        uow.commit()
    return check_export(export, layout, kit, trial_code=trial.decode(), pages=pages)


def _kit_of(wave: Wave, uow: UnitOfWork, instrument_of: InstrumentOf, now: datetime) -> Kit:
    told = uow.records.on(SHELF, Audit(who=PIPELINE, what="wave.kit.read", target=f"wave:{wave.id}", at=now), WaveId(wave.id))
    if not told:
        raise StoreFault(
            Text(f"批次“{wave.name}”还没有准备材料", f"no kit was made for wave '{wave.name}'"),
            hint=Text("先运行 screening wave kit 批次 --instrument 量表", "run screening wave kit WAVE --instrument CODE first"),
        )
    body = told[-1].record.body
    letter, digits, uniform = body["number"]
    return Kit(
        wave=wave.name,
        platform=platform_called(body["platform"]),
        sheets=order_sheets([instrument_of(edition) for edition in body["editions"]]),
        number=NumberShape(letter=letter, digits=digits, uniform=uniform),
        classes=tuple(one.name for one in uow.roster.classes()),
    )


def _sitting(kit: Kit, classes: set[int], uow: UnitOfWork, now: datetime) -> list[PupilId]:
    """Pupils of these classes with their guardians' consent for whom at least one instrument of the kit is meant."""
    register = uow.roster.register(Audit(who=PIPELINE, what="wave.slips.who", target="roster", at=now))
    grades = sorted({grade for sheet in kit.sheets for grade in sheet.instrument.eligible.grades})
    there = np.isin(register.school_class, sorted(classes)) & np.isin(register.grade, grades) & (register.consent == GRANTED)
    return [PupilId(pupil) for pupil in register.pupil[there].tolist()]
