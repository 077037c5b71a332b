"""The cells of published tables that a text names by table, column and the key of a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from orchestration.core.expressions import Value
from orchestration.report.figures import Cell
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.periods import Period
from orchestration.report.text.readings import EPOCH, Reading, UnknownNameError, closest

_SUFFIX_UNITS = {
    "sek": "sek",
    "pct": "pct",
    "points": "percentage_points",
    "count": "count",
    "fte": "fte",
    "times": "fte",
    "present": "fte",
    "date": "date",
}
_DECIMALS = {"sek": 2, "pct": 1, "percentage_points": 1, "fte": 1}


def read_cell(data: ReleaseData, name: str, base: str, period: Period) -> Reading:
    """Return the cell that a name says: a table, a column and the key of a row, whose period is the name's.

    Raises
    ------
    UnknownNameError
        When the release has no such table, numeric column or row; the closest are named.
    """
    place, _, key = base.partition("/")
    *schema, table_name, column = place.split(".")
    tables = data.release.tables
    wanted = ".".join((*schema, table_name))
    full = next((one for one in tables if wanted in (one, one.partition(".")[2])), None)
    if full is None:
        raise UnknownNameError(
            f"there is no published table {wanted!r}"
            + closest(wanted, [one.partition(".")[2] for one in tables])
        )
    types = {item["name"]: item["type"] for item in tables[full]["columns"]}
    numeric = [
        item
        for item, type_ in types.items()
        if type_.startswith(("DECIMAL", "INTEGER", "BIGINT", "HUGEINT", "BOOLEAN", "DATE"))
    ]
    if column not in numeric:
        raise UnknownNameError(f"{table_name} has no number {column!r}" + closest(column, numeric))
    unit = unit_of_column(column, types[column])
    condition, values = _row_of(tables[full], key, period, name)
    rows = data.rows(_query(tables[full], types, column, condition), **values)
    decimals = _DECIMALS.get(unit, 0)
    if not rows:
        if not tables[full]["rows"]:
            return Reading(name, "undelivered", unit)
        if period.is_relative and period.year != data.year:
            return Reading(name, "missing", unit)
        raise UnknownNameError(
            f"{table_name} has no row {key!r} of {period.name}"
            + closest(key, _keys(data, tables[full], period))
        )
    row = rows[0]
    if not row.is_open or (row.amount is None and row.is_shown is False):
        return Reading(name, "withheld", unit)
    if row.amount is None:
        return Reading(name, "missing", unit)
    amount = (row.amount - EPOCH).days if isinstance(row.amount, date) else row.amount
    exact = Decimal(amount) if isinstance(amount, Decimal) else int(amount)
    keys = tuple((item, getattr(row, f"key_{item}")) for item in tables[full]["primary_key"])
    source = None if isinstance(row.amount, date) else (Cell(full, column, keys), exact)
    value = Value(Fraction(exact))
    return Reading(name, "known", unit, decimals, value=value, source=source)


def _query(table: Mapping[str, Any], types: Mapping[str, str], column: str, condition: str) -> str:
    shown = "is_disclosed" if "is_disclosed" in types else "null"
    keys = ", ".join(f"{item} as key_{item}" for item in table["primary_key"])
    return (
        f"select {column} as amount, {shown} as is_shown, ({table['reader_rows'] or 'true'}) as is_open, {keys}"
        f" from {table['schema']}.{table['name']} where {condition}"
    )


def _row_of(
    table: Mapping[str, Any], key: str, period: Period, name: str
) -> tuple[str, dict[str, Any]]:
    """Return the condition of the row with a key: the year and the edition are the period's, the rest is said."""
    primary = table["primary_key"]
    if len(primary) == 1:
        (only,) = primary
        if only == "fiscal_year":
            return f"{only} = $of_year", {"of_year": period.year}
        return f"cast({only} as varchar) in ($own, $dated)", {
            "own": key,
            "dated": f"{period.year}-{key}" if key else str(period.year),
        }
    of_period = {"fiscal_year": period.year, "edition": period.edition}
    own = [item for item in primary if item not in of_period]
    parts = key.split("/", len(own) - 1) if key else []
    if len(parts) != len(own):
        raise UnknownNameError(f"{name}: expected the row's {'/'.join(own)} after a `/`")
    values: dict[str, Any] = {
        f"of_{item}": value for item, value in of_period.items() if item in primary
    }
    values |= {f"of_{item}": part for item, part in zip(own, parts, strict=True)}
    return " and ".join(
        f"cast({item.removeprefix('of_')} as varchar) = cast(${item} as varchar)" for item in values
    ), values


def _keys(data: ReleaseData, table: Mapping[str, Any], period: Period) -> list[str]:
    own = [item for item in table["primary_key"] if item not in ("fiscal_year", "edition")]
    if not own:
        return []
    joined = " || '/' || ".join(f"cast({item} as varchar)" for item in own)
    rows = data.rows(f"select {joined} as key from {table['schema']}.{table['name']}")
    return list(dict.fromkeys(row.key.removeprefix(f"{period.year}-") for row in rows))


def unit_of_column(column: str, type_: str) -> str:
    """Return the unit of a column of a published table, by its type and the end of its name."""
    if type_ == "BOOLEAN":
        return "count"
    if type_ == "DATE":
        return "date"
    return _SUFFIX_UNITS.get(column.rpartition("_")[2], "target")
