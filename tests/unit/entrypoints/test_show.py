"""What commands print comes out as given, in the language of the run, on the right stream."""

import pytest

from screening.core.language import Text
from screening.entrypoints.cli import show


@pytest.fixture(autouse=True)
def _chinese_again():
    yield
    show.speak("zh")


def test_a_message_is_said_in_the_language_of_the_run(capsys):
    show.say(Text("批次", "wave"))
    show.speak("en")
    show.say(Text("批次", "wave"))
    assert capsys.readouterr().out == "批次\nwave\n"


def test_a_warning_leaves_stdout_alone(capsys):
    show.warn(Text("注意", "mind"))
    assert capsys.readouterr() == ("", "注意\n")


def test_a_table_shows_every_cell_as_given(capsys):
    show.table(
        Text("答卷", "Sheets"), [Text("题", "item"), Text("说明", "note")], [["q1", "[red]不是标记[/red]"], ["q2", "[1, 2]"]]
    )
    out = capsys.readouterr().out
    assert all(said in out for said in ("答卷", "题", "说明", "[red]不是标记[/red]", "[1, 2]"))


def test_a_note_stands_below_the_table(capsys):
    show.table(Text("表", "table"), [Text("列", "column")], [["1"]], note=Text("共 1 行", "1 row"))
    assert capsys.readouterr().out.endswith("共 1 行\n")


def test_a_long_cell_is_never_cut(capsys):
    show.table(Text("表", "table"), [Text("列", "column")], [["字" * 300]])
    assert capsys.readouterr().out.count("字") == 300


def test_progress_is_silent_when_nobody_looks(capsys):
    with show.progress() as tick:
        tick(1, 10)
    assert capsys.readouterr() == ("", "")


def test_progress_shows_a_bar_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(show.sys.stderr, "isatty", lambda: True)
    with show.progress(Text("导入", "importing")) as tick:
        tick(5, 10)
    out, err = capsys.readouterr()
    assert out == ""
    assert "导入" in err
