"""The staff's own tables of a year: employees, costs per full-time, engagement, part-time, placements.

Each is a mart shown cell by cell; what the mart withholds of a small group is shown as withheld, never as empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import Context, columns
from orchestration.report.document import Inlines, Row, Section, Table, text
from orchestration.report.figures import Cell
from orchestration.report.release_data import area_order

WITHHELD = "visas inte"
# Data that was never delivered is not the same as data that is withheld.
NOT_DELIVERED = "ej levererat"
_NOT_DELIVERED_REASON = "Uppgifter om anställda har inte levererats."
WITHHELD_REASON = "En grupp om högst tio personer, eller en som skulle röja en sådan, redovisas inte (SFS 2002:1065)."


@dataclass(frozen=True)
class _Shown:
    """A column of a mart as it is shown: its title, its decimals, and whether it is an amount in kronor."""

    title: str
    column: str
    decimals: int = 0
    is_amount: bool = False
    signed: bool = False
    is_always_known: bool = False


def staff_marts(context: Context) -> tuple[Section, ...]:
    """Return a section for each of the marts that the release holds; a tertial has none of them."""
    if not context.is_annual:
        return ()
    made = (
        _employees(context),
        _costs(context),
        _engagement(context),
        _part_time(context),
        _placements(context),
    )
    return tuple(section for section in made if section is not None)


def _employees(context: Context) -> Section | None:
    rows = _rows(
        context,
        "hr.mart_hr__employees",
        "breakdown in ('total', 'sex', 'age_group', 'business_area')",
        "case breakdown when 'total' then 1 when 'sex' then 2 when 'age_group' then 3 else 4 end,"
        f" {area_order('member')}, member",
    )
    shown = (
        _Shown("Anställda", "employees_count"),
        _Shown(f"Anställda {context.year - 1}", "prior_employees_count"),
        _Shown("Årsarbetare", "full_times", 1),
        _Shown(f"Årsarbetare {context.year - 1}", "prior_full_times", 1),
        _Shown("Därav i tjänst", "full_times_present", 1),
    )
    return _section(
        context,
        ("anstallda", "Anställda och årsarbetare"),
        "hr.mart_hr__employees",
        "employees_key",
        shown,
        rows,
        remark="Anställda vid årets slut; årsarbetare är årets medeltal av sysselsättningsgrader.",
        breakdowns=True,
    )


def _costs(context: Context) -> Section | None:
    table = "hr.mart_hr__staff_costs"
    rows = _rows(
        context,
        table,
        "true",
        f"is_total, {area_order('mart_hr__staff_costs.business_area_id')}, label_sv",
    )
    shown = (
        _Shown(f"Kostnad, {numbers.unit()}", "outcome_sek", is_amount=True, is_always_known=True),
        _Shown(
            f"{context.year - 1}, {numbers.unit()}",
            "prior_outcome_sek",
            is_amount=True,
            is_always_known=True,
        ),
        _Shown(
            f"Differens, {numbers.unit()}",
            "difference_sek",
            is_amount=True,
            signed=True,
            is_always_known=True,
        ),
        _Shown("Årsarbetare", "full_times", 1),
        _Shown("Kronor per årsarbetare", "cost_per_full_time_sek"),
    )
    heading = ("personalkostnad-per-arsarbetare", "Personalkostnader per verksamhetsområde")
    return _section(context, heading, table, "staff_costs_key", shown, rows)


def _engagement(context: Context) -> Section | None:
    table = "hr.mart_hr__engagement"
    rows = _rows(
        context,
        table,
        "true",
        "case breakdown when 'total' then 1 when 'part' then 2 else 3 end,"
        f" {area_order('mart_hr__engagement.label_sv', by='label_sv')}, label_sv",
    )
    shown = (
        _Shown("Svarande", "respondents_count"),
        _Shown("Index", "index_value"),
        _Shown(f"Index {context.year - 1}", "prior_index_value"),
        _Shown("Förändring", "change_points", 1, signed=True),
    )
    heading = ("medskapande", "Aktivt medskapandeindex")
    return _section(context, heading, table, "engagement_key", shown, rows)


def _part_time(context: Context) -> Section | None:
    table = "hr.mart_hr__part_time"
    rows = _rows(context, table, "true", "fiscal_year", label=f"'Hela {context.body}'")
    shown = (
        _Shown("Deltidsanställda", "part_time_count", is_always_known=True),
        _Shown("Ofrivillig deltid", "involuntary_count"),
        _Shown("Erbjudna heltid", "offered_full_time_count"),
    )
    return _section(context, ("deltid", "Deltid"), table, "fiscal_year", shown, rows)


def _placements(context: Context) -> Section | None:
    table = "hr.mart_hr__work_placements"
    rows = _rows(context, table, "true", "label_sv", disclosed="true")
    shown = (
        _Shown("Erbjudna", "offered_count"),
        _Shown("Tillsatta", "held_count"),
        _Shown(f"Tillsatta {context.year - 1}", "prior_held_count"),
        _Shown("Årsmål", "board_target_count"),
    )
    heading = ("praktik", "Praktikplatser och sommarjobb")
    return _section(context, heading, table, "work_placements_key", shown, rows)


def _rows(
    context: Context,
    table: str,
    condition: str,
    order: str,
    *,
    label: str = "label_sv",
    disclosed: str = "is_disclosed",
) -> list[SimpleNamespace]:
    if not context.data.has(table):
        return []
    return context.data.rows(
        f"select *, {label} as shown_name, {disclosed} as shown_openly from {table}"
        f" where fiscal_year = $year and {condition} order by {order}"
    )


def _section(
    context: Context,
    heading: tuple[str, str],
    table: str,
    key: str,
    shown: Sequence[_Shown],
    rows: Sequence[SimpleNamespace],
    *,
    remark: str = "",
    breakdowns: bool = False,
) -> Section | None:
    if not rows:
        return None
    anchor, title = heading
    made: list[Row] = []
    breakdown = "total"
    for row in rows:
        if breakdowns and row.breakdown != breakdown:
            breakdown = row.breakdown
            name = context.data.code_name("sick_leave_breakdown", breakdown)
            made.append(Row((text(name),), "heading"))
        cells = tuple(_cell(context, table, key, row, column) for column in shown)
        is_total = getattr(row, "is_total", getattr(row, "breakdown", "") == "total")
        made.append(Row((text(row.shown_name), *cells), "total" if is_total else "plain"))
    reason = WITHHELD_REASON if _is_delivered(context) else _NOT_DELIVERED_REASON
    withheld = reason if any(not row.shown_openly for row in rows) else ""
    return Section(
        anchor,
        title,
        blocks=(
            Table(
                f"t-{anchor}",
                f"{title} {context.year}",
                columns("", *(column.title for column in shown)),
                tuple(made),
                remark=" ".join(filter(None, (remark, withheld))),
            ),
        ),
    )


def _is_delivered(context: Context) -> bool:
    """Return whether the system that knows the employees has delivered anything."""
    return context.data.has("hr.mart_hr__employees")


def _cell(context: Context, table: str, key: str, row: SimpleNamespace, shown: _Shown) -> Inlines:
    value = getattr(row, shown.column)
    if not row.shown_openly and not shown.is_always_known:
        return text(WITHHELD if _is_delivered(context) else NOT_DELIVERED)
    cell = Cell(table, shown.column, ((key, getattr(row, key)),))
    if shown.is_amount:
        return context.figures.cell_of_amount(cell, value, signed=shown.signed)
    printed = numbers.number(value, shown.decimals, signed=shown.signed)
    return context.figures.cell(cell, value, printed)
