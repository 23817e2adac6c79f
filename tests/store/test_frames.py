"""An export folder holds what was released, reads back as it was, and is never mixed with another."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

import screening
from screening.adapters.export_writers.research import WAVE_NAMES, write_synthetic_export
from screening.adapters.frames import clustering_of, load_codebook, load_coverage, load_export, write_release
from screening.core.errors import FileFault
from screening.research.release import Release


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_synthetic_export(tmp_path_factory.mktemp("research") / "export", pupils=600, seed=4, codes=("phq9", "gad7"))


def test_the_front_door_reads_an_export(folder):
    frame = screening.load(folder)
    assert set(frame["wave"]) == set(WAVE_NAMES)
    assert str(frame["score"].dtype) == "Float64"
    assert str(frame["rank"].dtype) == "Int8"
    assert frame.attrs["codebook"]["smallest_group"] == 10
    assert frame["score"].isna().equals(frame["band"].isna())


def test_items_read_back_for_reliability(folder):
    items = load_export(folder, items="gad7@1")
    assert [name for name in items.columns if name.startswith("q")] == [f"q{n}" for n in range(1, 8)]
    assert 0.8 < screening.research.alpha(items) < 0.95


def test_the_same_seed_gives_the_same_frames(folder, tmp_path):
    again = write_synthetic_export(tmp_path / "again", pupils=600, seed=4, codes=("phq9", "gad7"))
    pd.testing.assert_frame_equal(load_export(folder), load_export(again))


def test_a_file_tells_nothing_beside_its_columns(folder):
    for path in folder.glob("*.parquet"):
        assert not pq.read_schema(path).metadata


def test_the_codebook_is_there_for_programs_and_for_people(folder):
    codebook = load_codebook(folder)
    assert set(codebook["instruments"]) == {"phq9@1", "gad7@1"}
    assert clustering_of(codebook)["phq9@1", "total"].design_effect >= 1
    page = (folder / "codebook.md").read_text(encoding="utf-8")
    assert "研究编号" in page
    assert load_coverage(folder)["enrolled"].notna().all()


def test_an_export_is_never_written_into_a_folder_that_holds_something(folder):
    release = Release(scales=pd.DataFrame(), items={}, coverage=pd.DataFrame(), clustering={}, left_out=0, merged=(), codebook={})
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(FileFault, match="not empty"):
        write_release(folder, release)
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="an empty folder"),
        pytest.param({"codebook.json": "{"}, id="a broken codebook"),
        pytest.param({"codebook.json": '{"format": 99}'}, id="a later format"),
        pytest.param({"codebook.json": '{"format": 1}', "scales.parquet": "PAR1"}, id="a broken frame"),
    ],
)
def test_what_is_no_export_is_said_to_be_none(tmp_path, files):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FileFault):
        load_export(tmp_path)
