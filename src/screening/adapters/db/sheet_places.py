"""What a sheet's two seals are bound to: school, pupil, row, revision, and in which wave of which edition."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.casefiles.envelope import about, abouts
from screening.casefiles.places import listed


@dataclass(frozen=True, kw_only=True)
class SheetPlaces:
    """The places of one edition's sheets in one wave: a result moved to another wave or edition doesn't open."""

    school: bytes
    wave: int
    edition: str

    def of(self, purpose: str, pupils: Sequence[int], ids: Sequence[int], revisions: Sequence[int], key_id: int) -> list[bytes]:
        """The lists to bind to, in order."""
        within = listed(self.wave.to_bytes(8, "big"), self.edition.encode())
        places = zip(pupils, ids, revisions, strict=True)
        return abouts(purpose, school=self.school, places=places, key_id=key_id, within=within)


@dataclass(frozen=True)
class ChunkKey:
    """The key of one chunk's answers, while its transaction lasts."""

    id: int
    key: bytes = field(repr=False)

    def about(self, school: bytes, imported: int, key_id: int) -> bytes:
        """What its seal is bound to."""
        return about("chunk.key", school=school, subject=imported, row=self.id, key_id=key_id)
