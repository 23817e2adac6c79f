"""Writes a kit into a folder: pages, workbook and text first, the test page and the slips once the survey has a link."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from screening.adapters.export_writers.kit import items_workbook
from screening.adapters.fonts import cannot_draw
from screening.adapters.instrument_files import follow_up_pages
from screening.adapters.pdf import render_pdf
from screening.adapters.qr import qr_svg
from screening.core.errors import FileFault
from screening.core.language import Language, Text, plain
from screening.digests.kit_page import FILES, TO_PASTE, PageName, kit_page, page_markup, page_text, slips_markup
from screening.intake.kit.contents import Kit
from screening.intake.kit.pages import pages_for
from screening.intake.kit.slips import ClassSlips, Slip

PASTE = Text("要粘贴的文字.txt", "texts to paste.txt")
SLIPS = Text("学生小条", "slips")
_BEFORE_THE_LINK: tuple[PageName, ...] = tuple(name for name in FILES if name != "trial")


def check_free(folder: Path, language: Language) -> None:
    """Raises FileFault if the folder holds a page of a kit: asked before the kit is remembered, so that both stay the same."""
    _check_absent([_pdf(folder, name, language) for name in _BEFORE_THE_LINK])


def write_kit(folder: Path, kit: Kit, language: Language, *, force: bool = False) -> list[Path]:
    """Everything that needs no link and names nobody. FileFault if one of the files is there already, unless ``force``."""
    asked = pages_for([sheet.instrument for sheet in kit.sheets], follow_up_pages())
    wanted = [name for name in _BEFORE_THE_LINK if name != "dated" or asked]
    told = {_pdf(folder, name, language): _set(kit, name, language) for name in wanted}
    told[folder / f"{FILES['items'].said(language)}.xlsx"] = items_workbook(kit, language)
    pasted = "\n".join(page_text(kit_page(name, kit, language)) for name in TO_PASTE)
    told[folder / PASTE.said(language)] = ("\ufeff" + pasted).encode()  # with a BOM every editor on Windows knows it for UTF-8
    return _write(told, force=force)


def write_slips(
    folder: Path, kit: Kit, trial: Slip, classes: Sequence[ClassSlips], language: Language, *, force: bool = False
) -> list[Path]:
    """The test page, and one PDF a class, called by the class alone. They hold names: for the printer, then to be deleted."""
    trial_page = kit_page("trial", kit, language, trial=trial, picture=qr_svg(trial.link) if trial.link else "")
    written = _write({_pdf(folder, "trial", language): render_pdf(page_markup(trial_page, language))}, force=True)
    told: dict[Path, bytes] = {}
    for one in classes:
        pictures = [qr_svg(slip.link) if slip.link else "" for slip in one.slips]
        markup = slips_markup(one, pictures, language, cannot_draw=not_drawn([one]))
        told[folder / SLIPS.said(language) / f"{one.school_class}.pdf"] = render_pdf(markup)
    return [*written, *_write(told, force=force)]


def not_drawn(classes: Sequence[ClassSlips]) -> str:
    """Characters of the names that our font lacks."""
    return cannot_draw("".join(slip.name for one in classes for slip in one.slips))


def _pdf(folder: Path, name: PageName, language: Language) -> Path:
    return folder / f"{FILES[name].said(language)}.pdf"


def _set(kit: Kit, name: PageName, language: Language) -> bytes:
    return render_pdf(page_markup(kit_page(name, kit, language, pages=follow_up_pages()), language))


def _write(told: dict[Path, bytes], *, force: bool) -> list[Path]:
    if not force:
        _check_absent(told)
    for path, content in told.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)
    return list(told)


def _check_absent(paths: Iterable[Path]) -> None:
    there = [path for path in paths if path.exists()]
    if there:
        raise FileFault(
            Text(f"文件夹里已有 {len(there)} 个同名文件", f"{len(there)} files of that name are there already"),
            where=plain(there[0].name),
            hint=Text("换一个 --out 文件夹，或加 --force 覆盖", "choose another --out folder, or --force to replace them"),
        )
