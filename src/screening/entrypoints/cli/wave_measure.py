"""`screening wave measure`: how steady the scales are on the school's own sheets, so that scores get an error of measurement."""

from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, table, words

WaveName = Annotated[str, typer.Argument(help=words("批次名称，例如 2026秋", "name of the wave, e.g. 2026-autumn"))]


def measure(name: WaveName, passphrase_file: PassphraseFile = None) -> None:
    """Measure, keep the figures, and show them."""
    from screening.entrypoints.wiring import open_workspace
    from screening.scoring.certainty import sem
    from screening.services.measure_wave import measure_wave

    work = open_workspace()
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic))
    found = measure_wave(name, person=work.working_member(), key=key, uow=work.uow(), now=work.now())
    if not found:
        say(
            Text(
                "没有一组满 200 份有效答卷，什么也没有记录：人太少，信度不可靠。",
                "No group has 200 valid sheets, so nothing was kept: too few for a reliability.",
            )
        )
        return
    table(
        Text(f"{name}：本校的信度和测量误差", f"{name}: reliability and error of measurement here"),
        [
            Text("量表", "scale"),
            Text("年级", "grades"),
            Text("人数", "n"),
            Text("α", "α"),
            Text("标准差", "SD"),
            Text("误差", "SEM"),
        ],
        [
            [
                f"{one.edition} {one.scale}",
                "、".join(map(str, one.grades)),
                str(one.n),
                f"{one.alpha:.2f}",
                f"{one.sd:.1f}",
                f"{float(sem(one.sd, one.alpha)):.1f}",
            ]
            for one in found
        ],
        note=Text(
            "已记录：从现在起预警名单会列出分界之下、误差之内的学生；不改变任何等级",
            "Kept: from now on the list of alerts names pupils just below a cut; no level changes",
        ),
    )
