"""YAML read strictly for policy, mapping, calendar and case files: one fault with file, place and reason, never a value."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from screening.core.errors import Faults, PolicyFault, ScreeningError
from screening.core.language import Text, plain

Model = TypeVar("Model", bound=BaseModel)
LONGEST_LIST = 20  # faults named at once; more help nobody

REASONS = {
    "missing": Text("缺少这一项", "this part is missing"),
    "extra_forbidden": Text("没有这样的项", "there is no such part"),
}


class _Strict(yaml.CSafeLoader):
    """Safe YAML that refuses a key written twice: the second would silently replace the first."""


def _mapping(loader: _Strict, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for place, key in enumerate(keys):
        if key in keys[:place]:
            raise yaml.MarkedYAMLError(problem="duplicate", problem_mark=node.value[place][0].start_mark)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=deep)


_Strict.construct_mapping = _mapping  # type: ignore[assignment,method-assign]  # PyYAML's own hook  # how PyYAML is extended


def read_yaml(path: Path) -> Any:  # noqa: ANN401  # what a file says may be anything; a model judges it afterwards
    """The content of one UTF-8 YAML file, or of a file named .json. PolicyFault if it can't be read; it names the line."""
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix.lower() == ".json":
            return json.loads(text)
        return yaml.load(text, _Strict)  # noqa: S506  # a safe loader, only stricter
    except OSError:
        raise PolicyFault(
            Text("找不到或打不开这个文件", "the file is not there or can't be opened"),
            where=plain(path.name),
            hint=Text("请检查路径和文件名", "check path and name"),
        ) from None
    except UnicodeDecodeError:
        raise PolicyFault(Text("文件须为 UTF-8 编码", "the file must be UTF-8"), where=plain(path.name)) from None
    except json.JSONDecodeError as error:
        raise PolicyFault(
            Text("JSON 写法有误", "this is not valid JSON"),
            where=Text(f"{path.name} 第 {error.lineno} 行", f"{path.name}, line {error.lineno}"),
        ) from None
    except yaml.YAMLError as error:
        raise _bad_yaml(path, error) from None


def _bad_yaml(path: Path, error: yaml.YAMLError) -> PolicyFault:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark else 1
    twice = getattr(error, "problem", "") == "duplicate"
    return PolicyFault(
        Text("同一个键写了两次", "a key is written twice") if twice else Text("YAML 写法有误", "this is not valid YAML"),
        where=Text(f"{path.name} 第 {line} 行", f"{path.name}, line {line}"),
    )


def as_yaml(content: object) -> str:
    """Lists, mappings, texts, numbers and days as YAML text that ``read_yaml`` gives back."""
    told: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return told


def as_model(model: type[Model], content: object, name: str) -> Model:
    """The content as a valid model. PolicyFault for one fault, Faults for several, each with its place and without the value."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise faults_of(error, name) from None


def faults_of(error: ValidationError, name: str) -> ScreeningError:
    """What pydantic found, in our words."""
    faults: list[ScreeningError] = []
    for one in error.errors(include_input=False, include_url=False)[:LONGEST_LIST]:
        place = ".".join(str(part) for part in one["loc"])
        reason = REASONS.get(one["type"], Text(f"取值不对：{one['msg']}", one["msg"]))
        faults.append(PolicyFault(reason, where=plain(f"{name}: {place}" if place else name)))
    return faults[0] if len(faults) == 1 else Faults(faults)
