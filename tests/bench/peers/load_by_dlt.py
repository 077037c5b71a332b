"""Load text files into a DuckDB file by dlt, and print the seconds and the rows.

    load_by_dlt.py FILES READER FOLDER

FILES is JSON: a list of tables, each with ``table``, ``paths``, ``encoding`` and ``delimiter``. READER is ``duckdb`` or
``pyarrow``: both give dlt whole tables of Arrow, which is the fastest that its documentation offers. Every column is
text, since types that are inferred file by file differ where a month has no value, and dlt then refuses the table.
FOLDER gets the database and dlt's own files.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dlt
import duckdb


def by_pyarrow(table: dict[str, Any], path: str) -> Any:
    """Return a file as a table of Arrow, read by pyarrow."""
    import pyarrow
    from pyarrow import csv

    with Path(path).open(encoding=table["encoding"]) as file:
        names = file.readline().rstrip("\n").split(table["delimiter"])
    return csv.read_csv(
        path,
        read_options=csv.ReadOptions(encoding=table["encoding"]),
        parse_options=csv.ParseOptions(delimiter=table["delimiter"]),
        convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.string())),
    )


def by_duckdb(table: dict[str, Any], path: str) -> Any:
    """Return a file as a table of Arrow, read by DuckDB."""
    encoding = "latin-1" if table["encoding"] == "iso-8859-1" else table["encoding"]
    return duckdb.execute(
        "from read_csv($path, header = true, all_varchar = true, delim = $delimiter, encoding = $encoding)",
        {"path": path, "delimiter": table["delimiter"], "encoding": encoding},
    ).to_arrow_table()


def resource(table: dict[str, Any], read: Callable[[dict[str, Any], str], Any]) -> Any:
    """Return the files of a table as dlt's resource."""

    def tables() -> Iterator[Any]:
        for path in table["paths"]:
            yield read(table, path)

    return dlt.resource(tables, name=table["table"], write_disposition="append")


def main() -> None:
    """Load, and print seconds and rows."""
    files, reader, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    read = {"duckdb": by_duckdb, "pyarrow": by_pyarrow}[reader]
    tables = json.loads(files.read_text("utf-8"))
    started = time.perf_counter()
    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
        dataset_name="raw",
        pipelines_dir=str(folder / "pipelines"),
    )
    pipeline.run([resource(table, read) for table in tables], loader_file_format="parquet")
    seconds = time.perf_counter() - started
    with duckdb.connect(str(folder / "dlt.duckdb"), read_only=True) as connection:
        rows = sum(
            connection.execute(f'select count(*) from raw."{table["table"]}"').fetchall()[0][0]
            for table in tables
        )
    print(seconds, rows)


if __name__ == "__main__":
    main()
