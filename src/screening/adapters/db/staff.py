"""Staff: one record per person with every role held, sealed under the ring key *identity*."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from screening.adapters.db.sealing import Place
from screening.adapters.db.tables import StaffRow
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import STAFF_BLOCK, from_bytes, to_bytes
from screening.casefiles.interface import RingKey
from screening.core.ids import StaffId
from screening.followup.records import StaffMember
from screening.intake.interface import Person


@dataclass(frozen=True)
class StaffRecords:
    """The staff of one school, opened."""

    own: Transaction

    def all(self) -> list[StaffMember]:
        """Everybody, in order of id."""
        rows = self.own.session.execute(select(StaffRow.id, StaffRow.revision, StaffRow.sealed).order_by(StaffRow.id)).all()
        places = [_place(row[0], row[1]) for row in rows]
        plains = self.own.ring.unseal_many([row[2] for row in rows], RingKey.IDENTITY, places)
        return [from_bytes(plain, StaffMember) for plain in plains]

    def put(self, staff: Sequence[Person]) -> list[int]:
        """Take over a roster's staff and return the ids that were new or changed.

        Rows with one name are one person unless their addresses contradict each other. A known person keeps the id, also
        with a new telephone as long as nobody else bears the name; one who is no longer named keeps the record without a role,
        since tasks speak of it. An empty list changes nobody.
        """
        self.own.writer()
        if not staff:
            return []
        known = self.all()
        people = _grouped(staff)
        named = list(zip(_recognised(known, people), people, strict=True))
        still_here = {member.id for member, _ in named if member is not None}
        gone: list[tuple[StaffMember | None, tuple[Person, ...]]] = [(one, ()) for one in known if one.id not in still_here]
        return [self._write(member, roles) for member, roles in [*named, *gone] if _differs(member, roles)]

    def _write(self, member: StaffMember | None, roles: tuple[Person, ...]) -> int:
        row = StaffRow(revision=0, sealed=b"") if member is None else self.own.session.get_one(StaffRow, member.id)
        row.revision += 1
        self.own.session.add(row)
        self.own.session.flush()  # a new row has its id from here on
        told = _member(StaffId(row.id), roles, member)
        row.sealed = self.own.ring.seal(to_bytes(told, StaffMember, STAFF_BLOCK), RingKey.IDENTITY, _place(row.id, row.revision))
        self.own.session.flush()
        return row.id


def _place(number: int, revision: int) -> Place:
    return Place(purpose="identity.staff", subject=number, revision=revision)


def _grouped(staff: Sequence[Person]) -> list[tuple[Person, ...]]:
    """The rows of each person together, in order of first appearance. A bureau has thousands: only namesakes are compared."""
    people: list[list[Person]] = []
    of_name: defaultdict[str, list[list[Person]]] = defaultdict(list)
    for person in staff:
        namesakes = of_name[person.name]
        mine = next((roles for roles in namesakes if _fits(person, roles)), None)
        if mine is None:
            mine = []
            people.append(mine)
            namesakes.append(mine)
        mine.append(person)
    return [tuple(roles) for roles in people]


def _fits(person: Person, others: Iterable[Person]) -> bool:
    """The same name, and no telephone or mail address that says otherwise: two teachers may share a name."""
    return all(
        person.name == other.name and _agree(person.phone, other.phone) and _agree(person.email, other.email) for other in others
    )


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other


def _recognised(known: Sequence[StaffMember], people: Sequence[tuple[Person, ...]]) -> list[StaffMember | None]:
    """Who of the known each person is: by name and an equal address, else by a name only one is left to bear on either side."""
    of_name = _by_name(known)
    found = [next((m for m in of_name.get(roles[0].name, ()) if _shares_address(m, roles)), None) for roles in people]
    taken = {member.id for member in found if member is not None}
    rivals = defaultdict(list)
    for at, roles in enumerate(people):
        if found[at] is None:
            rivals[roles[0].name].append(at)
    for name, places in rivals.items():
        left = [member for member in of_name.get(name, ()) if member.id not in taken]
        if len(left) == len(places) == 1:
            found[places[0]] = left[0]
    return found


def _by_name(known: Iterable[StaffMember]) -> Mapping[str, list[StaffMember]]:
    of_name: defaultdict[str, list[StaffMember]] = defaultdict(list)
    for member in known:
        of_name[member.name].append(member)
    return of_name


def _shares_address(member: StaffMember, roles: tuple[Person, ...]) -> bool:
    phone, email = _first(p.phone for p in roles), _first(p.email for p in roles)
    return member.name == roles[0].name and bool((phone and phone == member.phone) or (email and email == member.email))


def _member(number: StaffId, roles: tuple[Person, ...], before: StaffMember | None) -> StaffMember:
    if not roles and before is not None:
        return StaffMember(id=number, name=before.name, roles=(), email=before.email, phone=before.phone)
    return StaffMember(
        id=number,
        name=roles[0].name,
        roles=roles,
        email=_first(p.email for p in roles),
        phone=_first(p.phone for p in roles),
    )


def _first(told: Iterable[str]) -> str:
    return next((one for one in told if one), "")


def _differs(member: StaffMember | None, roles: tuple[Person, ...]) -> bool:
    return member is None or _member(member.id, roles, member) != member
