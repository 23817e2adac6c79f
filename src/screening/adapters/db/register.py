"""The register as one packed blob, and how a roster import brings it up to date."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from screening.casefiles.envelope import marks
from screening.core.errors import SealBroken
from screening.core.language import Text
from screening.intake.interface import Leavers, Register, RosterPupil
from screening.intake.tags import family_unverified

_VERSION, _FIRST = b"\x02", b"\x01"
_LINE_OF_FIRST = np.dtype(
    [
        ("mark", "S16"),
        ("pupil", "<i4"),
        ("school_class", "<i2"),
        ("grade", "i1"),
        ("sex", "i1"),
        ("born", "<M8[M]"),
        ("consent", "i1"),
    ]
)
_LINE = np.dtype([*_LINE_OF_FIRST.descr, ("held", "?")])
_SEX = {"male": 1, "female": 2}
_CONSENT = {"granted": 1, "refused": 2, "withdrawn": 2}

Lines = npt.NDArray[np.void]


def number_marks(numbers: Sequence[str], index_key: bytes, school: bytes) -> npt.NDArray[np.bytes_]:
    """The keyed marks of student numbers, dtype S16, in order."""
    return marks(numbers, index_key, purpose="pupil.number", school=school)


def lines_of(pupils: Sequence[tuple[int, int, RosterPupil]], found: npt.NDArray[np.bytes_]) -> Lines:
    """One register line per (pupil, class, roster line); ``found`` are the marks of their numbers."""
    lines = np.empty(len(found), dtype=_LINE)
    lines["mark"] = found
    lines["pupil"] = [pupil for pupil, _, _ in pupils]
    lines["school_class"] = [school_class for _, school_class, _ in pupils]
    lines["grade"] = [told.grade for _, _, told in pupils]
    lines["sex"] = [_SEX.get(told.sex, 0) for _, _, told in pupils]
    lines["born"] = [told.born[:7] or "NaT" for _, _, told in pupils]
    lines["held"] = [family_unverified(told.guardians) for _, _, told in pupils]
    lines["consent"] = [_CONSENT.get(told.consent, 0) for _, _, told in pupils]
    return lines


def joined(old: Lines, new: Lines, which: npt.NDArray[np.bool_]) -> Lines:
    """The old lines without those of the new pupils, and the new ones that belong here (``which``), sorted by mark."""
    kept = old[~np.isin(old["pupil"], new["pupil"])]
    together = np.concatenate([kept, new[which]])
    return together[np.argsort(together["mark"], kind="stable")]


def packed(lines: Lines) -> bytes:
    """Version byte and 34 bytes a pupil."""
    return _VERSION + lines.tobytes()


def unpacked(raw: bytes) -> Lines:
    """The lines again, those of the first version with nobody held; SealBroken for another version."""
    if raw[:1] == _FIRST and (len(raw) - 1) % _LINE_OF_FIRST.itemsize == 0:
        first = np.frombuffer(raw, dtype=_LINE_OF_FIRST, offset=1)
        lines = np.zeros(len(first), dtype=_LINE)
        for name in first.dtype.names or ():
            lines[name] = first[name]
        return lines
    if raw[:1] != _VERSION or (len(raw) - 1) % _LINE.itemsize:
        raise SealBroken(
            Text("名册索引由另一版本写成", "the register was written by another version"),
            hint=Text("请重新导入名册", "import the roster again"),
        )
    return np.frombuffer(raw, dtype=_LINE, offset=1)


def empty() -> Lines:
    """No pupil yet."""
    return np.empty(0, dtype=_LINE)


def as_register(lines: Lines, left: Lines) -> Register:
    """The lines as the columns import works with; of who has ``left`` only mark and id."""
    return Register(
        marks=np.ascontiguousarray(lines["mark"]),
        pupil=np.ascontiguousarray(lines["pupil"]).astype(np.int32),
        school_class=np.ascontiguousarray(lines["school_class"]).astype(np.int16),
        grade=np.ascontiguousarray(lines["grade"]),
        sex=np.ascontiguousarray(lines["sex"]),
        born=np.ascontiguousarray(lines["born"]).astype("datetime64[M]"),
        consent=np.ascontiguousarray(lines["consent"]),
        held=np.ascontiguousarray(lines["held"]),
        left=Leavers(marks=np.ascontiguousarray(left["mark"]), pupil=np.ascontiguousarray(left["pupil"]).astype(np.int32)),
    )
