"""A digest on its whole way: sealed tasks in a real workspace, a queued message, an .eml only its reader can open."""

from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO

import pikepdf
import pytest

from screening.core.audit import Audit
from screening.core.tiers import Role
from screening.digests.wording import digest_text
from screening.entrypoints.cli.main import exit_code
from screening.entrypoints.deliver import deliver, digests_of, queue_todays_digests
from screening.entrypoints.wiring import open_workspace
from screening.entrypoints.workspace_maker import make_workspace
from screening.followup.interface import TaskPlan
from screening.followup.records import NewTask
from screening.intake.interface import Person, RosterPupil
from screening.services.list_readers import digest_readers
from screening.services.show_outbox import make_due, waiting_messages

STAFF = [
    Person(name="李老师", role=Role.PSYCH_TEACHER, email="li@school.example", phone="138 0000 0000"),
    Person(name="王老师", role=Role.HOMEROOM_TEACHER, school_class="701", email="wang@school.example"),
    Person(name="刘老师", role=Role.HOMEROOM_TEACHER, school_class="702"),
]


def child(row, name, school_class, seat):
    return RosterPupil(row=row, number=f"DEMO{row:04d}", name=name, school_class=school_class, grade=7, seat=seat)


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """A synthetic workspace with two classes, three staff, and one request for each class."""
    folder = tmp_path_factory.mktemp("school") / "workspace"
    make_workspace(folder, key_file=None, passphrase=None, synthetic=True, room="求是楼 302")
    work = open_workspace(folder)
    audit = Audit(who=work.person, what="test.set_up", target="school", at=work.now())
    with work.uow() as uow:
        uow.roster.add_classes([("701", 7), ("702", 7)], audit)
        uow.roster.put_pupils([child(1, "张三", "701", 12), child(2, "李四", "701", 3), child(3, "王五", "702", 5)], [], audit)
        uow.roster.put_staff(STAFF, audit)
        uow.commit()
    work = open_workspace(folder)
    with work.uow() as uow:
        holders = {role.school_class: member.id for member in uow.roster.staff(audit) for role in member.roles}
        pupils = uow.roster.pupils(audit)
        uow.tasks.add([request(pupil, holders[pupil.told.school_class], work.now()) for pupil in pupils], audit)
        uow.commit()
    return work


def request(pupil, owner, now):
    plan = TaskPlan(kind="fetch", owner=Role.HOMEROOM_TEACHER, deputy="", due_at=now + timedelta(hours=3), rule="R203")
    return NewTask(pupil=pupil.id, plan=plan, owner=owner, severity=3, created_at=now)


def test_digests_are_made_from_sealed_tasks_in_the_order_of_class_numbers(school):
    made = digests_of(school)
    assert [(one.reader, one.school_class, [line.name for line in one.lines]) for one in made] == [
        ("王老师", "701", ["李四", "张三"]),
        ("刘老师", "702", ["王五"]),
    ]
    assert "李老师（电话 138\u00a00000\u00a00000）" in digest_text(made[0])


def test_each_reader_gets_one_mail_a_day_only_they_can_open_and_the_one_without_address_stays_due(school):
    assert queue_todays_digests(school) == 2
    assert queue_todays_digests(school) == 2
    sent = deliver(school)
    made = {one.reader: one.reader_id for one in digests_of(school)}
    assert (sent.mails, sent.messages, sent.failed) == (1, 1, 1)
    assert sent.without_address == (made["刘老师"],)

    [file] = school.settings.outbox_dir.glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("wang@school.example", "有一条待办")
    [sheet] = [part.get_content() for part in mail.iter_attachments()]
    with pikepdf.open(BytesIO(sheet), password=school.digest_passphrase(made["王老师"])) as opened:
        assert len(opened.pages) == 1
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(sheet), password=school.digest_passphrase(made["刘老师"]))

    [waiting] = waiting_messages(school.uow(), school.now(), school.person)
    assert (waiting.reader, waiting.message.error) == ("刘老师", "收件人在名册里没有邮箱")
    assert make_due(school.uow(), school.now(), school.person) == 1
    assert deliver(school).failed == 1
    assert len(list(school.settings.outbox_dir.glob("*.eml"))) == 1


def test_passphrases_are_those_of_the_class_tier_and_differ(school):
    readers = digest_readers(school.uow(), school.now(), school.person)
    assert [(reader.name, reader.place) for reader in readers] == [("王老师", "701"), ("刘老师", "702")]
    assert len({school.digest_passphrase(reader.id) for reader in readers}) == 2


@pytest.fixture
def screening(school, monkeypatch, capsys):
    """Runs one command in the workspace; gives exit code, stdout and stderr."""
    monkeypatch.setenv("SCREENING_WORKSPACE", str(school.settings.workspace))

    def command(*words):
        code = exit_code(words, {})
        return code, *capsys.readouterr()

    return command


def test_preview_shows_the_class_asked_for(screening):
    code, shown, _ = screening("digest", "preview", "--class", "702")
    assert code == 0
    assert "刘老师" in shown
    assert "王老师" not in shown
    assert "途中" not in shown  # nobody is to be accompanied


def test_printed_sheets_have_names_that_say_nothing(screening, tmp_path, school):
    code, shown, _ = screening("digest", "print", "--out", str(tmp_path / "today"))
    files = sorted((tmp_path / "today").iterdir())
    day = digests_of(school)[0].day
    assert code == 0
    assert [file.name for file in files] == [f"{day:%Y%m%d}-01.pdf", f"{day:%Y%m%d}-02.pdf"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert "打印后请删除" in shown


def test_what_could_not_be_sent_is_said_with_code_3_and_without_names(screening):
    code, shown, said = screening("outbox", "retry")
    assert code == 3
    assert "没有邮箱" in said
    assert "刘老师" not in shown + said


def test_the_outbox_lists_what_waits_and_why(screening):
    code, shown, _ = screening("outbox", "list")
    assert code == 0
    assert "刘老师" in shown
    assert "收件人在名册里没有邮箱" in shown


def test_passphrases_are_shown_to_be_written_down(screening, school):
    code, shown, _ = screening("digest", "passphrases")
    assert code == 0
    assert all(school.digest_passphrase(reader.id) in shown for reader in digest_readers(school.uow(), school.now(), 1))
