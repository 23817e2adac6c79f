"""Names for the small integers by which things are known inside, and for the person behind an act."""

from typing import NewType

PupilId = NewType("PupilId", int)  # given in a random permutation of the roster, so that order names nobody
ClassId = NewType("ClassId", int)
StaffId = NewType("StaffId", int)
WaveId = NewType("WaveId", int)
ImportId = NewType("ImportId", int)
AlertId = NewType("AlertId", int)
TaskId = NewType("TaskId", int)
FileId = NewType("FileId", int)
MessageId = NewType("MessageId", int)
RecordId = NewType("RecordId", int)

NOBODY = PupilId(-1)  # a row whose pupil is not known
