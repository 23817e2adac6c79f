"""The pupils of the synthetic school: invented names, impossible student numbers, families with unassigned telephones."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.research.synthetic.names import GIVEN, SURNAMES
from screening.research.synthetic.school import SCHOOL_YEAR, School
from screening.research.synthetic.streams import Purpose, stream

NO_CONSENT = 0.02  # of the pupils; ours
REFUSED = 0.012  # of them the guardian said no; the rest never answered
BOARDING, BOARDING_FROM = 0.15, 7  # share, and the grade from which pupils board; ours
GRANDPARENTS = 0.12  # of the contacts; half of them by a written delegation; ours
DELEGATED, VERIFIED, DO_NOT_USE = 0.5, 0.7, 0.005
ONE_CHARACTER = 0.15  # given names of one character; ours
NUMBER_PREFIX = "G99000000"  # no administrative division begins with 99, so no real student number begins like this
_MODULUS, _STEP, _SHIFT = 9_999_999_967, 6_180_339_887, 2_718_281_828  # the largest prime below 10^10: steps never meet
PHONE_PREFIX = "1990000"  # a block we take for unassigned; four more digits follow
MALE, FEMALE = 1, 2
GRANTED, REFUSED_CODE, NOT_TOLD = 1, 2, 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Family:
    """One contact of each pupil, as columns of text."""

    name: list[str]
    relation: list[str]
    phone: list[str]
    standing: list[str]  # 已核实, 受委托, 不联系 or empty


@dataclass(frozen=True, kw_only=True, eq=False)
class People:
    """Some pupils of a synthetic school; every column has one line per pupil."""

    pupil: npt.NDArray[np.int64]  # number in the school, from 0
    school_class: npt.NDArray[np.int64]  # index into ``School.class_names``
    grade: npt.NDArray[np.int8]
    seat: npt.NDArray[np.int64]  # from 1
    sex: npt.NDArray[np.int8]  # 1 male, 2 female
    born: npt.NDArray[np.datetime64]  # month
    consent: npt.NDArray[np.int8]  # 0 not told, 1 granted, 2 refused
    boarding: npt.NDArray[np.bool_]
    number: list[str]  # student numbers, "G" and 18 digits
    name: list[str]
    first: Family
    second: Family


def people(school: School, chunk: int) -> People:
    """The pupils of one chunk; the same school and chunk always give the same people."""
    rng = stream(school.seed, Purpose.PEOPLE, chunk=chunk)
    pupil = school.members(chunk)
    school_class = school.class_of(pupil)
    grade = school.class_grades[school_class]
    surname = surnames(len(pupil), rng)
    return People(
        pupil=pupil,
        school_class=school_class,
        grade=grade,
        seat=pupil - school.class_starts[school_class] + 1,
        sex=rng.integers(MALE, FEMALE, len(pupil), np.int8, endpoint=True),
        born=birth_months(grade, rng),
        consent=_consent(len(pupil), rng),
        boarding=(grade >= BOARDING_FROM) & (rng.random(len(pupil)) < BOARDING),
        number=student_numbers(pupil),
        name=full_names(surname, rng),
        first=_family(surname, ("父亲", "祖父"), rng),
        second=_family(surnames(len(pupil), rng), ("母亲", "外祖母"), rng),
    )


def student_numbers(pupil: npt.NDArray[np.int64]) -> list[str]:
    """A student number for each pupil: ``G`` and 18 digits, all different, neighbours far apart, and none of them real."""
    places = (pupil * _STEP + _SHIFT) % _MODULUS
    return [f"{NUMBER_PREFIX}{place:010d}" for place in places.tolist()]


def birth_months(grade: npt.NDArray[np.int8], rng: np.random.Generator) -> npt.NDArray[np.datetime64]:
    """A birth month that fits each grade: six years old by 31 August of the year grade 1 began (义务教育法 §11)."""
    youngest = (SCHOOL_YEAR - 5 - grade.astype(np.int64)) * 12 + 7  # August, counted in months of year 0
    months = youngest - rng.integers(0, 12, len(grade)) - 1970 * 12
    return months.astype("datetime64[M]")


def full_names(surname: list[str], rng: np.random.Generator) -> list[str]:
    """A surname with one or two given characters for each line; people of one name happen, as they do in schools."""
    size = len(surname)
    first, second = rng.integers(0, len(GIVEN), (2, size))
    single = rng.random(size) < ONE_CHARACTER
    given = zip(surname, first.tolist(), second.tolist(), single.tolist(), strict=True)
    return [family + GIVEN[one] + ("" if short else GIVEN[two]) for family, one, two, short in given]


def surnames(size: int, rng: np.random.Generator) -> list[str]:
    """A surname for each of so many people, common ones oftener."""
    weight = 1 / (np.arange(len(SURNAMES)) + 8.0)  # falls off slowly, as the frequencies of surnames do
    return [SURNAMES[i] for i in rng.choice(len(SURNAMES), size, p=weight / weight.sum()).tolist()]


def _consent(size: int, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    draw = rng.random(size)
    return np.select([draw < REFUSED, draw < NO_CONSENT], [REFUSED_CODE, NOT_TOLD], GRANTED).astype(np.int8)


def _family(surname: list[str], relations: tuple[str, str], rng: np.random.Generator) -> Family:
    size = len(surname)
    grandparent = rng.random(size) < GRANDPARENTS
    draw = rng.random(size)
    told = [draw < DO_NOT_USE, grandparent & (draw < DELEGATED), draw < VERIFIED]
    standing = np.select(told, ["不联系", "受委托", "已核实"], default="")
    return Family(
        name=full_names(surname, rng),
        relation=np.where(grandparent, relations[1], relations[0]).tolist(),
        phone=[f"{PHONE_PREFIX}{line:04d}" for line in rng.integers(0, 10_000, size).tolist()],
        standing=standing.tolist(),
    )
