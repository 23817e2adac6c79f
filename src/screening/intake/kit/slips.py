"""The slips of one class: who, by which code, under which link."""

from collections.abc import Sequence
from dataclasses import dataclass

from screening.core.errors import MappingFault
from screening.core.language import Text
from screening.intake.kit.contents import KitPlatform


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One pupil's slip. ``link`` is empty where the platform takes no parameter: then the code is typed."""

    seat: int | None
    name: str
    code: str
    link: str = ""


@dataclass(frozen=True, kw_only=True)
class ClassSlips:
    """The slips of one class, by class number, those without one last."""

    school_class: str
    slips: tuple[Slip, ...]


def in_seat_order(school_class: str, slips: Sequence[Slip]) -> ClassSlips:
    """The class's slips by class number, then by code, which orders nobody by anything known."""
    ordered = sorted(slips, key=lambda slip: (slip.seat is None, slip.seat or 0, slip.code))
    return ClassSlips(school_class=school_class, slips=tuple(ordered))


def link_with(link: str, code: str, platform: KitPlatform) -> str:
    """The survey's link with the code as the platform's own parameter; "" where the platform has none."""
    if not platform.parameter:
        return ""
    between = "&" if "?" in link else "?"
    return f"{link}{between}{platform.parameter}={code}"


def check_link(link: str) -> str:
    """The link without space around it. Raises MappingFault unless it is a whole https address without a fragment."""
    bare = link.strip()
    if bare.startswith("https://") and "." in bare and "#" not in bare and bare.isascii() and not any(map(str.isspace, bare)):
        return bare
    raise MappingFault(
        Text("问卷链接要以 https:// 开头，完整复制", "the survey's link must be a whole https:// address"),
        hint=Text("在问卷平台的“发送问卷”页面复制链接", "copy it from the platform's page for sending the survey"),
    )
