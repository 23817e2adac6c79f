"""The root command: global options, and what a person reads who typed something wrong."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from screening.entrypoints.cli.commands import LazyGroup, with_our_help_line
from screening.entrypoints.cli.show import words
from screening.entrypoints.cli.wrong_use import WrongUse, explain

_PROGRAM = words(
    "学生心理测评与四级预警：导入、计分、预警、跟进。",
    "Student psychological screening and tiered alerts: import, score, alert, follow up.",
)
_CODES = words(
    "退出码：0 完成，2 用法有误，3 有退回行，10-19 可以自行解决的问题，1 程序错误。",
    "Exit codes: 0 done, 2 wrong use, 3 rows refused, 10-19 an error you can mend, 1 a bug.",
)


def _root(
    lang: Annotated[
        str,
        typer.Option(help=words("界面语言：zh 或 en", "Language: zh or en"), envvar="SCREENING_LANG", metavar="zh|en"),
    ] = "zh",
    version: Annotated[bool, typer.Option("--version", help=words("显示版本号", "Show the version"))] = False,
    debug: Annotated[bool, typer.Option("--debug", help=words("出现程序错误时显示详情", "Show the details of a bug"))] = False,
) -> None:
    """Take the global options, which ``main`` has already acted upon; they stand here for the help."""
    del lang, version, debug


def _nothing(_result: Any, **_options: Any) -> None:  # noqa: ANN401  # whatever a command returns
    """A command's own return value is never taken for an exit code."""


def build() -> TyperGroup:
    """The root group with every command listed and none imported."""
    app = typer.Typer(
        name="screening",
        cls=LazyGroup,
        help=_PROGRAM,
        epilog=_CODES,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,  # Rich alone would take a quarter of a second to show this list
        result_callback=_nothing,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback()(_root)
    group: TyperGroup = with_our_help_line(get_command(app))
    return group


def invoke(arguments: list[str]) -> int:
    """Run one command line; 2 if it can't be understood, else the command's own exit code."""
    try:
        code = build().main(args=arguments, prog_name="screening", standalone_mode=False)
    except WrongUse as error:
        sys.stderr.write(explain(error) + "\n")
        return error.exit_code
    except typer.Abort:
        sys.stderr.write(words("已取消", "Cancelled") + "\n")
        return 130
    return int(code or 0)
