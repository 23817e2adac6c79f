"""The terms on which a wave is held: its kind, whom it is for, how it was reported, and what was weighed beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from screening.core.language import Text


class WaveKind(StrEnum):
    """What a wave is for."""

    YEARLY = "yearly"
    TERM_START = "term_start"
    NEWCOMERS = "newcomers"
    RESCREEN = "rescreen"
    CHECKLIST = "checklist"
    ARCHIVE = "archive"


KIND_WORDS: dict[str, Text] = {
    WaveKind.YEARLY: Text("年度测评", "yearly assessment"),
    WaveKind.TERM_START: Text("学期初筛查", "start of term"),
    WaveKind.NEWCOMERS: Text("新生与转入", "new pupils and transfers"),
    WaveKind.RESCREEN: Text("定向复查", "targeted re-screen"),
    WaveKind.CHECKLIST: Text("班主任观察表", "homeroom teachers' checklist"),
    WaveKind.ARCHIVE: Text("往期存档", "archive of earlier terms"),
}

SAT_BY_PUPILS = frozenset({WaveKind.YEARLY, WaveKind.TERM_START, WaveKind.NEWCOMERS, WaveKind.RESCREEN})
"""Kinds in which pupils answer items that may call for action at once: N3 holds for these."""

ALL_GRADES = (4, 5, 6, 7, 8, 9)


@dataclass(frozen=True, kw_only=True)
class WaveTerms:
    """What was told when the wave was opened."""

    kind: WaveKind
    school_year: int  # the year in which it began
    grades: tuple[int, ...] = ALL_GRADES
    classes: tuple[str, ...] = ()  # only these classes; empty: every class of the grades
    listed: bool = False  # only pupils named one by one; their invitations are kept with each of them
    filing: str = ""  # number under which the wave was reported to the education authority (REQ 25, 26)
    waiver: str = ""  # or why it needed no report, as somebody decided
    impact: Mapping[str, str] = field(default_factory=dict)  # PRIVACY P12: the form by field, or where it lies
    sittings: tuple[datetime, ...] = ()  # with zone
    at_home: bool = False
    reason: str = ""  # of the moral-education head, for holding it in spite of N3

    @property
    def is_archive(self) -> bool:
        """Sheets of earlier terms: for trends only, nobody is alerted."""
        return self.kind is WaveKind.ARCHIVE

    def body(self) -> dict[str, Any]:
        """The terms as they are kept."""
        return {
            "kind": self.kind.value,
            "school_year": self.school_year,
            "grades": list(self.grades),
            "classes": list(self.classes),
            "listed": self.listed,
            "filing": self.filing,
            "waiver": self.waiver,
            "impact": dict(self.impact),
            "sittings": [at.isoformat() for at in self.sittings],
            "at_home": self.at_home,
            "reason": self.reason,
        }


def terms_from(body: Mapping[str, Any]) -> WaveTerms:
    """The terms again."""
    return WaveTerms(
        kind=WaveKind(body["kind"]),
        school_year=int(body["school_year"]),
        grades=tuple(body["grades"]),
        classes=tuple(body["classes"]),
        listed=bool(body["listed"]),
        filing=body["filing"],
        waiver=body["waiver"],
        impact=dict(body["impact"]),
        sittings=tuple(datetime.fromisoformat(at) for at in body["sittings"]),
        at_home=bool(body["at_home"]),
        reason=body["reason"],
    )


def lacking(terms: WaveTerms) -> list[Text]:
    """What has to be told before a wave of these terms can be opened (REQ 25, 26; PRIVACY P12, P18); empty if nothing is."""
    found = []
    if not terms.filing and not terms.waiver:
        found.append(
            Text(
                "没有备案编号：--filing 编号；教育行政部门说明不用备案的，写 --waiver 缘由",
                "no filing number: --filing NUMBER; where the authority wants none, --waiver REASON",
            )
        )
    if not any(text.strip() for text in terms.impact.values()):
        found.append(
            Text(
                "没有个人信息保护影响评估：--impact 表格.toml，或 --impact-note 评估日期和存放处",
                "no impact assessment: --impact FORM.toml, or --impact-note DATE AND PLACE",
            )
        )
    if terms.kind in SAT_BY_PUPILS and not terms.sittings:
        found.append(
            Text(
                '没有施测时间：--sitting "2026-11-24 09:00"，分几次施测就写几次',
                'no time of sitting: --sitting "2026-11-24 09:00", once for each',
            )
        )
    if terms.is_archive or (set(terms.grades) <= set(ALL_GRADES) and terms.grades):
        return found
    return [*found, Text("年级只能是 4 至 9", "grades are 4 to 9")]
