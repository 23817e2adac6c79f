"""`screening digest`: what homeroom teachers have to do, on the screen, on paper, or as sealed mail."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.digests.interface import Digest
    from screening.entrypoints.wiring import Workspace

app = typer.Typer(no_args_is_help=True)

ClassName = Annotated[str, typer.Option("--class", help=words("只要这个班，如 701", "this class only, e.g. 701"))]


@app.command("preview", help=words("在屏幕上看今天的摘要", "Show today's digests on the screen"))
def preview(school_class: ClassName = "") -> None:
    """Today's digests as text, one after the other."""
    from screening.digests.wording import digest_text  # the templates are read when a digest is wanted

    for digest in _today(school_class):
        say(Text(digest_text(digest, "zh"), digest_text(digest, "en")))


@app.command(
    "print", help=words("每班一页 A4（PDF，不加密，只供打印）", "One A4 sheet a class (PDF, not encrypted, for the printer only)")
)
def print_(
    out: Annotated[Path, typer.Option("--out", help=words("放到哪个文件夹", "folder to write into"))],
    school_class: ClassName = "",
) -> None:
    """One PDF per class and reader; file names say the day and a running number only."""
    from screening.entrypoints.deliver import sheet  # typst and fonts only when something is printed

    digests = _today(school_class)
    out.mkdir(parents=True, exist_ok=True)
    for number, digest in enumerate(digests, start=1):
        path = out / f"{digest.day:%Y%m%d}-{number:02d}.pdf"
        path.touch(mode=0o600)
        path.write_bytes(sheet([digest], language()))
    if digests:
        say(Text(f"已生成 {len(digests)} 份，在 {out}", f"{len(digests)} sheets written to {out}"))
        say(
            Text(
                "文件里有学生姓名：打印后请删除，不要转发。",
                "They hold pupils' names: delete them after printing, don't forward.",
            )
        )


@app.command("send", help=words("把今天的摘要加密后发给各班主任", "Mail today's digests, encrypted, to the homeroom teachers"))
def send() -> None:
    """Queue today's digests, then send everything that is due. Running it again on the same day sends nothing twice."""
    from screening.entrypoints.cli.outbox import show_sent
    from screening.entrypoints.deliver import deliver, queue_todays_digests

    workspace = _allowed_workspace()
    readers = queue_todays_digests(workspace)
    say(
        Text(
            f"今天有摘要的老师：{readers} 位（每人每天最多一封）",
            f"Teachers with a digest today: {readers} (at most one mail a day each)",
        )
    )
    show_sent(deliver(workspace, language()))


@app.command(
    "passphrases",
    help=words("各位老师打开附件用的口令（抄在纸上交给本人）", "The readers' passphrases, to be handed over on paper"),
)
def passphrases() -> None:
    """One line per homeroom teacher, deputy and grade head. They are derived, not stored; the same each time."""
    from screening.services.list_readers import digest_readers

    workspace = _allowed_workspace()
    table(
        Text("摘要口令", "Digest passphrases"),
        [Text("编号", "id"), Text("姓名", "name"), Text("班级/年级", "class/grade"), Text("口令", "passphrase")],
        [
            [str(reader.id), reader.name, reader.place, workspace.digest_passphrase(reader.id)]
            for reader in digest_readers(workspace.uow(), workspace.now(), workspace.person)
        ],
        note=Text("请抄在纸上交给本人，不要截屏，不要用聊天软件发送。", "Hand them over on paper; no screenshots, no chat."),
    )


def _today(school_class: str) -> "list[Digest]":
    """Today's digests, of one class if asked; says so if there are none, and warns of characters the font lacks."""
    from screening.adapters.fonts import cannot_draw
    from screening.digests.digest import words_of
    from screening.entrypoints.deliver import digests_of

    workspace = _allowed_workspace()
    _check_class(school_class, workspace)
    digests = [digest for digest in digests_of(workspace) if school_class in ("", digest.school_class)]
    if not digests:
        say(Text("今天没有要交给班主任的事。", "Nothing for homeroom teachers today."))
    missing = cannot_draw(words_of(digests))
    if missing:
        warn(
            Text(
                f"有 {len(missing)} 个字字库里没有，打印时以“〓”代替，请以班内学号为准",
                f"{len(missing)} characters are not in the font and print as “〓”； go by the class number",
            )
        )
    return digests


def _check_class(school_class: str, workspace: "Workspace") -> None:
    """A class that is mistyped must not read like a class without work."""
    with workspace.uow() as uow:
        names = [one.name for one in uow.roster.classes()]
    if school_class and school_class not in names:
        raise typer.BadParameter(
            words(
                f"没有班级 {school_class}；有：{'、'.join(names)}",
                f"there is no class {school_class}; there are {', '.join(names)}",
            )
        )


def _allowed_workspace() -> "Workspace":
    """The workspace, for somebody who may see every class's care notices."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.permissions import check_may_print_digests

    workspace = open_workspace()
    check_may_print_digests(workspace.working_member())
    return workspace
