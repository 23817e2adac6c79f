"""What is due goes out at least once, one mail a reader and kind, and stays due until the channel has taken it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from screening.core.audit import PIPELINE
from screening.core.errors import KeyFault
from screening.core.ids import MessageId, StaffId
from screening.core.language import Text
from screening.digests.interface import Attachment, DeliveryFailed
from screening.followup.records import Message, NewMessage, StaffMember
from screening.services.send_outbox import send_outbox, wait
from screening.services.show_outbox import make_due, waiting_messages

NOW = datetime(2026, 11, 10, 1, 30, tzinfo=UTC)
LEASE = timedelta(minutes=15)
LI, WANG, NEW = StaffId(1), StaffId(2), StaffId(3)
STAFF = (
    StaffMember(id=LI, name="李老师", roles=(), email="li@school.example"),
    StaffMember(id=WANG, name="王老师", roles=(), email="wang@school.example"),
    StaffMember(id=NEW, name="新老师", roles=()),
)


class Outbox:
    """An outbox that outlives its units of work: rows, leases, and only what was committed."""

    def __init__(self, *messages):
        self.rows = {}
        self.audited = []
        for number, message in enumerate(messages, start=1):
            self.rows[number] = Row(Message(id=MessageId(number), message=message, attempts=0))

    def open_uow(self):
        return Uow(self)

    def unsent(self):
        return [row.message for row in self.rows.values() if not row.sent]


class Row:
    def __init__(self, message, due=None, claimed=None, sent=False, error=""):
        self.message, self.due, self.claimed, self.sent, self.error = message, due or message.message.due_at, claimed, sent, error

    def copy(self):
        return Row(self.message, self.due, self.claimed, self.sent, self.error)


class Uow:
    """Changes a copy of the rows; commit puts it in their place."""

    def __init__(self, outbox):
        self._kept, self._rows = outbox, {}
        self.outbox = self.roster = self

    def __enter__(self):
        self._rows = {number: row.copy() for number, row in self._kept.rows.items()}
        return self

    def __exit__(self, *_fault):
        self._rows = {}

    def commit(self):
        self._kept.rows = {number: row.copy() for number, row in self._rows.items()}

    def claim_due(self, now, audit, limit=200):
        self._kept.audited.append(audit)
        free = [row for row in self._rows.values() if not row.sent and row.due <= now]
        ours = [row for row in free if row.claimed is None or row.claimed < now - LEASE][:limit]
        for row in ours:
            row.claimed, row.message = now, replace(row.message, attempts=row.message.attempts + 1)
        return [row.message for row in ours]

    def sent(self, messages, audit):
        self._kept.audited.append(audit)
        for number in messages:
            self._rows[number].sent = True

    def failed(self, message, error, retry_at, audit):
        self._kept.audited.append(audit)
        row = self._rows[message]
        row.due, row.claimed, row.error = retry_at, None, error

    def waiting(self, audit):
        self._kept.audited.append(audit)
        return [row.message for row in self._rows.values() if not row.sent]

    def staff(self, audit):
        self._kept.audited.append(audit)
        return STAFF


class Post:
    """A channel that takes mails, or fails as it is told."""

    def __init__(self, fault=None, only=None):
        self.taken, self.fault, self.only = [], fault, only

    def send(self, envelope):
        if self.fault is not None and self.only in (None, envelope.to):
            raise self.fault
        self.taken.append(envelope)


def todo(key, recipient=LI, kind="todo", minutes=0):
    return NewMessage(key=key, recipient=recipient, kind=kind, due_at=NOW + timedelta(minutes=minutes))


def refused(permanent=False):
    return DeliveryFailed(Text("连不上邮件服务器", "the mail server can't be reached"), permanent=permanent)


def test_due_messages_go_out_and_later_ones_wait():
    outbox, post = Outbox(todo("a"), todo("b", WANG), todo("c", minutes=1)), Post()
    sent = send_outbox(outbox.open_uow, post, NOW)
    assert [envelope.to for envelope in post.taken] == ["li@school.example", "wang@school.example"]
    assert (sent.mails, sent.messages, sent.failed) == (2, 2, 0)
    assert [message.message.key for message in outbox.unsent()] == ["c"]


def test_three_hundred_messages_to_a_counselor_are_one_mail():
    outbox, post = Outbox(*(todo(f"alert:{number}") for number in range(300))), Post()
    sent = send_outbox(outbox.open_uow, post, NOW)
    assert (sent.mails, sent.messages) == (1, 300)
    assert outbox.unsent() == []


def test_one_message_and_three_hundred_make_the_same_mail_but_for_its_id():
    one, many = Post(), Post()
    send_outbox(Outbox(todo("a")).open_uow, one, NOW)
    send_outbox(Outbox(*(todo(f"a{number}") for number in range(300))).open_uow, many, NOW)
    assert replace(one.taken[0], key="") == replace(many.taken[0], key="")


def test_another_kind_is_another_mail_with_the_same_subject():
    outbox, post = Outbox(todo("a"), todo("b", kind="digest")), Post()
    send_outbox(outbox.open_uow, post, NOW)
    assert [envelope.subject for envelope in post.taken] == ["有一条待办", "有一条待办"]


def test_running_again_sends_nothing_again():
    outbox, post = Outbox(todo("a")), Post()
    send_outbox(outbox.open_uow, post, NOW)
    assert send_outbox(outbox.open_uow, post, NOW + timedelta(hours=1)).mails == 0
    assert len(post.taken) == 1


def test_a_message_is_marked_only_after_the_channel_took_it():
    outbox = Outbox(todo("a"))
    seen = []

    class Watching(Post):
        def send(self, envelope):
            seen.append(len(outbox.unsent()))
            super().send(envelope)

    send_outbox(outbox.open_uow, Watching(), NOW)
    assert seen == [1]
    assert outbox.unsent() == []


def test_a_crash_while_sending_loses_nothing_and_repeats_under_the_same_key():
    outbox, broken, post = Outbox(todo("a"), todo("b")), Post(ZeroDivisionError()), Post()
    with pytest.raises(ZeroDivisionError):
        send_outbox(outbox.open_uow, broken, NOW)
    assert send_outbox(outbox.open_uow, post, NOW + timedelta(minutes=1)).mails == 0  # the lease still stands
    send_outbox(outbox.open_uow, post, NOW + LEASE + timedelta(minutes=1))
    assert [envelope.key for envelope in post.taken] == ["a\nb"]
    assert outbox.unsent() == []


def test_what_went_out_before_a_crash_is_not_sent_again():
    outbox, post = Outbox(todo("a"), todo("b", WANG)), Post(ZeroDivisionError(), only="wang@school.example")
    with pytest.raises(ZeroDivisionError):
        send_outbox(outbox.open_uow, post, NOW)
    assert [message.message.key for message in outbox.unsent()] == ["b"]


def test_one_reader_who_can_not_be_reached_holds_up_nobody():
    outbox, post = Outbox(todo("a"), todo("b", WANG)), Post(refused(), only="li@school.example")
    sent = send_outbox(outbox.open_uow, post, NOW)
    assert (sent.mails, sent.failed) == (1, 1)
    assert [reason.what.zh for reason in sent.reasons] == ["连不上邮件服务器"]
    assert [message.message.key for message in outbox.unsent()] == ["a"]


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 1), (1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (9, 1280), (10, 1440), (11, 1440), (5000, 1440)],
)
def test_rests_grow_from_a_minute_to_a_day(failures, minutes):
    assert wait(failures) == timedelta(minutes=minutes)


def test_a_refused_message_is_tried_after_one_five_ten_twenty_minutes():
    outbox, post, now, rests = Outbox(todo("a")), Post(refused()), NOW, []
    for _ in range(4):
        send_outbox(outbox.open_uow, post, now)
        rests.append((outbox.rows[1].due - now) // timedelta(minutes=1))
        assert send_outbox(outbox.open_uow, post, outbox.rows[1].due - timedelta(seconds=1)).failed == 0
        now = outbox.rows[1].due
    assert rests == [1, 5, 10, 20]


def test_a_refusal_for_good_rests_a_day_and_is_never_given_up():
    outbox = Outbox(todo("a"))
    send_outbox(outbox.open_uow, Post(refused(permanent=True)), NOW)
    assert outbox.rows[1].due == NOW + timedelta(days=1)
    assert len(outbox.unsent()) == 1


def test_a_reader_without_address_is_named_and_the_message_stays():
    outbox, post = Outbox(todo("a", NEW), todo("b", StaffId(99)), todo("c")), Post()
    sent = send_outbox(outbox.open_uow, post, NOW)
    assert sent.without_address == (NEW, StaffId(99))
    assert (sent.mails, sent.failed) == (1, 2)
    assert [message.message.key for message in outbox.unsent()] == ["a", "b"]


def test_the_error_kept_names_nobody():
    outbox = Outbox(todo("a", NEW))
    send_outbox(outbox.open_uow, Post(), NOW)
    assert outbox.rows[1].error == "收件人在名册里没有邮箱"


def test_a_digest_message_carries_the_readers_own_attachment():
    outbox, post = Outbox(todo("a", WANG), todo("b", WANG, kind="digest")), Post()
    send_outbox(outbox.open_uow, post, NOW, attach=lambda reader: Attachment(name="todo.pdf", content=f"for {reader}".encode()))
    assert [envelope.attachment for envelope in post.taken] == [None, Attachment(name="todo.pdf", content=b"for 2")]
    assert "附件" not in post.taken[0].text
    assert "附件" in post.taken[1].text


def test_a_digest_without_attachment_is_still_a_notice():
    outbox, post = Outbox(todo("b", WANG, kind="digest")), Post()
    send_outbox(outbox.open_uow, post, NOW, attach=lambda _reader: None)
    assert "附件" not in post.taken[0].text


def test_an_attachment_that_can_not_be_made_stays_due_and_says_why():
    def short(_reader):
        raise KeyFault(Text("摘要口令太短", "the digest passphrase is too short"))

    outbox, post = Outbox(todo("b", WANG, kind="digest"), todo("a")), Post()
    sent = send_outbox(outbox.open_uow, post, NOW, attach=short)
    assert (sent.mails, sent.failed) == (1, 1)
    assert [reason.what.zh for reason in sent.reasons] == ["摘要口令太短"]


def test_every_step_is_audited():
    outbox = Outbox(todo("a"), todo("b", NEW))
    send_outbox(outbox.open_uow, Post(), NOW)
    assert {audit.who for audit in outbox.audited} == {PIPELINE}
    assert {audit.what for audit in outbox.audited} == {"outbox.claim", "staff.read", "outbox.sent", "outbox.failed"}


def test_what_waits_is_shown_with_its_reader_the_longest_due_first():
    outbox = Outbox(todo("late", minutes=5), todo("early", WANG), todo("nobody", StaffId(99)))
    lines = waiting_messages(outbox.open_uow(), NOW, LI)
    assert [(line.message.message.key, line.reader) for line in lines] == [
        ("early", "王老师"),
        ("nobody", ""),
        ("late", "李老师"),
    ]


def test_by_hand_everything_that_waits_is_due_again():
    outbox, post = Outbox(todo("a")), Post(refused(permanent=True))
    send_outbox(outbox.open_uow, post, NOW)
    assert make_due(outbox.open_uow(), NOW, LI) == 1
    post.fault = None
    assert send_outbox(outbox.open_uow, post, NOW).mails == 1
