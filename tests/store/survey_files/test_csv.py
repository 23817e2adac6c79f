"""CSV files come in as they are: encodings, delimiters, titles, ragged lines, blank ends."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.adapters.survey_files import open_export
from screening.core.errors import FileFault


def rows_of(path):
    export = open_export(path)
    rows = []
    for chunk in export.chunks():
        rows += zip(*(chunk.column(index).texts() for index in range(len(export.headings))), strict=True)
    return export, rows


def written(tmp_path, content, encoding="utf-8"):
    path = tmp_path / "export.csv"
    path.write_bytes(content.encode(encoding))
    return path


TABLE = "学号,1、心情,2、睡眠\nG01,完全不会,好几天\nG02,几乎每天,完全不会\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le-with-mark"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    content = "\ufeff" + TABLE if encoding == "utf-16-le-with-mark" else TABLE
    export, rows = rows_of(written(tmp_path, content, encoding.removesuffix("-with-mark")))
    assert export.headings == ("学号", "1、心情", "2、睡眠")
    assert rows == [("G01", "完全不会", "好几天"), ("G02", "几乎每天", "完全不会")]


def test_an_encoding_nobody_can_tell_is_asked_about(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(b"q1,q2\n\xff\x81\x00\n".replace(b"\0", b"\xff"))
    with pytest.raises(FileFault) as fault:
        open_export(path)
    assert "编码" in fault.value.what.zh


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_every_usual_delimiter_is_found(tmp_path, sign):
    export, rows = rows_of(written(tmp_path, TABLE.replace(",", sign)))
    assert len(export.headings) == 3
    assert rows[1] == ("G02", "几乎每天", "完全不会")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("秋季测评结果,,\n制表:心理室,,\n" + TABLE, id="title lines"),
        pytest.param(TABLE.replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(TABLE.replace("\n", ",\n"), id="a comma at the end of every line"),
        pytest.param(TABLE + "\n  \n\n", id="empty lines at the end"),
        pytest.param(TABLE.replace("1、心情", '"1、心情\n(最近)"'), id="a line break in a heading"),
        pytest.param(TABLE.rstrip("\n"), id="no line break at the end"),
    ],
)
def test_the_same_rows_come_out_of_every_dress(tmp_path, content):
    export, rows = rows_of(written(tmp_path, content))
    assert len(export.headings) == 3
    assert rows == [("G01", "完全不会", "好几天"), ("G02", "几乎每天", "完全不会")]


def test_the_line_of_the_headings_is_told(tmp_path):
    assert open_export(written(tmp_path, "秋季测评结果,,\n" + TABLE)).header_row == 2


@pytest.mark.parametrize("end", [",,\n,,\n", ",,\n\n,,", '"",,\n,"",\n\n\n'])
def test_lines_of_bare_commas_at_the_end_are_blank_rows(tmp_path, end):
    _, rows = rows_of(written(tmp_path, TABLE + end))
    assert rows[2:] == [("", "", "")] * 2


def test_a_blank_row_between_others_stays_a_row(tmp_path):
    _, rows = rows_of(written(tmp_path, "a,b\n1,2\n,\n3,4\n"))
    assert rows == [("1", "2"), ("", ""), ("3", "4")]


def test_words_that_look_like_nothing_are_kept_as_words(tmp_path):
    _, rows = rows_of(written(tmp_path, "a,b,c,d\n无,None,NA,null\n"))
    assert rows == [("无", "None", "NA", "null")]


def test_a_ragged_line_is_named_and_its_content_is_not(tmp_path):
    path = written(tmp_path, "a,b\n1,2\nsecret,2,3\n4,5\n")
    with pytest.raises(FileFault) as fault:
        rows_of(path)
    assert "第 3 行有 3 格" in fault.value.what.zh
    assert "secret" not in fault.value.said("zh")


def test_a_quote_that_is_never_closed_does_not_swallow_rows_silently(tmp_path):
    with pytest.raises(FileFault) as fault:
        open_export(written(tmp_path, 'a,b\n1,"2\n3,4\n5,6\n'))
    assert "引号" in fault.value.what.zh


def test_headings_without_rows_are_an_empty_export(tmp_path):
    export, rows = rows_of(written(tmp_path, "q1,q2"))
    assert (export.headings, export.sample, rows) == (("q1", "q2"), (), [])


def test_the_same_bytes_give_the_same_chunks_and_columns_may_be_chosen(tmp_path):
    path = written(tmp_path, "a,b\n" + "".join(f"{n},{n % 7}\n" for n in range(600_000)))
    export = open_export(path)
    first, again = ([(chunk.first_row, chunk.rows) for chunk in export.chunks()] for _ in range(2))
    assert first == again
    assert len(first) > 1
    chosen = [(chunk.first_row, chunk.rows, chunk.column(1).texts()[0]) for chunk in export.chunks([1])]
    assert [one[:2] for one in chosen] == first


CELL = st.text(alphabet=st.sampled_from("ab12,;\n\t\"' 是否()、"), max_size=6)


@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
def test_whatever_is_typed_into_cells_comes_out_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["student", "q1"], *rows, ["end", "0"]])
    _, found = rows_of(path)
    assert found == [*rows, ("end", "0")]
