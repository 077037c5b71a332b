"""Published tables as files: the rows that a reader may see, as CSV, an Excel workbook or Parquet."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.core.errors import UsageError
from orchestration.core.row_files import write_query
from orchestration.releases.release import Release
from orchestration.releases.rows import open_rows, rows_query


@dataclass(frozen=True)
class TableFile:
    """A table that was written: the file, how many rows it has, and how many the table has."""

    path: Path
    rows: int
    rows_of_table: int


def write_tables(
    release: Release, names: Sequence[str], form: str, folder: Path, *, audience: str = ""
) -> Iterator[TableFile]:
    """Write tables of a release, each into a file named after it, and yield each when it is written.

    Parameters
    ----------
    release
        The release, verified.
    names
        The tables, with their schema or without; all that the audience may read by default.
    form
        ``csv``, ``xlsx`` or ``parquet``.
    folder
        Where to write; it is made.
    audience
        Who the files are for: by default everybody, who may read some tables in part and some not at all.

    Raises
    ------
    UsageError
        When there is no such table or audience, a table is not for the audience, or a sheet of Excel is too small.
    ExternalError
        When a file cannot be written.
    """
    audiences = {table["audience"] for table in release.tables.values() if table.get("audience")}
    if audience and audience not in audiences:
        raise UsageError(
            f"No table of {release.name} is for the audience {audience!r}.",
            f"Leave out --audience, or give one of: {', '.join(sorted(audiences))}."
            if audiences
            else "Leave out --audience: all may read every table.",
        )
    chosen = [_find(release, name) for name in names] or [
        name for name, table in release.tables.items() if _is_for(table, audience)
    ]
    for name in chosen:
        table = release.tables[name]
        if not _is_for(table, audience):
            raise UsageError(
                f"{name} is for the audience {table['audience']!r} alone.",
                f"Give --audience {table['audience']}, and keep the file where only they can read it.",
            )
    with release.connect() as connection:
        for name in chosen:
            table = release.tables[name]
            query = rows_query(table, audience=audience)
            path = folder / f"{name}.{form}"
            write_query(connection, query, path, release.published_moment)
            (count,) = connection.execute(f"select count(*) from ({query})").fetchall()[0]
            yield TableFile(path, count, table["rows"])


def _is_for(table: Mapping[str, Any], audience: str) -> bool:
    return open_rows(table) != "false" or table["audience"] == audience


def _find(release: Release, text: str) -> str:
    """Return the table that a name with or without its schema means."""
    found = [name for name in release.tables if text in (name, name.partition(".")[2])]
    if len(found) == 1:
        return found[0]
    names = {table["name"]: full_name for full_name, table in release.tables.items()}
    similar = [names[name] for name in difflib.get_close_matches(text.rpartition(".")[2], names)]
    raise UsageError(
        f"There is no table {text!r} in {release.name}.",
        f"Give one of: {', '.join(found or similar or sorted(release.tables))}.",
    )
