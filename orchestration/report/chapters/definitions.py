"""The definitions: what each figure of the report counts, and the way back to where it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.report.chapters.context import Context
from orchestration.report.chapters.places import Place, Places
from orchestration.report.document import (
    Inlines,
    Link,
    Paragraph,
    Section,
    Text,
    text,
)
from orchestration.report.figures import column_name, measure_name


def definitions(context: Context, places: Places) -> Section:
    """Return the definitions of all figures that the chapters before have printed."""
    measures = sorted(
        {row.measure_id for row in context.figures.printed_values.values()},
        key=lambda item: (context.figures.measures[item].label_sv.lower(), item),
    )
    columns = sorted({(cell.table, cell.column) for cell in context.figures.printed_cells})
    sections = [
        Section(
            "definitioner-matt",
            "Mått",
            sections=tuple(_measure(context, places, measure) for measure in measures),
        ),
        Section(
            "definitioner-celler",
            "Övriga tal",
            sections=tuple(
                sorted(
                    (_column(context, places, table, column) for table, column in columns),
                    key=lambda section: section.title.lower(),
                )
            ),
        ),
    ]
    introduction = Paragraph(
        (
            Text(
                "Här står vad varje tal i rapporten räknar. Det exakta värdet, och de rader som det vilar på,"
                " finns i "
            ),
            Link("Granskning och spårning", "", "tracing"),
            Text("."),
        )
    )
    return Section(
        "definitioner",
        "Definitioner",
        blocks=(introduction,),
        sections=tuple(section for section in sections if section.sections),
    )


def _measure(context: Context, places: Places, measure_id: str) -> Section:
    defined = context.figures.measures[measure_id]
    anchor = context.figures.anchor(measure_name(measure_id))
    is_money = defined.base_unit == "sek"
    unit = "kronor" if is_money else defined.unit_label_sv or "utan enhet"
    details: Inlines = (
        Text(f"Period: {context.period_of(defined)}. Enhet: {unit}. "),
        *_ways(anchor, places.of_definition[anchor]),
    )
    return _section(anchor, defined.label_sv, defined.definition_sv, details)


def _column(context: Context, places: Places, table: str, column: str) -> Section:
    anchor = context.figures.anchor(column_name(table, column))
    shown = places.of_definition[anchor]
    title = f"{shown[0].title}: {shown[0].column}" if shown[0].column else shown[0].title
    return _section(anchor, title, context.data.description(table, column), _ways(anchor, shown))


def _section(anchor: str, title: str, definition: str, details: Inlines) -> Section:
    return Section(
        anchor,
        title,
        blocks=(Paragraph(text(definition), "lead"), Paragraph(details, "small")),
    )


def _ways(anchor: str, places: Iterable[Place]) -> Inlines:
    """Return the ways back to where a figure is shown, and on to its exact value."""
    ways: list[Text | Link] = []
    for place in places:
        ways += [Text(", " if ways else "Visas i: "), Link(place.title, place.anchor)]
    return (*ways, Text(". "), Link("Exakta värden", anchor, "tracing"), Text("."))
