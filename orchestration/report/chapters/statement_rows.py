"""The forms that the economic tables share: the rows that open costs and revenue, totals and parts."""

from __future__ import annotations

from types import SimpleNamespace

from orchestration.report.document import Row, RowKind, text


def side_heading(rows: list[Row], line: SimpleNamespace) -> list[Row]:
    """Return the row that opens the costs or the revenue of a table by area, where the line is the first of them."""
    names = {"cost": "Kostnader", "revenue": "Intäkter"}
    heading = names.get(line.side)
    known = {row.cells[0] for row in rows if row.kind == "heading"}
    return [Row((text(heading),), "heading")] if heading and text(heading) not in known else []


def row_kind(line: SimpleNamespace) -> RowKind:
    """Return how a line of an economic table is shown: as a total, as a part of the one above, or plainly."""
    if line.is_total:
        return "total"
    return "part" if getattr(line, "is_of_which", False) else "plain"
