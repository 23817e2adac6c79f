"""From paths to a roster: a workbook or table of the school, or a OneRoster set with its updates."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from screening.adapters.survey_files.oneroster import is_oneroster, open_oneroster
from screening.adapters.survey_files.workbook import open_workbook
from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.intake.interface import Roster
from screening.intake.oneroster import read_oneroster
from screening.intake.roster import read_roster


def read_roster_files(files: Sequence[Path], *, school_year: int | None, today: date, school: str = "") -> Roster:
    """The roster of one workbook, or of OneRoster sets: the full one first, then its updates in order.

    Raises FileFault for several files that are not all OneRoster, and what the readers raise.
    """
    if all(is_oneroster(path) for path in files):
        name = "、".join(path.name for path in files)
        return read_oneroster([open_oneroster(path) for path in files], name, school_year=school_year, today=today, school=school)
    if len(files) > 1:
        raise FileFault(
            Text("一次只能读入一个名册工作簿", "one workbook at a time"),
            where=plain("、".join(path.name for path in files)),
            hint=Text("请分别导入；几个文件一起给，只用于 OneRoster", "several files together are for OneRoster only"),
        )
    return read_roster(open_workbook(files[0]), files[0].name, school_year=school_year)
