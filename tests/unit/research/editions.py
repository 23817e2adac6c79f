"""Small editions built by hand, so that these tests need no file: keys as published, nothing else that the tests don't use."""

from screening.instruments.definition import (
    BandTable,
    Change,
    Cut,
    Eligibility,
    Example,
    Instrument,
    Items,
    Licence,
    SafetyItem,
    Scale,
    Source,
    Title,
)

SOURCE = Source(cite="published key", confidence="confirmed")


def title(words: str) -> Title:
    return Title(zh=words, en=words)


def bands(**starts: float) -> tuple[BandTable, ...]:
    cuts = tuple(Cut(code=code, title=title(code), start=start) for code, start in starts.items())
    return (BandTable(name="published", cuts=cuts, source=SOURCE),)


def edition(code: str, items: Items, scales: dict, safety: dict | None = None, grades=(4, 5, 6, 7, 8, 9)) -> Instrument:
    return Instrument(
        code=code,
        version=1,
        title=title(code),
        eligible=Eligibility(grades=grades),
        items=items,
        scales=scales,
        safety=safety or {},
        sources={"key": SOURCE},
        licence=Licence(key="free", wording="free"),
        cannot_see=title("nothing"),
        examples=(Example(answers=(items.low,) * items.count),),
        changes=(Change(on="2026-11-22", what="for tests"),),
    )


def span(first: int, last: int, step: int = 1) -> tuple[int, ...]:
    return tuple(range(first, last + 1, step))


MHT_CONTENT = {
    "learning_anxiety": span(1, 15),
    "social_anxiety": span(16, 25),
    "loneliness": span(26, 35),
    "self_blame": span(36, 45),
    "oversensitivity": span(46, 55),
    "somatic": span(56, 70),
    "phobia": span(71, 80),
    "impulsivity": span(81, 99, 2),
}


def mht() -> Instrument:
    scales = {
        code: Scale(title=title(code), items=items, min_answered=len(items), bands=bands(ordinary=0, high=8))
        for code, items in MHT_CONTENT.items()
    }
    scales["validity"] = Scale(title=title("validity"), items=span(82, 100, 2), min_answered=10, role="validity")
    everything = tuple(sorted(item for items in MHT_CONTENT.values() for item in items))
    scales["total"] = Scale(
        title=title("total"), items=everything, min_answered=90, role="total", bands=bands(ordinary=0, high=65)
    )
    wish = SafetyItem(starts=1, topic="wish", dated=False, source=SOURCE)
    items = Items(count=100, low=0, high=1, options=("是", "否"), option_codes=(1, 0), topics={"q1": "homework"})
    return edition("mht", items, scales, {"q85": wish, "q97": wish})


FREQUENCY = {"options": ("完全不会", "好几天", "一半以上天数", "几乎每天"), "option_codes": (0, 1, 2, 3)}


def phq9() -> Instrument:
    total = Scale(
        title=title("total"), items=span(1, 9), min_answered=8, role="total", bands=bands(none=0, mild=5, moderate=10, severe=20)
    )
    harm = SafetyItem(starts=1, topic="self-harm", dated=True, window_days=14, source=SOURCE)
    return edition("phq9", Items(count=9, low=0, high=3, **FREQUENCY), {"total": total}, {"q9": harm}, grades=(7, 8, 9))


def gad7() -> Instrument:
    total = Scale(
        title=title("total"), items=span(1, 7), min_answered=7, role="total", bands=bands(none=0, mild=5, moderate=10, severe=15)
    )
    return edition("gad7", Items(count=7, low=0, high=3, **FREQUENCY), {"total": total})


def wellbeing() -> Instrument:
    total = Scale(title=title("total"), items=span(1, 5), reversed=(2,), min_answered=5, role="total", higher_is="better")
    return edition("wellbeing", Items(count=5, low=0, high=5), {"total": total})
