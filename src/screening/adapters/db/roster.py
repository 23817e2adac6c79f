"""The roster: classes in the clear, pupils and staff sealed, the register beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from secrets import SystemRandom

import numpy as np
import numpy.typing as npt
from sqlalchemy import func, select

from screening.adapters.db import register as pages
from screening.adapters.db.bulk import among, insert_rows, replace_rows
from screening.adapters.db.identities import Identities, Identity
from screening.adapters.db.name_pages import NamePages
from screening.adapters.db.roll import SealedRoll
from screening.adapters.db.sealing import Place
from screening.adapters.db.staff import StaffRecords
from screening.adapters.db.tables import CaseFileRow, ClassRow, PupilHistoryRow, PupilRow, RegisterRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.casefiles.envelope import mark_bytes, marks
from screening.casefiles.interface import GENESIS, Retention, RingKey
from screening.core.audit import Audit
from screening.core.ids import ClassId, PupilId, WaveId
from screening.followup.records import Pupil, SchoolClass, StaffMember
from screening.intake.interface import Person, Register, Roll, RosterPupil

_PUPIL = ("id", "number_mark", "revision", "identity")
_FILE = ("pupil_id", "head_number", "head_link")
_HISTORY = ("pupil_id", "revision", "identity")
_REGISTER, _NAMES, _LEAVERS = 1, 2, 3  # the blobs of the register table
_AT_ONCE = (Retention.IDENTITY, Retention.MEASUREMENT, Retention.FILE)
"""Keys every pupil has from the start: who was screened, or has a file, can't be told from who has a key."""


@dataclass(frozen=True)
class SqlRosterStore:
    """The roster of one school."""

    own: Transaction

    def classes(self) -> Sequence[SchoolClass]:
        """Every class, by grade and name."""
        rows = self.own.session.execute(
            select(ClassRow.id, ClassRow.name, ClassRow.grade).order_by(ClassRow.grade, ClassRow.name)
        )
        return [SchoolClass(id=ClassId(row[0]), name=row[1], grade=row[2]) for row in rows]

    def add_classes(self, classes: Iterable[tuple[str, int]], audit: Audit) -> None:
        """Write the (name, grade) pairs that aren't there yet, in the order of their names."""
        self.own.writer()
        known = {(one.name, one.grade) for one in self.classes()}
        new = [ClassRow(name=name, grade=grade) for name, grade in sorted(set(classes) - known, key=lambda one: (one[1], one[0]))]
        self.own.session.add_all(new)
        self.own.session.flush()
        self.own.acts.wrote(audit, "class", [row.id for row in new])

    def pupils(self, audit: Audit, ids: Sequence[PupilId] | None = None) -> Sequence[Pupil]:
        """These pupils, or all, in order of id, which is no order of anything else. About 20 µs each."""
        question = select(PupilRow.id, PupilRow.revision, PupilRow.identity).order_by(PupilRow.id)
        if ids is not None:
            question = question.where(among(self.own.connection(), PupilRow.id, ids))
        rows = list(self.own.session.execute(question))
        opened = Identities(self.own).opened(rows)
        self.own.acts.read(audit, "pupil", [row[0] for row in rows])
        return [
            Pupil(id=PupilId(row[0]), school_class=ClassId(one.school_class), told=one.told)
            for row, one in zip(rows, opened, strict=True)
        ]

    def put_pupils(self, new: Sequence[RosterPupil], changed: Sequence[Pupil], audit: Audit) -> None:
        """Write new and changed pupils, keep the older identities, and bring the register up to date.

        Who has left (``left_on``) leaves the register and the names, and is known as a leaver until the roster brings them back.
        New pupils get ids beyond the highest, in a random permutation of the roster, so that no id names anybody. The class of
        a new pupil must be there; otherwise KeyError.
        """
        class_of = {(one.name, one.grade): one.id for one in self.classes()}
        fresh = [
            (pupil, class_of[told.school_class, told.grade], told)
            for pupil, told in zip(self._random_ids(len(new)), new, strict=True)
        ]
        fresh.sort(key=lambda one: one[0])
        moved = sorted(((one.id, one.school_class, one.told) for one in changed), key=lambda one: one[0])
        lines = self._lines([*fresh, *moved])
        self._insert([(one[0], one[1], one[2]) for one in fresh], mark_bytes(lines["mark"][: len(fresh)]))
        self._change(moved, mark_bytes(lines["mark"][len(fresh) :]))
        self._write_register([*fresh, *moved], lines)
        self.own.acts.wrote(audit, "pupil", [one[0] for one in (*fresh, *moved)])

    def _write_register(self, pupils: Sequence[tuple[int, int, RosterPupil]], lines: pages.Lines) -> None:
        """Register, names and leavers, with these pupils on the one or the other."""
        gone = np.array([bool(told.left_on) for _, _, told in pupils], dtype=np.bool_)
        self._write_blob(_REGISTER, pages.packed(pages.joined(self.register_lines(), lines, ~gone)))
        before = self.leaver_lines()
        if len(before) or gone.any():
            self._write_blob(_LEAVERS, pages.packed(pages.joined(before, lines, gone)))
        here = [(pupil, c, told.name) for pupil, c, told in pupils if not told.left_on]
        names = self._read_names().with_changes(here, gone={pupil for pupil, _, told in pupils if told.left_on})
        self._write_blob(_NAMES, names.packed())

    def history(self, pupil: PupilId, audit: Audit) -> Sequence[RosterPupil]:
        """The pupil's earlier roster lines, the oldest first."""
        earlier = select(PupilHistoryRow.pupil_id, PupilHistoryRow.revision, PupilHistoryRow.identity)
        found = self.own.session.execute(earlier.where(PupilHistoryRow.pupil_id == pupil).order_by(PupilHistoryRow.revision))
        rows = list(found)
        self.own.acts.read(audit, "pupil", [pupil] if rows else [])
        return [one.told for one in Identities(self.own).opened(rows)]

    def staff(self, audit: Audit) -> Sequence[StaffMember]:
        """Everybody on the staff, in order of id; who left the roster holds no role."""
        found = StaffRecords(self.own).all()
        self.own.acts.read(audit, "staff", [one.id for one in found])
        return found

    def put_staff(self, staff: Sequence[Person], audit: Audit) -> None:
        """Take over the roster's staff: see ``StaffRecords.put``."""
        self.own.acts.wrote(audit, "staff", StaffRecords(self.own).put(staff))

    def register(self, audit: Audit) -> Register:
        """The roster as import needs it: one blob opened, however many pupils."""
        lines, left = self.register_lines(), self.leaver_lines()
        read = [number for number, some in ((_REGISTER, len(lines)), (_LEAVERS, len(left))) if some]
        self.own.acts.read(audit, "register", read)
        return pages.as_register(lines, left)

    def roll(self, audit: Audit) -> Roll:
        """Pupils by name; one blob opened, and only when somebody asks for a name."""
        return SealedRoll(self.classes, lambda: self._told_names(audit))

    def marks(self, numbers: Sequence[str]) -> npt.NDArray[np.bytes_]:
        """The keyed marks of student numbers, dtype S16, as they stand in the register."""
        return pages.number_marks(numbers, self.own.keys.index, self.own.keys.school)

    def slip_marks(self, wave: WaveId, pupils: npt.NDArray[np.int32]) -> npt.NDArray[np.bytes_]:
        """Keyed marks, dtype S16, that stand for these pupils in this wave alone: slips are made of them, none is stored."""
        told = [f"{wave}:{pupil}" for pupil in pupils.tolist()]
        return marks(told, self.own.keys.index, purpose="slip.code", school=self.own.keys.school)

    def _random_ids(self, count: int) -> list[int]:
        highest = self.own.session.execute(select(func.coalesce(func.max(PupilRow.id), 0))).scalar_one()
        ids = list(range(highest + 1, highest + count + 1))
        SystemRandom().shuffle(ids)
        return ids

    def _lines(self, pupils: Sequence[tuple[int, int, RosterPupil]]) -> pages.Lines:
        return pages.lines_of(pupils, self.marks([told.number for _, _, told in pupils]))

    def _insert(self, pupils: Sequence[tuple[int, int, RosterPupil]], marks: Sequence[bytes]) -> None:
        connection = self.own.writer()
        ids = [pupil for pupil, _, _ in pupils]
        for retention in _AT_ONCE:
            self.own.pupil_keys.made_for(retention, ids)
        sealed = Identities(self.own).sealed([(pupil, 1, Identity(school_class=c, told=told)) for pupil, c, told in pupils])
        rows = [(pupil, one, 1, identity) for pupil, one, identity in zip(ids, marks, sealed, strict=True)]
        insert_rows(connection, table_of(PupilRow), _PUPIL, rows)
        insert_rows(connection, table_of(CaseFileRow), _FILE, [(pupil, 0, GENESIS) for pupil in ids])

    def _change(self, pupils: Sequence[tuple[int, int, RosterPupil]], marks: Sequence[bytes]) -> None:
        """The old identity moves to the history as it is sealed; the new one is sealed as the next revision."""
        connection = self.own.writer()
        ids = [pupil for pupil, _, _ in pupils]
        old = select(PupilRow.id, PupilRow.revision, PupilRow.identity).where(among(connection, PupilRow.id, ids))
        before = [(pupil, revision, identity) for pupil, revision, identity in self.own.session.execute(old)]
        insert_rows(connection, table_of(PupilHistoryRow), _HISTORY, before)
        next_of = {pupil: revision + 1 for pupil, revision, _ in before}
        told = [(pupil, next_of[pupil], Identity(school_class=c, told=told)) for pupil, c, told in pupils]
        rows = [
            (pupil, one, revision, identity)
            for (pupil, revision, _), one, identity in zip(told, marks, Identities(self.own).sealed(told), strict=True)
        ]
        replace_rows(connection, table_of(PupilRow), _PUPIL, rows)

    def register_lines(self) -> pages.Lines:
        """The register as packed, for the machine's own use."""
        raw = self._read_blob(_REGISTER)
        return pages.empty() if raw is None else pages.unpacked(raw)

    def leaver_lines(self) -> pages.Lines:
        """The same lines of who has left."""
        raw = self._read_blob(_LEAVERS)
        return pages.empty() if raw is None else pages.unpacked(raw)

    def _read_names(self) -> NamePages:
        raw = self._read_blob(_NAMES)
        return NamePages.of([]) if raw is None else NamePages.unpacked(raw)

    def _told_names(self, audit: Audit) -> NamePages:
        names = self._read_names()
        self.own.acts.read(audit, "register", [_NAMES] if names.names else [])
        return names

    def _read_blob(self, number: int) -> bytes | None:
        row = self.own.session.execute(select(RegisterRow.revision, RegisterRow.sealed).where(RegisterRow.id == number)).first()
        return None if row is None else self.own.ring.unseal(row[1], RingKey.IDENTITY, _blob_place(number, row[0]))

    def _write_blob(self, number: int, plain: bytes) -> None:
        row = self.own.session.get(RegisterRow, number) or RegisterRow(id=number, revision=0)
        row.revision += 1
        row.sealed = self.own.ring.seal(plain, RingKey.IDENTITY, _blob_place(number, row.revision))
        self.own.session.add(row)
        self.own.session.flush()


def _blob_place(number: int, revision: int) -> Place:
    return Place(purpose="identity.register", row=number, revision=revision)
