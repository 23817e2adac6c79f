"""Research exports as folders: Parquet frames with a codebook for programs (JSON) and for people (Markdown)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # the library carries no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from screening.core.errors import FileFault
from screening.core.language import Text, plain
from screening.research.codebook import FORMAT, as_page
from screening.research.release import Clustering, Release

SCALES, COVERAGE, CODEBOOK, PAGE = "scales.parquet", "coverage.parquet", "codebook.json", "codebook.md"
_NULLABLE = {
    pa.int8(): pd.Int8Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.string(): pd.StringDtype(na_value=np.nan),
    pa.large_string(): pd.StringDtype(na_value=np.nan),
    pa.bool_(): pd.BooleanDtype(),
}


def write_release(folder: Path, release: Release) -> list[Path]:
    """Write an export into an empty or new folder; returns the files written.

    Raises FileFault if the folder holds anything: study ids of two exports must never be mixed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileFault(
            Text("导出文件夹不是空的，没有写入", "the folder for the export is not empty; nothing was written"),
            where=plain(folder.name),
            hint=Text("请指定一个新的文件夹", "name a new folder"),
        )
    folder.mkdir(parents=True, exist_ok=True)
    frames = {SCALES: release.scales, COVERAGE: release.coverage}
    frames |= {_items_file(edition): frame for edition, frame in release.items.items()}
    for name, frame in frames.items():
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None), folder / name)
    (folder / CODEBOOK).write_text(json.dumps(release.codebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / PAGE).write_text(as_page(release.codebook), encoding="utf-8")
    return sorted(folder.iterdir())


def load_export(folder: str | Path, items: str | None = None) -> pd.DataFrame:
    """The tidy frame of an export: one line per sheet and scale; with ``items="mht@1"`` the item answers of that edition.

    The codebook is in ``frame.attrs["codebook"]``. Text columns are pandas strings, ``score`` is Float64, ``rank`` and items
    are Int8, each missing where there is nothing. Raises FileFault if the folder holds no export, or no such items.
    """
    codebook = load_codebook(folder)
    frame = _read(Path(folder) / (_items_file(items) if items else SCALES))
    frame.attrs["codebook"] = codebook
    return frame


def load_coverage(folder: str | Path) -> pd.DataFrame:
    """Roster, sheets and readable sheets by wave, instrument and grade, rounded to 5. Raises FileFault without an export."""
    return _read(Path(folder) / COVERAGE)


def load_codebook(folder: str | Path) -> dict[str, Any]:
    """The codebook of an export. Raises FileFault if there is none, or if it is of a later format."""
    path = Path(folder) / CODEBOOK
    try:
        codebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise _no_export(path) from None
    if codebook.get("format") != FORMAT:
        raise FileFault(
            Text("这份导出的格式与本版本不符", "this export has another format than this version reads"),
            where=plain(path.name),
            hint=Text("请升级 screening 后再读", "upgrade screening, then read it"),
        )
    return codebook


def clustering_of(codebook: dict[str, Any]) -> dict[tuple[str, str], Clustering]:
    """How alike pupils of a class are in each (edition, scale), for intervals that allow for it."""
    return {
        (edition, code): Clustering(intraclass=scale["intraclass"], class_size=scale["class_size"])
        for edition, told in codebook["instruments"].items()
        for code, scale in told["scales"].items()
        if scale["intraclass"] is not None
    }


def _items_file(edition: str) -> str:
    return f"items_{edition.replace('@', '_v')}.parquet"


def _read(path: Path) -> pd.DataFrame:
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowInvalid):
        raise _no_export(path) from None
    frame: pd.DataFrame = table.to_pandas(types_mapper=_NULLABLE.get)
    return frame


def _no_export(path: Path) -> FileFault:
    return FileFault(
        Text("这里没有可读的研究导出", "there is no research export to read here"),
        where=plain(path.name),
        hint=Text("请指定 screening research export 写出的文件夹", "name a folder written by screening research export"),
    )
