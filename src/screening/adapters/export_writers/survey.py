"""A survey of our instruments as 问卷星 lays it out: numbered headings, and the cell texts of every answer in three codings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument
from screening.intake.interface import NO_ANSWER
from screening.research.synthetic import Sittings
from screening.research.synthetic.profiles import PROFILES, USUAL

Coding = Literal["text", "number", "score"]
CODING_WORDS: dict[Coding, str] = {"text": "按文本", "number": "按序号", "score": "按分数"}
BLANK: dict[Coding, str | int] = {"text": "(空)", "number": -2, "score": -2}
SKIPPED: dict[Coding, str | int] = {"text": "(跳过)", "number": -3, "score": -3}
METADATA = ("序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP")
IDENTITY = ("您的学号", "您的姓名", "您的班级")
CONSENT = "是否同意参加"
AGREE = ("同意", "不同意")
_SOURCES = ("链接", "微信", "手机提交")
_MATRIX_FROM = 3  # options; two options make single questions, more a matrix
_LEAD = len(METADATA) + len(IDENTITY) + 1

Cell = str | int


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The columns of one export: headings, and which columns hold numbers rather than text."""

    instruments: tuple[Instrument, ...]
    coding: Coding
    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    attention: int  # column of the attention check


def lay_out(instruments: Sequence[Instrument], coding: Coding) -> Survey:
    """Headings as FORMATS §1 describes them: ``7、…`` a question, for a matrix ``7、stem—row`` and then ``7、row``.

    One attention check stands in the middle of the first instrument, as real surveys have it.
    """
    headings: list[str] = [*METADATA, *(f"{n}、{words}" for n, words in enumerate((*IDENTITY, CONSENT), start=1))]
    number = len(IDENTITY) + 2
    attention = _LEAD + instruments[0].items.count // 2
    for place, instrument in enumerate(instruments):
        titles = _titles(instrument)
        if place == 0:
            titles.insert(instrument.items.count // 2, _attention_words(instrument))
        headings += _numbered(titles, number, instrument)
        number += 1 if _is_matrix(instrument) else len(titles)
    coded = coding != "text"
    numeric = [column == 0 or (column >= _LEAD and coded) for column in range(len(headings))]
    numeric[_LEAD - 1] = numeric[attention] = coding == "number"  # neither carries a score
    return Survey(
        instruments=tuple(instruments), coding=coding, headings=tuple(headings), numeric=tuple(numeric), attention=attention
    )


def rows_of(survey: Survey, sittings: Sittings, first_serial: int) -> Iterator[list[Cell]]:
    """The cells of each row, in the order of the headings; serial numbers run on from ``first_serial``."""
    agreed: list[Cell] = [_chosen(survey, AGREE, 0 if yes else 1) for yes in sittings.agreed.tolist()]
    items = _item_cells(survey, sittings)
    seconds = sittings.seconds.tolist()
    pupils = sittings.pupil.tolist()
    for row, moment in enumerate(sittings.submitted.astype("datetime64[s]").tolist()):
        yield [
            first_serial + row,
            f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment.minute:02d}:{moment.second:02d}",
            f"{seconds[row]}秒",
            _SOURCES[pupils[row] % len(_SOURCES)],
            "N/A" if pupils[row] % 5 else "直接访问",
            f"192.0.2.{pupils[row] % 250 + 1}(合成-合成)",  # RFC 5737: addresses nobody has
            sittings.number[row] or "(空)",
            sittings.name[row],
            sittings.school_class[row],
            agreed[row],
            *items[row],
        ]


def option_texts(instrument: Instrument) -> dict[int, str]:
    """Our code → the option's text; the code itself as text where the edition names no options."""
    items = instrument.items
    if items.options:
        return dict(zip(items.option_codes or range(items.low, items.high + 1), items.options, strict=True))
    return {code: str(code) for code in range(items.low, items.high + 1)}


def _item_cells(survey: Survey, sittings: Sittings) -> list[list[Cell]]:
    blocks = [
        _cells_of(instrument, survey.coding)[_steps(instrument, codes, shown)]
        for instrument, codes, shown in zip(survey.instruments, sittings.answers, sittings.asked, strict=True)
    ]
    check = _attention_cells(survey, sittings)
    middle = survey.attention - _LEAD
    first = blocks[0]
    blocks[0] = np.concatenate([first[:, :middle], check[:, None], first[:, middle:]], axis=1)
    cells: list[list[Cell]] = np.concatenate(blocks, axis=1).tolist()
    return cells


def _steps(instrument: Instrument, codes: npt.NDArray[np.int8], shown: npt.NDArray[np.bool_]) -> npt.NDArray[np.int16]:
    """Places in the table of cells: 0 skipped, 1 left blank, 2 … the codes from the lowest."""
    places = np.where(codes == NO_ANSWER, 1, codes.astype(np.int16) - instrument.items.low + 2)
    return np.where(shown[:, None], places, 0).astype(np.int16)


def _cells_of(instrument: Instrument, coding: Coding) -> npt.NDArray[np.object_]:
    texts = option_texts(instrument)
    order = list(texts)  # as printed; the platform counts options from 1
    codes = range(instrument.items.low, instrument.items.high + 1)
    spoken: dict[Coding, list[Cell]] = {
        "text": [texts[code] for code in codes],
        "number": [order.index(code) + 1 for code in codes],
        "score": list(codes),
    }
    return np.array([SKIPPED[coding], BLANK[coding], *spoken[coding]], dtype=object)


def _attention_cells(survey: Survey, sittings: Sittings) -> npt.NDArray[np.object_]:
    options = tuple(option_texts(survey.instruments[0]).values())
    coding: Coding = "number" if survey.coding == "number" else "text"
    table = np.array([SKIPPED[coding], _chosen(survey, options, 0), _chosen(survey, options, 1)], dtype=object)
    place = np.where(sittings.asked[0], 1 + sittings.attentive, 0)
    cells: npt.NDArray[np.object_] = table[place]
    return cells


def _chosen(survey: Survey, options: Sequence[str], place: int) -> Cell:
    return place + 1 if survey.coding == "number" else options[place]


def _attention_words(instrument: Instrument) -> str:
    return f"这道题请选择“{list(option_texts(instrument).values())[1]}”"


def _titles(instrument: Instrument) -> list[str]:
    topics, wording = instrument.items.topics, instrument.items.wording
    if wording:
        return [wording[item].zh for item in instrument.item_ids]
    return [f"题目 {n} {topics.get(f'q{n}', '')}".strip() for n in range(1, instrument.items.count + 1)]


def _numbered(titles: list[str], number: int, instrument: Instrument) -> list[str]:
    if not _is_matrix(instrument):
        return [f"{n}、{title}" for n, title in enumerate(titles, start=number)]
    rows = [title.split(" ", 2)[-1] for title in titles]
    stem = PROFILES.get(instrument.code, USUAL).stem
    return [f"{number}、{stem}—{rows[0]}", *(f"{number}、{row}" for row in rows[1:])]


def _is_matrix(instrument: Instrument) -> bool:
    return len(option_texts(instrument)) >= _MATRIX_FROM and not instrument.items.own_options
