"""A research export of a synthetic school, for notebooks and lessons: the same frames as a real one, without a store."""

import dataclasses
from pathlib import Path

import numpy as np

from screening.adapters.frames import write_release
from screening.adapters.instrument_files import load_instrument
from screening.research.codebook import describe
from screening.research.deidentify import deidentify, gather
from screening.research.synthetic import FIRST_DAYS, answer_model, plan_school
from screening.research.synthetic.sheets import make_register, make_sheets

WAVE_NAMES = ("秋季", "春季")


def write_synthetic_export(
    folder: str | Path, *, pupils: int = 3_000, seed: int = 1, codes: tuple[str, ...] = ("mht", "phq9", "gad7")
) -> Path:
    """Two waves of a synthetic school as an export folder for ``screening.load``; about a second for 3,000 pupils.

    The same seed gives the same frames: nobody is in them, so their study ids need no secret. Raises FileFault if the folder
    holds anything.
    """
    school = plan_school(pupils, seed)
    models = [answer_model(load_instrument(code)) for code in codes]
    sheets = [told for wave, name in enumerate(WAVE_NAMES, start=1) for told in gather(name, make_sheets(school, models, wave))]
    release = deidentify(sheets, make_register(school), np.random.default_rng(seed), with_items=True)
    codebook = describe(
        release, [model.instrument for model in models], WAVE_NAMES, month=f"{FIRST_DAYS[-1]:%Y-%m}", approval="synthetic"
    )
    write_release(Path(folder), dataclasses.replace(release, codebook=codebook))
    return Path(folder)
