"""`screening wave`: open a screening round, see how far it is, close it."""

import typer

from screening.core.language import Text
from screening.entrypoints.cli.passphrase import PassphraseFile, known_passphrase
from screening.entrypoints.cli.show import say, words
from screening.entrypoints.cli.wave_kit import check, kit
from screening.entrypoints.cli.wave_measure import measure
from screening.entrypoints.cli.wave_open import open_
from screening.entrypoints.cli.wave_show import WaveName, list_, print_coverage, show

app = typer.Typer(no_args_is_help=True)


app.command("open", help=words("建立一个测评批次（备案、影响评估、时间齐了才能建立）", "Open a wave, once everything is told"))(
    open_
)
app.command("list", help=words("所有批次，和本学年还缺什么", "All waves, and what the school year lacks"))(list_)
app.command("show", help=words("一个批次完成了多少；补做通知条；往期名单", "How far a wave has come; make-up slips"))(show)


@app.command("close", help=words("关闭批次，不再接受导入", "Close a wave; it takes no further imports"))
def close(name: WaveName) -> None:
    """Close it and show coverage."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.close_wave import close_wave

    work = open_workspace()
    reached = close_wave(name, person=work.working_member(), uow=work.uow(), rules=work.rules, now=work.now())
    print_coverage(reached)
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
app.command(
    "measure",
    help=words("用本校有效答卷算信度和测量误差（需要口令）", "Reliability and error of measurement here (needs the passphrase)"),
)(measure)
