"""From a path to a finished import: open the file, plan its columns, import it – shared by command, demo and benchmark."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

from screening.adapters.instrument_files import follow_up_pages, list_editions, load_instrument
from screening.adapters.mapping_files import load_mapping
from screening.adapters.survey_files import open_export
from screening.casefiles.envelope import keyed_digest
from screening.core.errors import FileFault, MappingFault
from screening.core.ids import StaffId
from screening.core.language import Text, plain
from screening.entrypoints.opening import Opened
from screening.entrypoints.wiring import Workspace
from screening.instruments.definition import Instrument
from screening.intake.interface import ColumnPlan, Export
from screening.intake.plan import find_instruments, plan_columns
from screening.intake.platforms import recognise
from screening.intake.worded import pages_in
from screening.services.coding_check import CodingCheck, check_coding
from screening.services.find_wave import find_wave
from screening.services.import_wave import ImportReport, import_wave
from screening.services.place import Rules
from screening.services.ports import Wave
from screening.services.rehearse_import import FirstHour, rehearse_import
from screening.services.remember_survey import Said, Survey, keep_said, said_of, settle_coding


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A file that was opened and whose columns are understood."""

    path: Path
    export: Export
    plan: ColumnPlan
    chunks: int  # about 10,000 rows each
    mapping: bytes  # what a person said of the columns, and the bytes of files that explain this one; empty if nothing
    check: CodingCheck = field(default_factory=CodingCheck)
    said: Said | None = None  # by a person, now or of an earlier export of the same survey


class _ImportOrder(TypedDict):
    """What an import and its rehearsal are told alike."""

    plan: ColumnPlan
    wave: Wave
    identity: bytes
    rules: Rules
    person: StaffId
    clock: Callable[[], datetime]


def prepare(
    path: Path,
    instruments: Sequence[str],
    mapping_file: Path | None,
    *,
    school_year: int | None = None,
    opened: Opened | None = None,
    recall: Callable[[Export], Said | None] = lambda _export: None,
) -> Ready:
    """Open and understand one file; writes nothing. Without named instruments they are found among all editions we have.

    A follow-up page whose words stand in the file is read whether or not it was named.

    ``opened``: the file where it was opened together with others that explain it. ``recall`` tells what was said of an earlier
    export of the same survey; what is said now goes before it.

    Raises FileFault for a file without a data row or with a line that can't be read, MappingFault where neither number nor name
    is asked for: every row of it would be refused, and whoever reads the report would look for the fault in the rows. Also for
    an instrument that may be scored but not imported: what it asks for is nothing an import can see to.
    """
    export = open_export(path) if opened is None else opened.usable()
    if not export.sample:
        raise _no_rows(export)
    layout = recognise(export)
    if layout.many_rows:
        raise _many_rows(export)
    said = _said(export, instruments, mapping_file, recall)
    mapping = said.mapping if said else None
    wanted = [load_instrument(name) for name in (said.instruments if said else ())] or find_instruments(
        export, layout, [load_instrument(name) for name in list_editions()], mapping
    )
    named = {each.code for each in wanted}
    wanted = [*wanted, *(page for page in pages_in(layout, follow_up_pages(), export.name) if page.code not in named)]
    _check_may_be_imported(wanted, export)
    plan = plan_columns(export, layout, wanted, mapping, school_year=school_year)
    if plan.number is None and plan.name is None and plan.code is None:
        raise _nobody_named(export)
    # A line that can't be read ends it here, before a single row is written; costs a tenth of reading the answers.
    chunks, check = check_coding(export, plan)
    explaining = b"\0".join(each.read_bytes() for each in (opened.explained_by if opened else ()))
    told = json.dumps(asdict(mapping), sort_keys=True).encode() + b"\0" if mapping else b""
    return Ready(path=path, export=export, plan=plan, chunks=chunks, mapping=told + explaining, check=check, said=said)


def _said(
    export: Export, instruments: Sequence[str], mapping_file: Path | None, recall: Callable[[Export], Said | None]
) -> Said | None:
    if instruments or mapping_file:
        return Said(instruments=tuple(instruments), mapping=load_mapping(mapping_file) if mapping_file else None)
    return recall(export)


def recalled(work: Workspace) -> Callable[[Export], Said | None]:
    """What this workspace was told of an export's survey."""
    return lambda export: said_of(survey_mark(work, export), work.uow(), work.now())


def survey_mark(work: Workspace, export: Export) -> str:
    """Knows the headings of a survey again and says nothing about them."""
    return keyed_digest("\0".join(export.headings).encode(), work.keys.index, "survey.headings").hex()


def _survey(work: Workspace, ready: Ready) -> Survey:
    codes = {
        planned.instrument.edition: keyed_digest(
            json.dumps(planned.codes, sort_keys=True).encode(), work.keys.index, "survey.codes"
        ).hex()
        for planned in ready.plan.instruments
    }
    return Survey(mark=survey_mark(work, ready.export), file=ready.export.name, codes=codes)


def _check_may_be_imported(wanted: Sequence[Instrument], export: Export) -> None:
    for each in wanted:
        if each.never_imported:
            what = Text(f"“{each.title.zh}”只能计分，不能导入批次", f"{each.title.en} may be scored, not imported into a wave")
            hint = Text(each.never_imported.zh, each.never_imported.en)
            raise MappingFault(what, where=plain(f"{export.name}: {each.edition}"), hint=hint)


def _many_rows(export: Export) -> MappingFault:
    """Which of a pupil's rows belongs to this wave can't be told; a table of scores has them all."""
    what = Text(
        "这个 REDCap 文件里一名学生占多行（多个事件或重复表单）",
        "in this REDCap file a pupil has many rows: several events or repeats",
    )
    hint = Text(
        "请只导出量表所在的那个事件和表单；只想计分可用 screening score",
        "export only the event and the form that hold the questionnaire; screening score reads them all",
    )
    return MappingFault(what, where=plain(export.name), hint=hint)


def _no_rows(export: Export) -> FileFault:
    what = Text("文件里只有表头，没有一行答卷", "the file has headings only, not one row of answers")
    hint = Text("请核对导出的问卷和时间范围，再重新导出", "check which survey and which dates were exported, and export again")
    return FileFault(what, where=plain(export.name), hint=hint)


def _nobody_named(export: Export) -> MappingFault:
    what = Text(
        "文件里没有学号列，也没有姓名列，无法知道是谁的答卷",
        "no column holds student numbers or names: whose sheets these are is not known",
    )
    hint = Text(
        '请导出时包括学号，或在 --mapping 文件里写明 student = "列名"',
        'export the number too, or name its column in --mapping: student = "heading"',
    )
    return MappingFault(what, where=plain(export.name), hint=hint)


def import_file(
    work: Workspace,
    ready: Ready,
    wave_name: str,
    tick: Callable[[int, int], None],
    *,
    confirmed: Mapping[str, str] = MappingProxyType({}),
) -> ImportReport:
    """Import one prepared file into the named wave. The same bytes, editions and mapping change nothing the second time.

    ``confirmed``: edition, code or "" for all → how a person says that its numbers are to be read. Raises MappingFault before
    anything is written where figures look wrong and nobody has said so. What was said of the survey is kept for its next export.
    """
    order = _order(work, ready, wave_name, confirmed, keep=True)
    if ready.said and ready.said.at is None:
        keep_said(survey_mark(work, ready.export), ready.said, person=work.person, uow=work.uow(), now=work.now())
    with _few_collections():
        return import_wave(work.uow, ready.export, **order, tick=lambda steps: tick(steps, 2 * ready.chunks))


def rehearse_file(
    work: Workspace,
    ready: Ready,
    wave_name: str,
    tick: Callable[[int, int], None],
    *,
    confirmed: Mapping[str, str] = MappingProxyType({}),
) -> tuple[ImportReport, FirstHour]:
    """What ``import_file`` would do, and the first hour; nothing is kept. Raises what it would raise."""
    order = _order(work, ready, wave_name, confirmed, keep=False)
    with _few_collections():
        return rehearse_import(work.uow, ready.export, **order, tick=lambda steps: tick(steps, 2 * ready.chunks))


def _order(work: Workspace, ready: Ready, wave_name: str, confirmed: Mapping[str, str], *, keep: bool) -> _ImportOrder:
    with work.uow() as uow:
        wave = find_wave(wave_name, uow)
    plan, turned = settle_coding(
        ready.check,
        ready.plan,
        _survey(work, ready),
        wave,
        confirmed=confirmed,
        person=work.person,
        uow=work.uow(),
        now=work.now(),
        keep=keep,
    )
    editions = "\n".join(planned.instrument.edition for planned in ready.plan.instruments).encode()
    with ready.path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").digest()  # the store keeps only an HMAC of it
    readings = json.dumps(turned, sort_keys=True).encode() if turned else b""
    return _ImportOrder(
        plan=plan,
        wave=wave,
        identity=b"\0".join([content, editions, ready.mapping + readings]),
        rules=work.rules,
        person=work.person,
        clock=work.now,
    )


@contextmanager
def _few_collections() -> Iterator[None]:
    """An import makes many small objects and no cycles: looking for cycles all the time costs a seventh of its time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
