"""Alerts: one open alert per pupil, sealed under the pupil's file key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, select, update

from screening.adapters.db.bulk import among, insert_rows, reserve_ids
from screening.adapters.db.engine import take_turns
from screening.adapters.db.locked import locked_pupils, without_bands
from screening.adapters.db.tables import AlertRow, table_of
from screening.adapters.db.transaction import Transaction
from screening.adapters.db.wire import ALERT_BLOCK, from_bytes, to_bytes
from screening.core.audit import Audit
from screening.core.errors import StoreFault
from screening.core.ids import AlertId, PupilId
from screening.core.language import Text
from screening.followup.records import Alert, NewAlert

OPEN, REPLACED, ENDED = "open", "replaced", "ended"
_COLUMNS = ("id", "pupil_id", "wave_id", "state", "sealed")
_PURPOSE = "alert.decision"
_WHOLE = (AlertRow.id, AlertRow.pupil_id, AlertRow.sealed)


@dataclass(frozen=True)
class SqlAlertStore:
    """The alerts of one school."""

    own: Transaction

    def open_of(self, pupils: npt.NDArray[np.int32], audit: Audit) -> dict[PupilId, Alert]:
        """The open alerts of these pupils; those without one are left out. Writers take turns from here to their end."""
        connection = self.own.connection()
        if self.own.writing:
            take_turns(connection, "alerts")
        theirs = select(*_WHOLE).where(AlertRow.state == OPEN, among(connection, AlertRow.pupil_id, pupils.tolist()))
        return {alert.pupil: alert for alert in self._opened(theirs, audit)}

    def all_open(self, audit: Audit) -> Sequence[Alert]:
        """Every open alert, in order of pupil, which is no order of anything else."""
        return self._opened(select(*_WHOLE).where(AlertRow.state == OPEN).order_by(AlertRow.pupil_id), audit)

    def add(self, alerts: Sequence[NewAlert], audit: Audit) -> None:
        """Write the alerts, all open; one that ``replaces`` another ends that one. A second open alert is refused."""
        connection = self.own.writer()
        ended = [alert.replaces for alert in alerts if alert.replaces is not None]
        if ended:
            self.own.session.execute(
                update(AlertRow)
                .where(AlertRow.state == OPEN, among(connection, AlertRow.id, ended))
                .values(state=REPLACED)
                .execution_options(synchronize_session=False)
            )
        ids = reserve_ids(connection, table_of(AlertRow), len(alerts))
        plains = [to_bytes(alert, NewAlert, ALERT_BLOCK) for alert in alerts]
        sealed = self.own.seal_for([alert.pupil for alert in alerts], plains, _PURPOSE, ids)
        rows = [(number, alert.pupil, alert.wave, OPEN, one) for number, alert, one in zip(ids, alerts, sealed, strict=True)]
        insert_rows(connection, table_of(AlertRow), _COLUMNS, rows)
        self.own.acts.wrote(audit, "alert", ids)

    def get(self, alert: AlertId, audit: Audit) -> Alert:
        """One open alert; writers take turns from here to their end. Raises StoreFault if it is not open or not there."""
        if self.own.writing:
            take_turns(self.own.connection(), "alerts")
        found = self._opened(select(*_WHOLE).where(AlertRow.state == OPEN, AlertRow.id == alert), audit)
        if not found:
            raise StoreFault(
                Text(f"没有编号为 {alert} 的未结束预警", f"there is no open alert {alert}"),
                hint=Text("用 screening alerts list 查看编号", "`screening alerts list` shows the numbers"),
            )
        return found[0]

    def restate(self, alert: Alert, audit: Audit) -> None:
        """The open alert as a person left it: decision and deadlines sealed anew in their place, all else as it was written."""
        self.own.writer()
        row = self.own.session.execute(select(*_WHOLE).where(AlertRow.id == alert.id, AlertRow.state == OPEN)).one()
        plain = self.own.open_for([row[1]], [row[2]], _PURPOSE, [alert.id])[0]
        written = replace(from_bytes(plain, NewAlert), decision=alert.decision, deadlines=alert.deadlines)
        sealed = self.own.seal_for([alert.pupil], [to_bytes(written, NewAlert, ALERT_BLOCK)], _PURPOSE, [alert.id])[0]
        self.own.session.execute(update(AlertRow).where(AlertRow.id == alert.id).values(sealed=sealed))
        self.own.acts.wrote(audit, "alert", [alert.id])

    def replaced(self, alert: AlertId, audit: Audit) -> Alert | None:
        """An alert that another one took the place of; None if it is open, ended or not there."""
        found = self._opened(select(*_WHOLE).where(AlertRow.state == REPLACED, AlertRow.id == alert), audit)
        return found[0] if found else None

    def reopen(self, alert: AlertId, audit: Audit) -> None:
        """A replaced alert is the pupil's open one again; the alert in its place has to be ended before."""
        self.own.writer()
        again = update(AlertRow).where(AlertRow.id == alert, AlertRow.state == REPLACED).values(state=OPEN)
        self.own.session.execute(again.execution_options(synchronize_session=False))
        self.own.acts.wrote(audit, "alert", [alert])

    def end(self, alerts: Sequence[AlertId], audit: Audit) -> None:
        """These open alerts are no longer needed; they stay readable."""
        ours = among(self.own.writer(), AlertRow.id, alerts)
        over = update(AlertRow).where(AlertRow.state == OPEN, ours).values(state=ENDED)
        self.own.session.execute(over.execution_options(synchronize_session=False))
        self.own.acts.wrote(audit, "alert", alerts)

    def _opened(self, question: Select[*tuple[Any, ...]], audit: Audit) -> list[Alert]:
        rows = self.own.session.execute(question).all()
        ids = [row[0] for row in rows]
        plains = self.own.open_for([row[1] for row in rows], [row[2] for row in rows], _PURPOSE, ids)
        self.own.acts.read(audit, "alert", ids)
        found = [_alert(number, from_bytes(plain, NewAlert)) for number, plain in zip(ids, plains, strict=True)]
        return without_bands(found, locked_pupils(self.own)) if found else found


def _alert(number: int, written: NewAlert) -> Alert:
    return Alert(
        id=AlertId(number),
        pupil=written.pupil,
        wave=written.wave,
        decision=written.decision,
        opened_at=written.opened_at,
        answered_at=written.answered_at,
        deadlines=written.deadlines,
        source=written.source,
        replaces=written.replaces,
    )
