"""The floor: the least any program must do to read one export and write what our own run wrote. DESIGN §9 measures us against it.

    python benchmarks/floor.py export.csv card.json        prints one line of JSON: seconds, peak RSS, seconds by part

It reads the same file with the fastest reader (whole or streamed, the quicker), does one matrix product, and writes the same
rows of every table with ``executemany`` of ready tuples: no secondary index, same journal mode, ``synchronous = FULL``, the same
number of HMACs, key wraps, AES-GCM and HPKE seals of the same sizes. It checks nothing, decides nothing and explains nothing.
"""

import argparse
import csv
import hmac
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice, repeat
from pathlib import Path
from time import perf_counter
from typing import Any

import fastexcel
import numpy as np
import pandas as pd  # noqa: F401  # pyarrow imports it at the first conversion; starting the interpreter isn't counted
import pyarrow as pa
import pyarrow.csv as pc
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

FIRST_ITEM = 10  # column of the first answer in the exports of `screening synth`
SCALES = 10
STEP = 10_000  # rows of the file a transaction
_NONCE, _TAG, _ENCAPSULATED = 12, 16, 1088 + 32

Make = Callable[[int], bytes]


class Clock:
    """Seconds by part."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Add what happens inside to the part."""
        begun = perf_counter()
        yield
        self.parts[name] = self.parts.get(name, 0.0) + perf_counter() - begun


def tables_of(path: Path, how: str) -> Iterator[pa.Table]:
    """The file as Arrow tables: one, or one per 4 MiB. Answers come as numbers or as places in a dictionary."""
    if path.suffix == ".xlsx":
        yield pa.Table.from_batches([fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_arrow()])
        return
    convert = pc.ConvertOptions(column_types=_kinds(path))
    if how == "whole":
        yield pc.read_csv(path, convert_options=convert)
        return
    with pc.open_csv(path, pc.ReadOptions(block_size=4 << 20), convert_options=convert) as reader:
        for batch in reader:
            yield pa.Table.from_batches([batch])


def _kinds(path: Path) -> dict[str, pa.DataType]:
    """Identity and metadata as text; answers as int16 if the first row's are numbers, else as a dictionary of texts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        headings, first = islice(csv.reader(file), 2)
    numbers = all(cell.lstrip("-").isdigit() for cell in first[FIRST_ITEM:])
    answers = pa.int16() if numbers else pa.dictionary(pa.int32(), pa.string())
    return {name: pa.string() if place < FIRST_ITEM else answers for place, name in enumerate(headings)}


def matrix_of(table: pa.Table) -> np.ndarray:
    """Answers as float32, shape (items, rows), column by column as Arrow holds them: numbers, or places in the dictionary."""
    answers = np.empty((table.num_columns - FIRST_ITEM, table.num_rows), np.float32)
    for item in range(len(answers)):
        answers[item] = _numbers(table.column(FIRST_ITEM + item).combine_chunks())
    return answers


def _numbers(column: pa.Array) -> np.ndarray:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        column = column.dictionary_encode()
    if pa.types.is_dictionary(column.type):
        column = column.indices
    return column.to_numpy(zero_copy_only=False)


class Sealer:
    """Seals of a wished size under throw-away keys."""

    def __init__(self) -> None:
        self._aes = AESGCM(os.urandom(32))
        private = MLKEM768X25519PrivateKey(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())
        self._public, self._suite = private.public_key(), Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    def aes(self, size: int) -> Iterator[bytes]:
        """Nonce and AES-256-GCM seal, ``size`` bytes in all; nonces are drawn a thousand at a time."""
        plain, encrypt = bytes(size - _NONCE - _TAG), self._aes.encrypt
        while True:
            drawn = os.urandom(_NONCE * 1_000)
            for place in range(0, len(drawn), _NONCE):
                nonce = drawn[place : place + _NONCE]
                yield nonce + encrypt(nonce, plain, b"screening")

    def hpke(self, size: int) -> Iterator[bytes]:
        """HPKE seal to the public key, ``size`` bytes in all."""
        plain, encrypt, public = bytes(size - _ENCAPSULATED - _TAG), self._suite.encrypt, self._public
        while True:
            yield encrypt(plain, public, info=b"screening")


def values_of(column: dict[str, Any], rows: int, sealer: Sealer) -> Iterator[object]:
    """``rows`` values of one column, of the kind and sizes that our run wrote there."""
    if column["kind"] == "integer":
        return iter(range(1, rows + 1))
    if column["kind"] == "null":
        return repeat(None, rows)
    shares = _scaled(column["sizes"], rows)
    if column["kind"] == "text":
        return chain.from_iterable(repeat("x" * size, count) for size, count in shares)
    if column["sealed"]:
        make = sealer.hpke if column["sealed"] == "hpke" else sealer.aes
        return chain.from_iterable(islice(make(size), count) for size, count in shares)
    return chain.from_iterable(repeat(bytes(size), count) for size, count in shares)


def _scaled(sizes: list[list[int]], rows: int) -> list[tuple[int, int]]:
    """Sizes and how many of each, ``rows`` in all, in the proportions of the table."""
    whole, given = sum(count for _, count in sizes), 0
    shares = []
    for place, (size, count) in enumerate(sizes, start=1):
        share = rows - given if place == len(sizes) else rows * count // whole
        shares.append((size, share))
        given += share
    return shares


class Writer:
    """The tables of the card in a fresh database: plain columns, no index but the integer key."""

    def __init__(self, path: Path, card: dict[str, Any]) -> None:
        self._tables = card["tables"]
        self._sealer = Sealer()
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "temp_store = MEMORY", "cache_size = -32000"):
            self._connection.execute(f"PRAGMA {pragma}")
        for table, told in self._tables.items():
            columns = ", ".join(f'"{c["name"]}"' + (" INTEGER PRIMARY KEY" if c["name"] == "id" else "") for c in told["columns"])
            self._connection.execute(f'CREATE TABLE "{table}" ({columns})')
        self._rows = {
            table: zip(*(values_of(column, told["rows"], self._sealer) for column in told["columns"]), strict=True)
            for table, told in self._tables.items()
        }

    def write(self, share: float, clock: Clock) -> None:
        """So much of every table's rows, in one transaction; ``share`` counts from the start."""
        with clock.part("begin"):
            self._connection.execute("BEGIN IMMEDIATE")
        for table, told in self._tables.items():
            due = round(told["rows"] * share) - told.get("written", 0)
            told["written"] = told.get("written", 0) + due
            places = ", ".join("?" * len(told["columns"]))
            with clock.part(f"seal and write {table}"):
                insert = f'INSERT INTO "{table}" VALUES ({places})'  # noqa: S608  # table names of our own database
                self._connection.executemany(insert, islice(self._rows[table], due))
        with clock.part("commit"):
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the database; leaves the write-ahead log checkpointed."""
        for table, told in self._tables.items():
            (rows,) = self._connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608  # as above
            if rows != told["rows"]:
                raise SystemExit(f"the floor wrote {rows} of {told['rows']} rows of {table}")
        self._connection.close()


def run(path: Path, card: dict[str, Any], how: str, database: Path) -> dict[str, Any]:
    """Do the work once; seconds from opening the file to the last commit."""
    clock, keys = Clock(), np.random.default_rng(1).integers(0, 2, (SCALES, 4_096)).astype(np.float32)
    begun = perf_counter()
    writer = Writer(database, card)
    read, written, tables = 0, 0, tables_of(path, how)
    secret, number = os.urandom(32), b"G990000000000000000"
    while True:
        with clock.part("read"):
            table = next(tables, None)
        if table is None:
            break
        with clock.part("matrix"):
            answers = matrix_of(table)
            scores = keys[:, : len(answers)] @ answers
        read += scores.shape[1]
        while read - written >= STEP:
            written += STEP
            _mark(STEP, secret, number, clock)
            writer.write(written / card["file_rows"], clock)
    _mark(card["hmacs"] - written, secret, number, clock)
    writer.write(1.0, clock)
    seconds = perf_counter() - begun
    writer.close()
    if read != card["file_rows"]:
        raise SystemExit(f"the card speaks of {card['file_rows']} rows, the file has {read}")
    parts = {name: round(spent, 3) for name, spent in sorted(clock.parts.items(), key=lambda part: -part[1])}
    return {"seconds": round(seconds, 3), "peak_mib": round(_peak_mib()), "read": how, "rows": read, "parts": parts}


def _mark(count: int, secret: bytes, number: bytes, clock: Clock) -> None:
    with clock.part("hmac"):
        for _ in range(count):
            hmac.digest(secret, number, "sha256")


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)


def quicker(path: Path, card: Path) -> dict[str, Any]:
    """Both ways of reading, each in a process of its own so that its peak is its own; the quicker one counts."""
    ways = ("whole",) if path.suffix == ".xlsx" else ("whole", "stream")
    results = []
    for how in ways:
        command = [sys.executable, __file__, str(path), str(card), "--read", how]
        results.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(results, key=lambda result: result["seconds"])


def main() -> None:
    """Print the result as one line of JSON."""
    parser = argparse.ArgumentParser(description="the floor program of DESIGN §9")
    parser.add_argument("export", type=Path)
    parser.add_argument("card", type=Path, help="written by run_card.py")
    parser.add_argument("--read", choices=("whole", "stream"), help="one way only; both are tried otherwise")
    parser.add_argument("--folder", type=Path, help="where the throw-away database goes, on the disk of the measured run")
    told = parser.parse_args()
    if told.read is None:
        print(json.dumps(quicker(told.export, told.card)))
        return
    with tempfile.TemporaryDirectory(dir=told.folder) as folder:
        card = json.loads(told.card.read_text(encoding="utf-8"))
        print(json.dumps(run(told.export, card, told.read, Path(folder) / "floor.db")))


if __name__ == "__main__":
    main()
