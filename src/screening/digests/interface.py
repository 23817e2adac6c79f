"""What digests hands on: lines that say what to do, for one reader and one day; and mails that say nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from screening.core.errors import ScreeningError
from screening.core.ids import StaffId
from screening.core.language import Text


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """One request about one pupil. Holds what to do and by when; never why."""

    seat: int  # 班内学号; lines are ordered by it and nothing else; 0 = the roster tells none
    name: str
    ask: str  # accompany (S3), stay (S4), fetch, make_up, observe, …: a key of the wording
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What one homeroom teacher gets, once a school day. Made when opened or printed, never stored."""

    reader: str
    school: str
    school_class: str
    day: date
    lines: tuple[DigestLine, ...]
    counselor: str = ""
    phone: str = ""
    place: str = ""  # where the counselor's room is
    reader_id: StaffId | None = None  # None: nobody holds the class, the counselor hands the sheet over


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A sealed file that travels with a mail. Its name and its size are the same for everybody."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One mail, ready to go. ``key`` names it inside and never leaves in the clear."""

    key: str
    to: str  # mail address
    subject: str
    text: str
    at: datetime  # UTC, with zone: the Date of the mail
    attachment: Attachment | None = None


class DeliveryFailed(ScreeningError):
    """The channel did not take a mail; the message stays due. ``permanent``: the same mail would be refused again."""

    def __init__(self, what: Text, *, permanent: bool, hint: Text = Text("", "")) -> None:  # noqa: B008  # a Text never changes
        """Keep the reason, which quotes neither address nor server answer: those may name a person."""
        super().__init__(what, hint=hint)
        self.permanent = permanent


class Channel(Protocol):
    """A way out: mail server, folder of .eml files."""

    def send(self, envelope: Envelope) -> None:
        """Return once the other side has taken the mail; raise DeliveryFailed otherwise. Sending twice must do no harm."""
        ...


Attach = Callable[[StaffId], Attachment | None]
"""The sealed digest of one reader as it is now; None if there is no line or the reader has no passphrase."""
