"""`screening score --psychometrics`: how consistent the scales of survey files are; nobody's scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.instruments.definition import Instrument
    from screening.intake.mapping import Mapping


def show_psychometrics(files: Sequence[Path], edition: "Instrument", mapping: "Mapping | None", school_year: int) -> None:
    """The table for all files together, or one line where fewer than ten sheets would speak of pupils."""
    from screening.entrypoints.cli.quality_tables import show_scales, too_few
    from screening.entrypoints.opening import open_together
    from screening.intake.plan import plan_export
    from screening.research.release import SMALLEST_GROUP
    from screening.services.export_psychometrics import export_psychometrics

    exports = [opened.usable() for opened in open_together(files)]
    plans = [plan_export(export, [edition], mapping, school_year=school_year) for export in exports]
    sheets, figures = export_psychometrics(zip(exports, plans, strict=True))
    if sheets < SMALLEST_GROUP:
        too_few(edition)
    else:
        show_scales(edition, sheets, figures)
