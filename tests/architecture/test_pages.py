"""Pages for people stay true: generated ones are current, links lead somewhere, the map names every room."""

import re
from pathlib import Path

import pytest

from tests.architecture import commands_page, instruments_page, policy_page
from tests.architecture.sources import ROOMS, ROOT, texts

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)|<img[^>]+src=\"([^\"]+)\"")
PLACE = re.compile(r"`((?:src|docs|tests|instruments|policy|migrations|notebooks|benchmarks|locks)/[\w./<>*-]*)`")


def pages():
    return {path: text for path, text in texts().items() if path.endswith(".md")}


def test_the_list_of_commands_is_current():
    assert commands_page.PAGE.read_text(encoding="utf-8") == commands_page.page()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_policy_is_current(language):
    assert policy_page.PAGES[language].read_text(encoding="utf-8") == policy_page.page(language), "run `make pages`"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_instruments_is_current(language):
    assert instruments_page.PAGES[language].read_text(encoding="utf-8") == instruments_page.page(language), "run `make pages`"


@pytest.mark.parametrize("path", sorted(pages()))
def test_links_lead_somewhere(path):
    targets = ["".join(found) for found in LINK.findall(pages()[path])]
    here = [target for target in targets if not target.startswith(("http://", "https://", "mailto:"))]
    assert [target for target in here if not (ROOT / path).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "docs/MAP.md", "CONTRIBUTING.md", "docs/SECURITY.md"])
def test_places_a_page_names_are_there(page):
    named = PLACE.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [place for place in named if "<" not in place and not any(ROOT.glob(place.rstrip("/")))] == []


def test_the_map_names_every_room():
    text = (ROOT / "docs" / "MAP.md").read_text(encoding="utf-8")
    assert [room for room in ROOMS if f"`{room}/`" not in text] == []


def test_every_word_of_the_glossary_stands_in_both_languages():
    rows = [line for line in (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:] if not set(row) <= set("|- ")]
    assert [row for row in cells if len(row) != 3 or not all(row)] == []


def test_every_decision_is_one_note_of_about_half_a_page():
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [re.match(r"(\d{3})-[a-z0-9-]+\.md$", note.name) for note in notes]
    assert None not in numbers
    assert len({match[1] for match in numbers}) == len(notes)
    assert [note.name for note in notes if len(note.read_text(encoding="utf-8").splitlines()) > 60] == []


def test_manuals_are_listed_in_their_index():
    folder = ROOT / "docs" / "manual"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in folder.glob("*.md") if page.name != "README.md" and page.name not in index] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_two_commands_and_the_picture(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert all(shown in text for shown in ("make demo", "make test", "docs/flow"))
    assert all(Path(ROOT / target).exists() for found in LINK.findall(text) if not (target := "".join(found)).startswith("http"))
