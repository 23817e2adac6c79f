"""Typer's own few words in Chinese: headings and remarks of its help."""

import gettext
import re

from screening.core.language import Language, Text

CHINESE = {
    "Usage:": "用法：",
    "Usage: ": "用法：",
    "Arguments": "参数",
    "Options": "选项",
    "Commands": "命令",
    "Error": "错误",
    "Aborted.": "已取消。",
    "Aborted!": "已取消！",
    "(deprecated) ": "（不再使用）",
    "(dynamic)": "（自动）",
    "required": "必填",
    "[required]": "[必填]",
    "[default: {}]": "[默认：{}]",
    "default: {default}": "默认：{default}",
    "[env var: {}]": "[环境变量：{}]",
    "env var: {var}": "环境变量：{var}",
    "Show this message and exit.": "显示这段说明。",
    "Missing command.": "缺少命令",
    "No such command {name!r}.": "没有命令“{name}”",
    "Got unexpected extra argument ({args})": "多出参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出参数（{args}）",
}


KINDS = {
    "bool": Text("", ""),
    "str": Text("文字", "text"),
    "int": Text("整数", "number"),
    "int range": Text("整数", "number"),
    "float": Text("数", "number"),
    "path": Text("文件", "file"),
    "Path": Text("文件", "file"),
    "datetime": Text("日期", "date"),
    "%Y-%m-%d": Text("日期", "date"),
}
"""What a value is, in a word for people; Typer shows the names of Python's types."""


def kind_word(shown: str | None, language: Language) -> str | None:
    """``<list[Path]>`` → ``<文件>``; an on-off switch has no kind; choices and our own words stay as they are."""
    found = re.fullmatch(r"<(?:list\[)?([^\]\[>]+)\]?(?: \[.*\])?>", shown or "")
    if found is None or found[1] not in KINDS:
        return shown
    word = KINDS[found[1]].said(language)
    return f"<{word}>" if word else ""


def translate_typer(language: Language) -> None:
    """Give Typer its Chinese words. It asks gettext for them when it is imported, so this must come first."""
    if language == "zh":
        gettext.gettext = _chinese


def _chinese(message: str) -> str:
    """The Chinese wording, or the message itself where we have none."""
    return CHINESE.get(message, message)
