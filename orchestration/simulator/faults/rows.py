"""Faults in rows and columns: values, fields and periods that break the extract's contract.

The manifest fits the faulty file throughout, so that nothing but the row or the column is wrong. A
value's fault is in one row, in the middle of those that have a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from orchestration.contracts import Contract, Field
from orchestration.simulator.faults.fault import Fault, Target, is_table
from orchestration.simulator.faults.tables import Row, Table, edit

_ALL = ("csv", "ndjson", "xlsx")
_TYPED = ("integer", "number", "date", "datetime")

Kind = Callable[[Field, Contract], bool]


def _value_fault(
    effect: str, kind: Kind, wrong: Callable[[Any], Any], formats: Iterable[str] = _ALL
) -> Fault:
    """Return a fault that puts a wrong value in one row, in the first field of a kind."""

    def spoil(table: Table, column: int) -> bool:
        row = _middle(table, column)
        if row is None:
            return False
        row[column] = wrong(row[column])
        return True

    return _field_fault(effect, kind, spoil, formats)


def _field_fault(
    effect: str,
    kind: Kind,
    spoil: Callable[[Table, int], bool],
    formats: Iterable[str] = _ALL,
) -> Fault:
    """Return a fault on the table of a file by its first field of a kind."""

    def field_of(contract: Contract) -> Field | None:
        fields = contract.fields if contract.format in formats else ()
        return next((field for field in fields if kind(field, contract)), None)

    def act(target: Target) -> bool:
        field = field_of(target.contract)
        assert field is not None
        return edit(target, lambda table: spoil(table, table.column(field.name)))

    return Fault(effect, suits=lambda contract: field_of(contract) is not None, file=act)


def _table_fault(
    effect: str, spoil: Callable[[Table], bool], suits: Callable[[Contract], bool] = is_table
) -> Fault:
    """Return a fault on the table of a file as a whole."""
    return Fault(effect, suits=suits, file=lambda target: edit(target, spoil))


def _middle(table: Table, column: int = 0) -> Row | None:
    """Return the middle one of the rows that have a value in a column."""
    filled = [row for row in table.rows if row[column] not in (None, "")]
    return filled[len(filled) // 2] if filled else None


# --- kinds of fields -----------------------------------------------------------------------------


def _is_amount(field: Field, _: Contract) -> bool:
    return field.type == "number"


def _is_period(field: Field, contract: Contract) -> bool:
    return field.name == contract.period_field


def _is_code(field: Field, _: Contract) -> bool:
    return field.enum is not None


def _is_wait(field: Field, _: Contract) -> bool:
    return field.unit == "seconds" and field.minimum == 0


def _is_personnummer(field: Field, _: Contract) -> bool:
    return field.personnummer


def _is_typed(field: Field, _: Contract) -> bool:
    return field.type in _TYPED and field.required


# --- what is done --------------------------------------------------------------------------------


def _a_year_later(value: Any) -> Any:
    if isinstance(value, date):
        return value.replace(year=value.year + 1)
    return f"{int(value[:4]) + 1}{value[4:]}"


def _with_wrong_check_digit(personnummer: str) -> str:
    return f"{personnummer[:-1]}{(int(personnummer[-1]) + 1) % 10}"


def _all_a_year_later(table: Table, column: int) -> bool:
    for row in table.rows:
        row[column] = _a_year_later(row[column])
    return bool(table.rows)


def _all_as_words(table: Table, column: int) -> bool:
    for row in table.rows:
        row[column] = f"ca {row[column]}"
    return bool(table.rows)


def _renamed(table: Table, column: int) -> bool:
    table.header[column] += "_ny"
    return bool(table.rows)


def _with_column_added(table: Table) -> bool:
    table.header.append("anteckning")
    for row in table.rows:
        row.append("x")
    return bool(table.rows)


def _with_row_twice(table: Table) -> bool:
    row = _middle(table)
    if row is None:
        return False
    table.rows.insert(table.rows.index(row) + 1, list(row))
    return True


def _with_a_field_more(table: Table) -> bool:
    row = _middle(table)
    if row is None:
        return False
    row.append("x")
    return True


def _without_rows(table: Table) -> bool:
    table.rows.clear()
    return True


# --- the table -----------------------------------------------------------------------------------

ROW_FAULTS: dict[str, Fault] = {
    "decimal_point": _value_fault(
        "One amount is written with a decimal point, 1234.50.",
        _is_amount,
        lambda _: "1234.50",
        ("csv",),
    ),
    "thousands_separator": _value_fault(
        "One amount is written with a thousands separator, 1 234,50.",
        _is_amount,
        lambda _: "1 234,50",
        ("csv", "xlsx"),
    ),
    "trailing_minus": _value_fault(
        "One amount is written with its minus last, 1234,50-.",
        _is_amount,
        lambda _: "1234,50-",
        ("csv", "xlsx"),
    ),
    "unknown_code": _value_fault(
        "One code is none that the contract lists.", _is_code, lambda _: "okand"
    ),
    "outside_period": _value_fault(
        "One row is dated a year after the delivery's period.", _is_period, _a_year_later
    ),
    "negative_wait": _value_fault(
        "One waiting time is negative.", _is_wait, lambda seconds: -int(seconds) or -1
    ),
    "invalid_personnummer": _value_fault(
        "One personal number has another check digit than its digits give.",
        _is_personnummer,
        _with_wrong_check_digit,
    ),
    "duplicate_row": _table_fault("One row comes twice.", _with_row_twice),
    "too_many_fields": _table_fault(
        "One row has a field more than there are columns.",
        _with_a_field_more,
        lambda contract: contract.format in ("csv", "xlsx"),
    ),
    "added_column": _table_fault(
        "The file has a column that the contract does not know.", _with_column_added
    ),
    "renamed_column": _field_fault(
        "A column has another name than the contract's.", _is_typed, _renamed
    ),
    "retyped_column": _field_fault(
        "A column of numbers or dates holds words in every row.", _is_typed, _all_as_words
    ),
    "next_years_file": _field_fault(
        "Every row is dated a year after the delivery's period.", _is_period, _all_a_year_later
    ),
    "file_without_rows": _table_fault(
        "The file has no rows, and its manifest says so.",
        _without_rows,
        lambda contract: is_table(contract) and not contract.may_be_empty,
    ),
}
"""Fault → what it does."""
