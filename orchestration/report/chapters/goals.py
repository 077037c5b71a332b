"""The goals: a chapter in itself, one section for each goal, as the tree has them.

Each has the board's judgement and comment beside the fulfilment that its indicators give, its indicators and its
activities.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import (
    MET,
    MISSED,
    NOT_COMPUTED,
    NOT_FORECAST,
    OFF_COURSE,
    ON_COURSE,
    Context,
)
from orchestration.report.chapters.forecasts import GOALS, INDICATORS, indicator_forecasts
from orchestration.report.document import (
    Block,
    Bullet,
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
    levels = list(dict.fromkeys(row.level_label_sv.lower() for row in rows))
    return Section(
        "mal",
        "Mål och indikatorer",
        blocks=(
            Paragraph(
                text(
                    f"Målen är {' och '.join(filter(None, [', '.join(levels[:-1]), levels[-1]]))}."
                    + (
                        f" Den beräknade uppfyllelsen är hel när alla kända indikatorer under målet når {context.bodys}"
                        " årsmål. I kolumnen Mot årsmålet är stapeln årets utfall, det höga strecket årsmålet och det"
                        " låga strecket föregående år."
                        if context.is_annual
                        else " Här visas de indikatorer som följs under året eller har en prognos. Ett mål väntas nås"
                        f" när prognosen för alla dess indikatorer når {context.bodys} årsmål."
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
        *(f"{prefix}{number}{row.label_sv}" for prefix in ("", f"{row.level_label_sv}: "))
    )
    notes = figures.take_notes()
    blocks: list[Block] = []
    if context.is_annual and row.comment_sv:
        blocks.append(
            Paragraph(
                text(row.comment_sv),
                "quote",
                source=f"{context.bodys.capitalize()} kommentar",
                notes=notes,
            )
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
            (f"{context.bodys.capitalize()} bedömning", context.judgement(row.judgement)),
            ("Beräknad uppfyllelse", context.judgement(row.computed_fulfilment)),
        )
    elif (expected := _expected(context, row.goal_key)) is not None:
        judgements = (("Väntad uppfyllelse", expected),)
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
    forecasts = indicator_forecasts(context)
    if not context.is_annual:
        rows = [row for row in rows if row.is_followed_by_tertial or row.indicator_key in forecasts]
    if not rows:
        return None
    titles = ["Indikator", context.period, context.prior_period, "Årsmål", "KF:s årsmål"]
    shown = [
        Column(titles[0], "left", 2.8),
        *(Column(title, "right", 0.85) for title in titles[1:]),
    ]
    if context.is_annual:
        shown += [Column("Mot årsmålet", "left", 1.2), Column("Beräknat", "left", 1.3)]
    elif forecasts:
        shown[-1:] = [Column("Prognos", "right", 0.85), Column("Nås årsmålet?", "left", 1.6)]
    cells = [_indicator_row(context, row, forecasts) for row in rows]
    anchor = f"t-indikatorer-{goal_id.replace('.', '-')}"
    notes = context.figures.take_notes()
    return Table(anchor, "Indikatorer", tuple(shown), tuple(cells), notes=notes)


def _indicator_row(
    context: Context, row: SimpleNamespace, forecasts: dict[str, SimpleNamespace]
) -> Row:
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
    ]
    if context.is_annual or not forecasts:
        cells.append(_target(context, row, "council_target"))
    if context.is_annual:
        met = row.is_board_target_met
        judged = NOT_COMPUTED if met is None else MET if met else MISSED
        cells += [_bullet(row, judged), (judged,)]
    elif forecasts:
        forecast = forecasts.get(row.indicator_key)
        cells += [_forecast(context, row, forecast), (_course(forecast),)]
    return Row(tuple(cells))


def _bullet(row: SimpleNamespace, judged: Judgement) -> Inlines:
    """Return the outcome against the target as a bar; nothing where either is missing or negative, or both are zero."""
    outcome, target, prior = row.outcome, row.board_target, row.prior_outcome
    if outcome is None or target is None or min(outcome, target) < 0 or not max(outcome, target):
        return text("")
    before: Decimal | None = prior if prior is not None and prior >= 0 else None
    length = max(outcome, target, before or Decimal(0))
    rounded = round(outcome, max(row.decimals or 0, 1))
    said = f"Utfall {_in_decimals(row, rounded)}, årsmål {_in_decimals(row, target)}"
    return (
        Bullet(
            said,
            judged.tone,
            float(outcome / length),
            float(target / length),
            None if before is None else float(before / length),
        ),
    )


def _forecast(context: Context, row: SimpleNamespace, forecast: SimpleNamespace | None) -> Inlines:
    if forecast is None:
        return text(numbers.NO_VALUE)
    cell = Cell(
        INDICATORS, "forecast", (("indicator_forecast_key", forecast.indicator_forecast_key),)
    )
    return context.figures.cell(cell, forecast.forecast, _in_decimals(row, forecast.forecast))


def _course(forecast: SimpleNamespace | None) -> Judgement:
    if forecast is None or forecast.is_on_course is None:
        return NOT_FORECAST
    return ON_COURSE if forecast.is_on_course else OFF_COURSE


def _expected(context: Context, goal_key: str) -> Judgement | None:
    """Return how a goal is expected to be fulfilled; None where none of its indicators is forecast."""
    if not context.data.has(GOALS):
        return None
    rows = context.data.rows(
        f"select forecast_fulfilment from {GOALS} where goal_key = $goal and edition = $edition"
        " and on_course_count + off_course_count > 0",
        goal=goal_key,
    )
    return context.judgement(rows[0].forecast_fulfilment) if rows else None


def _target(context: Context, row: SimpleNamespace, column: str) -> Inlines:
    """Return a target: in the goal system's words where it has words, else its number with its own decimals."""
    words: str | None = getattr(row, f"{column}_text")
    value: Decimal | None = getattr(row, column)
    if value is None:
        return text(numbers.printed(words) if words else numbers.NO_VALUE)
    printed = numbers.printed(words) if words else _in_decimals(row, value)
    cell = Cell(_TABLE, column, (("indicator_key", row.indicator_key),))
    return context.figures.cell(cell, value, printed)


def _in_decimals(row: SimpleNamespace, value: Decimal) -> str:
    return numbers.at_least(value, max(row.decimals or 0, 0))


def _activities(context: Context, goal_id: str) -> Table | None:
    rows = context.data.rows(
        "from goals.mart_goals__activities where fiscal_year = $year and goal_id = $goal order by activity_id",
        goal=goal_id,
    )
    if not rows:
        return None
    # Whether an activity deviated from its plan is known for the whole year only.
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
