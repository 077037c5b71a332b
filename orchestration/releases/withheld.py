"""The record of withheld groups: what any release has withheld, the next build withholds too.

Each release has the record as a table of its own, ``hr.mart_hr__withheld_groups``, so that it is proven with the
release, and a build reads those of all releases. So a group that grows stays withheld: a comparison with the earlier
release would reveal who was added.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.core.sql import file_literal
from orchestration.releases.release import Release, name_of, released_numbers

TABLE = "withheld_groups"
_PARQUET = "parquet/hr/mart_hr__withheld_groups.parquet"
_COLUMNS = "group_id varchar, subject varchar, breakdown varchar, member varchar, release integer"


def register_withheld_groups(connection: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Make ``raw.withheld_groups``, the groups that the releases have withheld; return how many rows it has.

    One row per group and release. A release of a version that kept no record has no rows.

    Raises
    ------
    RefusedError
        When the record of a release cannot be read.
    """
    connection.execute(f"create or replace table raw.{TABLE} ({_COLUMNS})")
    for number in released_numbers(settings):
        record = settings.published / name_of(number) / _PARQUET
        if not record.exists():
            continue
        try:
            connection.execute(
                f"insert into raw.{TABLE} by name"
                f" select group_id, subject, breakdown, member, {number} as release"
                f" from read_parquet({file_literal(record)})"
            )
        except duckdb.Error as error:
            raise RefusedError(
                f"The record of the groups that {name_of(number)} withheld cannot be read: {record}.",
                f"Restore {record.name} of that release from a backup, then run again.",
            ) from error
    ((rows,),) = connection.execute(f"select count(*) from raw.{TABLE}").fetchall()
    return rows


def earlier_that_withholds_less(release: Release) -> int | None:
    """Return the number of the last earlier release, in the same folder, that withholds fewer groups; None without one.

    What a release withholds, every later one withholds too, for all years. An earlier report can still be made as it
    was, from the release of that time.
    """
    groups = {}
    for folder in release.folder.parent.glob("release-*"):
        # A release whose record is missing or damaged is left out.
        with contextlib.suppress(duckdb.Error):
            groups[Release(folder).number] = _groups_in(folder / _PARQUET)
    own = groups.pop(release.number, frozenset())
    return max(
        (number for number in groups if number < release.number and groups[number] < own),
        default=None,
    )


def _groups_in(record: Path) -> frozenset[str]:
    with connect() as connection:
        rows = connection.execute(
            f"select group_id from read_parquet({file_literal(record)})"
        ).fetchall()
    return frozenset(group for (group,) in rows)
