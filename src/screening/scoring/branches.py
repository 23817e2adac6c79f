"""Scales that no matrix product gives: recoded and highest answers, conditional scales, and triage by rules."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.instruments.branching import AnyOf
from screening.instruments.definition import Instrument, Scale

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Small = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reached:
    """Items (0-based columns) with the code each has to reach."""

    columns: tuple[int, ...]
    codes: Float32

    def by(self, answers: Float32) -> Bools:
        """(sheets, items of it) which answers reach their code; a blank (0) never does."""
        reached: Bools = answers[:, self.columns] >= self.codes
        return reached


@dataclass(frozen=True, kw_only=True, eq=False)
class Branches:
    """What of one edition is decided answer by answer; ``column`` is always that of the scale."""

    recoded: tuple[tuple[int, tuple[int, ...], Float32], ...]  # column, items, value by code
    highest: tuple[tuple[int, tuple[int, ...], Float32, Float32], ...]  # column, items, sign and offset of each
    gated: tuple[tuple[int, Reached, float], ...]  # column, what opens it, its value where it is closed
    triages: tuple[tuple[int, tuple["Rule", ...]], ...]
    asked: tuple[tuple[int, Reached], ...]  # item column, what it is asked after


@dataclass(frozen=True, kw_only=True, eq=False)
class Rule:
    """One compiled triage rule."""

    outcome: int  # index of the band
    any_of: Reached
    all_of: Reached
    blank: tuple[int, ...]


def branches_of(instrument: Instrument) -> Branches | None:
    """Compiled, or None for an edition whose scales are sums and means throughout."""
    scales = list(enumerate(instrument.scales.values()))
    found = Branches(
        recoded=tuple((place, _columns(scale.items), _values(scale, instrument)) for place, scale in scales if scale.recode),
        highest=tuple((place, *_signed(scale, instrument)) for place, scale in scales if scale.score == "max"),
        gated=tuple((place, _reached(scale.when.any_of), scale.when.otherwise) for place, scale in scales if scale.when),
        triages=tuple((place, _rules(scale)) for place, scale in scales if scale.score == "triage"),
        asked=tuple((int(item[1:]) - 1, _reached(after)) for item, after in instrument.asked.items()),
    )
    any_of_it = (found.recoded, found.highest, found.gated, found.triages, found.asked)
    return found if any(any_of_it) else None


def unasked(answers: Float32, given: Float32, branches: Branches) -> Bools:
    """(sheets, items) blanks that say no: the item is asked only after certain answers, and none of them was given.

    Where an answer that decides it is blank itself, the item may have been skipped: then it stays a blank.
    """
    found = np.zeros(answers.shape, np.bool_)
    for column, after in branches.asked:
        closed = ~after.by(answers).any(axis=1) & (given[:, after.columns] > 0).all(axis=1)
        found[:, column] = closed & (given[:, column] == 0)
    return found


def rightly_unasked(codes: Small, instrument: Instrument) -> Bools:
    """(sheets, items) the same, from codes in which NO_ANSWER is a blank."""
    branches = branches_of(instrument) if instrument.asked else None
    if branches is None:
        return np.zeros(codes.shape, np.bool_)
    return unasked(np.maximum(codes, 0).astype(np.float32), (codes >= 0).astype(np.float32), branches)


def put_sums(raw: Float32, answers: Float32, given: Float32, answered: Float32, branches: Branches) -> None:
    """Raw values of recoded and highest-answer scales in place; a highest answer is multiplied by what prorating divides by."""
    for place, items, value in branches.recoded:
        counted: Float32 = np.take(value, answers[:, items].astype(np.intp)) * given[:, items]
        raw[:, place] = counted.sum(axis=1)
    for place, items, sign, offset in branches.highest:
        keyed = np.where(given[:, items] > 0, answers[:, items] * sign + offset, -np.inf)
        raw[:, place] = np.where(answered[:, place] > 0, keyed.max(axis=1), 0) * answered[:, place]


def close_gates(values: Float64, answers: Float32, given: Float32, branches: Branches) -> None:
    """Conditional scales in place: their stated value where the condition is answered and not met, NaN where it is not known."""
    for place, opens, otherwise in branches.gated:
        is_open = opens.by(answers).any(axis=1)
        known: Bools = np.all(given[:, opens.columns] > 0, axis=1)
        values[~is_open, place] = np.where(known[~is_open], otherwise, np.nan)


def put_outcomes(bands: Small, answers: Float32, given: Float32, branches: Branches) -> None:
    """Outcomes of triage scales in place: the first rule that holds.

    Where a blank leaves an earlier rule open there is no outcome at all: a lower one would be a guess (law 3).
    """
    if not branches.triages:
        return
    known = (given > 0) | unasked(answers, given, branches)
    for place, rules in branches.triages:
        open_yet = np.ones(len(answers), np.bool_)
        for rule in rules:
            holds, may = _judged(rule, answers, known)
            bands[open_yet & holds, place] = rule.outcome
            open_yet &= ~may


def _judged(rule: Rule, answers: Float32, known: Bools) -> tuple[Bools, Bools]:
    """(it holds, it may hold once the blanks are known) of every sheet; who holds may, too."""
    some, every = rule.any_of.by(answers), rule.all_of.by(answers)
    holds, may = np.ones(len(answers), np.bool_), np.ones(len(answers), np.bool_)
    if rule.any_of.columns:
        holds &= some.any(axis=1)
        may &= (some | ~known[:, rule.any_of.columns]).any(axis=1)
    holds &= every.all(axis=1)
    may &= (every | ~known[:, rule.all_of.columns]).all(axis=1)
    if rule.blank:
        lacking = ~known[:, rule.blank].all(axis=1)
        return holds & lacking, may & lacking
    return holds, may


def _reached(wanted: AnyOf) -> Reached:
    return Reached(columns=tuple(int(item[1:]) - 1 for item in wanted), codes=np.array(list(wanted.values()), np.float32))


def _columns(items: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(item - 1 for item in items)


def _values(scale: Scale, instrument: Instrument) -> Float32:
    """What each code counts, by code; codes that don't exist count nothing and never occur."""
    counts: Mapping[int, int] = scale.recode
    return np.array([counts.get(code, 0) for code in range(instrument.items.high + 1)], np.float32)


def _signed(scale: Scale, instrument: Instrument) -> tuple[tuple[int, ...], Float32, Float32]:
    turned = np.isin(scale.items, scale.reversed)
    ends = instrument.items.low + instrument.items.high
    return _columns(scale.items), np.where(turned, -1, 1).astype(np.float32), np.where(turned, ends, 0).astype(np.float32)


def _rules(scale: Scale) -> tuple[Rule, ...]:
    outcomes = [cut.code for cut in scale.bands[0].cuts]
    return tuple(
        Rule(
            outcome=outcomes.index(rule.outcome),
            any_of=_reached(rule.any_of),
            all_of=_reached(rule.all_of),
            blank=tuple(int(item[1:]) - 1 for item in rule.blank),
        )
        for rule in scale.triage
    )
