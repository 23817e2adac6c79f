"""The files of one command, opened: two formats of one survey become one, a data dictionary explains its export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.adapters.survey_files import open_export
from screening.core.errors import ScreeningError
from screening.intake.interface import Export
from screening.intake.paired import is_pair, paired
from screening.intake.redcap_dictionary import described, is_dictionary

_MOST_TOGETHER = 8  # files held open at once to find companions; a folder of many is read one by one


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One file to be read, or the fault that keeps it from being read; and the files that only explain it."""

    path: Path
    export: Export | None = None
    fault: ScreeningError | None = None
    explained_by: tuple[Path, ...] = ()

    def usable(self) -> Export:
        """The export. Raises its fault."""
        if self.export is None:
            raise self.fault or AssertionError
        return self.export


def open_together(paths: Sequence[Path]) -> Iterator[Opened]:
    """The files in order, each once, without those that only explain another. A fault of one is its own."""
    if not 1 < len(paths) <= _MOST_TOGETHER:
        yield from (_opened(path) for path in paths)
        return
    yield from _joined(_described([_opened(path) for path in paths]))


def _opened(path: Path) -> Opened:
    try:
        return Opened(path=path, export=open_export(path))
    except ScreeningError as fault:
        return Opened(path=path, fault=fault)


def _described(files: list[Opened]) -> list[Opened]:
    """REDCap exports with the dictionaries among the files."""
    dictionaries = [file for file in files if file.export is not None and is_dictionary(file.export)]
    done = [file for file in files if file not in dictionaries]
    for dictionary in dictionaries:
        for place, file in enumerate(done):
            export = described(file.export, dictionary.export) if file.export and dictionary.export else None
            if export is not None:
                done[place] = Opened(path=file.path, export=export, explained_by=(*file.explained_by, dictionary.path))
    used = {path for file in done for path in file.explained_by}
    return done + [dictionary for dictionary in dictionaries if dictionary.path not in used]


def _joined(files: list[Opened]) -> Iterator[Opened]:
    """Pairs of one survey as one file, at the place of the first."""
    waiting = list(files)
    while waiting:
        first = waiting.pop(0)
        other = next((file for file in waiting if first.export and file.export and is_pair(first.export, file.export)), None)
        if other is None:
            yield first
            continue
        told = _pair(first, other)
        if told is None:
            yield first
            continue
        waiting.remove(other)
        yield told


def _pair(first: Opened, other: Opened) -> Opened | None:
    if first.export is None or other.export is None:
        return None
    try:
        found = paired(first.export, other.export)
    except ScreeningError as fault:
        return Opened(path=first.path, fault=fault, explained_by=(other.path,))
    if found is None:
        return None
    words, numbers = (first, other) if found[1] is other.export else (other, first)
    return Opened(path=words.path, export=found[0], explained_by=(numbers.path,))
