"""Write the rows of one file, typed and checked by its contract, to Parquet: valid rows and rejected rows.

A file without faults, as most are, is read once, straight into Parquet. Counting proves that it has
none: as many valid rows as the file has lines, and no key twice. Otherwise it is read again, and every
row gets the first rule that it breaks; that costs a few times as much and finds every faulty line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contracts import Contract, Field
from orchestration.core.duckdb import one_row
from orchestration.core.sql import file_literal, literal, literals, name
from orchestration.loading import rejection, rules
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.parquet import copy_to_parquet
from orchestration.loading.source import Source
from orchestration.loading.values import with_missing_values


@dataclass(frozen=True)
class Total:
    """The sum of a column over loaded and over rejected rows, and in how many rejected rows it could not be read."""

    loaded: Decimal
    rejected: Decimal
    unread_rows: int


@dataclass(frozen=True)
class WrittenRows:
    """What was made of a file's rows.

    ``hash_total`` is None if the contract has none, or if a row was rejected, since its key may be wrong. ``reasons``
    counts the rejected rows by code and field, ``findings`` has the first of them, and ``refusal`` is set if they are
    more than the contract allows.
    """

    loaded: int
    rejected: int
    totals: Mapping[str, Total]
    hash_total: Decimal | None = None
    reasons: tuple[tuple[str, str | None, int], ...] = ()
    findings: tuple[dict[str, Any], ...] = ()
    refusal: DeliveryError | None = None


@dataclass(frozen=True)
class Origin:
    """Where the rows come from.

    Parameters
    ----------
    load_id, file_name
        Written into every row, beside its line number.
    path
        The delivered file, which messages name.
    content
        The verified copy of it, which is read.
    period
        The delivery's period; None where no manifest gives one.
    """

    load_id: str
    file_name: str
    path: Path
    content: Path
    period: tuple[date, date] | None


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
        When the rows cannot be told apart.
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
        from (select *, {rules.values(contract)} from ({with_missing_values(str(source.fast), contract)}))
        """
    condition = f"{source.fast_condition} and {rules.row_is_right(contract, origin.period)}"
    try:
        connection.execute(
            copy_to_parquet(
                f"select {_columns(contract, origin)} from ({typed}) where {condition}", loaded
            )
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None  # A row's form is broken: the careful way says which.
    keys = ", ".join(name(key) for key in contract.primary_key)
    sums = "".join(f", coalesce(sum({name(total)}), 0)" for total in contract.control_totals)
    hashed = contract.hash_total_sql if contract.hash_total else "null"
    count, distinct, hash_total, *totals = one_row(
        connection,
        f"select count(*), count(distinct hash({keys})), {hashed}{sums}"
        f" from read_parquet({file_literal(loaded)})",
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
        hash_total=None if hash_total is None else Decimal(hash_total),
    )


def _write_carefully(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    origin: Origin,
    loaded: Path,
    rejected: Path,
) -> WrittenRows:
    try:
        rejection.check(connection, source, contract, origin.period)
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise DeliveryError(
            "lines_unclear",
            f"{origin.path} cannot be split into lines: "
            f"{rejection.HIDDEN if contract.personal else str(error).splitlines()[0]}",
            "Check that the right file was delivered, and export it again.",
        ) from None
    count, rejected_count = one_row(
        connection, "select count(*), (select count(*) from rejected) from checked"
    )
    if count != source.rows:
        raise DeliveryError(
            "lines_unclear",
            f"{origin.path} has {source.rows} rows by its line ends, but {count} could be told apart.",
            "Look for control characters in the file, and export it again.",
        )
    findings = rejection.findings(connection, contract)
    refusal = None
    if rejected_count:
        refusal = rejection.judge(connection, contract, origin.path, origin.period, findings)
        connection.execute(copy_to_parquet(_rejected_rows(contract, origin), rejected))
    good = "select * from checked anti join rejected using (line_number) order by line_number"
    connection.execute(
        copy_to_parquet(f"select {_columns(contract, origin)} from ({good})", loaded)
    )
    return WrittenRows(
        loaded=count - rejected_count,
        rejected=rejected_count,
        totals={total: _total(connection, total) for total in contract.control_totals},
        hash_total=(
            Decimal(one_row(connection, f"select {contract.hash_total_sql} from checked")[0])
            if contract.hash_total and not rejected_count
            else None
        ),
        reasons=tuple(
            (code, contract.source_name(field), count)
            for code, field, count in rejection.reasons(connection)
        ),
        findings=tuple(findings),
        refusal=refusal,
    )


def _rejected_rows(contract: Contract, origin: Origin) -> str:
    return f"""
        select
            {literal(origin.load_id)} as load_id, {literal(contract.system)} as system,
            {literal(contract.entity)} as entity, {literal(origin.file_name)} as file_name,
            line_number, reason_code, {rejection.source_name(contract)} as field, value, expected, raw_text
        from rejected order by line_number
        """


def _total(connection: duckdb.DuckDBPyConnection, column: str) -> Total:
    value = name(column)
    loaded, rejected, unread = one_row(
        connection,
        f"""
        select coalesce(sum({value}) filter (rejected.line_number is null), 0),
            coalesce(sum({value}) filter (rejected.line_number is not null), 0),
            count(*) filter (rejected.line_number is not null and {value} is null)
        from checked left join rejected using (line_number)
        """,
    )
    return Total(Decimal(loaded), Decimal(rejected), unread)


def _columns(contract: Contract, origin: Origin) -> str:
    return ", ".join(
        [
            f"{_one_of(literal(origin.load_id), [origin.load_id])} as load_id",
            f"{_one_of(literal(origin.file_name), [origin.file_name])} as file_name",
            "line_number",
            *(_column(field) for field in contract.fields),
        ]
    )


def _column(field: Field) -> str:
    own = name(field.name)
    return f"{_one_of(own, field.enum)} as {own}" if field.enum and field.type == "string" else own


def _one_of(text: str, known: Sequence[str]) -> str:
    """Return a text cast to an enum of its known values: Parquet holds the same, written in a fifth of the time."""
    return f"{text}::enum({literals(known)})"
