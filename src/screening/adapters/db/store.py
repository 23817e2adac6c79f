"""A school's store: opened once, and a unit of work each time it is called."""

from collections.abc import Callable

from sqlalchemy import Engine

from screening.adapters.db.engine import open_engine
from screening.adapters.db.schema import check_store
from screening.adapters.db.unit_of_work import SqlUnitOfWork
from screening.adapters.instrument_files import load_instrument
from screening.casefiles.service_keys import ServiceKeys
from screening.core.errors import StoreFault
from screening.core.language import Text
from screening.instruments.definition import Instrument


class Store:
    """The store of one school. Calling it gives a fresh unit of work."""

    def __init__(self, engine: Engine, keys: ServiceKeys, *, instrument_of: Callable[[str], Instrument]) -> None:
        """Use ``open_store``, which checks that engine and keys belong together."""
        self.engine, self.keys = engine, keys
        self._instrument_of = instrument_of

    def __call__(self, *, reading: bool = False) -> SqlUnitOfWork:
        """A unit of work. ``reading``: doesn't wait for a writer and refuses to write; what was read is audited apart."""
        return SqlUnitOfWork(self.engine, self.keys, reading=reading, instrument_of=self._instrument_of)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def open_store(url: str, keys: ServiceKeys, *, instrument_of: Callable[[str], Instrument] = load_instrument) -> Store:
    """The store at ``sqlite:///…`` or ``postgresql+psycopg://…``, opened with the keys of its workspace.

    Raises StoreFault if it is missing, of another version, or doesn't belong to the keys.
    """
    engine = open_engine(url)
    try:
        synthetic = check_store(engine, keys.school)
    except StoreFault:
        engine.dispose()
        raise
    if synthetic != keys.synthetic:
        engine.dispose()
        raise StoreFault(
            Text("演示用的密钥和正式的数据库不能混用", "keys for demonstration and a real store don't go together"),
            hint=Text("检查工作区是否完整", "check that the workspace is complete"),
        )
    return Store(engine, keys, instrument_of=instrument_of)
