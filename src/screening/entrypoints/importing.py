"""From a path to a finished import: open the file, plan its columns, import it – shared by command, demo and benchmark."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.adapters.mapping_files import load_mapping
from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault, MappingFault
from screening.core.language import Text, plain
from screening.entrypoints.opening import Opened
from screening.entrypoints.wiring import Workspace
from screening.instruments.definition import Instrument
from screening.intake.interface import ColumnPlan, Export
from screening.intake.plan import find_instruments, plan_columns
from screening.intake.platforms import recognise
from screening.services.find_wave import find_wave
from screening.services.import_wave import ImportReport, import_wave


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A file that was opened and whose columns are understood."""

    path: Path
    export: Export
    plan: ColumnPlan
    chunks: int  # about 10,000 rows each
    mapping: bytes  # the bytes of the mapping file and of files that explain this one, empty if none


def prepare(
    path: Path,
    instruments: Sequence[str],
    mapping_file: Path | None,
    *,
    school_year: int | None = None,
    opened: Opened | None = None,
) -> Ready:
    """Open and understand one file; writes nothing. Without named instruments they are found among all editions we have.

    ``opened``: the file where it was opened together with others that explain it.

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
    mapping = load_mapping(mapping_file) if mapping_file else None
    wanted = [load_instrument(name) for name in instruments] or find_instruments(
        export, layout, [load_instrument(name) for name in list_editions()], mapping
    )
    _check_may_be_imported(wanted, export)
    plan = plan_columns(export, layout, wanted, mapping, school_year=school_year)
    if plan.number is None and plan.name is None and plan.code is None:
        raise _nobody_named(export)
    # A line that can't be read ends it here, before a single row is written; costs a tenth of reading the answers.
    chunks = sum(1 for _chunk in export.chunks([0]))
    explaining = [*([mapping_file] if mapping_file else []), *(opened.explained_by if opened else ())]
    return Ready(path=path, export=export, plan=plan, chunks=chunks, mapping=b"\0".join(each.read_bytes() for each in explaining))


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


def import_file(work: Workspace, ready: Ready, wave_name: str, tick: Callable[[int, int], None]) -> ImportReport:
    """Import one prepared file into the named wave. The same bytes, editions and mapping change nothing the second time."""
    with work.uow() as uow:
        wave = find_wave(wave_name, uow)
    editions = "\n".join(planned.instrument.edition for planned in ready.plan.instruments).encode()
    with ready.path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").digest()  # the store keeps only an HMAC of it
    with _few_collections():
        return import_wave(
            work.uow,
            ready.export,
            ready.plan,
            wave,
            identity=b"\0".join([content, editions, ready.mapping]),
            rules=work.rules,
            person=work.person,
            clock=work.now,
            tick=lambda steps: tick(steps, 2 * ready.chunks),
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
