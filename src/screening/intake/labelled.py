"""A file whose columns have a name and a label (SPSS): its platform is known by either, its questions by their labels."""

from collections.abc import Sequence
from dataclasses import replace

from screening.intake.identity import find_identity
from screening.intake.interface import Layout, Question
from screening.intake.platforms import PLATFORMS, SURE
from screening.intake.platforms.interface import Platform, Rows
from screening.intake.platforms.reading import by_suffix, item_names, titled

name = "spss"


def understand_labelled(names: Sequence[str], labels: Sequence[str], sample: Rows) -> Layout:
    """What each column holds. ``labels`` are the question texts, one per name, ``""`` where a column has none.

    Numbers under named columns are read only where one coding fits them: in SPSS every author codes as he likes.
    """
    by_name, by_label = _platform(names, sample), _platform(labels, sample)
    if by_name is None and by_label is not None:
        titles = [label or own for label, own in zip(labels, names, strict=True)]
        own_names = item_names(names, platform_numbers=True)
        return _one_header(replace(by_label.understand(titles, sample), names=own_names))
    layout = _nobodys(names) if by_name is None else by_name.understand(names, sample)
    return _one_header(replace(layout, questions=tuple(_labelled(layout, names, labels, sample))))


def _one_header(layout: Layout) -> Layout:
    """Names and labels stand apart from the rows: no row is a heading, whatever its words."""
    return replace(layout, headings=(), header_rows=1, own_codes=False)


def _platform(headings: Sequence[str], sample: Rows) -> Platform | None:
    best = max(PLATFORMS, key=lambda each: each.recognises(headings, sample))
    return best if best.recognises(headings, sample) >= SURE else None


def _nobodys(names: Sequence[str]) -> Layout:
    """No platform's habits: every variable a question."""
    columns = range(len(names))
    return Layout(
        platform=name,
        coding=None,
        questions=tuple(titled(column, names[column]) for column in columns),
        names=item_names(names, platform_numbers=False),
    )


def _labelled(layout: Layout, names: Sequence[str], labels: Sequence[str], sample: Rows) -> list[Question]:
    """The questions by their labels; a variable that is called student_id stays that, boxes stay boxes."""
    known = set(find_identity(layout, sample, ()))
    kept = {q.column: q for q in layout.questions if q.column in known or (q.matrix and not q.stem)}
    columns = [q.column for q in layout.questions if q.column not in kept]
    titles = [labels[column].strip() or names[column] for column in columns]
    return sorted([*kept.values(), *by_suffix([names[c] for c in columns], titles, columns)], key=lambda q: q.column)
