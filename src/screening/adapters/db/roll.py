"""Pupils by name, for rows without a usable number: opened only when needed."""

from collections.abc import Callable, Sequence
from functools import cached_property

from screening.adapters.db.name_pages import NamePages
from screening.followup.records import SchoolClass
from screening.intake.classes import parse_class
from screening.intake.names import SchoolNames


class SealedRoll:
    """The roll of one school, while its unit of work is open."""

    def __init__(self, read_classes: Callable[[], Sequence[SchoolClass]], open_pages: Callable[[], NamePages]) -> None:
        """Nothing is read or opened yet: most chunks name nobody."""
        self._read_classes, self._open_pages = read_classes, open_pages

    def class_named(self, text: str) -> int | None:
        """The class id for ``701``, ``七年级1班``, ``七(1)班`` …; None if no class of this school is meant."""
        if text in self._by_name:
            return self._by_name[text]
        meant = parse_class(text)
        return None if meant is None else self._by_place.get((meant.grade, meant.number))

    def names(self, school_class: int) -> Sequence[tuple[int, str]]:
        """(pupil, name) of everybody in the class, in order of id."""
        return self._pages.of_class(school_class)

    def everybody(self) -> Sequence[tuple[int, str]]:
        """(pupil, name) of the whole school."""
        return self._pages.everybody()

    def sounding(self, name: str) -> Sequence[int]:
        """Pupils of the whole school whose name is this one or sounds like it."""
        return self._sounds.sounding(name)

    @cached_property
    def _sounds(self) -> SchoolNames:
        return SchoolNames(self.everybody())

    @cached_property
    def _classes(self) -> Sequence[SchoolClass]:
        return self._read_classes()

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {one.name: int(one.id) for one in self._classes}

    @cached_property
    def _by_place(self) -> dict[tuple[int, int], int]:
        return {(found.grade, found.number): int(one.id) for one in self._classes if (found := parse_class(one.name))}

    @cached_property
    def _pages(self) -> NamePages:
        return self._open_pages()
