"""The impact form of a wave (PRIVACY P12): what is asked, why, what could go wrong, and who has looked at it."""

from collections.abc import Mapping

from screening.core.errors import FileFault
from screening.core.language import Text, plain

FIELDS: dict[str, Text] = {
    "purpose": Text("为什么做这次测评", "why this wave is held"),
    "instruments": Text("用哪些量表，各有什么依据和局限", "which instruments, on what grounds, with what limits"),
    "collected": Text("收集哪些信息，哪些不收集", "what is collected and what is not"),
    "readers": Text("谁能看到什么", "who can see what"),
    "risks": Text("可能给学生带来什么风险", "what it could do to pupils"),
    "measures": Text("怎样减小这些风险", "what is done against it"),
    "retention": Text("保存多久，怎样删除", "how long it is kept and how it is deleted"),
    "officer": Text("儿童个人信息保护负责人", "the named officer for children's information"),
    "assessed_by": Text("评估人", "assessed by"),
    "assessed_on": Text("评估日期", "assessed on"),
}
"""Every field has to be filled in; kept with the wave for three years and more (PRIVACY §6)."""

NOTE = "note"


def read_impact(table: Mapping[str, object], name: str) -> dict[str, str]:
    """The answers by field. Raises FileFault naming every field that is empty or unknown: an unread form is no assessment."""
    told = {key: value.strip() for key, value in table.items() if isinstance(value, str)}
    empty = [f"{key}（{says.zh}）" for key, says in FIELDS.items() if not told.get(key)]
    unknown = sorted(set(table) - set(FIELDS))
    if empty or unknown:
        where = "；".join([f"未填 {key}" for key in empty] + [f"不认识 {key}" for key in unknown])
        says = "; ".join([f"empty: {key.split('（')[0]}" for key in empty] + [f"unknown: {key}" for key in unknown])
        raise FileFault(
            Text("影响评估表没有填完，或有不认识的项", "the impact form has empty or unknown fields"),
            where=Text(f"{name}：{where}", f"{name}: {says}"),
            hint=Text("用 screening wave open --impact-form 文件 得到空表", "screening wave open --impact-form FILE makes one"),
        )
    return {key: told[key] for key in FIELDS}


def impact_note(text: str) -> dict[str, str]:
    """An assessment that lies elsewhere: where it lies, and when it was made."""
    return {NOTE: text.strip()}


def empty_form() -> str:
    """The form as a TOML file to be filled in."""
    lines = ["# 个人信息保护影响评估（每个批次一份，全部要填）"]
    for key, says in FIELDS.items():
        lines += ["", f"# {says.zh}", f'{key} = ""']
    return "\n".join(lines) + "\n"


def no_toml(name: str) -> FileFault:
    """The form can't be opened or is no TOML."""
    return FileFault(
        Text("影响评估表打不开，或不符合 TOML 的写法", "the impact form can't be opened or is no valid TOML"),
        where=plain(name),
        hint=Text('每行写成 项 = "内容"，保存为 UTF-8', 'write field = "text", one a line, in UTF-8'),
    )
