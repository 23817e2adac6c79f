"""What a survey platform module offers: recognise its exports and understand their headings."""

from collections.abc import Sequence
from typing import Protocol

from screening.intake.interface import Layout

Rows = Sequence[Sequence[str]]


class Platform(Protocol):
    """One platform, one module. Adding a platform is adding a module and naming it in the list."""

    @property
    def name(self) -> str:
        """Short code, as in ``Layout.platform``."""
        ...

    def recognises(self, headings: Sequence[str], sample: Rows) -> float:
        """How sure it is that the file is its own, 0 to 1; the surest module reads the file."""
        ...

    def understand(self, headings: Sequence[str], sample: Rows) -> Layout:
        """What each column holds, as the platform's headings tell it."""
        ...
