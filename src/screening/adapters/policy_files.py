"""Alert policy and band mapping from YAML: the shipped versions, a school's own file, or a few numbers laid over one."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from screening.adapters.packaged_files import packaged
from screening.adapters.strict_yaml_files import as_model, read_yaml
from screening.alerts.choices import chosen, offered
from screening.alerts.mapping import BandMapping
from screening.alerts.overrides import SCHEMA, overridden, unknown_places
from screening.alerts.policy import AlertPolicy
from screening.core.errors import Faults, PolicyFault
from screening.core.language import Text, plain
from screening.followup.contradictions import contradictions

POLICY_VERSION = "v1.yaml"
MAPPING_VERSION = "v1.yaml"


def load_policy(path: Path | None = None, overrides: Path | None = None) -> AlertPolicy:
    """The alert policy of ``path``, or the one that comes with us, with the values of ``overrides`` laid over it.

    PolicyFault or Faults name file, place and reason: parts that can't be read or are unknown, and contradictions.
    """
    if path is None and overrides is None:
        return _shipped_policy()
    content, name = read_yaml(path or _shipped_file()), (path or _shipped_file()).name
    policy = as_model(AlertPolicy, content, name)
    if overrides is not None:
        policy, name = as_model(AlertPolicy, _laid_over(content, overrides), overrides.name), overrides.name
    return _free_of_contradictions(policy, name)


def _laid_over(content: dict[str, Any], overrides: Path) -> dict[str, Any]:
    """The content with the values of the second file, whose every place must be known to the first."""
    over = read_yaml(overrides)
    if not isinstance(over, dict) or over.get("schema") != SCHEMA or not isinstance(over.get("version"), str):
        raise PolicyFault(
            Text("这不是一份可用的改动表", "this is no list of overrides"),
            where=plain(overrides.name),
            hint=Text(
                f'开头应写明 schema: {SCHEMA} 和 version: "本校第一版"', f'it should say schema: {SCHEMA} and version: "ours-1"'
            ),
        )
    lost = unknown_places(content, over)
    if lost:
        raise _all(
            [
                PolicyFault(
                    Text("没有这一项，或这一项不能改", "there is no such part, or it can't be changed"),
                    where=plain(f"{overrides.name}: {place}"),
                    hint=Text("用 screening policy show 查看能改的项", "screening policy show lists what can be changed"),
                )
                for place in lost
            ]
        )
    return overridden(content, over)


def _free_of_contradictions(policy: AlertPolicy, name: str) -> AlertPolicy:
    found = contradictions(policy)
    if found:
        raise _all([PolicyFault(one, where=plain(name)) for one in found])
    return policy


def _all(faults: list[PolicyFault]) -> PolicyFault | Faults:
    return faults[0] if len(faults) == 1 else Faults([*faults])


def _shipped_file() -> Path:
    return packaged("policy") / "alert_policy" / POLICY_VERSION


def load_band_mapping(path: Path | None = None, overrides: Path | None = None) -> BandMapping:
    """The band mapping of ``path``, or the one that comes with us, with the readings that ``overrides`` chooses by name.

    PolicyFault or Faults name file, place and reason, and for an unknown choice what there is to choose from.
    """
    mapping = as_model(BandMapping, read_yaml(path), path.name) if path else _shipped_band_mapping()
    return mapping if overrides is None else chosen(mapping, _choices(mapping, overrides))


def chooses_readings(overrides: Path) -> bool:
    """Whether a list of overrides chooses readings for the band mapping. PolicyFault if it can't be read."""
    over = read_yaml(overrides)
    return isinstance(over, dict) and bool(over.get("mappings"))


def _choices(mapping: BandMapping, overrides: Path) -> dict[str, str]:
    """The part ``mappings`` of a list of overrides, each choice known to the mapping; empty if it has none."""
    over = read_yaml(overrides)
    told = over.get("mappings", {}) if isinstance(over, dict) else {}
    if not isinstance(told, dict) or not all(isinstance(name, str) for name in told.values()):
        raise PolicyFault(
            Text("mappings 应逐个写明量表和所选的对应表", "mappings names one reading for each instrument"),
            where=plain(f"{overrides.name}: mappings"),
            hint=Text("写法如 mappings: {phq9: teen_11}", "write it like mappings: {phq9: teen_11}"),
        )
    choices = {str(code): name for code, name in told.items()}
    lost = [_not_offered(mapping, code, overrides) for code in choices if choices[code] not in offered(mapping, code)]
    if lost:
        raise _all(lost)
    return choices


def _not_offered(mapping: BandMapping, code: str, overrides: Path) -> PolicyFault:
    have = ", ".join(offered(mapping, code)) or "–"
    return PolicyFault(
        Text("没有这种可选的对应表", "there is no such reading to choose"),
        where=plain(f"{overrides.name}: mappings.{code}"),
        hint=Text(f"{code} 可选：{have}", f"for {code} choose from: {have}"),
    )


@lru_cache(maxsize=1)
def _shipped_policy() -> AlertPolicy:
    """Read without looking for contradictions: a test does that once for all."""
    return as_model(AlertPolicy, read_yaml(_shipped_file()), POLICY_VERSION)


@lru_cache(maxsize=1)
def _shipped_band_mapping() -> BandMapping:
    return load_band_mapping(packaged("policy") / "band_mapping" / MAPPING_VERSION)
