"""What changed from each earlier release to the site's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.core.settings import Settings
from orchestration.diagnostics.comparison import Comparison, compare
from orchestration.diagnostics.comparison_rows import COLUMNS, rows_of
from orchestration.releases.release import Release, name_of, released_numbers
from orchestration.releases.rows import open_rows
from orchestration.releases.verification import first_fault
from orchestration.site.downloads import download_path, files_of

_AT_MOST = 10
"""How many earlier releases are compared; each costs about a second."""
SHOWN_CHANGES = 30
"""How many cells and rows of each table a page shows."""
_KEPT_CHANGES = 5_000
"""How many of each table are in the files beside the page; `bokslut diff` writes all."""


def changes_from(settings: Settings, release: Release) -> tuple[Comparison, ...]:
    """Return the comparisons with the latest releases before one, the nearest first.

    A release that does not verify is left out: what it holds is not what was published.
    """
    return tuple(_compared(settings, release))


def _compared(settings: Settings, release: Release) -> Iterator[Comparison]:
    earlier = [number for number in released_numbers(settings) if number < release.number]
    for number in reversed(earlier[-_AT_MOST:]):
        before = Release(settings.published / name_of(number))
        if first_fault(before, settings.evidence) is None:
            yield _for_all(compare(before, release, limit=_KEPT_CHANGES), release)


def change_files(changes: Sequence[Comparison], release: Release) -> dict[str, bytes]:
    """Return the files that comparisons with a release are downloaded as, by their paths in the site."""
    return {
        download_path(place_of(comparison), ending): content
        for comparison in changes
        for ending, content in files_of(
            release, place_of(comparison), COLUMNS, list(rows_of(comparison))
        ).items()
    }


def place_of(comparison: Comparison) -> str:
    """Return the name of a comparison's files."""
    return f"changes-{comparison.before}-{comparison.after}"


def _for_all(found: Comparison, release: Release) -> Comparison:
    """Return a comparison as all may read it: of a table that not all may read, only how much changed."""
    tables = [
        table
        if open_rows(release.tables[table.table]) == "true"
        else replace(table, cells=[], added=[], removed=[])
        for table in found.tables
    ]
    return replace(found, tables=tables)
