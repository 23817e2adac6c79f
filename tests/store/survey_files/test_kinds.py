"""A file is told by its content; what is no table is refused with what to do."""

import zipfile

import pytest
import xlsxwriter

from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def fault(path):
    with pytest.raises(FileFault) as found:
        open_export(path)
    assert path.name in found.value.where.zh or path.name in found.value.where.en
    assert found.value.hint.zh
    assert str(path.parent) not in found.value.said("zh")
    return found.value.what.zh


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "空的", id="empty"),
        pytest.param(b" \r\n \r\n", "空的", id="blank lines only"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n....", "图片", id="picture"),
        pytest.param(b"<html><table><tr><td>1</td></tr></table></html>", "网页", id="web page named xls"),
        pytest.param(b"\xef\xbb\xbf  <?xml version='1.0'?><Workbook/>", "网页", id="XML spreadsheet of 2003"),
        pytest.param(b"PK\x03\x04 torn", "不完整", id="torn zip"),
        pytest.param(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "密码", id="encrypted workbook"),
        pytest.param(OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "不是表格", id="old Word document"),
        pytest.param(b"abc\0\1\2", "认不出", id="something binary"),
    ],
)
def test_what_is_no_table_is_named_for_what_it_is(tmp_path, content, words):
    path = tmp_path / "测评.xls"
    path.write_bytes(content)
    assert words in fault(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    assert "找不到" in fault(tmp_path / "nothing.csv")
    (tmp_path / "folder").mkdir()
    assert "文件夹" in fault(tmp_path / "folder")


@pytest.mark.parametrize(("inside", "words"), [("data.csv", "压缩包"), ("word/document.xml", "文字文档")])
def test_an_archive_that_is_no_workbook_is_told(tmp_path, inside, words):
    path = tmp_path / "export.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, "q1,q2\n1,2\n")
    assert words in fault(path)


def test_the_name_of_a_file_decides_nothing(tmp_path):
    book = tmp_path / "really-a-workbook.csv"
    with xlsxwriter.Workbook(str(book)) as workbook:
        workbook.add_worksheet().write_column(0, 0, ["q1", "1"])
    text = tmp_path / "really-text.xlsx"
    text.write_text("q1,q2\n1,2\n")
    assert open_export(book).headings == ("q1",)
    assert open_export(text).headings == ("q1", "q2")


def test_an_empty_workbook_is_told(tmp_path):
    path = tmp_path / "empty.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet()
    assert "没有内容" in fault(path)
