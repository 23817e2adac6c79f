"""Student psychological screening and tiered alerts for schools with grades 4-9: the door for notebooks and other programs.

``screening.instrument``, ``screening.score``, ``screening.load`` and ``screening.research``. Importing ``screening`` alone costs
nothing: pandas, numpy and the rooms are imported at the first call.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from screening import research as research
    from screening.instruments.definition import Instrument

__all__ = ["instrument", "load", "research", "score"]


def instrument(name: str) -> "Instrument":
    """The latest edition of ``"mht"``, or exactly ``"mht@1"``. InstrumentFault, naming what is near, if we don't have it."""
    from screening.adapters.instrument_files import load_instrument  # a light import for who needs only this

    return load_instrument(name)


def score(frame: "pd.DataFrame", instrument: "Instrument") -> "pd.DataFrame":
    """Results of a table of answers q1…qN, one line per row, with the columns of the command ``screening score``.

    Scores are in the instrument's units; no value is ``pd.NA``, never NaN or 0. See ``screening.scoring.frames.score_frame``.
    """
    from screening.adapters.norm_files import shipped_norms
    from screening.scoring.frames import score_frame  # pandas

    return score_frame(frame, instrument, shipped_norms(instrument.code))


def load(folder: "str | Path") -> "pd.DataFrame":
    """The tidy, de-identified frame of a research export, with its codebook in ``frame.attrs``. FileFault if it is none."""
    from screening.adapters.frames import load_export  # pandas and pyarrow

    return load_export(folder)


def __getattr__(name: str) -> object:
    """``screening.research`` on first use (PEP 562)."""
    if name == "research":
        return import_module("screening.research")
    raise AttributeError(f"module 'screening' has no attribute {name!r}")
