"""Wrong use of the command line, said in the person's language: what was not understood, and where the help is."""

import re

from typer._click import exceptions as typed  # Typer keeps its copy of click private and has no other name for these

from screening.core.language import Text
from screening.entrypoints.cli.show import language

WrongUse = typed.ClickException

_IN_CHINESE = (  # Typer and pydantic have English only; {0} is what the pattern caught
    (r"is not one of (.+?)\.?$", "只能是 {0}"),
    (r"valid integer", "要写整数"),
    (r"greater than or equal to (\S+)", "最小是 {0}"),
    (r"less than or equal to (\S+)", "最大是 {0}"),
    (r"requires? an argument", "后面缺少值"),
    (r"unexpected extra argument\S* \((.+)\)", "多出了 {0}"),
)


def explain(error: WrongUse) -> str:
    """What was wrong in one line, then how to get help for this command. No arguments at all shows the help itself."""
    if isinstance(error, typed.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "screening"
    hint = Text(f"  建议：运行 {path} --help 查看用法", f"  hint: {path} --help shows how it is used")
    return f"{_what(error).said(language())}\n{hint.said(language())}"


def _what(error: WrongUse) -> Text:
    """The fault in both languages; Typer's own English words where it has no kind of its own."""
    said = error.format_message()
    if isinstance(error, typed.MissingParameter):
        return Text(f"缺少{_named(error.param)}", said)
    if isinstance(error, typed.NoSuchOption):
        near = f"（是不是 {'、'.join(error.possibilities)}？）" if error.possibilities else ""
        return Text(f"没有选项 {error.option_name}{near}", said)
    if isinstance(error, typed.BadParameter):
        name = _named(error.param)
        return Text(f"{name.strip()}的值不能用：{_chinese(error.message)}" if name.strip() else error.message, said)
    if isinstance(error, typed.BadOptionUsage):
        return Text(f"选项 {error.option_name} 用法有误：{_chinese(error.message)}", said)
    return Text(_chinese(said), said)


def _named(param: object) -> str:
    """An option as it is typed with what it is; an argument, which nobody types by name, by what it is alone."""
    meaning = str(getattr(param, "help", None) or "").split("；", maxsplit=1)[0]
    name = "/".join(getattr(param, "opts", []))
    if getattr(param, "param_type_name", "") == "argument":
        return f"“{meaning or name}”"
    return f" {name}（{meaning}）" if meaning else f" {name}"


def _chinese(words: str) -> str:
    """The library's words in Chinese where we know them, else as they are."""
    for pattern, meaning in _IN_CHINESE:
        found = re.search(pattern, words)
        if found:
            return meaning.format(*(part.replace(", ", "、").replace("'", "") for part in found.groups()))
    return words
