"""`screening wave list` and `wave show`: what the school year has and lacks, how far a wave has come, make-up slips."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.followup.wave_terms import WaveTerms
    from screening.services.wave_coverage import Coverage

WaveName = Annotated[str, typer.Argument(help=words("批次名称，例如 2026秋", "name of the wave, e.g. 2026-autumn"))]


def list_() -> None:
    """One line per wave, then one per kind of the school year."""
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.wave_terms import KIND_WORDS
    from screening.services.list_waves import list_waves

    work = open_workspace()
    found = list_waves(person=work.working_member(), uow=work.uow(), now=work.now())
    table(
        Text("测评批次", "Waves"),
        [
            Text("名称", "name"),
            Text("种类", "kind"),
            Text("学年", "school year"),
            Text("范围", "scope"),
            Text("建立", "opened"),
            Text("状态", "state"),
        ],
        [
            [
                line.wave.name,
                KIND_WORDS[line.terms.kind].said(language()) if line.terms else "–",
                str(line.terms.school_year) if line.terms else "–",
                _scope(line.terms),
                f"{line.wave.opened_at:%Y-%m-%d}",
                words("已关闭", "closed") if line.wave.closed_at else words("进行中", "open"),
            ]
            for line in found.lines
        ],
    )
    table(
        Text(f"{found.school_year} 学年还缺什么", f"What the school year {found.school_year} lacks"),
        [Text("种类", "kind"), Text("批次", "waves"), Text("还缺", "lacking")],
        [
            [KIND_WORDS[part.kind].said(language()), str(part.waves), part.lacks.said(language()) or words("齐了", "nothing")]
            for part in found.parts
        ],
    )


def _scope(terms: "WaveTerms | None") -> str:
    if terms is None or terms.is_archive:
        return words("全校", "everybody")
    if terms.listed:
        return words("名单内学生", "listed pupils")
    if terms.classes:
        return "、".join(terms.classes)
    grades = terms.grades
    together = len(grades) > 1 and grades == tuple(range(grades[0], grades[-1] + 1))
    told = f"{grades[0]}–{grades[-1]}" if together else "、".join(map(str, grades))
    return words(f"{told} 年级", f"grades {told}")


def show(
    name: WaveName,
    slips: Annotated[
        Path | None,
        typer.Option("--slips", help=words("按班打印补做通知条（不写原因）", "make-up slips by class, no reason on them")),
    ] = None,
    day: Annotated[str, typer.Option("--day", help=words("补做日期，印在条上", "day of the make-up, printed on slips"))] = "",
    lesson: Annotated[
        str, typer.Option("--lesson", help=words("补做时间，印在条上", "time of the make-up, printed on slips"))
    ] = "",
    critical: Annotated[
        bool,
        typer.Option(
            "--critical", help=words("往期存档：曾有安全回答、还没有档案的在校学生", "archive: who to look at in person")
        ),
    ] = False,
) -> None:
    """Coverage of the roster; with options the slips, or the list of an archive."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.wave_coverage import coverage

    if critical:
        _print_critical(name)
        return
    if slips is not None:
        _write_slips(name, slips, day, lesson)
        return
    work = open_workspace()
    print_coverage(coverage(name, person=work.working_member(), uow=work.uow(), now=work.now()))


def print_coverage(reached: "Coverage") -> None:
    """Enrolled to readable, with the two shares; only the counselor's view says why sheets lack."""
    columns = [
        (words("在册", "enrolled"), str(reached.pupils)),
        (words("邀请", "invited"), f"{reached.invited}（{_share(reached.invited_of_enrolled)}）"),
        (words("其中监护人同意", "consented"), str(reached.consented)),
        (words("已测", "assessed"), f"{reached.screened}（{_share(reached.assessed_of_invited)}）"),
        (words("可读", "readable"), str(reached.readable)),
        (words("未完成", "declined or absent"), str(reached.missing)),
    ]
    title = Text(f"批次“{reached.wave.name}”", f"Wave '{reached.wave.name}'")
    note = Text(
        "邀请后的百分数是邀请/在册，已测后的是已测/邀请",
        "shares: invited of enrolled, assessed of invited",
    )
    table(title, [Text(head, head) for head, _ in columns], [[cell for _, cell in columns]], note=note)
    apart = reached.apart
    if apart is not None:
        reasons = (apart.without_consent, apart.declined, apart.absent)
        say(
            Text(
                "未完成的（只有心理老师看得到）：未获同意 {}，学生不愿参加 {}，缺席 {}".format(*reasons),
                "Not done (for the counselor only): no consent {}, declined {}, absent {}".format(*reasons),
            )
        )


def _share(part: float) -> str:
    return "–" if part != part else f"{part:.0%}"  # noqa: PLR0124  # NaN is the only value that differs from itself


def _write_slips(name: str, folder: Path, day: str, lesson: str) -> None:
    """One PDF a class, called by the class; names and no reason."""
    from screening.adapters.pdf import render_pdf
    from screening.digests.slips import Slip, slip_markup
    from screening.entrypoints.wiring import open_workspace
    from screening.services.make_up import make_up_slips

    work = open_workspace()
    classes = make_up_slips(name, person=work.working_member(), uow=work.uow(), now=work.now())
    folder.mkdir(parents=True, exist_ok=True)
    for one in classes:
        made = [
            Slip(day=day, lesson=lesson, room=work.settings.room, school_class=one.school_class, name=called)
            for called in one.names
        ]
        path = folder / f"{one.school_class}.pdf"
        path.touch(mode=0o600)
        path.write_bytes(render_pdf(slip_markup(made, language())))
    count = sum(len(one.names) for one in classes)
    say(
        Text(
            f"补做通知条 {count} 张，{len(classes)} 个班，在 {folder}。条上有姓名：打印后删除文件。",
            f"{count} slips of {len(classes)} classes in {folder}. They hold names: delete the files after printing.",
        )
    )


def _print_critical(name: str) -> None:
    from screening.entrypoints.wiring import open_workspace
    from screening.services.list_critical import list_critical

    work = open_workspace()
    found = list_critical(name, person=work.working_member(), uow=work.uow(), now=work.now())
    if not found:
        say(Text("没有这样的学生。", "There is nobody."))
        return
    table(
        Text("曾有安全回答、还没有档案的在校学生", "Enrolled pupils with an earlier safety answer and no file"),
        [Text("班级", "class"), Text("班内学号", "class number"), Text("姓名", "name"), Text("学号", "number")],
        [[one.school_class, str(one.seat or ""), one.name, one.number] for one in found],
        note=Text("请当面了解；往期回答不产生预警。", "Speak with them in person; earlier answers raise no alert."),
    )
