"""A link as a QR picture: the one door to segno."""

from io import BytesIO

import segno


def qr_svg(link: str) -> str:
    """The QR code of the link as SVG text without a border; error correction M, so that a crumpled slip still reads."""
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True, nl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue().decode()
