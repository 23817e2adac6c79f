"""An import stops before it writes where the figures of a file look wrong, and goes on once a person has said how to read it."""

import pytest

from screening.core.errors import MappingFault
from screening.entrypoints.importing import import_file, prepare, recalled
from screening.services.remember_survey import SHELF

from .conftest import WAVE, School  # type: ignore[import-not-found]


def no_bar(_done: int, _total: int) -> None:
    """Nobody looks."""


def tables(school: School) -> dict[str, int]:
    """Rows of every table but those that a look at the school may fill."""
    return school.counts()


def phq_file(school: School, firing: int, *, name: str = "phq.csv", sheets: int = 40):
    """Forty sheets of which the first ones answer the safety item; two items in three are lively, as real files are."""
    pupils = school.pupils_of_any_grade("granted")
    older = [pupil for pupil in pupils if pupil.told.grade >= 7][:sheets]
    assert len(older) == sheets
    rows = [(p.told.number, {9: 1 if at < firing else 0, 1: at % 4, 2: at % 3}, at % 2) for at, p in enumerate(older)]
    return school.write(name, 9, rows)


@pytest.mark.parametrize(("firing", "stops"), [pytest.param(14, False, id="35 %"), pytest.param(15, True, id="more than 35 %")])
def test_an_import_stops_where_a_safety_item_fires_on_more_than_35_percent_of_the_sheets(
    school: School, firing: int, stops: bool
):
    ready = prepare(phq_file(school, firing), ["phq9"], None)
    assert [doubt.subject for doubt in ready.check.doubts] == (["q9"] if stops else [])


def test_a_handful_of_sheets_is_never_judged(school: School):
    assert prepare(phq_file(school, 19, sheets=19), ["phq9"], None).check.doubts == ()


def test_a_stopped_import_has_written_nothing_and_shows_both_readings(school: School):
    ready = prepare(phq_file(school, 30), ["phq9"], None)
    before = tables(school)
    with pytest.raises(MappingFault) as stopped:
        import_file(school.work, ready, WAVE, no_bar)
    assert tables(school) == before
    said = stopped.value.said("zh")
    assert "75%" in said
    assert "100%" in said
    assert "--confirm-coding as-read" in said
    assert "reversed" in said


def test_a_confirmed_reading_is_recorded_with_who_said_so_and_holds_for_the_next_export_of_the_survey(school: School):
    ready = prepare(phq_file(school, 30), ["phq9"], None)
    report = import_file(school.work, ready, WAVE, no_bar, confirmed={"": "as-read"})
    assert report.tallies[0].sheets == 40
    with school.work.uow() as uow:
        kept = [one.record for one in uow.records.on(SHELF, school.audit()) if one.record.kind == "coding"]
        uow.commit()
    assert [(one.by, one.body["reading"], one.body["doubts"]) for one in kept] == [(school.work.person, "as-read", ["phq9@1:q9"])]
    grown = prepare(phq_file(school, 31, name="grown.csv"), ["phq9"], None)
    assert import_file(school.work, grown, WAVE, no_bar).already is False


def test_a_file_read_from_the_other_end_gives_the_sheets_of_the_file_written_that_way(school: School, another):
    """A mirrored file, confirmed as reversed, comes to the same alerts as the straight one."""
    pupils = [p for p in school.pupils_of_any_grade("granted") if p.told.grade >= 7][:40]
    answers = [{n: (at + n) % 3 if n != 9 else int(at < 3) for n in range(1, 10)} for at in range(40)]
    straight = school.write("straight.csv", 9, [(p.told.number, told, 0) for p, told in zip(pupils, answers, strict=True)])
    mirrored = [{n: 3 - code for n, code in told.items()} for told in answers]
    turned = school.write("turned.csv", 9, [(p.told.number, told, 0) for p, told in zip(pupils, mirrored, strict=True)])
    expected = school.take(straight, "phq9")
    other = another("other")
    ready = prepare(turned, ["phq9"], None)
    assert [doubt.subject for doubt in ready.check.doubts] == ["q9", "total"]
    report = import_file(other.work, ready, WAVE, no_bar, confirmed={"phq9": "reversed"})
    assert report.alerts == expected.alerts
    assert report.alerts
    again = import_file(other.work, prepare(turned, ["phq9"], None), WAVE, no_bar)
    assert again.already  # the same command without the option: the confirmation stands


def test_items_that_run_against_their_scale_are_named_and_stop_nothing(school: School):
    pupils = [p for p in school.pupils_of_any_grade("granted") if p.told.grade >= 7][:60]
    rows = []
    for at, pupil in enumerate(pupils):
        load = at % 4
        rows.append(
            (
                pupil.told.number,
                {**dict.fromkeys(range(1, 9), load), 3: 3 - load, 4: (load + at // 20) % 4, 9: int(at % 12 == 3)},
                0,
            )
        )
    ready = prepare(school.write("against.csv", 9, rows), ["phq9"], None)
    assert any("q3" in one.against for one in ready.check.warned)
    assert not [doubt for doubt in ready.check.doubts if doubt.subject == "q9"]


def test_what_was_said_of_a_survey_is_used_again_for_its_next_export(school: School):
    pupil = school.pupils(8)[0]
    mapping = school.folder / "map.toml"
    mapping.write_text(
        'instrument = "gad7"\nstudent = "who"\n[items]\n' + "".join(f'q{n} = "D{n}"\n' for n in range(1, 8)), encoding="utf-8"
    )
    heads = ",".join(["who", *(f"D{n}" for n in range(1, 8))])
    first, later = school.folder / "first.csv", school.folder / "later.csv"
    first.write_text(f"{heads}\n{pupil.told.number},{','.join('1' * 7)}\n", encoding="utf-8")
    later.write_text(f"{heads}\n{pupil.told.number},{','.join('2' * 7)}\n", encoding="utf-8")
    import_file(school.work, prepare(first, [], mapping), WAVE, no_bar)
    ready = prepare(later, [], None, recall=recalled(school.work))
    assert ready.said is not None
    assert ready.said.at is not None
    assert [each.instrument.code for each in ready.plan.instruments] == ["gad7"]
    again = import_file(school.work, prepare(first, [], None, recall=recalled(school.work)), WAVE, no_bar)
    assert again.already  # with or without the mapping file, the same file is the same import
