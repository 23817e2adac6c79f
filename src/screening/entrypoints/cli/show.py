"""What a command prints: messages, warnings, tables and progress, in the language the person chose."""

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from screening.core.language import Language, Text

Tick = Callable[[int, int], None]

_spoken: ContextVar[Language] = ContextVar("spoken", default="zh")
_WIDTH_WITHOUT_TERMINAL = 140  # a table sent to a file or a pipe must not be cut to 80 columns


def language() -> Language:
    """The language of this run: Chinese unless the person asked for English."""
    return _spoken.get()


def speak(chosen: Language) -> None:
    """Set the language of this run; done once, before any help text is built."""
    _spoken.set(chosen)


def words(zh: str, en: str) -> str:
    """One of two wordings in the language of this run: ``typer.Option(help=words("…", "…"))``."""
    return Text(zh, en).said(language())


def say(text: Text) -> None:
    """One message on stdout."""
    sys.stdout.write(text.said(language()) + "\n")


def warn(text: Text) -> None:
    """One message on stderr, so that a table on stdout stays a table."""
    sys.stderr.write(text.said(language()) + "\n")


def table(title: Text, columns: Sequence[Text], rows: Sequence[Sequence[str]], *, note: Text | None = None) -> None:
    """A titled table on stdout, one string per cell exactly as given; ``note`` is one line below it."""
    # Rich costs a tenth of a second, and most commands print one line.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Cell

    spoken = language()
    drawn = Table(box=SIMPLE_HEAD, show_header=any(column.zh for column in columns))
    for column in columns:
        drawn.add_column(Cell(column.said(spoken)), overflow="fold")
    for row in rows:
        drawn.add_row(*map(Cell, row))  # a Cell is never read as markup, whatever brackets it holds
    screen = Console(file=sys.stdout, width=_width(), highlight=False)
    screen.print(Cell(title.said(spoken), style="bold"))  # on its own: a title inside is broken at the width of a narrow table
    screen.print(drawn)
    if note is not None:
        say(note)


@contextmanager
def progress(what: Text = Text("处理中", "Working")) -> Iterator[Tick]:  # noqa: B008  # a Text is a tuple and never changes
    """Gives ``tick(done, total)``: a bar on stderr, nothing at all when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    title = TextColumn("{task.description}", markup=False)
    bar = Progress(
        title, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(file=sys.stderr), transient=True
    )
    with bar:
        running = bar.add_task(what.said(language()), total=None)
        yield lambda done, total: bar.update(running, completed=done, total=total)


def _width() -> int:
    """Columns to draw in: the terminal's, or room enough for a file."""
    return shutil.get_terminal_size((_WIDTH_WITHOUT_TERMINAL, 24)).columns
