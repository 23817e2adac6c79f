"""Try a local norm on a wave before anybody agrees to it: which cuts move, who would be read otherwise; then record it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings
from screening.alerts.local_bands import with_norms
from screening.alerts.mapping import BandMapping
from screening.alerts.reading import read_sheets
from screening.core.audit import Audit
from screening.core.errors import KeyFault, PolicyFault
from screening.core.ids import PupilId
from screening.core.language import Text
from screening.core.severity import Band
from screening.instruments.norm_tables import NormTable
from screening.scoring.interface import SheetBlock
from screening.services.agreed_norms import AgreedNorms, agreed_norms, record_norm
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.place import Rules
from screening.services.ports import CaseworkKey, StaffMember, UnitOfWork
from screening.services.simulate_policy import Simulation, simulate_policy

Small = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class CutMove:
    """Where a band of one subscale and grade begins, now and by the norm; None where it would not be given."""

    edition: str
    scale: str
    grade: int
    band: str
    before: float | None
    after: float | None


@dataclass(frozen=True, kw_only=True)
class BandMove:
    """Pupils of a wave whose subscale would come to another band."""

    edition: str
    scale: str
    before: str
    after: str
    pupils: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NormTrial:
    """What a decision on norms would do. Counts and pupil ids; ``names`` only where they were asked for."""

    version: int  # norms@version, if it is agreed
    cuts: tuple[CutMove, ...]
    moves: tuple[BandMove, ...]
    severities: Simulation | None  # of the whole wave; None where nothing was measured yet
    sheets: int  # of the instrument in the wave
    uncovered: int  # of them in a grade of which the norm does not speak
    names: dict[int, str] = field(default_factory=dict)  # pupil -> class and name


def try_norms(
    instrument: str,
    table: NormTable | None,
    *,
    wave: str,
    base: BandMapping,
    rules: Rules,
    person: StaffMember,
    key: CaseworkKey | None,
    uow: UnitOfWork,
    now: datetime,
    names: bool = False,
) -> NormTrial:
    """What would change in ``wave`` if ``table`` held for the instrument, or none (None). Nothing is written but the audit.

    ``base`` is the mapping without any norm, ``rules`` what holds now; ``wave`` empty: only the cuts are compared. The sheets
    are read again and therefore opened: KeyFault without the casework key. NotAllowed for anybody but the counselor, StoreFault
    for an unknown or empty wave.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="norms.try", target="norms", at=now)
    with uow:
        agreed = agreed_norms(uow, audit)
        uow.commit()
    tables = agreed.without(instrument) if table is None else agreed.with_table(table)
    after = with_norms(base, tables, agreed.version + 1)
    cuts = _cut_moves(instrument, rules.mapping, after)
    if not wave:
        return NormTrial(version=agreed.version + 1, cuts=cuts, moves=(), severities=None, sheets=0, uncovered=0)
    tried = Rules(policy=rules.policy, mapping=after, calendar=rules.calendar)
    blocks = _blocks(instrument, wave, key, uow, audit)
    read = [(read_sheets(block, rules.mapping, grade), read_sheets(block, after, grade), grade) for block, grade in blocks]
    moves = _together(move for was, becomes, _ in read for move in _band_moves(was, becomes, after))
    simulated = simulate_policy(wave, person=person, uow=uow, standing=rules, tried=tried, key=key, now=now)
    concerned = sorted({pupil for move in moves for pupil in move.pupils})
    return NormTrial(
        version=agreed.version + 1,
        cuts=cuts,
        moves=moves,
        severities=simulated,
        sheets=sum(len(pair[0].pupil) for pair in read),
        uncovered=sum(int(np.count_nonzero(~np.isin(pair[2], _grades_of(table)))) for pair in read),
        names=_named(concerned, uow, audit) if names and concerned else {},
    )


def agree_norm(
    instrument: str, table: NormTable | None, *, because: str, person: StaffMember, uow: UnitOfWork, now: datetime
) -> AgreedNorms:
    """Record that ``table`` holds from now on, or that the instrument has no norm any more (None); what holds then.

    Sheets read before keep the bands and the version they were read with. PolicyFault without a reason or where there is nothing
    to drop, NotAllowed for anybody but the counselor.
    """
    check_is_counselor(person)
    if not because.strip():
        raise PolicyFault(
            Text("没有写明理由", "no reason was given"),
            hint=Text("用 --because 写一句为什么采用（或停用）这份常模", "say why with --because"),
        )
    audit = Audit(who=person.id, what="norms.agree" if table else "norms.drop", target="norms", at=now)
    with uow:
        if table is None and instrument not in {one.instrument for one in agreed_norms(uow, audit).tables}:
            raise PolicyFault(Text(f"{instrument} 没有采用过本地常模", f"no local norm of {instrument} is in use"))
        record_norm(table, instrument, because.strip(), uow, audit)
        agreed = agreed_norms(uow, audit)
        uow.commit()
    return agreed


def waves_with(edition: str, uow: UnitOfWork) -> list[str]:
    """Names of the waves with a sheet of the edition, the oldest first."""
    with uow:
        return [wave.name for wave in uow.waves.waves() if uow.waves.known(wave.id, edition)]


def _blocks(instrument: str, wave: str, key: CaseworkKey | None, uow: UnitOfWork, audit: Audit) -> list[tuple[SheetBlock, Small]]:
    """The instrument's sheets in the wave, block by block, with each pupil's grade; 0 for one who left the register."""
    if key is None:
        raise KeyFault(Text("要重新读取答卷，须先解锁个案密钥", "the sheets are read again: unlock first"))
    found = []
    with uow:
        register = uow.roster.register(audit)
        grades = dict(zip(register.pupil.tolist(), register.grade.tolist(), strict=True))
        for block in uow.waves.blocks(find_wave(wave, uow).id, key, audit):
            edition = block.answers.instrument.edition
            if instrument in {edition, edition.partition("@")[0]}:
                found.append((block, np.array([grades.get(one, 0) for one in block.answers.pupil.tolist()], np.int8)))
        uow.commit()
    return found


def _band_moves(before: Readings, after: Readings, mapping: BandMapping) -> list[BandMove]:
    """Who would come to another band, by subscale and by step."""
    moves = []
    for column, scale in enumerate(mapping.of(after.edition).read_subscales):
        was, becomes = _column(before, column), after.subscales[:, column]
        lines = np.flatnonzero(was != becomes)
        steps = Counter(zip(was[lines].tolist(), becomes[lines].tolist(), strict=True))
        for old, new in sorted(steps):
            pupils = before.pupil[lines[(was[lines] == old) & (becomes[lines] == new)]]
            moves.append(
                BandMove(
                    edition=after.edition,
                    scale=scale,
                    before=Band(old).name,
                    after=Band(new).name,
                    pupils=tuple(pupils.tolist()),
                )
            )
    return moves


def _together(moves: Iterable[BandMove]) -> tuple[BandMove, ...]:
    """Moves of several blocks as one a step, in the order of the scales."""
    found: dict[tuple[str, str, str, str], BandMove] = {}
    for one in moves:
        step = (one.edition, one.scale, one.before, one.after)
        found[step] = replace(one, pupils=(*found[step].pupils, *one.pupils)) if step in found else one
    return tuple(found.values())


def _column(read: Readings, column: int) -> Small:
    """A subscale's bands, NA throughout where the mapping did not read it yet."""
    if column < read.subscales.shape[1]:
        return read.subscales[:, column]
    return np.full(len(read.pupil), Band.NA, np.int8)


def _cut_moves(instrument: str, before: BandMapping, after: BandMapping) -> tuple[CutMove, ...]:
    """Every start of a band that differs, by subscale and grade."""
    old, new = before.of(instrument).subscales, after.of(instrument).subscales
    moves = []
    for scale, bands in new.items():
        was = old[scale]
        for grade in sorted({*was.by_grade, *bands.by_grade}):
            now, then = was.by_grade.get(grade, was.bands or {}), bands.by_grade.get(grade, bands.bands or {})
            moves += [
                CutMove(edition=instrument, scale=scale, grade=grade, band=band, before=now.get(band), after=then.get(band))
                for band in sorted({*now, *then})
                if now.get(band) != then.get(band)
            ]
    return tuple(moves)


def _grades_of(table: NormTable | None) -> list[int]:
    return sorted({grade for cell in table.cells for grade in cell.grades}) if table else list(range(4, 10))


def _named(pupils: Sequence[int], uow: UnitOfWork, audit: Audit) -> dict[int, str]:
    """Class and name of some pupils, one event each: only the counselor gets here."""
    with uow:
        found = uow.roster.pupils(audit, [PupilId(pupil) for pupil in pupils])
        uow.commit()
    return {one.id: f"{one.told.school_class} {one.told.name}" for one in found}
