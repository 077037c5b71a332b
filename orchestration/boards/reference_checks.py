"""What is wrong with a CSV file of a board's reference data, by itself: its columns, and the type of each value."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

from orchestration.boards.problem import Problem
from orchestration.boards.reference import ReferenceFile, records_of
from orchestration.core.characters import unfit_in
from orchestration.core.expressions import ExpressionError, parse_statement
from orchestration.core.personal_data import without_personal_numbers

# The column of statements that says what must hold.
_PREDICATE = "predicate"
# A type that keeps so many decimals, an integer none, and rounds the rest away.
_NUMBER = re.compile(r"decimal\(\d+, (?P<decimals>\d+)\)|integer")


def reference_problems(
    connection: duckdb.DuckDBPyConnection, path: Path, file: ReferenceFile
) -> Iterator[Problem]:
    """Yield what is wrong with one CSV file of reference data: its form, its columns, the type of each value."""
    try:
        lines = records_of(path)
    except (UnicodeDecodeError, csv.Error) as error:
        yield Problem(path.name, 0, f"it is not CSV in UTF-8 ({error}); save it so")
        return
    if not lines:
        yield Problem(path.name, 1, f"the header is missing; write {file.header}")
        return
    (_, header), *rows = lines
    if missing := [column for column in file.columns if column not in header]:
        yield Problem(path.name, 1, f"the columns {', '.join(missing)} are missing", True)
    for column in header:
        if column not in file.columns:
            expected = ", ".join(file.columns)
            yield Problem(path.name, 1, f"the column {column!r} is unknown; expected {expected}")
    for number, values in rows:
        if len(values) != len(header):
            yield Problem(
                path.name, number, f"it has {len(values)} fields, the header {len(header)}"
            )
    for number, values in lines:
        for column, value in zip(header, values, strict=False):
            if unfit := unfit_in(value):
                yield Problem(path.name, number, f"{column!r} has {unfit}; write the text again")
            if value and not value.strip():
                said = "is of blanks alone; write the text, or leave it empty"
                yield Problem(path.name, number, f"{column!r} {said}")
            if without_personal_numbers(value) != value:
                said = "has a personal number, which nothing published may have; take it out"
                yield Problem(path.name, number, f"{column!r} {said}")
    yield from _rounded(path, file, header, rows)
    whole = [(number, values) for number, values in rows if len(values) == len(header)]
    if _PREDICATE in header and _PREDICATE in file.columns:
        yield from _wrong_predicates(path, header.index(_PREDICATE), whole)
    for place, column in enumerate(header):
        kind = file.columns.get(column, "string")
        if kind in ("string", "varchar"):
            continue
        cells = [(number, values[place]) for number, values in whole if values[place]]
        # DuckDB reads 1_0 as 10, and of a time of day the day alone.
        loses = "try_cast(value as timestamp) <> try_cast(value as date)"
        wrong = connection.execute(
            "select number, value from (select unnest($1) as number, unnest($2::varchar[]) as value)"
            f" where contains(value, '_') or try_cast(value as {kind}) is null"
            f" or ({kind == 'date'} and {loses}) order by number",
            [[number for number, _ in cells], [value for _, value in cells]],
        ).fetchall()
        for number, value in wrong:
            yield Problem(path.name, number, f"{column} is {value!r}; expected {kind}")


def _wrong_predicates(
    path: Path, place: int, rows: Iterable[tuple[int, list[str]]]
) -> Iterator[Problem]:
    """Yield the predicates that the warehouse would not read, which it could only call unchecked."""
    for number, values in rows:
        try:
            if values[place]:
                parse_statement(values[place])
        except ExpressionError as error:
            said = f"{error.message} (character {error.position + 1})"
            yield Problem(path.name, number, f"{_PREDICATE} is {values[place]!r}: {said}")


def _rounded(
    path: Path, file: ReferenceFile, header: Sequence[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[Problem]:
    """Yield the numbers with more decimals than their column keeps."""
    kept = {
        column: int(number["decimals"] or 0)
        for column, kind in file.columns.items()
        if (number := _NUMBER.fullmatch(kind))
    }
    for line, values in rows:
        for column, value in zip(header, values, strict=False):
            if column in kept and _decimals(value) > kept[column]:
                most = f"{kept[column]} decimals" if kept[column] else "a whole number"
                yield Problem(
                    path.name, line, f"{column} is {value!r}, which would be rounded to {most}"
                )


def _decimals(value: str) -> int:
    """Return how many decimals a number has, without zeros at its end; 0 of what is not a number."""
    try:
        exponent = Decimal(value).normalize().as_tuple().exponent
    except InvalidOperation:
        return 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
