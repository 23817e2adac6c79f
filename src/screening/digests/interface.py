"""What digests hands on: lines that say what to do, for one reader and one day."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """One request about one pupil. Holds what to do and by when; never why."""

    seat: int  # 班内学号; lines are ordered by it and nothing else
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
