"""Refused rows as a workbook: every cell as found, never a formula, and importable again once mended."""

from zipfile import ZipFile

import pytest

from screening.adapters.export_writers.refused import write_refused
from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault

from .conftest import School  # type: ignore[import-not-found]

HEADS = ("退回原因", "怎么办")
REASONS = {2: ("名册里没有这个学号", "改学号")}


@pytest.fixture
def export(school: School):
    rows = [("G991", {9: 0}, 0), ('=HYPERLINK("http://x")', {9: 1}, 2), ("G993", {}, 1)]
    return open_export(school.write("a.csv", 9, rows))


def test_only_refused_rows_are_in_it_with_reason_and_hint_beside_them(school: School, export):
    write_refused(school.folder / "out.xlsx", export, REASONS, HEADS)
    again = open_export(school.folder / "out.xlsx")
    assert again.headings == (*export.headings, *HEADS)
    assert again.sample == ((*export.sample[1], *REASONS[2]),)


def test_what_a_pupil_typed_is_text_and_never_a_formula(school: School, export):
    write_refused(school.folder / "out.xlsx", export, REASONS, HEADS)
    assert open_export(school.folder / "out.xlsx").sample[0][0] == '=HYPERLINK("http://x")'
    with ZipFile(school.folder / "out.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_file_that_is_there_is_not_overwritten(school: School, export):
    (school.folder / "out.xlsx").write_bytes(b"mine")
    with pytest.raises(FileFault):
        write_refused(school.folder / "out.xlsx", export, REASONS, HEADS)
    assert (school.folder / "out.xlsx").read_bytes() == b"mine"


def test_another_kind_of_file_is_not_written(school: School, export):
    with pytest.raises(FileFault):
        write_refused(school.folder / "out.csv", export, REASONS, HEADS)
