"""The tiers of one school as configuration: three to five of them, each with who holds it, who stands in, and what it is for."""

from collections.abc import Sequence
from typing import Literal

from screening.alerts.mapping import Part

TierName = Literal["class", "grade", "school", "family", "district", "dormitory"]
Holder = Literal[
    "homeroom_teacher", "homeroom_deputy", "grade_head", "psych_teacher", "psych_deputy", "moral_education_head", "principal",
    "leading_group", "family_person", "bureau_contact", "district_tutoring_centre", "dormitory_staff", "night_duty",
]  # fmt: skip

FEWEST, MOST = 3, 5
ALWAYS: tuple[TierName, ...] = ("class", "school")
"""Somebody near the pupil and somebody who answers for the school: no set of tiers is without them."""


class Duty(Part):
    """What a tier is for, as it hangs on the wall."""

    zh: str
    en: str


class TierLine(Part):
    """One tier. ``dormitory`` stands beside the class, for boarders, and isn't counted among the three to five."""

    tier: TierName
    holder: Holder
    deputy: Holder
    duty: Duty


def faults_of_tiers(tiers: Sequence[TierLine]) -> list[str]:
    """Why these tiers can't work, in English for the file's author; empty if they can."""
    names = [line.tier for line in tiers]
    counted = [name for name in names if name != "dormitory"]
    faults = [f"the tier {name} is missing" for name in ALWAYS if name not in names]
    if len(set(names)) != len(names):
        faults.append("a tier is named twice")
    if not FEWEST <= len(counted) <= MOST:
        faults.append(f"there are {FEWEST} to {MOST} tiers, the dormitory not counted")
    return [*faults, *(f"the tier {line.tier} has the same holder and deputy" for line in tiers if line.holder == line.deputy)]
