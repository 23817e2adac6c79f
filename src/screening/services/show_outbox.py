"""Show what waits in the outbox, and make it due at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from screening.core.audit import Audit
from screening.core.ids import StaffId
from screening.services.ports import Message, UnitOfWork


@dataclass(frozen=True, kw_only=True)
class WaitingMessage:
    """One message not yet sent, with its reader's name ("" if the roster doesn't tell)."""

    message: Message
    reader: str


def waiting_messages(uow: UnitOfWork, now: datetime, person: StaffId) -> Sequence[WaitingMessage]:
    """Everything not yet sent, the longest due first."""
    audit = Audit(who=person, what="outbox.read", target="outbox", at=now)
    with uow:
        messages = sorted(uow.outbox.waiting(audit), key=lambda message: (message.message.due_at, message.id))
        names = {member.id: member.name for member in uow.roster.staff(audit)} if messages else {}
        uow.commit()
    return [WaitingMessage(message=message, reader=names.get(message.message.recipient, "")) for message in messages]


def make_due(uow: UnitOfWork, now: datetime, person: StaffId) -> int:
    """How many wait; all are due now, whatever rest they were given. What another run is sending may go twice."""
    audit = Audit(who=person, what="outbox.retry", target="outbox", at=now)
    with uow:
        messages = uow.outbox.waiting(audit)
        for message in messages:
            uow.outbox.failed(message.id, "tried again by hand", now, audit)
        uow.commit()
    return len(messages)
