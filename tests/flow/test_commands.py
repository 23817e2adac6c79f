"""Every daily command on a demonstration workspace, in both languages: exit 0, no traceback, and nothing that must not show."""

import re
import shutil

import pytest

from tests.store.imports.conftest import WAVE, School, open_at

COMMANDS = (
    ["wave", "list"], ["wave", "show", WAVE], ["wave", "quality", WAVE],
    ["roster", "show"], ["alerts", "list"], ["alerts", "list", "--limit", "2"],
    ["tasks", "list"], ["tasks", "list", "--all", "--limit", "3"], ["refusals", WAVE], ["audit", "verify"], ["audit", "show"],
    ["run", "--once"], ["doctor"], ["outbox", "list"], ["policy", "show"],
)  # fmt: skip


@pytest.fixture(scope="module")
def demonstrated(original, tmp_path_factory):
    """A workspace with the synthetic wave imported, one unidentified safety answer and a note in a file."""
    folder = tmp_path_factory.mktemp("commands")
    workspace, export = original
    shutil.copytree(workspace, folder / "workspace")
    school = School(folder=folder, export=export, work=open_at(folder / "workspace"))
    school.take(export, "mht", "phq9", "gad7")
    school.take(school.write("unknown.csv", 9, [("G990000000000000000", {9: 2}, 0)]), "phq9")
    return school


@pytest.fixture
def typed(demonstrated, typed_in):
    """Run a command line in the workspace; its exit code and what it printed."""
    return typed_in(demonstrated.work.settings.workspace)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_does_its_work_and_says_so(typed, arguments, lang):
    code, out = typed(*arguments, lang=lang)
    assert code in ({0, 15} if arguments == ["doctor"] else {0}), out
    assert out.strip()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_case_is_shown_noted_and_its_task_done(typed, demonstrated, lang):
    alert = max(demonstrated.alerts().values(), key=lambda one: one.decision.severity)
    pupil = next(p for grade in range(4, 10) for p in demonstrated.pupils(grade) if p.id == alert.pupil)
    number = pupil.told.number
    code, out = typed("case", "add", "--number", number, "--text", "已面谈", lang=lang)
    assert code == 0
    assert number not in out
    code, out = typed("case", "show", "--number", number, lang=lang)
    assert (code, "已面谈" in out, number in out) == (0, True, False)
    assert typed("alerts", "show", str(alert.id), lang=lang)[0] == 0
    task = next(t for t in demonstrated.tasks() if t.task.pupil == pupil.id)
    assert typed("tasks", "done", str(task.id), "--note", "完成", lang=lang)[0] == 0
    assert typed("tasks", "done", str(task.id), "--note", "完成", lang=lang)[0] == 18  # IllegalMove


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_imported_before_and_a_dry_run_change_nothing(typed, demonstrated, lang):
    before = demonstrated.counts()
    assert typed("import", str(demonstrated.export), "--wave", WAVE, "--instrument", "mht", "--dry-run", lang=lang)[0] == 0
    again = ["--instrument", "mht", "--instrument", "phq9", "--instrument", "gad7"]
    assert typed("import", str(demonstrated.export), "--wave", WAVE, *again, lang=lang)[0] == 0
    assert demonstrated.counts() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["case", "show", "--number", "G990000000000000000"], 10, id="a number nobody has"),
        pytest.param(["wave", "open", WAVE], 15, id="a name that is taken"),
        pytest.param(["wave", "show", "没有"], 15, id="a wave there is none"),
        pytest.param(["alerts", "show", "999999"], 15, id="an alert there is none"),
        pytest.param(["tasks", "done", "999999", "--note", ""], 15, id="a task there is none"),
    ],
)
def test_a_slip_is_one_message_with_its_exit_code_and_repeats_no_number(typed, arguments, code):
    found, out = typed(*arguments)
    assert found == code
    assert "G99" not in out


def test_somebody_else_than_the_counselor_sees_no_alert_no_case_and_no_refusal(typed, demonstrated, monkeypatch):
    teacher = next(t.task.owner for t in demonstrated.tasks() if t.task.plan.owner == "homeroom_teacher")
    monkeypatch.setenv("SCREENING_PERSON", str(teacher))
    for arguments in (["alerts", "list"], ["refusals", WAVE], ["wave", "show", WAVE], ["tasks", "list", "--all"]):
        assert typed(*arguments)[0] == 17
    code, out = typed("tasks", "list")
    assert code == 0
    names = {p.told.name for grade in range(4, 10) for p in demonstrated.pupils(grade)}
    own = {t.task.pupil for t in demonstrated.tasks() if t.task.owner == teacher}
    allowed = {p.told.name for grade in range(4, 10) for p in demonstrated.pupils(grade) if p.id in own}
    assert not {name for name in names - allowed if f" {name} " in out}


def test_closing_a_wave_says_how_many_were_absent(typed):
    code, out = typed("wave", "close", WAVE)
    assert code == 0
    assert "缺席" in out
    assert typed("wave", "close", WAVE)[0] == 18


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_year_is_told_class_by_class_and_writes_nothing_in_a_dry_run(typed, demonstrated, lang):
    with demonstrated.work.uow() as uow:
        pupils = [p.told for p in uow.roster.pupils(demonstrated.audit()) if p.told.grade < 9]
        uow.commit()
    lines = [f"{p.name},{p.number},{p.grade + 1}{p.school_class[1:]}" for p in pupils]
    path = demonstrated.folder / "new.csv"
    path.write_text("\n".join(["姓名,学籍号,班级", *lines]), encoding="utf-8")
    before = demonstrated.counts()
    code, out = typed("roster", "import", str(path), "--new-year", "--dry-run", lang=lang)
    assert code == 0, out
    assert re.search(r"701 +801", out)
    assert demonstrated.counts() == before
    assert not any(p.name in out or p.number in out for p in pupils)


def test_a_refused_row_is_confirmed_by_row_and_number(typed, demonstrated):
    number = demonstrated.pupils(8)[0].told.number
    code, out = typed("refusals", WAVE, "--confirm", f"1={number}")
    assert code == 0, out
    assert "!!" in out
    assert number not in out
    assert "已确认" in typed("refusals", WAVE)[1]


@pytest.mark.parametrize("told", ["1", "x=G99", "=G99", "1="])
def test_a_confirmation_that_is_no_pair_is_wrong_use(typed, told):
    assert typed("refusals", WAVE, "--confirm", told)[0] == 2
