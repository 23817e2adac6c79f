"""A wave opens only on its terms; whom it is for; what the year lacks; archives raise nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from screening.core.errors import Faults, IllegalMove, NotAllowed
from screening.core.severity import Severity
from screening.core.tiers import Role
from screening.entrypoints.demonstration import open_synthetic_wave
from screening.followup.calendar import SCHOOL_ZONE
from screening.followup.wave_terms import WaveKind, WaveTerms, terms_from
from screening.intake.rota_sheet import RotaLine
from screening.services.close_wave import close_wave
from screening.services.keep_rota import keep_rota
from screening.services.list_critical import list_critical
from screening.services.list_waves import list_waves, year_parts
from screening.services.make_up import make_up_slips
from screening.services.open_wave import open_wave
from screening.services.permissions import roles_of
from screening.services.wave_coverage import coverage
from tests.flow.test_import_roster import bring, roster_of

Q9 = 9  # PHQ-9's safety item
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=SCHOOL_ZONE)
FRIDAY = datetime(2026, 11, 27, 15, tzinfo=SCHOOL_ZONE)
TERMS = WaveTerms(
    kind=WaveKind.RESCREEN, school_year=2026, filing="备〔2026〕1号", impact={"note": "2026-09-01 已评估"}, sittings=(TUESDAY,)
)


def told(school, role=Role.PSYCH_TEACHER):
    with school.work.uow() as uow:
        person = next(m for m in uow.roster.staff(school.audit()) if role in roles_of(m))
        uow.commit()
    return {"person": person, "uow": school.work.uow(), "now": school.work.now()}


def with_rota(school):
    """Somebody is on call all the month."""
    here = told(school)
    line = RotaLine(
        line=2,
        person=here["person"].name,
        starts=TUESDAY - timedelta(days=20),
        ends=TUESDAY + timedelta(days=20),
        phone="",
        deputy="",
    )
    keep_rota([line], calendar=school.work.calendar, **here)
    return school


def opened(school, terms=TERMS, name="下一批", role=Role.PSYCH_TEACHER, **more):
    return open_wave(name, terms, calendar=school.work.calendar, **told(school, role), **more)


def test_a_wave_with_everything_told_opens_and_its_terms_are_kept(school):
    wave = opened(with_rota(school))
    with school.work.uow() as uow:
        (kept,) = uow.records.on("wave", school.audit(), wave.id)
        uow.commit()
    assert terms_from(kept.record.body) == TERMS


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        pytest.param(replace(TERMS, filing=""), "备案", id="neither filing number nor waiver"),
        pytest.param(replace(TERMS, impact={"note": " "}), "影响评估", id="no impact form"),
        pytest.param(replace(TERMS, sittings=()), "施测时间", id="no time"),
        pytest.param(replace(TERMS, classes=("999",)), "没有这个班", id="a class that is not there"),
        pytest.param(replace(TERMS, listed=True), "哪些学生", id="a list without pupils"),
        pytest.param(replace(TERMS, grades=()), "年级", id="no grade"),
    ],
)
def test_a_wave_does_not_open_while_something_is_lacking(school, terms, says):
    with_rota(school)
    before = school.counts()
    with pytest.raises(Faults) as fault:
        opened(school, terms)
    assert says in fault.value.said("zh")
    assert school.counts() == before


def test_everything_that_is_lacking_is_said_at_once(school):
    with pytest.raises(Faults) as fault:
        opened(school, replace(TERMS, filing="", impact={}, sittings=()))
    assert len(fault.value.faults) == 3


def test_a_recorded_waiver_stands_for_the_filing(school):
    assert opened(with_rota(school), replace(TERMS, filing="", waiver="区教育局 2026-09-01 说明不用单独备案")).name == "下一批"


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.MORAL_EDUCATION_HEAD, Role.PSYCH_DEPUTY])
def test_a_school_in_which_nobody_answers_for_an_alert_opens_no_wave(school, role):
    with_rota(school)
    roster = roster_of(school)
    bring(school, replace(roster, staff=tuple(one for one in roster.staff if one.role != role)))
    with pytest.raises(Faults) as fault:
        opened(school)
    assert "教职工表里没有" in fault.value.said("zh")


def test_friday_afternoon_needs_the_reason_of_the_moral_education_head(school):
    with_rota(school)
    friday = replace(TERMS, sittings=(FRIDAY,))
    with pytest.raises(Faults):
        opened(school, friday)
    with pytest.raises(NotAllowed):
        opened(school, replace(friday, reason="只有这天有机房"))
    wave = opened(school, replace(friday, reason="只有这天有机房"), role=Role.MORAL_EDUCATION_HEAD)
    assert wave.name == "下一批"


def test_without_a_rota_a_wave_needs_that_reason_too(school):
    with pytest.raises(Faults) as fault:
        opened(school)
    assert "值班表" in fault.value.said("zh")


def test_a_teachers_checklist_needs_no_time_and_no_rota(school):
    assert opened(school, replace(TERMS, kind=WaveKind.CHECKLIST, sittings=())).name == "下一批"


def test_who_is_outside_the_scope_is_refused_and_still_read_for_safety(school):
    opened(with_rota(school), replace(TERMS, grades=(7,)))
    inside, outside = school.pupils(7)[0], school.pupils(8)[0]
    taken = school.take(
        school.write("a.csv", 9, [(inside.told.number, {}, 0), (outside.told.number, {Q9: 2}, 0)]), "phq9", wave="下一批"
    )
    assert taken.refusals == {"out_of_scope": 1}
    assert (taken.tallies[0].sheets, taken.tallies[0].rows) == (1, 2)
    assert school.alerts()[outside.id].decision.severity is Severity.S3


def test_a_listed_wave_is_for_those_named_and_names_nobody_outside_their_records(school):
    with_rota(school)
    named, other = school.pupils(8)[:2]
    wave = opened(school, replace(TERMS, listed=True), pupils=[named.told.number])
    taken = school.take(school.write("a.csv", 9, [(p.told.number, {}, 0) for p in (named, other)]), "phq9", wave="下一批")
    assert taken.refusals == {"out_of_scope": 1}
    with school.work.uow() as uow:
        (terms,) = uow.records.on("wave", school.audit(), wave.id)
        uow.commit()
    assert named.told.number not in repr(terms.record.body)
    assert coverage("下一批", **told(school)).invited == 1


def test_a_number_on_the_list_that_is_nobodys_is_told_by_its_line(school):
    with pytest.raises(Faults) as fault:
        opened(with_rota(school), replace(TERMS, listed=True), pupils=[school.pupils(8)[0].told.number, "G990000000000000000"])
    assert "名单第 2 个" in fault.value.said("zh")
    assert "G99" not in fault.value.said("zh")


def test_coverage_tells_the_shares_apart_and_only_the_counselor_why_sheets_lack(school):
    opened(with_rota(school), replace(TERMS, grades=(8,)))
    there, said_no, *rest = school.pupils(8)
    file = school.folder / "a.csv"
    questions = ",".join(f"q{n}" for n in range(1, 10))
    rows = [f"{there.told.number},同意{',0' * 9}", f"{said_no.told.number},不同意{',' * 9}"]
    file.write_text("\n".join([f"学号,是否同意参加,{questions}", *rows]), encoding="utf-8")
    school.take(file, "phq9", wave="下一批")
    reached = coverage("下一批", **told(school))
    everybody = sum(len(school.pupils(8, consent=word)) for word in ("granted", "refused", "withdrawn", ""))
    assert (reached.pupils, reached.invited, reached.consented) == (180, everybody, 2 + len(rest))
    assert (reached.screened, reached.readable, reached.missing) == (1, 1, everybody - 1)
    assert reached.invited_of_enrolled == everybody / 180
    assert reached.assessed_of_invited == 1 / everybody
    assert (reached.apart.declined, reached.apart.absent) == (1, len(rest))
    assert reached.apart.without_consent == everybody - 2 - len(rest)
    assert coverage("下一批", **told(school, Role.PRINCIPAL)).apart is None


def test_make_up_slips_are_for_who_may_be_asked_again(school):
    opened(with_rota(school), replace(TERMS, grades=(8,)))
    there, *rest = school.pupils(8)
    school.take(school.write("a.csv", 9, [(there.told.number, {}, 0)]), "phq9", wave="下一批")
    slips = make_up_slips("下一批", **told(school))
    assert sorted(name for one in slips for name in one.names) == sorted(p.told.name for p in rest)
    assert [one.school_class for one in slips] == sorted({p.told.school_class for p in rest})


def test_the_year_says_which_grades_and_terms_it_lacks():
    held = {
        1: replace(TERMS, kind=WaveKind.YEARLY, grades=(4, 5)),
        2: replace(TERMS, kind=WaveKind.TERM_START),
        3: replace(TERMS, kind=WaveKind.YEARLY, grades=(6,), school_year=2025),
        4: replace(TERMS, kind=WaveKind.YEARLY, grades=(6,), listed=True),
    }
    lacks = {part.kind: part.lacks.zh for part in year_parts(held, 2026, (4, 5, 6))}
    assert lacks == {
        WaveKind.YEARLY: "6 年级还没有",
        WaveKind.TERM_START: "另一学期还没有",
        WaveKind.NEWCOMERS: "还没有",
        WaveKind.CHECKLIST: "还没有班主任观察表",
    }


def test_the_list_of_waves_tells_kind_and_year(school):
    (line,) = list_waves(**told(school, Role.PRINCIPAL)).lines
    assert (line.terms.kind, line.terms.school_year) == (WaveKind.YEARLY, 2026)


def archive(school, year=2025):
    return opened(school, replace(TERMS, kind=WaveKind.ARCHIVE, sittings=(), school_year=year), name="往年")


def test_an_archive_takes_sheets_and_raises_nothing(school):
    archive(school)
    before = school.counts()
    school.take(school.write("a.csv", 9, [(school.pupils(8)[0].told.number, {Q9: 3}, 3), ("", {Q9: 3}, 3)]), "phq9", wave="往年")
    close_wave("往年", rules=school.work.rules, **told(school))
    after = school.counts()
    assert after["sheet"] == before["sheet"] + 1
    assert {name: after[name] - before[name] for name in ("alert", "task", "entry", "outbox")} == dict.fromkeys(
        ("alert", "task", "entry", "outbox"), 0
    )


def test_an_archive_reads_pupils_by_the_grade_in_which_they_were(school):
    archive(school)  # a year ago: PHQ-9 is for grades 7 to 9
    then_six, then_seven = school.pupils(7)[0], school.pupils(8)[0]
    taken = school.take(school.write("a.csv", 9, [(p.told.number, {}, 0) for p in (then_six, then_seven)]), "phq9", wave="往年")
    assert taken.refusals == {"wrong_grade": 1}


def test_the_counselor_has_one_list_of_who_once_gave_a_safety_answer_and_has_no_file(school):
    archive(school)
    once, never, known = school.pupils(8)[:3]
    school.take(
        school.write("a.csv", 9, [(p.told.number, {Q9: q}, 0) for p, q in ((once, 2), (never, 0), (known, 2))]),
        "phq9",
        wave="往年",
    )
    school.take(school.write("b.csv", 9, [(known.told.number, {Q9: 2}, 1)]), "phq9")
    listed = list_critical("往年", **told(school))
    assert [one.number for one in listed] == [once.told.number]
    with pytest.raises(IllegalMove):
        list_critical("测试批次", **told(school))
    with pytest.raises(NotAllowed):
        list_critical("往年", **told(school, Role.PRINCIPAL))


def test_the_demonstration_says_that_its_filing_is_made_up(school):
    wave = open_synthetic_wave(school.work, "演示批次")
    with school.work.uow() as uow:
        (kept,) = uow.records.on("wave", school.audit(), wave.id)
        uow.commit()
    assert "演示" in kept.record.body["filing"]
