"""`screening case`: read a pupil's sealed file, or add a note."""

from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, table, words

app = typer.Typer(no_args_is_help=True)
Number = Annotated[
    str,
    typer.Option(
        "--number",
        prompt=words("学号", "Student number"),
        help=words("学号；不写则会询问", "student number; asked for if left out"),
    ),
]


@app.command(
    "show", help=words("打开一份一生一案（需要口令，打开会留下记录）", "Open a case file (needs the passphrase, and is recorded)")
)
def show(
    number: Number = "",
    passphrase_file: PassphraseFile = None,
) -> None:
    """Every entry, oldest first."""
    from screening.entrypoints.cli.entries import entry_lines
    from screening.entrypoints.cli.sureness_tables import show_changes
    from screening.entrypoints.weighing import sure_of
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.calendar import SCHOOL_ZONE
    from screening.services.open_case import read_case

    work = open_workspace()
    pupil, entries = read_case(
        number,
        person=work.working_member(),
        key=work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic)),
        uow=work.uow(),
        now=work.now(),
    )
    table(
        Text(f"一生一案：{pupil.told.school_class} {pupil.told.name}", f"Case file: {pupil.told.school_class} {pupil.told.name}"),
        [Text("时间", "when"), Text("种类", "kind"), Text("内容", "what")],
        [[f"{e.at.astimezone(SCHOOL_ZONE):%Y-%m-%d %H:%M}", *entry_lines(e)] for e in entries],
        note=Text(f"共 {len(entries)} 条记录", f"{len(entries)} entries"),
    )
    show_changes(sure_of(work, pupil).changes)


@app.command("add", help=words("向一生一案写入一条记录", "Add a note to a case file"))
def add(
    number: Number = "",
    text: Annotated[
        str,
        typer.Option(
            "--text", prompt=words("记录内容", "Note"), help=words("记录内容；不写则会询问", "the note; asked for if left out")
        ),
    ] = "",
) -> None:
    """Seal the note."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.open_case import add_note

    work = open_workspace()
    length = add_note(number, text, person=work.working_member(), uow=work.uow(), now=work.now())
    say(Text(f"已封存（{length} 字）。", f"Sealed ({length} characters)."))
