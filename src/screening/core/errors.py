"""What can go wrong that a person can mend: one tree, each branch with its exit code."""

from datetime import datetime
from typing import ClassVar

from screening.core.language import Language, Text

_NOTHING, _HINT = Text("", ""), Text("建议", "hint")


class ScreeningError(Exception):
    """An error a person can mend: what, where and what to do. Shown without a traceback; anything else is a bug."""

    exit_code: ClassVar[int] = 10
    where_label: ClassVar[Text] = Text("位置", "at")  # what ``where`` is called before the person

    def __init__(self, what: Text, *, where: Text = _NOTHING, hint: Text = _NOTHING) -> None:
        """Keep the three parts apart, so that the border can lay them out in the reader's language."""
        super().__init__(what.en)
        self.what, self.where, self.hint = what, where, hint

    def said(self, language: Language) -> str:
        """The message as a person reads it: what, then where and hint if there are any; further lines are indented."""
        colon = ": " if language == "en" else "："
        lines = [self.what.said(language)]
        for label, part in ((self.where_label, self.where), (_HINT, self.hint)):
            if said := part.said(language):
                lines.append(f"  {label.said(language)}{colon}" + said.replace("\n", "\n    "))
        return "\n".join(lines)


class FileFault(ScreeningError):
    """A file that can't be read as what it claims to be: missing, wrong type, wrong sheet, wrong encoding."""

    exit_code = 10


class MappingFault(ScreeningError):
    """Columns or values that can't be tied to items and codes without guessing."""

    exit_code = 11


class InstrumentFault(ScreeningError):
    """A definition that contradicts itself, or an instrument we don't have."""

    exit_code = 12


class RosterFault(ScreeningError):
    """A roster that can't be taken in as it stands."""

    exit_code = 13


class PolicyFault(ScreeningError):
    """A policy, band mapping or calendar that contradicts itself or lacks a part."""

    exit_code = 14


class StoreFault(ScreeningError):
    """A workspace or database that is missing, of another version, or in use."""

    exit_code = 15


class KeyFault(ScreeningError):
    """A key that is missing, locked or belongs to another workspace."""

    exit_code = 16


class NotAllowed(ScreeningError):
    """Somebody asked for what their role doesn't give."""

    exit_code = 17


class IllegalMove(ScreeningError):
    """A state that can't follow the present one."""

    exit_code = 18


class NotYet(IllegalMove):
    """A step that the policy does not allow yet: what is missing, as codes, and from when time is no reason any more."""

    where_label = Text("原因", "because")

    def __init__(self, what: Text, *, missing: tuple[str, ...], earliest: datetime | None, where: Text, hint: Text) -> None:
        """Keep the codes beside the words: ``missing`` in the order of the rules, ``earliest`` with its zone or None."""
        super().__init__(what, where=where, hint=hint)
        self.missing, self.earliest = missing, earliest


class SealBroken(ScreeningError):
    """A sealed thing that can't be opened. Never says which check failed."""

    exit_code = 19


class Faults(ScreeningError):
    """Several faults of one input, reported together; the exit code is the first fault's."""

    def __init__(self, faults: "list[ScreeningError]") -> None:
        """Keep every fault, in the order found; there is at least one."""
        super().__init__(faults[0].what, where=faults[0].where, hint=faults[0].hint)
        self.faults = faults
        self.exit_code = faults[0].exit_code  # type: ignore[misc]  # the group speaks with its first member's code

    def said(self, language: Language) -> str:
        """All messages, one after the other."""
        return "\n".join(fault.said(language) for fault in self.faults)
