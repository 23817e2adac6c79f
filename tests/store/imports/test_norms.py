"""Norms through a real workspace: tried before anybody agrees, recorded with who and why, pinned in what is read afterwards."""

import csv
import shutil

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.adapters.norm_files import load_norm_table, write_norm_table
from screening.adapters.survey_files import open_export
from screening.core.audit import Audit
from screening.core.errors import FileFault, InstrumentFault, KeyFault, MappingFault, NotAllowed, PolicyFault, StoreFault
from screening.core.severity import Band
from screening.core.tiers import Role
from screening.services.agreed_norms import agreed_norms
from screening.services.fit_norms import NormHead, fit_norm, joined, sample_of_wave
from screening.services.load_norms import agree_norm, try_norms
from screening.services.norm_samples import sample_of_table
from tests.flow.people import member
from tests.store.imports.conftest import WAVE, School, open_at
from tests.unit.alerts.test_local_bands import norm, rare
from tests.unit.scoring.test_local_norms import sample

HEAD = NormHead(name="made-up", version="1", region="虚构区", wave="", year=2026)
ANXIOUS = rare("learning_anxiety", 9, grades=(4, 5, 6, 7, 8, 9))


@pytest.fixture(scope="module")
def imported(original, tmp_path_factory):
    """The synthetic wave, taken in once."""
    folder = tmp_path_factory.mktemp("norms")
    shutil.copytree(original[0], folder / "workspace")
    school = School(folder=folder, export=original[1], work=open_at(folder / "workspace"))
    school.take(school.export, "mht", "phq9", "gad7")
    school.work.store.close()
    return folder / "workspace"


@pytest.fixture
def taken(imported, original, tmp_path):
    shutil.copytree(imported, tmp_path / "workspace")
    return School(folder=tmp_path, export=original[1], work=open_at(tmp_path / "workspace"))


def tried(school, table, wave=WAVE, **more):
    work = school.work
    standard = {"base": work.base_mapping, "rules": work.rules, "person": work.working_member(), "key": work.unlock(None)}
    return try_norms(table.instrument, table, wave=wave, uow=work.uow(), now=work.now(), **(standard | more))


def readings(school, edition="mht@1"):
    with school.work.uow() as uow:
        wave = uow.waves.waves()[0]
        pupils = uow.roster.register(school.audit()).pupil
        return [one for one in uow.waves.readings(wave.id, np.sort(pupils), school.audit()) if one.edition == edition]


def test_a_trial_says_who_would_change_and_writes_nothing(taken):
    table = norm("mht@1", [ANXIOUS])
    before = taken.counts()
    trial = tried(taken, table, names=True)
    assert taken.counts() == before
    assert {(one.grade, one.before, one.after) for one in trial.cuts} == {(grade, 13, 9) for grade in range(4, 10)}
    (read,) = readings(taken)
    column = taken.work.mapping.of("mht@1").read_subscales.index("learning_anxiety")
    (move,) = trial.moves
    assert (move.before, move.after, move.scale) == ("B1", "B2", "learning_anxiety")
    raised = set(read.pupil[read.subscales[:, column] == Band.B1].tolist())
    assert set(move.pupils) <= raised
    assert len(move.pupils) >= 10
    assert set(trial.names) == set(move.pupils)
    assert trial.sheets == len(read.pupil)
    assert trial.uncovered == 0


def test_a_decision_is_recorded_with_who_and_why_and_later_sheets_name_it(taken):
    work = taken.work
    table = norm("mht@1", [ANXIOUS])
    agreed = agree_norm("mht@1", table, because="第一批次后商定", person=work.working_member(), uow=work.uow(), now=work.now())
    assert [(one.number, one.because, one.by, one.table) for one in agreed.decisions] == [
        (1, "第一批次后商定", work.person, table)
    ]
    again = open_at(work.settings.workspace)
    assert again.mapping.version == f"{work.base_mapping.version}+norms@1"
    assert {one.mapping for one in readings(taken)} == {f"band-mapping@{work.base_mapping.version}"}  # read before: unchanged
    later = type(taken)(folder=taken.folder, export=taken.export, work=again)
    pupil = taken.pupils(7)[0]
    items = load_instrument("mht").scales["learning_anxiety"].items
    answers = dict.fromkeys(items[:10], 1)
    file = taken.write("later.csv", 100, [(pupil.told.number, answers, 0)])
    later.take(file, "mht", wave=_open(again, "另一批"))
    with again.uow() as uow:
        wave = next(one for one in uow.waves.waves() if one.name == "另一批")
        (read,) = uow.waves.readings(wave.id, np.array([pupil.id], np.int32), taken.audit())
    assert read.mapping == f"band-mapping@{work.base_mapping.version}+norms@1"
    column = again.mapping.of("mht@1").read_subscales.index("learning_anxiety")
    assert read.subscales[0, column] == Band.B2


def _open(work, name):
    with work.uow() as uow:
        uow.waves.open(name, Audit(who=work.person, what="wave.open", target="wave", at=work.now()))
        uow.commit()
    return name


def test_a_norm_is_dropped_by_a_decision_too(taken):
    work = taken.work
    told = {"person": work.working_member(), "uow": work.uow(), "now": work.now()}
    agree_norm("mht@1", norm("mht@1", [ANXIOUS]), because="试行", **told)
    left = agree_norm("mht@1", None, because="不再试行", **told)
    assert (left.version, left.tables) == (2, ())
    assert open_at(work.settings.workspace).mapping.instruments == work.base_mapping.instruments
    with pytest.raises(PolicyFault):
        agree_norm("mht@1", None, because="再一次", **told)


def test_without_a_reason_nothing_is_agreed(taken):
    work = taken.work
    with pytest.raises(PolicyFault):
        agree_norm("mht@1", norm("mht@1", [ANXIOUS]), because=" ", person=work.working_member(), uow=work.uow(), now=work.now())
    with work.uow() as uow:
        assert agreed_norms(uow, taken.audit()).version == 0


def test_only_the_counselor_tries_and_agrees_and_only_with_the_key(taken):
    teacher = member(9, Role.HOMEROOM_TEACHER)
    work, table = taken.work, norm("mht@1", [ANXIOUS])
    with pytest.raises(NotAllowed):
        tried(taken, table, person=teacher)
    with pytest.raises(NotAllowed):
        agree_norm("mht@1", table, because="好", person=teacher, uow=work.uow(), now=work.now())
    with pytest.raises(KeyFault):
        tried(taken, table, key=None)


def test_the_sample_of_a_wave_is_its_valid_sheets_by_grade_and_class(taken):
    work = taken.work
    told = {"person": work.working_member(), "key": work.unlock(None), "uow": work.uow(), "now": work.now()}
    instrument, found = sample_of_wave(WAVE, "mht", **told)
    (read,) = readings(taken)
    readable = (read.validity & 31) == 0
    assert instrument.edition == "mht@1"
    assert len(found.values) == np.count_nonzero(readable)
    with work.uow() as uow:
        register = uow.roster.register(taken.audit())
    grade = dict(zip(register.pupil.tolist(), register.grade.tolist(), strict=True))
    assert sorted(found.grade.tolist()) == sorted(grade[one] for one in read.pupil[readable].tolist())
    with pytest.raises(StoreFault):  # three instruments: which one?
        sample_of_wave(WAVE, "", **told)
    with pytest.raises(StoreFault):  # a school of 180 is too small
        fit_norm(found, instrument, HEAD)


def test_a_norm_file_is_read_back_as_it_was_written_and_never_overwritten(tmp_path):
    phq9 = load_instrument("phq9")
    table = fit_norm(joined([sample(250), sample(250, seed=2)]), phq9, HEAD)
    assert {cell.n for cell in table.cells if cell.sex == "all"} == {500}
    assert {cell.classes for cell in table.cells if cell.sex == "all"} == {16}  # classes of two schools stay apart
    write_norm_table(table, tmp_path / "norm.yaml")
    assert load_norm_table(tmp_path / "norm.yaml") == table
    with pytest.raises(FileFault):
        write_norm_table(table, tmp_path / "norm.yaml")


def test_a_file_that_is_no_norm_is_told_so(tmp_path):
    (tmp_path / "other.yaml").write_text("schema: band_mapping/1\n", "utf-8")
    with pytest.raises(InstrumentFault):
        load_norm_table(tmp_path / "other.yaml")


@pytest.fixture
def typed(taken, typed_in):
    """Run a command line in the workspace; its exit code and what it printed."""
    return typed_in(taken.work.settings.workspace)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_show_try_agree_and_drop(typed, taken, lang):
    path = taken.folder / "norm.yaml"
    write_norm_table(norm("mht@1", [ANXIOUS]), path)
    code, out = typed("norms", "load", str(path), lang=lang)
    assert code == 0
    assert "B1 → B2" in out
    names = [one.told.name for grade in range(4, 10) for one in taken.pupils(grade)]
    assert not any(name in out for name in names)
    assert typed("norms", "load", str(path), "--agree", lang=lang)[0] == 14  # no reason given
    code, out = typed("norms", "load", str(path), "--agree", "--because", "商定", lang=lang)
    assert (code, "norms@1" in out) == (0, True)
    code, out = typed("norms", "show", "mht", lang=lang)
    assert (code, "made-up@1" in out, "商定" in out) == (0, True, True)
    code, out = typed("norms", "drop", "mht", "--names", lang=lang)
    assert code == 0
    assert any(name in out for name in names)  # asked for, and shown to the counselor
    assert typed("norms", "drop", "mht", "--agree", "--because", "停", lang=lang)[0] == 0


def test_a_norm_is_fitted_to_scored_tables_with_a_class_column(typed, taken):
    rng = np.random.default_rng(6)
    for name, more in (("a.csv", {}), ("b.csv", {"class": ""})):
        with (taken.folder / name).open("w", encoding="utf-8", newline="") as file:
            rows = [{"row": n, "student": f"G99{n}", "total": int(rng.integers(0, 28)), "validity": "OK", "refusal": "",
                     "class": f"七年级{n % 5 + 1}班"} | more for n in range(300)]  # fmt: skip
            rows += [{"row": 300, "student": "", "total": "", "validity": "", "refusal": "blank", "class": ""}]
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    out = taken.folder / "fitted.yaml"
    table = str(taken.folder / "a.csv")
    code, said = typed("norms", "fit", "--scores", table, "--instrument", "phq9", "--out", str(out), "--region", "虚构区")
    assert code == 0, said
    (cell,) = [one for one in load_norm_table(out).cells if one.sex == "all"]
    assert (cell.n, cell.classes, cell.grades) == (300, 5, (7,))
    nowhere = str(taken.folder / "b.csv")
    assert typed("norms", "fit", "--scores", nowhere, "--instrument", "phq9", "--out", str(taken.folder / "x.yaml"))[0] == 15


def test_a_table_without_grades_or_of_another_instrument_is_refused(taken):
    path = taken.folder / "scores.csv"
    path.write_text("row,student,total,validity,refusal\n1,G991,3,OK,\n", "utf-8")
    with pytest.raises(MappingFault):
        sample_of_table(open_export(path), load_instrument("phq9"))
    path.write_text("row,student,other,class,refusal\n1,G991,3,七年级1班,\n", "utf-8")
    with pytest.raises(MappingFault):
        sample_of_table(open_export(path), load_instrument("phq9"))
