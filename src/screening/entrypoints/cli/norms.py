"""`screening norms`: see norms, make one from a school's own sheets, try it on a wave and agree to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text, plain
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, words

if TYPE_CHECKING:
    from screening.entrypoints.wiring import Workspace
    from screening.instruments.definition import Instrument
    from screening.instruments.norm_tables import NormTable
    from screening.scoring.local_norms import Sample
    from screening.services.agreed_norms import AgreedNorms

app = typer.Typer(no_args_is_help=True)

Because = Annotated[
    str, typer.Option("--because", metavar="TEXT", help=words("理由，与决定一起记录", "why; kept with the decision"))
]
Agree = Annotated[bool, typer.Option("--agree", help=words("记录决定，从此生效", "record the decision; it holds from now on"))]
Names = Annotated[
    bool, typer.Option("--names", help=words("列出分级会变的学生（仅心理老师）", "name who would change (counselor only)"))
]
Wave = Annotated[
    str, typer.Option("--wave", help=words("在哪个批次上试；不写则用最近一个", "try it on this wave; the latest otherwise"))
]


@app.command("show", help=words("现有的常模，和本校采用过的决定", "Norms there are, and what this school has agreed to"))
def show(
    code: Annotated[
        str, typer.Argument(metavar="[CODE]", help=words("量表代码；不写则列出全部", "instrument; all otherwise"))
    ] = "",
) -> None:
    """Norms that come with us; inside a workspace also its decisions. With a code every group of each norm."""
    import os

    from screening.adapters.instrument_files import load_instrument
    from screening.adapters.norm_files import instruments_with_norms, shipped_norms
    from screening.entrypoints.cli.norm_words import show_decisions, show_groups, show_list
    from screening.entrypoints.settings import in_workspace

    agreed = _agreed() if in_workspace(os.environ) else None
    if code:
        edition = load_instrument(code)
        own = [one for one in agreed.tables if one.speaks_of(edition.edition)] if agreed else []
        show_groups([*own, *shipped_norms(edition.code)], edition)
    else:
        show_list([table for one in instruments_with_norms() for table in shipped_norms(one)])
    if agreed and agreed.decisions:
        show_decisions(agreed.decisions)


def _agreed() -> "AgreedNorms":
    from screening.core.audit import Audit
    from screening.entrypoints.wiring import open_workspace
    from screening.services.agreed_norms import agreed_norms

    work = open_workspace()
    with work.uow() as uow:
        agreed = agreed_norms(uow, Audit(who=work.person, what="norms.show", target="norms", at=work.now()))
        uow.commit()
    return agreed


@app.command("fit", help=words("用本校或本区的有效答卷做本地常模", "Make a local norm from valid sheets of a school or district"))
def fit(  # noqa: PLR0917  # Typer takes options by name
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help=words("写到这个文件（.yaml）", "the norm file to write"))],
    wave: Annotated[str, typer.Argument(metavar="[WAVE]", help=words("参照批次", "the reference wave"))] = "",
    scores: Annotated[
        list[Path] | None,
        typer.Option("--scores", metavar="TABLE", help=words("screening score 写出的表，可写多个", "tables of screening score")),
    ] = None,
    instrument: Annotated[str, typer.Option("--instrument", help=words("量表代码", "instrument code"))] = "",
    roster: Annotated[
        Path | None, typer.Option("--roster", help=words("结果表的学生名册", "roster of the tables' pupils"))
    ] = None,
    region: Annotated[str, typer.Option("--region", help=words("哪个学校或区县", "which school or district"))] = "",
    continuous: Annotated[
        bool, typer.Option("--continuous", help=words("各年级一起平滑（连续常模）", "smoothed over the grades"))
    ] = False,
    reference: Annotated[
        Path | None, typer.Option("--reference", metavar="FILE", help=words("向这份常模收缩", "draw towards this norm"))
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Fit, write the file, and say what stands in it. Nothing is agreed to by this."""
    from screening.adapters.norm_files import load_norm_table, write_norm_table
    from screening.entrypoints.cli.norm_words import show_groups
    from screening.services.fit_norms import NormHead, fit_norm

    if bool(wave) == bool(scores):
        raise typer.BadParameter(words("写一个批次，或用 --scores 给出结果表", "name one wave, or tables with --scores"))
    edition, sample, year = _of_tables(scores, instrument, roster) if scores else _of_wave(wave, instrument, passphrase_file)
    head = NormHead(
        name=f"{edition.code.replace('_', '-')}-local", version=str(year), region=region or "本校", wave=wave, year=year
    )
    drawn = load_norm_table(reference) if reference else None
    made = fit_norm(sample, edition, head, continuous=continuous, reference=drawn)
    write_norm_table(made, out)
    show_groups([made], edition)
    say(
        Text(
            f"已写入 {out.name}。下一步：screening norms load {out.name}，先看谁的分级会变，再决定是否采用",
            f"Written to {out.name}. Next: screening norms load {out.name} shows who would change before anyone agrees",
        )
    )


def _of_wave(wave: str, instrument: str, passphrase_file: Path | None) -> "tuple[Instrument, Sample, int]":
    from screening.entrypoints.wiring import open_workspace
    from screening.services.fit_norms import sample_of_wave

    work = open_workspace()
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic))
    person = work.working_member()
    edition, sample = sample_of_wave(wave, instrument, person=person, key=key, uow=work.uow(), now=work.now())
    return edition, sample, work.today().year


def _of_tables(tables: list[Path], instrument: str, roster: Path | None) -> "tuple[Instrument, Sample, int]":
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from screening.adapters.instrument_files import load_instrument
    from screening.adapters.survey_files import open_export
    from screening.adapters.survey_files.workbook import open_workbook
    from screening.intake.classes import school_year_of
    from screening.intake.roster import read_roster
    from screening.services.fit_norms import joined
    from screening.services.norm_samples import sample_of_table

    if not instrument:
        raise typer.BadParameter(words("用 --instrument 写明量表代码", "name the instrument"), param_hint="--instrument")
    edition, today = load_instrument(instrument), datetime.now(tz=ZoneInfo("Asia/Shanghai")).date()
    people = read_roster(open_workbook(roster), roster.name, school_year=school_year_of(today)) if roster else None
    return edition, joined([sample_of_table(open_export(path), edition, people) for path in tables]), today.year


@app.command(
    "load", help=words("试用一份常模：谁的分级会变；--agree 才生效", "Try a norm: who would change; --agree makes it hold")
)
def load(  # noqa: PLR0917  # Typer takes options by name
    file: Annotated[Path, typer.Argument(metavar="FILE", help=words("常模文件（.yaml）", "a norm file"))],
    wave: Wave = "",
    agree: Agree = False,
    because: Because = "",
    names: Names = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Show what would move in a wave; write nothing before ``--agree``."""
    from screening.adapters.instrument_files import load_instrument
    from screening.adapters.norm_files import check_norm_table, load_norm_table

    told = load_norm_table(file)
    edition = load_instrument(told.instrument)
    check_norm_table(told, edition, file.name)
    table = told.model_copy(update={"instrument": edition.edition})  # a later edition has other figures
    _decide(edition, table, wave=wave, agree=agree, because=because, names=names, passphrase_file=passphrase_file)


@app.command("drop", help=words("停用本地常模，同样先看谁会变", "Stop using a local norm; shows who would change, too"))
def drop(  # noqa: PLR0917  # Typer takes options by name
    code: Annotated[str, typer.Argument(metavar="CODE", help=words("量表代码", "instrument code"))],
    wave: Wave = "",
    agree: Agree = False,
    because: Because = "",
    names: Names = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """The opposite of ``load``; the earlier decisions stay on the shelf."""
    from screening.adapters.instrument_files import load_instrument

    _decide(load_instrument(code), None, wave=wave, agree=agree, because=because, names=names, passphrase_file=passphrase_file)


def _decide(
    edition: "Instrument",
    table: "NormTable | None",
    *,
    wave: str,
    agree: bool,
    because: str,
    names: bool,
    passphrase_file: Path | None,
) -> None:
    from screening.entrypoints.cli.norm_words import show_trial
    from screening.entrypoints.wiring import open_workspace
    from screening.services.load_norms import agree_norm, try_norms

    work = open_workspace()
    tried_on = wave or _latest_wave(work, edition.edition)
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic)) if tried_on else None
    person = work.working_member()
    trial = try_norms(
        edition.edition, table, wave=tried_on, base=work.base_mapping, rules=work.rules, person=person, key=key, uow=work.uow(),
        now=work.now(), names=names,
    )  # fmt: skip
    show_trial(trial, tried_on, edition, table)
    if not agree:
        say(
            Text(
                '只是试看，什么也没有改变。确定采用：加上 --agree --because "理由"',
                'Nothing was changed. To agree: --agree --because "why"',
            )
        )
        return
    agreed = agree_norm(edition.edition, table, because=because, person=person, uow=work.uow(), now=work.now())
    say(
        Text(
            f"已记录，从现在起导入的答卷按 norms@{agreed.version} 分级；以前的结果不变",
            f"Recorded: sheets imported from now on are read by norms@{agreed.version}; earlier results stay",
        )
    )


def _latest_wave(work: "Workspace", edition: str) -> str:
    from screening.services.load_norms import waves_with

    found = waves_with(edition, work.uow())
    if not found:
        say(plain(words("还没有这份量表的答卷，只比较界值。", "No sheet of this instrument yet: only cut-offs are compared.")))
    return found[-1] if found else ""
