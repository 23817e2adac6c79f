"""`screening wave kit` and `wave check`: set a survey up as an import will read it, and see that it was."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.intake.kit.submission import Finding

WaveName = Annotated[str, typer.Argument(help=words("批次名称，例如 2026秋", "name of the wave, e.g. 2026-autumn"))]
NOT_AS_KIT = 11  # exit code, as for columns that can't be tied to items


def kit(  # noqa: PLR0917  # Typer gives every option by name
    name: WaveName,
    instrument: Annotated[
        list[str] | None,
        typer.Option("--instrument", help=words("问卷里的量表，按先后各写一次", "instruments of the survey, in order, one each")),
    ] = None,
    platform: Annotated[
        str, typer.Option("--platform", help=words("问卷平台：wjx、jinshuju、other", "platform: wjx, jinshuju, other"))
    ] = "wjx",
    link: Annotated[
        str,
        typer.Option(
            "--link", help=words("建好的问卷的链接：生成试填页和学生小条", "the survey's link: makes test page and slips")
        ),
    ] = "",
    school_class: Annotated[
        str, typer.Option("--class", help=words("小条只要这个班，如 701", "slips of this class only, e.g. 701"))
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help=words("放到哪个文件夹", "folder to write into"))] = None,
    force: Annotated[bool, typer.Option("--force", help=words("覆盖已有的文件", "replace files that are there"))] = False,
) -> None:
    """Without a link the pages of the kit; with it the test page and the slips."""
    from screening.adapters.instrument_files import load_instrument
    from screening.entrypoints.kit_folder import check_free, write_kit
    from screening.entrypoints.wiring import open_workspace
    from screening.services.make_kit import make_kit

    folder = out or Path(words(f"测评准备-{name}", f"kit-{name}"))
    if link:
        _slips(name, link, school_class, folder, force=force)
        return
    work = open_workspace()
    if not force:
        check_free(folder, language())
    instruments = [load_instrument(code) for code in instrument or []]
    made = make_kit(name, platform, instruments, person=work.working_member(), uow=work.uow(), now=work.now())
    written = write_kit(folder, made, language(), force=force)
    say(
        Text(
            f"已生成 {len(written)} 个文件，在 {folder}。请先看“0 先看这一页”。",
            f"{len(written)} files written to {folder}. Start with page 0.",
        )
    )
    say(
        Text(
            f"问卷建好后：screening wave kit {name} --link 问卷链接",
            f"When the survey is made: screening wave kit {name} --link LINK",
        )
    )


def _slips(name: str, link: str, school_class: str, folder: Path, *, force: bool) -> None:
    from screening.adapters.instrument_files import load_instrument
    from screening.entrypoints.kit_folder import not_drawn, write_slips
    from screening.entrypoints.wiring import open_workspace
    from screening.services.make_kit import make_slips

    work = open_workspace()
    made, trial, classes = make_slips(
        name, link, instrument_of=load_instrument, person=work.working_member(), uow=work.uow(), now=work.now(), only=school_class
    )
    write_slips(folder, made, trial, classes, language(), force=force)
    count = sum(len(one.slips) for one in classes)
    say(
        Text(
            f"小条 {count} 张，{len(classes)} 个班，在 {folder}（只给监护人已同意、年级适用的学生）。",
            f"{count} slips of {len(classes)} classes in {folder} (for pupils with consent whose grade fits).",
        )
    )
    if missing := not_drawn(classes):
        warn(
            Text(
                f"有 {len(missing)} 个字字库里没有，以“〓”代替，请以班内学号为准",
                f"{len(missing)} characters are not in the font and print as “〓”; go by the class number",
            )
        )
    say(
        Text(
            f"先照“9 试填”试一次：screening wave check 文件 --wave {name}。",
            f"First the test of page 9: screening wave check FILE --wave {name}.",
        )
    )
    say(
        Text(
            "小条上有姓名：打印后删除文件，用完的纸条用碎纸机销毁。",
            "Slips hold names: delete the files after printing, shred the paper.",
        )
    )


def check(
    export: Annotated[Path, typer.Argument(help=words("试填后下载的文件", "export of the test submissions"))],
    wave: Annotated[str, typer.Option("--wave", help=words("批次名称", "name of the wave"))],
) -> None:
    """One line a place; exit 0 only if everything is as in the kit."""
    from screening.adapters.instrument_files import follow_up_pages, load_instrument
    from screening.adapters.survey_files import open_export
    from screening.entrypoints.wiring import open_workspace
    from screening.intake.kit.check import as_kit
    from screening.intake.platforms import recognise
    from screening.services.make_kit import check_kit

    work = open_workspace()
    opened = open_export(export)
    found = check_kit(
        wave,
        opened,
        recognise(opened),
        instrument_of=load_instrument,
        person=work.working_member(),
        uow=work.uow(),
        now=work.now(),
        pages=follow_up_pages(),
    )
    _show(export.name, found)
    good = as_kit(found)
    say(
        Text("全部与清单一致。请清空试填数据，再开始测评。", "Everything is as in the kit. Delete the test rows, then begin.")
        if good
        else Text(
            "还有与清单不同或没有试过的地方：改好问卷，清空，再试填一次。",
            "Not everything is as in the kit: mend the survey and test again.",
        )
    )
    raise typer.Exit(0 if good else NOT_AS_KIT)


def _show(name: str, findings: "tuple[Finding, ...]") -> None:
    from screening.intake.kit.submission import State

    signs = {State.AS_KIT: "✓", State.WRONG: "✗", State.UNTRIED: "?", State.NOTE: "·"}
    table(
        Text(f"试填检查：{name}", f"Test export: {name}"),
        [Text("", ""), Text("位置", "place"), Text("结果", "found")],
        [[signs[one.state], one.place.said(language()), one.what.said(language())] for one in findings],
        note=Text("✓ 与清单一致　✗ 不同　? 没有试过　· 说明", "✓ as in the kit  ✗ different  ? not tried  · note"),
    )
