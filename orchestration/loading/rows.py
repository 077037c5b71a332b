"""The rows of one file, typed and checked by its contract, into Parquet: what is right, and what is rejected with its reason.

A file without fault, which most are, is read once, straight into Parquet. That it was without fault
is proved by counting: as many right rows as the file has lines, and no key twice. Otherwise it is
read again row by row of the relation, each with the first rule that it breaks; that costs a few
times as much and finds every line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contracts import Contract
from orchestration.deliveries import DeliveryError
from orchestration.loading import rules
from orchestration.loading.source import Source
from orchestration.loading.sql import literal, name

DUPLICATE = "duplicate_key"
_SHOWN = 5
_FINDINGS = 100


@dataclass(frozen=True)
class Total:
    """The sum of a column over loaded and over rejected rows, and in how many rejected rows it could not be read."""

    loaded: Decimal
    rejected: Decimal
    unread_rows: int


@dataclass(frozen=True)
class WrittenRows:
    """What was made of a file's rows."""

    loaded: int
    rejected: int
    totals: Mapping[str, Total]
    findings: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Origin:
    """What each row is told of where it came from, besides its line."""

    load_id: str
    file_name: str
    path: Path
    period: tuple[date, date]


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    origin: Origin,
    loaded: Path,
    rejected: Path,
) -> WrittenRows:
    """Write the rows of a file to ``loaded``, and those that break the contract to ``rejected``, if there are any.

    Raises
    ------
    DeliveryError
        When more rows are rejected than the contract allows; the message shows the first, and
        ``findings`` more.
    """
    written = _write_fast(connection, source, contract, origin, loaded) if source.fast else None
    return written or _write_carefully(connection, source, contract, origin, loaded, rejected)


def _write_fast(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    origin: Origin,
    loaded: Path,
) -> WrittenRows | None:
    """Write all rows if every one is right; else return None."""
    # The window between values and condition keeps DuckDB from computing the values once more for the condition.
    typed = f"""
        select *, row_number() over () + {source.first_line - 1} as line_number
        from (select *, {_values(contract)} from ({source.fast}))
        """
    condition = f"{source.fast_condition} and {rules.row_is_right(contract, origin.period)}"
    try:
        _copy(
            connection,
            f"select {_columns(contract, origin)} from ({typed}) where {condition}",
            loaded,
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None  # A row's form is broken: the careful way says which.
    keys = ", ".join(name(key) for key in contract.primary_key)
    sums = "".join(f", coalesce(sum({name(total)}), 0)" for total in contract.control_totals)
    count, distinct, *totals = _row(
        connection,
        f"select count(*), count(distinct hash({keys})){sums} from read_parquet({literal(loaded)})",
    )
    if not count == distinct == source.rows:
        return None
    return WrittenRows(
        loaded=count,
        rejected=0,
        totals={
            total: Total(Decimal(value), Decimal(0), 0)
            for total, value in zip(contract.control_totals, totals, strict=True)
        },
        findings=(),
    )


def _write_carefully(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    origin: Origin,
    loaded: Path,
    rejected: Path,
) -> WrittenRows:
    _check(connection, source, contract, origin)
    count, rejected_count = _row(
        connection, "select count(*), (select count(*) from rejected) from checked"
    )
    if count != source.rows:
        raise DeliveryError(
            "lines_unclear",
            f"{origin.path} has {source.rows} rows by its line ends, but {count} could be told apart.",
            "Look for control characters in the file, and export it again.",
        )
    findings = _findings(connection, contract)
    if rejected_count:
        _judge(connection, contract, origin, count, rejected_count, findings)
        _copy(
            connection,
            f"""
            select {literal(origin.load_id)} as load_id, {literal(contract.system)} as system,
                {literal(contract.entity)} as entity, {literal(origin.file_name)} as file_name, line_number, reason_code, field,
                value, expected, raw_text
            from rejected order by line_number
            """,
            rejected,
        )
    good = "select * from checked anti join rejected using (line_number) order by line_number"
    _copy(connection, f"select {_columns(contract, origin)} from ({good})", loaded)
    return WrittenRows(
        loaded=count - rejected_count,
        rejected=rejected_count,
        totals={total: _total(connection, total) for total in contract.control_totals},
        findings=tuple(findings),
    )


def _check(
    connection: duckdb.DuckDBPyConnection, source: Source, contract: Contract, origin: Origin
) -> None:
    """Make the tables ``checked`` (every row, typed) and ``rejected`` (those that break a rule, with the first one)."""
    reasons = [*source.problems, *rules.rules(contract, origin.period)]
    numbered = list(enumerate(reasons, start=1))
    broken = "\n".join(f"when {rule.broken} then {number}" for number, rule in numbered)
    shown = "\n".join(
        f"when {number} then {rules.text_of(rule.field)}" for number, rule in numbered if rule.field
    )
    connection.execute(f"""
        create or replace temp table checked as
        select line_number, raw, broken, {", ".join(name(field.name) for field in contract.fields)},
            case broken when 0 then null {shown} end as shown
        from (
            select *, case when false then 0 {broken} end as broken
            from (select *, {_values(contract)} from ({source.careful()}))
        )
        """)
    listed = ", ".join(
        f"({number}, {literal(rule.code)}, nullif({literal(rule.field)}, ''), {literal(rule.expected)})"
        for number, rule in numbered
    )
    keys = [name(key) for key in contract.primary_key]
    connection.execute(f"""
        create or replace temp table rejected as
        with reason (number, reason_code, field, expected) as (values {listed}),
        repeated as (
            select line_number, row_number() over same as occurrence, min(line_number) over same as first_line
            from checked where broken is null
            window same as (partition by {", ".join(keys)} order by line_number)
        )
        select line_number, reason_code, field, shown as value, expected, raw as raw_text
        from checked join reason on reason.number = checked.broken
        union all
        select line_number, {literal(DUPLICATE)}, {literal(", ".join(contract.primary_key))},
            concat_ws(', ', {", ".join(f"{key}::varchar" for key in keys)}),
            'a key of its own; line ' || first_line || ' has this one', raw
        from checked join repeated using (line_number) where occurrence > 1
        """)


def _findings(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, Any]]:
    """Return the first rejected rows; what is personal is not repeated outside the raw layer."""
    personal = {field.name for field in contract.fields if field.personal}
    found = connection.execute(
        f"""
        select line_number, reason_code, field, value, expected, left(raw_text, 200)
        from rejected order by line_number limit {_FINDINGS}
        """
    ).fetchall()
    findings = []
    for line, code, field, value, expected, raw in found:
        hidden = bool(personal) if field is None else not personal.isdisjoint(field.split(", "))
        value = raw if field is None else value
        said = (
            "(personal data, not shown here)"
            if hidden
            else "empty"
            if value is None
            else repr(value)
        )
        message = (
            f"{'the row' if field is None else f'field {field}'} is {said}; expected {expected}"
        )
        findings.append({"line": line, "code": code, "field": field, "message": message})
    return findings


def _judge(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    origin: Origin,
    rows: int,
    rejected: int,
    findings: list[dict[str, Any]],
) -> None:
    """Refuse the file when its rejected rows are more than its contract lets be kept aside."""
    if contract.bad_row == "quarantine" and rejected * 100 <= contract.bad_rows_at_most_pct * rows:
        return
    kinds = connection.execute(
        "select reason_code, field, count(*) from rejected group by all order by 3 desc, 1, 2"
    ).fetchall()
    code, field, count = kinds[0]
    shown = [
        f"  line {each['line']}: {each['message']} [{each['code']}]" for each in findings[:_SHOWN]
    ]
    if rejected > len(shown):
        shown.append(f"  … and {rejected - len(shown)} more")
    table = f"{contract.system}/{contract.entity}.yml"
    if code in rules.TYPE_CODES and count == rejected > 1 and not _any_value(connection, field):
        said, remedy = (
            f"column {field!r} has another type than the contract's: no row holds {_expected(connection, field)}.",
            f"Deliver the column as the contract {table} describes it, or change the contract.",
        )
        code = "column_retyped"
    elif code == "outside_period" and count == rows:
        said, remedy = (
            f"every row is of another period than the manifest's {origin.period[0]} to {origin.period[1]}, by its {field}.",
            "Deliver the file of the manifest's period, or mend the manifest.",
        )
        code = "other_period"
    else:
        limit = (
            "none may"
            if contract.bad_row == "refuse"
            else f"at most {contract.bad_rows_at_most_pct:g} % may"
        )
        said = f"{rejected} of {rows} rows break the contract {table}; {limit}."
        remedy = "Mend the rows at their source and deliver the file again, or change the contract where it is wrong."
        code = "bad_rows"
    raise DeliveryError(code, "\n".join([f"{origin.path}: {said}", *shown]), remedy, findings)


def _any_value(connection: duckdb.DuckDBPyConnection, field: str) -> bool:
    return _row(connection, f"select count({name(field)}) from checked")[0] > 0


def _expected(connection: duckdb.DuckDBPyConnection, field: str) -> str:
    return _row(connection, f"select min(expected) from rejected where field = {literal(field)}")[0]


def _total(connection: duckdb.DuckDBPyConnection, column: str) -> Total:
    value = name(column)
    loaded, rejected, unread = _row(
        connection,
        f"""
        select coalesce(sum({value}) filter (rejected.line_number is null), 0),
            coalesce(sum({value}) filter (rejected.line_number is not null), 0),
            count(*) filter (rejected.line_number is not null and {value} is null)
        from checked left join rejected using (line_number)
        """,
    )
    return Total(Decimal(loaded), Decimal(rejected), unread)


def _values(contract: Contract) -> str:
    return ", ".join(
        f"{rules.value_sql(field, contract)} as {name(field.name)}" for field in contract.fields
    )


def _columns(contract: Contract, origin: Origin) -> str:
    own = f"{literal(origin.load_id)} as load_id, {literal(origin.file_name)} as file_name, line_number"
    return ", ".join([own, *(name(field.name) for field in contract.fields)])


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    connection.execute(f"copy ({query}) to {literal(target)} (format parquet, compression zstd)")


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row
