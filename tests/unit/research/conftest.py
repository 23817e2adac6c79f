import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.research.deidentify import deidentify, gather
from screening.research.synthetic import answer_model, plan_school
from screening.research.synthetic.sheets import make_register, make_sheets
from screening.research.trends import band_shares


@pytest.fixture(scope="session")
def school():
    return plan_school(1_200, seed=3)


@pytest.fixture(scope="session")
def register(school):
    return make_register(school)


@pytest.fixture(scope="session")
def sheets(school):
    models = [answer_model(load_instrument(code)) for code in ("mht@1", "phq9@1")]
    return [told for wave in (1, 2) for told in gather(f"w{wave}", make_sheets(school, models, wave))]


@pytest.fixture(scope="session")
def release(sheets, register):
    return deidentify(sheets, register, np.random.default_rng(1), with_items=True)


@pytest.fixture(scope="session")
def shares(release):
    return band_shares(release.scales)


@pytest.fixture(scope="session")
def shares_by_sex(release):
    return band_shares(release.scales, by_sex=True)
