"""The second signature under a level: another person, in the right post, who is not named as a source of harm."""

from dataclasses import dataclass

from screening.core.errors import IllegalMove, NotAllowed
from screening.core.ids import AlertId
from screening.core.language import Text
from screening.core.severity import Severity
from screening.followup.conditions import Checklist, Missing, lacks_for_confirm, refuse
from screening.followup.standing import Act, ActKind
from screening.followup.states import State, move
from screening.services.alert_acts import Desk, Open, keep_act, new_act, open_alert
from screening.services.change_level import Changed, take_effect
from screening.services.permissions import check_holds, roles_of
from screening.services.policy_words import ROLES
from screening.services.say_level import signers


@dataclass(frozen=True, kw_only=True)
class ToSign:
    """What somebody is asked to sign: levels and who said so. The finding stands in the case file."""

    act: Act
    said_by: str


def to_sign(number: AlertId, *, desk: Desk) -> ToSign:
    """What waits for a signature. Raises NotAllowed for somebody who may not sign it, IllegalMove if nothing waits."""
    with desk.uow:
        _found, act = _wanted(number, desk)
        staff = {member.id: member.name for member in desk.uow.roster.staff(desk.audit("staff.read", "staff"))}
        desk.uow.commit()
    return ToSign(act=act, said_by=next((name for person, name in staff.items() if int(person) == act.by), ""))


def sign_alert(number: AlertId, *, desk: Desk) -> Changed:
    """The second signature. What waited for it takes effect; a signal that came meanwhile is weighed first.

    Raises NotAllowed for the first signer, the wrong post or somebody named (X1), IllegalMove if nothing waits, NotYet if what
    was said does not hold any more.
    """
    with desk.uow:
        found, act = _wanted(number, desk)
        if act.waits:
            _still_holds(act, found, desk)
        signed = new_act(ActKind.SIGN, found, desk, to=act.to, signs=act.number)
        keep_act(found, signed, desk, words="")
        changed = take_effect(act, found, desk) if act.waits else _only_signed(act, found, desk)
        desk.uow.commit()
    return changed


def _wanted(number: AlertId, desk: Desk) -> tuple[Open, Act]:
    found = open_alert(number, desk)
    act = found.standing.waiting or found.standing.unsigned
    if act is None:
        raise IllegalMove(Text(f"预警 {number} 没有等待第二人签字的事项", f"nothing about alert {number} waits for a signature"))
    _check_may_sign(act, found, desk)
    return found, act


def _check_may_sign(act: Act, found: Open, desk: Desk) -> None:
    roles = signers(act)
    who = Text("、".join(ROLES[one].zh for one in roles), ", ".join(ROLES[one].en for one in roles))
    check_holds(desk.person, roles, who)
    if int(desk.person.id) == act.by:
        raise NotAllowed(Text("第二人签字须由另一个人来做（M2）", "the second signature is another person's (M2)"))
    if roles_of(desk.person) & found.named:
        raise NotAllowed(Text("与本案有利害关系的人不能签字（X1）", "somebody named in this case may not sign (X1)"))


def _still_holds(act: Act, found: Open, desk: Desk) -> None:
    """Whatever was told since it was said: a later signal, or a support that was not there, wants the counselor again."""
    missing = []
    if found.standing.last_signal > act.at:
        said = Text("提出之后又有新的信号，请心理老师重新判断", "a signal came since: the counselor judges again")
        missing.append(Missing(code="new_signal", rule="CL1", said=said))
    if act.kind is ActKind.CONFIRM:
        told = Checklist(reason=True)
        work = found.work(desk.now)
        missing += lacks_for_confirm(found.standing, act.to, found.supports, work, finding=told.reason)
    if missing:
        raise refuse(Text("现在不能签字", "it can't be signed now"), missing, desk.local)


def _only_signed(act: Act, found: Open, desk: Desk) -> Changed:
    """The level held already; the task of signing is done."""
    for task in found.tasks:
        if task.task.plan.kind == "countersign":
            done = move(State(task.state), State.DONE)
            desk.uow.tasks.set_state(task.id, done.value, desk.audit("task.done", f"task:{task.id}"))
    return Changed(to=Severity(act.to), waits=False, ended=0, added=0)
