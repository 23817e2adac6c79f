"""Norm files: YAML on disk, a NormTable in memory; those that come with us stand beside the edition they speak of."""

from functools import lru_cache
from pathlib import Path

import yaml

from screening.adapters.packaged_files import packaged
from screening.adapters.strict_yaml_files import as_model, read_yaml
from screening.core.errors import Faults, FileFault, InstrumentFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import SCHEMA, NormTable, norm_faults


def load_norm_table(path: Path) -> NormTable:
    """The norm of one file. PolicyFault or Faults name file, place and reason; InstrumentFault where it is no norm file."""
    content = read_yaml(path)
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise InstrumentFault(
            Text("这不是常模文件", "this is no norm file"),
            where=plain(path.name),
            hint=Text(f"第一行应写明 schema: {SCHEMA}", f"its first line should say schema: {SCHEMA}"),
        )
    return as_model(NormTable, content, path.name)


def check_norm_table(table: NormTable, instrument: Instrument, name: str) -> None:
    """Nothing if the norm can be used with the edition; InstrumentFault or Faults naming each place of the file ``name``."""
    found = [
        InstrumentFault(
            Text(what.zh, what.en),
            where=plain(f"{name}: {place}"),
            hint=Text("用 screening norms show 对照现有常模", "compare with screening norms show"),
        )
        for place, what in norm_faults(table, instrument)
    ]
    if found:
        raise found[0] if len(found) == 1 else Faults([*found])


@lru_cache(maxsize=64)
def shipped_norms(code: str) -> tuple[NormTable, ...]:
    """The norms that come with us for one instrument, by name of file; none for most."""
    folder = packaged("instruments") / code.partition("@")[0] / "norms"
    return tuple(load_norm_table(path) for path in sorted(folder.glob("*.yaml")))


def instruments_with_norms() -> list[str]:
    """Codes of the instruments for which norms come with us, in order."""
    return sorted({path.parent.parent.name for path in packaged("instruments").glob("*/norms/*.yaml")})


def write_norm_table(table: NormTable, path: Path) -> None:
    """Write a norm file that ``load_norm_table`` reads back as the same norm. FileFault if it is there already."""
    if path.exists():
        hint = Text("换一个文件名；常模定了就不再改", "choose another name: a norm once made isn't changed")
        raise FileFault(Text("文件已经存在", "the file is there already"), where=plain(path.name), hint=hint)
    content = table.model_dump(by_alias=True, exclude_defaults=True)
    content["schema"] = SCHEMA
    content["cells"] = [_listed(cell) for cell in content["cells"]]
    ordered = {"schema": SCHEMA} | content
    path.write_text(yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=130, default_flow_style=None), "utf-8")


def _listed(cell: dict[str, object]) -> dict[str, object]:
    """Tuples as lists: YAML has no others."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in cell.items()}
