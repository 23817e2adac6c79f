"""The tables of OneRoster 1.1 and 1.2 by their headings, vendors' spellings among them, and updates laid over the full set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screening.intake.roster_tables import Table, find_table
from screening.intake.text import compact

Row = Mapping[str, str]
LINE = "line"  # the key under which a row keeps its line number

_COMMON: dict[str, tuple[str, ...]] = {"id": ("sourcedId",), "status": ("status",), "changed": ("dateLastModified",)}
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "orgs": _COMMON | {"name": ("name",), "type": ("type",), "identifier": ("identifier",)},
    "users": _COMMON
    | {
        "role": ("role",),
        "user_ids": ("userIds", "userId"),
        "given": ("givenName",),
        "family": ("familyName",),
        "identifier": ("identifier",),
        "master": ("userMasterIdentifier",),
        "email": ("email",),
        "phone": ("phone",),
        "sms": ("sms",),
        "agents": ("agentSourcedIds", "agents"),
        "grades": ("grades", "grade"),
    },
    "roles": _COMMON | {"user": ("userSourcedId",), "role": ("role",), "end": ("endDate",)},
    "classes": _COMMON
    | {
        "title": ("title",),
        "code": ("classCode",),
        "type": ("classType",),
        "grades": ("grades", "grade"),
        "school": ("schoolSourcedId",),
    },
    "enrollments": _COMMON
    | {
        "class": ("classSourcedId",),
        "user": ("userSourcedId",),
        "role": ("role",),
        "primary": ("primary",),
        "begin": ("beginDate",),
        "end": ("endDate",),
    },
    "demographics": _COMMON | {"id": ("sourcedId", "userSourcedId"), "born": ("birthDate", "birthdate"), "sex": ("sex",)},
}
"""Headings by key, the standard's first; others were seen in vendors' files (FORMATS §17)."""

_REMOVED = frozenset({"tobedeleted", "inactive"})


@dataclass(frozen=True, kw_only=True)
class OneRosterTables:
    """Every table as rows by sourcedId, updates applied."""

    rows: Mapping[str, Mapping[str, Row]]
    columns: Mapping[str, frozenset[str]]  # keys for which a table has a column
    whole: bool  # False: updates alone

    def standing(self, table: str) -> list[Row]:
        """The rows that hold."""
        return [row for row in self.rows[table].values() if compact(row.get("status", "")) not in _REMOVED]

    def removed(self, table: str) -> list[Row]:
        """The rows that an update or the file itself takes back."""
        return [row for row in self.rows[table].values() if compact(row.get("status", "")) in _REMOVED]


def joined(sets: Sequence[Mapping[str, Table]]) -> OneRosterTables:
    """The first set with the later ones laid over it, table by table.

    A later table replaces the earlier one where its manifest says ``bulk``; else each of its rows replaces the row of the same
    sourcedId, unless that was modified later. Nothing is removed but by status.
    """
    rows: dict[str, dict[str, Row]] = {table: {} for table in NAMES}
    columns: dict[str, frozenset[str]] = dict.fromkeys(NAMES, frozenset())
    for place, tables in enumerate(sets):
        modes = _modes(tables.get("manifest", ()))
        for table, names in NAMES.items():
            found = find_table(tables.get(table, ()), names)
            columns[table] |= found.columns.keys()
            if place and modes.get(table) == "bulk":
                rows[table] = {}
            for line, cells in found:
                key = cells.get("id") or f"line {line}"
                before = rows[table].get(key)
                if before is None or not _older(cells, before):
                    rows[table][key] = {**_kept(before, cells), LINE: str(line)}
    first = _modes(sets[0].get("manifest", ()))
    whole = "delta" not in (first.get("users"), first.get("enrollments"))
    return OneRosterTables(rows=rows, columns=columns, whole=whole)


def _kept(before: Row | None, cells: Row) -> dict[str, str]:
    """An update is the whole record; one that takes a record back may name no more than its id."""
    if before is None or compact(cells.get("status", "")) not in _REMOVED:
        return dict(cells)
    return {**before, **{key: cell for key, cell in cells.items() if cell}}


def _modes(manifest: Table) -> dict[str, str]:
    """Table → bulk, delta or absent, as the manifest's ``file.users`` and so on say."""
    told = {compact(row[0]): compact(row[1]) for row in manifest if len(row) > 1}
    return {table: told.get(f"file.{table}".casefold(), "") for table in NAMES}


def _older(cells: Row, before: Row) -> bool:
    """Whether the row was modified before the one we have; times are ISO 8601, so text order is time order."""
    one, other = cells.get("changed", ""), before.get("changed", "")
    return bool(one and other) and one < other
