"""What a scale is made of, and how low and how high it can come out: needed to find cut-offs nobody can reach."""

from screening.instruments.definition import Instrument


def parts_of(code: str, instrument: Instrument) -> set[str]:
    """Codes of all scales that a scale sums, at any depth; unknown names are among them, and itself if it sums in a circle."""
    waiting, found = [code], set[str]()
    while waiting:
        scale = instrument.scales.get(waiting.pop())
        fresh = set(scale.of if scale else ()) - found
        found |= fresh
        waiting += fresh
    return found


def is_sound(code: str, instrument: Instrument) -> bool:
    """Whether a scale can be worked out at all: its parts exist and none sums itself."""
    parts = parts_of(code, instrument)
    circles = any(part in parts_of(part, instrument) for part in {code, *parts})
    return parts <= set(instrument.scales) and not circles


def reach(code: str, instrument: Instrument) -> tuple[float, float]:
    """Lowest and highest value of a sound scale over all complete sheets, in the scale's own units."""
    scale = instrument.scales[code]
    if scale.of:
        parts = [reach(part, instrument) for part in scale.of]
        return sum(low for low, _ in parts), sum(high for _, high in parts)
    if scale.triage:
        return 0.0, float(len(scale.bands[0].cuts) - 1)  # ranks of its outcomes
    times = scale.multiply * (len(scale.items) if scale.score == "sum" else 1)
    counted = scale.recode.values() or (instrument.items.low, instrument.items.high)
    ends = [float(min(counted) * times), float(max(counted) * times), *([scale.when.otherwise] if scale.when else [])]
    return min(ends), max(ends)
