"""The band mapping line by line, as the policy's table prints it: bands, grades of answers, and what answers tell besides."""

from collections.abc import Iterator, Mapping

from screening.alerts.mapping import BandMapping, BandName, InstrumentMapping
from screening.core.language import Text, plain

Line = tuple[str, tuple[Text, ...]]  # by what the same line is found in another version; instrument, scale or item, values, basis


def mapping_lines(mapping: BandMapping) -> list[Line]:
    """Every line of the mapping in the order of the file; within an instrument scales, safety items, then what answers tell."""
    return [
        line
        for code, told in mapping.instruments.items()
        for line in (*_scales(code, told), *_safety(code, told), *_told(code, told))
    ]


def _scales(code: str, told: InstrumentMapping) -> Iterator[Line]:
    for scale, bands in ([("total", told.total)] if told.total else []) + list(told.subscales.items()):
        cuts = [_starts(bands.bands or {}), *(f"[{grade}] {_starts(own)}" for grade, own in bands.by_grade.items())]
        yield f"{code} {scale}", (plain(code), plain(scale), plain("; ".join(cuts)), plain(bands.basis))


def _safety(code: str, told: InstrumentMapping) -> Iterator[Line]:
    if told.critical is None:
        return
    kind = (
        Text("危机条目，有时间范围", "safety item, dated")
        if told.critical.dated
        else Text("危机条目，无时间范围", "safety item, undated")
    )
    for item, grades in told.critical.items.items():
        said = ", ".join(f"{value} {grade}" for value, grade in grades.items())
        yield f"{code} {item}", (plain(code), plain(item), plain(said), kind)


def _told(code: str, told: InstrumentMapping) -> Iterator[Line]:
    attempt = Text("既往史：十二个月内有过尝试", "history: an attempt inside twelve months")
    private = Text("单独谈话，不告知家庭", "a private talk; the family is told nothing")
    for kind, items in ((attempt, told.attempt), (private, told.private)):
        for item, tells in items.items():
            yield f"{code} {item} told", (plain(code), plain(item), plain(f"≥ {tells.starts}"), kind)


def _starts(bands: Mapping[BandName, float]) -> str:
    return ", ".join(f"{name} ≥ {start:g}" for name, start in bands.items()) or "–"
