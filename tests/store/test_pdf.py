"""Real pages, set and sealed: everything drawn, nothing injected, one size."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
import typst

from screening.adapters.fonts import cannot_draw, font_folder
from screening.adapters.pdf import SIZE_CLASS, encrypt_pdf, render_pdf
from screening.core.errors import KeyFault
from screening.digests.digest import make_digest, words_of
from screening.digests.interface import DigestLine
from screening.digests.phrases import ASKS
from screening.digests.wording import digest_markup

DAY = date(2026, 11, 10)
DUE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # another day: the longest wording
PASSPHRASE = "4821 0937 5562"  # noqa: S105  # opens nothing but this test's pages
HOSTILE = [
    "#let x = 1",
    "*粗*_斜_",
    "$x^2$",
    'a"b\\',
    "[#panic()]",
    "`raw`",
    "// 注释",
    "<label> @ref",
    "= 标题",
    "阿依古丽·买买提",
]


def digest(count=3, names=("张三", "欧阳小雨"), asks=tuple(ASKS)):
    lines = [
        DigestLine(seat=seat + 1, name=names[seat % len(names)], ask=asks[seat % len(asks)], due_at=DUE) for seat in range(count)
    ]
    told = {"counselor": "李老师", "phone": "138 0000 0000", "place": "心理辅导室"}
    return make_digest(reader="王老师", school="示例学校", school_class="七年级(1)班", day=DAY, lines=lines, **told)


def glyphs(pdf):
    """Every glyph shown, in order, as (font object, glyph number); number 0 is the box of a missing character."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            font = None
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = page.Resources.Font[str(operands[0])]
                elif str(operator) in {"Tj", "TJ"}:
                    shown = operands[0] if str(operator) == "TJ" else [operands[0]]
                    codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
                    unicode = characters(font)
                    yield from ((code, unicode.get(code, "")) for code in pairs(codes))


def pairs(codes):
    return [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]


def characters(font):
    """Glyph number to character, from the font's ToUnicode map."""
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
        for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found


def boxes(pdf):
    return sum(code == 0 for code, _ in glyphs(pdf))


def text(pdf):
    return "".join(char for _, char in glyphs(pdf))


def pages(pdf, **how):
    with pikepdf.open(BytesIO(pdf), **how) as document:
        return [page.Contents.read_bytes() for page in document.pages]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_character_of_a_digest_is_drawn(language):
    pdf = render_pdf(digest_markup([digest(12)], language))
    assert len(text(pdf)) > 300
    assert boxes(pdf) == 0


def test_a_box_would_be_counted():
    assert boxes(render_pdf('#set text(font: "Noto Sans SC", fallback: false)\n张𠮷')) == 1


def test_a_character_the_font_lacks_is_reported_and_replaced_not_boxed():
    made = digest(names=("张𠮷", "䶮小㛃"))
    assert cannot_draw(words_of([made])) == "𠮷"
    pdf = render_pdf(digest_markup([made], cannot_draw="𠮷"))
    assert boxes(pdf) == 0
    assert "张〓" in text(pdf)
    assert "请以班内学号为准" in text(pdf)
    assert "〓" not in text(render_pdf(digest_markup([digest()])))


def test_both_fonts_are_ours_and_no_others_are_found():
    families = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]).families()
    assert families == ["Noto Sans SC", "Noto Serif SC"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_printed_as_it_is_whatever_markup_it_looks_like(name):
    shown = text(render_pdf(digest_markup([digest(1, names=(name,))])))
    assert name.replace(" ", "") in shown.replace(" ", "")


def test_names_in_the_heading_are_printed_as_they_are_too():
    made = make_digest(reader="#王*", school='"校\\', school_class="$1$", day=DAY, lines=[], counselor="[李]", place="#302")
    shown = text(render_pdf(digest_markup([made])))
    for words in ("#王*", '"校\\', "$1$", "[李]", "#302"):
        assert words in shown


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../../pyproject.toml", "pyproject.toml"])
def test_markup_can_read_no_file(path):
    with pytest.raises(typst.TypstError):
        render_pdf(f'#read("{path}")')


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ask", ASKS)
def test_twenty_five_requests_are_one_a4_page(ask, language):
    pdf = render_pdf(digest_markup([digest(25, asks=(ask,), names=("阿依古丽·买买提",))], language))
    assert len(pages(pdf)) == 1
    with pikepdf.open(BytesIO(pdf)) as document:
        assert [round(float(side)) for side in document.pages[0].MediaBox] == [0, 0, 595, 842]


def test_more_requests_go_on_on_further_pages_and_none_is_lost():
    pdf = render_pdf(digest_markup([digest(90, names=("学生甲",), asks=("fetch",))]))
    assert len(pages(pdf)) > 1
    assert text(pdf).count("学生甲") == 90
    assert text(pdf).count("这是关心提示，不是结论。") == len(pages(pdf))


def test_each_digest_begins_on_a_page_of_its_own():
    pdf = render_pdf(digest_markup([digest(2), digest(3), digest(1)]))
    assert len(pages(pdf)) == 3
    assert text(pdf).count("今日待办") == 3


def test_the_same_digest_gives_the_same_bytes():
    markup = digest_markup([digest()])
    assert render_pdf(markup) == render_pdf(markup)


def test_the_reader_opens_it_and_nobody_else_does():
    pdf = render_pdf(digest_markup([digest()]))
    sealed = encrypt_pdf(pdf, PASSPHRASE)
    assert pages(sealed, password=PASSPHRASE) == pages(pdf)
    for wrong in ("", "4821 0937 5563"):
        with pytest.raises(pikepdf.PasswordError):
            pages(sealed, password=wrong)


def test_the_seal_is_aes_256_revision_6():
    sealed = encrypt_pdf(render_pdf(digest_markup([digest()])), PASSPHRASE)
    with pikepdf.open(BytesIO(sealed), password=PASSPHRASE) as document:
        assert document.encryption.R == 6
        assert document.encryption.bits == 256
        assert document.encryption.stream_method == pikepdf.models.EncryptionMethod.aesv3
        assert document.encryption.string_method == pikepdf.models.EncryptionMethod.aesv3
        assert document.check_pdf_syntax() == []


def test_nothing_readable_is_left_outside_the_seal():
    sealed = encrypt_pdf(render_pdf(digest_markup([digest()])), PASSPHRASE)
    for words in ("今日待办", "王老师", "张三"):
        for encoding in ("utf-8", "utf-16-be", "gb18030"):
            assert words.encode(encoding) not in sealed
    assert b"Typst" not in sealed
    assert b"/CreationDate" not in sealed


def test_size_says_nothing_about_how_many_or_which():
    """Law 8: one pupil or twenty-five, a short name or a long one."""
    sizes = {
        len(encrypt_pdf(render_pdf(digest_markup([one])), PASSPHRASE))
        for one in (
            digest(1, asks=("stay",)),
            digest(1, asks=("observe",)),
            digest(3),
            digest(25),
            digest(25, names=tuple(HOSTILE)),
        )
    }
    assert sizes == {SIZE_CLASS}


def test_a_large_digest_is_a_multiple_of_the_same_size():
    everybody = [
        digest(50, names=tuple(chr(0x4E00 + 37 * number) * 2 for number in range(start, start + 50))) for start in (0, 60, 120)
    ]
    sealed = encrypt_pdf(render_pdf(digest_markup(everybody)), PASSPHRASE)
    assert len(sealed) % SIZE_CLASS == 0
    assert len(sealed) > SIZE_CLASS


def test_a_passphrase_anybody_could_guess_is_not_taken():
    with pytest.raises(KeyFault):
        encrypt_pdf(render_pdf(digest_markup([digest()])), "1234567")
