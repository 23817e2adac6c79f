import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.research.deidentify import deidentify, gather
from screening.research.synthetic import answer_model, plan_school
from screening.research.synthetic.sheets import make_register, make_sheets


@pytest.fixture(scope="module")
def school():
    return plan_school(1_200, seed=3)


@pytest.fixture(scope="module")
def register(school):
    return make_register(school)


@pytest.fixture(scope="module")
def sheets(school):
    models = [answer_model(load_instrument(code)) for code in ("mht@1", "phq9@1")]
    return [told for wave in (1, 2) for told in gather(f"w{wave}", make_sheets(school, models, wave))]


@pytest.fixture(scope="module")
def release(sheets, register):
    return deidentify(sheets, register, np.random.default_rng(1), with_items=True)
