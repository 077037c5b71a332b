"""What a reader takes along from a table's page: its first rows, and the whole table as CSV where it is not too large.

Only tables that are open to all have rows here, since whoever has the site can read it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.core.sql import name
from orchestration.releases.release import Release
from orchestration.report.downloads import safe_text

SHOWN_ROWS = 5
# A larger table is read from the release itself.
MOST_ROWS = 20_000


@dataclass(frozen=True)
class Sample:
    """The first rows of a table by its key, as text; ``csv`` is all of them, None where they are too many."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    csv: bytes | None


def csv_page(full_name: str) -> str:
    """Return the file that has a table as CSV."""
    return f"downloads/{full_name}.csv"


def read_samples(release: Release) -> dict[str, Sample]:
    """Return the samples of a release's tables that are open to all, by ``schema.name``."""
    with release.connect() as connection:
        found = {}
        for full_name, table in release.tables.items():
            if table.get("audience") or table.get("reader_rows"):
                continue
            schema, _, own_name = full_name.partition(".")
            order = ", ".join(map(name, table["primary_key"])) or "all"
            limit = MOST_ROWS if table["rows"] <= MOST_ROWS else SHOWN_ROWS
            result = connection.execute(
                f"select * from {name(schema)}.{name(own_name)} order by {order} limit {limit}"
            )
            columns = tuple(column[0] for column in result.description or ())
            rows = result.fetchall()
            found[full_name] = Sample(
                columns,
                tuple(tuple(map(_text, row)) for row in rows[:SHOWN_ROWS]),
                _csv(columns, rows) if table["rows"] <= MOST_ROWS else None,
            )
        return found


def csv_files(samples: Mapping[str, Sample]) -> dict[str, bytes]:
    """Return the files that tables are downloaded as, by their paths in the site."""
    return {
        csv_page(full_name): sample.csv
        for full_name, sample in samples.items()
        if sample.csv is not None
    }


def _csv(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> bytes:
    """Return rows as a Swedish Excel opens them: UTF-8 with its mark, semicolons, decimal commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return safe_text(value)
    text = _text(value)
    return text.replace(".", ",") if _is_number(value) else text


def _text(value: Any) -> str:
    """Return a value as the database writes it; nothing for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}" if _is_number(value) and not isinstance(value, int) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
