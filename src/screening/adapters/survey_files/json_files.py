"""JSON exports: a list of flat objects, or FHIR QuestionnaireResponses alone, in a Bundle or one a line."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from screening.adapters.packaged_files import packaged
from screening.adapters.strict_yaml_files import read_yaml
from screening.adapters.survey_files.columns import ArrowChunk
from screening.adapters.survey_files.kinds import fault
from screening.adapters.survey_files.limits import check_columns, check_size
from screening.core.language import Text
from screening.intake.interface import Chunk, Layout
from screening.intake.platforms import fhir

_ROWS = 10_000
_SAMPLE = 200
_LISTS = ("data", "results", "entries")  # under which APIs hand out their rows
_AGAIN = Text("请从平台重新导出，不要手工改动", "export it again and change nothing by hand")


class JsonExport:
    """One JSON file in memory, one row per object, columns in the order in which their keys first appear."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises FileFault if it is no JSON, or holds no list of answers."""
        self.name, self.header_row = path.name, 1
        self.layout: Layout | None = None
        self.notes: tuple[Text, ...] = ()
        check_size(path)
        headings, rows = self._table(path, _documents(path))
        check_columns(path.name, len(headings))
        self.headings = tuple(headings)
        texts = [[_sound(row.get(heading, "")) for row in rows] for heading in headings]
        self._cells = pa.record_batch([pa.array(column, pa.string()) for column in texts], [f"c{n}" for n in range(len(texts))])
        self.sample = tuple(tuple(column[line] for column in texts) for line in range(min(len(rows), _SAMPLE)))

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The rows in order, 10,000 at a time; ``columns`` is taken for granted, all are in memory."""
        del columns
        places = {column: column for column in range(len(self.headings))}
        for start in range(0, self._cells.num_rows, _ROWS):
            yield ArrowChunk(start + 1, self._cells.slice(start, _ROWS), places)

    def _table(self, path: Path, documents: Sequence[object]) -> tuple[list[str], list[dict[str, str]]]:
        resources = [resource for document in documents for resource in _resources(document)]
        responses = [resource for resource in resources if fhir.is_response(resource)]
        if responses:
            others = len(resources) - len(responses)
            if others:
                self.notes = (Text(f"另有 {others} 个其他资源没有读", f"{others} resources of other kinds were not read"),)
            return fhir.as_table(responses, _links())
        return _flat(path, documents)


def _documents(path: Path) -> list[object]:
    """The one document of the file, or one a line. Raises FileFault naming the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise fault(path, Text("JSON 文件须为 UTF-8 编码", "a JSON file must be UTF-8"), _AGAIN) from None
    try:
        return [_parsed(text)]
    except (ValueError, RecursionError):
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    documents: list[object] = []
    for number, line in lines:
        try:
            documents.append(_parsed(line))
        except (ValueError, RecursionError):
            what = Text(f"JSON 从第 {number} 行起读不下去", f"the JSON can't be read from line {number} on")
            raise fault(path, what, _AGAIN) from None
    return documents


def _parsed(text: str) -> object:
    """Numbers stay as written. ValueError also for a key written twice: the second would silently replace the first."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _resources(document: object) -> list[Any]:
    """The resources of a Bundle, or the document itself."""
    if isinstance(document, Mapping) and document.get("resourceType") == "Bundle":
        entries = document.get("entry")
        found = entries if isinstance(entries, list) else []
        return [entry.get("resource") for entry in found if isinstance(entry, Mapping)]
    return [document]


def _flat(path: Path, documents: Sequence[object]) -> tuple[list[str], list[dict[str, str]]]:
    """One row per object of the list, or of the lines."""
    found: object = documents[0] if len(documents) == 1 else list(documents)
    if isinstance(found, Mapping):
        found = next((found[key] for key in _LISTS if isinstance(found.get(key), list)), None)
    rows = [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []
    if not isinstance(found, list) or not rows or len(rows) < len(found):
        what = Text("这个 JSON 文件不是一份份答卷", "this JSON file is no list of answers")
        raise fault(path, what, Text("请导出 xlsx 或 csv，或导出答卷的 JSON", "export xlsx or csv, or the answers as JSON"))
    flat = [dict(_cells(row)) for row in rows]
    if any(len(cells) < sum(1 for _ in _cells(row)) for cells, row in zip(flat, rows, strict=True)):
        raise fault(path, Text("同一列在一份答卷里写了两次", "a column stands twice in one sheet"), _AGAIN)
    return list(dict.fromkeys(key for row in flat for key in row)), flat


def _cells(row: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Keys and texts; a matrix (an object of plain values) is a column for each of its rows, ``phq9.q1``."""
    for key, value in row.items():
        if isinstance(value, Mapping) and not any(isinstance(part, (Mapping, list)) for part in value.values()):
            yield from ((f"{key}.{name}", _cell(part)) for name, part in value.items())
        else:
            yield key, _cell(value)


def _cell(value: object) -> str:
    if isinstance(value, (Mapping, list)):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _sound(text: str) -> str:
    """Half a character (a lone surrogate), which JSON can write and nothing can store, becomes ``?``."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)
def _links() -> fhir.Links:
    """The linkIds and answer codes of LOINC, from the definitions that come with us."""
    table = read_yaml(packaged("instruments") / "loinc.yaml")
    items = {link: f"{code}.{item}" for code, links in table["items"].items() for link, item in links.items()}
    return fhir.Links(items=items, answers=table["answers"])
