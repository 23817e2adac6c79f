"""The report on fairness over a real store: for the counselor alone, in counts, changing nothing."""

import pytest

from screening.core.errors import NotAllowed, StoreFault
from screening.core.tiers import Role
from screening.entrypoints.cli.main import exit_code
from screening.services.fairness import fairness
from tests.flow.test_lists import somebody
from tests.store.imports.conftest import WAVE, School


@pytest.fixture
def imported(school: School) -> School:
    school.take(school.export)
    return school


def report(school, *, wave=WAVE, person=None):
    work = school.work
    return fairness(wave, person=person or work.working_member(), key=work.unlock(None), uow=work.uow(), now=work.now())


def test_each_way_of_grouping_shares_out_everybody(imported):
    told = report(imported)
    for one in told.comparisons:
        if all(group.pupils is not None for group in one.groups):
            assert sum(group.pupils for group in one.groups) == told.screened
    assert [one.by for one in told.comparisons][:2] == ["sex", "stage"]


def test_referred_are_those_at_s2_and_above(school):
    imported = school.take(school.export)
    told = report(school)
    stage = next(one for one in told.comparisons if one.by == "stage")
    grave = sum(imported.alerts.get(level, 0) for level in ("S2", "S3", "S4"))
    assert sum(group.referred for group in stage.groups) == grave


def test_items_of_a_school_of_ninety_girls_are_not_judged(imported):
    told = report(imported)
    assert told.scales
    assert not [one for one in told.scales if one.found]


def test_nothing_is_written_but_the_audit(imported):
    counts = imported.counts()
    report(imported)
    assert imported.counts() == counts
    with imported.work.uow() as uow:
        assert "policy.fairness" in {event.what for event in uow.audit.last(2000)}


def test_only_the_counselor_sees_it_and_an_unknown_wave_is_told(imported):
    with pytest.raises(NotAllowed):
        report(imported, person=somebody(imported, Role.MORAL_EDUCATION_HEAD))
    with pytest.raises(StoreFault):
        report(imported, wave="没有这个批次")


def test_the_command_names_no_pupil_and_no_class(imported, capsys, monkeypatch):
    monkeypatch.chdir(imported.work.settings.workspace)
    assert exit_code(["policy", "fairness", WAVE], {}) == 0
    told = capsys.readouterr().out
    assert "性别" in told
    assert not [pupil for pupil in imported.pupils(8) if pupil.told.name in told or pupil.told.number in told]
    assert "801" not in told
