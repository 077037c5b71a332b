"""The profile of a delivered extract: what its columns held, counted once at loading, so that nobody scans them again.

A profile says nothing about right or wrong. The gate compares it with those of the same extract's other periods, so a
column in another unit, a code that vanished or a delivery that repeats last year's is seen in any extract that has a
contract. A profile holds no personal data: columns so marked are counted, and their values are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, Field
from orchestration.core.duckdb import one_row
from orchestration.core.sql import file_literal, literal, literals, name
from orchestration.loading.parquet import copy_to_parquet

# A text column with more values than this names things, not kinds of things.
MOST_CODES = 60

# The statistics of a profile, with what each of them counts; ``docs/mutation.md`` shows what they find.
STATISTICS = {
    "rows": "rows loaded",
    "twins": "rows that say in all but their key what another row says, on the same day where the key has one",
    "content": "a digest of all but keys and dates; equal where two deliveries say the same",
    "contents": "different rows, keys and dates left aside",
    "entries": "rows of a register, which may say the same in two periods",
    "gaps": "numbers that the key leaves out between its first and its last",
    "first_number": "the least number in the key",
    "last_number": "the greatest number in the key",
    "filled": "rows in which the column has a value",
    "distinct": "different values",
    "sum": "sum of the values",
    "greatest": "the greatest value",
    "negative": "values below zero",
    "whole": "values without decimals",
    "tens": "values that are multiples of ten",
    "true": "values that are true",
    "days": "sum of the days from the period's first day to the value",
    "last_day": "days from the period's first day to the greatest value",
    "seconds": "sum of the seconds since midnight, local time",
    "damaged": "texts with the marks of a wrong encoding",
    "test": "texts that call their row a test",
    "code": "rows with one value of a column that has few; the period's year reads as YYYY",
    "month": "rows of one month of a year's delivery",
}

# The letters of the alphabets of Europe, as ranges: the class \p{L} takes DuckDB 6 ms to compile, for each column.
_LETTER = "[A-Za-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{1FFF}]"
# UTF-8 read as ISO 8859-1 or Windows-1252, the replacement character, and a question mark within a word.
_DAMAGED = (
    f"Ã[\\x{{0080}}-\\x{{00BF}}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\\x{{FFFD}}|{_LETTER}\\?{_LETTER}"
)

_TEST = r"\b([Tt]est|TEST|[Dd]ummy|DUMMY|xxx|XXX)\b"
# One line of a profile: the column, the statistic, the code and the value.
_Counted = tuple[str, str, str, int | Decimal]

_SIGNS = {
    "damaged": (_DAMAGED, ("Ã", "\ufffd", "?")),
    "test": (_TEST, ("est", "EST", "ummy", "UMMY", "xxx", "XXX")),
}


def write_profile(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    period_from: date,
    loaded: Path,
    target: Path,
) -> None:
    """Write the profile of an extract's loaded rows to a Parquet file.

    One row per statistic: ``entity``, ``column_name`` (empty for the rows as a whole), ``statistic`` (one of
    ``STATISTICS``), ``code`` (the value of a column or the month that is counted; else empty) and ``value``.

    Parameters
    ----------
    period_from
        The first day of the delivery's period.
    loaded
        The Parquet file of the rows.
    """
    rows = f"read_parquet({file_literal(loaded)})"
    aggregates = list(_aggregates(contract, period_from))
    listed = ", ".join(f"({expression})::decimal(28, 8)" for _, _, expression in aggregates)
    values = one_row(connection, f"select {listed} from {rows}")
    counted = [
        (column, statistic, "", value)
        for (column, statistic, _), value in zip(aggregates, values, strict=True)
        if value is not None
    ]
    found = {(column, statistic): value for column, statistic, _, value in counted}
    counted += _signs(connection, contract, rows)
    counted += _codes(connection, contract, period_from, rows, found)
    if len(contract.primary_key) == 1:
        counted += _numbers(connection, contract.primary_key[0], rows)
    for field in contract.fields:
        if field.type == "datetime":
            counted.append(_seconds(connection, field, rows))
    listed = ", ".join(
        f"({literals((column, statistic, code))}, {Decimal(value):f})"
        for column, statistic, code, value in counted
    )
    connection.execute(
        copy_to_parquet(
            f"select {literal(contract.entity)} as entity, column_name, statistic, code,"
            " value::decimal(28, 8) as value"
            f" from (values {listed}) as counted(column_name, statistic, code, value)",
            target,
        )
    )


def _aggregates(contract: Contract, period_from: date) -> Iterator[tuple[str, str, str]]:
    """Yield column, statistic and SQL of what one scan of the rows gives."""
    # A key is what a system numbers its rows by; the day or year in a compound one says what the row is of.
    compound = len(contract.primary_key) > 1
    said = [
        name(field.name)
        for field in contract.fields
        if field.name not in contract.primary_key or (compound and field.type != "string")
    ]
    yield "", "rows", "count(*)"
    if said:
        yield "", "twins", f"count(*) - count(distinct hash({', '.join(said)}))"
    undated = [
        name(field.name)
        for field in contract.fields
        if field.name not in contract.primary_key and field.type not in ("date", "datetime")
    ]
    if contract.period_field and undated:
        # A sum, since the order of rows says nothing.
        digest = f"sum(hash({', '.join(undated)})::hugeint) % 1000000000000000000"
        yield "", "content", f"coalesce({digest}, 0)"
        yield "", "contents", f"count(distinct hash({', '.join(undated)}))"
    if contract.is_register:
        yield "", "entries", "count(*)"
    first_day = (period_from - date(1970, 1, 1)).days
    for field in contract.fields:
        column = name(field.name)
        if field.name in contract.primary_key and field.type != "string":
            continue
        yield field.name, "filled", f"count({column})"
        if field.type in ("number", "integer"):
            yield field.name, "sum", f"coalesce(sum({column}), 0)"
            yield field.name, "greatest", f"max({column})"
            yield field.name, "negative", f"count(*) filter ({column} < 0)"
            yield field.name, "tens", f"count(*) filter ({column} % 10 = 0)"
            if field.type == "number":
                yield field.name, "whole", f"count(*) filter ({column} % 1 = 0)"
        elif field.type == "boolean":
            yield field.name, "true", f"count(*) filter ({column})"
        elif field.type in ("date", "datetime"):
            day = (
                f"epoch_ms({column}) // 86400000"
                if field.type == "datetime"
                else f"({column} - date '1970-01-01')"
            )
            yield field.name, "days", f"coalesce(sum({day} - {first_day}), 0)"
            yield field.name, "last_day", f"max({day}) - {first_day}"
        else:
            # Whoever read the rows has proved that no key is there twice.
            is_key = contract.primary_key == (field.name,)
            yield field.name, "distinct", f"count({'' if is_key else 'distinct '}{column})"


def _signs(
    connection: duckdb.DuckDBPyConnection, contract: Contract, rows: str
) -> Iterator[_Counted]:
    """Yield the texts of each column that have a sign of a fault.

    Few columns have any text that may, and searching for those is quick, where a pattern takes DuckDB a
    millisecond to compile.
    """
    sought = {
        (field.name, sign): [f"contains({name(field.name)}, {literal(mark)})" for mark in marks]
        for field in contract.fields
        if field.type == "string" and not field.personal
        if field.enum is None and field.pattern is None
        for sign, (_, marks) in _SIGNS.items()
    }
    if not sought:
        return
    suspected = ", ".join(f"count_if({' or '.join(marks)})" for marks in sought.values())
    for (column, sign), marks, suspects in zip(
        sought, sought.values(), one_row(connection, f"select {suspected} from {rows}"), strict=True
    ):
        found = 0
        if suspects:
            pattern, _ = _SIGNS[sign]
            (found,) = one_row(
                connection,
                f"select count_if(regexp_matches({name(column)}, {literal(pattern)}))"
                f" from {rows} where {' or '.join(marks)}",
            )
        yield column, sign, "", found


def _numbers(connection: duckdb.DuckDBPyConnection, column: str, rows: str) -> list[_Counted]:
    """Return how the numbers follow one another that end a key of one column; nothing where some end in none."""
    key = f"{name(column)}::varchar"
    found = connection.execute(f"""
        select max(number) - min(number) + 1 - count(*), min(number), max(number)
        from (
            select try_cast(substr({key}, prefix + 1) as bigint) as number
            from {rows}, (select length(rtrim(min({key}), '0123456789')) as prefix from {rows})
        )
        having count(*) = count(number) and count(*) > 0
    """).fetchall()
    statistics = ("gaps", "first_number", "last_number")
    return [
        (column, statistic, "", value)
        for row in found
        for statistic, value in zip(statistics, row, strict=True)
    ]


def _seconds(connection: duckdb.DuckDBPyConnection, field: Field, rows: str) -> _Counted:
    """Return the seconds since midnight; the clock is looked up for each hour, not for each row."""
    column = name(field.name)
    (seconds,) = one_row(
        connection,
        f"""
        select coalesce(sum(seconds + times * ((hour * 3600 + clock) % 86400)), 0)
        from (
            select *, date_part('timezone', to_timestamp(hour * 3600)) as clock
            from (
                select epoch_ms({column}) // 3600000 as hour, sum(epoch_ms({column}) // 1000 % 3600) as seconds,
                    count(*) as times
                from {rows} where {column} is not null group by hour
            )
        )
        """,
    )
    return field.name, "seconds", "", seconds


def _codes(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    period_from: date,
    rows: str,
    found: Mapping[tuple[str, str], Decimal],
) -> Iterator[_Counted]:
    """Yield the rows of each value of the columns with few, and of each month of a year's; all in one scan."""
    counted = [
        (field.name, "code", f"replace({name(field.name)}::varchar, '{period_from:%Y}', 'YYYY')")
        for field in contract.fields
        if _has_codes(contract, field, found)
    ]
    if contract.period_field and contract.frequency == "year":
        month = f"strftime({name(contract.period_field)}, '%m')"
        counted.append((contract.period_field, "month", month))
    if not counted:
        return
    codes = ", ".join(f"{code} as code_{place}" for place, (*_, code) in enumerate(counted))
    sets = ", ".join(f"(code_{place})" for place in range(len(counted)))
    for *row, count in connection.execute(
        f"select columns('^code_'), count(*) from (select {codes} from {rows}) group by grouping sets ({sets})"
    ).fetchall():
        # A row is of one of them; where it has none, of those without a value.
        for (column, statistic, _), code in zip(counted, row, strict=True):
            if code is not None:
                yield column, statistic, code, count


def _has_codes(contract: Contract, field: Field, found: Mapping[tuple[str, str], Decimal]) -> bool:
    """Return whether a text column has few values that recur, or names the members of a compound key."""
    if field.type != "string" or field.personal or contract.primary_key == (field.name,):
        return False
    distinct, filled = found[field.name, "distinct"], found[field.name, "filled"]
    recurs = field.enum is not None or field.name in contract.primary_key
    return distinct <= MOST_CODES and (recurs or 3 * distinct <= filled)
