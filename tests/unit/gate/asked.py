"""Asking a control of tables that a test has made: the control's own SQL, and two years of months."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.gate.controls import read_controls

CONTROLS = {control.name: control for control in read_controls()}
MONTHS = [date(year, month, 1) for year in (2012, 2013) for month in range(1, 13)]


def found(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the subjects that break a control."""
    control = CONTROLS[name]
    query = f"select subject from ({control.query}) where {control.breach} order by all"
    return [subject for (subject,) in connection.execute(query).fetchall()]
