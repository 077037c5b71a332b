"""Which periods of the books are closed: an append-only record.

A closed period takes no changes until it is reopened, which is recorded too. The annual report closes
the books of a municipality (lag 2018:597 om kommunal bokföring och redovisning, 3 kap. 1 §), and a later
correction must show when and by whom it was made (bokföringslagen 1999:1078, 5 kap. 5 §, which good
practice in municipalities follows as well).

The record is ``periods.jsonl`` in the warehouse, one object per line, each with the SHA-256 of the line
before it, so that a line changed or removed by hand is noticed. Its length and the SHA-256 of its last
line are kept separately in ``evidence/periods.json``, so that a missing end is noticed too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import write_json, write_text

CLOSED = "closed"
REOPENED = "reopened"

_FORM = re.compile(r"(?P<year>[1-9][0-9]{3})(-((?P<month>0[1-9]|1[0-2])|(?P<edition>.+)))?")

Month = tuple[int, int]


@dataclass(frozen=True)
class Period:
    """A run of whole months, under the name that it was given."""

    name: str
    first: date
    last: date

    def months(self) -> Iterator[Month]:
        """Yield its months, as year and month."""
        return months_of(self.first, self.last)


@dataclass(frozen=True)
class Entry:
    """One line of the record: what was done to a period, when (UTC), by which role, and why.

    ``release`` is the number of the release that was current, which a close rests on; ``without``
    names the extracts that were missing and that the close did not wait for.
    """

    at: str
    action: str
    period: str
    first: str
    last: str
    by: str
    reason: str
    release: int | None = None
    without: tuple[str, ...] = ()

    def months(self) -> Iterator[Month]:
        """Yield the months of the period, as year and month."""
        return months_of(date.fromisoformat(self.first), date.fromisoformat(self.last))


def parse_period(text: str, editions: Mapping[str, int]) -> Period:
    """Read ``2013-05`` (a month), ``2013-T1`` (from January to the end of an edition) or ``2013`` (the year).

    Parameters
    ----------
    editions
        The last month of each edition of the board's report.

    Raises
    ------
    UsageError
        When it is none of these.
    """
    match = _FORM.fullmatch(text)
    if match is None or (match["edition"] and match["edition"] not in editions):
        known = ", ".join(f"2013-{name} to month {last}" for name, last in editions.items())
        raise UsageError(
            f"{text!r} is not a period.",
            f"Name a month (2013-05), an edition of the board's report ({known}) or a year (2013).",
        )
    year, month = int(match["year"]), int(match["month"] or 0)
    last_month = month or editions.get(match["edition"], 12)
    first_month = month or 1
    after = date(year + last_month // 12, last_month % 12 + 1, 1)
    return Period(text, date(year, first_month, 1), after - timedelta(days=1))


def months_of(first: date, last: date) -> Iterator[Month]:
    """Yield the months, as year and month, that the days from ``first`` to ``last`` touch."""
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield number // 12, number % 12 + 1


def read_record(path: Path) -> list[Entry]:
    """Read the record, oldest entry first; empty where no period has been closed yet.

    Raises
    ------
    RefusedError
        When a line has been changed or is missing.
    """
    entries, previous = [], ""
    for number, line in enumerate(_lines(path), start=1):
        try:
            content = json.loads(line)
            is_next = content.pop("previous_sha256") == previous
            entries.append(Entry(**content | {"without": tuple(content.get("without", ()))}))
        except (ValueError, KeyError, TypeError, AttributeError):
            is_next = False
        if not is_next:
            raise RefusedError(
                f"{path}, line {number}: the record of closed periods has been changed by hand: this line does not "
                "follow from the one before.",
                "Restore the file from a backup; periods are closed and reopened by `bokslut close` and `reopen` only.",
            )
        previous = _digest(line)
    _require_whole(path)
    return entries


def add_entry(path: Path, entry: Entry) -> None:
    """Add one entry to the record, durably; the caller holds the warehouse's lock.

    Raises
    ------
    RefusedError
        When the record has been changed by hand.
    """
    read_record(path)
    lines = _lines(path)
    previous = _digest(lines[-1]) if lines else ""
    line = json.dumps(asdict(entry) | {"previous_sha256": previous}, ensure_ascii=False)
    write_text(path, "".join(f"{line}\n" for line in (*lines, line)))
    write_json(_head_path(path), record_head(path))


def record_head(path: Path) -> dict[str, Any]:
    """Return how many lines the record has and the SHA-256 of the last, empty before the first."""
    lines = _lines(path)
    return {"lines": len(lines), "sha256": _digest(lines[-1]) if lines else ""}


def _require_whole(path: Path) -> None:
    """Prove that the record still reaches its noted end; it may be longer, where a kill came before the note.

    Raises
    ------
    RefusedError
        When the end is missing, or the note of it cannot be read.
    """
    head_path = _head_path(path)
    if not head_path.exists():
        return
    lines = _lines(path)
    try:
        head = json.loads(head_path.read_bytes())
        number, digest = head["lines"], head["sha256"]
        is_whole = 0 < number <= len(lines) and _digest(lines[number - 1]) == digest
    except (ValueError, KeyError, TypeError):
        raise RefusedError(
            f"{head_path}, which says where the record of closed periods ends, cannot be read.",
            "Restore the file from a backup, together with the record.",
        ) from None
    if not is_whole:
        raise RefusedError(
            f"{path}: the end of the record of closed periods is missing: {len(lines)} of {number} line(s) are there.",
            "Restore the file from a backup; periods are closed and reopened by `bokslut close` and `reopen` only.",
        )


def _head_path(path: Path) -> Path:
    return path.parent / "evidence" / "periods.json"


def closed_months(path: Path) -> dict[Month, Entry]:
    """Return the months that are closed now, each with the entry that closed it."""
    closed: dict[Month, Entry] = {}
    for entry in read_record(path):
        for month in entry.months():
            if entry.action == CLOSED:
                # A month keeps its own entry when its year is closed later.
                closed.setdefault(month, entry)
            else:
                closed.pop(month, None)
    return closed


def now() -> str:
    """Return the time of an entry that is made now."""
    return datetime.now(UTC).isoformat("T", "seconds")


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
