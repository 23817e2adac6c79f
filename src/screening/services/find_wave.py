"""Find a wave by the name the counselor gave it."""

from collections.abc import Sequence

from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.services.ports import UnitOfWork, Wave

DAILY = "日常报告"
"""Where alerts stand that rest on reports alone. It is no screening round: nothing is imported into it, no list shows it."""


def screening_waves(waves: Sequence[Wave]) -> list[Wave]:
    """The waves that a person opened."""
    return [wave for wave in waves if wave.name != DAILY]


def find_wave(name: str, uow: UnitOfWork) -> Wave:
    """The wave of that name, inside an open unit of work. Raises StoreFault whose hint lists the waves there are."""
    waves = screening_waves(uow.waves.waves())
    for wave in waves:
        if wave.name == name.strip():
            return wave
    raise StoreFault(
        Text(f"没有名为“{name}”的测评批次", f"there is no wave called '{name}'"),
        hint=_known(waves),
    )


def _known(waves: Sequence[Wave]) -> Text:
    """The waves there are, or how to open the first."""
    if not waves:
        return Text("先运行 screening wave open 名称", "run screening wave open NAME first")
    names = [wave.name for wave in waves]
    return Text(
        f"现有的批次：{'、'.join(names)}；新建用 screening wave open", f"there are: {', '.join(names)}; or screening wave open"
    )
