"""The command line: language, wrong use, mendable errors, bugs, and a help that loads nothing heavy."""

import subprocess
import sys

import pytest
import typer

from screening.core.errors import RosterFault
from screening.core.language import Text
from screening.core.version import __version__
from screening.entrypoints.cli import commands, main
from screening.entrypoints.cli.show import language, speak

HEAVY = ("numpy", "pandas", "pyarrow", "sqlalchemy", "pydantic", "pydantic_settings", "cryptography", "rich", "yaml", "altair")
CHINESE = range(0x4E00, 0x9FFF)


@pytest.fixture(autouse=True)
def _chinese_again():
    yield
    speak("zh")


def run(*arguments, **environ):
    return main.exit_code(list(arguments), environ)


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        pytest.param(["demo"], {}, ("zh", ["demo"]), id="Chinese unless asked otherwise"),
        pytest.param(["--lang", "en", "demo"], {}, ("en", ["demo"]), id="before the command"),
        pytest.param(["demo", "--lang=en"], {}, ("en", ["demo"]), id="after the command"),
        pytest.param(["demo"], {"SCREENING_LANG": "en"}, ("en", ["demo"]), id="from the environment"),
        pytest.param(["--lang", "zh"], {"SCREENING_LANG": "en"}, ("zh", []), id="the option outweighs the environment"),
        pytest.param(["demo"], {"SCREENING_LANG": ""}, ("zh", ["demo"]), id="an empty variable is none"),
        pytest.param(["x", "--", "--lang", "en"], {}, ("zh", ["x", "--", "--lang", "en"]), id="nothing is an option after --"),
        pytest.param(["--lang", "fr"], {}, (None, []), id="another language is refused"),
        pytest.param(["--lang"], {}, (None, []), id="no language given"),
    ],
)
def test_the_language_may_stand_anywhere(arguments, environ, expected):
    assert main.language_asked(arguments, environ) == expected


def test_an_unknown_language_is_wrong_use(capsys):
    assert run("--lang", "fr") == 2
    assert "zh" in capsys.readouterr().err


def test_the_version_is_printed_alone(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out == f"screening {__version__}\n"


def test_the_help_lists_every_command_with_its_panel(capsys):
    assert run("--help") == 0
    shown = capsys.readouterr().out
    assert [listed.name for listed in commands.COMMANDS if f"  {listed.name} " not in shown] == []
    assert [panel.zh for panel in {listed.panel for listed in commands.COMMANDS} if f"{panel.zh}:" not in shown] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["xyzzy"], "没有命令 xyzzy\n", id="unknown command"),
        pytest.param(["rooster"], "没有命令 rooster（是不是 roster？）", id="a slip of the finger"),
        pytest.param(["--nonsense"], "没有选项 --nonsense", id="unknown option"),
        pytest.param(["wave", "show"], "缺少“批次名称", id="a missing argument"),
        pytest.param(["roster", "nonsense"], "没有命令“nonsense”", id="unknown sub-command"),
        pytest.param(["score", "a", "--instrument", "phq9", "--format", "xml"], "只能是 csv、parquet、json", id="no such choice"),
        pytest.param(["score", "a", "--instrument", "phq9", "--explain", "x"], "要写整数", id="no number"),
        pytest.param(["demo", "--pupils", "3"], "最小是 40", id="too small a number"),
        pytest.param(["wave", "list", "x"], "多出了 x", id="an argument too many"),
    ],
)
def test_wrong_use_is_said_in_chinese_on_stderr_and_ends_with_2(arguments, said):
    done = subprocess.run([sys.executable, "-m", "screening", *arguments], capture_output=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr.decode("utf-8")
    assert "--help" in done.stderr.decode("utf-8")
    assert done.stdout == b""


def listed_as(monkeypatch, function):
    """A list of one command, ``trial``, which does what ``function`` does."""
    trial = commands.Listed(name="trial", does=Text("试", "try"), panel=commands.DAILY, module="main", attribute="trial")
    monkeypatch.setattr(main, "trial", function, raising=False)
    monkeypatch.setattr(commands, "COMMANDS", (trial,))


def test_a_mendable_error_is_one_message_and_its_own_code(monkeypatch, capsys):
    def refuse() -> None:
        raise RosterFault(Text("名册缺少学籍号一列", "the roster has no number column"), hint=Text("补上这一列", "add it"))

    listed_as(monkeypatch, refuse)
    assert run("trial") == 13
    assert capsys.readouterr() == ("", "名册缺少学籍号一列\n  建议：补上这一列\n")


def test_a_bug_shows_where_but_neither_locals_nor_quoted_values(monkeypatch, capsys):
    def fail() -> None:
        pupil = "张三丰"
        raise KeyError(pupil)

    listed_as(monkeypatch, fail)
    assert run("trial") == 1
    err = capsys.readouterr().err
    assert "KeyError" in err
    assert "in fail" in err
    assert "张三丰" not in err.replace('pupil = "张三丰"', "")


def test_a_bug_shows_what_led_to_it(monkeypatch, capsys):
    def fail() -> None:
        try:
            {}[1]
        except KeyError as first:
            raise RuntimeError from first

    listed_as(monkeypatch, fail)
    assert run("trial") == 1
    err = capsys.readouterr().err
    assert err.index("builtins.KeyError") < err.index("builtins.RuntimeError")


def test_the_details_of_a_bug_are_shown_when_asked_for(monkeypatch, capsys):
    def fail() -> None:
        raise KeyError(41 + 1)

    listed_as(monkeypatch, fail)
    assert run("--debug", "trial") == 1
    assert "KeyError: 42" in capsys.readouterr().err


@pytest.mark.parametrize("code", [0, 3, 15])
def test_a_command_s_own_exit_code_is_the_run_s(monkeypatch, code):
    def leave() -> None:
        raise typer.Exit(code)

    listed_as(monkeypatch, leave)
    assert run("trial") == code


def test_what_a_command_returns_is_no_exit_code(monkeypatch):
    def count() -> int:
        return 17

    listed_as(monkeypatch, count)
    assert run("trial") == 0


def test_every_listed_command_exists():
    assert [listed.name for listed in commands.COMMANDS if not listed.exists] == []


@pytest.mark.parametrize("listed", [pytest.param(listed, id=listed.name) for listed in commands.COMMANDS if listed.exists])
def test_every_command_can_be_loaded_and_speaks_both_languages(listed):
    assert commands.load(listed).help == listed.does.zh
    assert any(ord(sign) in CHINESE for sign in listed.does.zh)
    assert listed.does.en.isascii()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_help_imports_nothing_heavy(arguments):
    told = f"import sys; sys.argv[1:] = {arguments!r}\nfrom screening.entrypoints.cli.main import run\ntry:\n    run()\n"
    told += f"except SystemExit:\n    print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_output_is_utf_8_wherever_it_goes():
    told = [sys.executable, "-m", "screening", "--help"]
    done = subprocess.run(
        told, capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)}
    )
    assert "日常" in done.stdout.decode("utf-8")


def test_english_is_english_throughout():
    done = subprocess.run([sys.executable, "-m", "screening", "--lang", "en", "--help"], capture_output=True, check=True)
    assert done.stdout.decode("utf-8").isascii()


def test_the_language_stays_chosen_for_the_run():
    run("--lang", "en", "--version")
    assert language() == "en"
