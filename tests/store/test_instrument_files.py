"""Definition files are found by name, read strictly, and a broken one says where it is broken without quoting it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
import yaml

import screening
from screening.adapters.instrument_files import information_only, list_editions, load_instrument, read_instrument
from screening.adapters.packaged_files import packaged
from screening.core.errors import FileFault, InstrumentFault, ScreeningError
from screening.instruments.checks import contradictions
from screening.instruments.completeness import unsaid
from screening.instruments.summary import readme
from screening.scoring.selftest import failed_examples
from tests.architecture.test_wording import LABELS

EDITIONS = list_editions()
FIRST = {"dsrsc@1", "gad7@1", "mht@1", "mssmhs@1", "phq9@1", "scared@1", "sdq_self@1", "who5@1"}
UKM = Path(__file__).parents[3] / "shared/samples/ukm_phq9_gad7_pss10/data.csv"


@pytest.fixture
def folder(tmp_path):
    """A folder of definitions that may be spoilt."""
    shutil.copytree(packaged("instruments") / "phq9", tmp_path / "phq9")
    return tmp_path


def spoil(folder, old, new):
    path = folder / "phq9" / "v1.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


def test_every_folder_with_a_definition_is_an_edition_and_none_is_ever_lost():
    shipped = packaged("instruments")
    assert {f"{path.parent.name}@{path.stem[1:]}" for path in shipped.glob("*/v*.yaml")} == set(EDITIONS)
    assert set(EDITIONS) > FIRST


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_shipped_definition_says_all_it_must_and_tries_every_cut_off_from_both_sides(edition):
    instrument = load_instrument(edition)
    assert list(unsaid(instrument)) == []
    assert len(instrument.examples) >= 3
    assert any(None in example.answers for example in instrument.examples)
    assert failed_examples(instrument) == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_an_edition_says_of_a_high_score_labels_nobody(edition):
    said = load_instrument(edition).high_means
    assert [word for word in LABELS if word in said.zh] == []
    assert not re.search(r"disorder|patient|diagnos|disease|suffer", said.en)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_shipped_definition_has_no_contradiction(edition):
    assert (contradictions(load_instrument(edition)), load_instrument(edition).edition) == ([], edition)


def test_a_code_means_its_latest_edition(folder):
    second = spoil(folder, "version: 1", "version: 2").rename(folder / "phq9" / "v2.yaml")
    shutil.copy(packaged("instruments") / "phq9" / "v1.yaml", second.with_name("v1.yaml"))
    assert list_editions(folder) == ["phq9@1", "phq9@2"]
    assert [load_instrument(name, folder).version for name in ("phq9", "phq9@1", "phq9@2")] == [2, 1, 2]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("mssmh", "mssmhs", id="a code nearly right names the near ones"),
        pytest.param("DSRSC", "dsrsc", id="capitals"),
        pytest.param("zzz", "instruments list", id="nothing near: where all of them stand"),
        pytest.param("mht@7", "mht@1", id="an edition we don't have"),
        pytest.param("mht@x", "mht@1", id="an edition that is no number"),
    ],
)
def test_an_unknown_name_says_what_we_have(name, hint):
    with pytest.raises(InstrumentFault) as caught:
        load_instrument(name)
    said = caught.value.hint.en
    assert hint in said.partition(",")[0]  # the nearest first


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        pytest.param(
            "version: 1", "version: 1\nversion: 1", "v1.yaml, line 3, column 1", "a key is written twice", id="a key twice"
        ),
        pytest.param("q2: [", "q2: [[", "v1.yaml, line", "this is not valid YAML", id="no YAML"),
        pytest.param(
            "min_answered: 8", "least: 8", "phq9/v1.yaml: scales.total.least", "there is no such field", id="unknown field"
        ),
        pytest.param("count: 9", "count: nine", "phq9/v1.yaml: items.count", "Input should be a valid integer", id="no number"),
        pytest.param("count: 9\n", "\n", "phq9/v1.yaml: items.count", "this field is missing", id="a field missing"),
        pytest.param(
            "min_answered: 8", "min_answered: 12", "phq9@1: scales.total.min_answered", "impossible", id="a contradiction"
        ),
        pytest.param("code: phq9", "code: phq", "v1.yaml", "folder and file name", id="another code than the folder's"),
    ],
)
def test_a_broken_definition_names_file_place_and_reason(folder, old, new, where, what):
    with pytest.raises(ScreeningError) as caught:
        read_instrument(spoil(folder, old, new))
    message = caught.value.said("en")
    assert where in message
    assert what in message
    assert caught.value.exit_code == 12


def test_all_faults_of_a_file_come_at_once_and_quote_no_value(folder):
    spoil(folder, "count: 9", "count: secret-value")
    with pytest.raises(ScreeningError) as caught:
        read_instrument(spoil(folder, "version: 1", "version: another-value"))
    message = caught.value.said("zh")
    assert ("items.count" in message, "version" in message, "-value" in message) == (True, True, False)


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"\xff\xfe\x00", None], ids=["empty", "a list", "not UTF-8", "no file"])
def test_a_file_that_is_no_definition_is_an_instrument_fault(tmp_path, content):
    path = tmp_path / "phq9" / "v1.yaml"
    path.parent.mkdir()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InstrumentFault):
        read_instrument(path)


def test_words_like_yes_no_and_on_stay_words():
    mht = load_instrument("mht")
    english = next(coding for coding in mht.items.codings if coding.name == "en")
    assert (english.options, mht.changes[0].on) == ({"yes": 1, "no": 0}, "2026-11-22")


def test_a_questionnaire_in_several_printings_is_not_chosen_for_anybody():
    with pytest.raises(InstrumentFault) as caught:
        load_instrument("cdi")
    assert all(code in caught.value.hint.zh for code in ("cdi_printed：", "cdi_printed_b：", "cdi_scored："))
    assert "第 9 题" in caught.value.hint.zh
    assert caught.value.exit_code == 12


def test_the_same_name_gives_the_same_object():
    assert load_instrument("mht") is load_instrument("mht")


def test_the_page_of_editions_is_current():
    page = (packaged("instruments") / "README.md").read_text("utf-8")
    editions = [load_instrument(edition) for edition in EDITIONS]
    assert page == readme(editions, information_only(editions)), "run: screening instruments check --write-readme"


def test_the_page_says_whose_scores_raise_nothing():
    editions = [load_instrument(edition) for edition in ("phq8@1", "phqa@1", "phqa_extra@1", "sdq_parent@1")]
    assert information_only(editions) == {"phq8@1", "phqa_extra@1"}
    lines = [line for line in readme(editions, information_only(editions)).splitlines() if line.startswith("| [")]
    assert ["information only" in line for line in lines] == [True, False, True, False]
    assert "家长 / parent" in lines[3]


@pytest.fixture(scope="module")
def schema():
    told = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(told)
    return jsonschema.Draft202012Validator(told)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_schema_for_editors_takes_every_shipped_definition(schema, edition):
    assert list(schema.iter_errors(written(edition))) == []


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        pytest.param("eligible", {"grades": "all"}, id="no list of grades"),
        pytest.param("eligible", {"grades": [7], "respondent": "friend"}, id="an unknown respondent"),
        pytest.param("cutoffs", 7, id="an unknown field"),
        pytest.param("missing", [["只有一半"]], id="a gap in one language"),
    ],
)
def test_the_schema_for_editors_refuses_what_the_reader_refuses(schema, part, wrong):
    assert list(schema.iter_errors(written("phq9@1") | {part: wrong}))


def written(edition):
    """The file as an editor sees it: keys are text."""
    code, version = edition.split("@")
    text = (packaged("instruments") / code / f"v{version}.yaml").read_text("utf-8")
    return json.loads(json.dumps(yaml.load(text, _TextDates)))  # noqa: S506  # a safe loader, only plainer


class _TextDates(yaml.SafeLoader):
    """Dates stay text, and so does ``on``."""


_TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":timestamp", ":bool"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_TextDates.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def test_an_incomplete_installation_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr("screening.adapters.packaged_files._PACKAGE", tmp_path)
    monkeypatch.setattr("screening.adapters.packaged_files._CHECKOUT", tmp_path)
    with pytest.raises(FileFault):
        packaged("instruments")
    (tmp_path / "_data" / "instruments").mkdir(parents=True)
    assert packaged("instruments") == tmp_path / "_data" / "instruments"


def test_importing_the_front_door_costs_neither_pandas_nor_numpy():
    asked = "import screening, sys; print([name for name in ('numpy', 'pandas', 'pydantic', 'yaml') if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True).strip() == "[]"


def test_the_front_door_scores_a_table():
    answers = pd.DataFrame([[1] * 9], columns=[f"q{n}" for n in range(1, 10)])
    assert screening.score(answers, screening.instrument("phq9"))["total"].tolist() == [9]
    assert screening.research.__name__ == "screening.research"
    with pytest.raises(AttributeError, match="nothing_of_ours"):
        _ = screening.nothing_of_ours


@pytest.mark.skipif(not UKM.exists(), reason="the sample of university students lies beside the project")
@pytest.mark.parametrize(("code", "letter"), [("phq9", "D"), ("gad7", "A")])
def test_real_answers_score_as_a_plain_sum(code, letter):
    instrument = screening.instrument(code)
    columns = [f"{letter}{n}" for n in range(1, instrument.items.count + 1)]
    answers = pd.read_csv(UKM)[columns]
    table = screening.score(answers.set_axis(list(instrument.item_ids), axis=1), instrument)
    assert table["total"].tolist() == answers.sum(axis=1).tolist()
    assert len(table) == 223


def run(*words):
    command = [sys.executable, "-m", "screening", "--lang", "en", "instruments", *map(str, words)]
    wide = os.environ | {"COLUMNS": "160"}  # a narrow terminal folds cells
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, env=wide)


def test_the_command_lists_shows_and_checks():
    listed, shown, checked = run("list").stdout, run("show", "dsrsc").stdout, run("check")
    assert all(edition in listed for edition in EDITIONS)
    assert all(words in shown for words in ("1, 2, 4, 7-9", "at or above the cut ≥ 15", "Birleson 1981", "life not worth it"))
    assert (checked.returncode, checked.stdout.splitlines()[-1]) == (0, f"{len(EDITIONS)} definitions, all in order")


def test_check_holds_the_expected_shares_against_the_ceilings():
    lines = run("check").stdout.splitlines()
    sdq = next(line for line in lines if "sdq_self@1" in line and "total" in line)
    assert re.search(r"21 % / 25% ✓ +10 % / 12% ✓ +– *$", sdq), "Du, Kou & Coghill 2008: 79 / 11 / 10 %"
    dsrsc = next(line for line in lines if "dsrsc@1" in line)
    assert re.search(r"27 % / 25% ✗ above +7.3-8.6 %\* / 12% ✓", dsrsc), "reckoned figures carry a star"
    assert any("Above a ceiling" in line and "no figure to compare" in line for line in lines)


def test_show_says_who_can_read_it_what_high_means_and_what_a_school_may_choose():
    shown = " ".join(run("show", "sdq_self").stdout.split())
    assert "from about age 13, grade 7 (single source: Patalay, Hayes & Wolpert 2018" in shown
    assert all(words in shown for words in ("High means:", "uk_4band_self", "mappings: {sdq_self: NAME}", "Shares to expect"))
    assert "Missing: the share with at least two raised subscales" in shown
    assert "Reading: filled in by an adult" in run("show", "psc17").stdout
    assert "0.73 ages 8-16, 14 cities, n = 1,943" in " ".join(run("show", "dsrsc").stdout.split()), "Su 2003"


def test_a_fault_names_file_place_and_hint(folder):
    spoil(folder, "high_means:", "# high_means:")
    spoil(folder, "scores: {total: 20}, bands: {total: severe}", "scores: {total: 20}, bands: {}")
    told = run("check", folder).stderr
    assert "at: phq9/v1.yaml, high_means\n  hint: add it to the file" in told
    assert "at: phq9/v1.yaml, examples: total, phq9_adult_bands 20\n" in told


def test_the_command_tells_every_fault_and_exits_with_twelve(folder):
    spoil(folder, "min_answered: 8", "min_answered: 12")
    spoil(folder, "scores: {total: 27}", "scores: {total: 26}")
    (folder / "phq9" / "notes.yaml").write_text("a: 1\n", "utf-8")
    checked = run("check", folder)
    assert checked.returncode == 12
    assert all(place in checked.stderr for place in ("phq9@1: scales.total.min_answered", "notes.yaml", "2 definitions"))
    assert run("show", "nosuch").returncode == 12


def test_the_command_scores_the_examples(folder):
    spoil(folder, "scores: {total: 27}", "scores: {total: 26}")
    checked = run("check", folder)
    assert (checked.returncode, "phq9@1: examples.8.scores.total" in checked.stderr) == (12, True)
