"""Instrument definitions as YAML files: found by code and edition, read strictly, checked before anybody is scored with them."""

import re
from collections.abc import Hashable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from screening.adapters.packaged_files import packaged
from screening.adapters.policy_files import load_band_mapping
from screening.alerts.coverage import reads_scores
from screening.core.errors import Faults, InstrumentFault, ScreeningError
from screening.core.language import Text, plain
from screening.instruments.checks import contradictions
from screening.instruments.definition import Instrument
from screening.instruments.summary import readme

_VERSION = re.compile(r"v([1-9]\d*)\.yaml")
_HINT = Text(
    "请对照 instruments/README.md 中的其他定义文件改正", "compare with the other definitions listed in instruments/README.md"
)
_REASONS = {
    "missing": Text("缺少这一项", "this field is missing"),
    "extra_forbidden": Text("没有这样的字段", "there is no such field"),
    "value_error": Text("写法不对", "it is not written as it should be"),
}


class _StrictLoader(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice: the second would silently replace the first.

    ``on``, ``yes`` and ``no`` stay words and dates stay text; only ``true`` and ``false`` are truth values.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012  # PyYAML's own shape
        first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":bool", ":timestamp"))]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
    seen = set[Hashable]()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, Hashable) and key in seen:
            raise yaml.MarkedYAMLError(problem="duplicate", problem_mark=key_node.start_mark)
        seen.add(key if isinstance(key, Hashable) else key_node)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=deep)


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))
_StrictLoader.construct_mapping = _mapping  # type: ignore[assignment,method-assign]  # PyYAML's own hook


@lru_cache(maxsize=8)
def follow_up_pages(folder: Path | None = None) -> tuple[Instrument, ...]:
    """The latest edition of every page that comes up after certain answers only; no other definition is read."""
    folder = folder or packaged("instruments")
    latest = {code: versions[max(versions)] for code, versions in _editions_in(folder).items()}
    pages = [path for _, path in sorted(latest.items()) if b"\nshown_after:" in path.read_bytes()]
    return tuple(read_instrument(path) for path in pages)


@lru_cache(maxsize=64)
def load_instrument(name: str, folder: Path | None = None) -> Instrument:
    """The latest edition of ``"mht"``, or exactly ``"mht@1"``, read from ``folder`` or from the definitions that come with us.

    InstrumentFault if there is none of that name (it says which names are near) or if the file can't be trusted.
    """
    folder = folder or packaged("instruments")
    code, _, version = name.strip().partition("@")
    versions = _editions_in(folder).get(code)
    if not versions:
        raise _family(code, folder) or _unknown(code, sorted(_editions_in(folder)))
    chosen = version or str(max(versions))
    if not chosen.isdigit() or int(chosen) not in versions:
        have = ", ".join(f"{code}@{number}" for number in sorted(versions))
        raise InstrumentFault(
            Text("没有这份量表的这个版本", "there is no such edition of this instrument"),
            where=plain(name),
            hint=Text(f"现有版本：{have}", f"editions we have: {have}"),
        )
    return read_instrument(versions[int(chosen)])


def list_editions(folder: Path | None = None) -> list[str]:
    """All editions as ``code@version``, by code and then version."""
    found = _editions_in(folder or packaged("instruments"))
    return [f"{code}@{version}" for code in sorted(found) for version in sorted(found[code])]


def read_instrument(path: Path) -> Instrument:
    """The edition one file defines. InstrumentFault with file, place and reason, never a figure; Faults if there are several."""
    content = _parse(path)
    try:
        instrument = Instrument.model_validate(content)
    except ValidationError as error:
        raise _together([_unreadable(path, one) for one in error.errors(include_input=False)]) from None
    faults = contradictions(instrument)
    if (path.parent.name, path.name) != (instrument.code, f"v{instrument.version}.yaml"):
        faults.append(
            InstrumentFault(
                Text("文件夹、文件名与代码、版本不一致", "folder and file name don't say the code and version inside"),
                where=plain(path.name),
                hint=Text("应为 <代码>/v<版本>.yaml", "it should be <code>/v<version>.yaml"),
            )
        )
    if faults:
        raise _together(faults)
    return instrument


def _editions_in(folder: Path) -> dict[str, dict[int, Path]]:
    found: dict[str, dict[int, Path]] = {}
    for path in folder.glob("*/v*.yaml"):
        version = _VERSION.fullmatch(path.name)
        if version:
            found.setdefault(path.parent.name, {})[int(version[1])] = path
    return found


def _parse(path: Path) -> object:
    try:
        return yaml.load(path.read_text("utf-8"), _StrictLoader)  # noqa: S506  # a safe loader, only stricter
    except OSError:
        raise InstrumentFault(Text("读不到这个定义文件", "the definition can't be read"), where=plain(path.name)) from None
    except UnicodeDecodeError:
        raise InstrumentFault(
            Text("定义文件须为 UTF-8 编码", "a definition is written in UTF-8"), where=plain(path.name)
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        twice = getattr(error, "problem", "") == "duplicate"
        raise InstrumentFault(
            Text("同一个键写了两次", "a key is written twice") if twice else Text("YAML 写法有误", "this is not valid YAML"),
            where=Text(f"{path.name} 第 {line} 行第 {column} 列", f"{path.name}, line {line}, column {column}"),
            hint=_HINT,
        ) from None


def _unreadable(path: Path, error: ErrorDetails) -> InstrumentFault:
    """One fault of the shape of a file. Our words or pydantic's, which name types and limits but never the value."""
    place = ".".join(str(part) for part in error["loc"])
    reason = _REASONS.get(error["type"], Text(f"类型或取值不对（{error['type']}）", error["msg"]))
    return InstrumentFault(reason, where=plain(f"{path.parent.name}/{path.name}: {place}"), hint=_HINT)


def _family(name: str, folder: Path) -> InstrumentFault | None:
    """The fault of naming a family whose printed forms score differently: which they are, and what to look for on the paper.

    None where no such family exists.
    """
    near = [code for code in sorted(_editions_in(folder)) if code.startswith(f"{name}_")]
    forms = [form for form in (load_instrument(code, folder) for code in near) if form.family == name and form.look_for]
    if not forms:
        return None
    zh = "；".join(f"{form.code}：{form.look_for.zh}" for form in forms if form.look_for)
    en = "; ".join(f"{form.code}: {form.look_for.en}" for form in forms if form.look_for)
    return InstrumentFault(
        Text(
            "这份量表有几种印刷版面，计分不同，要先说明是哪一种",
            "this questionnaire is printed in forms that score differently; say which",
        ),
        where=plain(name),
        hint=Text(f"请看纸质问卷。{zh}", f"look at the printed form. {en}"),
    )


def _unknown(code: str, known: list[str]) -> InstrumentFault:
    near = get_close_matches(code.lower(), known, cutoff=0.5)
    zh, en = (f"是不是想用：{'、'.join(near)}？", f"did you mean {', '.join(near)}?") if near else ("", "")
    return InstrumentFault(
        Text("没有这份量表", "we have no such instrument"),
        where=plain(code),
        hint=Text(f"{zh}全部列在 screening instruments list", f"{en} screening instruments list shows all".strip()),
    )


def _together(faults: list[InstrumentFault]) -> ScreeningError:
    return faults[0] if len(faults) == 1 else Faults(list(faults))


def write_summary(folder: Path) -> None:
    """Rewrite ``README.md`` in a folder of definitions, so that its table says what the files say."""
    editions = [load_instrument(name, folder) for name in list_editions(folder)]
    (folder / "README.md").write_text(readme(editions, information_only(editions)), "utf-8")


def information_only(editions: Sequence[Instrument]) -> frozenset[str]:
    """Those of these editions whose scores no rule of the shipped band mapping reads."""
    mapping = load_band_mapping()
    return frozenset(one.edition for one in editions if not reads_scores(mapping, one.edition))
