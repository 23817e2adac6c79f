"""What alerts hands on: readings of sheets in policy bands, stored results, signals folded per pupil, and decisions."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from screening.core.severity import Severity
from screening.instruments.definition import Respondent
from screening.scoring.interface import Scores


@dataclass(frozen=True, kw_only=True, eq=False)
class Readings:
    """Sheets of one instrument read by the band mapping: policy bands and critical grades, one line per sheet.

    This, not the answers, is what a later import of the same wave reads again.
    """

    edition: str
    pupil: npt.NDArray[np.int32]
    total: npt.NDArray[np.int8]  # Band; NA where the sheet or its total is unreadable or has no mapping
    raw_total: npt.NDArray[np.int8]  # Band the total would have had, validity flags aside (RU4)
    subscales: npt.NDArray[np.int8]  # (sheets, mapped subscales) Band, NA where unreadable
    critical: npt.NDArray[np.int8]  # Critical
    skipped: npt.NDArray[np.bool_]  # CI-SKIP: a safety item blank while half of the others were answered
    dated: npt.NDArray[np.bool_]  # the critical answer has a time window
    validity: npt.NDArray[np.uint8]  # Validity flags
    fingerprint: npt.NDArray[np.uint64]  # of the answers: tells a corrected sheet from the same one (intake.fingerprint)
    answered_at: npt.NDArray[np.datetime64]  # UTC seconds, NaT if not told
    mapping: str = ""  # version of the band mapping that read them, e.g. "band-mapping@1"
    respondent: Respondent = "self"  # who filled it in; a parent's or teacher's sheet folds apart from the pupil's
    follow_up: bool = False  # a page shown only after certain answers: it adds grades, and is no further instrument of its own


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What one stored result pins beside its edition: by what it was read and scored, and from which row of which file."""

    mapping: str  # "band-mapping@1+norms@3": mapping version and the norms laid over it
    code: str  # our own version; "" for results written before it was kept
    source: bytes  # 16 bytes, the file's HMAC under the index key; b"" as before
    row: int | None  # data row of that file, from 1

    @property
    def norms(self) -> str:
        """``norms@3``, the school's decisions on norms that held; "" if none did."""
        return self.mapping.partition("+")[2]


@dataclass(frozen=True, kw_only=True, eq=False)
class Receipts:
    """The receipts of several results as columns, one line per result."""

    mapping: npt.NDArray[np.bytes_]
    code: npt.NDArray[np.bytes_]
    source: npt.NDArray[np.void]
    row: npt.NDArray[np.int32]  # 0 where it was not kept

    def of(self, line: int) -> Receipt:
        """One of them."""
        return Receipt(
            mapping=bytes(self.mapping[line]).decode("ascii"),
            code=bytes(self.code[line]).decode("ascii"),
            source=self.source[line].tobytes(),
            row=int(self.row[line]) or None,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """Stored results of one edition opened with their scores: the latest revision of each pupil, in order of pupil."""

    readings: Readings
    scores: Scores
    revision: npt.NDArray[np.int32]
    receipts: Receipts


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who is told at each tier, ALERT_POLICY §5.1; the words are those of the decision schema."""

    class_: str  # now | fetch | after_release | digest | supervision | makeup | none | excluded
    class_person: str | None
    grade: str  # name | count | none | excluded
    school: tuple[str, ...]
    family: str  # by_person | after_interview | after_confirmation | after_fact_check | none | blocked
    family_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the policy decided for one pupil. Always provisional: only a person confirms.

    ``evidence`` is the reasons in codes (edition, scale, band, item), for the sealed entry and the counselor only.
    """

    pupil: int
    severity: Severity
    track: str | None  # safety | clinical | None
    confidence: str  # normal | low
    bands: str  # used | prorated | NA | none
    rules: tuple[str, ...]
    unreadable: tuple[str, ...]
    case: str  # new | reopened | step_up | attached | none
    family_hold: bool
    told: Told
    templates: tuple[str, ...]  # FU-S2, RETEST, … the `tasks` of the decision schema
    facts: frozenset[str] = field(default_factory=frozenset)  # what clocks depend on: "ci1", "total_b3", "undated_mild", …
    evidence: tuple[str, ...] = ()
    policy: str = ""  # policy and band mapping version, e.g. "alert-policy@1.0 band-mapping@1"
