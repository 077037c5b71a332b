"""The first chapter: the period in a few figures, and the goals at a glance."""

from __future__ import annotations

from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.forecasts import goals_on_course
from orchestration.report.document import (
    Block,
    Column,
    Facts,
    Inlines,
    Link,
    Paragraph,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.figures import Cell


def summary(context: Context) -> Section:
    """Return the summary."""
    heading = "Året i korthet" if context.is_annual else "Perioden i korthet"
    context.figures.contradictions.note_statements("Sammanfattning", "Ärendets beredning")
    notes = context.figures.take_notes()
    blocks: list[Block] = [_facts(context)]
    context.figures.take_notes()  # the same figures are in their chapters, with their notes
    told = _outcome_of_indicators(context)
    if told:
        blocks.append(Paragraph(text(told), notes=notes))
    sections: list[Section] = []
    goals = _goals(context) if context.is_annual else None
    if goals is not None:
        sections.append(Section("malen-i-korthet", "Målen i korthet", blocks=(goals,)))
    else:
        on_course = goals_on_course(context)
        if on_course is not None:
            sections.append(Section("malen-pa-vag", "Nås årsmålen?", blocks=(on_course,)))
    return Section("sammanfattning", heading, blocks=tuple(blocks), sections=tuple(sections))


def _facts(context: Context) -> Facts:
    figures, facts = context.figures, []
    if context.is_annual:
        for member, name in (("cost", "Kostnader"), ("revenue", "Intäkter"), ("net", "Resultat")):
            value = figures.measure("income_statement_sek", member, unit=True)
            prior = figures.measure("income_statement_sek", member, years_ago=1, unit=True)
            facts.append((name, value, _beside(context, prior)))
    else:
        for row in context.data.rows(
            "from economics.mart_economics__result_to_date where fiscal_year = $year and edition = $edition"
            " and is_total order by sort_order"
        ):
            cell = Cell(
                "economics.mart_economics__result_to_date",
                "outcome_sek",
                (
                    ("fiscal_year", row.fiscal_year),
                    ("edition", row.edition),
                    ("line_id", row.line_id),
                ),
            )
            before = numbers.with_unit(numbers.amount(row.prior_outcome_sek), numbers.unit())
            facts.append(
                (
                    row.label_sv,
                    figures.cell_of_amount(cell, row.outcome_sek, unit=True),
                    _beside(context, text(before)),
                )
            )
    order = "annual_summary_order" if context.is_annual else "tertial_summary_order"
    in_summary = [
        (place, measure_id)
        for measure_id, measure in figures.measures.items()
        if (place := getattr(measure, order)) is not None
    ]
    for _, measure_id in sorted(in_summary):
        if figures.value(measure_id) is not None:
            value = figures.measure(measure_id, unit=True)
            prior = figures.measure(measure_id, years_ago=1, unit=True)
            facts.append((figures.measures[measure_id].label_sv, value, _beside(context, prior)))
    return Facts(tuple(facts))


def _beside(context: Context, prior: Inlines) -> str:
    value = "".join(part.text for part in prior)
    return "" if value == numbers.NO_VALUE else f"{context.prior_period}: {value}"


def _outcome_of_indicators(context: Context) -> str:
    counts = context.data.rows(
        "select count(*) filter (where is_board_target_met) as met, count(*) filter (where not is_board_target_met)"
        " as missed, count(*) as every from goals.mart_goals__indicators where fiscal_year = $year"
    )[0]
    if not context.is_annual:
        return (
            "Utfallen i denna rapport är beräknade ur verksamhetens system för perioden "
            f"{context.data.edition.period_label_sv} {context.year} och jämförs med samma månader året före."
        )
    if not counts.every:
        return ""
    unknown = counts.every - counts.met - counts.missed
    return (
        f"Av årets {counts.every} indikatorer når {counts.met} {context.bodys} årsmål och {counts.missed} gör det inte"
        + (f"; för {unknown} saknas utfall eller årsmål." if unknown else ".")
        + f" {context.bodys.capitalize()} egen bedömning av målen vilar även på annan kunskap än indikatorerna,"
        " och visas därför bredvid den"
        " uppfyllelse som indikatorerna ger."
    )


def _goals(context: Context) -> Table | None:
    rows = context.data.rows(
        "from goals.mart_goals__goals where fiscal_year = $year order by goal_id"
    )
    if not rows:
        return None
    return Table(
        "t-malen",
        f"{context.bodys.capitalize()} bedömning av målen, och den uppfyllelse som indikatorerna ger",
        (
            Column("Mål", "left", 3.1),
            Column(f"{context.bodys.capitalize()} bedömning", "left", 1.5),
            Column("Beräknad uppfyllelse", "left", 1.5),
            Column("Nådda årsmål", "right", 0.8),
        ),
        tuple(
            Row(
                (
                    (Link(context.goal_name(row), f"mal-{row.goal_id.replace('.', '-')}"),),
                    (context.judgement(row.judgement),),
                    (context.judgement(row.computed_fulfilment),),
                    text(
                        f"{row.met_count} av {row.indicators_count}"
                        if row.indicators_count
                        else numbers.NO_VALUE
                    ),
                ),
                context.goal_row_kind(row),
            )
            for row in rows
        ),
    )
