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
from orchestration.core.sql import file_literal, literal, name
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
    "negative": "values below zero",
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
    expressions = {
        f"{statistic}@{column}": expression
        for column, statistic, expression in _aggregates(contract, period_from)
    }
    listed = ", ".join(
        f"({expression})::decimal(28, 8) as {name(key)}" for key, expression in expressions.items()
    )
    connection.execute(f"create or replace temp table profile_wide as select {listed} from {rows}")
    found = dict(zip(expressions, one_row(connection, "select * from profile_wide"), strict=True))
    parts = [
        f"select split_part(key, '@', 2) as column_name, split_part(key, '@', 1) as statistic, '' as code, value"
        f" from (unpivot profile_wide on {', '.join(map(name, expressions))} into name key value value)",
        *_numbers(contract, rows),
        *(_seconds(field, rows) for field in contract.fields if field.type == "datetime"),
    ]
    for field in contract.fields:
        column = name(field.name)
        if _has_codes(contract, field, found):
            code = f"replace({column}::varchar, {literal(f'{period_from:%Y}')}, 'YYYY')"
            parts.append(_counted(field, "code", code, rows))
        if field.name == contract.period_field and contract.frequency == "year":
            parts.append(_counted(field, "month", f"strftime({column}, '%m')", rows))
    connection.execute(
        copy_to_parquet(
            f"select {literal(contract.entity)} as entity, * from ({' union all '.join(parts)})",
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
            yield field.name, "negative", f"count(*) filter ({column} < 0)"
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
            yield field.name, "distinct", f"count(distinct {column})"
            if not field.personal and field.enum is None and field.pattern is None:
                # Few texts have any of the signs, and searching for these is quick.
                for statistic, (pattern, signs) in _SIGNS.items():
                    suspect = " or ".join(f"contains({column}, {literal(sign)})" for sign in signs)
                    found = f"if({suspect}, regexp_matches({column}, {literal(pattern)}), false)"
                    yield field.name, statistic, f"count(*) filter ({found})"


def _numbers(contract: Contract, rows: str) -> Iterator[str]:
    """Yield the query of how the numbers follow one another that end a key of one column."""
    if len(contract.primary_key) != 1:
        return
    column = contract.primary_key[0]
    key = f"{name(column)}::varchar"
    yield f"""
        select {literal(column)}, unnest(['gaps', 'first_number', 'last_number']), '',
            unnest([last - first + 1 - numbers, first, last])::decimal(28, 8)
        from (
            select min(number) as first, max(number) as last, count(*) as numbers
            from (
                select try_cast(substr({key}, prefix + 1) as bigint) as number
                from {rows}, (select length(rtrim(min({key}), '0123456789')) as prefix from {rows})
            )
            having count(*) = count(number) and count(*) > 0
        )
    """


def _seconds(field: Field, rows: str) -> str:
    """Return the query of the seconds since midnight; the clock is looked up for each hour, not for each row."""
    column = name(field.name)
    return f"""
        select {literal(field.name)}, 'seconds', '',
            coalesce(sum(seconds + times * ((hour * 3600 + clock) % 86400)), 0)::decimal(28, 8)
        from (
            select *, date_part('timezone', to_timestamp(hour * 3600)) as clock
            from (
                select epoch_ms({column}) // 3600000 as hour, sum(epoch_ms({column}) // 1000 % 3600) as seconds,
                    count(*) as times
                from {rows} where {column} is not null group by hour
            )
        )
    """


def _has_codes(contract: Contract, field: Field, found: Mapping[str, Decimal]) -> bool:
    """Return whether a text column has few values that recur, or names the members of a compound key."""
    if field.type != "string" or field.personal or contract.primary_key == (field.name,):
        return False
    distinct, filled = found[f"distinct@{field.name}"], found[f"filled@{field.name}"]
    recurs = field.enum is not None or field.name in contract.primary_key
    return distinct <= MOST_CODES and (recurs or 3 * distinct <= filled)


def _counted(field: Field, statistic: str, code: str, rows: str) -> str:
    column = name(field.name)
    return (
        f"select {literal(field.name)}, {literal(statistic)}, {code}, count(*)::decimal(28, 8)"
        f" from {rows} where {column} is not null group by all"
    )
