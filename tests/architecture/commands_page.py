"""Writes docs/manual/commands.md from the commands themselves: `make pages`."""

import typer

from screening.entrypoints.cli import commands
from screening.entrypoints.cli.show import speak
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "manual" / "commands.md"
HEAD = """# 命令一览

本页由 `make pages` 从程序生成，请勿手改。所有命令都可以加 `--help` 看说明，加 `--lang en` 换成英文。
退出码：0 完成，2 用法有误，3 有退回行，10-19 可以自行解决的问题，1 程序错误。
"""


def page():
    """The whole page: panels, commands, sub-commands, their arguments and options, in Chinese."""
    speak("zh")
    blocks = [HEAD]
    for panel in (commands.DAILY, commands.ROSTER, commands.RESEARCH, commands.UPKEEP):
        blocks.append(f"## {panel.zh}\n")
        blocks += [block(listed) for listed in commands.COMMANDS if listed.panel == panel and listed.exists]
    return "\n".join(blocks)


def block(listed):
    """One command with everything below it."""
    loaded = commands.load(listed)
    lines = [f"### screening {listed.name}\n", f"{listed.does.zh}\n"]
    below = getattr(loaded, "commands", None)
    if below is None:
        return "\n".join(lines + usage(loaded, f"screening {listed.name}"))
    for name, command in below.items():
        lines += [f"**{listed.name} {name}** – {told(command.help)}\n", *usage(command, f"screening {listed.name} {name}")]
    return "\n".join(lines)


def usage(command, path):
    """The usage line, and one line for every argument and option but `--help`."""
    context = typer.Context(command)
    pieces = " ".join(command.collect_usage_pieces(context))
    shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
    lines = [f"    {path} {pieces}\n"]
    lines += [f"- `{written(parameter)}` {told(parameter.help)}{default(parameter, context)}" for parameter in shown]
    return [*lines, ""] if shown else lines


def written(parameter):
    """An option as it is typed, an argument by its name."""
    if parameter.param_type_name == "argument":
        return parameter.name.upper()
    return " / ".join([*parameter.opts, *parameter.secondary_opts])


def default(parameter, context):
    """The default in brackets, if there is one worth telling."""
    value = parameter.get_default(context, call=False)
    if value in {None, "", False} or isinstance(value, (list, tuple)) or parameter.required:
        return ""
    return f"(默认 {getattr(value, 'value', value)})"


def told(text):
    """Help text on one line."""
    return " ".join((text or "").split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
