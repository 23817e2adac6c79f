"""`screening wave kit` and `wave check` on a workspace, and slips' codes found again by an import."""

import csv
import os
import shutil

import fastexcel
import pikepdf
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import NotAllowed
from screening.entrypoints.cli.main import exit_code
from screening.intake.interface import Why
from screening.intake.kit.codes import is_code
from screening.services.list_refusals import list_refusals
from screening.services.make_kit import make_kit, make_slips
from tests.store.imports.conftest import WAVE, School, open_at
from tests.unit.intake.kit.submissions import made

LINK = "https://www.wjx.cn/vm/abc.aspx"


@pytest.fixture(scope="module")
def place(small, tmp_path_factory):
    """The smallest school, with the kit of its wave made in a folder."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copytree(small[0], folder / "workspace")
    school = School(folder=folder, export=small[1], work=open_at(folder / "workspace"))
    out = str(folder / "kit")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder / "workspace")
        assert exit_code(["wave", "kit", WAVE, "--instrument", "mht", "--instrument", "phq9", "--out", out], os.environ) == 0
        assert exit_code(["wave", "kit", WAVE, "--link", LINK, "--out", out], os.environ) == 0
    return school


@pytest.fixture
def typed(place, capsys, monkeypatch):
    monkeypatch.chdir(place.work.settings.workspace)

    def run(*arguments):
        capsys.readouterr()
        code = exit_code([*arguments], os.environ)
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out + told.err

    return run


def slips_of(school, only=""):
    work = school.work
    return make_slips(
        WAVE, LINK, instrument_of=load_instrument, person=work.working_member(), uow=work.uow(), now=work.now(), only=only
    )


def test_the_folder_holds_every_page_and_no_name_in_any_file_name(place):
    names = sorted(path.relative_to(place.folder / "kit").as_posix() for path in (place.folder / "kit").rglob("*.*"))
    assert [name.split(" ")[0] for name in names if name[0].isdigit()] == [
        "0",
        "1",
        "1",
        "10",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
    ]
    classes = {p.told.school_class for p in place.pupils_of_any_grade("granted")}
    assert {name for name in names if name.startswith("学生小条")} == {f"学生小条/{one}.pdf" for one in classes}
    assert not any(p.told.name in name for name in names for p in place.pupils_of_any_grade("granted"))
    assert {path.stat().st_mode & 0o077 for path in (place.folder / "kit").rglob("*.pdf")} == {0}


def test_the_workbook_holds_the_order_the_options_and_their_codes(place):
    book = fastexcel.read_excel(str(place.folder / "kit" / "1 题目清单.xlsx"))
    assert book.sheet_names == ["mht", "phq9", "班级选项"]
    rows = book.load_sheet("phq9", header_row=None, dtypes="string").to_arrow().to_pylist()
    cells = [list(row.values()) for row in rows]
    instrument = load_instrument("phq9")
    assert [row[1] for row in cells[1:]] == list(instrument.item_ids)
    assert cells[1][3:11] == ["完全不会", "0", "好几天", "1", "一半以上天数", "2", "几乎每天", "3"]
    assert cells[2][11:] == ["2. 好几天", "1. 完全不会"]


def test_a_class_has_a_list_and_ten_slips_a_page(place):
    kit, _, classes = slips_of(place)
    assert [sheet.instrument.code for sheet in kit.sheets] == ["mht", "phq9"]
    for one in classes:
        with pikepdf.open(place.folder / "kit" / "学生小条" / f"{one.school_class}.pdf") as document:
            assert len(document.pages) == 1 + -(-len(one.slips) // 10)


def test_slips_are_for_pupils_with_consent_only_and_no_two_are_alike(place):
    _, trial, classes = slips_of(place)
    slips = [slip for one in classes for slip in one.slips]
    assert sorted(slip.name for slip in slips) == sorted(p.told.name for p in place.pupils_of_any_grade("granted"))
    codes = {trial.code, *(slip.code for slip in slips)}
    assert len(codes) == len(slips) + 1
    assert all(map(is_code, codes))
    assert all(slip.link == f"{LINK}?sojumpparm={slip.code}" for slip in slips)
    assert slips_of(place)[2] == classes  # a lost slip can be printed again


def test_printing_slips_is_recorded_pupil_by_pupil(place):
    slips_of(place, "701")
    pupils = {f"pupil:{p.id}" for p in place.pupils(7) if p.told.school_class == "701"}
    with place.work.uow() as uow:
        last = uow.audit.last(len(pupils) + 5)
    assert {event.target for event in last if event.what == "wave.slips"} >= pupils > set()


def test_only_the_counselor_makes_kits_and_slips(place):
    work = place.work
    with work.uow() as uow:
        staff = uow.roster.staff(place.audit())
    teacher = next(one for one in staff if {role.role for role in one.roles} == {"homeroom_teacher"})
    with pytest.raises(NotAllowed):
        make_slips(WAVE, LINK, instrument_of=load_instrument, person=teacher, uow=work.uow(), now=work.now())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("wave", "kit", WAVE, "--instrument", "mht"), 10, id="pages are there already"),
        pytest.param(("wave", "kit", WAVE), 12, id="no instrument named"),
        pytest.param(("wave", "kit", WAVE, "--instrument", "mht", "--platform", "nobody"), 11, id="no such platform"),
        pytest.param(("wave", "kit", WAVE, "--link", "http://a.cn"), 11, id="no https link"),
        pytest.param(("wave", "kit", "没有", "--instrument", "mht"), 15, id="no such wave"),
    ],
)
def test_what_cannot_be_made_is_said(typed, place, arguments, code):
    out = "kit" if code == 10 else f"other{code}"
    assert typed(*arguments, "--out", str(place.folder / out))[0] == code


def write(place, name, headings, rows):
    path = place.folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


@pytest.mark.parametrize("coding", ["text", "number"])
def test_a_good_test_export_is_as_in_the_kit_and_a_turned_one_is_not(typed, place, coding):
    kit, trial, _ = slips_of(place)
    headings, rows = made(kit, coding)
    rows = [[trial.code if cell == "C2356789CD" else cell for cell in row] for row in rows]
    words = {"text": "按文本", "number": "按序号"}[coding]
    code, out = typed("wave", "check", str(write(place, f"1_{words}_试填_3_3.csv", headings, rows)), "--wave", WAVE)
    assert (code, "✗" in out.rsplit("✓ 与清单一致", 1)[0], "小条编码" in out, "来源详情" in out) == (0, False, True, True), out
    turned = {"是": "否", "否": "是", "1": "2", "2": "1"}
    spoilt = [[turned.get(cell, cell) if 10 <= at < 60 or 60 < at < 111 else cell for at, cell in enumerate(row)] for row in rows]
    code, out = typed("wave", "check", str(write(place, f"2_{words}_试填_3_3.csv", headings, spoilt)), "--wave", WAVE)
    assert (code, "选项的顺序反了" in out) == (11, True)


def test_an_import_finds_pupils_by_their_slips_alone(another):
    school = another("slips")
    kit, _, classes = slips_of_new_kit(school, "701")
    first = [slip for one in classes for slip in one.slips][:3]
    headings, rows = made(kit, "text")
    answers = rows[0][10:]
    answers[85] = "是"  # item 85, behind the attention check
    codes = [*(slip.code for slip in first), "CCCCCCCCC3", "直接访问"]
    sheets = [
        ["9", "2026/11/10 9:00:00", "600秒", "链接", code, "192.0.2.1(合成-合成)", "(空)", "(空)", "(空)", "同意", *answers]
        for code in codes
    ]
    report = school.take(write(school, "1_按文本_测评_5_5.csv", headings, sheets), "mht", "phq9")
    assert report.refusals == {Why.UNKNOWN_CODE: 1, Why.NO_IDENTITY: 1}
    assert {tally.sheets for tally in report.tallies if tally.edition == "mht@1"} == {3}
    assert report.unidentified == 2  # refused rows are read for safety answers all the same
    refused = list_refusals(WAVE, person=school.work.working_member(), uow=school.work.uow(), now=school.work.now())
    assert {line.stored.refusal.why for line in refused} >= {Why.UNKNOWN_CODE}


def slips_of_new_kit(school, only):
    work = school.work
    make_kit(
        WAVE,
        "wjx",
        [load_instrument("mht"), load_instrument("phq9")],
        person=work.working_member(),
        uow=work.uow(),
        now=work.now(),
    )
    return slips_of(school, only)


def test_the_check_needs_a_kit(another, monkeypatch, capsys):
    school = another("none")
    monkeypatch.chdir(school.work.settings.workspace)
    assert exit_code(["wave", "check", str(school.export), "--wave", WAVE], os.environ) == 15
    assert "wave kit" in capsys.readouterr().err
