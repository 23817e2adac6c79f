"""A small made-up questionnaire in the shape of a definition file, for tests that change one thing at a time."""

import copy
import json

from screening.instruments.checks import contradictions
from screening.instruments.definition import Instrument

OURS = {"cite": "ours", "confidence": "ours"}
PRINTED = {"cite": "made up for tests", "confidence": "confirmed"}
CUTS = [
    {"code": "low", "title": {"zh": "低", "en": "low"}, "start": 0},
    {"code": "high", "title": {"zh": "高", "en": "high"}, "start": 6},
]
DRAFT = {
    "code": "worry",
    "version": 1,
    "title": {"zh": "担心", "en": "worry"},
    "eligible": {"grades": [7, 8]},
    "items": {
        "count": 5,
        "low": 0,
        "high": 3,
        "options": ["a", "b", "c", "d"],
        "option_codes": [0, 1, 2, 3],
        "topics": {f"q{n}": [f"主题{n}", f"topic {n}"] for n in range(1, 6)},
    },
    "scales": {
        "total": {
            "title": {"zh": "总分", "en": "total"},
            "role": "total",
            "items": "1-5",
            "reversed": [3],
            "min_answered": 4,
            "missing_rule": OURS,
            "bands": [{"name": "made", "cuts": CUTS, "source": PRINTED}],
        }
    },
    "safety": {"q5": {"starts": 1, "topic": "危机", "dated": False, "source": PRINTED}},
    "most_blank": 1,
    "sources": dict.fromkeys(("key", "options", "bands", "most_blank"), PRINTED),
    "licence": {"key": "free", "wording": "free"},
    "cannot_see": {"zh": "别的", "en": "anything else"},
    "examples": [
        {"answers": "5x0", "scores": {"total": 3}},
        {"answers": "2x3 3 2x0", "scores": {"total": 6}, "bands": {"total": "high"}},
        {"answers": "- 3x0 1", "scores": {"total": 5}, "safety": ["q5"]},
    ],
    "changes": [{"on": "2026-11-22", "what": "made up"}],
}


def draft(**changes):
    """The questionnaire with some parts replaced: ``draft(scales__total__min_answered=9)``; ``None`` takes a part away."""
    content = json.loads(json.dumps(DRAFT))  # every part its own copy, equal ones too
    for place, value in changes.items():
        *path, last = place.split("__")
        part = content
        for step in path:
            part = part[int(step)] if isinstance(part, list) else part[step]
        key = int(last) if isinstance(part, list) else last
        if value is None:
            del part[key]
        else:
            part[key] = copy.deepcopy(value)  # a later change must not reach what the caller keeps
    return Instrument.model_validate(content)


def places(instrument):
    """Where a definition contradicts itself, ``;``-joined in the order told; "" if nowhere."""
    return "; ".join(fault.where.en.partition(": ")[2] for fault in contradictions(instrument))


def scale(**changes):
    """A further scale over all five items."""
    return {"title": {"zh": "另", "en": "other"}, "items": "1-5", "min_answered": 5, "missing_rule": OURS} | changes


def table(*starts, **changes):
    """A band table whose bands b0, b1, … begin there."""
    cuts = [{"code": f"b{n}", "title": {"zh": "级", "en": "band"}, "start": start} for n, start in enumerate(starts)]
    return {"name": "made", "cuts": cuts, "source": PRINTED} | changes
