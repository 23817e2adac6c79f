"""What a finished run of ours wrote – rows, sizes, seals – read from its own database, so that the floor does the same work.

python benchmarks/run_card.py before.db after.db --rows 145000 > card.json
"""

import argparse
import json
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

SEALED = {  # table.column -> how it is sealed
    "sheet.answers": "aes",
    "sheet.result": "aes",
    "alert.sealed": "aes",
    "task.sealed": "aes",
    "outbox.sealed": "aes",
    "refusal.sealed": "aes",
    "audit.sealed": "aes",
    "entry.body": "aes",
    "entry.slot": "hpke",
    "chunk_key.sealed": "hpke",
    "pupil_key.wrapped": "wrap",
}

Card = dict[str, Any]
Rows = dict[str, int]


def count_rows(database: Path) -> Rows:
    """Rows of every table. Taken before and after a run, the difference is what the run wrote."""
    with _open(database) as connection:
        questions = {table: f'SELECT count(*) FROM "{table}"' for table in _tables(connection)}  # noqa: S608  # our own tables
        return {table: connection.execute(question).fetchone()[0] for table, question in questions.items()}


def make_card(database: Path, before: Rows, file_rows: int) -> Card:
    """What the run wrote into each table: rows, and for every column its kind and how often each size occurs.

    Sizes are those of the table as it stands, scaled to the new rows. ``file_rows``: data rows of the export, one HMAC each.
    """
    with _open(database) as connection:
        grown = {table: rows - before.get(table, 0) for table, rows in count_rows(database).items()}
        tables = {table: {"rows": rows, "columns": _columns(connection, table)} for table, rows in grown.items() if rows > 0}
    marks = grown.get("outbox", 0)  # an idempotency key each
    return {"file_rows": file_rows, "hmacs": file_rows + marks, "tables": tables, "seals": _seals(tables)}


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in found if name != "alembic_version"]


def _columns(connection: sqlite3.Connection, table: str) -> list[Card]:
    columns = []
    for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
        question = f'SELECT typeof("{name}"), length("{name}"), count(*) FROM "{table}" GROUP BY 1, 2'  # noqa: S608
        kinds: Counter[tuple[str, int]] = Counter()
        for kind, size, count in connection.execute(question):
            kinds[kind, size if kind in {"blob", "text"} else 0] += count
        (kind, _), _ = kinds.most_common(1)[0]
        sizes = sorted((size, count) for (found, size), count in kinds.items() if found == kind)
        columns.append({"name": name, "kind": kind, "sizes": sizes, "sealed": SEALED.get(f"{table}.{name}")})
    return columns


def _seals(tables: dict[str, Card]) -> dict[str, int]:
    seals: Counter[str] = Counter()
    for told in tables.values():
        for column in told["columns"]:
            if column["sealed"]:
                seals[column["sealed"]] += told["rows"]
    return dict(seals)


def main() -> None:
    """Print the card as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path, help="a copy of the database before the run")
    parser.add_argument("after", type=Path)
    parser.add_argument("--rows", type=int, required=True, help="data rows of the export")
    told = parser.parse_args()
    print(json.dumps(make_card(told.after, count_rows(told.before), told.rows)))


if __name__ == "__main__":
    main()
