"""What the roster says of groups and of the family: groups bring no level, an unverified family is told nothing."""

from dataclasses import replace

import pytest

from screening.core.tiers import Tier
from screening.intake.interface import GroupTag, Guardian
from screening.intake.tags import KINDS
from tests.flow.test_import_roster import bring, changed, roster_of


def answers(school, count=12):
    """Sheets from calm to grave, one a pupil."""
    pupils = school.pupils(7)[:count]
    return [(p.told.number, {9: n % 4}, n % 3) for n, p in enumerate(pupils)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_group_changes_no_severity_rule_route_or_task(another, kind):
    without, tagged = another("without"), another("tagged")
    tag = GroupTag(kind=kind, source="虚构")
    roster = roster_of(tagged)
    bring(tagged, replace(roster, pupils=tuple(replace(p, tags=(tag,)) for p in roster.pupils)))
    rows = answers(without)
    for school in (without, tagged):
        school.take(school.write(f"{kind}.csv", 9, rows), "phq9")
    told = [{pupil: alert.decision for pupil, alert in school.alerts().items()} for school in (without, tagged)]
    assert told[0]
    assert told[0] == told[1]
    assert [t.task.plan for t in without.tasks()] == [t.task.plan for t in tagged.tasks()]


@pytest.mark.parametrize(
    ("standings", "held"),
    [
        pytest.param(["unverified"], True, id="the only contact is unverified"),
        pytest.param(["unverified", "do not use"], True, id="none may be used"),
        pytest.param(["verified", "do not use"], False, id="one is verified"),
        pytest.param([""], False, id="nothing was said"),
    ],
)
def test_a_family_is_told_nothing_where_the_roster_marks_every_contact(school, standings, held):
    pupil = school.pupils(7)[0]
    contacts = tuple(Guardian(name=f"某{n}", relation="", standing=one) for n, one in enumerate(standings))
    bring(school, changed(roster_of(school), pupil.told.number, guardians=contacts))
    report = school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 3}, 3)]), "phq9")
    decision = school.alerts()[pupil.id].decision
    assert decision.family_hold is held
    assert report.told[Tier.FAMILY] == (0 if held else 1)


def test_a_hold_never_lowers_what_the_pupil_is_owed(another):
    free, kept = another("free"), another("kept")
    pupil = kept.pupils(7)[0]
    unverified = (Guardian(name="某", relation="", standing="unverified"),)
    bring(kept, changed(roster_of(kept), pupil.told.number, guardians=unverified))
    for school in (free, kept):
        school.take(school.write("a.csv", 9, [(pupil.told.number, {9: 3}, 3)]), "phq9")
    one, other = (school.alerts()[pupil.id].decision for school in (free, kept))
    assert (one.severity, one.rules, one.told.school) == (other.severity, other.rules, other.told.school)
