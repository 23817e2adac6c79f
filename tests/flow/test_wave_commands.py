"""`screening wave` and `screening consent` as they are typed: what is asked for, what is written, what is never shown."""

import pytest

from tests.store.imports.conftest import WAVE

GATE = ("--filing", "备1", "--impact-note", "2026-09-01 档案室")


@pytest.fixture
def typed(school, typed_in):
    """Run a command line in the workspace; its exit code and what it printed."""
    return typed_in(school.work.settings.workspace)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_gate_lists_everything_and_writes_nothing(typed, school, lang):
    before = school.counts()
    code, out = typed("wave", "open", "下一批", lang=lang)
    assert code == 18
    assert all(option in out for option in ("--filing", "--waiver", "--impact", "--sitting"))
    assert school.counts() == before


def test_a_checklist_and_an_archive_open_from_the_command_line(typed):
    assert typed("wave", "open", "观察表", "--kind", "checklist", *GATE)[0] == 0
    assert typed("wave", "open", "往年", "--archive", "--year", "2025", *GATE)[0] == 0
    code, out = typed("wave", "list")
    assert code == 0
    assert "往期存档" in out
    assert typed("wave", "show", "往年", "--critical")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(("--kind", "monthly"), id="a kind there is not"), pytest.param(("--grades", "all"), id="grades in words")],
)
def test_wrong_use_names_the_option(typed, arguments):
    assert typed("wave", "open", "下一批", *arguments, *GATE)[0] == 2


def test_an_empty_impact_form_is_written_once_and_is_not_accepted_empty(typed, school):
    form = school.folder / "评估.toml"
    assert typed("wave", "open", "--impact-form", str(form))[0] == 0
    assert typed("wave", "open", "--impact-form", str(form))[0] == 10
    assert typed("wave", "open", "下一批", "--kind", "checklist", "--filing", "备1", "--impact", str(form))[0] == 10
    form.write_text(form.read_text(encoding="utf-8").replace('""', '"已填"'), encoding="utf-8")
    assert typed("wave", "open", "下一批", "--kind", "checklist", "--filing", "备1", "--impact", str(form))[0] == 0


def test_slips_are_one_file_a_class_and_name_nobody_on_the_screen(typed, school):
    there, *rest = school.pupils(8)
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9")
    folder = school.folder / "条"
    code, out = typed("wave", "show", WAVE, "--slips", str(folder))
    assert code == 0
    assert {path.stem for path in folder.iterdir()} >= {pupil.told.school_class for pupil in rest}
    assert all(path.read_bytes().startswith(b"%PDF") for path in folder.iterdir())
    assert not any(pupil.told.name in out for pupil in rest)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_consents_are_taken_in_withdrawn_and_shown(typed, school, lang):
    pupil = school.pupils(8)[0].told
    table = school.folder / "同意.csv"
    table.write_text(f"学号,姓名,是否同意\n{pupil.number},{pupil.name},同意\nG990000000000000000,某人,同意\n", encoding="utf-8")
    code, out = typed("consent", "import", str(table), "--channel", "纸质", lang=lang)
    assert code == 3  # one row counts for nobody
    assert pupil.name not in out
    assert typed("consent", "withdraw", pupil.number, "--who", "母亲", lang=lang)[0] == 0
    code, out = typed("consent", "show", pupil.number, lang=lang)
    assert (code, "母亲" in out, pupil.name in out) == (0, True, False)
    assert typed("consent", "show", lang=lang)[0] == 0
