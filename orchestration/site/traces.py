"""The rows behind a printed figure as files, beside its page: the first ones of each side.

They have what the page may show, and no more: rows about persons have only file and line, and vouchers that are not
open to all are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.core.spreadsheets import Cell
from orchestration.site.content import Content
from orchestration.site.downloads import files_of, trace_path
from orchestration.site.rows import Row, Side

COLUMNS = (
    *("side", "quantity_id", "fiscal_year", "rests_on", "source_model", "quantity_date", "amount"),
    *("load_id", "file_name", "line_number", "entry_date", "entry", "account", "entry_text"),
)


def trace_files(content: Content) -> dict[str, bytes]:
    """Return the files of each value that is printed and has rows, by their paths in the site."""
    return {
        trace_path(value_id, ending): file
        for value_id in content.facts.figures_of
        if value_id in content.rows.sides
        for ending, file in files_of(
            content.facts.release, value_id, COLUMNS, list(_rows(content, value_id))
        ).items()
    }


def _rows(content: Content, value_id: str) -> Iterator[tuple[Cell, ...]]:
    for side in content.rows.sides[value_id]:
        is_personal = content.is_personal(side)
        yield from (_row(side, row, is_personal=is_personal) for row in side.rows)


def _row(side: Side, row: Row, *, is_personal: bool) -> tuple[Cell, ...]:
    return (
        *(side.name, side.quantity_id, side.fiscal_year, row.rests_on, row.source_model),
        *((None, None) if is_personal else (row.day, row.amount)),
        *(row.load_id, row.file_name, row.line_number or None),
        *(row.entry_date, row.entry, row.account, row.entry_text),
    )
