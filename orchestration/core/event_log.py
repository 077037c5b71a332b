"""The log: what runs and people did to the warehouse, one JSON object per line, a file per day, for machines to follow.

``logs/<day>.jsonl``, by the day in UTC. Every line has ``at``, ``event`` and, in a run, ``run_id``;
the rest depends on the event. It holds counts, names of files, tables and controls, and reasons; no
row and no personal data. Files older than ``BOKSLUT_LOG_DAYS`` (400, so that a year can be compared
with the one before) are removed when a day's file is begun, the oldest first and a few at a time.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.core.files import private_folder
from orchestration.core.personal_data import without_personal_numbers

DAYS_VARIABLE = "BOKSLUT_LOG_DAYS"
_DAYS = 400
# A clock that is years ahead for a moment costs no more than these.
_REMOVED_A_DAY = 3


def log_event(logs: Path, event: str, **fields: Any) -> None:
    """Add a line to today's log, in one write, so that lines of several processes never mix.

    Parameters
    ----------
    logs
        The folder of logs; made, for its owner alone, where it is missing.
    event
        What happened, in one stable word.
    fields
        What belongs to it; those that are None are left out.
    """
    now = datetime.now(UTC)
    said = {"at": now.isoformat(timespec="milliseconds"), "event": event}
    said |= {name: value for name, value in fields.items() if value is not None}
    line = without_personal_numbers(json.dumps(said, ensure_ascii=False, default=str))
    private_folder(logs)
    path = logs / f"{now:%Y-%m-%d}.jsonl"
    if not path.exists():
        _remove_old(logs, now.date())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode())
    finally:
        os.close(descriptor)


def _remove_old(logs: Path, today: date) -> None:
    """Remove the oldest files that are past their time, three at most."""
    try:
        days = int(os.environ.get(DAYS_VARIABLE) or _DAYS)
    except ValueError:
        days = _DAYS
    oldest = f"{today - timedelta(days=days)}.jsonl"
    old = [path for path in sorted(logs.glob("????-??-??.jsonl")) if path.name < oldest]
    for path in old[:_REMOVED_A_DAY]:
        path.unlink(missing_ok=True)
