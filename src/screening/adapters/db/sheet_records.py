"""A sheet as two packed records of one fixed size per edition: the answers, and the result."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.alerts.interface import Readings, Receipts
from screening.core.errors import SealBroken
from screening.core.language import Text
from screening.instruments.definition import Respondent
from screening.scoring.interface import Scores, SheetBlock

VERSION = 1  # of answers
RESULT_VERSION = 2  # of results: 1 had no receipt (code version, source)
_SKIPPED, _DATED, _KEPT_DATED, _FOLLOW_UP = 1, 2, 4, 8
_HEAD = 4  # bytes that tell a record's shape: version, two counts, and the respondent of a result
_MAPPING = 40  # bytes of the policy and mapping version
_CODE = 16  # bytes of our own version
_SOURCE = 16  # bytes of the source file's keyed digest

_RESPONDENTS: tuple[Respondent, ...] = ("self", "parent", "teacher")  # the byte of a result says the place here

Records = npt.NDArray[np.void]


@dataclass(frozen=True, eq=False)
class Kept:
    """The gravest safety answer of a sheet's earlier revisions: it stays an alert whatever the new revision says."""

    critical: npt.NDArray[np.int8]  # Critical, one per sheet
    dated: npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Origin:
    """Where sheets come from and what scored them: one for all sheets of an import, their rows beside it."""

    code: str  # our own version
    source: bytes  # HMAC of the imported file under the index key; b"" if not known


def answers_type(items: int, safety: int) -> np.dtype[np.void]:
    """What is sealed write-only: row, seconds per item, codes, which safety items fired."""
    return np.dtype(
        [
            ("version", "u1"),
            ("items", "u1"),
            ("safety_items", "u1"),
            ("spare", "u1"),
            ("row", "<i4"),
            ("seconds", "<f4"),
            ("answered_at", "<i8"),
            ("codes", "i1", (items,)),
            ("safety", "?", (safety,)),
        ]
    )


def result_type(scales: int, subscales: int, version: int = RESULT_VERSION) -> np.dtype[np.void]:
    """What a later import may read again: readings in policy bands, scores in float64; from version 2 on with a receipt."""
    receipt = [("code", f"S{_CODE}"), ("source", f"V{_SOURCE}"), ("row", "<i4")] if version >= RESULT_VERSION else []
    return np.dtype(
        [
            ("version", "u1"),
            ("scales", "u1"),
            ("subscale_count", "u1"),
            ("respondent", "u1"),
            ("validity", "u1"),
            ("total", "i1"),
            ("raw_total", "i1"),
            ("critical", "i1"),
            ("kept_critical", "i1"),
            ("flags", "u1"),
            ("mapping", f"S{_MAPPING}"),
            *receipt,
            ("fingerprint", "<u8"),
            ("answered_at", "<i8"),
            ("subscales", "i1", (subscales,)),
            ("bands", "i1", (scales,)),
            ("answered", "<i2", (scales,)),
            ("values", "<f8", (scales,)),
        ]
    )


def pack_answers(block: SheetBlock, lines: npt.NDArray[np.intp]) -> list[bytes]:
    """These lines of the block as answer records, in order."""
    answers = block.answers
    records = np.zeros(len(lines), dtype=answers_type(answers.codes.shape[1], block.safety.shape[1]))
    records["version"] = VERSION
    records["items"], records["safety_items"] = answers.codes.shape[1], block.safety.shape[1]
    records["row"], records["seconds"] = answers.row[lines], answers.seconds_per_item[lines]
    records["answered_at"] = _seconds(answers.answered_at[lines])
    records["codes"], records["safety"] = answers.codes[lines], block.safety[lines]
    return _rows(records)


def pack_results(block: SheetBlock, readings: Readings, lines: npt.NDArray[np.intp], kept: Kept, origin: Origin) -> list[bytes]:
    """These lines of block and readings as result records, in order; ``kept`` has one line for each of them."""
    scores = block.scores
    records = np.zeros(len(lines), dtype=result_type(scores.values.shape[1], readings.subscales.shape[1]))
    records["version"] = RESULT_VERSION
    records["code"], records["row"] = origin.code.encode("ascii")[:_CODE], block.answers.row[lines]
    records["source"] = np.void(origin.source[:_SOURCE].ljust(_SOURCE, b"\0"))
    records["scales"], records["subscale_count"] = scores.values.shape[1], readings.subscales.shape[1]
    records["respondent"] = _RESPONDENTS.index(readings.respondent)
    records["validity"], records["critical"] = readings.validity[lines], readings.critical[lines]
    records["total"], records["raw_total"] = readings.total[lines], readings.raw_total[lines]
    graver = kept.critical > readings.critical[lines]
    records["kept_critical"] = np.where(graver, kept.critical, readings.critical[lines])
    dated = readings.dated[lines]
    kept_dated = np.where(graver, kept.dated, dated)
    page = _FOLLOW_UP if readings.follow_up else 0
    records["flags"] = readings.skipped[lines] * _SKIPPED + dated * _DATED + kept_dated * _KEPT_DATED + page
    records["mapping"] = readings.mapping.encode("ascii")[:_MAPPING]
    records["fingerprint"], records["answered_at"] = readings.fingerprint[lines], _seconds(readings.answered_at[lines])
    records["subscales"], records["bands"] = readings.subscales[lines], scores.bands[lines]
    records["answered"], records["values"] = scores.answered[lines], scores.values[lines]
    return _rows(records)


def open_answers(plains: Sequence[bytes]) -> Records:
    """Equally shaped answer records as one array."""
    _, items, safety, _ = _shape(plains[0], VERSION)
    return _records(plains, answers_type(items, safety))


def open_results(plains: Sequence[bytes]) -> Records:
    """Equally shaped result records as one array, of this version or an earlier one."""
    version, scales, subscales, _ = _shape(plains[0], RESULT_VERSION)
    return _records(plains, result_type(scales, subscales, version))


def kept_of(records: Records) -> Kept:
    """The gravest safety answer so far of each sheet."""
    return Kept(critical=records["kept_critical"], dated=(records["flags"] & _KEPT_DATED) != 0)


def as_readings(edition: str, pupil: npt.NDArray[np.int32], records: Records) -> Readings:
    """The records as Readings, one line per pupil; the critical grade is the gravest over all revisions."""
    kept = kept_of(records)
    return Readings(
        edition=edition,
        pupil=pupil,
        total=records["total"].copy(),
        raw_total=records["raw_total"].copy(),
        subscales=records["subscales"].copy(),
        critical=kept.critical.copy(),
        skipped=(records["flags"] & _SKIPPED) != 0,
        dated=kept.dated,
        validity=records["validity"].copy(),
        fingerprint=records["fingerprint"].astype(np.uint64),
        answered_at=records["answered_at"].view("<M8[s]").copy(),
        mapping=bytes(records["mapping"][0]).decode("ascii") if len(records) else "",
        respondent=_RESPONDENTS[records["respondent"][0]] if len(records) else "self",
        follow_up=bool(len(records) and records["flags"][0] & _FOLLOW_UP),
    )


def as_scores(records: Records) -> Scores:
    """The scores of the records, one line per pupil."""
    return Scores(
        values=records["values"].astype(np.float64), answered=records["answered"].astype(np.int16), bands=records["bands"].copy()
    )


def as_receipts(records: Records) -> Receipts:
    """What each result pins; code, source and row are not known of results written before they were kept."""
    kept, count = "code" in (records.dtype.names or ()), len(records)
    return Receipts(
        mapping=records["mapping"].copy(),
        code=records["code"].copy() if kept else np.zeros(count, "S1"),
        source=records["source"].copy() if kept else np.zeros(count, "V0"),
        row=records["row"].astype(np.int32) if kept else np.zeros(count, np.int32),
    )


def shape_of(plain: bytes) -> bytes:
    """What tells two records apart that can't stand in one array."""
    return plain[:_HEAD]


def _seconds(times: npt.NDArray[np.datetime64]) -> npt.NDArray[np.int64]:
    return times.astype("datetime64[s]").astype(np.int64)


def _rows(records: Records) -> list[bytes]:
    raw, width = records.tobytes(), records.dtype.itemsize
    return [raw[at : at + width] for at in range(0, len(raw), width)]


def _shape(plain: bytes, newest: int) -> tuple[int, int, int, int]:
    if len(plain) < _HEAD or not VERSION <= plain[0] <= newest:
        raise _other_version()
    return plain[0], plain[1], plain[2], plain[3]


def _records(plains: Sequence[bytes], kind: np.dtype[np.void]) -> Records:
    raw = b"".join(plains)
    if len(raw) != kind.itemsize * len(plains):
        raise _other_version()
    return np.frombuffer(raw, dtype=kind)


def _other_version() -> SealBroken:
    return SealBroken(
        Text("这份答卷由另一版本写成", "this sheet was written by another version"),
        hint=Text("请运行 screening upgrade", "run `screening upgrade`"),
    )
