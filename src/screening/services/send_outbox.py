"""Send what is due: claim by lease, one mail per reader and kind, marked as sent only once the channel has taken it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from screening.core.audit import PIPELINE, Audit
from screening.core.errors import ScreeningError
from screening.core.ids import StaffId
from screening.core.language import Language, Text
from screening.digests.interface import Attach, Channel, DeliveryFailed, Envelope
from screening.digests.wording import MAIL_SUBJECT, mail_text
from screening.services.ports import Message, StaffMember, UnitOfWork

DIGEST = "digest"  # the kind of message that carries an attachment
FIRST_WAITS = (1, 5, 10)  # minutes; afterwards twice as long each time: 20, 40, … (DESIGN, EXAMPLES §10)
LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one run did. A reader without address is a fault somebody must mend, so it is named by staff id."""

    mails: int = 0
    messages: int = 0
    failed: int = 0  # messages that stay due
    reasons: tuple[ScreeningError, ...] = ()  # why, each wording once
    without_address: tuple[StaffId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Post:
    """What every mail of one run shares."""

    open_uow: Callable[[], UnitOfWork]
    channel: Channel
    now: datetime
    person: StaffId
    attach: Attach | None
    language: Language


class NoAddress(DeliveryFailed):
    """The reader has no mail address on the roster."""

    def __init__(self) -> None:
        """One wording, which doesn't say who: the caller knows the staff id."""
        super().__init__(
            Text("收件人在名册里没有邮箱", "the reader has no mail address on the roster"),
            permanent=False,  # the next roster may bring one
            hint=Text("在教职工表里补上邮箱后重新导入名册", "add it on the staff sheet and import the roster again"),
        )


def send_outbox(
    open_uow: Callable[[], UnitOfWork],
    channel: Channel,
    now: datetime,
    *,
    person: StaffId = PIPELINE,
    attach: Attach | None = None,
    language: Language = "zh",
) -> Sent:
    """Send every due message at least once and say what came of it.

    Messages of one kind to one reader go as one mail: three hundred alerts are still one thing to do. Each mail is marked in a
    transaction of its own after the channel took it, so a crash repeats at most one mail, under the same Message-ID. What the
    channel refuses stays due and is tried again after 1, 5, 10, 20, 40 … minutes, at last once a day; it is never given up.
    """
    post = Post(open_uow=open_uow, channel=channel, now=now, person=person, attach=attach, language=language)
    claimed, staff = _claim(post)
    outcomes = [(group, _deliver(group, staff.get(group[0].message.recipient), post)) for group in _grouped(claimed)]
    failed = [(group, fault) for group, fault in outcomes if fault is not None]
    return Sent(
        mails=len(outcomes) - len(failed),
        messages=sum(len(group) for group, fault in outcomes if fault is None),
        failed=sum(len(group) for group, _ in failed),
        reasons=tuple({fault.what: fault for _, fault in failed}.values()),
        without_address=tuple(
            sorted({group[0].message.recipient for group, fault in failed if isinstance(fault, NoAddress)}),
        ),
    )


def wait(failures: int) -> timedelta:
    """How long a message rests after it has failed ``failures`` times before: 1, 5, 10, 20, 40 … minutes, at most a day."""
    if failures < len(FIRST_WAITS):
        return timedelta(minutes=FIRST_WAITS[failures])
    doublings = min(failures - len(FIRST_WAITS) + 1, 16)  # 2^16 × 10 minutes is far beyond a day
    return min(timedelta(minutes=FIRST_WAITS[-1] << doublings), LONGEST_WAIT)


def _claim(post: Post) -> tuple[list[Message], dict[StaffId, StaffMember]]:
    """Everything due, now ours by lease, and who the readers are. Claims to the end, so that a reader's messages meet."""
    claimed: list[Message] = []
    with post.open_uow() as uow:
        while batch := uow.outbox.claim_due(post.now, _audit(post, "outbox.claim")):
            claimed += batch
        staff = {member.id: member for member in uow.roster.staff(_audit(post, "staff.read"))} if claimed else {}
        uow.commit()
    return claimed, staff


def _grouped(messages: Iterable[Message]) -> Sequence[list[Message]]:
    """Messages by reader and kind, in the order in which the first of each was due."""
    groups: dict[tuple[StaffId, str], list[Message]] = defaultdict(list)
    for message in messages:
        groups[message.message.recipient, message.message.kind].append(message)
    return sorted(groups.values(), key=lambda group: min(message.message.due_at for message in group))


def _deliver(group: list[Message], reader: StaffMember | None, post: Post) -> ScreeningError | None:
    """Send one group as one mail and write down what came of it. None if it went, else the reason it did not."""
    try:
        post.channel.send(_envelope(group, reader, post))
    except ScreeningError as fault:  # anything else is a bug: the lease runs out and the messages come again
        _put_back(group, fault, post)
        return fault
    with post.open_uow() as uow:
        uow.outbox.sent([message.id for message in group], _audit(post, "outbox.sent", len(group)))
        uow.commit()
    return None


def _envelope(group: list[Message], reader: StaffMember | None, post: Post) -> Envelope:
    """The mail of a group: who and when differ, nothing else. Raises NoAddress."""
    if reader is None or not reader.email:
        raise NoAddress
    attachment = post.attach(reader.id) if post.attach and group[0].message.kind == DIGEST else None
    return Envelope(
        key="\n".join(sorted(message.message.key for message in group)),
        to=reader.email,
        subject=MAIL_SUBJECT.said(post.language),
        text=mail_text(post.language, attached=attachment is not None),
        at=post.now,
        attachment=attachment,
    )


def _put_back(group: list[Message], fault: ScreeningError, post: Post) -> None:
    """Due again after a rest that grows; a permanent fault rests a day, for somebody has to mend it first."""
    permanent = isinstance(fault, DeliveryFailed) and fault.permanent
    with post.open_uow() as uow:
        for message in group:
            rest = LONGEST_WAIT if permanent else wait(message.attempts - 1)  # claiming counted this try
            uow.outbox.failed(message.id, fault.what.said(post.language), post.now + rest, _audit(post, "outbox.failed"))
        uow.commit()


def _audit(post: Post, what: str, count: int = 1) -> Audit:
    return Audit(who=post.person, what=what, target="outbox", at=post.now, count=count)
