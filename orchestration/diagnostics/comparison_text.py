"""A comparison of two releases as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.diagnostics.compared_tables import CellChange, TableChange
from orchestration.diagnostics.comparison import Comparison, DeliveryChange


def render(found: Comparison) -> str:
    """Return a comparison as lines of text."""
    return "\n".join(_lines(found))


def _lines(found: Comparison) -> Iterator[str]:
    yield f"release {found.before} → release {found.after}"
    if found.is_same:
        yield "  no difference"
        return
    if found.deliveries:
        yield "Deliveries"
        yield from (f"  {_delivery(delivery)}" for delivery in found.deliveries)
    for title, changes in (
        ("Reference data", found.reference_data),
        ("Code", found.code),
        ("Schema", found.schema),
        ("Verdict", found.verdict),
    ):
        if changes:
            yield title
            yield from (f"  {change}" for change in changes)
    others = " or by the reference data or code that changed"
    for table in found.tables:
        yield from _table(table, others if found.reference_data or found.code else "")


def _delivery(delivery: DeliveryChange) -> str:
    loads = " → ".join(load for load in (delivery.load_before, delivery.load_after) if load)
    return (
        f"{delivery.change:<9}{delivery.system}/{delivery.delivery}, {delivery.period_from} to {delivery.period_to}"
        f" ({loads}): {', '.join(delivery.files)}"
    )


def _table(table: TableChange, others: str) -> Iterator[str]:
    counts = (
        (table.changed_cells, f"cells of {table.changed_rows} rows changed"),
        (table.added_rows, "rows added"),
        (table.removed_rows, "rows removed"),
    )
    said = ", ".join(f"{count} {name}" for count, name in counts if count)
    reason = ", ".join(table.deliveries) + others if table.deliveries else "reference data or code"
    yield f"{table.table}: {said}; by {reason}"
    yield from (f"  {_cell(cell)}" for cell in table.cells)
    if table.changed_cells > len(table.cells):
        yield f"  … {table.changed_cells - len(table.cells)} more cells"
    for sign, rows, count in (
        ("+", table.added, table.added_rows),
        ("-", table.removed, table.removed_rows),
    ):
        yield from (f"  {sign} {row}" for row in rows)
        if count > len(rows):
            yield f"  {sign} … {count - len(rows)} more"


def _cell(cell: CellChange) -> str:
    before, after = (_value(value) for value in (cell.before, cell.after))
    said = f"{cell.row}  {cell.column}: {before} → {after}"
    return said if cell.difference is None else f"{said} ({cell.signed_difference})"


def _value(value: str | None) -> str:
    return "empty" if value is None else value or "''"
