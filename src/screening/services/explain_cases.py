"""What would happen if: worked cases in, the decision of the policy out, with every route and deadline. Nothing is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from pydantic import ValidationError

from screening.alerts.case_signals import signals_of
from screening.alerts.decide import decide
from screening.alerts.decisions import decisions
from screening.alerts.interface import Decision
from screening.alerts.mapping import BandMapping
from screening.alerts.policy import AlertPolicy
from screening.alerts.worked_cases import WorkedCase
from screening.core.errors import Faults, PolicyFault, ScreeningError
from screening.core.language import Text
from screening.followup.calendar import SchoolCalendar
from screening.followup.clocks import moment, start
from screening.followup.interface import Schedule
from screening.followup.schedule import schedule

LONGEST_LIST = 20  # faults named at once; more help nobody


def explain_cases(
    cases: object, policy: AlertPolicy, mapping: BandMapping, calendar: SchoolCalendar
) -> dict[str, Any] | list[dict[str, Any]]:
    """One object ``{"id": …, "expect": {…}}`` for one case, a list for a list, in the order given.

    PolicyFault or Faults name the case and the field that can't be read. A process case needs a state over time: alone it is
    refused, in a list its ``expect`` is None (``skipped`` counts them).
    """
    if isinstance(cases, dict):
        return explain(read_case(cases, 1), policy, mapping, calendar)
    return [
        {"id": case, "expect": None} if isinstance(case, str) else explain(case, policy, mapping, calendar)
        for case in read_cases(cases)
    ]


def decided_cases(
    cases: object, policy: AlertPolicy, mapping: BandMapping, calendar: SchoolCalendar
) -> list[tuple[str, Decision]]:
    """(id, decision) of one case or a list of cases, process cases left out; refused like ``explain_cases``."""
    read = [read_case(cases, 1)] if isinstance(cases, dict) else read_cases(cases)
    return [(case.id, _decided(case, policy, mapping, calendar)) for case in read if not isinstance(case, str)]


def read_cases(cases: object) -> list[WorkedCase | str]:
    """Every case of a list, process cases as their ids. Faults name all that can't be read."""
    if not isinstance(cases, Sequence) or isinstance(cases, str):
        raise PolicyFault(Text("这里应当是一个案例或案例列表", "a case or a list of cases is expected here"))
    read, faults = list[WorkedCase | str](), list[ScreeningError]()
    for number, case in enumerate(cases, start=1):
        try:
            read.append(str(case.get("id", "")) if _is_process(case) else read_case(case, number))
        except ScreeningError as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else Faults(faults[:LONGEST_LIST])
    return read


def skipped(explained: object) -> int:
    """How many cases of a list were process cases and could not be explained."""
    return sum(one["expect"] is None for one in explained) if isinstance(explained, list) else 0


def explain(case: WorkedCase, policy: AlertPolicy, mapping: BandMapping, calendar: SchoolCalendar) -> dict[str, Any]:
    """The decision on one case, in the schema of the worked cases; times are ISO 8601 on the school's clock."""
    decision = _decided(case, policy, mapping, calendar)
    return {"id": case.id, "expect": _expected(decision, schedule(decision, case.at, calendar, policy))}


def _decided(case: WorkedCase, policy: AlertPolicy, mapping: BandMapping, calendar: SchoolCalendar) -> Decision:
    begun = start(case.at, calendar, policy)
    decided = decide(signals_of(case, policy.windows, calendar.zone))
    return decisions(decided, moment(begun), policy, mapping, lines=np.zeros(1, np.int64))[0]


def read_case(case: object, number: int) -> WorkedCase:
    """One case read strictly: an unknown or misspelt field is refused, since it would silently not count."""
    name = str(case.get("id") or number) if isinstance(case, dict) else str(number)
    if _is_process(case):
        raise PolicyFault(
            Text(
                "这是过程案例，需要随时间变化的状态，不能单独试算",
                "a process case needs a state over time and can't be explained",
            ),
            where=Text(f"案例 {name}", f"case {name}"),
            hint=Text("只保留 kind: decision 的案例", "keep the cases of kind: decision"),
        )
    try:
        return WorkedCase.model_validate(case)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PolicyFault(
            Text(f"案例里有读不懂的内容（{first['msg']}）", f"the case can't be read ({first['msg']})"),
            where=Text(f"案例 {name}，{place}", f"case {name}, {place}"),
            hint=Text("字段见 policy/README.md", "the fields stand in policy/README.md"),
        ) from None


def _is_process(case: Any) -> bool:  # noqa: ANN401  # what a file says may be anything
    return isinstance(case, dict) and case.get("kind") == "process"


def _expected(decision: Decision, due: Schedule) -> dict[str, Any]:
    """The decision schema."""
    told = decision.told
    return {
        "severity": None if "not_tested" in decision.facts else decision.severity.name,
        "track": decision.track,
        "confidence": decision.confidence,
        "bands": decision.bands,
        "rules": list(decision.rules),
        "unreadable": list(decision.unreadable),
        "case": decision.case,
        "family_hold": decision.family_hold,
        "told": {
            "class": told.class_,
            "class_person": told.class_person,
            "grade": told.grade,
            "school": list(told.school),
            "family": told.family,
            "family_by": list(told.family_by),
        },
        "notice_at": {tier: _clock(at) for tier, at in due.notice_at.items()},
        "deadlines": {name: _clock(at) for name, at in due.deadlines.items()},
        "tasks": list(decision.templates),
    }


def _clock(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
