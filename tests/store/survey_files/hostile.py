"""Files made to harm: real bytes of every kind, and the program that opens them all with little memory and little time."""

import codecs
import json
import resource
import struct
import sys
import zipfile
from pathlib import Path

HEAD = "学号," + ",".join(f"q{n}" for n in range(1, 10)) + "\n"
ROW = "G990001,1,1,1,1,1,1,1,1,1\n"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TOP = f'<?xml version="1.0"?><worksheet xmlns="{SPREADSHEET}"><sheetData>'
END = "</sheetData></worksheet>"
MEGABYTE = 1 << 20


def said(cell, text):
    return f'<c r="{cell}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADINGS = (
    '<row r="1">' + "".join(said(f"{c}1", h) for c, h in zip("ABCDEFGHIJ", HEAD.strip().split(","), strict=True)) + "</row>"
)
ANSWERS = '<row r="2">' + said("A2", "G990001") + "".join(f'<c r="{c}2"><v>1</v></c>' for c in "BCDEFGHIJ") + "</row>"


def book(path, sheet, *, shared=(), more=None):
    """A workbook of one sheet; ``sheet`` and ``shared`` are texts in pieces."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">'
            f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        for name, pieces in (
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/sharedStrings.xml", shared or [f'<sst xmlns="{SPREADSHEET}"/>']),
        ):
            if pieces:
                with archive.open(name, "w") as part:
                    for piece in pieces:
                        part.write(piece.encode())
        for name, content in (more or {}).items():
            archive.writestr(name, content)


def bomb(path):
    book(path, [TOP, HEADINGS, ANSWERS, *[" " * MEGABYTE] * 100, END])


def one_huge_cell(path):
    book(path, [TOP, HEADINGS, '<row r="2"><c r="A2" t="inlineStr"><is><t>', *["A" * MEGABYTE] * 100, "</t></is></c></row>", END])


def many_texts(path):
    book(
        path,
        [TOP, HEADINGS, ANSWERS, END],
        shared=[f'<sst xmlns="{SPREADSHEET}">', *["<si><t>a</t></si>" * 60_000] * 100, "</sst>"],
    )


def lying(path):
    """Says that its sheet has 4,096 bytes."""
    bomb(path)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 4096)))


def far_cell(place):
    def write(path):
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        book(path, [TOP, HEADINGS, ANSWERS, f'<row r="{row}">' + said(place, "x") + "</row>", END])

    return write


def far_row_without_places(path):
    cells = '<row r="1048576">' + "<c><v>1</v></c>" * 9000 + "</row>"
    book(path, [TOP, HEADINGS, ANSWERS, cells, END])


def written_otherwise(path):
    """The same markup with a prefix, spaces and other quotes, as XML allows."""
    rows = (
        (HEADINGS + ANSWERS + '<row r="1048576">' + said("XFD1048576", "x") + "</row>")
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
    )
    top = f'<?xml version="1.0"?><x:worksheet xmlns:x="{SPREADSHEET}"><x:sheetData>'
    book(path, [top, rows.replace(' r="', " r = '").replace('" t=', "' t=").replace('">', "'>"), "</x:sheetData></x:worksheet>"])


def changed_byte(path):
    """One answer is another in the bytes than in the sum of them."""
    book(path, [TOP, HEADINGS, ANSWERS, END])
    with zipfile.ZipFile(path) as archive:
        sums = archive.getinfo("xl/worksheets/sheet1.xml").CRC
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", sums), struct.pack("<I", sums ^ 1)))


def unknown_version(path):
    """Asks for a version of unpacking that nobody has."""
    book(path, [TOP, HEADINGS, ANSWERS, END])
    content = bytearray(path.read_bytes())
    content[content.find(b"PK\x01\x02") + 6] = 246
    path.write_bytes(bytes(content))


def entities(path):
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    book(path, [TOP.replace('<?xml version="1.0"?>', text), HEADINGS, '<row r="2">', said("A2", "&b;"), "</row>", END])


def torn(path):
    book(path, [TOP, HEADINGS, ANSWERS, END])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def locked_parts(path):
    """Parts marked as encrypted, as archive programs do."""
    book(path, [TOP, HEADINGS, ANSWERS, END])
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 1)
    path.write_bytes(bytes(content))


def written(*pieces):
    def write(path):
        with path.open("wb") as file:
            for piece in pieces:
                file.write(piece if isinstance(piece, bytes) else piece.encode())

    return write


HARMFUL = {
    "a bomb of spaces.xlsx": (bomb, "展开后大得出奇"),
    "a bomb in one cell.xlsx": (one_huge_cell, "展开后大得出奇"),
    "a bomb of shared texts.xlsx": (many_texts, "展开后大得出奇"),
    "a bomb that lies about its size.xlsx": (lying, "展开后大得出奇"),
    "a cell in the last corner.xlsx": (far_cell("XFD1048576"), "几乎是空的"),
    "a cell far away in two letters.xlsx": (far_cell("ZZ999999"), "几乎是空的"),
    "cells that don't say where they are.xlsx": (far_row_without_places, "几乎是空的"),
    "a far cell written otherwise.xlsx": (written_otherwise, "几乎是空的"),
    "a row far beyond the last.xlsx": (far_cell("F19999992"), "可能已损坏"),
    "a changed byte.xlsx": (changed_byte, "可能已损坏"),
    "an unknown version.xlsx": (unknown_version, "不完整或已损坏"),
    "a row beyond the last.xlsx": (far_cell("A9999999"), "可能已损坏"),
    "entities that multiply.xlsx": (entities, "可能已损坏"),
    "torn in the middle.xlsx": (torn, "不完整或已损坏"),
    "locked.xlsx": (locked_parts, "密码"),
    "a million columns.csv": (written(",".join(f"q{n}" for n in range(1_000_000)), "\n", "1," * 1_000_000), "长得出奇"),
    "forty thousand columns.csv": (written(",".join(f"q{n}" for n in range(40_000)), "\n", "1," * 39_999, "1\n"), "有 40000 列"),
    "a row of a million cells.csv": (written(HEAD, "1," * (2 * MEGABYTE), "\n"), "长得出奇"),
    "one cell of many megabytes.csv": (written(HEAD, 'G990001,"', "A" * (32 * MEGABYTE), '",1,1,1,1,1,1,1,1\n'), "长得出奇"),
    "such a cell further down.csv": (
        written(HEAD, ROW * 100_000, 'G990001,"', "A" * (32 * MEGABYTE), '",1,1,1,1,1,1,1,1\n'),
        "长得出奇",
    ),
    "a quote that swallows the rest.csv": (written(HEAD, 'G990001,"', ROW * 2000), "引号"),
    "a quote that swallows very much.csv": (written(HEAD, 'G990001,"', ROW * 200_000), "引号"),
    "a pair of quotes that swallows rows.csv": (written(HEAD, ROW, 'G990002,"1,1\n', ROW * 5, 'G990003,"1,1\n', ROW), "引号"),
    "one endless line.csv": (written("A" * (32 * MEGABYTE)), "长得出奇"),
    "a NUL far below.csv": (written(HEAD, ROW * 2000, "G99\0001,1,1,1,1,1,1,1,1,1\n"), "NUL"),
    "a NUL in UTF-16.csv": (written(codecs.BOM_UTF16_LE, (HEAD + "G99\0,1\n").encode("utf-16-le")), "NUL"),
    "UTF-16 without its mark.csv": (written((HEAD + ROW).encode("utf-16-le")), "认不出"),
    "no encoding at all.csv": (written(HEAD, b"\xff\xfe\x80\x81,1,1,1,1,1,1,1,1,1\n"), "编码"),
    "a web page.xls": (written("<html><body><table><tr><td>学号</td></tr></table></body></html>"), "网页"),
    "a million brackets.json": (written("[" * MEGABYTE), "读不下去"),
    "a million keys.json": (written("[{", ",".join(f'"k{n}":1' for n in range(1_000_000)), "}]"), "列"),
}
HARMLESS = {
    "a quoted remark of two lines.csv": written(HEAD, 'G990001,"1",1,1,1,1,1,1,1,1\n', '"G99\n0002",1,1,1,1,1,1,1,1,1\n'),
    "rows far down with a format only.xlsx": lambda path: book(
        path, [TOP, HEADINGS, ANSWERS, '<row r="1048576"><c r="A1048576" s="1"/><c r="ZZ1048576" s="1"></c></row>', END]
    ),
    "formulas.xlsx": lambda path: book(
        path,
        [
            TOP,
            HEADINGS,
            ANSWERS.replace("<v>", "<f>1+0</f><v>").replace("<f>1+0</f><v>1</v></c></row>", "<f>1</f></c></row>"),
            END,
        ],
    ),
    "macros.xlsm": lambda path: book(path, [TOP, HEADINGS, ANSWERS, END], more={"xl/vbaProject.bin": "x"}),
    "links.xlsx": lambda path: book(path, [TOP, HEADINGS, ANSWERS, END], more={"xl/externalLinks/externalLink1.xml": "<x/>"}),
}


def opened(path):
    """What became of the file: the fault in Chinese, or rows and notes."""
    from screening.adapters.survey_files import open_export  # noqa: PLC0415  # only in the program with little memory
    from screening.core.errors import FileFault  # noqa: PLC0415

    try:
        export = open_export(path)
        return {"rows": sum(chunk.rows for chunk in export.chunks()), "notes": [note.zh for note in export.notes]}
    except FileFault as fault:
        return {"fault": fault.said("zh")}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(opened(Path(line.rstrip("\n")))) + "\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10) + "\n")
