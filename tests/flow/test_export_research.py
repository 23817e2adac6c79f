"""A research export is attended, audited before anything leaves, and made by the counselor only."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from screening.adapters.instrument_files import load_instrument
from screening.core.errors import NotAllowed, StoreFault
from screening.core.ids import StaffId, WaveId
from screening.core.tiers import Role
from screening.intake.interface import Person
from screening.research.synthetic import answer_model, plan_school
from screening.research.synthetic.sheets import make_register, make_sheets
from screening.services.export_research import export_research
from screening.services.ports import StaffMember, Wave

NOW = datetime(2026, 11, 30, 17, tzinfo=UTC)  # already December at the school
KEY = SimpleNamespace(key_id=1)


class FakeStore:
    """Rosters and waves of a synthetic school; remembers what was audited and whether it was committed."""

    def __init__(self, pupils=300):
        self.school = plan_school(pupils, seed=2)
        self.models = [answer_model(load_instrument("gad7@1"))]
        self.roster = self.waves = self
        self.events, self.committed, self.keys = [], False, []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def commit(self):
        self.committed = True

    def register(self, audit):
        self.events.append(audit)
        return make_register(self.school)

    def blocks(self, wave, casework, audit):
        self.events.append(audit)
        self.keys.append(casework)
        return make_sheets(self.school, self.models, wave)

    def __call__(self):
        return [Wave(id=WaveId(n), name=name, opened_at=NOW, closed_at=None) for n, name in ((1, "秋"), (2, "春"))]


def store(pupils=300):
    fake = FakeStore(pupils)
    fake.waves = SimpleNamespace(waves=fake, blocks=fake.blocks)
    return fake


def member(role=Role.PSYCH_TEACHER):
    return StaffMember(id=StaffId(7), name="老师", roles=(Person(name="老师", role=role),))


def export(fake, names=("秋", "春"), person=None, **options):
    written = []

    def write(release):
        assert fake.committed
        written.append(release)

    report = export_research(names, person=person or member(), key=KEY, uow=fake, write=write, now=NOW, **options)
    return report, written[0]


def test_every_wave_asked_for_is_in_the_export():
    report, release = export(store())
    assert set(release.scales["wave"]) == {"秋", "春"}
    assert report.pupils == release.scales["study_id"].nunique()
    assert report.sheets == len(release.scales)  # one scale each


def test_the_reading_is_audited_and_committed_before_anything_is_written():
    fake = store()
    export(fake)  # write asserts that it was
    assert {(event.who, event.what) for event in fake.events} == {(7, "research.export")}
    assert {event.target for event in fake.events} >= {"wave:1", "wave:2"}
    assert fake.keys == [KEY, KEY]


def test_a_wave_named_twice_counts_once():
    once, twice = export(store(), ("秋",))[0], export(store(), ("秋", "秋"))[0]
    assert once == twice


@pytest.mark.parametrize("role", [Role.HOMEROOM_TEACHER, Role.PRINCIPAL, Role.RESEARCHER])
def test_nobody_but_the_counselor_takes_frames_out(role):
    fake = store()
    with pytest.raises(NotAllowed):
        export(fake, person=member(role))
    assert fake.events == []


def test_an_unknown_wave_is_named_and_nothing_is_written():
    with pytest.raises(StoreFault, match="夏"):
        export(store(), ("夏",))


def test_a_school_too_small_to_hide_in_gives_nothing():
    fake = store(40)
    few = make_register(fake.school)
    few.consent[9:] = 2
    fake.register = lambda _audit: few
    with pytest.raises(StoreFault, match="too few"):
        export(fake)


def test_the_codebook_tells_what_was_approved_and_when_at_the_school():
    _, release = export(store(), approval="2026-017")
    assert release.codebook["approval"] == "2026-017"
    assert release.codebook["exported"] == "2026-12"


def test_two_exports_give_the_same_pupils_other_ids():
    frames = [export(store())[1].scales for _ in range(2)]
    assert not frames[0]["score"].equals(frames[1]["score"])
    assert sorted(frames[0]["score"].dropna()) == sorted(frames[1]["score"].dropna())


def test_items_leave_only_when_asked_for():
    assert export(store())[1].items == {}
    assert list(export(store(), with_items=True)[1].items) == ["gad7@1"]
