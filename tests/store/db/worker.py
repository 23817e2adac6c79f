"""Another process at the same store, for test_concurrency."""

import sys
from pathlib import Path

import numpy as np

from screening.adapters.db import open_store
from screening.adapters.keys import load_service_keys
from tests.store.db import made


def append(store, pupil, rounds):
    """Append entries one transaction at a time."""
    say("ready")
    for number in range(int(rounds)):
        with store() as uow:
            uow.case_files.append([(int(pupil), made.entry(f"{number}"))], made.machine("case.add"))
            uow.commit()


def chunks(store, wave, imported):
    """Commit one chunk with everything that belongs to it, write the next, and wait to be killed before its commit."""
    for number in range(2):
        with store() as uow:
            write_chunk(uow, int(wave), int(imported), number)
            say("added")
            if number:
                sys.stdin.read()
            uow.commit()
            say("committed")


def write_chunk(uow, wave, imported, number):
    """Every other pupil's sheet, and an alert and an entry for each tenth of them."""
    pupils = np.sort(uow.roster.register(made.machine()).pupil)[number::2]
    uow.waves.add(*made.sheets(pupils), wave, imported, made.machine("sheet.add"))
    flagged = pupils[::10].tolist()
    uow.alerts.add([made.alert(pupil, wave) for pupil in flagged], made.machine("alert.add"))
    uow.case_files.append([(pupil, made.entry()) for pupil in flagged], made.machine("case.add"))


def say(word):
    print(word, flush=True)  # noqa: T201  # the test reads it


if __name__ == "__main__":
    name, url, workspace, *arguments = sys.argv[1:]
    {"append": append, "chunks": chunks}[name](open_store(url, load_service_keys(Path(workspace))), *arguments)
