"""SQL that writes the raw layer's Parquet files and that reads several of them as one table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from orchestration.core.sql import file_literals, literal


def copy_to_parquet(query: str, target: Path) -> str:
    """Return the statement that writes a query's rows to a Parquet file.

    Version 2 of the encodings (differences of line numbers, lengths of texts) and the lowest level of
    zstd make files as small as the defaults do, in three quarters of the time.
    """
    return (
        f"copy ({query}) to {literal(target)} "
        "(format parquet, parquet_version v2, compression zstd, compression_level 1)"
    )


def parquet_files(paths: Iterable[Path]) -> str:
    """Return the SQL that scans Parquet files as one table, matching columns by name."""
    return f"read_parquet([{file_literals(paths)}], union_by_name = true)"
