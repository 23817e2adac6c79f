"""A school's few numbers laid over the whole policy: only what the policy knows can be changed, the rest stays."""

from typing import Any

from screening.alerts.policy import Due

SCHEMA = "alert_policy_overrides/1"
WAYS = frozenset({"minutes", "hours", "school_days", "days", "by", "with"})
"""Ways of counting a deadline. They exclude each other, so a new one takes the old one's place."""

_OF_A_DEADLINE = frozenset(field.alias or name for name, field in Due.model_fields.items())
_HEAD = frozenset({"schema", "version", "mappings"})  # mappings: readings chosen for the band mapping, alerts/choices.py
_DEADLINE_DEPTH = 3  # clocks, table, deadline

Content = dict[str, Any]


def overridden(base: Content, over: Content) -> Content:
    """The content of ``base`` with the values of ``over`` in their places, deeply; neither is changed.

    A list takes the place of the whole list. The version becomes ``base+over``, so that a decision tells which numbers made it.
    What ``over`` names and ``base`` lacks must have been refused (``unknown_places``).
    """
    merged = _laid_over(base, {key: value for key, value in over.items() if key not in _HEAD}, ())
    return merged | {"version": f"{base['version']}+{over['version']}"}


def unknown_places(base: Content, over: Content) -> list[str]:
    """Dotted places of ``over`` that ``base`` doesn't have, in the order of the file; empty if every one is known.

    What may not be changed is no part of the policy file, so it is unknown here too.
    """
    return _unknown(base, {key: value for key, value in over.items() if key not in _HEAD}, ())


def _laid_over(base: Content, over: Content, place: tuple[str, ...]) -> Content:
    kept = {key: value for key, value in base.items() if not _gives_way(key, over, place)}
    for key, value in over.items():
        below = base.get(key)
        kept[key] = _laid_over(below, value, (*place, key)) if isinstance(below, dict) and isinstance(value, dict) else value
    return kept


def _gives_way(key: str, over: Content, place: tuple[str, ...]) -> bool:
    """A way of counting gives way to another one, and the minutes out of hours go with the minutes."""
    if not _is_deadline(place) or key in over or not WAYS & over.keys():
        return False
    return key in WAYS or (key == "out_of_hours" and "minutes" not in over)


def _unknown(base: Content, over: Content, place: tuple[str, ...]) -> list[str]:
    lost = []
    for key, value in over.items():
        here = (*place, str(key))
        if key not in base and not (_is_deadline(place) and key in _OF_A_DEADLINE):
            lost.append(".".join(here))
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            lost += _unknown(base[key], value, here)
    return lost


def _is_deadline(place: tuple[str, ...]) -> bool:
    return len(place) == _DEADLINE_DEPTH and place[0] == "clocks"
