"""Days and times of day in Sweden, whatever zone the machine is set to.

Manifests and logs have times in ISO 8601 with their zone. Deadlines, and what is printed for a person, go by the clock
in Sweden.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from orchestration.core.settings import TIMEZONE


def local_today() -> date:
    """Return today in Sweden."""
    return datetime.now(ZoneInfo(TIMEZONE)).date()


def local_day(moment: str) -> date:
    """Return the day in Sweden of an ISO 8601 time."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(TIMEZONE)).date()


def local_time(moment: str) -> str:
    """Return an ISO 8601 time as a clock in Sweden shows it, with its zone: ``2013-12-31 17:08:38 CET``."""
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(TIMEZONE)):%Y-%m-%d %H:%M:%S %Z}"
