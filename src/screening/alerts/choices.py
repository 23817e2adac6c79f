"""Where sources conflict the school chooses: named readings of one instrument that take the place of the default mapping."""

import zlib
from collections.abc import Mapping

from screening.alerts.mapping import BandMapping, InstrumentMapping

_LONGEST = 15  # characters: a result has room for a short version only, and a norm's version follows


def offered(mapping: BandMapping, code: str) -> tuple[str, ...]:
    """Names of the readings of ``mht`` or ``mht@1`` that a school may choose instead of the default."""
    return tuple(mapping.of(code).alternatives)


def chosen(mapping: BandMapping, choices: Mapping[str, str]) -> BandMapping:
    """The mapping with the chosen readings in their places; safety answers stay as they are, whatever is chosen.

    The version says what was chosen (``1+phq9:teen_11``), so that every decision tells which reading made it; a long list is
    named by its checksum (``1+mht-5d3f1a2b``). KeyError for a choice that is not ``offered``.
    """
    if not choices:
        return mapping
    instruments = {code: _read_as(told, choices.get(code)) for code, told in mapping.instruments.items()}
    return mapping.model_copy(update={"instruments": instruments, "version": f"{mapping.version}+{_label(choices)}"})


def _label(choices: Mapping[str, str]) -> str:
    told = ",".join(f"{code}:{name}" for code, name in sorted(choices.items()))
    if len(told) <= _LONGEST:
        return told
    first = next(iter(choices)) if len(choices) == 1 and len(next(iter(choices))) <= _LONGEST - 9 else str(len(choices))
    return f"{first}-{zlib.crc32(told.encode()):08x}"


def _read_as(told: InstrumentMapping, name: str | None) -> InstrumentMapping:
    """One instrument under one of its readings; what the reading does not speak of stays."""
    if name is None:
        return told
    reading = told.alternatives[name]
    return told.model_copy(update={"total": reading.total or told.total, "subscales": told.subscales | reading.subscales})
