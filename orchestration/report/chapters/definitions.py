"""The definitions: how to read the report, what each figure counts, and links back to where it is shown."""

from __future__ import annotations

from collections.abc import Iterable

from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.places import Place, Places
from orchestration.report.document import (
    Block,
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
        *(() if context.is_annual else (_not_in_a_tertial(context),)),
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
    return Section(
        "definitioner",
        "Definitioner",
        blocks=tuple(_reading(context)),
        sections=tuple(section for section in sections if section.sections or section.blocks),
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
    heading = next((place for place in shown if place.column), None)
    said = context.data.description(table, column)
    definition = said or f"Kolumnen {column} i tabellen {table}; utgåvan beskriver den på engelska."
    if heading:
        title = f"{heading.title}: {heading.column}"
    elif said:
        # A column that only running text shows has no table heading: its description gives the title.
        first, _, definition = said.partition(". ")
        title = first.removesuffix(".")
    else:
        title = f"{table.partition('.')[2]}.{column}"
    return _section(anchor, title, definition, _ways(anchor, shown))


def _section(anchor: str, title: str, definition: str, details: Inlines) -> Section:
    return Section(
        anchor,
        title,
        blocks=(
            *([Paragraph(text(definition), "lead")] if definition else []),
            Paragraph(details, "small"),
        ),
    )


def _ways(anchor: str, places: Iterable[Place]) -> Inlines:
    """Return the links back to where a figure is shown, and on to its exact value."""
    ways: list[Text | Link] = []
    for place in places:
        ways += [Text(", " if ways else "Visas i: "), Link(place.title, place.anchor)]
    return (*ways, Text(". "), Link("Exakta värden", anchor, "tracing"), Text("."))


def _reading(context: Context) -> list[Block]:
    release = context.data.release
    paragraphs: list[Inlines] = [
        (
            Text(
                f"Alla tal är beräknade ur {context.bodys} system och hämtade ur den granskade utgåvan"
                f" {release.name}. Här"
                " står vad varje tal räknar; talet är en länk hit. Det exakta värdet, de leveranser som det vilar på"
                " och raderna bakom det finns i "
            ),
            Link("Granskning och spårning", "", "tracing"),
            Text("."),
        ),
        text(
            f"Belopp anges i {numbers.unit_in_words()} där inte kronor står utsatt. Avrundning sker först vid"
            " visningen, och"
            " summor kan därför avvika från summan av avrundade tal. En avvikelse är positiv när den är"
            " gynnsam: lägre"
            " kostnader eller högre intäkter än budget."
        ),
    ]
    if context.is_annual and context.figures.contradictions.figures:
        is_noted = context.audience == "audit"
        paragraphs.append(
            (
                Text(
                    "Den undertecknade berättelsen är avstämd mot beräkningen. "
                    + (
                        "Där den tryckta texten har ett annat tal, eller ett påstående som talen motsäger, står en"
                        " numrerad anmärkning i marginalen. Alla anmärkningar är samlade i kapitlet "
                        if is_noted
                        else "Var den tryckta texten har ett annat tal, eller ett påstående som talen motsäger, står i"
                        " kapitlet "
                    )
                ),
                Link("Avstämning", "avstamning", "report" if is_noted else "tracing"),
                Text("."),
            )
        )
    return [Paragraph(paragraph) for paragraph in paragraphs]


def _not_in_a_tertial(context: Context) -> Section:
    followed = {
        row.indicator_id
        for row in context.data.rows(
            "select indicator_id from goals.mart_goals__indicators inner join measures.dim_measure using (measure_id)"
            " where fiscal_year = $year and is_followed_by_tertial"
        )
    }
    left_out = [
        row
        for row in context.data.rows(
            "select indicator_id, label_sv from goals.mart_goals__indicators where fiscal_year = $year"
            " order by goal_id, indicator_id"
        )
        if row.indicator_id not in followed
    ]
    blocks: list[Block] = [
        Paragraph(text(sentence))
        for sentence in (
            "En tertialrapport redovisar det som händer i varje månad. Den innehåller inte undersökningarna"
            " (kund- och"
            " medarbetarenkäter görs en gång om året), balansräkningen, resultatfonden, investeringarna, analysen av"
            " kostnadsförändringen, årets budgetföljsamhet eller avstämningen mot den tryckta berättelsen.",
            f"{context.bodys.capitalize()} bedömningar och kommentarer lämnas i verksamhetsberättelsen."
            " Om årsmålen väntas nås bedöms efter"
            f" {context.bodys} prognoser; om de nås beräknas först för hela året."
            " Periodiseringar som görs vid årets slut finns inte i utfallet.",
        )
    ]
    if left_out:
        names = "; ".join(row.label_sv for row in left_out)
        blocks.append(
            Paragraph(
                text(f"Dessa indikatorer mäts för hela året och saknar därför utfall här: {names}.")
            )
        )
    return Section("inte-i-upplagan", "Vad denna upplaga inte innehåller", blocks=tuple(blocks))
