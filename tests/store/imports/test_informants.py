"""What parents and teachers fill in, on real files and a real store: an adult's observation, never the pupil's own bands."""

from screening.core.severity import Severity
from screening.services.wave_coverage import coverage

from .conftest import WAVE, School  # type: ignore[import-not-found]

SDQ = 25
RAISED = dict.fromkeys((3, 8, 13, 16, 24), 2)  # emotional 10; with the middle answer elsewhere the total is 25, above both tables
ELSE = 1


def test_a_raised_parents_sheet_is_a_single_sign_and_does_not_screen_the_pupil(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("parent.csv", SDQ, [(pupil.told.number, RAISED, ELSE)]), "sdq_parent")
    alert = school.alerts()[pupil.id]
    assert (alert.decision.severity, alert.decision.rules) == (Severity.S1, ("R103",))
    assert "sdq_parent@1 total B2" in alert.decision.evidence
    reached = coverage(WAVE, person=school.work.working_member(), uow=school.work.uow(), now=school.work.now())
    assert reached.screened == 0


def test_a_parent_and_a_teacher_in_later_files_are_two_observers(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("parent.csv", SDQ, [(pupil.told.number, RAISED, ELSE)]), "sdq_parent")
    school.take(school.write("teacher.csv", SDQ, [(pupil.told.number, RAISED, ELSE)]), "sdq_teacher")
    assert school.alerts()[pupil.id].decision.severity is Severity.S2
    assert school.alerts()[pupil.id].decision.rules == ("R205",)


def test_a_parents_usual_sheet_takes_nothing_away_from_the_pupils_own(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("own.csv", 9, [(pupil.told.number, {9: 2}, 0)]), "phq9")
    calm = {7: 2, 11: 2, 14: 2, 21: 2, 25: 2}
    school.take(school.write("parent.csv", SDQ, [(pupil.told.number, calm, 0)]), "sdq_parent")
    assert school.alerts()[pupil.id].decision.severity is Severity.S3


def test_a_parents_unreadable_sheet_asks_for_no_retest_of_the_pupil(school: School):
    pupil = school.pupils(7)[0]
    school.take(school.write("parent.csv", SDQ, [(pupil.told.number, {1: 1}, "")]), "sdq_parent")
    assert pupil.id not in school.alerts()
