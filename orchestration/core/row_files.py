"""Rows as a file in the form that its name says: CSV, an Excel workbook or Parquet."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import UsageError
from orchestration.core.files import disk_errors_explained, private_folder, scratch_folder
from orchestration.core.spreadsheets import (
    Cell,
    Sheet,
    require_a_sheet_holds,
    workbook_of,
    write_csv,
)
from orchestration.core.sql import literal

SPREADSHEETS = ("csv", "xlsx")
FORMS = (*SPREADSHEETS, "parquet")

_BATCH = 10_000


def require_form(path: Path, forms: Sequence[str] = FORMS) -> None:
    """Refuse a file whose name does not say in which of some forms to write it.

    Raises
    ------
    UsageError
        When the name ends in none of them.
    """
    if path.suffix.removeprefix(".") not in forms:
        raise UsageError(
            f"{path} does not say in which form to write it.",
            f"Name a file that ends in {', '.join(f'.{form}' for form in forms[:-1])} or .{forms[-1]}.",
        )


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]], made_at: datetime
) -> None:
    """Write rows as CSV or as a workbook of one sheet, which is named after the file.

    Parameters
    ----------
    path
        The file, whose ending says the form; its folder is made.
    columns, rows
        The columns' names, and the rows with a value for each; of a workbook at most a million
        (``spreadsheets.MOST_ROWS``).
    made_at
        When a workbook says that it was made: the same moment and rows give the same bytes.

    Raises
    ------
    UsageError
        When the file's name says no form.
    ExternalError
        When the file cannot be written.
    """
    require_form(path, SPREADSHEETS)
    with _replacing(path) as made:
        if path.suffix == ".csv":
            write_csv(made, columns, rows)
        else:
            sheet = Sheet(path.stem, columns, rows)
            made.write_bytes(workbook_of([sheet], path.stem, made_at))


def write_query(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    path: Path,
    made_at: datetime,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Write the rows of a query, with ``values`` for its parameters, as ``write_rows`` does or as Parquet.

    Raises
    ------
    UsageError
        When the file's name says no form, or a sheet of Excel does not hold so many rows.
    ExternalError
        When the file cannot be written.
    """
    require_form(path)
    if path.suffix == ".parquet":
        with _replacing(path) as made:
            connection.execute(f"copy ({query}) to {literal(made)} (format parquet)", values)
        return
    if path.suffix == ".xlsx":
        (count,) = connection.execute(f"select count(*) from ({query})", values).fetchall()[0]
        require_a_sheet_holds(count, path.stem)
    result = connection.execute(query, values)
    columns = [column[0] for column in result.description or ()]
    write_rows(path, columns, _rows(result), made_at)


@contextmanager
def _replacing(path: Path) -> Generator[Path]:
    """Yield a file to write, which then replaces the one at a path: nobody sees half of it."""
    with disk_errors_explained(path.parent):
        private_folder(path.parent)
        with scratch_folder(path.parent) as scratch:
            yield scratch / path.name
            (scratch / path.name).replace(path)


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := result.fetchmany(_BATCH):
        yield from batch
