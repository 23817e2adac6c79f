"""The fixed parts of a one-sheet workbook: one sheet `Sheet1`, Arial 10, no author, as an untouched platform export has them."""

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = b"http://schemas.openxmlformats.org/package/2006"
_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml."

SHEET_START = _HEAD + b'<worksheet xmlns="' + _MAIN + b'"><sheetData>'
SHEET_END = b"</sheetData></worksheet>"
STRINGS_START = _HEAD + b'<sst xmlns="' + _MAIN + b'">'


def _override(part: bytes, kind: bytes) -> bytes:
    return b'<Override PartName="/' + part + b'" ContentType="' + kind + b'+xml"/>'


def _related(place: bytes, kind: bytes, target: bytes) -> bytes:
    return b'<Relationship Id="rId' + place + b'" Type="' + _OFFICE + b"/relationships/" + kind + b'" Target="' + target + b'"/>'


def _relationships(*related: bytes) -> bytes:
    return _HEAD + b'<Relationships xmlns="' + _PACKAGE + b'/relationships">' + b"".join(related) + b"</Relationships>"


PARTS: dict[str, bytes] = {
    "[Content_Types].xml": _HEAD
    + b'<Types xmlns="'
    + _PACKAGE
    + b'/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    + b'<Default Extension="xml" ContentType="application/xml"/>'
    + _override(b"xl/workbook.xml", _TYPE + b"sheet.main")
    + _override(b"xl/worksheets/sheet1.xml", _TYPE + b"worksheet")
    + _override(b"xl/sharedStrings.xml", _TYPE + b"sharedStrings")
    + _override(b"xl/styles.xml", _TYPE + b"styles")
    + _override(b"docProps/app.xml", b"application/vnd.openxmlformats-officedocument.extended-properties")
    + b"</Types>",
    "_rels/.rels": _relationships(
        _related(b"1", b"officeDocument", b"xl/workbook.xml"), _related(b"2", b"extended-properties", b"docProps/app.xml")
    ),
    "xl/workbook.xml": _HEAD
    + b'<workbook xmlns="'
    + _MAIN
    + b'" xmlns:r="'
    + _OFFICE
    + b'/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _relationships(
        _related(b"1", b"worksheet", b"worksheets/sheet1.xml"),
        _related(b"2", b"sharedStrings", b"sharedStrings.xml"),
        _related(b"3", b"styles", b"styles.xml"),
    ),
    "xl/styles.xml": _HEAD
    + b'<styleSheet xmlns="'
    + _MAIN
    + b'"><fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>'
    + b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    + b'<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    + b'<cellXfs count="1"><xf xfId="0"/></cellXfs>'
    + b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    "docProps/app.xml": _HEAD
    + b'<Properties xmlns="'
    + _OFFICE
    + b'/extended-properties"><Application></Application><AppVersion>14.0300</AppVersion></Properties>',
}
