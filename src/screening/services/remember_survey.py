"""What a person said of a survey, kept by its headings: which instruments and columns, and how its numbers are read."""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import MappingFault
from screening.core.ids import StaffId
from screening.core.language import Text, plain
from screening.intake.interface import ColumnPlan
from screening.intake.mapping import Mapping
from screening.intake.plausible import AS_READ, REVERSED, SHIFTED, Reading, read_as
from screening.services.coding_check import CodingCheck, Doubt
from screening.services.permissions import check_may_import
from screening.services.ports import NewRecord, UnitOfWork, Wave

SHELF = "mapping"
_SAID, _CODING = "mapping", "coding"

READING_WORDS: dict[str, Text] = {
    AS_READ: Text("现在的读法", "as read"),
    REVERSED: Text("选项倒过来读", "options from the other end"),
    SHIFTED: Text("按另一套编号读", "numbered the other way"),
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """Which instruments a survey holds and, where a person had to say so, which columns answer them."""

    instruments: tuple[str, ...] = ()
    mapping: Mapping | None = None
    at: datetime | None = None  # when it was kept; None: said now


@dataclass(frozen=True, kw_only=True)
class Survey:
    """One file as it is known again: keyed marks of its headings, and of each instrument's codes in it."""

    mark: str
    file: str  # for messages
    codes: Table[str, str] = field(default_factory=dict)  # edition -> mark of the codes as the plan reads them


def said_of(survey: str, uow: UnitOfWork, now: datetime) -> Said | None:
    """What was said last of a survey with these headings; None if nobody ever had to."""
    with uow:
        found = _said_last(survey, uow, now)
        uow.commit()
    return found


def _said_last(survey: str, uow: UnitOfWork, now: datetime) -> Said | None:
    audit = Audit(who=PIPELINE, what="mapping.read", target="mapping", at=now)
    told = [
        one.record for one in uow.records.on(SHELF, audit) if one.record.kind == _SAID and one.record.body["survey"] == survey
    ]
    if not told:
        return None
    body: dict[str, Any] = told[-1].body
    mapping = Mapping(**body["mapping"]) if body["mapping"] else None
    return Said(instruments=tuple(body["instruments"]), mapping=mapping, at=told[-1].at)


def keep_said(survey: str, said: Said, *, person: StaffId, uow: UnitOfWork, now: datetime) -> None:
    """Keep it for the next export of the survey; what is known already is not kept twice.

    Headings hold nothing about a pupil; the record is sealed all the same.
    """
    body = {"survey": survey, "instruments": list(said.instruments), "mapping": asdict(said.mapping) if said.mapping else None}
    audit = Audit(who=person, what="mapping.keep", target="mapping", at=now)
    with uow:
        before = _said_last(survey, uow, now)
        if before is not None and (before.instruments, before.mapping) == (said.instruments, said.mapping):
            return
        uow.records.add([NewRecord(kind=_SAID, body=body, at=now, by=person, shelf=SHELF)], audit)
        uow.commit()


def settle_coding(
    check: CodingCheck,
    plan: ColumnPlan,
    survey: Survey,
    wave: Wave,
    *,
    confirmed: Table[str, str],
    person: StaffId,
    uow: UnitOfWork,
    now: datetime,
    keep: bool = True,
) -> tuple[ColumnPlan, dict[str, str]]:
    """(the plan by which to import, edition → reading that is not as read).

    Every doubt has to be settled by ``confirmed`` (edition, code or "" for all → reading), or by what was confirmed before in
    this wave for the same survey and the same codes. A confirmation is kept with who and when. Raises MappingFault, before
    anything is written, that shows the figures of every reading.
    """
    audit = Audit(who=PIPELINE, what="mapping.read", target="mapping", at=now)
    with uow:
        check_may_import(person, uow.roster.staff(audit))
        before = _confirmed_before(survey, wave, uow, audit)
        chosen: dict[str, str] = {}
        records, open_doubts = list[NewRecord](), list[Doubt]()
        for planned in plan.instruments:
            edition = planned.instrument.edition
            doubts = [one for one in check.doubts if one.edition == edition]
            said = confirmed.get(edition, confirmed.get(planned.instrument.code, confirmed.get("")))
            if doubts and said is not None:
                chosen[edition] = said
                body = _confirmation(survey, edition, said, doubts)
                records.append(NewRecord(kind=_CODING, body=body, at=now, by=person, wave=wave.id, shelf=SHELF))
            elif edition in before:
                chosen[edition], settled = before[edition]
                open_doubts += [one for one in doubts if one.name not in settled and not _fits(one, chosen[edition])]
            else:
                open_doubts += doubts
        if open_doubts:
            raise _stopped(open_doubts, survey.file)
        turned = {edition: _reading(check, edition, name, survey.file) for edition, name in chosen.items() if name != AS_READ}
        if records and keep:
            uow.records.add(records, Audit(who=person, what="coding.confirm", target="mapping", at=now))
        uow.commit()
    return read_as(plan, {edition: one.codes for edition, one in turned.items()}), {e: one.name for e, one in turned.items()}


def _confirmed_before(survey: Survey, wave: Wave, uow: UnitOfWork, audit: Audit) -> dict[str, tuple[str, frozenset[str]]]:
    """Edition → (reading, names of the doubts it settled), what was said last."""
    told = [one.record.body for one in uow.records.on(SHELF, audit, wave.id) if one.record.kind == _CODING]
    return {
        body["edition"]: (body["reading"], frozenset(body["doubts"]))
        for body in told
        if body["survey"] == survey.mark and body["codes"] == survey.codes.get(body["edition"])
    }


def _confirmation(survey: Survey, edition: str, reading: str, doubts: Sequence[Doubt]) -> dict[str, Any]:
    """As it is kept."""
    named = [one.name for one in doubts]
    return {"survey": survey.mark, "edition": edition, "reading": reading, "codes": survey.codes[edition], "doubts": named}


def _fits(doubt: Doubt, reading: str) -> bool:
    """Whether the figure lies where it may, read that way."""
    return reading in doubt.figures and doubt.limits[0] <= doubt.figures[reading] <= doubt.limits[1]


def _reading(check: CodingCheck, edition: str, name: str, file: str) -> Reading:
    found = next((one for one in check.readings.get(edition, ()) if one.name == name), None)
    if found is None:
        raise MappingFault(
            Text(f"{edition} 的答案不能“{READING_WORDS[name].zh}”", f"the answers of {edition} can't be read {name}"),
            where=plain(file),
            hint=Text(
                "答案是文字时意思已经写明；请核对题目顺序，或用 --mapping 写明 [codes]",
                "answers in words say what they mean: check the order of the items, or say [codes] in a --mapping file",
            ),
        )
    return found


def _stopped(doubts: Sequence[Doubt], file: str) -> MappingFault:
    lines_zh = [f"{file}，{_figures(one, 'zh')}" if not place else _figures(one, "zh") for place, one in enumerate(doubts)]
    lines_en = [f"{file}, {_figures(one, 'en')}" if not place else _figures(one, "en") for place, one in enumerate(doubts)]
    names = sorted({name for one in doubts for name in one.figures} - {AS_READ})
    other = " | ".join(names)
    return MappingFault(
        Text(
            "导入前停下：这些数字不像是按正确的分值读的。还没有写入任何内容，也还没有发出任何预警",
            "stopped: these figures do not look like answers read by the right codes. Nothing was written, nobody was told",
        ),
        where=Text("\n        ".join(lines_zh), "\n        ".join(lines_en)),
        hint=Text(
            f"马上对照平台上的问卷核对选项顺序；读法没错就加 --confirm-coding {AS_READ}"
            + (f"，否则加 --confirm-coding {other}" if names else "，否则先改好问卷或用 --mapping 写明 [codes]")
            + "。会记下是谁确认的",
            f"check the order of the options on the platform now; if it is read rightly add --confirm-coding {AS_READ}"
            + (f", else --confirm-coding {other}" if names else ", else mend the survey or say [codes] in a --mapping file")
            + ". Who confirmed is recorded",
        ),
    )


def _figures(doubt: Doubt, language: str) -> str:
    """One doubt with the figure of every reading and the range in which it may lie."""
    zh = language == "zh"
    shown = "，".join(f"{READING_WORDS[name].zh} {_figure(doubt, value)}" for name, value in doubt.figures.items())
    shown_en = ", ".join(f"{READING_WORDS[name].en} {_figure(doubt, value)}" for name, value in doubt.figures.items())
    low, high = (_figure(doubt, limit) for limit in doubt.limits)
    if doubt.is_share:
        said = Text(
            f"{doubt.edition} {doubt.subject} 危机条目触发的答卷（一般不超过 {high}）：{shown}",
            f"{doubt.edition} {doubt.subject} sheets on which this safety item fires (at most {high}): {shown_en}",
        )
    else:
        said = Text(
            f"{doubt.edition} {doubt.subject} 全体平均分（应在 {low}–{high}）：{shown}",
            f"{doubt.edition} {doubt.subject} mean over all sheets ({low}-{high}): {shown_en}",
        )
    return said.zh if zh else said.en


def _figure(doubt: Doubt, value: float) -> str:
    return f"{value:.0%}" if doubt.is_share else f"{value:.3g}"
