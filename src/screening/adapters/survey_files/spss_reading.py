"""The program that opens SPSS files for us: started apart, because a damaged file can end the whole program that reads it."""

import json
import sys
from typing import Any, BinaryIO, Literal

import pyarrow as pa  # type: ignore[import-untyped]
import pyreadstat

from screening.adapters.survey_files.spss_apart import ABOUT


def read_table(path: str) -> bytes:
    """The file as an Arrow stream: numbers float64 (null: system missing), texts as they are.

    Labels, declared missing values and formats stand as JSON in its metadata. Raises whatever pyreadstat raises, ValueError
    where rows are missing.
    """
    columns, about = pyreadstat.read_sav(path, output_format="dict", user_missing=True, disable_datetime_conversion=True)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1 or _promised(path) not in (None, *lengths):
        raise ValueError  # the file ends between two rows
    kinds = about.readstat_variable_types
    arrays = [
        pa.array(list(column), pa.string() if kinds[name] == "string" else pa.float64(), from_pandas=True)
        for name, column in columns.items()
    ]
    told = {
        "labels": [label or "" for label in about.column_labels],
        "formats": [about.original_variable_types.get(name, "") for name in columns],
        "values": [list(about.variable_value_labels.get(name, {}).items()) for name in columns],
        "missing": [_ends(about.missing_ranges.get(name, [])) for name in columns],
    }
    schema = pa.schema(
        [pa.field(name, array.type) for name, array in zip(columns, arrays, strict=True)], {ABOUT: json.dumps(told).encode()}
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_batch(pa.record_batch(arrays, schema=schema))
    return bytes(sink.getvalue())


def _promised(path: str) -> int | None:
    """The number of rows the file's header tells, None where it doesn't (PSPP developers' manual, file header record)."""
    with open(path, "rb") as file:  # noqa: PTH123  # this program is given a text
        head = file.read(84)
    order: Literal["little", "big"] = "little" if int.from_bytes(head[64:68], "little") in (2, 3) else "big"  # the layout code
    rows = int.from_bytes(head[80:84], order, signed=True)
    return None if rows < 0 else rows


def _ends(ranges: Any) -> list[list[object]]:  # noqa: ANN401  # pyreadstat's own types tell of SAS and Stata too
    return [[one["lo"], one["hi"]] for one in ranges]


def answer(asked: BinaryIO, told: BinaryIO) -> None:
    """One path a line comes in; a length of eight bytes and the stream go out, length 0 for a file that can't be read."""
    for line in asked:
        try:
            found = read_table(json.loads(line))
        except Exception:  # noqa: BLE001  # whatever it was, the file can't be read; the other side says so in words
            found = b""
        told.write(len(found).to_bytes(8, "big") + found)
        told.flush()


def keep_small(limit: int) -> None:
    """No more than ``limit`` bytes of memory for this program, where the system can promise that."""
    try:
        import resource  # noqa: PLC0415  # Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    keep_small(int(sys.argv[1]))
    answer(sys.stdin.buffer, sys.stdout.buffer)
