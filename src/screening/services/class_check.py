"""Classes in which so many pupils stand on the list that the sitting is looked at before anybody is called (Q4, case C49)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from screening.alerts.policy import Ceilings
from screening.core.audit import Audit
from screening.core.severity import Severity
from screening.services.list_alerts import AlertLine
from screening.services.permissions import check_is_counselor
from screening.services.ports import StaffMember, UnitOfWork

FEWEST = 10
"""Pupils below which a class is too small for its share to say anything; ours."""


def classes_to_check(
    lines: Iterable[AlertLine], *, ceilings: Ceilings, person: StaffMember, uow: UnitOfWork, now: datetime
) -> list[str]:
    """Names of classes with more than ``class_listed`` of their pupils on the list at S1 and above, by grade and name.

    The class is named, never a teacher, and in no order of counts (Q5). Nothing is held back: every alert runs on meanwhile.
    """
    check_is_counselor(person)
    audit = Audit(who=person.id, what="alert.classes", target="classes", at=now)
    with uow:
        classes = sorted(uow.roster.classes(), key=lambda one: (one.grade, one.name))
        sizes = Counter(uow.roster.register(audit).school_class.tolist())
        uow.commit()
    listed = Counter(int(line.pupil.school_class) for line in lines if line.alert.decision.severity >= Severity.S1)
    return [one.name for one in classes if sizes[one.id] >= FEWEST and listed[one.id] > ceilings.class_listed * sizes[one.id]]
