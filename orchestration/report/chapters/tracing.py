"""The tracing: every figure of the report with its exact value, how to find its rows, and a link to the report."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.places import Place, Places
from orchestration.report.document import (
    Block,
    Code,
    Column,
    Inlines,
    Link,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    text,
)
from orchestration.report.figures import Cell, column_name, measure_name


def tracing(context: Context, places: Places) -> Section:
    """Return the exact values of all figures that the report has printed, by what they measure."""
    by_measure: dict[str, list[SimpleNamespace]] = defaultdict(list)
    for row in context.figures.printed_values.values():
        by_measure[row.measure_id].append(row)
    measures = sorted(
        by_measure, key=lambda item: (context.figures.measures[item].label_sv.lower(), item)
    )
    by_column: dict[tuple[str, str], list[tuple[Cell, Decimal | int]]] = defaultdict(list)
    for cell, value in context.figures.printed_cells.items():
        by_column[cell.table, cell.column].append((cell, value))
    sections = [
        Section(
            "sparning-matt",
            "Mått",
            sections=tuple(
                _measure(context, places, measure, by_measure[measure]) for measure in measures
            ),
        )
    ]
    if by_column:
        sections.append(
            Section(
                "sparning-celler",
                "Övriga tal",
                blocks=(Paragraph(text("Tal som inte är mått är celler i en publicerad tabell.")),),
                sections=tuple(
                    _column(context, places, table, column, by_column[table, column])
                    for table, column in sorted(by_column)
                ),
            )
        )
    introduction = Paragraph(
        (
            Text(
                "Här står varje tal i rapporten med sitt exakta värde. Ett mått är en mängd, eller en mängd delad"
                " med en annan, summerad över ett fönster av månader. Kommandot visar de rader, filer och radnummer"
                " som talet vilar på. Alla tal kommer ur "
            ),
            Link(context.data.release.name, "underlag"),
            Text("."),
        )
    )
    return Section(
        "sparning",
        "Spårning",
        blocks=(introduction,),
        sections=tuple(section for section in sections if section.sections),
    )


def _measure(
    context: Context, places: Places, measure_id: str, values: list[SimpleNamespace]
) -> Section:
    defined = context.figures.measures[measure_id]
    is_money = defined.base_unit == "sek"
    unit = "kr" if is_money else defined.unit_label_sv or "utan enhet"
    rounding = (
        f"visas i {numbers.unit_in_words()}, i balansräkningen i kronor med två decimaler"
        if is_money
        else f"visas med {defined.decimals} decimaler"
    )
    counted: Inlines = (Text("Täljare: "), Code(defined.numerator_quantity_id))
    if defined.denominator_quantity_id:
        counted += (Text(". Nämnare: "), Code(defined.denominator_quantity_id))
    if defined.factor != 1:
        counted += (Text(f". Faktor: {numbers.exact(defined.factor)}"),)
    details: Inlines = (
        *counted,
        Text(f". Fönster: {context.period_of(defined)}. Enhet: {unit}; {rounding}. Leveranser: "),
        Link(
            context.data.code_name("source_system", defined.source_system),
            f"leveranser-{defined.source_system.replace('_', '-')}",
        ),
        Text("."),
    )
    blocks: tuple[Block, ...] = (
        Paragraph(text(defined.definition_sv), "lead"),
        Paragraph(details, "small"),
        Table(
            f"t-{context.figures.anchor(measure_id)}",
            f"Värden: {defined.label_sv}",
            (
                Column("Tal", "left", 2.6),
                Column("Spårning", "left", 3.6),
                Column("Exakt värde", "right", 1.3),
                Column("Täljare", "right", 1.3),
                Column("Nämnare", "right", 1.2),
            ),
            tuple(
                Row(
                    (
                        _back(_value_name(context, row), places.of_trace[_anchor(context, row)]),
                        (Code(f"bokslut trace {_quoted(row.value_id)}", shows=row.value_id),),
                        text(numbers.exact(row.measure_value)),
                        text(numbers.exact(row.numerator)),
                        text(numbers.exact(row.denominator)),
                    ),
                    anchor=_anchor(context, row),
                )
                for row in sorted(values, key=lambda row: (row.member, -row.fiscal_year))
            ),
            wide=True,
            is_caption_hidden=True,
        ),
    )
    return Section(
        context.figures.anchor(measure_name(measure_id)), defined.label_sv, blocks=blocks
    )


def _quoted(value_id: str) -> str:
    """Return an argument, quoted if a shell would split it."""
    return f'"{value_id}"' if " " in value_id else value_id


def _column(
    context: Context,
    places: Places,
    table: str,
    column: str,
    cells: list[tuple[Cell, Decimal | int]],
) -> Section:
    name = f"{table}.{column}"
    anchor = context.figures.anchor(column_name(table, column))
    keys = " och ".join(key for key, _ in cells[0][0].key)
    return Section(
        anchor,
        name,
        blocks=(
            Paragraph(text(context.data.description(table, column)), "lead"),
            Table(
                f"t-{anchor}",
                f"Värden: {name}",
                (
                    Column("Visas i", "left", 2.6),
                    Column(f"Rad ({keys})", "left", 3.6),
                    Column("Exakt värde", "right", 1.6),
                ),
                tuple(
                    Row(
                        (
                            _back_to_table(places.of_trace[context.figures.anchor(cell.full_name)]),
                            (Code(cell.name),),
                            text(numbers.exact(value)),
                        ),
                        anchor=context.figures.anchor(cell.full_name),
                    )
                    for cell, value in cells
                ),
                wide=True,
                is_caption_hidden=True,
            ),
        ),
    )


def _anchor(context: Context, row: SimpleNamespace) -> str:
    return context.figures.anchor(row.value_id)


def _value_name(context: Context, row: SimpleNamespace) -> str:
    defined = context.figures.measures[row.measure_id]
    name = context.data.member_name(row.member) if row.member else defined.label_sv
    return f"{name} {row.fiscal_year}"


def _back(name: str, places: list[Place]) -> Inlines:
    """Return a link to where the report first shows a value; plain text if it only mentions the value."""
    return (Link(name, places[0].anchor, "report"),) if places else text(name)


def _back_to_table(places: list[Place]) -> Inlines:
    return _back(places[0].title if places else numbers.NO_VALUE, places)
