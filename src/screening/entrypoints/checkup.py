"""Is a workspace sound: keys, schema, calendar year, undelivered messages; and bringing it up to date after a backup."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from screening.adapters.db import upgrade_store
from screening.adapters.db.backup import backup_store
from screening.core.audit import Audit
from screening.core.errors import ScreeningError
from screening.core.language import Text
from screening.entrypoints.settings import Settings
from screening.entrypoints.wiring import Workspace, utc_now
from screening.services.keep_rota import rota_report

LATE = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One check: what was looked at, whether it is fine, what was found."""

    what: Text
    fine: bool
    finding: Text


def check_up(work: Workspace) -> list[Finding]:
    """Every check, the first failing one doesn't hide the others; nothing is changed."""
    checks = (
        (Text("密钥", "keys"), _keys),
        (Text("数据库", "database"), _store),
        (Text("名册", "roster"), _roster),
        (Text("校历", "calendar"), _calendar),
        (Text("值班", "on call"), _rota),
        (Text("消息", "messages"), _outbox),
        (Text("审计记录", "audit trail"), _audit),
    )
    findings = []
    for what, check in checks:
        try:
            fine, finding = check(work)
        except ScreeningError as fault:
            fine, finding = False, fault.what
        findings.append(Finding(what=what, fine=fine, finding=finding))
    return findings


def _keys(work: Workspace) -> tuple[bool, Text]:
    synthetic = work.keys.synthetic
    return True, Text("演示用，不能放真实学生", "for demonstration, takes no real pupils") if synthetic else Text(
        "已解锁", "unlocked"
    )


def _store(work: Workspace) -> tuple[bool, Text]:
    with work.uow() as uow:
        waves = len(uow.waves.waves())
    return True, Text(f"{waves} 个批次", f"{waves} waves")


def _roster(work: Workspace) -> tuple[bool, Text]:
    fine = work.member is not None
    return fine, Text("有心理老师", "there is a counselor") if fine else Text(
        "名册里没有心理老师", "the roster names no counselor"
    )


def _calendar(work: Workspace) -> tuple[bool, Text]:
    loaded = work.calendar.is_loaded(work.today() + timedelta(days=30))
    fine = Text("未来 30 天的节假日已载入", "holidays of the next 30 days are loaded")
    return loaded, fine if loaded else Text(
        "未来 30 天的节假日还没有载入，请提供校历文件", "holidays of the next 30 days are not loaded: give a calendar file"
    )


def _rota(work: Workspace) -> tuple[bool, Text]:
    with work.uow() as uow:
        found = rota_report(uow, calendar=work.calendar, now=work.now())
    if not found.slots:
        return False, Text("没有值班表，校外时间无人接听", "no rota: nobody answers outside school hours")
    covered = Text("未来三天已排满", "the next three days are covered")
    return not found.gaps, covered if not found.gaps else Text("未来三天有空缺", "the next three days have gaps")


def _outbox(work: Workspace) -> tuple[bool, Text]:
    audit = Audit(who=work.person, what="outbox.list", target="outbox", at=work.now())
    with work.uow() as uow:
        late = [m for m in uow.outbox.waiting(audit) if m.message.due_at < work.now() - LATE]
        uow.commit()
    return not late, Text(f"逾期未送达 {len(late)} 条", f"{len(late)} undelivered for over an hour")


def _audit(work: Workspace) -> tuple[bool, Text]:
    with work.uow() as uow:
        events = uow.audit.verify()
    return True, Text(f"完整，{events} 条", f"whole, {events} events")


def upgrade_workspace(settings: Settings) -> Path | None:
    """Back up a SQLite store beside itself, then migrate; the backup's path, None for PostgreSQL."""
    backup = backup_store(settings.store_url, utc_now())
    upgrade_store(settings.store_url)
    return backup
