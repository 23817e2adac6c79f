"""Does the mapping speak of everything an instrument publishes? What it forgets would never reach a person."""

from screening.alerts.mapping import Alternative, BandMapping, Bands, InstrumentMapping
from screening.core.language import Text
from screening.instruments.definition import Instrument


def uncovered(instrument: Instrument, mapping: BandMapping) -> list[Text]:
    """What the mapping lacks for this edition: totals, subscales, safety items and single safety answers; empty if nothing.

    Also what it names and the edition does not have, since that is usually a misspelt code.
    """
    told = mapping.of(instrument.edition)
    return [*_missing_scales(instrument, told), *_missing_answers(instrument, told), *_unknown(instrument, told)]


def reads_scores(mapping: BandMapping, edition: str) -> bool:
    """Whether some score of this edition has policy bands; else its scores are information only and raise nothing."""
    told = mapping.of(edition)
    return (told.total is not None and told.total.bands is not None) or bool(told.read_subscales)


def _published(instrument: Instrument, role: str) -> list[str]:
    return [code for code, scale in instrument.scales.items() if scale.role == role]


def _missing_scales(instrument: Instrument, told: InstrumentMapping) -> list[Text]:
    """Totals and subscales without a word in the mapping."""
    faults = []
    totals = _published(instrument, "total")
    if totals and (told.total is None or told.total.scale not in totals):
        faults.append(
            Text(f"{instrument.edition}：总分没有对应的政策分级", f"{instrument.edition}: the total has no policy bands")
        )
    faults += [
        Text(
            f"{instrument.edition}：分量表 {code} 没有对应的政策分级",
            f"{instrument.edition}: subscale {code} has no policy bands",
        )
        for code in _published(instrument, "subscale")
        if code not in told.subscales
    ]
    return faults


def _missing_answers(instrument: Instrument, told: InstrumentMapping) -> list[Text]:
    """Safety answers without a grade."""
    known = told.critical.items if told.critical else {}
    codes = instrument.items.codes
    return [
        Text(
            f"{instrument.edition}：危机条目 {item} 的编码 {code} 没有等级",
            f"{instrument.edition}: code {code} of safety item {item} has no grade",
        )
        for item in instrument.safety
        for code in codes
        if code not in known.get(item, {})
    ]


def _unknown(instrument: Instrument, told: InstrumentMapping) -> list[Text]:
    """Scales and items which the mapping names and the edition lacks."""
    read: list[InstrumentMapping | Alternative] = [told, *told.alternatives.values()]
    named: list[Bands] = [one.total for one in read if one.total]
    scales = [bands.scale for bands in named] + [code for one in read for code in one.subscales]
    items = [
        *(told.critical.items if told.critical else ()),
        *((*told.upgrade.any_of, *told.upgrade.count) if told.upgrade else ()),
        *told.attempt,
        *told.private,
    ]
    lost = [code for code in scales if code not in instrument.scales] + [
        item for item in items if item not in instrument.item_ids
    ]
    return [
        Text(
            f"{instrument.edition}：没有 {name}，分级对应表里却写了它",
            f"{instrument.edition} has no {name}, but the mapping names it",
        )
        for name in lost
    ]
