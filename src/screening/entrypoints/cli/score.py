"""`screening score`: a scored table from survey files, without workspace or keys."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal
from zoneinfo import ZoneInfo

import typer

from screening.core.errors import FileFault, ScreeningError
from screening.core.language import Text, plain
from screening.entrypoints.cli.score_psychometrics import show_psychometrics
from screening.entrypoints.cli.show import language, say, warn, words

if TYPE_CHECKING:
    from screening.adapters.survey_files.score_tables import ScoreTable
    from screening.instruments.definition import Instrument
    from screening.instruments.norm_tables import NormTable
    from screening.intake.mapping import Mapping
    from screening.services.roster_check import RosterCheck
    from screening.services.score_export import Result

_SOME_REFUSED = 3
# what a folder is searched for
_TABLES = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".json", ".ndjson", ".sav", ".zsav"}


_HEADINGS_ONLY = Text("文件里只有表头，没有数据行", "the file has headings only, no data row")


class Format(StrEnum):
    """How the table is written."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


_FORMS: "dict[Format, Literal['csv', 'json', 'parquet']]" = {Format.CSV: "csv", Format.JSON: "json", Format.PARQUET: "parquet"}


def score(  # noqa: PLR0917  # Typer names its options
    exports: Annotated[list[Path], typer.Argument(help=words("导出文件或文件夹", "export files or folders"))],
    instrument: Annotated[str, typer.Option("--instrument", help=words("量表代码，如 phq9", "instrument code, e.g. phq9"))],
    mapping: Annotated[Path | None, typer.Option("--mapping", help=words("列名对照表", "columns of the items, .toml"))] = None,
    out: Annotated[Path | None, typer.Option("--out", help=words("写到这个文件", "write to this file"))] = None,
    form: Annotated[Format, typer.Option("--format", help=words("csv、parquet 或 json", "csv, parquet or json"))] = Format.CSV,
    explain: Annotated[
        int | None, typer.Option("--explain", min=1, help=words("只说明这一行的得分由来", "explain this row's scores only"))
    ] = None,
    psychometrics: Annotated[
        bool,
        typer.Option("--psychometrics", help=words("只看信度、漏答和可疑的题目，不计分", "only reliability and suspect items")),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=words("覆盖已有文件", "replace an existing file"))] = False,
    roster: Annotated[Path | None, typer.Option("--roster", help=words("用名册核对学生", "check pupils on a roster"))] = None,
    band_table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help=words("按这张分级表（见 instruments show）", "bands by this named table")),
    ] = None,
    norms: Annotated[
        Path | None,
        typer.Option("--norms", metavar="FILE", help=words("先用这个常模文件换算 T 分", "T by this norm file first")),
    ] = None,
) -> None:
    """Score survey files without a workspace; one line per data row."""
    from screening.adapters.instrument_files import load_instrument  # heavy, and --help needs none of it
    from screening.adapters.mapping_files import load_mapping

    edition, told = load_instrument(instrument), load_mapping(mapping) if mapping else None
    edition = _read_by(edition, band_table) if band_table else edition
    files = _files(exports)
    if explain is not None:
        _explain(files, edition, told, explain, _norms(edition, norms))
        return
    if psychometrics:
        show_psychometrics(files, edition, told, _school_year())
        return
    several = len(files) > 1 or any(path.is_dir() for path in exports)
    with _opened(out, form, force=force) as table:
        tables = _norms(edition, norms)
        failed, refused, rows = _score_all(files, edition, told, _check(roster), table, several=several, norms=tables)
    if len(failed) < len(files):
        _tell(rows, refused, out)
        if tables:
            used = ", ".join(one.id for one in tables)
            warn(Text(f"T 分按常模 {used}", f"T by the norm {used}"))
    code = failed[0].exit_code if failed else _SOME_REFUSED if refused else 0
    if code:
        raise typer.Exit(code)


def _score_all(
    files: Sequence[Path],
    edition: "Instrument",
    mapping: "Mapping | None",
    check: "RosterCheck | None",
    table: "ScoreTable",
    *,
    several: bool,
    norms: "Sequence[NormTable]",
) -> tuple[list[ScreeningError], Counter[str], int]:
    """Every file in turn. A file with a fault gives no line at all and doesn't stop the others."""
    from screening.adapters.survey_files.score_tables import as_batch
    from screening.entrypoints.opening import open_together
    from screening.intake.plan import plan_export
    from screening.services.score_export import score_export

    failed: list[ScreeningError] = []
    refused: Counter[str] = Counter()
    rows = lost = 0
    for opened in open_together(files):
        path = opened.path
        try:
            export = opened.usable()
            plan = plan_export(export, [edition], mapping, school_year=_school_year())
            scored = list(score_export(export, plan, check, norms))
        except ScreeningError as error:
            sys.stderr.write(error.said(language()) + "\n")
            failed.append(error)
            continue
        for note in (*export.notes, *([] if export.sample else [_HEADINGS_ONLY])):
            warn(Text(f"{path.name}：{note.zh}", f"{path.name}: {note.en}"))
        for part in scored:
            named: dict[str, Result] = {"file": [path.name] * part.rows} if several else {}
            table.write(as_batch(named | part.columns))
            refused += part.refusals
            rows += part.rows
            lost += part.out_of_norm
    if lost:
        warn(
            Text(
                f"{lost} 行没有适用的常模（年级未知或不在常模内），T 分留空",
                f"{lost} rows have no applicable norm (grade unknown or outside the norm): T is left empty",
            )
        )
    return failed, refused, rows


def _norms(edition: "Instrument", file: Path | None) -> "Sequence[NormTable]":
    """The norm named, if any, before those that come with us."""
    from screening.adapters.norm_files import check_norm_table, load_norm_table, shipped_norms

    if file is None:
        return shipped_norms(edition.code)
    table = load_norm_table(file)
    check_norm_table(table, edition, file.name)
    return (table, *shipped_norms(edition.code))


def _read_by(edition: "Instrument", name: str) -> "Instrument":
    """The edition under one of its named tables; says on stderr what to know about a table that is not the default."""
    from screening.instruments.tables import alternatives, under_table

    read, told = under_table(edition, name), alternatives(edition).get(name)
    if told and told.warning:
        warn(Text(f"分级表 {name}：{told.warning.zh}", f"table {name}: {told.warning.en}"))
    return read


def _files(exports: Sequence[Path]) -> list[Path]:
    """The files named, and the tables in the folders named, in order of name."""
    found = []
    for path in exports:
        if path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.suffix.lower() in _TABLES and one.name[0] not in ".~")
            if not inside:
                what = Text("文件夹里没有表格文件", "there is no table in the folder")
                hint = Text("请检查文件夹，或直接写出文件名", "check the folder, or name the files")
                raise FileFault(what, where=plain(path.name), hint=hint)
            found += inside
        else:
            found.append(path)
    return found


def _check(roster: Path | None) -> "RosterCheck | None":
    if roster is None:
        return None
    from screening.adapters.survey_files.workbook import open_workbook
    from screening.intake.roster import read_roster
    from screening.services.roster_check import RosterCheck

    return RosterCheck(read_roster(open_workbook(roster), roster.name, school_year=_school_year()))


def _school_year() -> int:
    """Of today: with it ``2025级8班`` is a class."""
    from screening.intake.classes import school_year_of

    return school_year_of(datetime.now(tz=ZoneInfo("Asia/Shanghai")).date())


def _explain(
    files: Sequence[Path], edition: "Instrument", mapping: "Mapping | None", row: int, norms: "Sequence[NormTable]"
) -> None:
    from screening.entrypoints.opening import open_together
    from screening.intake.plan import plan_export
    from screening.services.explain_score import explain_row

    export = next(open_together(files)).usable()
    for line in explain_row(export, plan_export(export, [edition], mapping, school_year=_school_year()), row, norms):
        say(line)


@contextmanager
def _opened(out: Path | None, form: Format, *, force: bool) -> Iterator["ScoreTable"]:
    """The table on stdout, or in a file that takes its name only when it is complete."""
    from screening.adapters.survey_files.score_tables import ScoreTable

    if out is None:
        if form is Format.PARQUET:
            raise typer.BadParameter(words("parquet 要用 --out 写到文件", "parquet needs --out"), param_hint="--format")
        table = ScoreTable(_stdout(), _FORMS[form])
        yield table
        sys.stdout.flush()
        return
    if out.exists() and not force:
        hint = Text("换一个文件名，或加 --force 覆盖", "choose another name, or add --force")
        raise FileFault(Text("输出文件已经存在", "the output file is there already"), where=plain(out.name), hint=hint)
    part = out.with_name(f".{out.name}.part")
    try:
        with _writable(part, out) as stream:
            table = ScoreTable(stream, _FORMS[form])
            yield table
            table.close()
        if table.started:
            part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _writable(part: Path, out: Path) -> BinaryIO:
    """The unfinished output file. Raises FileFault where nothing can be written under that name."""
    try:
        if out.is_dir():
            raise IsADirectoryError
        return part.open("wb")
    except OSError:
        what = Text("输出文件写不了", "the output file can't be written")
        hint = Text(
            "请检查文件夹是否存在、能否写入，磁盘是否已满；--out 后面要写文件名，不是文件夹",
            "check that the folder is there and may be written to; --out takes the name of a file, not of a folder",
        )
        raise FileFault(what, where=plain(str(out)), hint=hint) from None


def _stdout() -> BinaryIO:
    sys.stdout.flush()
    return sys.stdout.buffer


def _tell(rows: int, refused: Counter[str], out: Path | None) -> None:
    """One message on stderr: how many rows, why some were refused, and that nothing here is protected."""
    from screening.entrypoints.cli.why_words import WHY_WORDS

    total = refused.total()
    reasons = sorted(refused.items())
    zh = "，".join(f"{WHY_WORDS[why].zh} {count}" for why, count in reasons)
    en = ", ".join(f"{WHY_WORDS[why].en} {count}" for why, count in reasons)
    why_zh, why_en = (f"（{zh}）", f" ({en})") if refused else ("", "")
    warn(
        Text(
            f"共 {rows} 行：计分 {rows - total}，退回 {total}{why_zh}。"
            f"注意：{'这个文件' if out else '这份输出'}含有测评结果且没有加密，请妥善保管，用后删除",
            f"{rows} rows: {rows - total} scored, {total} refused{why_en}. "
            "Note: this output holds results and is not protected; keep it safe and delete it after use",
        )
    )
