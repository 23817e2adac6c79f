"""Pupils by name, for rows without a usable number: opened class by class, and only when needed."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from sqlalchemy import select

from screening.adapters.db.bulk import among
from screening.adapters.db.identities import Identities
from screening.adapters.db.tables import PupilRow
from screening.adapters.db.transaction import Transaction
from screening.core.audit import Audit
from screening.followup.records import SchoolClass
from screening.intake.classes import parse_class
from screening.intake.interface import Register


class SealedRoll:
    """The roll of one school, while its unit of work is open."""

    def __init__(self, own: Transaction, classes: Sequence[SchoolClass], register: Callable[[], Register], audit: Audit) -> None:
        """Nothing is opened yet."""
        self._own, self._open_register, self._audit = own, register, audit
        self._by_name = {one.name: int(one.id) for one in classes}
        self._by_place = {(found.grade, found.number): int(one.id) for one in classes if (found := parse_class(one.name))}
        self._opened: dict[int, Sequence[tuple[int, str]]] = {}

    def class_named(self, text: str) -> int | None:
        """The class id for ``701``, ``七年级1班``, ``七(1)班`` …; None if no class of this school is meant."""
        if text in self._by_name:
            return self._by_name[text]
        meant = parse_class(text)
        return None if meant is None else self._by_place.get((meant.grade, meant.number))

    def names(self, school_class: int) -> Sequence[tuple[int, str]]:
        """(pupil, name) of everybody in the class, in order of id."""
        if school_class not in self._opened:
            self._opened[school_class] = self._open(school_class)
        return self._opened[school_class]

    @cached_property
    def _register(self) -> Register:
        return self._open_register()

    def _open(self, school_class: int) -> Sequence[tuple[int, str]]:
        members = np.sort(self._register.pupil[self._register.school_class == school_class]).tolist()
        mine = among(self._own.connection(), PupilRow.id, members)
        question = select(PupilRow.id, PupilRow.revision, PupilRow.identity).where(mine).order_by(PupilRow.id)
        rows = list(self._own.session.execute(question))
        self._own.acts.read(self._audit, "pupil", [row[0] for row in rows])
        return [(row[0], one.told.name) for row, one in zip(rows, Identities(self._own).opened(rows), strict=True)]
