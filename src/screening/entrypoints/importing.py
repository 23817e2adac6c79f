"""From a path to a finished import: open the file, plan its columns, import it – shared by command, demo and benchmark."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from screening.adapters.instrument_files import list_editions, load_instrument
from screening.adapters.mapping_files import load_mapping
from screening.adapters.survey_files import open_export
from screening.entrypoints.wiring import Workspace
from screening.intake.interface import ColumnPlan, Export
from screening.intake.plan import find_instruments, plan_columns
from screening.intake.platforms import recognise
from screening.services.find_wave import find_wave
from screening.services.import_wave import ImportReport, import_wave
from screening.services.place import Rules


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A file that was opened and whose columns are understood."""

    path: Path
    export: Export
    plan: ColumnPlan
    mapping: bytes  # the mapping file's bytes, empty if none


def prepare(path: Path, instruments: Sequence[str], mapping_file: Path | None) -> Ready:
    """Open and understand one file; writes nothing. Without named instruments they are found among all editions we have."""
    export = open_export(path)
    layout = recognise(export)
    mapping = load_mapping(mapping_file) if mapping_file else None
    wanted = [load_instrument(name) for name in instruments] or find_instruments(
        export, layout, [load_instrument(name) for name in list_editions()], mapping
    )
    plan = plan_columns(export, layout, wanted, mapping)
    return Ready(path=path, export=export, plan=plan, mapping=mapping_file.read_bytes() if mapping_file else b"")


def import_file(work: Workspace, ready: Ready, wave_name: str, tick: Callable[[int, int], None]) -> ImportReport:
    """Import one prepared file into the named wave. The same bytes, editions and mapping change nothing the second time."""
    with work.uow() as uow:
        wave = find_wave(wave_name, uow)
    editions = "\n".join(planned.instrument.edition for planned in ready.plan.instruments).encode()
    with ready.path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").digest()  # the store keeps only an HMAC of it
    with _few_collections():
        return import_wave(
            work.uow,
            ready.export,
            ready.plan,
            wave,
            identity=b"\0".join([content, editions, ready.mapping]),
            rules=Rules(policy=work.policy, mapping=work.mapping, calendar=work.calendar),
            person=work.person,
            clock=work.now,
            tick=tick,
        )


@contextmanager
def _few_collections() -> Iterator[None]:
    """An import makes many small objects and no cycles: looking for cycles all the time costs a seventh of its time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
