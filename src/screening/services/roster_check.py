"""Checks the rows of a file against a roster in memory, for scoring without a workspace."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from secrets import token_bytes

import numpy as np
import numpy.typing as npt

from screening.intake.classes import parse_class
from screening.intake.interface import Register, Roster, RowBatch
from screening.intake.matching import match
from screening.intake.names import SchoolNames


class RosterCheck:
    """Says of each row whether its pupil is on the roster. Lives for one run; its marks are keyed with a key nobody keeps."""

    def __init__(self, roster: Roster) -> None:
        """Sort the roster by its marks, as an import would see it."""
        self._key = token_bytes(32)
        self._classes = {name: place for place, name in enumerate(sorted({pupil.school_class for pupil in roster.pupils}))}
        self._people: dict[int, list[tuple[int, str]]] = {place: [] for place in self._classes.values()}
        for place, pupil in enumerate(roster.pupils):
            self._people[self._classes[pupil.school_class]].append((place, pupil.name))
        self._register = self._as_register(roster)

    def reasons(self, batch: RowBatch) -> list[str | None]:
        """Per row ``unknown_pupil``, ``near_miss``, ``damaged_number`` or ``no_identity``; None for a pupil on the roster."""
        why = match(batch, self._register, self._marks(batch.numbers), self).why
        return [None if reason is None else reason.value for reason in why]

    def class_named(self, text: str) -> int | None:
        """The class meant, as ``Roll`` asks."""
        found = parse_class(text)
        return None if found is None else self._classes.get(found.name)

    def names(self, school_class: int) -> Sequence[tuple[int, str]]:
        """Everybody in the class, as ``Roll`` asks."""
        return self._people[school_class]

    def everybody(self) -> Sequence[tuple[int, str]]:
        """The whole school, as ``Roll`` asks."""
        return [one for people in self._people.values() for one in people]

    def sounding(self, name: str) -> Sequence[int]:
        """Whose name is or sounds like this, as ``Roll`` asks."""
        return self._sounds.sounding(name)

    @cached_property
    def _sounds(self) -> SchoolNames:
        return SchoolNames(self.everybody())

    def _marks(self, numbers: Sequence[str]) -> npt.NDArray[np.bytes_]:
        return np.array([blake2b(number.encode(), key=self._key, digest_size=16).digest() for number in numbers], dtype="S16")

    def _as_register(self, roster: Roster) -> Register:
        marks = self._marks([pupil.number for pupil in roster.pupils])
        order = np.argsort(marks)
        zeros = np.zeros(len(order), dtype=np.int8)
        return Register(
            marks=marks[order],
            pupil=order.astype(np.int32),
            school_class=np.array([self._classes[pupil.school_class] for pupil in roster.pupils], dtype=np.int16)[order],
            grade=np.array([pupil.grade for pupil in roster.pupils], dtype=np.int8)[order],
            sex=zeros,
            born=np.full(len(order), np.datetime64("NaT"), dtype="datetime64[M]"),
            consent=zeros,
        )
