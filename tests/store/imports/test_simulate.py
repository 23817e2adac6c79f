"""A wave simulated on a real store: the counts of the import, nothing written but the audit, and who would move."""

import json
from dataclasses import replace
from datetime import date

import pytest

from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.mapping import BandMapping
from screening.core.errors import KeyFault, NotAllowed, StoreFault
from screening.entrypoints.cli.main import exit_code
from screening.services.permissions import COUNSELORS, roles_of
from screening.services.place import Rules
from screening.services.plan_wave import plan_wave
from screening.services.simulate_policy import simulate_policy

from .conftest import WAVE, School  # type: ignore[import-not-found]


@pytest.fixture
def imported(school: School):
    """The school with its wave read in, and the report of it."""
    return school, school.take(school.export, "mht", "phq9", "gad7")


def rules_of(school, **changes):
    return replace(Rules(policy=school.work.policy, mapping=school.work.mapping, calendar=school.work.calendar), **changes)


def simulated(school, tried=None, *, key=None, wave=WAVE, person=None):
    standing = rules_of(school)
    return simulate_policy(
        wave,
        person=person or school.work.working_member(),
        uow=school.work.uow(),
        standing=standing,
        tried=tried or standing,
        key=key,
        now=school.work.now(),
    )


def mapping_with(version="2", **total):
    told = load_band_mapping().model_dump(by_alias=True)
    told["instruments"]["mht"]["total"]["bands"] |= total
    return BandMapping.model_validate(told | {"version": version})


def somebody_else(school):
    with school.work.uow() as uow:
        staff = uow.roster.staff(school.audit())
        uow.commit()
    return next(member for member in staff if not roles_of(member) & COUNSELORS)


def test_by_the_standing_policy_the_wave_comes_to_what_the_import_said(imported):
    school, report = imported
    told = simulated(school)
    assert {name: count for name, count in told.after.items() if count} == report.alerts
    assert told.before == told.after
    assert told.moves == ()
    assert told.screened >= sum(line.screened for line in told.classes) > 100
    assert sum(sum(line.alerts.values()) for line in told.classes) == sum(told.after.values())


def test_the_work_is_that_of_the_tasks_the_import_wrote(imported):
    school, report = imported
    told = simulated(school)
    minutes = school.work.policy.workload.minutes
    hours = sum(minutes.get(task.task.plan.kind, 15) for task in school.tasks() if task.task.pupil is not None) / 60
    assert report.unidentified == 0
    assert sum(load.whole for load in told.loads) == pytest.approx(hours)
    assert all(load.first_week <= load.whole for load in told.loads)
    assert told.checks == sum(task.task.plan.kind == "contact" for task in school.tasks())


def test_nothing_is_written_but_the_audit(imported):
    school, _ = imported
    before = school.counts()
    simulated(school, rules_of(school, mapping=mapping_with(B2=60)), key=school.work.unlock(None))
    assert school.counts() == before
    with school.work.uow() as uow:
        assert "policy.simulate" in {event.what for event in uow.audit.last(2000)}


def test_sheets_read_again_by_the_same_numbers_move_nobody(imported):
    school, _ = imported
    told = simulated(school, rules_of(school, mapping=mapping_with()), key=school.work.unlock(None))
    assert told.moves == ()
    assert told.before == told.after
    assert told.versions == "alert-policy@1.0 band-mapping@2"


@pytest.mark.parametrize("place", [0, -1], ids=["among the ids", "the highest id"])
def test_who_left_after_a_refused_safety_answer_is_counted_in_no_class(imported, place):
    school, _ = imported
    by_id = sorted(school.pupils_of_any_grade("") + school.pupils_of_any_grade("granted"), key=lambda one: one.id)
    gone = by_id[place]
    school.take(school.write("b.csv", 9, [(gone.told.number, {9: 2}, 0), (gone.told.number, {9: 3}, 0)]), "phq9")
    before = simulated(school)
    with school.work.uow() as uow:
        uow.roster.put_pupils([], [replace(gone, told=replace(gone.told, left_on="2026-11-10"))], school.audit())
        uow.commit()
    after = simulated(school)
    assert after.screened == before.screened - 1
    assert sum(line.screened for line in after.classes) == after.screened


def test_lower_cut_offs_move_pupils_up_and_the_moves_add_up(imported):
    school, _ = imported
    told = simulated(school, rules_of(school, mapping=mapping_with(B1=30, B2=40)), key=school.work.unlock(None))
    assert told.moves
    assert all(move.rules for move in told.moves)
    for name in told.after:
        gained = sum(move.pupils for move in told.moves if move.after == name)
        lost = sum(move.pupils for move in told.moves if move.before == name)
        assert told.after[name] - told.before[name] == gained - lost
    assert {"total_b1", "total_b2"} <= {key for key, most in (("total_b1", 0.25), ("total_b2", 0.12)) if told.shares[key] > most}
    assert [one.en for one in told.warnings][:2] == [
        f"total ≥ B1: {told.shares['total_b1']:.1%}, above 25%",
        f"total ≥ B2: {told.shares['total_b2']:.1%}, above 12%",
    ]


def test_another_mapping_needs_the_casework_key(imported):
    school, _ = imported
    with pytest.raises(KeyFault):
        simulated(school, rules_of(school, mapping=mapping_with(B2=60)))


def test_warnings_fall_silent_where_everything_fits(imported):
    school, _ = imported
    roomy = {"total_b1": 1, "total_b2": 1, "s3": 1, "class_listed": 1}
    load = load_policy().workload.model_dump() | {
        "ceilings": roomy,
        "checks_a_day": 500,
        "counselor_hours_a_day": 24,
        "minutes": {},
    }
    policy = load_policy().model_copy(
        update={"workload": type(load_policy().workload).model_validate(load | {"other_minutes": 0})}
    )
    assert simulated(school, rules_of(school, policy=policy)).warnings == ()
    crowded = simulated(school)
    assert any("listed" in one.en for one in crowded.warnings)
    assert any("safety contacts" in one.en for one in crowded.warnings)


def test_only_the_counselor_simulates_and_an_empty_wave_is_told(imported):
    school, _ = imported
    with pytest.raises(NotAllowed):
        simulated(school, person=somebody_else(school))
    with pytest.raises(StoreFault):
        simulated(school, wave="没有这个批次")


def test_a_plan_seats_every_pupil_who_may_sit(school: School):
    days, counselors = plan_wave(
        person=school.work.working_member(),
        uow=school.work.uow(),
        rules=rules_of(school),
        first=date(2026, 11, 10),
        now=school.work.now(),
    )
    refused = len(school.pupils_of_any_grade("refused")) + len(school.pupils_of_any_grade("withdrawn"))
    with school.work.uow() as uow:
        everybody = len(uow.roster.pupils(school.audit()))
    assert sum(day.pupils for day in days) == everybody - refused
    assert all(day.checks <= counselors * 8 + 1e-9 for day in days)


def test_the_command_says_what_it_found_and_that_nothing_changed(imported, capsys, monkeypatch):
    school, _ = imported
    monkeypatch.chdir(school.work.settings.workspace)
    mapping = school.folder / "mapping.json"
    mapping.write_text(json.dumps(mapping_with(B1=30, B2=40).model_dump(mode="json", by_alias=True)), "utf-8")
    assert exit_code(["policy", "simulate", WAVE, "--band-mapping", str(mapping)], {}) == 0
    told = capsys.readouterr()
    assert "什么也没有改变" in told.out
    assert "→" in told.out
    assert "注意" in told.err
    assert exit_code(["policy", "simulate", "--plan"], {}) == 0
    assert "预计确认安全" in capsys.readouterr().out
    assert exit_code(["policy", "simulate"], {}) == 14


def test_why_this_pupil_is_shown_with_the_alert(imported, capsys, monkeypatch):
    school, _ = imported
    monkeypatch.chdir(school.work.settings.workspace)
    alert = next(iter(school.alerts().values()))
    assert exit_code(["alerts", "show", str(alert.id)], {}) == 0
    told = capsys.readouterr().out
    assert f"为什么有这位同学（预警 {alert.id}）" in told
    assert all(rule in told for rule in alert.decision.rules)
    assert "这不是结论" in told
