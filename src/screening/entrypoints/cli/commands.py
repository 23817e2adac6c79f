"""The list of commands, and a group that imports a command's module only when it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from screening.core.language import Text
from screening.entrypoints.cli.show import language, words
from screening.entrypoints.cli.typer_words import kind_word

DAILY = Text("日常", "Daily work")
ROSTER = Text("名册与批次", "Roster and waves")
RESEARCH = Text("研究", "Research")
UPKEEP = Text("维护", "Upkeep")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of the help: where the command stands, what it is called, what it does."""

    name: str
    does: Text
    panel: Text
    module: str
    attribute: str = "app"  # a Typer of sub-commands, or one plain function

    @property
    def path(self) -> str:
        """The module's full name."""
        return f"screening.entrypoints.cli.{self.module}"

    @property
    def exists(self) -> bool:
        """Is the module there? Nothing is imported to find out."""
        return find_spec(self.path) is not None


COMMANDS: tuple[Listed, ...] = (
    Listed(
        name="demo",
        does=Text("用一所虚构学校走一遍全流程，不提问", "A synthetic school goes through the whole flow; no questions asked"),
        panel=DAILY,
        module="demo",
        attribute="demo",
    ),
    Listed(
        name="import",
        does=Text("把问卷平台导出的文件读入一个批次", "Read a survey export into a wave"),
        panel=DAILY,
        module="import_",
    ),
    Listed(
        name="refusals",
        does=Text("看哪些行没能成为答卷，以及为什么", "Rows that could not become sheets, and why"),
        panel=DAILY,
        module="refusals",
        attribute="refusals",
    ),
    Listed(
        name="report",
        does=Text("登记日常观察、求助、保护等报告，晴雨表", "Tell what was seen: observations, protection, mood sheets"),
        panel=DAILY,
        module="report",
        attribute="report",
    ),
    Listed(name="alerts", does=Text("查看和处理预警", "See and work on alerts"), panel=DAILY, module="alerts"),
    Listed(
        name="tasks",
        does=Text("跟进任务：待办、排期、完成、暂停", "Follow-up tasks: due, fitted into a day, done, paused"),
        panel=DAILY,
        module="tasks",
    ),
    Listed(name="case", does=Text("一生一案：查看、记录", "Case files: read, add an entry"), panel=DAILY, module="case"),
    Listed(
        name="digest",
        does=Text("班主任每日摘要：预览、打印、发送", "Homeroom teachers' digest: preview, print, send"),
        panel=DAILY,
        module="digest",
    ),
    Listed(name="roster", does=Text("导入和核对学生名册", "Import and check the roster"), panel=ROSTER, module="roster"),
    Listed(
        name="people",
        does=Text("岗位、请假与代理、值班表", "Posts, absences and deputies, the on-call rota"),
        panel=ROSTER,
        module="people",
    ),
    Listed(
        name="calendar",
        does=Text("校历：学期、放假、调休、重要节点", "School calendar: terms, days off, make-up days, nodes"),
        panel=ROSTER,
        module="calendar",
    ),
    Listed(
        name="consent",
        does=Text("知情同意：登记、撤回、查看", "Consents: take in, withdraw, show"),
        panel=ROSTER,
        module="consent",
    ),
    Listed(
        name="wave",
        does=Text("测评批次：建立、准备、查看、关闭", "Screening waves: open, prepare, show, close"),
        panel=ROSTER,
        module="wave",
    ),
    Listed(
        name="instruments",
        does=Text("量表：列表、细则、自检", "Instruments: list, show, check"),
        panel=RESEARCH,
        module="instruments",
    ),
    Listed(
        name="norms",
        does=Text("常模：查看、制作本地常模、试用和采用", "Norms: see them, make a local one, try it, agree to it"),
        panel=RESEARCH,
        module="norms",
    ),
    Listed(
        name="score",
        does=Text("直接给导出文件计分，不需要工作区", "Score an export; needs no workspace"),
        panel=RESEARCH,
        module="score",
        attribute="score",
    ),
    Listed(
        name="synth",
        does=Text("生成虚构学校的名册和导出文件", "Make the roster and exports of a synthetic school"),
        panel=RESEARCH,
        module="synth",
        attribute="synth",
    ),
    Listed(
        name="research",
        does=Text("导出无法认出个人的研究数据", "Export frames in which nobody can be recognised"),
        panel=RESEARCH,
        module="research",
    ),
    Listed(
        name="init",
        does=Text("建立一所学校的工作区", "Make the workspace of one school"),
        panel=UPKEEP,
        module="init",
        attribute="init",
    ),
    Listed(
        name="doctor",
        does=Text("检查密钥、数据库、校历和未送达的消息", "Check keys, database, calendar, undelivered messages"),
        panel=UPKEEP,
        module="doctor",
        attribute="doctor",
    ),
    Listed(
        name="upgrade",
        does=Text("先备份，再升级数据库结构", "Back up, then bring the database up to date"),
        panel=UPKEEP,
        module="doctor",
        attribute="upgrade",
    ),
    Listed(
        name="policy",
        does=Text("预警规则：查看、检查、试算、各组是否公平", "Alert policy: show, check, try out, fairness"),
        panel=UPKEEP,
        module="policy",
    ),
    Listed(
        name="keys",
        does=Text("用恢复词重新打开工作区", "Open a workspace again with its paper shares"),
        panel=UPKEEP,
        module="keys",
    ),
    Listed(name="outbox", does=Text("待发送的消息：列表、重试", "Messages waiting: list, retry"), panel=UPKEEP, module="outbox"),
    Listed(name="audit", does=Text("审计记录：核对、查看", "Audit trail: verify, show"), panel=UPKEEP, module="audit"),
    Listed(
        name="run",
        does=Text("按时提醒、催办和发送（一直运行）", "Remind, escalate and send on time (keeps running)"),
        panel=UPKEEP,
        module="run",
        attribute="run_scheduler",
    ),
)


class LazyGroup(TyperGroup):
    """Shows the list without importing a single command; imports the one that is called."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # Typer's click is private
        """Names in the order of the list; a command whose module isn't installed is not shown."""
        del ctx
        return [listed.name for listed in COMMANDS if listed.exists]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401  # Typer's click is private
        """The command with its options, or None if there is none of that name."""
        del ctx
        return next((load(listed) for listed in COMMANDS if listed.name == cmd_name and listed.exists), None)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401
        """The command that was typed, or the nearest names in the person's language."""
        if self.get_command(ctx, args[0]) is None:
            near = get_close_matches(args[0], self.list_commands(ctx))
            zh, en = (f"（是不是 {'、'.join(near)}？）", f" (did you mean {', '.join(near)}?)") if near else ("", "")
            ctx.fail(words(f"没有命令 {args[0]}{zh}", f"no such command: {args[0]}{en}"))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """One section a panel, drawn from names and one-line helps alone."""
        del ctx
        for panel in (DAILY, ROSTER, RESEARCH, UPKEEP):
            lines = [
                (listed.name, listed.does.said(language())) for listed in COMMANDS if listed.panel == panel and listed.exists
            ]
            if lines:
                with formatter.section(panel.said(language())):
                    formatter.write_dl(lines)


def load(listed: Listed) -> Any:  # noqa: ANN401  # a command or a group of Typer's private click
    """The real command: its module is imported here and nowhere earlier."""
    target: Callable[..., Any] | typer.Typer = getattr(import_module(listed.path), listed.attribute)
    if isinstance(target, typer.Typer):
        group: TyperGroup = get_group(target)
        group.name, group.help = listed.name, listed.does.said(language())
        return with_our_help_line(group)
    alone = typer.Typer(add_completion=False)
    alone.command(name=listed.name, help=listed.does.said(language()))(target)
    return with_our_help_line(get_command(alone))


def _in_words(shown: Callable[..., str | None]) -> Callable[..., str | None]:
    """The kind of a value as people say it, in place of the name of Python's type."""
    return lambda ctx: kind_word(shown(ctx=ctx), language())


def with_our_help_line(command: Any) -> Any:  # noqa: ANN401  # groups and commands of Typer's private click
    """The command, and all below it, with `--help` and kinds of values in the language of the run: Typer has English only."""
    option = command.get_help_option(typer.Context(command, **command.context_settings))
    if option is not None:
        option.help = words("显示这段说明", "Show this help")
        option.display_type_rich = _in_words(option.display_type_rich)
    for param in command.params:
        param.display_type_rich = _in_words(param.display_type_rich)
    for below in getattr(command, "commands", {}).values():
        with_our_help_line(below)
    return command
