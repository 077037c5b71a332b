"""The goals: a chapter in itself, one section for each goal, as the tree has them.

Each has the board's judgement and comment beside the fulfilment that its indicators give, its indicators and its
activities.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import MET, MISSED, NOT_COMPUTED, Context
from orchestration.report.document import (
    Block,
    Column,
    Inlines,
    Judgement,
    Paragraph,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.figures import Cell

_TABLE = "goals.mart_goals__indicators"


def goals(context: Context) -> Section | None:
    """Return the chapter of the goals; None where the goal system is not delivered."""
    rows = context.data.rows(
        "from goals.mart_goals__goals where fiscal_year = $year order by goal_id"
    )
    if not rows:
        return None
    below: dict[str | None, list[SimpleNamespace]] = defaultdict(list)
    for row in rows:
        below[row.parent_goal_id].append(row)
    return Section(
        "mal",
        "Mål och indikatorer",
        blocks=(
            Paragraph(
                text(
                    "Målen följer kommunfullmäktiges inriktningsmål, mål för verksamhetsområdet och nämndens"
                    " egna mål."
                    + (
                        " Den beräknade uppfyllelsen är hel när alla kända indikatorer under målet når nämndens"
                        " årsmål."
                        if context.is_annual
                        else " Här visas de indikatorer som följs under året."
                    )
                )
            ),
        ),
        sections=tuple(
            section for row in below[None] if (section := _goal(context, row, below)) is not None
        ),
    )


def _goal(
    context: Context, row: SimpleNamespace, below: dict[str | None, list[SimpleNamespace]]
) -> Section | None:
    figures = context.figures
    number = f"{row.printed_number} " if row.printed_number else ""
    figures.contradictions.note_statements(
        *(f"{prefix}{number}{row.label_sv}" for prefix in ("", "Nämndmål: "))
    )
    notes = figures.take_notes()
    blocks: list[Block] = []
    if context.is_annual and row.comment_sv:
        blocks.append(
            Paragraph(text(row.comment_sv), "quote", source="Nämndens kommentar", notes=notes)
        )
    indicators = _indicators(context, row.goal_id)
    if indicators is not None:
        blocks.append(indicators)
    activities = _activities(context, row.goal_id)
    if activities is not None:
        blocks.append(activities)
    sections = [
        section
        for child in below[row.goal_id]
        if (section := _goal(context, child, below)) is not None
    ]
    if not context.is_annual and not blocks and not sections:
        return None
    judgements: tuple[tuple[str, Judgement], ...] = ()
    if context.is_annual:
        judgements = (
            ("Nämndens bedömning", context.judgement(row.judgement)),
            ("Beräknad uppfyllelse", context.judgement(row.computed_fulfilment)),
        )
    return Section(
        f"mal-{row.goal_id.replace('.', '-')}",
        f"{number}{row.label_sv}",
        label=context.data.code_name("goal_level", row.level),
        judgements=judgements,
        blocks=tuple(blocks),
        sections=tuple(sections),
    )


def _indicators(context: Context, goal_id: str) -> Table | None:
    rows = context.data.rows(
        f"select indicators.*, measures.decimals, measures.is_followed_by_tertial from {_TABLE} as indicators"
        " left join measures.dim_measure as measures using (measure_id)"
        " where fiscal_year = $year and goal_id = $goal order by indicator_id",
        goal=goal_id,
    )
    if not context.is_annual:
        rows = [row for row in rows if row.is_followed_by_tertial]
    if not rows:
        return None
    titles = ["Indikator", context.period, context.prior_period, "Årsmål", "KF:s årsmål"]
    shown = [
        Column(titles[0], "left", 2.8),
        *(Column(title, "right", 0.85) for title in titles[1:]),
    ]
    if context.is_annual:
        shown.append(Column("Beräknat", "left", 1.5))
    cells = [_indicator_row(context, row) for row in rows]
    anchor = f"t-indikatorer-{goal_id.replace('.', '-')}"
    notes = context.figures.take_notes()
    return Table(anchor, "Indikatorer", tuple(shown), tuple(cells), notes=notes)


def _indicator_row(context: Context, row: SimpleNamespace) -> Row:
    unit = None if row.unit == "index" else row.unit
    outcome, prior = (
        context.figures.measure(row.measure_id, row.member, years_ago=ago)
        if row.measure_id
        else text(numbers.NO_VALUE)
        for ago in (0, 1)
    )
    cells = [
        text(f"{row.label_sv} ({unit})" if unit else row.label_sv),
        outcome,
        prior,
        _target(context, row, "board_target"),
        _target(context, row, "council_target"),
    ]
    if context.is_annual:
        met = row.is_board_target_met
        cells.append((NOT_COMPUTED if met is None else MET if met else MISSED,))
    return Row(tuple(cells))


def _target(context: Context, row: SimpleNamespace, column: str) -> Inlines:
    """Return a target: in the goal system's words where it has words, else its number with its own decimals."""
    words: str | None = getattr(row, f"{column}_text")
    value: Decimal | None = getattr(row, column)
    if value is None:
        return text(words or numbers.NO_VALUE)
    decimals = max(row.decimals or 0, 0)
    printed = words or (
        numbers.exact(value) if value != round(value, decimals) else numbers.number(value, decimals)
    )
    cell = Cell(_TABLE, column, (("indicator_key", row.indicator_key),))
    return context.figures.cell(cell, value, printed)


def _activities(context: Context, goal_id: str) -> Table | None:
    rows = context.data.rows(
        "from goals.mart_goals__activities where fiscal_year = $year and goal_id = $goal order by activity_id",
        goal=goal_id,
    )
    if not rows:
        return None
    # How an activity departed from its plan is known for the whole year only.
    columns = [
        Column("Aktivitet", "left", 3.4),
        Column("Start", "right"),
        Column("Slut", "right"),
        Column("Avvikelse", "left", 1.2),
    ]
    cells = [
        (
            text(row.activity_sv),
            text(row.start_date.isoformat()),
            text(row.end_date.isoformat()),
            text(row.deviation_sv or "Ingen"),
        )
        for row in rows
    ]
    shown = len(columns) if context.is_annual else len(columns) - 1
    return Table(
        f"t-aktiviteter-{goal_id.replace('.', '-')}",
        "Aktiviteter",
        tuple(columns[:shown]),
        tuple(Row(row[:shown]) for row in cells),
    )
