"""Names of a text that refer to the goal system: missed targets, and activities that were not done as planned.

``targets_missed:2.4``
    how many indicators under a goal miss the board's target
``target_missed:2.4-6``
    1 where an indicator misses the board's target, 0 where it meets it
``activities:2.4``, ``activities_deviating:2.4``
    how many activities a goal has itself, and how many of them deviate from their plan
``activity_deviates:2.4-A1``
    1 where an activity deviates from its plan, else 0

A goal, an activity or an indicator may be called by its name, in quotation marks. Each may have a period. The tie-out
reads the same names in SQL (``int_tie_out__references``).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from orchestration.core.expressions import Value
from orchestration.report.figures import Cell
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.readings import Reading, UnknownNameError, closest

_GOALS, _ACTIVITIES = "goals.mart_goals__goals", "goals.mart_goals__activities"
_INDICATORS = "goals.mart_goals__indicators"
# What each table calls its rows.
_LABELS = {_GOALS: "label_sv", _ACTIVITIES: "activity_sv", _INDICATORS: "label_sv"}
_DEVIATING = "cast(is_deviating as integer)"
_MISSED = "1 - cast(is_board_target_met as integer)"
# The subject, its table and the column of its code, what is counted of it, and the names of the codes.
_KINDS: Mapping[str, tuple[str, str, str, str, str]] = {
    "targets_missed": ("goal", _GOALS, "goal_id", "sum(missed_count)", _GOALS),
    "target_missed": ("indicator", _INDICATORS, "indicator_id", f"sum({_MISSED})", _INDICATORS),
    "activities": ("goal with activities", _ACTIVITIES, "goal_id", "count(*)", _GOALS),
    "activities_deviating": (
        "goal with activities",
        _ACTIVITIES,
        "goal_id",
        f"sum({_DEVIATING})",
        _GOALS,
    ),
    "activity_deviates": (
        "activity",
        _ACTIVITIES,
        "activity_id",
        f"sum({_DEVIATING})",
        _ACTIVITIES,
    ),
}
GOAL_NAMES = frozenset(_KINDS)
"""What a name that refers to the goal system begins with, before its colon."""


def read_goal_name(data: ReleaseData, name: str, kind: str, subject: str, year: int) -> Reading:
    """Return what a name says of a goal or an activity of a year.

    Parameters
    ----------
    data
        The release.
    name
        The name as it is written.
    kind
        One of ``GOAL_NAMES``.
    subject
        The goal's, the activity's or the indicator's id, or its name.
    year
        The fiscal year.

    Raises
    ------
    UnknownNameError
        When the year has others, but none of this id or name, or several of this name.
    """
    what, table, *_ = _KINDS[kind]
    amounts = _amounts(data, kind, year)
    if not amounts:
        return Reading(name, "undelivered", "count")
    if subject not in amounts:
        called = _called(data, kind, subject, year) & amounts.keys()
        if len(called) != 1:
            raise UnknownNameError(
                f"there is no {what} {subject!r}" + closest(subject, amounts)
                if not called
                else f"{what} {subject!r} may be any of {', '.join(sorted(called))}"
            )
        (subject,) = called
    amount = amounts[subject]
    if amount is None:
        return Reading(name, "missing", "count")
    value, source = Value(Fraction(amount)), None
    if table == _GOALS:
        source = (Cell(table, "missed_count", (("goal_key", f"{year}-{subject}"),)), amount)
    return Reading(name, "known", "count", value=value, source=source)


def goal_subjects(data: ReleaseData, kind: str, year: int) -> list[str]:
    """Return the ids of all goals, activities or indicators that a kind of name is of in a year."""
    return list(_amounts(data, kind, year))


def _amounts(data: ReleaseData, kind: str, year: int) -> dict[str, int | None]:
    """Return the count of each id in a year; None if it is unknown."""
    _, table, column, counted, _ = _KINDS[kind]
    rows = data.rows(
        f"select {column} as id, {counted} as amount from {table} where fiscal_year = $of_year group by {column}",
        of_year=year,
    )
    return {row.id: None if row.amount is None else int(row.amount) for row in rows}


def _called(data: ReleaseData, kind: str, label: str, year: int) -> set[str]:
    """Return the ids that have a name in a year."""
    _, _, column, _, named = _KINDS[kind]
    rows = data.rows(
        f"select {column} as id from {named} where fiscal_year = $of_year and {_LABELS[named]} = $label",
        of_year=year,
        label=label,
    )
    return {row.id for row in rows}
