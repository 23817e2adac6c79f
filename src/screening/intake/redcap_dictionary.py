"""REDCap's data dictionary: what variables ask and what their codes mean, laid over the raw export."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.core.language import Text
from screening.intake.interface import Chunk, Column, Export, Layout
from screening.intake.labelled import understand_labelled
from screening.intake.platforms import recognise, redcap
from screening.intake.text import clean, compact, option

_FIRST = ("variable/fieldname", "formname", "sectionheader", "fieldtype", "fieldlabel")  # of eighteen, always the same
_CHOICES = "choices,calculations,orsliderlabels"
_ONE_OF = frozenset({"radio", "dropdown"})
_FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
_TAGS = re.compile(r"<[^<>]*>")  # labels may hold HTML
_HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class Field:
    """One variable as the project's authors defined it."""

    label: str
    choices: Mapping[str, str]  # code -> text, for variables of which one is chosen
    boxes: Mapping[str, str]  # code as in the column's name -> text, for checkboxes


def is_dictionary(export: Export) -> bool:
    """Whether the file is such a dictionary: its headings are the same in every project."""
    return tuple(compact(heading) for heading in export.headings[: len(_FIRST)]) == _FIRST


def described(export: Export, dictionary: Export) -> Export | None:
    """The raw export with its answers in words and its questions by their labels; None if it is of another project."""
    if recognise(export).platform != redcap.name:
        return None
    fields = read_dictionary(dictionary)
    known = sum(1 for heading in export.headings if _variable(heading)[0] in fields)
    return _Described(export, fields, dictionary.name) if known > _HALF * len(fields) else None


def read_dictionary(dictionary: Export) -> dict[str, Field]:
    """Variable → what it asks."""
    words = [compact(heading) for heading in dictionary.headings]
    places = [words.index(name) for name in ("variable/fieldname", "fieldtype", "fieldlabel", _CHOICES)]
    fields = {}
    for chunk in dictionary.chunks():
        for variable, kind, label, choices in zip(*(chunk.column(place).texts() for place in places), strict=True):
            fields[variable.strip()] = _field(kind.strip(), label, choices)
    return fields


def _field(kind: str, label: str, choices: str) -> Field:
    table = _FIXED.get(kind) or _choices(choices)
    return Field(
        label=clean(_TAGS.sub("", label)),
        choices=table if kind in _ONE_OF or kind in _FIXED else {},
        boxes={code.lower().replace("-", "_"): text for code, text in table.items()} if kind == "checkbox" else {},
    )


def _choices(text: str) -> dict[str, str]:
    """``1, one | 2, two``; a text may hold commas, a code may not. Older projects write one choice a line."""
    parts = [part.partition(",") for part in re.split(r"\||\\n|\n", text) if "," in part]
    return {code.strip(): clean(_TAGS.sub("", words)) for code, _, words in parts}


def _variable(heading: str) -> tuple[str, str]:
    """Variable and box: ``race___2`` is the second box of race, ``race____99`` the one of −99."""
    variable, boxed, code = heading.strip().partition("___")
    return (variable, code) if boxed else (heading.strip(), "")


class _Described:
    """``export`` with codes turned into words where every choice has a word of its own."""

    def __init__(self, export: Export, fields: Mapping[str, Field], dictionary: str) -> None:
        self._export = export
        self.name, self.headings, self.header_row = export.name, export.headings, export.header_row
        found = [fields.get(_variable(heading)[0]) for heading in export.headings]
        self._choices = {
            column: field.choices
            for column, field in enumerate(found)
            if field and len({compact(text) for text in field.choices.values()}) == len(field.choices) > 0
        }
        self.sample = tuple(tuple(self._said(column, cell) for column, cell in enumerate(row)) for row in export.sample)
        self.layout: Layout | None = self._understood(fields)
        note = Text(
            f"按数据字典 {dictionary} 读出 {len(self._choices)} 列选项的文字",
            f"the options of {len(self._choices)} columns are read by the data dictionary {dictionary}",
        )
        self.notes: tuple[Text, ...] = (*export.notes, note)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """The data rows, answers in words."""
        for chunk in self._export.chunks(columns):
            yield _Words(chunk, self._choices)

    def _said(self, column: int, cell: str) -> str:
        return self._choices.get(column, {}).get(cell.strip(), cell)

    def _understood(self, fields: Mapping[str, Field]) -> Layout:
        before = recognise(self._export)
        labels = [_label(heading, fields) for heading in self.headings]
        layout = understand_labelled(self.headings, labels, self._export.sample)
        numbers = {column: {option(text): code for code, text in choices.items()} for column, choices in self._choices.items()}
        return replace(layout, signs=before.signs, many_rows=before.many_rows, option_numbers=numbers)


def _label(heading: str, fields: Mapping[str, Field]) -> str:
    variable, code = _variable(heading)
    field = fields.get(variable)
    if field is None:
        return ""
    return f"{field.label} [{field.boxes.get(code, code)}]" if code else field.label


class _Words:
    """A chunk in words."""

    def __init__(self, chunk: Chunk, choices: Mapping[int, Mapping[str, str]]) -> None:
        self.first_row, self.rows = chunk.first_row, chunk.rows
        self._chunk, self._choices = chunk, choices

    def column(self, index: int) -> Column:
        """Column ``index``, its codes as words."""
        told = self._chunk.column(index)
        words = self._choices.get(index)
        if not words:
            return told
        return Column(indices=told.indices, values=tuple(words.get(value.strip(), value) for value in told.values))
