"""Typst markup to PDF, and PDF to a PDF only its reader can open."""

from functools import cache
from io import BytesIO
from os import urandom

import pikepdf
import typst

from screening.adapters.fonts import font_folder
from screening.core.errors import KeyFault
from screening.core.language import Text

SIZE_CLASS = 128 * 1024  # bytes; a digest of one page takes 15 to 60 KiB, so that nearly all have one size
SHORTEST_PASSPHRASE = 8
_BALLAST = pikepdf.Name("/Ballast")


def render_pdf(markup: str) -> bytes:
    """The pages as PDF, set with our own fonts only: no system font, no network, no file beside the markup.

    The same markup gives the same bytes: no date is written. Raises typst.TypstError if the markup is broken, which is a bug.
    """
    pdf: bytes = typst.compile(  # type: ignore[call-overload]  # its stub wants root in the type of the markup, bytes
        markup.encode(),
        font_paths=_fonts(),
        root=str(font_folder()),  # the only folder markup could read from
        timestamp=0,
        format="pdf",
    )
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


def encrypt_pdf(pdf: bytes, passphrase: str) -> bytes:
    """The PDF under AES-256 (revision 6), its length a multiple of 128 KiB so that size says nothing (law 8).

    The file is told apart by nothing but its content: title, dates and file id are those of any other digest or random.
    Raises KeyFault if the passphrase is shorter than eight characters.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFault(
            Text("摘要口令太短，附件没有生成", "the digest passphrase is too short; no attachment was made"),
            hint=Text(f"口令至少 {SHORTEST_PASSPHRASE} 个字符", f"use at least {SHORTEST_PASSPHRASE} characters"),
        )
    bare = len(_sealed(pdf, passphrase, ballast=0))
    whole = -(-(bare + _ROOM) // SIZE_CLASS) * SIZE_CLASS
    sealed = _sealed(pdf, passphrase, ballast=whole - bare - _ROOM)
    return sealed + b"\n" * (whole - len(sealed))


_ROOM = 96  # left over for lengths that grow by a digit and for AES blocks; less than the 1,024 bytes readers search for %%EOF


def _sealed(pdf: bytes, passphrase: str, *, ballast: int) -> bytes:
    """The encrypted file with ``ballast`` random bytes in an object no page shows."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root[_BALLAST] = document.make_stream(urandom(ballast))
        sealed = BytesIO()
        document.save(
            sealed,
            encryption=pikepdf.Encryption(user=passphrase, owner=passphrase, R=6),
            compress_streams=False,  # typst has compressed its own; ballast must keep its length
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return sealed.getvalue()
