"""Who resembles whom: grades and sexes are made coarser, and rare pupils left out, until nobody stands alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.research.release import SMALLEST_GROUP

STAGES = {4: "4-6", 5: "4-6", 6: "4-6", 7: "7-9", 8: "7-9", 9: "7-9"}
WHOLE = "4-9"
SEXES = ("", "male", "female")  # by the register's code; "" = not told or not shown

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Grade and sex as they may be shown, one line per pupil, and whether the pupil may be shown at all."""

    grade: Texts
    sex: Texts
    shown: npt.NDArray[np.bool_]
    merged: tuple[str, ...]


def make_groups(
    grade: npt.NDArray[np.int8], sex: npt.NDArray[np.int8], pattern: npt.NDArray[np.int64], smallest: int = SMALLEST_GROUP
) -> Groups:
    """Groups of at least ``smallest`` pupils alike in grade, sex and which sheets they have.

    All arrays: one line per pupil; ``pattern`` numbers the sets of sheets. In order: a sex too small in its grade hides the sex
    of the whole grade (else the other one would tell); a grade too small is merged into its stage together with all grades of
    the stage, without sex; a stage too small into the whole school. Pupils whose set of sheets is too rare in their group are
    left out, because who was absent is known in a class.
    """
    merged: list[str] = []
    shown_sex = np.array(SEXES, dtype=object)[sex]
    shown_grade = grade.astype(str).astype(object)
    stages = np.array([STAGES[level] for level in grade.tolist()], dtype=object)
    for stage in sorted(set(stages.tolist())):
        inside = stages == stage
        if min(_sizes(grade[inside])) < smallest:
            shown_grade[inside], shown_sex[inside] = stage, ""
            merged.append(f"grades {stage}: one group, no sex")
    if min(_sizes(shown_grade), default=smallest) < smallest:
        shown_grade[:], shown_sex[:] = WHOLE, ""
        merged = ["all grades: one group, no sex"]
    for level in sorted(set(shown_grade.tolist())):
        inside = shown_grade == level
        if min(_sizes(shown_sex[inside])) < smallest:
            shown_sex[inside] = ""
            merged.append(f"grade {level}: no sex")
    alike = _alike(shown_grade, shown_sex, pattern)
    return Groups(grade=shown_grade, sex=shown_sex, shown=alike >= smallest, merged=tuple(merged))


def _sizes(values: npt.NDArray[np.object_] | npt.NDArray[np.int8]) -> list[int]:
    return [int(size) for size in np.unique(values.astype(str), return_counts=True)[1]]


def _alike(grade: Texts, sex: Texts, pattern: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many pupils are alike in all three, for each pupil."""
    key = np.array([f"{one}|{two}|{three}" for one, two, three in zip(grade, sex, pattern.tolist(), strict=True)], dtype=str)
    _, place, sizes = np.unique(key, return_inverse=True, return_counts=True)
    counted: npt.NDArray[np.int64] = sizes[place]
    return counted
