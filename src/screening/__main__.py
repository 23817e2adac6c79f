"""So that `python -m screening` is the command."""

from screening.entrypoints.cli.main import run

run()
