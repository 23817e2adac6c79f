"""The synthetic school as the import would leave it: a register and scored sheets, without going through files."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from screening.intake.interface import AnswerBlock, Register
from screening.research.synthetic.answers import AnswerModel
from screening.research.synthetic.people import people
from screening.research.synthetic.school import School
from screening.research.synthetic.sittings import Sittings, sit
from screening.research.synthetic.streams import Purpose, stream
from screening.scoring.interface import SheetBlock
from screening.scoring.sheets import score_block

_ZONE = np.timedelta64(8, "h")  # local time to UTC


def make_register(school: School) -> Register:
    """The whole roster as packed columns, sorted by mark; pupils are numbered in a random order, as the store does."""
    folk = [people(school, chunk) for chunk in range(school.chunks)]
    number = np.array([number for part in folk for number in part.number], dtype="S19")
    marks = np.array([text[-16:] for text in number.tolist()], dtype="S16")  # no key here: nobody's number needs hiding
    order = np.argsort(marks)
    return Register(
        marks=marks[order],
        pupil=_ids(school)[order],
        school_class=np.concatenate([part.school_class for part in folk]).astype(np.int16)[order],
        grade=np.concatenate([part.grade for part in folk])[order],
        sex=np.concatenate([part.sex for part in folk])[order],
        born=np.concatenate([part.born for part in folk])[order],
        consent=np.concatenate([part.consent for part in folk])[order],
    )


def make_sheets(school: School, models: Sequence[AnswerModel], wave: int = 1) -> Iterator[SheetBlock]:
    """Every first sitting of one wave, scored, one block per chunk and instrument."""
    ids = _ids(school)
    for chunk in range(school.chunks):
        sittings = sit(school, chunk, models, wave)
        first = np.zeros(len(sittings), np.bool_)
        first[np.unique(sittings.pupil, return_index=True)[1]] = True
        for place, model in enumerate(models):
            yield score_block(_block(sittings, place, model, np.flatnonzero(first & sittings.asked[place]), ids))


def _ids(school: School) -> npt.NDArray[np.int32]:
    return stream(school.seed, Purpose.CLASSES, wave=1).permutation(school.pupils).astype(np.int32) + 1


def _block(
    sittings: Sittings, place: int, model: AnswerModel, rows: npt.NDArray[np.int64], ids: npt.NDArray[np.int32]
) -> AnswerBlock:
    rows = rows[np.argsort(ids[sittings.pupil[rows]], kind="stable")]
    items = sum(codes.shape[1] * shown[rows] for codes, shown in zip(sittings.answers, sittings.asked, strict=True))
    return AnswerBlock(
        instrument=model.instrument,
        row=(rows + 1).astype(np.int32),
        pupil=ids[sittings.pupil[rows]],
        codes=sittings.answers[place][rows],
        seconds_per_item=(sittings.seconds[rows] / items).astype(np.float32),
        answered_at=sittings.submitted[rows] - _ZONE,
    )
