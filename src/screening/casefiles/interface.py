"""What a case file is made of: compartments, entries, headers; and the keys the envelope needs."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

GENESIS = bytes(32)  # previous link of a file's first entry


class Compartment(IntEnum):
    """Parts of a file with readers of their own. The numbers are stored: never renumber."""

    CASEWORK = 1
    PROTECTION = 2
    NOTES = 3


class EntryKind(StrEnum):
    """What an entry records. Sealed with the entry; the words are stored: never rename."""

    SCREENING = "screening"  # a decision of the pipeline, with its reasons
    SAFETY = "safety"  # a safety answer outside a sheet
    NOTE = "note"  # written by a person
    TASK_DONE = "task_done"
    READ = "read"
    REPORT = "report"  # what somebody told: an observation, a protection report, a message
    ACT = "act"  # what a person decided about an alert: confirmed, lowered, signed, released, closed


class Retention(IntEnum):
    """Retention classes; each pupil has one random key per class, made when first needed. Stored: never renumber."""

    IDENTITY = 1  # wrapped under ring key *identity*
    MEASUREMENT = 2  # under *results*
    FILE = 3  # under *work*: entries, alerts, tasks, messages
    PROTECTION = 4  # under *work*
    SAFETY = 5  # under *work*


class RingKey(StrEnum):
    """The service key ring. An unattended scheduler holds identity, index and work only."""

    IDENTITY = "identity"
    RESULTS = "results"
    INDEX = "index"
    WORK = "work"


RING_OF: dict[Retention, RingKey] = {
    Retention.IDENTITY: RingKey.IDENTITY,
    Retention.MEASUREMENT: RingKey.RESULTS,
    Retention.FILE: RingKey.WORK,
    Retention.PROTECTION: RingKey.WORK,
    Retention.SAFETY: RingKey.WORK,
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a case file, in the clear. Lives in memory only."""

    kind: EntryKind
    author: int  # StaffId; 0 = the pipeline
    at: datetime  # UTC
    body: dict[str, object]  # JSON: decision, note, …
    compartment: Compartment = Compartment.CASEWORK


@dataclass(frozen=True, kw_only=True)
class Header:
    """The place of one entry: which school, file, compartment, number, and what came before. Fixed length when packed."""

    school: bytes  # 16 bytes
    file: int
    compartment: Compartment
    number: int  # from 1, without gaps
    previous: bytes  # 32 bytes, GENESIS for the first
    key_id: int  # casework key the slot is sealed to


@dataclass(frozen=True, kw_only=True)
class SealedEntry:
    """An entry as stored: header and body make the chain, the slot may be replaced when keys rotate."""

    header: bytes
    body: bytes
    slot: bytes
