"""Exports, registers and rolls in memory, for tests of intake."""

import numpy as np

from screening.intake.classes import parse_class
from screening.intake.interface import Column, Matches, Register
from screening.intake.names import SchoolNames


class MadeUpExport:
    """A survey file that was never written; ``rows`` are lists of cell texts."""

    def __init__(self, headings, rows, name="made-up.xlsx", chunk=10_000):
        self.name = name
        self.headings = tuple(headings)
        self.header_row = 1
        self.rows = [tuple(map(str, row)) for row in rows]
        self.sample = tuple(self.rows[:200])
        self.notes = ()
        self.layout = None
        self.chunk = chunk

    def chunks(self, columns=None):
        del columns  # all are at hand
        for start in range(0, len(self.rows), self.chunk):
            yield MadeUpChunk(start + 1, self.rows[start : start + self.chunk])


class MadeUpChunk:
    def __init__(self, first_row, rows):
        self.first_row, self.rows, self._cells = first_row, len(rows), rows

    def column(self, index):
        texts = [row[index] for row in self._cells]
        values = tuple(dict.fromkeys(texts))
        return Column(indices=np.array([values.index(text) for text in texts], dtype=np.int32), values=values)


class MadeUpRoll:
    """``people``: (pupil, name, class)."""

    def __init__(self, people):
        self.names_of = {}
        for pupil, name, school_class in people:
            self.names_of.setdefault(school_class, []).append((pupil, name))
        self.ids = {name: place for place, name in enumerate(sorted(self.names_of))}

    def class_named(self, text):
        found = parse_class(text)
        return None if found is None else self.ids.get(found.name)

    def names(self, school_class):
        return next(people for name, people in self.names_of.items() if self.ids[name] == school_class)

    def everybody(self):
        return [one for people in self.names_of.values() for one in people]

    def sounding(self, name):
        return SchoolNames(self.everybody()).sounding(name)


def marks(numbers):
    """Stand-ins for the marks an index key would give."""
    return np.array([f"mark {number}".encode()[:16] for number in numbers], dtype="S16")


def register(people, consent=1):
    """``people``: (pupil, number, class id, grade)."""
    known = marks([number for _, number, _, _ in people])
    order = np.argsort(known)
    pick = lambda place, kind: np.array([one[place] for one in people], dtype=kind)[order]  # noqa: E731
    return Register(
        marks=known[order],
        pupil=pick(0, np.int32),
        school_class=pick(2, np.int16),
        grade=pick(3, np.int8),
        sex=np.zeros(len(people), np.int8),
        born=np.full(len(people), np.datetime64("NaT"), "datetime64[M]"),
        consent=np.broadcast_to(np.array(consent, np.int8), len(people))[order],
    )


def matched(pupils, why=None):
    """Matches as if every row had been looked up."""
    return Matches(pupil=np.array(pupils, np.int32), why=list(why or [None] * len(pupils)), candidates={})
