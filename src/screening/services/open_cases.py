"""What an open alert means for new signals: graver ones step up, others attach, and only what is new may ring again."""

import numpy as np
import numpy.typing as npt

from screening.alerts.decide import decide
from screening.alerts.signals import Signals
from screening.core.ids import PupilId
from screening.core.severity import Severity
from screening.services.ports import Alert


def with_open_cases(signals: Signals, new_critical: npt.NDArray[np.int8], open_alerts: dict[PupilId, Alert]) -> Signals:
    """The signals with each pupil's open case; ``new_critical`` is the safety answer of the new rows alone.

    Where everything of the wave together is graver than the open case, all of it counts (step-up). Where it is not, the
    safety answers that opened the case do not ring a second time: only new ones do (DD1, DD2).
    """
    if not open_alerts:
        return signals
    opened = np.array([_case(open_alerts.get(PupilId(pupil))) for pupil in signals.pupil.tolist()], dtype=np.int8)
    graver = decide(signals).severity > opened
    critical = np.where((opened > 0) & ~graver, new_critical, signals.critical).astype(np.int8)
    return signals.told(open_case=opened, critical=critical)


def _case(alert: Alert | None) -> int:
    """Severity of the open case; U is no case, only something still to be read."""
    return int(alert.decision.severity) if alert is not None and alert.decision.severity >= Severity.S1 else 0
