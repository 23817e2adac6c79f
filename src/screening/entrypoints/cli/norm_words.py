"""Norms, what they would move and what was decided, as tables that a counselor can read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table, warn, words

if TYPE_CHECKING:
    from screening.instruments.definition import Instrument
    from screening.instruments.norm_tables import Cell, NormTable
    from screening.services.agreed_norms import NormDecision
    from screening.services.load_norms import NormTrial

SEXES = {"all": Text("全体", "both"), "male": Text("男", "boys"), "female": Text("女", "girls")}


def show_list(tables: "Sequence[NormTable]") -> None:
    """One line a norm."""
    rows = []
    for one in tables:
        sizes = [cell.n for cell in one.cells]
        region = Text(one.region.zh, one.region.en).said(language())
        year = str(one.year or "–")
        rows.append([one.instrument, one.id, region, year, f"{min(sizes)}–{max(sizes)}", one.source.confidence])
    columns = [
        Text("量表", "instrument"),
        Text("常模", "norm"),
        Text("地区", "region"),
        Text("年份", "year"),
        Text("每组人数", "n of a group"),
        Text("可信度", "confidence"),
    ]
    note = Text("没有列出的量表没有可信的常模，因此没有 T 分", "instruments not listed have no norm we trust, hence no T")
    table(Text("随附的常模", "Norms that come with us"), columns, rows, note=note)


FIGURES = [
    Text("分量表", "scale"),
    Text("年级或年龄", "grade or age"),
    Text("性别", "sex"),
    Text("人数", "n"),
    Text("班级", "classes"),
    Text("均值", "mean"),
    Text("标准差", "SD"),
    Text("标准误", "SE"),
    Text("自身权重", "own weight"),
    Text("最高 5% 起点", "top 5 % from"),
]


def show_groups(tables: "Sequence[NormTable]", instrument: "Instrument") -> None:
    """Every group of each norm."""
    if not tables:
        say(Text(f"{instrument.edition} 没有常模", f"{instrument.edition} has no norm"))
    for one in tables:
        rows = [
            [_scale(cell.scale, instrument), _who(cell), SEXES[cell.sex].said(language()), str(cell.n), *_figures(cell)]
            for cell in one.cells
        ]
        cite, trust = one.source.cite, one.source.confidence
        note = Text(f"出处：{cite}（{trust}）", f"source: {cite} ({trust})")
        table(Text(f"{one.id}：{one.title.zh}", f"{one.id}: {one.title.en}"), FIGURES, rows, note=note)


def _scale(code: str, instrument: "Instrument") -> str:
    told = instrument.scales[code].title
    return Text(told.zh, told.en).said(language())


def _who(cell: "Cell") -> str:
    grades = "、".join(map(str, cell.grades))
    years = f"{cell.ages[0]}–{cell.ages[1]}" if cell.ages else ""
    return " ".join(
        filter(
            None,
            [
                words(f"{grades} 年级", f"grade {grades}") if grades else "",
                words(f"{years} 岁", f"{years} years") if years else "",
            ],
        )
    )


def _figures(cell: "Cell") -> list[str]:
    from screening.alerts.local_bands import rare_from

    rare = rare_from(cell.cumulative) if cell.cumulative else None
    return [
        "–" if one is None else f"{one:g}" if isinstance(one, int) else f"{one:.2f}"
        for one in (cell.classes, cell.mean, cell.sd, cell.se, cell.weight, rare)
    ]


def show_decisions(decisions: "Sequence[NormDecision]") -> None:
    """What was agreed to, the oldest first."""
    rows = [
        [f"norms@{one.number}", one.instrument, one.table.id if one.table else words("停用", "dropped"), f"{one.at:%Y-%m-%d}",
         str(one.by), one.because]
        for one in decisions
    ]  # fmt: skip
    table(
        Text("本校的决定", "What was decided here"),
        [Text("版本", "version"), Text("量表", "instrument"), Text("常模", "norm"), Text("日期", "date"), Text("决定人", "by"),
         Text("理由", "why")],
        rows,
    )  # fmt: skip


def show_trial(trial: "NormTrial", wave: str, instrument: "Instrument", norm: "NormTable | None") -> None:
    """Cuts, bands and severities that would move; names where they were asked for."""
    if norm is not None and any(cell.sex != "all" for cell in norm.cells):
        say(Text("分性别的部分只用于查看，不影响分级（H1）。", "Groups of one sex are for reading only and move no band (H1)."))
    if not trial.cuts:
        say(Text("没有一个界值会变。", "No cut-off would move."))
    else:
        table(
            Text("界值会怎样变", "Which cut-offs would move"),
            [Text("分量表", "scale"), Text("年级", "grade"), Text("分级", "band"), Text("现在", "now"), Text("采用后", "then")],
            [
                [_scale(one.scale, instrument), str(one.grade), one.band, _start(one.before), _start(one.after)]
                for one in trial.cuts
            ],
        )
    if wave:
        _show_moves(trial, wave, instrument)


def _start(value: float | None) -> str:
    return "–" if value is None else f"≥ {value:g}"


def _show_moves(trial: "NormTrial", wave: str, instrument: "Instrument") -> None:
    rows = [[_scale(one.scale, instrument), f"{one.before} → {one.after}", str(len(one.pupils))] for one in trial.moves]
    if rows:
        table(
            Text(f"批次“{wave}”里谁的分级会变", f"Whose bands would change in wave '{wave}'"),
            [Text("分量表", "scale"), Text("变动", "move"), Text("人数", "pupils")],
            rows,
        )
    else:
        say(Text(f"批次“{wave}”里没有人的分级会变。", f"Nobody's band would change in wave '{wave}'."))
    milder = {pupil for one in trial.moves if one.after < one.before for pupil in one.pupils}
    if milder:
        warn(
            Text(
                f"注意：{len(milder)} 人的分量表分级会变轻；总分、危机条目和已发表的界值不变",
                f"Warning: {len(milder)} pupils would have a milder subscale; totals, safety items and published cuts stay",
            )
        )
    for move in trial.severities.moves if trial.severities else ():
        say(
            Text(
                f"预警等级（与导入时的判定相比）{move.before} → {move.after}：{move.pupils} 人",
                f"severity (compared with what the import decided) {move.before} → {move.after}: {move.pupils} pupils",
            )
        )
    if trial.uncovered:
        warn(
            Text(
                f"{trial.sheets} 份答卷中有 {trial.uncovered} 份所在年级不在这份常模里，按原来的界值",
                f"{trial.uncovered} of {trial.sheets} sheets are of grades outside the norm and keep the cut-offs they have",
            )
        )
    for pupil, name in sorted(trial.names.items(), key=lambda pair: pair[1]):
        say(
            plain(
                f"  {name}："
                + "、".join(
                    f"{_scale(one.scale, instrument)} {one.before} → {one.after}" for one in trial.moves if pupil in one.pupils
                )
            )
        )
