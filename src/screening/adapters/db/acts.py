"""What one transaction did and read, collected until it ends: the audit events of law 9."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from screening.core.audit import PIPELINE, Audit
from screening.core.ids import StaffId


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event of the chain as sealed: who, when, and what to what how often."""

    who: int
    at: datetime
    acts: tuple[tuple[str, str, int], ...]  # verb, target, count

    def told(self) -> Audit:
        """The event as one Audit; a machine's verbs stand in one line with their counts."""
        what = ", ".join(verb if len(self.acts) == 1 else f"{verb} {count}" for verb, _, count in self.acts)
        total = sum(count for _, _, count in self.acts)
        return Audit(who=StaffId(self.who), what=what, target=self.acts[0][1], at=self.at, count=total)


@dataclass
class Acts:
    """The acts of one transaction, reads and writes apart: what was read stays read when the rest is rolled back."""

    reads: list[Event] = field(default_factory=list)
    writes: list[Event] = field(default_factory=list)

    def read(self, audit: Audit, kind: str, ids: Iterable[int]) -> None:
        """Note that sealed records of one kind were opened; none opened is no event."""
        self.reads.extend(_events(audit, kind, list(ids)))

    def wrote(self, audit: Audit, kind: str, ids: Iterable[int]) -> None:
        """Note that records of one kind were written; none written is no event."""
        self.writes.extend(_events(audit, kind, list(ids)))

    def all(self) -> list[Event]:
        """Everything noted: a person's events one by one, the machine's as one event with verbs and counts."""
        return _gathered([*self.reads, *self.writes])

    def only_reads(self) -> list[Event]:
        """What remains to be told of a transaction that was rolled back."""
        return _gathered(self.reads)

    def forget(self) -> None:
        """Start anew: what was noted is written."""
        self.reads.clear()
        self.writes.clear()


def _events(audit: Audit, kind: str, ids: Sequence[int]) -> list[Event]:
    """A person: one event per record. The machine: one act with the number of records."""
    if not ids:
        return []
    if audit.who == PIPELINE:
        return [Event(who=audit.who, at=audit.at, acts=((audit.what, audit.target, len(ids)),))]
    if len(ids) == 1 and ":" in audit.target:  # "task:17" says which; "tasks" doesn't
        return [Event(who=audit.who, at=audit.at, acts=((audit.what, audit.target, 1),))]
    return [Event(who=audit.who, at=audit.at, acts=((audit.what, f"{kind}:{one}", 1),)) for one in ids]


def _gathered(events: Sequence[Event]) -> list[Event]:
    people = [event for event in events if event.who != PIPELINE]
    machine = [event for event in events if event.who == PIPELINE]
    if machine:
        people.append(Event(who=PIPELINE, at=machine[-1].at, acts=_summed(machine)))
    return people


def _summed(events: Sequence[Event]) -> tuple[tuple[str, str, int], ...]:
    """Acts with the same verb and target as one, in the order of their first appearance."""
    counts: dict[tuple[str, str], int] = {}
    for event in events:
        for verb, target, count in event.acts:
            counts[verb, target] = counts.get((verb, target), 0) + count
    return tuple((verb, target, count) for (verb, target), count in counts.items())
