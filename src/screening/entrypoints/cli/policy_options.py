"""The options by which a command of `screening policy` is told which policy is meant."""

from pathlib import Path
from typing import Annotated

import typer

from screening.entrypoints.cli.show import words

PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help=words("学校自己的规则文件", "the school's own policy file"))
]
Overrides = Annotated[
    Path | None,
    typer.Option("--overrides", metavar="FILE", help=words("学校的改动表：只写要改的几项", "a school's few changes")),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--band-mapping", metavar="FILE", help=words("学校自己的分级对应表", "the school's own band mapping")),
]
