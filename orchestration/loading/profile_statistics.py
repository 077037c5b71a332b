"""The statistics of a profile, as SQL over the raw rows of an extract."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from orchestration.contracts import Contract, Field
from orchestration.core.settings import TIMEZONE
from orchestration.core.sql import literal, literals, name

# The statistics of a profile, with what each of them counts; ``docs/mutation.md`` shows what they find.
STATISTICS = {
    "rows": "rows loaded",
    "twins": "rows that repeat another row in all but the key, on the same day where the key has one",
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
    "fiftieth": "the fiftieth greatest value",
    "negative": "values below zero",
    "whole": "values without decimals",
    "tens": "values that are multiples of ten",
    "true": "values that are true",
    "days": "sum of the days from the period's first day to the value",
    "last_day": "days from the period's first day to the greatest value",
    "dates": "different days that the rows are of, in an extract that comes by month",
    "seconds": "sum of the seconds since midnight, local time",
    "damaged": "texts with the marks of a wrong encoding",
    "test": "texts that call their row a test",
    "code": "rows with one value of a column that has few; the period's year reads as YYYY",
    "code_dates": "different days that those rows are of, in an extract that comes by month",
    "month": "rows of one month of a year's delivery",
}


# A text column with more values than this names things, not kinds of things.
MOST_VALUES = 60

# The letters of the alphabets of Europe, as ranges: the class \p{L} takes DuckDB 6 ms to compile, for each column.
_LETTER = "[A-Za-z\\x{C0}-\\x{D6}\\x{D8}-\\x{F6}\\x{F8}-\\x{1FFF}]"
# UTF-8 read as ISO 8859-1 or Windows-1252, the replacement character, and a question mark within a word.
_DAMAGED = (
    f"Ã[\\x{{0080}}-\\x{{00BF}}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\\x{{FFFD}}|{_LETTER}\\?{_LETTER}"
)

_TEST = r"\b([Tt]est|TEST|[Dd]ummy|DUMMY|xxx|XXX)\b"
# Per sign: the pattern that a text matches, and marks of which every match contains one; few texts do, and the search
# for them is quick.
_SIGNS = {
    "damaged": (_DAMAGED, ("Ã", "\ufffd", "?")),
    "test": (_TEST, ("est", "EST", "ummy", "UMMY", "xxx", "XXX")),
}

# A column, a statistic, and the SQL of its value.
_Statistic = tuple[str, str, str]


def scan(contract: Contract, rows: str, alone: tuple[str, date] | None = None) -> str:
    """Return the query of all statistics that one scan of some deliveries gives, by load.

    Parameters
    ----------
    rows
        The relation of their rows; each delivery has some.
    alone
        The load and the first day of its period, if the rows are of one delivery: DuckDB then counts distinct values
        in half of the time that it takes by load. By default both come from ``delivered``.
    """
    statistics = list(_of_rows(contract))
    values = ", ".join(f"{sql} as value_{place}" for place, (*_, sql) in enumerate(statistics))
    load_id, period_from = "load_id", "period_from"
    if alone:
        load_id, period_from = literal(alone[0]), f"date '{alone[1]}'"
    return f"""
        select {load_id} as load_id, {_listed(statistics)}
        from (
            select {values}{"" if alone else ", load_id"}
            from (
                select *, {period_from} - date '1970-01-01' as first_day
                from ({_prepared(contract, rows, is_alone=alone is not None)})
                {"" if alone else "inner join delivered using (load_id)"}
            )
            {"" if alone else "group by load_id"}
        )
        """


def _listed(statistics: list[_Statistic]) -> str:
    """Return the expression that unpivots the columns ``value_0``, ``value_1``, … into a row per statistic."""
    listed = ", ".join(
        f"{{column_name: {literal(column)}, statistic: {literal(statistic)}, code: '',"
        f" value: value_{place}::decimal(28, 8)}}"
        for place, (column, statistic, _) in enumerate(statistics)
    )
    return f"unnest([{listed}], recursive := true)"


def _prepared(contract: Contract, rows: str, *, is_alone: bool) -> str:
    """Return the query of the rows, each with two digests of its content and the number that its key ends with.

    ``undated`` is the digest of all but keys and dates, ``said`` of all but what names the row. ``key_number`` is null
    where no number follows the prefix of the delivery's least key.
    """
    undated, others = _saying(contract)
    digests = f"hash({', '.join(undated) or 'null'}) as undated, hash({', '.join(['undated', *others])}) as said"
    if len(contract.primary_key) != 1:
        return f"select *, {digests} from {rows}"
    key = f"{name(contract.primary_key[0])}::varchar"
    key_begin = f"length(rtrim(min({key}), '0123456789')) + 1 as key_begin from {rows}"
    begins = (
        f"cross join (select {key_begin})"
        if is_alone
        else f"inner join (select load_id, {key_begin} group by load_id) using (load_id)"
    )
    return f"select *, {digests}, try_cast(substr({key}, key_begin) as bigint) as key_number from {rows} {begins}"


def _saying(contract: Contract) -> tuple[list[str], list[str]]:
    """Return the columns that do not name the row: those that are neither keys nor dates, and the rest.

    A single key or a text of a compound one names the row; a day or year of a compound key is content.
    """
    undated, others = [], []
    for field in contract.fields:
        is_of_key = field.name in contract.primary_key
        if is_of_key and (len(contract.primary_key) == 1 or field.type == "string"):
            continue
        is_undated = not is_of_key and field.type not in ("date", "datetime")
        (undated if is_undated else others).append(name(field.name))
    return undated, others


def _of_rows(contract: Contract) -> Iterator[_Statistic]:
    undated, others = _saying(contract)
    yield "", "rows", "count(*)"
    if undated or others:
        yield "", "twins", "count(*) - count(distinct said)"
    if contract.period_field and undated:
        # A sum, since the order of rows says nothing.
        yield "", "content", "coalesce(sum(undated::hugeint), 0) % 1000000000000000000"
        yield "", "contents", "count(distinct undated)"
    if contract.is_register:
        yield "", "entries", "count(*)"
    if len(contract.primary_key) == 1:
        yield from _of_numbers(contract.primary_key[0])
    for field in contract.fields:
        if field.name not in contract.primary_key or field.type == "string":
            yield from _of_column(field, contract)


def _of_numbers(column: str) -> Iterator[_Statistic]:
    """Yield statistics of the numbers that end a key of one column; null if any key ends without one."""
    for statistic, value in {
        "gaps": "max(key_number) - min(key_number) + 1 - count(*)",
        "first_number": "min(key_number)",
        "last_number": "max(key_number)",
    }.items():
        yield column, statistic, f"case when count(*) = count(key_number) then {value} end"


def _of_column(field: Field, contract: Contract) -> Iterator[_Statistic]:
    column = name(field.name)
    yield field.name, "filled", f"count({column})"
    if field.type in ("number", "integer"):
        yield field.name, "sum", f"coalesce(sum({column}), 0)"
        yield field.name, "greatest", f"max({column})"
        yield field.name, "fiftieth", f"max({column}, 50)[50]"
        yield field.name, "negative", f"count(*) filter ({column} < 0)"
        yield field.name, "tens", f"count(*) filter ({column} % 10 = 0)"
        if field.type == "number":
            yield field.name, "whole", f"count(*) filter ({column} % 1 = 0)"
    elif field.type == "boolean":
        yield field.name, "true", f"count(*) filter ({column})"
    elif field.type in ("date", "datetime"):
        day = _day(field)
        yield field.name, "days", f"coalesce(sum({day} - first_day), 0)"
        yield field.name, "last_day", f"max({day} - first_day)"
        if field.name == contract.period_field and contract.frequency == "month":
            yield field.name, "dates", f"bit_count(bit_or({_date_bit(contract)}))"
    else:
        # Loading has proved that no key is there twice.
        is_key = contract.primary_key == (field.name,)
        yield field.name, "distinct", f"count({'' if is_key else 'distinct '}{column})"


def _day(field: Field) -> str:
    """Return the expression of a value's day as a number."""
    column = name(field.name)
    if field.type == "datetime":
        return f"epoch_ms({column}) // 86400000"
    return f"({column} - date '1970-01-01')"


def _date_bit(contract: Contract) -> str:
    """Return the expression of a number with one bit, the row's day's, where the extract comes by month, or of 0."""
    by_name = {field.name: field for field in contract.fields}
    if contract.period_field not in by_name or contract.frequency != "month":
        return "0"
    # No two days of a month have the same five last binary digits.
    return f"1::bigint << ({_day(by_name[contract.period_field])} & 31)::int"


def seconds(field: Field, rows: str) -> str:
    """Return the query of a column's seconds since midnight, by load of ``delivered``.

    The clock is looked up for each hour, not for each row.
    """
    column = name(field.name)
    return f"""
        select load_id, {literal(field.name)} as column_name, 'seconds' as statistic, '' as code,
            coalesce(value, 0)::decimal(28, 8) as value
        from delivered left join (
            select load_id, sum(seconds + times * ((hour * 3600 + clock) % 86400)) as value
            from (
                select *, epoch(timezone({literal(TIMEZONE)}, to_timestamp(hour * 3600))) - hour * 3600 as clock
                from (
                    select load_id, epoch_ms({column}) // 3600000 as hour,
                        sum(epoch_ms({column}) // 1000 % 3600) as seconds, count(*) as times
                    from {rows} where {column} is not null group by load_id, hour
                )
            )
            group by load_id
        ) using (load_id)
        """


def few_values(contract: Contract) -> str:
    """Return the query of the columns with few values, by load, from what has been counted of ``delivered``.

    A text column has few values if they recur, or if they are part of a compound key.
    """
    recurring = [
        field.name
        for field in contract.fields
        if field.enum is not None or field.name in contract.primary_key
    ]
    return f"""
        select load_id, column_name,
            max(value) filter (statistic = 'distinct') as distinct_values,
            max(value) filter (statistic = 'filled') as filled
        from counted semi join delivered using (load_id)
        where system = {literal(contract.system)} and entity = {literal(contract.entity)}
            and column_name in ({literals(["", *(column for column, *_ in _valued(contract))])})
        group by load_id, column_name
        having distinct_values <= {MOST_VALUES}
            and (column_name in ({literals(["", *recurring])}) or 3 * distinct_values <= filled)
        """


def _valued(contract: Contract) -> list[_Statistic]:
    """Return what may be counted value by value: texts, and the months of a year's delivery."""
    valued = [
        (field.name, "code", f"{name(field.name)}::varchar")
        for field in contract.fields
        if field.type == "string" and not field.personal
        if contract.primary_key != (field.name,)
    ]
    if contract.period_field and contract.frequency == "year":
        day = name(contract.period_field)
        if {field.name: field.type for field in contract.fields}[
            contract.period_field
        ] == "datetime":
            day = f"timezone({literal(TIMEZONE)}, {day})"
        valued.append((contract.period_field, "month", f"strftime({day}, '%m')"))
    return valued


def value_counts(contract: Contract, with_few: Collection[str], rows: str) -> str:
    """Return the query of the rows of each value of the columns with few, by load, in one scan.

    ``load_id``, ``column_name``, ``statistic`` (code or month), ``said``, the value, ``times``, and ``dates``, a bit
    per day that the rows are of.
    """
    valued = [
        (column, statistic, sql)
        for column, statistic, sql in _valued(contract)
        if statistic == "month" or column in with_few
    ]
    if not valued:
        texts = ", ".join(
            f"null::varchar as {column}"
            for column in ("load_id", "column_name", "statistic", "said")
        )
        return f"select {texts}, 0 as times, 0 as dates where false"
    values = ", ".join(f"{sql} as value_{place}" for place, (*_, sql) in enumerate(valued))
    sets = ", ".join(f"(load_id, value_{place})" for place in range(len(valued)))
    own = ", ".join(f"value_{place}" for place in range(len(valued)))
    # The number of the grouping set that a row belongs to.
    place = " + ".join(f"{n} * (1 - grouping(value_{n}))" for n in range(len(valued)))
    return f"""
        select load_id, coalesce({own}) as said, count(*) as times, bit_or(date_bit) as dates, 1 + {place} as place,
            [{literals(column for column, *_ in valued)}][place] as column_name,
            [{literals(statistic for _, statistic, _ in valued)}][place] as statistic
        from (select load_id, {_date_bit(contract)} as date_bit, {values} from {rows})
        group by grouping sets ({sets})
        having said is not null
        """


def codes() -> str:
    """Return the query of the rows of each value, from ``value_counts`` and ``few``, the period's year as YYYY.

    A value's different days are a second row, where they are counted.
    """
    return """
        with coded as (
            select load_id, column_name, statistic, sum(times)::decimal(28, 8) as value,
                case when statistic = 'code' then replace(said, strftime(period_from, '%Y'), 'YYYY') else said end
                    as code,
                bit_count(bit_or(dates)) as dates
            from value_counts inner join delivered using (load_id)
            left join few using (load_id, column_name)
            where statistic = 'month' or few.filled is not null
            group by load_id, column_name, statistic, code
        )
        select * exclude (dates) from coded
        union all by name
        select * exclude (dates) replace ('code_dates' as statistic, dates as value) from coded
        where statistic = 'code' and dates > 0
        """


def signs(contract: Contract, always_few: Collection[str], rows: str) -> Iterator[str]:
    """Yield the queries of the texts with a sign of a fault: among the values that are counted, and among other texts.

    ``always_few`` are the columns with few values in every load, whose rows need not be searched.
    """
    columns = [
        field.name
        for field in contract.fields
        if field.type == "string" and not field.personal
        if field.enum is None and field.pattern is None
    ]
    for sign, (pattern, _) in _SIGNS.items():
        yield f"""
            select load_id, column_name, {literal(sign)} as statistic, '' as code,
                coalesce(sum(times) filter (regexp_matches(said, {literal(pattern)})), 0)::decimal(28, 8) as value
            from few left join value_counts using (load_id, column_name)
            where column_name in ({literals(["", *columns])})
            group by load_id, column_name
            """
    searched = [
        (column, sign, _times_of(sign, name(column)))
        for column in columns
        if column not in always_few
        for sign in _SIGNS
    ]
    if searched:
        values = ", ".join(f"{sql} as value_{place}" for place, (*_, sql) in enumerate(searched))
        yield f"""
            select * from (
                select load_id, {_listed(searched)}
                from (select load_id, {values} from {rows} group by load_id)
            )
            anti join few using (load_id, column_name)
            """


def _times_of(sign: str, column: str) -> str:
    """Return the expression that counts the rows in which a column's text has a sign."""
    pattern, marks = _SIGNS[sign]
    is_suspected = " or ".join(f"contains({column}, {literal(mark)})" for mark in marks)
    has_it = f"regexp_matches({column}, {literal(pattern)})"
    return f"count(*) filter (case when {is_suspected} then {has_it} else false end)"
