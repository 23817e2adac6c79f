"""The `screening` command: language, help, errors and exit codes; every sub-command stands in a module of its own."""

import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence

from screening.core.errors import ScreeningError
from screening.core.language import Language, Text, plain
from screening.core.version import __version__
from screening.entrypoints.cli.show import language, say, speak, warn

WRONG_USE = 2
BUG = 1

_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en"}


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code: 0 done, 2 wrong use, 3 rows refused, 10-19 mendable, 1 a bug."""
    _speak_utf8()
    sys.exit(exit_code(sys.argv[1:] if arguments is None else arguments, os.environ))


def exit_code(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """The exit code of one run; all messages are already written."""
    chosen, rest = language_asked(arguments, environ)
    if chosen is None:
        warn(Text("--lang 和 SCREENING_LANG 只能是 zh 或 en", "--lang and SCREENING_LANG take zh or en"))
        return WRONG_USE
    speak(chosen)
    debug = "--debug" in rest[:1]
    rest = rest[debug:]
    if rest[:1] == ["--version"]:
        say(plain(f"screening {__version__}"))
        return 0
    try:
        return _invoke(rest)
    except ScreeningError as error:
        sys.stderr.write(error.said(chosen) + "\n")
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the last stop: nothing is dropped, it is told and ends the run
        _tell_bug(error, full=debug)
        return BUG


def language_asked(arguments: Sequence[str], environ: Mapping[str, str]) -> tuple[Language | None, list[str]]:
    """The language (None: not one of ours) and the arguments without ``--lang``, which may stand anywhere before ``--``."""
    rest, asked, waiting = list[str](), environ.get("SCREENING_LANG") or "zh", iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--lang":
            asked = next(waiting, "")
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    return _LANGUAGES.get(asked), rest


def _invoke(arguments: list[str]) -> int:
    """Find and run the command. Typer is imported only now, when the language of its words is known."""
    from screening.entrypoints.cli.typer_words import translate_typer

    translate_typer(language())
    from screening.entrypoints.cli.root import invoke

    return invoke(arguments)


def _tell_bug(error: Exception, *, full: bool) -> None:
    """Where the program failed, without locals, and without the error's own words unless asked: they may quote a pupil."""
    if full:
        sys.stderr.write("".join(traceback.format_exception(error)))
    else:
        sys.stderr.write("\n".join(_place(link) for link in reversed(_chain(error))))
    warn(
        Text(
            "这是程序的错误，不是您的操作问题。请把以上内容发给维护人员（其中没有学生信息）。"
            "想看详情可重新运行 screening --debug …；详情里可能有学生信息，请勿外传",
            "This is a bug, not your mistake. Please report the lines above (they hold nothing about pupils); "
            "screening --debug … shows the details, which may hold some: keep them to yourself",
        )
    )


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what led to it, latest first."""
    links = [error]
    while (earlier := links[-1].__cause__ or (None if links[-1].__suppress_context__ else links[-1].__context__)) is not None:
        links.append(earlier)
    return links


def _place(error: BaseException) -> str:
    """Files, lines and functions an error passed through, and its kind."""
    return "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__module__}.{type(error).__qualname__}\n"


def _speak_utf8() -> None:
    """Chinese must come out on every console, and an odd character must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
