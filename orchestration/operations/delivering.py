"""Making a delivery of files as a system wrote them: the folder, and a manifest made from the files themselves.

The sender knows best what was sent; a manifest made from the file proves only that the file has not changed since. It
is for a first try, and for systems that cannot write one.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from orchestration.core.duckdb import connect, one_row
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import commit_folder, scratch_folder, write_json
from orchestration.loading import ledger
from orchestration.loading.deliveries import MANIFEST_NAME

SIE_SUFFIXES = (".se", ".si", ".sie")

_PERIOD = re.compile(r"(?P<year>\d{4})(-(?P<month>0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Content:
    """What a file holds: its entity and period, its rows, and its control totals as decimal strings."""

    path: Path
    system: str
    entity: str
    period: tuple[date, date]
    rows: int
    control_totals: Mapping[str, str]


def content_of_ledger(path: Path, encoding: str) -> Content:
    """Return what a SIE file with a year's ledger holds.

    Parameters
    ----------
    path
        The file.
    encoding
        The encoding that the ledger's contract states.

    Raises
    ------
    RefusedError
        When it is not SIE, or not a whole ledger that adds up; the message says why.
    """
    with connect() as connection, tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        read = ledger.read_file(connection, copy, path, encoding)
        for found in (*read.shortcomings, *read.disagreements):
            raise RefusedError(found.message, found.remedy)
        start, end, covered = one_row(
            connection,
            """
            select start_date, end_date, balance_date from sie_fiscal_years, sie_files where year_index = 0
            """,
        )
    # Some programs fill #OMFATTN with a meaningless day.
    period = start, covered if covered and start <= covered <= end else end
    return Content(path, "ledger", "ledger", period, read.rows, read.totals)


def period_of(text: str) -> tuple[date, date]:
    """Return the first and last day of a period, ``2013`` or ``2013-05``.

    Raises
    ------
    UsageError
        When it is neither.
    """
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise UsageError(f"--period {text}: it is not a month or a year.", "Write 2013-05 or 2013.")
    year, month = int(found["year"]), found["month"]
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, int(month), 1), date(year, int(month), monthrange(year, int(month))[1])


def write_delivery(
    landing: Path,
    contents: Sequence[Content],
    *,
    corrects: str | None = None,
    reason: str | None = None,
) -> Path:
    """Write a delivery of some files of one system and period, and return its folder.

    It is named by its period, with a number if the name is taken. The folder appears whole, or not at all.

    Raises
    ------
    UsageError
        When the files are of several periods, or the landing folder has these very bytes already.
    ExternalError
        When the landing folder cannot be written to.
    """
    first, *others = contents
    if any(content.period != first.period for content in others):
        raise UsageError(
            "The files are of several periods.", "Deliver the files of each period by themselves."
        )
    digests = {
        content.path: hashlib.sha256(content.path.read_bytes()).hexdigest() for content in contents
    }
    parent = landing / first.system
    for manifest in sorted(parent.glob(f"*/{MANIFEST_NAME}")):
        said = manifest.read_bytes()
        if all(digest.encode() in said for digest in digests.values()):
            raise UsageError(
                f"{manifest.parent} already delivers {'these files' if others else first.path}.",
                "Run `bokslut run`; there is nothing more to deliver.",
            )
    folder = _free_name(parent, first.period)
    with scratch_folder(parent) as scratch:
        for content in contents:
            shutil.copyfile(content.path, scratch / content.path.name)
        write_json(
            scratch / MANIFEST_NAME, _manifest(folder.name, contents, digests, corrects, reason)
        )
        commit_folder(scratch, folder)
    return folder


def _free_name(parent: Path, period: tuple[date, date]) -> Path:
    first, last = period
    is_year = (first.month, last.month, last.day) == (1, 12, 31)
    name = f"{first:%Y}" if is_year else f"{last:%Y-%m}"
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    return next(parent / name for name in names if not (parent / name).exists())


def _manifest(
    name: str,
    contents: Sequence[Content],
    digests: Mapping[Path, str],
    corrects: str | None,
    reason: str | None,
) -> dict[str, Any]:
    first = contents[0]
    correction = {"corrects": corrects, "reason": reason} if corrects else {}
    return {
        "name": f"{first.system}-{name}".lower().replace("_", "-"),
        "created": datetime.now(UTC).isoformat("T", "microseconds"),
        "sources": [{"title": "made from the files by `bokslut deliver`"}],
        "resources": [
            {
                "name": re.sub(r"[^a-z0-9._-]+", "-", content.path.stem.lower()).strip("-")
                or "file",
                "path": content.path.name,
                "bytes": content.path.stat().st_size,
                "hash": f"sha256:{digests[content.path]}",
                "bokslut": {
                    "entity": content.entity,
                    "rows": content.rows,
                    "control_totals": dict(content.control_totals),
                },
            }
            for content in contents
        ],
        "bokslut": {
            "system": first.system,
            "period": {"from": first.period[0].isoformat(), "to": first.period[1].isoformat()},
            **correction,
        },
    }
