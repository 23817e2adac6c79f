"""The names of every class as one packed blob, for rows of an export that bring no usable number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.core.errors import SealBroken
from screening.core.language import Text

_VERSION = b"\x01"
_COUNT = 4  # bytes that say how many pupils
_LINE = np.dtype([("pupil", "<i4"), ("school_class", "<i2")])


@dataclass(frozen=True, eq=False)
class NamePages:
    """Pupil, class and name, line by line, sorted by class and pupil."""

    pupil: npt.NDArray[np.int32]
    school_class: npt.NDArray[np.int16]
    names: list[str]

    @classmethod
    def of(cls, lines: Sequence[tuple[int, int, str]]) -> "NamePages":
        """The (pupil, class, name) lines in order of class and pupil."""
        ordered = sorted(lines, key=lambda line: (line[1], line[0]))
        return cls(
            np.array([pupil for pupil, _, _ in ordered], dtype=np.int32),
            np.array([school_class for _, school_class, _ in ordered], dtype=np.int16),
            [name.replace("\n", " ") for _, _, name in ordered],
        )

    def with_changes(self, lines: Sequence[tuple[int, int, str]], *, gone: Collection[int] = ()) -> "NamePages":
        """These pages with the lines of the same pupils replaced, the others added, and pupils who are ``gone`` taken off."""
        changed = {pupil for pupil, _, _ in lines} | set(gone)
        mine = zip(self.pupil.tolist(), self.school_class.tolist(), self.names, strict=True)
        return NamePages.of([*(line for line in mine if line[0] not in changed), *lines])

    def of_class(self, school_class: int) -> list[tuple[int, str]]:
        """(pupil, name) of one class, in order of pupil."""
        start, end = np.searchsorted(self.school_class, [school_class, school_class + 1]).tolist()
        return list(zip(self.pupil[start:end].tolist(), self.names[start:end], strict=True))

    def everybody(self) -> list[tuple[int, str]]:
        """(pupil, name) of every class, by class and pupil."""
        return list(zip(self.pupil.tolist(), self.names, strict=True))

    def packed(self) -> bytes:
        """Version byte, count, then 6 bytes a pupil, then the names, one a line, in UTF-8."""
        lines = np.empty(len(self.names), dtype=_LINE)
        lines["pupil"], lines["school_class"] = self.pupil, self.school_class
        return _VERSION + len(lines).to_bytes(_COUNT, "little") + lines.tobytes() + "\n".join(self.names).encode()

    @classmethod
    def unpacked(cls, raw: bytes) -> "NamePages":
        """The pages again; SealBroken for another version."""
        count, start = int.from_bytes(raw[1 : 1 + _COUNT], "little"), 1 + _COUNT
        names = raw[start + count * _LINE.itemsize :].decode().split("\n") if count else []
        if raw[:1] != _VERSION or len(names) != count:
            raise SealBroken(
                Text("姓名索引由另一版本写成", "the index of names was written by another version"),
                hint=Text("请重新导入名册", "import the roster again"),
            )
        lines = np.frombuffer(raw, dtype=_LINE, count=count, offset=start)
        return cls(lines["pupil"].astype(np.int32), lines["school_class"].astype(np.int16), names)
