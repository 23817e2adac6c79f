"""Synthetic people, sheets, alerts, tasks and messages for the store's tests."""

from datetime import UTC, datetime, timedelta

import numpy as np

from screening.adapters.instrument_files import load_instrument
from screening.alerts.interface import Decision, Readings, Told
from screening.casefiles.interface import Compartment, Entry, EntryKind
from screening.core.audit import Audit
from screening.core.severity import Severity
from screening.followup.interface import TaskPlan
from screening.followup.records import NewAlert, NewMessage, NewTask
from screening.intake.fingerprint import fingerprints
from screening.intake.interface import AnswerBlock, Guardian, RosterPupil
from screening.scoring.interface import Scores, SheetBlock

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
COUNSELOR = 7


def machine(what="test", count=1):
    """The pipeline's audit."""
    return Audit(who=0, what=what, target="test", at=NOW, count=count)


def person(what="test", target=""):
    """A counselor's audit."""
    return Audit(who=COUNSELOR, what=what, target=target, at=NOW)


def pupil(number, school_class="701", /, **told):
    """One line of a synthetic roster."""
    guardian = Guardian(name=f"家长{number}", relation="母亲", phone=f"1990000{number:04d}")
    standard = {"row": number, "number": f"G990000000{number:08d}", "name": f"学生{number}", "grade": 7, "sex": "female"}
    standard |= {"born": "2013-05", "consent": "granted", "seat": number, "guardians": (guardian,)}
    return RosterPupil(school_class=school_class, **(standard | told))


def with_pupils(store, count=20):
    """The store with that many pupils of class 701, committed; their ids in ascending order."""
    with store() as uow:
        uow.roster.add_classes([("701", 7), ("702", 7)], machine())
        uow.roster.put_pupils([pupil(number) for number in range(1, count + 1)], [], machine())
        uow.commit()
    with store() as uow:
        return np.sort(uow.roster.register(machine()).pupil)


def with_wave(store, name="2026秋"):
    """An open wave and an import begun in it: their ids."""
    with store() as uow:
        wave = uow.waves.open(name, machine())
        imported = uow.waves.begin_import(wave.id, name.encode(), machine())
        uow.commit()
    return wave.id, imported.id


def sheets(pupils, *, seed=1, code="phq9", critical=0):
    """A scored block of random answers and its readings; ``critical`` is one grade or one per sheet."""
    instrument = load_instrument(code)
    count, random = len(pupils), np.random.default_rng(seed)
    codes = random.integers(instrument.items.low, instrument.items.high + 1, (count, instrument.items.count)).astype(np.int8)
    answered_at = np.full(count, np.datetime64("2026-11-20T08:00:00"), dtype="datetime64[s]")
    answers = AnswerBlock(
        instrument=instrument,
        row=np.arange(1, count + 1, dtype=np.int32),
        pupil=np.asarray(pupils, dtype=np.int32),
        codes=codes,
        seconds_per_item=random.random(count).astype(np.float32),
        answered_at=answered_at,
    )
    scales = len(instrument.scale_codes)
    block = SheetBlock(
        answers=answers,
        scores=Scores(
            values=random.random((count, scales)) * 27,
            answered=np.full((count, scales), instrument.items.count, np.int16),
            bands=random.integers(-1, 4, (count, scales)).astype(np.int8),
        ),
        validity=random.integers(0, 64, count).astype(np.uint8),
        safety=codes[:, list(instrument.safety_columns)] > 0,
    )
    return block, readings_of(block, critical, random)


def readings_of(block, critical, random):
    """Readings that differ from sheet to sheet."""
    count = len(block)
    return Readings(
        edition=block.answers.instrument.edition,
        pupil=block.answers.pupil,
        total=random.integers(-1, 4, count).astype(np.int8),
        raw_total=random.integers(-1, 4, count).astype(np.int8),
        subscales=random.integers(-1, 4, (count, 2)).astype(np.int8),
        critical=np.broadcast_to(np.asarray(critical, np.int8), count).copy(),
        skipped=random.random(count) < 0.5,
        dated=random.random(count) < 0.5,
        validity=block.validity,
        fingerprint=fingerprints(block.answers.codes),
        answered_at=block.answers.answered_at,
        mapping="band-mapping@1",
    )


def decision(pupil_id, severity=Severity.S3, rules=("R304",), evidence=("phq9@1:q9=1",), **changed):
    """A provisional decision."""
    told = Told(
        class_="now", class_person="homeroom_teacher", grade="name", school=("psych_teacher",), family="by_person",
        family_by=("psych_teacher",),
    )  # fmt: skip
    standard = {"track": "safety", "confidence": "normal", "bands": "used", "unreadable": (), "case": "new", "family_hold": False}
    standard |= {"told": told, "templates": ("FU-S3",), "facts": frozenset({"ci1"}), "policy": "alert-policy@1.0 band-mapping@1"}
    return Decision(pupil=int(pupil_id), severity=severity, rules=rules, evidence=evidence, **(standard | changed))


def alert(pupil_id, wave, *, replaces=None, **changed):
    """An alert to be written."""
    return NewAlert(
        pupil=int(pupil_id),
        wave=wave,
        decision=decision(pupil_id, **changed),
        opened_at=NOW,
        answered_at=NOW - timedelta(days=2),
        deadlines={"acknowledge": NOW + timedelta(hours=2), "interview": NOW + timedelta(days=1)},
        replaces=replaces,
    )


def task(pupil_id, *, due_at=NOW, kind="interview", severity=4, note=""):
    """A task to be written."""
    plan = TaskPlan(kind=kind, owner="psych_teacher", deputy="psych_deputy", due_at=due_at, rule="R304")
    return NewTask(
        pupil=None if pupil_id is None else int(pupil_id),
        plan=plan,
        owner=COUNSELOR,
        severity=severity,
        created_at=NOW,
        note=note,
    )


def message(key, *, due_at=NOW, pupil_id=None):
    """A message to be written."""
    return NewMessage(key=key, recipient=COUNSELOR, kind="todo", due_at=due_at, pupil=None if pupil_id is None else int(pupil_id))


def entry(text="谈话记录", *, compartment=Compartment.CASEWORK):
    """An entry of a case file."""
    return Entry(kind=EntryKind.NOTE, author=COUNSELOR, at=NOW, body={"note": text}, compartment=compartment)
