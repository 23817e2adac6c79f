"""`screening policy learn`: an order inside severities from confirmed alerts, with what it is worth."""

from math import isnan
from typing import TYPE_CHECKING, Annotated

import typer

from screening.core.language import Text, plain
from screening.entrypoints.cli.show import language, say, table, words

if TYPE_CHECKING:
    from screening.alerts.learned_order import Learned
    from screening.alerts.learning import Evaluation


def learn(
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help=words("只评估，不保存", "only say what it would be worth; keep nothing"))
    ] = False,
) -> None:
    """Learn from what counselors confirmed; refuses where that is too little. No severity ever changes by it."""
    from screening.entrypoints.wiring import open_workspace
    from screening.services.learn_order import learn_order

    work = open_workspace()
    lesson = learn_order(person=work.working_member(), uow=work.uow(), now=work.now(), keep=not evaluate)
    _show_evaluation(lesson.evaluation)
    _show_weights(lesson.model)
    if evaluate:
        say(Text("只评估，没有保存。", "Evaluated only; nothing was kept."))
    elif work.policy.learned_order:
        say(Text("已保存，预警列表从现在起按它排同一等级之内的先后。", "Kept; the list of alerts follows it inside a severity."))
    else:
        say(
            Text(
                "已保存，但还没有启用：要启用，在学校的改动表里写 learned_order: true。等级从不因此改变。",
                "Kept and not used: write learned_order: true in the school's overrides. No severity ever changes by it.",
            )
        )


def _show_evaluation(told: "Evaluation") -> None:
    rows = [
        [
            words("同一等级内排对的比例（AUC）", "pairs of a severity in the right order (AUC)"),
            _figure(told.auc),
            _figure(told.auc_plain),
        ],
        [words("Brier 分（越小越好）", "Brier score (smaller is better)"), _figure(told.brier), _figure(told.brier_of_share)],
        [words("校准斜率（1 为准）", "calibration slope (1 is right)"), _figure(told.calibration_slope), ""],
    ]
    table(
        Text("学到的顺序值多少", "What the learned order is worth"),
        [plain(""), Text("学到的顺序", "learned"), Text("原来的顺序", "plain")],
        rows,
        note=Text(
            f"用较早的 {told.learned_from} 条学，用较晚的 {told.tried_on} 条检验。",
            f"Learned from the {told.learned_from} earlier outcomes, tried on the {told.tried_on} later ones.",
        ),
    )
    if not told.better:
        say(Text("并不比原来的顺序好，建议不启用。", "It is no better than the plain order: leave it off."))


def _show_weights(model: "Learned") -> None:
    from screening.alerts.learned_order import COLUMNS

    heaviest = sorted(zip(COLUMNS.values(), model.weight, strict=True), key=lambda one: -abs(one[1]))
    table(
        Text("它看重什么", "What it goes by"),
        [Text("看什么", "column"), Text("权重（标准化）", "weight (standardised)")],
        [[name.said(language()), f"{weight:+.2f}"] for name, weight in heaviest],
        note=Text("不看性别、班级和特殊群体。", "Sex, class and special groups are not among them."),
    )


def _figure(value: float) -> str:
    return "—" if isnan(value) else f"{value:.3f}"
