"""Frames nobody can be recognised in, psychometrics, trends, plots."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.research.reliability import alpha

_HOMES = {
    "alpha": "reliability",
    "alpha_without": "reliability",
    "band_shares": "trends",
    "change": "trends",
    "coverage": "trends",
    "deidentify": "deidentify",
    "item_rest": "reliability",
    "omega": "reliability",
    "standardized_alpha": "reliability",
}
__all__ = ["alpha"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any function of the room
    """A function of the room by its name; its module is imported when first asked for, so that the front door stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
