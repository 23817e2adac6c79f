"""Make a local norm from the valid sheets of a wave, or from scored tables of several schools of a district."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.core.severity import UNREADABLE
from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import MIN_SHEETS, Cell, NormTable
from screening.instruments.parts import Source, Title
from screening.scoring.continuous_norms import continuous_cells
from screening.scoring.interface import SheetBlock
from screening.scoring.local_norms import MIN_CLASSES, Sample, local_cells
from screening.services.find_wave import find_wave
from screening.services.permissions import check_is_counselor
from screening.services.ports import CaseworkKey, StaffMember, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class NormHead:
    """What a norm is called and where it comes from."""

    name: str
    version: str
    region: str
    wave: str
    year: int


def sample_of_wave(
    name: str, edition: str, *, person: StaffMember, key: CaseworkKey, uow: UnitOfWork, now: datetime
) -> tuple[Instrument, Sample]:
    """The valid sheets of one edition in a wave, by grade, sex and class of the register. Attended and audited.

    ``edition``: code or ``code@edition``, or empty where the wave holds one edition only. Valid: no flag that makes the sheet
    unreadable (policy V2). Raises NotAllowed for anybody but the counselor, StoreFault for an unknown wave or instrument.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="norms.fit", target="wave", at=now)
    with uow:
        register = uow.roster.register(audit)
        blocks = list(uow.waves.blocks(find_wave(name, uow).id, key, audit))
        uow.commit()
    chosen = _chosen(blocks, edition)
    values, pupils = [], []
    for block in chosen:
        readable = (block.validity & np.uint8(UNREADABLE)) == 0
        values.append(block.scores.values[readable])
        pupils.append(block.answers.pupil[readable])
    order = np.argsort(register.pupil)
    everybody = np.concatenate(pupils)
    line = order[np.minimum(np.searchsorted(register.pupil[order], everybody), len(order) - 1)]
    there = register.pupil[line] == everybody
    return chosen[0].answers.instrument, Sample(
        values=np.concatenate(values)[there],
        grade=register.grade[line][there],
        sex=register.sex[line][there],
        school_class=register.school_class[line][there].astype(np.int32),
    )


def _chosen(blocks: Sequence[SheetBlock], edition: str) -> list[SheetBlock]:
    """The blocks of the one edition that is meant."""
    there = sorted({block.answers.instrument.edition for block in blocks})
    meant = [one for one in there if not edition or edition in {one, one.partition("@")[0]}]
    if len(meant) != 1:
        known = "、".join(there)
        raise StoreFault(
            Text(f"请说明是哪一份量表：{known}" if there else "批次里还没有答卷", f"which instrument: {', '.join(there)}"),
            hint=Text("用 --instrument 写明代码", "name it with --instrument"),
        )
    return [block for block in blocks if block.answers.instrument.edition == meant[0]]


def joined(samples: Iterable[Sample]) -> Sample:
    """Several samples as one; classes of different samples stay different."""
    values, grades, sexes, classes = [], [], [], []
    first = 0
    for one in samples:
        values.append(one.values)
        grades.append(one.grade)
        sexes.append(one.sex)
        classes.append(one.school_class + first)
        first += int(one.school_class.max(initial=0)) + 1
    return Sample(
        values=np.concatenate(values),
        grade=np.concatenate(grades),
        sex=np.concatenate(sexes),
        school_class=np.concatenate(classes).astype(np.int32),
    )


def fit_norm(
    sample: Sample, instrument: Instrument, head: NormHead, *, continuous: bool = False, reference: NormTable | None = None
) -> NormTable:
    """A local norm of the sample, frozen to the wave it comes from.

    By groups: each grade's own distribution, drawn towards ``reference`` (or the mean of the grades) as far as it is uncertain.
    Continuous: one polynomial over all grades, both sexes. StoreFault where no grade has sheets and classes enough.
    """
    cells: tuple[Cell, ...] = continuous_cells(sample, instrument) if continuous else local_cells(sample, instrument, reference)
    if not cells:
        raise StoreFault(
            Text(
                f"没有一个年级够 {MIN_SHEETS} 份有效答卷、{MIN_CLASSES} 个班，做不成本地常模",
                f"no grade has {MIN_SHEETS} valid sheets from {MIN_CLASSES} classes: there can be no local norm",
            ),
            hint=Text("与区里其他学校合并：norms fit --scores 表1 --scores 表2", "join schools: norms fit --scores A --scores B"),
        )
    made = f"{head.wave}，{len(sample.values)} 份有效答卷" if head.wave else f"{len(sample.values)} 份有效答卷"
    towards = reference.id if reference else "the mean of the grades"
    how = "one polynomial over the grades" if continuous else f"by grade, drawn towards {towards}"
    return NormTable(
        schema="norms/1",
        name=head.name,
        version=head.version,
        instrument=instrument.edition,
        basis="local",
        method="continuous" if continuous else "groups",
        title=Title(zh=f"{head.region} {head.year} 年本地常模", en=f"local norm, {head.region} {head.year}"),
        region=Title(zh=head.region, en=head.region),
        year=head.year,
        wave=head.wave,
        source=Source(cite=made, confidence="ours", note=f"{how}; errors by class"),
        cells=cells,
    )
