"""Q3: who is sent to an interview how often, by group, and items that ask more of one group. For the counselor alone."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.core.severity import Severity
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.sitting_plan import LAST_PRIMARY_GRADE
from screening.instruments.definition import Instrument
from screening.intake.tags import KINDS, standing
from screening.research.dif import ItemDif, item_dif
from screening.research.group_rates import Comparison, compare
from screening.scoring.interface import SheetBlock
from screening.scoring.keyed import items_of, keyed
from screening.services.decided_wave import decided, pupils_of, readings_of
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import CaseworkKey, Pupil, StaffMember, UnitOfWork
from screening.services.school_view import SchoolView, view_school

Mask = npt.NDArray[np.bool_]
Pupils = npt.NDArray[np.int32]
SEXES = {"male": 1, "female": 2, "unknown": 0}  # Register.sex
FEWEST_ITEMS = 3  # of a scale whose sum is to match pupils
ITEMS_BY = ("sex", "left_behind")
"""Ways of grouping for which items are compared; Q3 names them. Girls and left-behind pupils are the focal groups."""


@dataclass(frozen=True, kw_only=True)
class ItemsOfScale:
    """One scale by one way of grouping. ``found`` is empty where a group has fewer than 100 complete sheets."""

    by: str
    edition: str
    scale: str
    items: tuple[int, ...]  # their numbers, in the order of ``found``
    found: tuple[ItemDif, ...]

    @property
    def odd(self) -> list[tuple[int, ItemDif]]:
        """Items that work differently, by number, the largest effects first."""
        told = [(number, one) for number, one in zip(self.items, self.found, strict=False) if one.grade != "A"]
        return sorted(told, key=lambda pair: (-abs(pair[1].shift), pair[0]))


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """The report. It changes nothing: whether an item or a cut point stays is for people to judge."""

    wave: str
    screened: int
    comparisons: tuple[Comparison, ...]
    scales: tuple[ItemsOfScale, ...]


def fairness(name: str, *, person: StaffMember, key: CaseworkKey, uow: UnitOfWork, now: datetime) -> Fairness:
    """Referral shares (S2 and above) by sex, stage and special group, and items that differ by sex and for left-behind pupils.

    The wave is decided afresh from its sheets, so history and what people reported play no part. Opens every sheet. Raises
    NotAllowed for anybody but the counselor, StoreFault for an unknown or empty wave.
    """
    check_is_counselor(person)
    with uow:
        wave = find_wave(name, uow)
        audit = Audit(who=person.id, what="policy.fairness", target=f"wave:{wave.id}", at=now)
        school = view_school(uow, wave, audit)
        readings = readings_of(wave, school, uow, audit)
        if not readings:
            raise StoreFault(Text(f"批次“{name}”还没有答卷", f"wave '{name}' has no sheet yet"))
        pupils = pupils_of(readings, school)
        tags = _tags(uow.roster.pupils(audit), now)
        blocks: dict[str, list[SheetBlock]] = defaultdict(list)
        for block in uow.waves.blocks(wave.id, key, audit):
            blocks[block.answers.instrument.edition].append(block)
        uow.commit()
    referred = decided(readings, pupils, school).severity >= Severity.S2
    here = np.append(school.register.school_class, np.int16(-1))[school.lines(pupils)]
    ways = _ways(pupils, school, tags)
    return Fairness(
        wave=wave.name,
        screened=len(pupils),
        comparisons=tuple(compare(by, groups, referred, here) for by, groups in ways.items()),
        scales=tuple(one for edition in sorted(blocks) for one in _scales(blocks[edition], school, tags)),
    )


def _tags(everybody: Sequence[Pupil], now: datetime) -> dict[str, Pupils]:
    """Pupils by special group, as the roster holds today."""
    today = now.astimezone(SCHOOL_ZONE).date()
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for pupil in everybody:
        for tag in standing(pupil.told.tags, today):
            found[tag.kind].append(int(pupil.id))
    return {kind: np.array(ids, np.int32) for kind, ids in found.items()}


def _ways(pupils: Pupils, school: SchoolView, tags: Mapping[str, Pupils]) -> dict[str, dict[str, Mask]]:
    """Every way of grouping; each shares out all pupils. A special group that nobody belongs to is left out."""
    sex, grade = np.append(school.register.sex, np.int8(0))[school.lines(pupils)], school.grades_of(pupils)
    ways: dict[str, dict[str, Mask]] = {
        "sex": {code: sex == number for code, number in SEXES.items()},
        "stage": {"4-6": grade <= LAST_PRIMARY_GRADE, "7-9": grade > LAST_PRIMARY_GRADE},
    }
    for kind, members in tags.items():
        tagged = np.isin(pupils, members)
        if tagged.any():
            ways[kind] = {"yes": tagged, "no": ~tagged}
    return ways


def _scales(blocks: Sequence[SheetBlock], school: SchoolView, tags: Mapping[str, Pupils]) -> Iterator[ItemsOfScale]:
    """Every summed scale of one edition that pupils filled in themselves, by every way of comparing items."""
    instrument = blocks[0].answers.instrument
    if instrument.eligible.respondent != "self":
        return
    codes = np.concatenate([block.answers.codes for block in blocks])
    pupils = np.concatenate([block.answers.pupil for block in blocks])
    sex = np.append(school.register.sex, np.int8(0))[school.lines(pupils)]
    among = {
        "sex": (sex == SEXES["female"], sex != SEXES["unknown"]),
        "left_behind": (np.isin(pupils, tags["left_behind"]), np.ones(len(pupils), np.bool_)),
    }
    for by in ITEMS_BY:
        focal, known = among[by]
        for scale in _summed(instrument):
            answers = keyed(codes, scale, instrument)
            whole = known & ~np.isnan(answers).any(axis=1)
            found = item_dif(answers[whole], focal[whole])
            yield ItemsOfScale(by=by, edition=instrument.edition, scale=scale, items=items_of(scale, instrument), found=found)


def _summed(instrument: Instrument) -> Iterator[str]:
    """Scales of three items or more whose sum can match pupils; a validity scale tells of no trait."""
    for code, scale in instrument.scales.items():
        if scale.role != "validity" and scale.score in {"sum", "mean"} and len(items_of(code, instrument)) >= FEWEST_ITEMS:
            yield code
