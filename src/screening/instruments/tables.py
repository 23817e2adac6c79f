"""Published band tables by name: an edition may hold several that disagree, and the school says which one it means."""

from screening.core.errors import InstrumentFault
from screening.core.language import Text, plain
from screening.instruments.definition import BandTable, Instrument


def table_names(instrument: Instrument) -> tuple[str, ...]:
    """Every table's name once, in the order of the file; the default tables come first."""
    tables = [scale.bands for scale in instrument.scales.values()]
    defaults = [own[0].name for own in tables if own]
    return tuple(dict.fromkeys([*defaults, *(table.name for own in tables for table in own)]))


def alternatives(instrument: Instrument) -> dict[str, BandTable]:
    """The named tables that are the default of no scale, each as its first scale shows it."""
    defaults = {scale.bands[0].name for scale in instrument.scales.values() if scale.bands}
    told = [table for scale in instrument.scales.values() for table in scale.bands if table.name not in defaults]
    return {table.name: table for table in reversed(told)}


def under_table(instrument: Instrument, name: str) -> Instrument:
    """The same edition read by one named table. A scale that the table does not cover has no band, never one of another table.

    InstrumentFault if the edition holds no table of that name; it says which there are.
    """
    known = table_names(instrument)
    if name not in known:
        have = "、".join(known) or "–"
        raise InstrumentFault(
            Text("这份量表没有这张分级表", "this instrument has no such band table"),
            where=plain(f"{instrument.edition}: {name}"),
            hint=Text(f"可选：{have}", f"choose from: {', '.join(known) or '–'}"),
        )
    scales = {
        code: scale.model_copy(update={"bands": tuple(table for table in scale.bands if table.name == name)})
        for code, scale in instrument.scales.items()
    }
    return instrument.model_copy(update={"scales": scales})
