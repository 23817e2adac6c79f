"""The notebook's door to scoring: a table of answers in, a table of results out. pandas stops here."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from screening.core.errors import MappingFault
from screening.core.language import Text, plain
from screening.instruments.definition import Instrument
from screening.instruments.norm_tables import NormTable
from screening.intake.interface import NO_ANSWER, Why
from screening.scoring.group_bands import Who, bands_by_group, has_groups
from screening.scoring.interface import NO_BAND, Scores
from screening.scoring.key import Bools
from screening.scoring.norms import SEX_CODES, normed_scales, t_scores
from screening.scoring.safety import fired
from screening.scoring.score import score
from screening.scoring.validity import judge, words

BLANK = "blank"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Answers:
    codes: npt.NDArray[np.int8]  # (rows, items), NO_ANSWER where blank or unreadable
    unreadable: Bools  # (rows,) some cell is neither a code nor blank
    blank: Bools  # (rows,) nothing was answered


def score_frame(frame: pd.DataFrame, instrument: Instrument, norms: Sequence[NormTable] = ()) -> pd.DataFrame:
    """One line per row of ``frame``, with its index, and the columns of the command: ``row`` (from 1), ``student`` (of a column
    of that name, as it is), per scale NAME, NAME.answered, NAME.band (and NAME.t where a norm exists), then ``validity``,
    ``safety`` (``;``-joined item ids, "" for none) and ``refusal`` ("" for none).

    ``frame`` holds columns q1…qN of numeric codes (capitals and other columns don't matter); blank = NA, NaN, "" or -1.
    A row with a cell that is neither a code nor blank is refused as ``unreadable``, a row without any answer as ``blank``:
    no scores, but its safety items are read. No value is ``pd.NA``, never NaN or 0. T is by the nearest of ``norms``; it
    needs a column ``grade`` (4-9) or ``age`` (years), and ``sex`` ("male", "female") for norms by sex. So do band tables by
    group. MappingFault naming every item without a column.
    """  # noqa: D205  # the first sentence is a list of columns
    answers = _read(frame, instrument)
    scores = _grouped(frame, score(answers.codes, instrument), instrument)
    refused = answers.unreadable | answers.blank
    columns: dict[str, object] = {"row": np.arange(1, len(frame) + 1), "student": frame.get("student", pd.NA)}
    for number, code in enumerate(instrument.scale_codes):
        columns |= _scale_columns(number, code, scores, refused, instrument)
        if code in normed_scales(instrument, norms):
            columns[f"{code}.t"] = _floats(_t(frame, scores, instrument, norms)[:, number], refused)
    flags = judge(answers.codes, scores, np.full(len(frame), np.nan, np.float32), instrument)
    columns["validity"] = _texts([None if no else words(flag) for flag, no in zip(flags.tolist(), refused.tolist(), strict=True)])
    columns["safety"] = _texts(_safety(answers, instrument))
    columns["refusal"] = _texts(np.select([answers.blank, answers.unreadable], [BLANK, Why.UNREADABLE.value], "").tolist())
    return pd.DataFrame(columns, index=frame.index)


def _grouped(frame: pd.DataFrame, scores: Scores, instrument: Instrument) -> Scores:
    """Bands of tables by sex, grade or age, where the edition is read by one."""
    if not has_groups(instrument):
        return scores
    return replace(scores, bands=bands_by_group(scores.values, scores.bands, instrument, _who(frame)))


def _who(frame: pd.DataFrame) -> Who:
    """Grade, age and sex of each row, unknown where the frame does not tell."""
    nothing = pd.Series(np.nan, index=frame.index, dtype=object)
    grade, age = (pd.to_numeric(frame.get(name, nothing), errors="coerce") for name in ("grade", "age"))
    sex = frame.get("sex", nothing).map(SEX_CODES).fillna(0).to_numpy()
    return Who(grade=grade.fillna(0).to_numpy().astype(np.int8), sex=sex.astype(np.int8), age=age.to_numpy(np.float64))


def _scale_columns(number: int, code: str, scores: Scores, refused: Bools, instrument: Instrument) -> dict[str, object]:
    tables = instrument.scales[code].bands
    names = [*(cut.code for cut in tables[0].cuts), None] if tables else [None]  # NO_BAND = -1 is the last: None
    bands = np.where(refused, NO_BAND, scores.bands[:, number])
    return {
        code: _floats(scores.values[:, number], refused),  # noqa: PD011  # Scores, not a frame
        f"{code}.answered": pd.array(np.ma.masked_array(scores.answered[:, number], refused).tolist(), dtype="Int16"),
        f"{code}.band": _texts([names[band] for band in bands.tolist()]),
    }


def _read(frame: pd.DataFrame, instrument: Instrument) -> _Answers:
    codes = np.empty((len(frame), instrument.items.count), np.int8)
    unreadable = np.zeros(len(frame), bool)
    for number, name in enumerate(_item_columns(frame, instrument)):
        codes[:, number], bad = _column(frame[name], instrument)
        unreadable |= bad
    return _Answers(codes=codes, unreadable=unreadable, blank=(codes == NO_ANSWER).all(axis=1) & ~unreadable)


def _item_columns(frame: pd.DataFrame, instrument: Instrument) -> list[Hashable]:
    """The column of every item, or one fault that names all items without exactly one."""
    found: dict[str, list[Hashable]] = {}
    for name in frame.columns:
        found.setdefault(str(name).strip().lower(), []).append(name)
    unclear = [item for item in instrument.item_ids if len(found.get(item, [])) != 1]
    if unclear:
        raise MappingFault(
            Text("这些题目没有对应的列，或对应了多列", "these items have no column, or more than one"),
            where=plain(", ".join(unclear)),
            hint=Text(f"列名应为 q1 到 q{instrument.items.count}", f"columns are named q1 to q{instrument.items.count}"),
        )
    return [found[item][0] for item in instrument.item_ids]


def _column(column: "pd.Series[int]", instrument: Instrument) -> tuple[npt.NDArray[np.int8], Bools]:
    """Codes of one column, and which cells are neither a code nor blank."""
    cells = column if pd.api.types.is_numeric_dtype(column) else column.astype(object)
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(np.float64, na_value=np.nan)
    blank = cells.isna().to_numpy(bool) | (numbers == NO_ANSWER)
    if cells is not column:
        blank |= (cells.astype(str).str.strip() == "").to_numpy(bool)
    readable = np.isin(numbers, instrument.items.codes)
    return np.where(readable, numbers, NO_ANSWER).astype(np.int8), ~readable & ~blank


def _safety(answers: _Answers, instrument: Instrument) -> list[str | None]:
    items = [f"q{column + 1}" for column in instrument.safety_columns]
    lines = fired(answers.codes, instrument).tolist()
    return [";".join(item for item, yes in zip(items, line, strict=True) if yes) for line in lines]


def _t(frame: pd.DataFrame, scores: Scores, instrument: Instrument, norms: Sequence[NormTable]) -> npt.NDArray[np.float64]:
    """T of every scale; grade, age and sex come from the frame where it has them."""
    who = _who(frame)
    return t_scores(scores.values, instrument, who.grade, who.sex, age=who.age, tables=norms)


def _floats(values: npt.NDArray[np.float64], refused: Bools) -> pd.arrays.FloatingArray:
    missing = np.isnan(values) | refused
    return pd.arrays.FloatingArray(np.where(missing, 1.0, values), missing)


def _texts(words_or_none: list[str | None]) -> object:
    return pd.array(words_or_none, dtype="string")
