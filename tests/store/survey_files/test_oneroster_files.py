"""OneRoster sets are opened as zip or folder, whatever stands before the tables' names; damage is told, never guessed over."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from screening.adapters.survey_files import oneroster
from screening.adapters.survey_files.oneroster import is_oneroster, open_oneroster
from screening.core.errors import Faults, FileFault
from screening.entrypoints.rosters import read_roster_files

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "oneroster"
FILES = {
    "users": "sourcedId,givenName\nu1,小明\n",
    "enrollments": 'sourcedId,userSourcedId\ne1,"u1"\n',
    "manifest": "propertyName,value\n",
}


def folder(tmp_path, files=FILES, prefix=""):
    place = tmp_path / "set"
    place.mkdir()
    for name, text in files.items():
        (place / f"{prefix}{name}.csv").write_text(text, encoding="utf-8-sig")
    return place


def packed(tmp_path, place, inside=""):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in place.iterdir():
            archive.write(file, inside + file.name)
    return path


@pytest.mark.parametrize("inside", [pytest.param("", id="at the top"), pytest.param("导出/", id="inside a folder")])
def test_a_zip_and_its_folder_give_the_same_tables(tmp_path, inside):
    place = folder(tmp_path)
    assert is_oneroster(place)
    tables = open_oneroster(packed(tmp_path, place, inside))
    assert tables == open_oneroster(place)
    assert tables["users"] == [["sourcedId", "givenName"], ["u1", "小明"]]


def test_what_the_vendor_puts_before_the_names_does_not_matter(tmp_path):
    assert open_oneroster(folder(tmp_path, prefix="or11_school_")).keys() == FILES.keys()


def test_gb18030_is_read_where_it_is_no_utf_8(tmp_path):
    place = folder(tmp_path)
    (place / "users.csv").write_bytes(FILES["users"].encode("gb18030"))
    assert open_oneroster(place)["users"][1] == ["u1", "小明"]


def test_other_zips_and_folders_are_no_oneroster(tmp_path):
    assert not is_oneroster(folder(tmp_path, {"users": "x\n"}))
    (tmp_path / "a.csv").write_text("姓名,学号\n", encoding="utf-8")
    assert not is_oneroster(tmp_path / "a.csv")


def test_a_table_that_unpacks_without_end_is_refused_with_bounded_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(oneroster, "_MOST", 1000)
    path = packed(tmp_path, folder(tmp_path, FILES | {"users": "x" * 5000}))
    with pytest.raises(FileFault) as refused:
        open_oneroster(path)
    assert "大得不像名册" in refused.value.said("zh")


def test_a_damaged_zip_is_refused(tmp_path):
    path = packed(tmp_path, folder(tmp_path))
    content = bytearray(path.read_bytes())
    content[content.index(b"users.csv") + 12] ^= 0xFF  # inside the packed bytes of the first such table
    path.write_bytes(content)
    with pytest.raises(FileFault):
        open_oneroster(path)


def test_several_files_are_one_roster_only_for_oneroster(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("姓名,学号,班级\n", encoding="utf-8")
    with pytest.raises(FileFault):
        read_roster_files([tmp_path / "a.csv", tmp_path / "b.csv"], school_year=2026, today=None)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here")
def test_a_vendors_set_is_found_by_its_tables():
    tables = open_oneroster(SAMPLES)
    assert is_oneroster(SAMPLES)
    assert [len(tables[name]) - 1 for name in ("users", "classes", "enrollments", "orgs")] == [2, 3, 3, 2]
    with pytest.raises(Faults) as refused:
        read_roster_files([SAMPLES], school_year=2026, today=date(2026, 11, 10))
    assert "School 1、School 2" in refused.value.said("zh")
