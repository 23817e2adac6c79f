"""The outbox: messages written with the decision, claimed by lease and sent later, at least once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, update

from screening.adapters.db.bulk import among, insert_rows, reserve_ids
from screening.adapters.db.tables import MessageRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import FAILURE_BLOCK, MESSAGE_BLOCK, from_bytes, to_bytes
from screening.casefiles.envelope import mark_bytes, marks
from screening.core.audit import Audit
from screening.core.ids import MessageId
from screening.followup.records import Message, NewMessage

LEASE = timedelta(minutes=15)
_COLUMNS = ("id", "key_mark", "pupil_id", "due_at", "attempts", "sealed")
_PURPOSE, _FAILURE = "outbox.message", "outbox.failure"
_AT_ONCE = 500  # marks asked for in one question
_ERROR_LENGTH = 120  # characters of a channel's words that are kept


@dataclass(frozen=True)
class SqlOutboxStore:
    """The outgoing messages of one school."""

    own: Transaction

    def add(self, messages: Sequence[NewMessage], audit: Audit) -> None:
        """Write the messages; a key that was written before, or stands twice among them, is written once."""
        connection = self.own.writer()
        new = self._not_yet_written(messages)
        ids = reserve_ids(connection, table_of(MessageRow), len(new))
        plains = [to_bytes(message, NewMessage, MESSAGE_BLOCK) for message in new.values()]
        sealed = self.own.seal_for([message.pupil for message in new.values()], plains, _PURPOSE, ids)
        rows = [
            (number, key_mark, message.pupil, message.due_at, 0, one)
            for number, (key_mark, message), one in zip(ids, new.items(), sealed, strict=True)
        ]
        insert_rows(connection, table_of(MessageRow), _COLUMNS, rows)
        self.own.acts.wrote(audit, "message", ids)

    def claim_due(self, now: datetime, audit: Audit, limit: int = 200) -> Sequence[Message]:
        """The oldest due messages, ours for fifteen minutes; none if there is no work. Counts as a try of each."""
        self.own.writer()
        free = or_(MessageRow.claimed_at.is_(None), MessageRow.claimed_at < now - LEASE)
        waiting = (MessageRow.sent_at.is_(None), MessageRow.due_at <= now, free)
        oldest = (
            select(MessageRow.id)
            .where(*waiting)
            .order_by(MessageRow.due_at, MessageRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)  # two workers never take the same row
        )
        ids = self.own.session.execute(oldest).scalars().all()
        ours = among(self.own.connection(), MessageRow.id, ids)
        claim = update(MessageRow).where(ours, *waiting).values(claimed_at=now, attempts=MessageRow.attempts + 1)
        self.own.session.execute(claim.execution_options(synchronize_session=False))
        return self._opened(_whole().where(ours), audit)

    def sent(self, messages: Sequence[MessageId], audit: Audit) -> None:
        """The channel took these: never again. The time is the audit's."""
        ours = among(self.own.writer(), MessageRow.id, messages)
        done = update(MessageRow).where(ours, MessageRow.sent_at.is_(None)).values(sent_at=audit.at, claimed_at=None)
        self.own.session.execute(done.execution_options(synchronize_session=False))
        self.own.acts.wrote(audit, "message", messages)

    def failed(self, message: MessageId, error: str, retry_at: datetime, audit: Audit) -> None:
        """The channel refused it: free again, due at ``retry_at``, with what the channel said kept sealed."""
        self.own.writer()
        row = self.own.session.execute(select(MessageRow.pupil_id, MessageRow.attempts).where(MessageRow.id == message)).one()
        plain = to_bytes(error[:_ERROR_LENGTH], str, FAILURE_BLOCK)
        sealed = self.own.seal_for([row[0]], [plain], _FAILURE, [message])[0]
        again = update(MessageRow).where(MessageRow.id == message)
        self.own.session.execute(again.values(due_at=retry_at, claimed_at=None, failure=sealed))
        self.own.acts.wrote(audit, "message", [message])

    def waiting(self, audit: Audit) -> Sequence[Message]:
        """Everything not yet sent, the earliest due first, with what went wrong last."""
        return self._opened(_whole().where(MessageRow.sent_at.is_(None)), audit)

    def _not_yet_written(self, messages: Sequence[NewMessage]) -> dict[bytes, NewMessage]:
        """By keyed mark: the key itself may tell whom and how grave."""
        keys = self.own.keys
        found = marks([one.key for one in messages], keys.index, purpose="outbox.key", school=keys.school)
        by_mark = dict(zip(reversed(mark_bytes(found)), reversed(messages), strict=True))  # the first of a key stands
        asked = list(by_mark)
        for start in range(0, len(asked), _AT_ONCE):
            known = select(MessageRow.key_mark).where(MessageRow.key_mark.in_(asked[start : start + _AT_ONCE]))
            for written in self.own.session.execute(known).scalars():
                del by_mark[written]
        return dict(reversed(by_mark.items()))

    def _opened(self, question: Select[*tuple[Any, ...]], audit: Audit) -> list[Message]:
        rows = self.own.session.execute(question.order_by(MessageRow.due_at, MessageRow.id)).all()
        ids, pupils = [row[0] for row in rows], [row[1] for row in rows]
        plains = self.own.open_for(pupils, [row[3] for row in rows], _PURPOSE, ids)
        failures = self._failures([(row[0], row[1], row[4]) for row in rows if row[4] is not None])
        self.own.acts.read(audit, "message", ids)
        return [
            Message(id=MessageId(row[0]), message=from_bytes(plain, NewMessage), attempts=row[2], error=failures.get(row[0], ""))
            for row, plain in zip(rows, plains, strict=True)
        ]

    def _failures(self, rows: Sequence[tuple[int, int | None, bytes]]) -> dict[int, str]:
        plains = self.own.open_for([row[1] for row in rows], [row[2] for row in rows], _FAILURE, [row[0] for row in rows])
        return {row[0]: from_bytes(plain, str) for row, plain in zip(rows, plains, strict=True)}


def _whole() -> Select[*tuple[Any, ...]]:
    return select(MessageRow.id, MessageRow.pupil_id, MessageRow.attempts, MessageRow.sealed, MessageRow.failure)
