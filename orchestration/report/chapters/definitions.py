"""The definitions: every figure of the report with its exact value, what it counts, and the way to its rows."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import Context
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
from orchestration.report.figures import Cell


def definitions(context: Context) -> Section:
    """Return the definitions of all figures that the chapters before have printed."""
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
            "definitioner-matt",
            "Mått",
            sections=tuple(_measure(context, measure, by_measure[measure]) for measure in measures),
        )
    ]
    if by_column:
        sections.append(
            Section(
                "definitioner-celler",
                "Övriga tal",
                blocks=(
                    Paragraph(
                        text(
                            "Tal som inte är mått är celler i en publicerad tabell. Beskrivningen är den som"
                            " tabellen bär."
                        )
                    ),
                ),
                sections=tuple(
                    _column(context, table, column, by_column[table, column])
                    for table, column in sorted(by_column)
                ),
            )
        )
    introduction = Paragraph(
        (
            Text(
                "Här står varje tal i rapporten med sitt exakta värde. Ett mått är en mängd, eller en mängd"
                " delad med en"
                " annan, summerad över ett fönster av månader. Kommandot visar de rader, filer och radnummer"
                " som talet"
                " vilar på. Alla tal kommer ur "
            ),
            Link(context.data.release.name, "underlag"),
            Text("."),
        )
    )
    return Section(
        "definitioner",
        "Definitioner och spårning",
        blocks=(introduction,),
        sections=tuple(section for section in sections if section.sections),
    )


def _measure(context: Context, measure_id: str, values: list[SimpleNamespace]) -> Section:
    defined = context.figures.measures[measure_id]
    window = (
        defined.measure_window_label_sv.lower()
        if context.is_annual
        else context.data.edition.period_label_sv
    )
    is_money = defined.base_unit == "sek"
    unit = "kr" if is_money else defined.unit_label_sv or "utan enhet"
    rounding = (
        "visas i mnkr med en decimal, i balansräkningen i kronor med två"
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
        Text(f". Fönster: {window}. Enhet: {unit}; {rounding}. Leveranser: "),
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
                Column("Spårning", "left", 5),
                Column("Exakt värde", "right", 1.3),
                Column("Täljare", "right", 1.3),
                Column("Nämnare", "right", 1.2),
            ),
            tuple(
                Row(
                    (
                        (Code(f"bokslut trace {_quoted(row.value_id)}", shows=row.value_id),),
                        text(numbers.exact(row.measure_value)),
                        text(numbers.exact(row.numerator)),
                        text(numbers.exact(row.denominator)),
                    ),
                    anchor=context.figures.anchor(row.value_id),
                )
                for row in sorted(values, key=lambda row: (row.member, -row.fiscal_year))
            ),
            wide=True,
            is_caption_hidden=True,
        ),
    )
    return Section(context.figures.anchor(f"measure {measure_id}"), defined.label_sv, blocks=blocks)


def _quoted(value_id: str) -> str:
    """Return an argument as a shell takes it for one."""
    return f'"{value_id}"' if " " in value_id else value_id


def _column(
    context: Context, table: str, column: str, cells: list[tuple[Cell, Decimal | int]]
) -> Section:
    name = f"{table}.{column}"
    keys = " och ".join(column_name for column_name, _ in cells[0][0].key)
    return Section(
        context.figures.anchor(f"column {name}"),
        name,
        blocks=(
            Paragraph(text(context.data.description(table, column)), "lead"),
            Table(
                f"t-{context.figures.anchor(f'column {name}')}",
                f"Värden: {name}",
                (Column(f"Rad ({keys})", "left", 4), Column("Exakt värde", "right", 1.6)),
                tuple(
                    Row(
                        ((Code(cell.name),), text(numbers.exact(value))),
                        anchor=context.figures.anchor(f"{cell.table}.{cell.column} {cell.name}"),
                    )
                    for cell, value in cells
                ),
                wide=True,
                is_caption_hidden=True,
            ),
        ),
    )
