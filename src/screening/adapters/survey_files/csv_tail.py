"""Where the lines of a CSV file end: empty lines after the last one are no data rows, lines of bare commas are."""

import io
from pathlib import Path

_BLANK = b" \r\n"
_STEP = 1 << 20


def end_of_content(path: Path, encoding: str) -> int:
    """The byte after the last line that holds anything; the file's size where that can't be told by bytes."""
    size = path.stat().st_size
    if encoding not in ("utf-8", "gb18030"):
        return size
    with path.open("rb") as file:
        kept, tail = size, b""
        while kept and not tail.strip(_BLANK):
            kept = max(0, kept - _STEP)
            file.seek(kept)
            tail = file.read(size - kept)
    last = len(tail.rstrip(_BLANK))
    newline = tail.find(b"\n", last)
    if newline < 0 or tail[newline:].count(b'"') % 2:  # an odd quote belongs to a cell that ends in empty lines
        return size
    return kept + newline + 1


class Trimmed(io.BufferedReader):
    """A file that ends at ``end``."""

    def __init__(self, path: Path, end: int) -> None:
        """Open it for reading from the start."""
        super().__init__(_Raw(path, end))


class _Raw(io.FileIO):
    def __init__(self, path: Path, end: int) -> None:
        super().__init__(path, "rb")
        self._end = end

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # FileIO's stub asks for any writable buffer
        left = max(0, self._end - self.tell())
        return super().readinto(memoryview(buffer)[:left]) or 0

    def readall(self) -> bytes:
        return self.read(max(0, self._end - self.tell()))
