"""A chunk is read as it stands: codes, blanks, and cells that are neither."""

import numpy as np
import pytest

from screening.adapters.instrument_files import load_instrument
from screening.intake.interface import NO_ANSWER
from screening.intake.plan import plan_export
from screening.intake.rows import read_rows, safety_columns, safety_only
from tests.unit.intake.made_up import MadeUpExport

PHQ9 = load_instrument("phq9")
ITEMS = list(PHQ9.item_ids)
METADATA = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]


def read(rows, headings=ITEMS, name="x.csv"):
    export = MadeUpExport(headings, rows, name)
    plan = plan_export(export, [PHQ9])
    return read_rows(next(export.chunks()), plan), plan, next(export.chunks())


@pytest.mark.parametrize(
    ("cell", "code", "unreadable"),
    [
        ("2", 2, False),
        ("2.0", 2, False),
        (" 2\t", 2, False),
        ("\uff12", 2, False),  # full width
        ("", NO_ANSWER, False),
        ("NA", NO_ANSWER, False),
        ("几乎每天", 3, False),
        ("D. 几乎每天", 3, False),
        ("4", NO_ANSWER, True),
        ("-1", NO_ANSWER, True),
        ("1.5", NO_ANSWER, True),
        ("99", NO_ANSWER, True),
        ("两三天吧", NO_ANSWER, True),
    ],
)
def test_a_cell_is_a_code_a_blank_or_unreadable_never_a_low_answer(cell, code, unreadable):
    batch, _, _ = read([["0"] * 8 + [cell], ["0", "1", "2", "3", "0", "1", "2", "3", "0"]])
    assert batch.answers["phq9@1"][0, 8] == code
    assert batch.unreadable["phq9@1"].tolist() == [unreadable, False]


def test_a_row_is_blank_only_if_nothing_is_filled_in_anywhere():
    headings = ["student", *ITEMS, "free words"]
    nothing, only_number, only_words = [""] * 11, ["S1", *[""] * 10], [*[""] * 10, "hello"]
    batch, _, _ = read([nothing, only_number, only_words, ["S2", *"000000000", ""]], headings)
    assert batch.blank.tolist() == [True, False, False, False]


def test_metadata_alone_leave_a_row_blank():
    filled = ["1", "2026/10/12 8:00:00", "300秒", "微信", "N/A", "192.0.2.1(合成-合成)"]
    matrix = ["1、最近两周—行1", *(f"1、行{n}" for n in range(2, 10))]
    batch, _, _ = read([[*filled, *["(空)"] * 9], [*filled, *["好几天"] * 9]], [*METADATA, *matrix], "x.xlsx")
    assert batch.blank.tolist() == [True, False]
    assert batch.seconds.tolist() == [300, 300]
    assert batch.answered_at[0] == np.datetime64("2026-10-12T00:00:00")


def test_numbers_names_and_classes_come_back_normalised():
    headings = ["学号", "姓名", "年级", "班级", *ITEMS]
    batch, _, _ = read(
        [["'g9900\t", " 王 小明 ", "七年级", "3班", *"000000000"], ["(空)", "", "8", "802", *"000000000"]], headings
    )
    assert batch.numbers == ["G9900", ""]
    assert batch.names == ["王 小明", ""]
    assert batch.classes == ["七年级3班", "802"]


def test_no_to_the_consent_question_is_a_no_and_silence_is_not():
    rows = [[answer, *"000000000"] for answer in ("同意", "不同意", "")]
    batch, _, _ = read(rows, ["是否同意参加", *ITEMS])
    assert batch.declined.tolist() == [False, True, False]


def test_a_failed_attention_check_is_seen_and_an_unanswered_one_is_no_failure():
    titles = [f"{n}、题{n}" for n in range(1, 10)]
    headings = [*METADATA, *titles[:4], "5、这道题请选择“好几天”", *titles[4:]]
    lead = ["1", "2026/10/12 8:00:00", "300秒", "微信", "N/A", "192.0.2.1(合成-合成)"]
    rows = [[*lead, *["完全不会"] * 4, check, *["几乎每天"] * 5] for check in ("好几天", "几乎每天", "(跳过)")]
    batch, _, _ = read(rows, headings, "x.xlsx")
    assert batch.inattentive.tolist() == [False, True, False]


def test_the_safety_pass_reads_only_safety_columns_and_misses_no_row():
    rows = [[*"00000000", nine] for nine in ("0", "1", "3", "", "7")]
    batch, plan, chunk = read(rows)
    asked = []
    chunk_column = chunk.column
    chunk.column = lambda index: asked.append(index) or chunk_column(index)
    assert safety_only(chunk, plan).tolist() == [False, True, True, False, False]
    assert set(asked) == set(safety_columns(plan)) == {8}
    assert batch.unreadable["phq9@1"].tolist() == [False, False, False, False, True]


def test_a_refused_row_is_still_read_for_safety():
    _, plan, chunk = read([["9", *"0000000", "2"]])  # item 1 is unreadable
    assert safety_only(chunk, plan).tolist() == [True]
