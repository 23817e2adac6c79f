"""Say which level holds: confirm, lower or close. One person says it; where two must, the second signs (sign_alert)."""

from collections.abc import Sequence
from datetime import UTC

import numpy as np

from screening.alerts.fold import fold
from screening.core.ids import AlertId
from screening.core.language import Text
from screening.core.severity import Band, Severity
from screening.core.tiers import Role
from screening.followup.conditions import Checklist, Missing, lacks_for_close, lacks_for_confirm, lacks_for_lower, refuse
from screening.followup.interface import TaskPlan
from screening.followup.standing import Act, ActKind
from screening.services.alert_acts import Desk, Open, keep_act, new_act, open_alert
from screening.services.change_level import Changed, take_effect
from screening.services.find_wave import screening_waves
from screening.services.permissions import check_is_counselor
from screening.services.ports import NewMessage
from screening.services.start_series import with_owners

SIGNERS = (Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL, Role.DISTRICT_TUTORING_CENTRE)
"""M2, CL3: the moral-education head or a supervisor; the principal in their place."""

SIGNERS_FROM_S4 = (Role.LEADING_GROUP, Role.PRINCIPAL)
"""CL2: the leading group."""

_WHAT = {
    ActKind.CONFIRM: Text("还不能这样核定", "it can't be confirmed so"),
    ActKind.LOWER: Text("现在还不能下调", "it can't be lowered yet"),
    ActKind.CLOSE: Text("现在还不能结案", "it can't be closed yet"),
}


def confirm_alert(number: AlertId, to: Severity, finding: str, *, desk: Desk) -> Changed:
    """§3 Confirmation by the counselor, ``to`` S0 for "not confirmed" (CL4).

    From S3 and S4 a second signature is wanted within one school day, and a lower level holds only from that signature on.
    Raises NotAllowed for anybody but the counselor, NotYet with every rule that stands in the way.
    """
    return _say(ActKind.CONFIRM, number, to, finding, checklist=Checklist(reason=bool(finding.strip())), desk=desk)


def lower_alert(number: AlertId, to: Severity, reason: str, checklist: Checklist, *, desk: Desk) -> Changed:
    """CL1, CL2, M2: a confirmed level goes down by one after its floor; from S3 and S4 with the second signature."""
    return _say(ActKind.LOWER, number, to, reason, checklist=checklist, desk=desk)


def close_alert(number: AlertId, reason: str, checklist: Checklist, *, desk: Desk) -> Changed:
    """CL3: a confirmed S1 ends once everything is there; with the second signature if it ever was confirmed at S3 or S4.

    No timer closes anything (CL6). A U ends by the counselor's word once its talk, retest and private check are ticked off.
    """
    return _say(ActKind.CLOSE, number, Severity.S0, reason, checklist=checklist, desk=desk)


def lacks(act: Act, found: Open, desk: Desk, checklist: Checklist) -> list[Missing]:
    """Every condition of an act that is not met now; asked again when the second person signs."""
    stands, stepping = found.standing, desk.rules.policy.stepping
    work = found.work(desk.now)
    if act.kind is ActKind.CONFIRM:
        return lacks_for_confirm(stands, act.to, found.supports, work, finding=checklist.reason)
    if act.kind is ActKind.LOWER:
        return lacks_for_lower(stands, act.to, checklist, stepping=stepping, now=desk.local)
    if stands.level == Severity.U:
        return _lacks_for_unread(found, checklist)
    return lacks_for_close(
        stands,
        checklist,
        work,
        stepping=stepping,
        now=desk.local,
        hold=found.alert.decision.family_hold,
        measure_calm=measure_is_calm(found, desk),
    )


def measure_is_calm(found: Open, desk: Desk) -> bool:
    """Whether the latest wave in which the pupil answered has a readable total at B1 or below; nothing readable is not calm."""
    pupils = np.array([found.alert.pupil], dtype=np.int32)
    for wave in sorted(screening_waves(desk.uow.waves.waves()), key=lambda one: (one.opened_at, one.id), reverse=True):
        read = desk.uow.waves.readings(wave.id, pupils, desk.audit("sheet.read", f"pupil:{found.alert.pupil}"))
        if any(len(one.pupil) for one in read):
            return bool(Band.B0 <= int(fold(read, pupils).total[0]) <= Band.B1)
    return False


def signers(act: Act) -> tuple[Role, ...]:
    """Who may sign second."""
    return SIGNERS_FROM_S4 if act.kind is ActKind.LOWER and act.before == Severity.S4 else SIGNERS


def _say(kind: ActKind, number: AlertId, to: Severity, words: str, *, checklist: Checklist, desk: Desk) -> Changed:
    check_is_counselor(desk.person)
    with desk.uow:
        found = open_alert(number, desk)
        stands = found.standing
        said = next((one for one in (stands.waiting, stands.unsigned) if one and (one.kind, one.to) == (kind, to)), None)
        if said is not None:
            return Changed(to=to, waits=said.waits, ended=0, added=0, already=True)
        gravest = max(stands.level, stands.ever) if kind is ActKind.CLOSE else stands.level
        two = gravest >= Severity.S3
        act = new_act(kind, found, desk, to=to, two_sign=two, waits=two and to < stands.level)
        _check(lacks(act, found, desk, checklist), kind, desk)
        act = keep_act(found, act, desk, words=words, told=_told(checklist))
        changed = Changed(to=to, waits=True, ended=0, added=0) if act.waits else take_effect(act, found, desk)
        if two:
            _ask_for_signature(act, found, desk)
        desk.uow.commit()
    return changed


def _check(missing: Sequence[Missing], kind: ActKind, desk: Desk) -> None:
    if missing:
        raise refuse(_WHAT[kind], missing, desk.local)


def _lacks_for_unread(found: Open, checklist: Checklist) -> list[Missing]:
    still = {task.task.plan.kind for task in found.tasks} & {"retest", "talk", "private_check", "make_up"}
    missing = []
    if still:
        said = Text("先完成复测、约谈或私下核实", "first the retest, the talk or the private check")
        missing.append(Missing(code="tasks", rule="M3", said=said))
    if not checklist.reason:
        missing.append(Missing(code="reason", rule="CL3", said=Text("须写明结果", "say what came of it")))
    return missing


def _told(checklist: Checklist) -> dict[str, object]:
    """The checklist as it stands in the file."""
    return {
        "contacts": [day.isoformat() for day in checklist.contacts],
        "guardian_agrees": checklist.guardian_agrees,
        "referred": checklist.referred,
        "medical_opinion": checklist.medical_opinion,
        "sources": list(checklist.sources),
        "measure_reason": checklist.measure_reason,
    }


def _ask_for_signature(act: Act, found: Open, desk: Desk) -> None:
    """A task and a message for the first of the signers who holds a post and is not named as a source of harm (X1)."""
    role = next((one for one in signers(act) if one not in found.named), Role.BUREAU_CONTACT)
    calendar, days = desk.rules.calendar, desk.rules.policy.stepping.signature_school_days
    due = calendar.add_school_days(desk.local.date(), days)
    plan = TaskPlan(
        kind="countersign",
        owner=str(role),
        deputy=str(Role.PRINCIPAL) if role != Role.PRINCIPAL and Role.PRINCIPAL not in found.named else "",
        due_at=due.astimezone(UTC),
        rule="M2",
        calendar_loaded=calendar.is_loaded(due.date()),
    )
    audit = desk.audit("task.add", f"alert:{found.alert.id}")
    tasks = with_owners([plan], found.alert.decision, desk.uow, now=desk.now, audit=audit)
    desk.uow.tasks.add(tasks, audit)
    if tasks[0].owner is not None:
        message = NewMessage(
            key=f"countersign:{act.number}",
            recipient=tasks[0].owner,
            kind="todo",
            due_at=calendar.after_quiet(desk.now),
            pupil=found.alert.pupil,
        )
        desk.uow.outbox.add([message], desk.audit("outbox.add", f"alert:{found.alert.id}"))
