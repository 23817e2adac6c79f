"""The synthetic school: the same seed gives the same people, and the figures look like published ones."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.tiers import Role
from screening.research.reliability import alpha
from screening.research.synthetic import answer_model, people, plan_school, sit, staff
from screening.research.synthetic.answers import distress
from screening.research.synthetic.conduct import mistype
from screening.research.synthetic.people import NUMBER_PREFIX, student_numbers

PUPILS = 40_000
EDITIONS = tuple(load_instrument(name) for name in ("mht@1", "phq9@1", "gad7@1"))
MHT = {code: scale.items for code, scale in EDITIONS[0].scales.items()}


CONTENT = [item for item in range(1, 101) if item not in MHT["lie"]]


@pytest.fixture(scope="module")
def school():
    return plan_school(PUPILS, seed=20261122)


@pytest.fixture(scope="module")
def wave(school):
    models = [answer_model(edition) for edition in EDITIONS]
    return [sit(school, chunk, models) for chunk in range(school.chunks)]


def answers(wave, place):
    return np.concatenate([rows.answers[place] for rows in wave])


def totals(codes, items):
    wanted = codes[:, np.array(items) - 1]
    return wanted[(wanted >= 0).all(axis=1)].sum(axis=1)


def sampling_error(share, sheets, class_share=0.04, class_size=43):
    """Four standard errors of a share, widened for classes that lean together."""
    return 4 * (share * (1 - share) / sheets * (1 + (class_size - 1) * class_share)) ** 0.5


@pytest.mark.parametrize("pupils", [40, 41, 269, 1_000, 12_345])
def test_every_pupil_sits_in_one_class_of_about_45(pupils):
    school = plan_school(pupils, seed=1)
    assert school.class_sizes.sum() == pupils
    assert set(school.class_grades.tolist()) == {4, 5, 6, 7, 8, 9}
    assert school.class_sizes.max() <= 67
    seats = np.concatenate([people(school, chunk).seat for chunk in range(school.chunks)])
    assert seats.max() == school.class_sizes.max()
    assert seats.min() == 1


@pytest.mark.parametrize("pupils", [39, 1_000_001])
def test_a_school_too_small_or_too_large_is_refused(pupils):
    with pytest.raises(ValueError, match="40 to 1000000"):
        plan_school(pupils, seed=1)


def test_the_same_seed_gives_the_same_bytes_in_any_order():
    def made(chunks):
        school = plan_school(21_000, seed=7)
        rows = {chunk: sit(school, chunk, [answer_model(EDITIONS[2])], wave=2) for chunk in chunks}
        folk = {chunk: people(school, chunk) for chunk in chunks}
        return [
            (rows[c].answers[0].tobytes(), rows[c].submitted.tobytes(), rows[c].number, folk[c].name, folk[c].first.phone)
            for c in (0, 1, 2)
        ]

    assert made((0, 1, 2)) == made((2, 0, 1))


def test_another_seed_gives_another_school():
    one, other = (people(plan_school(400, seed), 0) for seed in (1, 2))
    assert one.name != other.name


def test_no_two_pupils_share_a_number_and_none_could_be_real():
    numbers = student_numbers(np.arange(1_000_000))
    assert len(set(numbers)) == 1_000_000
    assert all(number.startswith(NUMBER_PREFIX) and len(number) == 19 for number in numbers[:2_000])


def test_a_mistyped_number_is_never_the_right_one_and_hardly_ever_anothers():
    rng = np.random.default_rng(3)
    numbers = student_numbers(np.arange(5_000))
    slips = [mistype(number, rng) for number in numbers]
    assert not [number for number, slip in zip(numbers, slips, strict=True) if number == slip]
    assert not set(numbers) & set(slips)


def test_pupils_are_of_the_age_of_their_grade(school):
    folk = people(school, 0)
    born = folk.born[folk.grade == 4]
    assert born.min() == np.datetime64("2016-09")
    assert born.max() == np.datetime64("2017-08")  # grade 1 in 2023, six by the end of August


def test_everybody_a_tier_needs_is_there_once():
    school = plan_school(600, seed=1)
    everybody = staff(school)
    roles = [(one.role, one.school_class, one.grade) for one in everybody]
    assert len(set(roles)) == len(roles)
    for name in school.class_names:
        held = {one.role for one in everybody if one.school_class == name}
        assert held == {Role.HOMEROOM_TEACHER, Role.HOMEROOM_DEPUTY}
    alone = {one.role for one in everybody if not one.school_class and one.grade is None}
    assert alone == {Role.PRINCIPAL, Role.MORAL_EDUCATION_HEAD, Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY}


@pytest.mark.parametrize(
    ("place", "items", "cut", "share"),
    [
        pytest.param(0, MHT["learning_anxiety"], 8, 0.52, id="MHT learning anxiety, 45-58 % in cited samples"),
        pytest.param(0, CONTENT, 65, 0.05, id="MHT total, 2-10 % in cited samples"),
        pytest.param(0, MHT["lie"], 7, 0.08, id="MHT lie scale, ours"),
        pytest.param(1, range(1, 10), 10, 0.20, id="PHQ-9, 23 % in Zigong with pupils of 12-18"),
        pytest.param(2, range(1, 8), 10, 0.14, id="GAD-7, 13.9 % in Zigong"),
    ],
)
def test_shares_above_a_cut_are_the_cited_ones(wave, place, items, cut, share):
    scores = totals(answers(wave, place), list(items))
    assert abs((scores >= cut).mean() - share) < sampling_error(share, len(scores)) + 0.002


def test_one_in_six_says_yes_to_85_or_97(wave):
    codes = answers(wave, 0)[:, [84, 96]]
    both = codes[(codes >= 0).all(axis=1)]
    assert abs((both.max(axis=1) == 1).mean() - 0.16) < sampling_error(0.16, len(both))


@pytest.mark.parametrize(
    ("place", "items", "low", "high"),
    [
        pytest.param(0, CONTENT, 0.92, 0.95, id="MHT total about .93"),
        pytest.param(1, range(1, 10), 0.84, 0.905, id="PHQ-9: .84 in Taiwan, .905 in the UKM sample"),
        pytest.param(2, range(1, 8), 0.87, 0.945, id="GAD-7 about .9"),
    ],
)
def test_reliabilities_are_the_cited_ones(wave, place, items, low, high):
    codes = answers(wave, place)[:, np.array(list(items)) - 1].astype(float)
    assert low < alpha(np.where(codes < 0, np.nan, codes)) < high


def test_as_many_are_absent_blank_and_mistaken_as_assumed(school, wave):
    sat = len(np.unique(np.concatenate([rows.pupil for rows in wave])))
    assert abs(sat / PUPILS - 0.96) < 0.004
    asked = np.concatenate([rows.asked[0] for rows in wave])
    assert abs((answers(wave, 0)[asked] < 0).mean() - 0.0095) < 0.001
    right = student_numbers(np.concatenate([rows.pupil for rows in wave]))
    typed = [number for rows in wave for number in rows.number]
    assert abs(np.mean([one != other for one, other in zip(right, typed, strict=True)]) - 0.05) < 0.004
    consent = np.concatenate([people(school, chunk).consent for chunk in range(school.chunks)])
    assert abs((consent != 1).mean() - 0.02) < 0.003
    assert 0.004 < 1 - np.concatenate([rows.agreed for rows in wave]).mean() < 0.01


def test_pupils_of_other_grades_are_not_asked(school, wave):
    for rows in wave:
        grade = school.class_grades[school.class_of(rows.pupil)]
        assert not rows.asked[1][grade < 7].any()
        assert (rows.answers[1][grade < 7] == -1).all()


def test_even_the_smallest_school_shows_every_safety_answer():
    models = [answer_model(edition) for edition in EDITIONS[:2]]
    rows = sit(plan_school(60, seed=4), 0, models)
    pair, ninth = rows.answers[0][:, [84, 96]], rows.answers[1][:, 8]
    assert (pair == 1).all(axis=1).any()
    assert {1, 2, 3} <= set(ninth.tolist())


def test_distress_lasts_from_wave_to_wave_but_not_wholly(school):
    sex = people(school, 0).sex
    first, second = (distress(school, 0, wave, sex) for wave in (1, 2))
    assert 0.65 < np.corrcoef(first, second)[0, 1] < 0.78
    assert second.mean() < first.mean()


def test_a_better_answer_is_a_higher_code_where_the_scale_says_so():
    model = answer_model(load_instrument("sdq_self@1"))
    turned = [item for item, is_turned in enumerate(model.turned, start=1) if is_turned]
    assert turned == [1, 4, 7, 9, 11, 14, 17, 20, 21, 25]  # prosocial items, and the five that are keyed the other way
    rows = sit(plan_school(4_000, seed=1), 0, [model])
    codes = rows.answers[0][(rows.answers[0] >= 0).all(axis=1)].astype(float)
    assert np.corrcoef(codes[:, 2], codes[:, 7])[0, 1] > 0.1  # two symptoms
    assert np.corrcoef(codes[:, 20], codes[:, 14])[0, 1] < -0.1  # a strength and a symptom


@pytest.mark.parametrize("code", ["mht", "sdq_self", "phq9", "gad7", "scared", "dsrsc", "who5", "mssmhs"])
def test_every_edition_can_be_answered_within_its_codes(code):
    edition = load_instrument(code)
    rows = sit(plan_school(2_000, seed=3), 0, [answer_model(edition)])
    given = rows.answers[0][rows.asked[0]]
    assert set(np.unique(given).tolist()) == {-1, *range(edition.items.low, edition.items.high + 1)}


def test_rows_come_in_the_order_of_their_times_within_school_hours(wave):
    for rows in wave[:2]:
        assert (np.diff(rows.submitted.astype(np.int64)) >= 0).all()
        hours = rows.submitted.astype("datetime64[h]").astype(np.int64) % 24
        assert set(hours.tolist()) <= set(range(8, 16))
