"""Say which pupil a refused row is: kept for the wave, so that the next import of the file takes the row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.errors import FileFault, IllegalMove
from screening.core.language import Text
from screening.followup.records import NewRecord
from screening.services.confirmed_matches import KIND
from screening.services.find_wave import find_wave
from screening.services.open_case import find_pupil
from screening.services.permissions import check_is_counselor
from screening.services.ports import Pupil, StaffMember, StoredRefusal, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class RowPlace:
    """A row of one import, or of the only import that refused such a row."""

    row: int
    imported: int | None = None


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What was kept."""

    place: RowPlace
    alone: bool  # holds for this row only: several pupils bear the name, so the same writing may be another pupil
    critical: bool  # the row holds a safety answer: importing again makes it an alert of the pupil


def confirm_match(place: RowPlace, number: str, wave: str, *, person: StaffMember, uow: UnitOfWork, now: datetime) -> Confirmed:
    """Keep that the row is the pupil with this number; later imports of the wave read rows written alike the same way.

    Raises FileFault for a row that was not refused for its identity or a number not on the roster, IllegalMove for a pupil who
    has left or a row that names nobody and tells no time, so that it could not be found again.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="match.confirm", target="refusals", at=now)
    with uow:
        found = find_wave(wave, uow)
        refusal = _refusal(place, uow.waves.refusals(found.id, audit))
        pupil = find_pupil(number, uow, audit)
        if pupil.told.left_on:
            raise IllegalMove(
                Text("这位学生已登记离校", "this pupil has left the school"),
                hint=Text("若已返回，请先更新名册", "if the pupil is back, update the roster first"),
            )
        alone = _several_of_the_name(refusal, pupil, uow, audit) or not refusal.written
        mark = refusal.row_mark if alone else refusal.written
        if not mark:
            raise IllegalMove(
                Text(
                    "这一行没有姓名、学号和时间，下次导入时认不出来",
                    "the row names nobody and tells no time: it can't be found again",
                ),
                hint=Text("请在导出文件里补上学号后重新导入", "add the number to the file and import it again"),
            )
        body = {"mark": mark, "import": int(refusal.imported), "row": place.row}
        uow.records.add([NewRecord(kind=KIND, body=body, at=now, by=person.id, pupil=pupil.id, wave=found.id)], audit)
        uow.commit()
    return Confirmed(place=place, alone=alone, critical=bool(refusal.critical))


def _refusal(place: RowPlace, refusals: Sequence[StoredRefusal]) -> StoredRefusal:
    """The refused row that is meant."""
    here = [
        one
        for one in refusals
        if one.refusal.row == place.row and one.pupil is None and place.imported in (None, int(one.imported))
    ]
    if not here:
        raise FileFault(
            Text(f"第 {place.row} 行没有因身份不明被退回", f"row {place.row} was not refused for its identity"),
            hint=Text("请先看 screening refusals 批次", "look at screening refusals WAVE first"),
        )
    imports = sorted({int(one.imported) for one in here})
    if len({(one.row_mark, one.written) for one in here}) > 1:
        which = "、".join(f"{number}:{place.row}" for number in imports)
        raise FileFault(
            Text(f"不止一次导入有第 {place.row} 行", f"several imports have a row {place.row}"),
            hint=Text(f"请写明导入编号：{which}", f"name the import: {which}"),
        )
    return here[-1]


def _several_of_the_name(refusal: StoredRefusal, pupil: Pupil, uow: UnitOfWork, audit: Audit) -> bool:
    """Whether another candidate bears the pupil's name: two of one name are never told apart by how they are written."""
    ids = sorted({*refusal.candidates, pupil.id})
    names = Counter(one.told.name for one in uow.roster.pupils(audit, ids))
    return names[pupil.told.name] > 1
