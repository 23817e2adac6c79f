"""`screening wave open`: the terms on which a wave is held, asked for one by one and all required."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text
from screening.entrypoints.cli.show import say, words

if TYPE_CHECKING:
    from screening.followup.wave_terms import WaveTerms

_KINDS = ("yearly", "term_start", "newcomers", "rescreen", "checklist")
_MINUTE = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


Name = Annotated[str, typer.Argument(help=words("批次名称，例如 2026秋", "name of the wave, e.g. 2026-autumn"))]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        help=words(
            "种类：yearly 年度测评、term_start 学期初筛查、newcomers 新生与转入、rescreen 定向复查、checklist 班主任观察表",
            "kind: yearly, term_start, newcomers, rescreen, checklist",
        ),
    ),
]
Grades = Annotated[str, typer.Option("--grades", help=words("年级，例如 4-9 或 7,8", "grades, e.g. 4-9 or 7,8"))]
Classes = Annotated[
    list[str] | None, typer.Option("--class", help=words("只测这些班，每班写一次", "only these classes, one each"))
]
Pupils = Annotated[
    Path | None,
    typer.Option(
        "--pupils", help=words("只测名单里的学生：文本文件，一行一个学号", "only these: a text file, one number a line")
    ),
]
Year = Annotated[
    int | None, typer.Option("--year", help=words("学年开始的年份，默认本学年", "year in which the school year began"))
]
Filing = Annotated[
    str, typer.Option("--filing", help=words("向教育行政部门备案的编号", "number of the filing with the authority"))
]
Waiver = Annotated[
    str, typer.Option("--waiver", help=words("不用备案的缘由：谁在何时说明", "why no filing is needed: who said so and when"))
]
Impact = Annotated[Path | None, typer.Option("--impact", help=words("填好的影响评估表 .toml", "impact form, filled in, .toml"))]
ImpactNote = Annotated[
    str,
    typer.Option("--impact-note", help=words("影响评估另有存档：日期和存放处", "where and when it was assessed elsewhere")),
]
ImpactForm = Annotated[
    Path | None, typer.Option("--impact-form", help=words("写一张空的影响评估表", "write an empty impact form"))
]
Sitting = Annotated[
    list[datetime] | None,
    typer.Option("--sitting", formats=_MINUTE, help=words("施测时间，每次写一个", "time of a sitting, one each")),
]
AtHome = Annotated[bool, typer.Option("--at-home", help=words("在家作答", "answered at home"))]
Reason = Annotated[
    str,
    typer.Option(
        "--reason", help=words("时间不合适仍要施测的缘由（德育主任）", "why, against the warning (moral-education head)")
    ),
]
Archive = Annotated[
    bool,
    typer.Option("--archive", help=words("往期存档：只作趋势，不产生预警和任务", "earlier terms: trends only, no alerts")),
]


def open_(  # noqa: PLR0917  # Typer gives every option by name
    name: Name = "",
    kind: Kind = "yearly",
    grades: Grades = "4-9",
    classes: Classes = None,
    pupils: Pupils = None,
    year: Year = None,
    filing: Filing = "",
    waiver: Waiver = "",
    impact: Impact = None,
    impact_told: ImpactNote = "",
    impact_form: ImpactForm = None,
    sitting: Sitting = None,
    at_home: AtHome = False,
    reason: Reason = "",
    archive: Archive = False,
) -> None:
    """Open it and say what comes next, or list everything that is lacking."""
    if impact_form is not None:
        _write_form(impact_form)
        return
    from screening.entrypoints.wiring import open_workspace
    from screening.followup.calendar import SCHOOL_ZONE
    from screening.followup.wave_terms import WaveKind, WaveTerms
    from screening.intake.classes import school_year_of
    from screening.services.open_wave import open_wave

    if kind not in _KINDS:
        raise typer.BadParameter(words(f"种类只能是 {'、'.join(_KINDS)}", f"kind is one of {', '.join(_KINDS)}"))
    work = open_workspace()
    terms = WaveTerms(
        kind=WaveKind.ARCHIVE if archive else WaveKind(kind),
        school_year=year or school_year_of(work.today()),
        grades=_grades(grades),
        classes=tuple(classes or ()),
        listed=pupils is not None,
        filing=filing.strip(),
        waiver=waiver.strip(),
        impact=_impact(impact, impact_told),
        sittings=tuple(at.replace(tzinfo=SCHOOL_ZONE) for at in sitting or ()),
        at_home=at_home,
        reason=reason.strip(),
    )
    numbers = _numbers(pupils)
    person = work.working_member()
    open_wave(name, terms, person=person, uow=work.uow(), calendar=work.calendar, now=work.now(), pupils=numbers)
    _say_opened(name, terms)


def _say_opened(name: str, terms: "WaveTerms") -> None:
    from screening.followup.wave_terms import KIND_WORDS

    said = KIND_WORDS[terms.kind]
    say(
        Text(
            f"已建立批次“{name}”（{said.zh}，{terms.school_year} 学年）。下一步：screening wave kit {name} --instrument 量表",
            f"Wave '{name}' is open ({said.en}, {terms.school_year}). Next: screening wave kit {name} --instrument CODE",
        )
    )
    if terms.reason:
        say(Text("施测时间的提示和缘由已一并保存。", "The warning was set aside; the reason is kept."))
    if terms.is_archive:
        say(
            Text(
                "往期存档不产生预警、任务和消息；导入后请看 screening wave show 批次 --critical",
                "An archive raises nothing; after the import see screening wave show WAVE --critical",
            )
        )


def _write_form(path: Path) -> None:
    from screening.adapters.impact_files import write_empty_form

    write_empty_form(path)
    say(
        Text(
            f"空的影响评估表在 {path}，填好后：screening wave open 批次 --impact {path}",
            f"An empty form is in {path}; filled in: screening wave open WAVE --impact {path}",
        )
    )


def _impact(form: Path | None, note: str) -> dict[str, str]:
    from screening.adapters.impact_files import load_impact
    from screening.intake.impact_form import impact_note

    return load_impact(form) if form is not None else impact_note(note)


def _grades(text: str) -> tuple[int, ...]:
    """``4-9`` or ``7,8``; wrong use names the option."""
    try:
        parts = [part.split("-") for part in text.replace("，", ",").replace("、", ",").split(",")]
        return tuple(sorted({grade for part in parts for grade in range(int(part[0]), int(part[-1]) + 1)}))
    except ValueError:
        raise typer.BadParameter(words("年级请写成 4-9 或 7,8", "write grades as 4-9 or 7,8")) from None


def _numbers(path: Path | None) -> list[str]:
    """One student number a line, as the roster keeps them."""
    from screening.core.errors import FileFault
    from screening.core.language import plain
    from screening.intake.text import student_number

    if path is None:
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise FileFault(
            Text("名单打不开，或不是 UTF-8 文本", "the list can't be opened, or is no UTF-8 text"), where=plain(path.name)
        ) from None
    return [student_number(line) for line in lines if line.strip()]
