"""Joins ports and adapters for one workspace; commands, scheduler and console all start here."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from screening.adapters.calendar_files import load_calendar
from screening.adapters.db import Store, open_store
from screening.adapters.keys import ServiceKeys, load_service_keys, unlock_casework
from screening.adapters.messages.eml import EmlFolder
from screening.adapters.messages.smtp import SmtpServer
from screening.adapters.policy_files import load_band_mapping, load_policy
from screening.alerts.local_bands import with_norms
from screening.alerts.mapping import BandMapping
from screening.alerts.policy import AlertPolicy
from screening.casefiles.envelope import CaseworkPrivate, mark
from screening.core.audit import PIPELINE, Audit
from screening.core.errors import NotAllowed, StoreFault
from screening.core.ids import StaffId
from screening.core.language import Text, plain
from screening.core.tiers import Role
from screening.digests.interface import Channel
from screening.entrypoints.settings import Settings, load_settings
from screening.followup.calendar import SCHOOL_ZONE, SchoolCalendar
from screening.services.agreed_norms import agreed_norms
from screening.services.permissions import COUNSELORS, LEADERS, check_holds, roles_of
from screening.services.place import Rules
from screening.services.ports import StaffMember, UnitOfWork

_SQLITE = "sqlite:///"
_MAGIC = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html §1.3


def utc_now() -> datetime:
    """The clock; read here and passed on as ``now``."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workspace:
    """One opened workspace: everything a command needs, made when first asked for."""

    settings: Settings

    @cached_property
    def keys(self) -> ServiceKeys:
        """The service key ring. Raises KeyFault if it can't be unlocked here."""
        return load_service_keys(self.settings.workspace, key_file=self.settings.key_file)

    @cached_property
    def store(self) -> Store:
        """The store, checked to belong to the keys. Raises StoreFault where its file is gone or is no database."""
        _check_file(self.settings.store_url)
        return open_store(self.settings.store_url, self.keys)

    @property
    def has_store(self) -> bool:
        """Whether there is a database: a folder with nothing but screening.toml has none yet."""
        url = self.settings.store_url
        return not url.startswith(_SQLITE) or Path(url.removeprefix(_SQLITE)).is_file()

    def uow(self) -> UnitOfWork:
        """A fresh unit of work."""
        return self.store()

    def now(self) -> datetime:
        """The present time, UTC with zone."""
        return utc_now()

    def today(self) -> date:
        """The school's date, not UTC's."""
        return self.now().astimezone(SCHOOL_ZONE).date()

    @cached_property
    def member(self) -> StaffMember | None:
        """Who works here: the person named in the settings, else the first counselor on the roster; None before any roster."""
        with self.uow() as uow:
            audit = Audit(who=PIPELINE, what="staff.read", target="staff", at=self.now())
            staff = uow.roster.staff(audit)
            uow.commit()
        if self.settings.person is not None:
            return next((someone for someone in staff if someone.id == self.settings.person), None)
        ranked = sorted(staff, key=lambda someone: (Role.PSYCH_TEACHER not in roles_of(someone), someone.id))
        return next((someone for someone in ranked if roles_of(someone) & COUNSELORS), None)

    @property
    def person(self) -> StaffId:
        """The staff id behind every audit event of this command; the pipeline's own before there is any staff."""
        return self.member.id if self.member else PIPELINE

    def working_member(self) -> StaffMember:
        """Who works here; raises NotAllowed if the settings name nobody on the roster, or the roster no counselor."""
        if self.member is not None:
            return self.member
        if self.settings.person is not None:
            raise NotAllowed(
                Text(
                    f"名册里没有编号为 {self.settings.person} 的教职工", f"nobody on the staff has the id {self.settings.person}"
                ),
                hint=Text("请更正 screening.toml 里的 person", "mend person in screening.toml"),
            )
        raise NotAllowed(
            Text("还不知道是谁在使用：名册里没有心理老师", "nobody works here yet: the roster names no counselor"),
            hint=Text(
                "先运行 screening roster import，教职工表里要有心理教师",
                "run screening roster import with a counselor on the staff sheet",
            ),
        )

    def check_may_set_up(self) -> None:
        """The counselor and the heads of the school may change what the workspace works by; NotAllowed for others."""
        check_holds(
            self.working_member(), COUNSELORS | LEADERS, Text("心理老师或学校负责人", "the counselor or a head of the school")
        )

    @cached_property
    def policy(self) -> AlertPolicy:
        """The effective alert policy."""
        return load_policy(self.settings.policy, self.settings.policy_overrides)

    @cached_property
    def base_mapping(self) -> BandMapping:
        """The band mapping before any norm of the school's own."""
        return load_band_mapping(self.settings.band_mapping, self.settings.policy_overrides)

    @cached_property
    def mapping(self) -> BandMapping:
        """The effective band mapping: the agreed norms laid over the written one. Before there is a store, the written one."""
        return self.by_agreed_norms(self.base_mapping) if self.has_store else self.base_mapping

    def by_agreed_norms(self, mapping: BandMapping) -> BandMapping:
        """Any band mapping with the norms this workspace agreed to laid over it."""
        audit = Audit(who=PIPELINE, what="norms.read", target="norms", at=self.now())
        with self.uow() as uow:
            agreed = agreed_norms(uow, audit)
            uow.commit()
        return with_norms(mapping, agreed.tables, agreed.version)

    @cached_property
    def calendar(self) -> SchoolCalendar:
        """The school's calendar file, or the published public holidays; hours it doesn't tell are the policy's."""
        return load_calendar(self.settings.calendar_file, self.policy.hours)

    @property
    def rules(self) -> Rules:
        """The written policy by which this workspace decides."""
        return Rules(policy=self.policy, mapping=self.mapping, calendar=self.calendar)

    def channel(self) -> Channel:
        """Where messages go: the SMTP server if one is set, else .eml files in the outbox folder."""
        told = self.settings
        if not told.smtp_host:
            return EmlFolder(folder=told.outbox_dir, index_key=self.keys.index, sender=told.smtp_sender)
        return SmtpServer(
            host=told.smtp_host,
            port=told.smtp_port,
            index_key=self.keys.index,
            sender=told.smtp_sender,
            user=told.smtp_user,
            password=told.smtp_password,
            starttls=told.smtp_starttls,
        )

    def digest_passphrase(self, staff: StaffId) -> str:
        """The reader's own passphrase for digest attachments, sixteen digits in four groups.

        Derived from the index key, so that it is stored nowhere; handed over on paper.
        """
        number = int.from_bytes(mark(str(staff), self.keys.index, purpose="digest.passphrase", school=self.keys.school), "big")
        digits = f"{number % 10**16:016d}"
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))

    def unlock(self, passphrase: str | None) -> CaseworkPrivate:
        """The casework key, for an attended command. Raises KeyFault on a wrong passphrase."""
        return unlock_casework(self.settings.workspace, passphrase)


def _check_file(store_url: str) -> None:
    """SQLite would make an empty file where there is none, and fail in words of its own where it is something else."""
    if not store_url.startswith(_SQLITE):
        return
    file = Path(store_url.removeprefix(_SQLITE))
    hint = Text(
        "请从备份恢复；换过位置的，检查 screening.toml", "restore it from a backup; if it was moved, check screening.toml"
    )
    if not file.is_file():
        raise StoreFault(Text("数据库文件不见了", "the database file is gone"), where=plain(file.name), hint=hint)
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            what = Text("数据库文件已损坏，或不是数据库", "the database file is damaged, or is no database")
            raise StoreFault(what, where=plain(file.name), hint=hint)


def open_workspace(folder: Path | None = None) -> Workspace:
    """The workspace of the present folder (or ``folder``). Raises StoreFault if there is none."""
    return Workspace(load_settings(os.environ, folder))
