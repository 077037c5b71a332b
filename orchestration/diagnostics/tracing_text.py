"""A trace as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orchestration.core.display import amount, measured, with_thousands
from orchestration.diagnostics.tracing import QuantityTrace, Trace

_TEXT_WIDTH = 28


def render(trace: Trace) -> str:
    """Return a trace as text: the figure, its measure, and each sum with its first rows."""
    figure, measure = trace.figure, trace.measure
    computed = f"computed {measured(figure['computed_value'], figure['base_unit'])}"
    heading = (
        [
            f"{figure['label_sv']}: printed {figure['printed']} {figure['unit']} ({figure['section']})",
            f"  verdict     {figure['verdict']}; {computed}",
        ]
        if figure["verdict"]
        else [f"{figure['label_sv']}: {computed}"]
    )
    return "\n".join(
        [
            *heading,
            f"  measure     {figure['measure_value_id']}: {measure['definition']}",
            f"  mart cell   measures.fct_measures, value {amount(measure['measure_value'])},"
            f" window {measure['measure_window']}",
            *(line for quantity in trace.quantities for line in _quantity(quantity)),
        ]
    )


def _quantity(quantity: QuantityTrace) -> Iterator[str]:
    side = "year before" if quantity.side.startswith("prior_") else quantity.side
    rows, sums = ("row", "sums") if quantity.row_count == 1 else ("rows", "sum")
    models = f" of {', '.join(quantity.source_models)}" if quantity.source_models else ""
    verdict = "agrees" if quantity.agrees else "DOES NOT AGREE"
    yield (
        f"  {side:<12}{quantity.quantity_id}: {with_thousands(quantity.row_count)}"
        f" {rows}{models} {sums} to {amount(quantity.total)};"
        f" the measure has {amount(quantity.stated)} ({verdict})"
    )
    for row in quantity.rows:
        yield f"    {_row(row)}"
    if quantity.row_count > len(quantity.rows):
        yield f"    … {with_thousands(quantity.row_count - len(quantity.rows))} more"


def _row(row: dict[str, Any]) -> str:
    shown = f"{amount(row['amount']):>18}"
    if row["rests_on"] != "row":
        return f"{'':10}  {shown}  a rule, set in {row['source_model']}"
    place = f"{row['load_id']}/{row['file_name']}, line {row['line_number']}"
    if row["entry"] is None:
        return f"{row['quantity_date']}  {shown}  {place}"
    text = row["entry_text"] or ""
    if len(text) > _TEXT_WIDTH:
        text = f"{text[: _TEXT_WIDTH - 1]}…"
    return (
        f"{row['entry_date'] or ''!s:<10}  {shown}  {row['entry']:<10} {row['account']:<6} "
        f"{text:<{_TEXT_WIDTH}}  {place}"
    )
