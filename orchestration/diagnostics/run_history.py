"""The history of runs, from the event log: the last run, its stages, and when each asset was last made.

Only ``logs`` is read, so this works without Dagster and covers the runs that the command line started.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.sql import literal

_COLUMNS = {
    "at": "varchar",
    "event": "varchar",
    "run_id": "varchar",
    "job": "varchar",
    "stage": "varchar",
    "asset": "varchar",
    "seconds": "double",
}


@dataclass(frozen=True)
class RunOutcome:
    """How a job's run or a stage ended: ``succeeded``, ``failed``; a run also ``started`` or ``cancelled``."""

    name: str
    outcome: str
    at: str
    seconds: float | None


@dataclass(frozen=True)
class RunHistory:
    """The last run, the stages of that run in the order in which they ended, and the last time of each asset."""

    run: RunOutcome | None
    stages: tuple[RunOutcome, ...]
    assets: dict[str, str]


def read_run_history(logs: Path) -> RunHistory:
    """Return the history of runs; empty if nothing has been logged.

    Times are ISO 8601, in UTC.
    """
    if not any(logs.glob("*.jsonl")):
        return RunHistory(None, (), {})
    with connect() as connection:
        connection.execute(
            f"create table events as from read_json({literal(logs / '*.jsonl')}, "
            f"format = 'newline_delimited', columns = {_COLUMNS})"
        )
        runs = _outcomes(
            connection,
            """
            select coalesce(max(job) over (partition by run_id), 'run'), substr(event, 5), "at", null
            from events where event in ('run_started', 'run_succeeded', 'run_failed', 'run_cancelled')
            order by "at" desc limit 1
            """,
        )
        stages = _outcomes(
            connection,
            """
            select stage, substr(event, 7), "at", seconds
            from events
            where event in ('stage_succeeded', 'stage_failed')
                and run_id = (
                    select run_id from events where event = 'run_started' order by "at" desc limit 1
                )
            qualify row_number() over (partition by stage order by "at" desc) = 1
            order by "at"
            """,
        )
        assets = connection.execute(
            """
            select asset, max("at") from events where event = 'asset_made' group by asset order by asset
            """
        ).fetchall()
    return RunHistory(runs[0] if runs else None, tuple(stages), dict(assets))


def _outcomes(connection: duckdb.DuckDBPyConnection, query: str) -> list[RunOutcome]:
    rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return [RunOutcome(*row) for row in rows]
