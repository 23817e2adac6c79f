"""The hash chain of acts: each event sealed, each chained to the one before over sealed bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from screening.adapters.db.acts import Event
from screening.adapters.db.bulk import insert_rows
from screening.adapters.db.engine import take_turns
from screening.adapters.db.sealing import Place, RingSealing
from screening.adapters.db.tables import AuditRow, table_of
from screening.adapters.db.wire import EVENT_BLOCK, from_bytes, to_bytes
from screening.casefiles.envelope import chained
from screening.casefiles.interface import GENESIS, RingKey
from screening.core.audit import Audit
from screening.core.errors import SealBroken
from screening.core.language import Text

_COLUMNS = ("id", "sealed", "previous", "hash")
_AT_ONCE = 5_000


@dataclass(frozen=True)
class SqlAuditTrail:
    """The audit chain of one store. Event ``n`` has id ``n``; the first follows 32 zero bytes."""

    session: Session
    ring: RingSealing

    def write(self, events: Sequence[Event]) -> None:
        """Append the events in order. Writers take turns, so the chain can't fork."""
        if not events:
            return
        take_turns(self.session.connection(), "audit")
        number, previous = self.head()
        places = [_place(number + step) for step in range(1, len(events) + 1)]
        plains = [to_bytes(event, Event, EVENT_BLOCK) for event in events]
        rows: list[tuple[object, ...]] = []
        for place, sealed in zip(places, self.ring.seal_many(plains, RingKey.WORK, places), strict=True):
            following = chained(previous, sealed)
            rows.append((place.row, sealed, previous, following))
            previous = following
        insert_rows(self.session.connection(), table_of(AuditRow), _COLUMNS, rows)

    def head(self) -> tuple[int, bytes]:
        """Number and hash of the last event; 0 and 32 zero bytes before the first. What a daily anchor signs."""
        last = self.session.execute(select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)).first()
        return (last[0], last[1]) if last else (0, GENESIS)

    def verify(self) -> int:
        """The number of events, once the whole chain holds and every event opens; else SealBroken naming the event."""
        number, previous = 0, GENESIS
        for rows in self._batches():
            for row in rows:
                number += 1
                if (row[0], row[2], row[3]) != (number, previous, chained(row[2], row[1])):
                    raise _broken(number)
                previous = row[3]
            self._open([(row[0], row[1]) for row in rows])
        return number

    def last(self, count: int) -> Sequence[Audit]:
        """The last ``count`` events, newest first."""
        rows = self.session.execute(select(AuditRow.id, AuditRow.sealed).order_by(AuditRow.id.desc()).limit(count)).all()
        return [event.told() for event in self._open([(row[0], row[1]) for row in rows])]

    def _batches(self) -> Iterator[Sequence[tuple[int, bytes, bytes, bytes]]]:
        every = select(AuditRow.id, AuditRow.sealed, AuditRow.previous, AuditRow.hash).order_by(AuditRow.id)
        found = self.session.execute(every.execution_options(yield_per=_AT_ONCE))
        for part in found.partitions():
            yield list(part)

    def _open(self, rows: Sequence[tuple[int, bytes]]) -> list[Event]:
        try:
            plains = self.ring.unseal_many([sealed for _, sealed in rows], RingKey.WORK, [_place(number) for number, _ in rows])
            return [from_bytes(plain, Event) for plain in plains]
        except SealBroken:
            raise _broken(self._first_closed(rows)) from None

    def _first_closed(self, rows: Sequence[tuple[int, bytes]]) -> int:
        for number, sealed in rows:
            try:
                from_bytes(self.ring.unseal(sealed, RingKey.WORK, _place(number)), Event)
            except SealBroken:
                return number
        return 0


def _place(number: int) -> Place:
    return Place(purpose="audit.event", row=number)


def _broken(number: int) -> SealBroken:
    return SealBroken(
        Text("审计记录链不完整或被改动过", "the audit chain is incomplete or was changed"),
        where=Text(f"第 {number} 条审计记录", f"audit event {number}"),
        hint=Text("不要改动数据库;与另存的每日锚点核对", "leave the database as it is; compare the daily anchors kept elsewhere"),
    )
