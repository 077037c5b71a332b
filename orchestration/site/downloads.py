"""The downloads of a table's page: its first rows, and the whole table as CSV and as an Excel workbook.

Only rows that are open to all are here, since whoever has the site can read them. A table that is too large for a file
of the site is read in the release, or written by ``bokslut export tables``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.core.spreadsheets import Sheet, csv_of, workbook_of
from orchestration.releases.release import Release
from orchestration.releases.rows import open_rows, rows_query
from orchestration.site.addresses import place

SHOWN_ROWS = 5
# A larger table is read from the release itself.
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Sample:
    """The first rows of a table by its key, as text, and how many rows are open to all.

    ``numbers`` are the places of the columns that hold numbers. ``files`` are all these rows as files, by their
    endings: none where they are too many.
    """

    columns: tuple[str, ...]
    numbers: frozenset[int]
    rows: tuple[tuple[str, ...], ...]
    open_rows: int
    files: Mapping[str, bytes]


def download_path(full_name: str, ending: str) -> str:
    """Return the file of the site that has a table in the form of an ending, ``csv`` or ``xlsx``."""
    return f"downloads/{full_name}.{ending}"


def trace_path(value_id: str, ending: str) -> str:
    """Return the file of the site that has the first rows of a value."""
    return download_path(f"trace/{place(value_id)}", ending)


def read_samples(release: Release) -> dict[str, Sample]:
    """Return the samples of a release's tables, by ``schema.name``; none where no row is open to all."""
    with release.connect() as connection:
        found = {}
        for full_name, table in release.tables.items():
            query = rows_query(table)
            (count,) = connection.execute(f"select count(*) from ({query})").fetchall()[0]
            if not count and open_rows(table) != "true":
                continue
            limit = MOST_ROWS if count <= MOST_ROWS else SHOWN_ROWS
            result = connection.execute(f"{query} limit {limit}")
            columns = tuple(column[0] for column in result.description or ())
            rows = result.fetchall()
            found[full_name] = Sample(
                columns,
                numbers_of(rows),
                tuple(tuple(map(text_of, row)) for row in rows[:SHOWN_ROWS]),
                count,
                files_of(release, full_name, columns, rows) if count <= MOST_ROWS else {},
            )
        return found


def files_of(
    release: Release, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> dict[str, bytes]:
    """Return rows of a release as a file of each form, by its ending; dated by when the release was published."""
    return {
        "csv": csv_of(columns, rows),
        "xlsx": workbook_of([Sheet(title, columns, rows)], title, release.published_moment),
    }


def table_files(samples: Mapping[str, Sample]) -> dict[str, bytes]:
    """Return the files that tables are downloaded as, by their paths in the site."""
    return {
        download_path(full_name, ending): content
        for full_name, sample in samples.items()
        for ending, content in sample.files.items()
    }


def numbers_of(rows: Sequence[Sequence[Any]]) -> frozenset[int]:
    """Return the places of the columns that hold numbers and nothing else."""
    return frozenset(
        place
        for place, values in enumerate(zip(*rows, strict=True))
        if all(
            isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
            for value in values
            if value is not None
        )
    )


def text_of(value: Any) -> str:
    """Return a value as the database writes it; nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
