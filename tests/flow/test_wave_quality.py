"""The report on a wave: attended, for the counselor, of everybody together, never of a pupil."""

import dataclasses
import os
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.policy_files import load_band_mapping
from screening.core.errors import NotAllowed, StoreFault
from screening.core.ids import ClassId, StaffId, WaveId
from screening.core.tiers import Role
from screening.entrypoints.cli.main import exit_code
from screening.intake.interface import Person
from screening.research.answering import Index, Standing
from screening.research.synthetic import answer_model, plan_school
from screening.research.synthetic.sheets import make_register, make_sheets
from screening.services.ports import SchoolClass, StaffMember, Wave
from screening.services.wave_quality import wave_quality

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
RULES = SimpleNamespace(mapping=load_band_mapping())


class FakeStore:
    """A synthetic school whose blocks a test may change; remembers what was audited and whether it was committed."""

    def __init__(self, pupils=600, codes=("mht@1", "phq9@1"), change=lambda block: block):
        self.school, self.change = plan_school(pupils, seed=8), change
        self.models = [answer_model(load_instrument(code)) for code in codes]
        self.roster = self
        self.waves = SimpleNamespace(waves=self.known, blocks=self.blocks)
        self.events, self.committed = [], False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def commit(self):
        self.committed = True

    def known(self):
        return [Wave(id=WaveId(1), name="秋", opened_at=NOW, closed_at=None)]

    def register(self, audit):
        self.events.append(audit)
        return make_register(self.school)

    def classes(self):
        grades = self.school.class_grades.tolist()
        return [SchoolClass(id=ClassId(n), name=name, grade=grades[n]) for n, name in enumerate(self.school.class_names)]

    def blocks(self, _wave, _casework, audit):
        self.events.append(audit)
        return [self.change(block) for block in make_sheets(self.school, self.models)]


def member(role=Role.PSYCH_TEACHER):
    return StaffMember(id=StaffId(7), name="老师", roles=(Person(name="老师", role=role),))


def report(store=None, name="秋", person=None):
    store = store or FakeStore()
    return wave_quality(name, person=person or member(), key=SimpleNamespace(key_id=1), uow=store, rules=RULES, now=NOW)


def replaced(block, **columns):
    return dataclasses.replace(block, answers=dataclasses.replace(block.answers, **columns))


def members(store, place):
    """Pupils of the class at this place."""
    register = make_register(store.school)
    return register.pupil[register.school_class == place]


def test_every_instrument_of_the_wave_is_reported():
    found = report()
    assert [one.instrument.edition for one in found.instruments] == ["mht@1", "phq9@1"]
    assert all(one.scales and len(one.indices) == len(Index) for one in found.instruments)
    assert found.patterns_judged
    assert found.classes == ()


@pytest.mark.parametrize("role", [Role.HOMEROOM_TEACHER, Role.PRINCIPAL, Role.MORAL_EDUCATION_HEAD])
def test_only_the_counselor_may_see_it(role):
    store = FakeStore()
    with pytest.raises(NotAllowed):
        report(store, person=member(role))
    assert not store.events


def test_every_reading_is_audited_and_committed():
    store = FakeStore(pupils=60)
    report(store)
    assert store.committed
    assert {event.what for event in store.events} == {"wave.quality"}


def test_an_unknown_wave_is_an_error_that_lists_the_waves():
    with pytest.raises(StoreFault, match="no wave called"):
        report(name="冬")


def test_below_ten_sheets_no_figure_is_shown():
    few = report(FakeStore(codes=("mht@1",), change=first(9)))
    assert [(one.sheets, one.scales, one.indices) for one in few.instruments] == [(9, (), ())]


def first(count):
    def cut(block):
        rows = slice(count)
        columns = {
            name: getattr(block.answers, name)[rows] for name in ("row", "pupil", "codes", "seconds_per_item", "answered_at")
        }
        scores = dataclasses.replace(
            block.scores, **{name: getattr(block.scores, name)[rows] for name in ("values", "answered", "bands")}
        )
        return dataclasses.replace(
            replaced(block, **columns), scores=scores, validity=block.validity[rows], safety=block.safety[rows]
        )

    return cut


def test_a_class_that_copied_is_named_and_nobody_in_it():
    store = FakeStore()
    copiers = members(store, 2)[:20]

    def copied(block):
        codes = block.answers.codes.copy()
        inside = np.isin(block.answers.pupil, copiers)
        if inside.any():
            codes[inside] = codes[np.flatnonzero(inside)[0]]
        return replaced(block, codes=codes)

    store.change = copied
    found = report(store)
    assert [one.name for one in found.classes] == [store.school.class_names[2]]
    assert found.classes[0].alike == pytest.approx(20 / found.classes[0].sheets, abs=0.05)
    assert found.classes[0].pace is None


def test_copies_in_one_instrument_only_are_none():
    """Two classmates with the same short PHQ-9 sheet differ in the MHT: the whole of what they answered counts."""
    store = FakeStore()

    def short_alike(block):
        if block.answers.instrument.code == "mht":
            return block
        codes = np.tile(np.array([0, 1, 0, 0, 0, 0, 0, 0, 0], np.int8), (len(block), 1))
        return replaced(block, codes=codes)

    store.change = short_alike
    grades_with_both = [one for one in report(store).classes if one.alike is not None]
    assert grades_with_both == []


def test_a_class_in_a_third_of_the_usual_time_is_named():
    store = FakeStore()
    quick = members(store, 4)

    def hurried(block):
        inside = np.isin(block.answers.pupil, quick)
        return replaced(block, seconds_per_item=np.where(inside, 1, 3).astype(np.float32))

    store.change = hurried
    found = report(store)
    assert [(one.name, one.alike) for one in found.classes] == [(store.school.class_names[4], None)]
    assert found.classes[0].pace == pytest.approx(1 / 3)


def test_a_short_wave_says_that_equal_sheets_tell_nothing():
    found = report(FakeStore(codes=("phq9@1",)))
    assert not found.patterns_judged
    assert found.classes == ()
    shown = {one.index: one.standing for one in found.instruments[0].indices}
    assert shown[Index.LONG_STRING] is Standing.UNTOLD


@pytest.fixture
def exported(tmp_path):
    """A plain file of 200 DSRSC sheets, as the platform would hand it over, or with its reversed items turned already."""
    instrument = load_instrument("dsrsc@1")
    codes = next(make_sheets(plan_school(200, seed=1), [answer_model(instrument)])).answers.codes.copy()

    def write(*, turned=False, rows=None):
        written = codes.copy()
        if turned:
            places = [item - 1 for item in instrument.scales["total"].reversed]
            written[:, places] = np.where(written[:, places] >= 0, 2 - written[:, places], -1)
        head = "学号," + ",".join(f"q{n}" for n in range(1, 19))
        lines = [
            f"G99{n:016d}," + ",".join("" if code < 0 else str(code) for code in row)
            for n, row in enumerate(written[:rows].tolist())
        ]
        path = tmp_path / "export.csv"
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        return path

    return write


def psychometrics(path, capsys, lang="zh"):
    code = exit_code(["--lang", lang, "score", str(path), "--instrument", "dsrsc", "--psychometrics"], os.environ)
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return printed.out


def test_a_file_tells_its_reliability_and_nobodys_scores(exported, capsys):
    out = psychometrics(exported(), capsys)
    assert "α" in out
    assert "0.73" in out  # published
    assert "G99" not in out
    assert "请先核对" not in out


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "平台可能已经反向过一次"), ("en", "the platform may have turned them already")]
)
def test_a_file_with_items_turned_twice_says_where_to_look(exported, capsys, lang, said):
    assert said in psychometrics(exported(turned=True), capsys, lang)


def test_a_file_of_nine_sheets_tells_nothing(exported, capsys):
    out = psychometrics(exported(rows=9), capsys)
    assert "不足 10 份" in out
    assert "α" not in out
