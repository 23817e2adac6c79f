"""May this person do this? ``check_may_…`` raises with the reason and is the truth; ``may_…`` wraps it."""

from collections.abc import Iterable

from screening.core.audit import PIPELINE
from screening.core.errors import NotAllowed
from screening.core.ids import StaffId
from screening.core.language import Text
from screening.core.tiers import Role
from screening.services.ports import StaffMember, Task

COUNSELORS = frozenset({Role.PSYCH_TEACHER, Role.PSYCH_DEPUTY})
LEADERS = frozenset({Role.MORAL_EDUCATION_HEAD, Role.PRINCIPAL})


def roles_of(person: StaffMember) -> frozenset[str]:
    """Every role the person holds."""
    return frozenset(role.role for role in person.roles)


def check_is_counselor(person: StaffMember) -> None:
    """Answers, scores, alerts of the whole school and case files are the counselor's (ALERT_POLICY §5.2)."""
    check_holds(person, COUNSELORS, Text("心理老师", "the counselor"))


def check_may_bring_roster(person: StaffId, staff: Iterable[StaffMember]) -> None:
    """Before there is a counselor whoever sets the workspace up; from then on the counselor or the moral-education head."""
    everybody = list(staff)
    if not any(roles_of(member) & COUNSELORS for member in everybody):
        return
    themselves = next((member for member in everybody if member.id == person), None)
    who = Text("心理老师或德育主任", "counselor or moral-education head")
    check_holds(themselves, COUNSELORS | {Role.MORAL_EDUCATION_HEAD}, who)


def check_may_import(person: StaffId, staff: Iterable[StaffMember]) -> None:
    """Exports hold answers: only a counselor brings them in, or the machine itself."""
    if person != PIPELINE:
        themselves = next((member for member in staff if member.id == person), None)
        check_holds(themselves, COUNSELORS, Text("心理老师", "the counselor"))


def check_may_report(person: StaffMember) -> None:
    """Whoever works at the school may tell what they saw (DESIGN §8: adults and class monitors); research sees nobody."""
    check_holds(person, frozenset(Role) - {Role.RESEARCHER, Role.PIPELINE}, Text("学校的教职工", "the school's staff"))


def check_may_print_digests(person: StaffMember) -> None:
    """Care notices may be printed by those who see them all: the counselor and the moral-education head."""
    check_holds(person, COUNSELORS | {Role.MORAL_EDUCATION_HEAD}, Text("心理老师或德育主任", "counselor or moral-education head"))


def check_may_work_on(person: StaffMember, task: Task) -> None:
    """A task is done by its owner, or by the counselor, who keeps the list."""
    if task.task.owner == person.id or roles_of(person) & COUNSELORS:
        return
    raise NotAllowed(
        Text(f"任务 {task.id} 由别人负责", f"task {task.id} is somebody else's"),
        hint=Text("请由负责人或心理老师来登记", "its owner or the counselor can record it"),
    )


def may_work_on(person: StaffMember, task: Task) -> bool:
    """Whether ``check_may_work_on`` lets the person through."""
    try:
        check_may_work_on(person, task)
    except NotAllowed:
        return False
    return True


def check_may_read_case(person: StaffMember) -> None:
    """Only the counselor opens a case file; every opening is one audit event."""
    check_holds(person, COUNSELORS, Text("心理老师", "the counselor"))


def check_holds(person: StaffMember | None, roles: Iterable[str], who: Text) -> None:
    """The person holds one of the roles; NotAllowed names ``who`` may do it."""
    if person is None or not roles_of(person) & frozenset(roles):
        raise NotAllowed(
            Text(f"这一步只能由{who.zh}来做", f"only {who.en} may do this"),
            hint=Text(
                "在 screening.toml 里用 person = 编号 说明是谁在使用", "say who works here with person = ID in screening.toml"
            ),
        )
