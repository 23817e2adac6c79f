"""Reading a case file and adding to it: audited entry by entry, and nobody is named by an error."""

import pytest

from screening.casefiles.interface import EntryKind
from screening.core.errors import FileFault, KeyFault, NotAllowed
from screening.core.tiers import Role
from screening.services.open_case import add_note, read_case


def read(school, number, **told):
    given = {"person": school.work.working_member(), "key": school.work.unlock(None)} | told
    return read_case(number, uow=school.work.uow(), now=school.work.now(), **given)


def note(school, number, text, **told):
    given = {"person": school.work.working_member()} | told
    return add_note(number, text, uow=school.work.uow(), now=school.work.now(), **given)


def acts(school, what):
    with school.work.uow() as uow:
        return [(act.who, act.target) for act in uow.audit.last(500) if act.what == what]


@pytest.fixture
def pupil(school):
    found = school.pupils(8)[0]
    school.take(school.write("a.csv", 9, [(found.told.number, {9: 2}, 0)]), "phq9")
    return found


def test_a_file_is_read_in_the_order_in_which_it_was_written(school, pupil):
    note(school, pupil.told.number, "第一次面谈")
    note(school, pupil.told.number, "第二次面谈")
    found, entries = read(school, pupil.told.number)
    assert found.id == pupil.id
    assert [entry.kind for entry in entries] == [EntryKind.SCREENING, EntryKind.NOTE, EntryKind.NOTE]
    assert [entry.body.get("text") for entry in entries[1:]] == ["第一次面谈", "第二次面谈"]


def test_every_reading_is_one_event_that_names_its_pupil(school, pupil):
    read(school, pupil.told.number)
    assert acts(school, "case.read") == [(school.work.person, f"pupil:{pupil.id}")]
    note(school, pupil.told.number, "面谈")
    read(school, pupil.told.number)
    assert acts(school, "case.read") == [(school.work.person, f"pupil:{pupil.id}")] * 2
    assert acts(school, "case.add")[-1] == (school.work.person, f"pupil:{pupil.id}")


@pytest.mark.parametrize("spelled", [str, lambda number: f"  {number.lower()} "], ids=["as it is", "with spaces, small letters"])
def test_a_number_is_found_however_it_is_typed(school, pupil, spelled):
    assert read(school, spelled(pupil.told.number))[0].id == pupil.id


def test_an_unknown_number_is_not_repeated(school):
    for act in (lambda: read(school, "G990000000000000000"), lambda: note(school, "G990000000000000000", "面谈")):
        with pytest.raises(FileFault) as refused:
            act()
        assert "G99" not in refused.value.said("zh") + refused.value.said("en")


@pytest.mark.parametrize("role", [Role.HOMEROOM_TEACHER, Role.GRADE_HEAD, Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL])
def test_nobody_but_the_counselor_reads_or_writes(school, pupil, role):
    with school.work.uow() as uow:
        somebody = next(m for m in uow.roster.staff(school.audit()) if {r.role for r in m.roles} == {role})
        uow.commit()
    before = school.counts()
    with pytest.raises(NotAllowed):
        read(school, pupil.told.number, person=somebody)
    with pytest.raises(NotAllowed):
        note(school, pupil.told.number, "面谈", person=somebody)
    assert school.counts() == before


def test_the_service_keys_alone_open_no_file(school, pupil):
    with pytest.raises(KeyFault):
        read(school, pupil.told.number, key=school.work.keys.casework)
