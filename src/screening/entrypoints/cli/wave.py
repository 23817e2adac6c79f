"""`screening wave`: open a screening round, see how far it is, close it."""

from typing import Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, table, words
from screening.entrypoints.cli.wave_kit import check, kit

app = typer.Typer(no_args_is_help=True)
WaveName = Annotated[str, typer.Argument(help=words("批次名称，例如 2026秋", "name of the wave, e.g. 2026-autumn"))]


@app.command("open", help=words("建立一个测评批次", "Open a wave"))
def open_(name: WaveName) -> None:
    """Open it and say what comes next."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.open_wave import open_wave

    work = open_workspace()
    open_wave(name, person=work.working_member(), uow=work.uow(), now=work.now())
    say(
        Text(
            f"已建立批次“{name}”。下一步：screening import 导出文件 --wave {name}",
            f"Wave '{name}' is open. Next: screening import EXPORT --wave {name}",
        )
    )


@app.command("list", help=words("所有批次", "All waves"))
def list_() -> None:
    """One line per wave."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.find_wave import screening_waves

    work = open_workspace()
    with work.uow() as uow:
        waves = screening_waves(uow.waves.waves())
    table(
        Text("测评批次", "Waves"),
        [Text("名称", "name"), Text("建立", "opened"), Text("状态", "state")],
        [
            [w.name, f"{w.opened_at:%Y-%m-%d}", words("已关闭", "closed") if w.closed_at else words("进行中", "open")]
            for w in waves
        ],
    )


@app.command("show", help=words("一个批次完成了多少", "How far a wave has come"))
def show(name: WaveName) -> None:
    """Coverage of the roster."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.open_wave import coverage

    work = open_workspace()
    _print(coverage(name, person=work.working_member(), uow=work.uow(), now=work.now()))


@app.command("close", help=words("关闭批次，不再接受导入", "Close a wave; it takes no further imports"))
def close(name: WaveName) -> None:
    """Close it and show coverage."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.close_wave import close_wave

    work = open_workspace()
    reached = close_wave(name, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())
    _print(reached)
    say(
        Text(
            f"缺席 {reached.absent} 人（监护人已同意、年级已开测而没有答卷），已请班主任安排补做。",
            f"{reached.absent} absent (consent given, grade took part, no sheet): homeroom teachers will arrange a sitting.",
        )
    )


@app.command(
    "quality",
    help=words("作答质量与信度（需要口令，不显示任何学生）", "Quality of answering and reliability (needs the passphrase)"),
)
def quality(name: WaveName, passphrase_file: PassphraseFile = None) -> None:
    """Psychometrics and indices of each instrument, then classes to sit again."""
    from screening.entrypoints.cli.quality_tables import show_classes, show_indices, show_scales, too_few
    from screening.entrypoints.wiring import open_workspace
    from screening.services.wave_quality import wave_quality

    work = open_workspace()
    key = work.unlock(known_passphrase(passphrase_file, synthetic=work.keys.synthetic))
    report = wave_quality(name, person=work.working_member(), key=key, uow=work.uow(), rules=work.rules, now=work.now())
    for one in report.instruments:
        if not one.indices:
            too_few(one.instrument)
            continue
        show_scales(one.instrument, one.sheets, one.scales)
        show_indices(one.instrument, one.indices)
    show_classes(report.classes, patterns_judged=report.patterns_judged)


app.command(
    "kit", help=words("准备一次测评：题目清单、设置、告知书、学生小条", "Prepare a wave: item order, settings, letters, slips")
)(kit)
app.command("check", help=words("用试填的文件核对问卷与清单是否一致", "Check a test export against the kit"))(check)


def _print(reached) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  # Coverage is imported lazily
    table(
        Text(f"批次“{reached.wave.name}”", f"Wave '{reached.wave.name}'"),
        [
            Text("名册人数", "on the roster"),
            Text("监护人已同意", "consented"),
            Text("已有答卷", "with a sheet"),
            Text("尚无答卷", "without"),
        ],
        [[str(reached.pupils), str(reached.consented), str(reached.screened), str(reached.pupils - reached.screened)]],
    )
