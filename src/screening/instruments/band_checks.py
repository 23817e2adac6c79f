"""Contradictions inside band tables and plausible ranges: gaps, wrong order, cut-offs nobody can reach."""

from collections.abc import Iterator

from screening.instruments.definition import BandTable, Instrument
from screening.instruments.finding import Finding, finding
from screening.instruments.reach import is_sound, reach


def band_contradictions(instrument: Instrument) -> Iterator[Finding]:
    """What is wrong with the tables, one finding a fault. A scale that is not sound is left to the scale checks."""
    for code, scale in instrument.scales.items():
        if is_sound(code, instrument):
            yield from _names(f"scales.{code}.bands", scale.bands)
            for table in scale.bands:
                yield from _table(f"scales.{code}.bands.{table.name}", table, *reach(code, instrument))
    for number, plausible in enumerate(instrument.plausible, 1):
        if plausible.scale not in instrument.scales or plausible.low >= plausible.high:
            yield finding(f"plausible.{number}", "合理范围不成立", "no such scale, or an empty range")


def _names(place: str, tables: tuple[BandTable, ...]) -> Iterator[Finding]:
    """A name stands for one table, or for one table a group of pupils, all with the same bands."""
    if len({(table.name, table.meant_for) for table in tables}) != len(tables):
        yield finding(place, "分级表重名", "two tables have one name")
    codes: dict[str, set[tuple[str, ...]]] = {}
    for table in tables:
        codes.setdefault(table.name, set()).add(tuple(cut.code for cut in table.cuts))
    if any(len(kinds) > 1 for kinds in codes.values()):
        yield finding(place, "同名的分级表须有相同的级别", "tables of one name have the same bands")
    if tables and tables[0].meant_for:
        yield finding(place, "默认的分级表须适用于所有人", "the default table is for everybody (sex never raises a severity)")


def _table(place: str, table: BandTable, low: float, high: float) -> Iterator[Finding]:
    starts = [cut.start for cut in table.cuts]
    if not starts or starts != sorted(set(starts)):
        yield finding(place, "分级界值须从低到高排列，不重复", "cut-offs ascend without repeating")
    elif starts[0] > low:
        yield finding(place, "最低的分数不在任何一级内", "the lowest values fall in no band")
    if any(start > high for start in starts) or any(start <= low for start in starts[1:]):
        yield finding(place, "有一级没有分数能达到", "a band cannot be reached by any value")
    if len({cut.code for cut in table.cuts}) != len(table.cuts):
        yield finding(place, "分级代码重复", "a band code is repeated")
    if not table.source.cite:
        yield finding(place, "分级缺少出处", "the table lacks its source")
