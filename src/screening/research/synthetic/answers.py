"""Answers from a factor model: general distress, one factor a scale, noise, and thresholds that turn it into codes."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from screening.instruments.definition import Instrument, Scale
from screening.intake.interface import NO_ANSWER
from screening.research.synthetic.profiles import PROFILES, USUAL, Profile, Tendency
from screening.research.synthetic.school import School
from screening.research.synthetic.streams import Purpose, stream

FloatArray = npt.NDArray[np.float32]

CLASS_SHARE = 0.04  # of the variance of distress lies between classes; ours
STABILITY = 0.70  # correlation of a pupil's distress from wave to wave; ours
GRADE_SLOPE = 0.05  # distress a grade, in standard deviations: older pupils report more; ours
GIRLS = 0.12  # girls report more than boys, in standard deviations (Heze sample: girls > boys); ours
WAVE_SHIFT = -0.10  # distress from one wave to the next; ours
FEMALE = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class AnswerModel:
    """The factor model of one instrument, compiled."""

    instrument: Instrument
    general: FloatArray  # (items,) loading on distress
    own: FloatArray  # (factors, items) loadings on the scales' own factors
    noise: FloatArray  # (items,)
    cuts: FloatArray  # (steps, items) ascending: the latent answer above which one more step is taken
    turned: npt.NDArray[np.bool_]  # (items,) more distress gives a lower code


def answer_model(instrument: Instrument) -> AnswerModel:
    """Loadings and thresholds of every item, from the instrument's profile; the same edition always gives the same model."""
    profile = PROFILES.get(instrument.code, USUAL)
    homes = _homes(instrument)
    tendencies = [profile.scales.get(home, profile.usual) for home in homes]
    factors = sorted(set(homes))
    general = np.array([tendency.general for tendency in tendencies], np.float32)
    own = np.array([tendency.own for tendency in tendencies], np.float32)
    belongs = np.array([[home == factor for home in homes] for factor in factors])
    return AnswerModel(
        instrument=instrument,
        general=general,
        own=np.where(belongs, own, np.float32(0)),
        noise=np.sqrt(1 - general**2 - own**2),
        cuts=_cuts(instrument, profile, tendencies),
        turned=np.array([_turned(instrument.scales[home], item) for item, home in enumerate(homes, start=1)]),
    )


def distress(school: School, chunk: int, wave: int, sex: npt.NDArray[np.int8]) -> FloatArray:
    """General distress of the pupils of a chunk in one wave, about mean 0 and SD 1; what lasts correlates .70 between waves."""
    pupil = school.members(chunk)
    school_class = school.class_of(pupil)
    leaning = stream(school.seed, Purpose.CLASSES).standard_normal(len(school.class_names), np.float32)[school_class]
    lasting = stream(school.seed, Purpose.TRAIT, chunk=chunk).standard_normal(len(pupil), np.float32)
    fresh = stream(school.seed, Purpose.STATE, wave, chunk).standard_normal(len(pupil), np.float32)
    person = np.sqrt(STABILITY) * lasting + np.sqrt(1 - STABILITY) * fresh
    level = GRADE_SLOPE * (school.class_grades[school_class] - 6.5) + GIRLS * ((sex == FEMALE) - 0.5) + WAVE_SHIFT * (wave - 1)
    mixed: FloatArray = (np.sqrt(CLASS_SHARE) * leaning + np.sqrt(1 - CLASS_SHARE) * person + level).astype(np.float32)
    return mixed


def answer(model: AnswerModel, distressed: FloatArray, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """Codes of so many sheets, shape (sheets, items), all answered. ``distressed``: float32, shape (sheets,)."""
    sheets, items = len(distressed), len(model.noise)
    latent = rng.standard_normal((sheets, items), np.float32)
    latent *= model.noise
    latent += rng.standard_normal((sheets, len(model.own)), np.float32) @ model.own
    latent += distressed[:, None] * model.general
    steps = np.zeros((sheets, items), np.int8)
    for cut in model.cuts:
        steps += latent > cut
    printed = np.array(model.instrument.items.codes, np.int8)
    codes: npt.NDArray[np.int8] = printed[np.where(model.turned, len(printed) - 1 - steps, steps)]
    return codes


def leave_blanks(codes: npt.NDArray[np.int8], rng: np.random.Generator) -> None:
    """About 1 % of the cells become NO_ANSWER in place, as people leave them: most sheets none, some a few, few many (ours)."""
    lazy = rng.choice(np.array([0.0, 0.03, 0.20], np.float32), len(codes), p=[0.86, 0.11, 0.03])
    some = np.flatnonzero(lazy)
    blank = rng.random((len(some), codes.shape[1]), np.float32) < lazy[some, None]
    rows, columns = np.nonzero(blank)
    codes[some[rows], columns] = NO_ANSWER


def _homes(instrument: Instrument) -> list[str]:
    """The scale each item chiefly belongs to: a subscale or validity scale if there is one, else the total."""
    rank = {"subscale": 0, "validity": 0, "total": 1, "extra": 2}
    scales = sorted(instrument.scales.items(), key=lambda scale: rank[scale[1].role])
    homes: dict[int, str] = {}
    for code, scale in scales:
        for item in scale.items:
            homes.setdefault(item, code)
    spare = scales[0][0]
    return [homes.get(item, spare) for item in range(1, instrument.items.count + 1)]


def _turned(scale: Scale, item: int) -> bool:
    return (scale.higher_is == "better") != (item in scale.reversed)


def _cuts(instrument: Instrument, profile: Profile, tendencies: list[Tendency]) -> FloatArray:
    steps = len(instrument.items.codes) - 1
    columns = []
    for item, tendency in zip(instrument.item_ids, tendencies, strict=True):
        fixed = profile.items.get(item, profile.safety if item in instrument.safety else None)
        place = (int(item[1:]) * 0.6180339887) % 1  # evenly scattered, the same for every seed
        offset = 0.0 if fixed else tendency.spread * (place - 0.5) * 12**0.5
        columns.append([NormalDist().inv_cdf(1 - share) + offset for share in _reach(fixed or tendency.reach, steps)])
    return np.array(columns, np.float32).T


def _reach(shares: tuple[float, ...], steps: int) -> list[float]:
    """One share a step; where fewer are given, each further one is a third of the one before."""
    filled = list(shares[:steps])
    while len(filled) < steps:
        filled.append(filled[-1] / 3)
    return filled
