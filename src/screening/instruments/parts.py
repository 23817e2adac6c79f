"""What every part of a definition has in common: frozen and strict, with names in two languages and a source for each figure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Confidence = Literal["confirmed", "single-source", "conflicting", "ours", "unverified"]


class Part(BaseModel):
    """Frozen, strict about unknown keys; errors never quote the values they were given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Title(Part):
    """A name or a sentence in Chinese and English."""

    zh: str
    en: str


class Source(Part):
    """Where a figure comes from, and how far it can be trusted."""

    cite: str
    confidence: Confidence
    note: str = ""
