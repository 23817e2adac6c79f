"""Records as bytes and back: JSON behind a version byte, padded so that the length says nothing."""

from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from screening.casefiles.envelope import pad, unpad
from screening.core.errors import SealBroken
from screening.core.language import Text

T = TypeVar("T")

ALERT_BLOCK = 2048  # a crisis with every rule and reason fits, so a calm alert is as long as a grave one
TASK_BLOCK = 512
RECORD_BLOCK = 1024
MESSAGE_BLOCK = 256
FAILURE_BLOCK = 512
REFUSAL_BLOCK = 1024
IDENTITY_BLOCK = 512
STAFF_BLOCK = 512
EVENT_BLOCK = 256

_VERSION = b"\x01"


_ADAPTERS: dict[type[object], TypeAdapter[Any]] = {}  # building one costs milliseconds, so each is built once


def _adapter(kind: type[object]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_bytes(record: object, kind: type[object], block: int) -> bytes:
    """The record as padded bytes, a multiple of ``block`` long; ``kind`` is the class it is read back as."""
    return pad(_VERSION + _adapter(kind).dump_json(record), block)


def from_bytes(padded: bytes, kind: type[T]) -> T:
    """The record again. Raises SealBroken if the bytes are none of ours; never quotes what stood in them."""
    written = unpad(padded)
    if written[:1] != _VERSION:
        raise _unreadable()
    try:
        return cast("T", _adapter(kind).validate_json(written[1:]))
    except ValidationError:
        raise _unreadable() from None


def _unreadable() -> SealBroken:
    return SealBroken(
        Text("这份记录由另一版本写成", "this record was written by another version"),
        hint=Text("请运行 screening upgrade", "run `screening upgrade`"),
    )
