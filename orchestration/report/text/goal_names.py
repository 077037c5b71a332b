"""Names of a text that ask the goal system: missed targets, and activities that were not done as planned.

``targets_missed:2.4``
    how many indicators under a goal miss the board's target
``activities:2.4``, ``activities_deviating:2.4``
    how many activities a goal has itself, and how many of them deviate from their plan
``activity_deviates:2.4-A1``
    1 where an activity deviates from its plan, else 0

Each may have a period. The tie-out reads the same names in SQL (``int_tie_out__references``).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from orchestration.core.expressions import Value
from orchestration.report.figures import Cell
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.readings import Reading, UnknownNameError, closest

_GOALS, _ACTIVITIES = "goals.mart_goals__goals", "goals.mart_goals__activities"
_DEVIATING = "cast(is_deviating as integer)"
# The subject, its table and the column that names it, and what is counted of it.
_KINDS: Mapping[str, tuple[str, str, str, str]] = {
    "targets_missed": ("goal", _GOALS, "goal_id", "sum(missed_count)"),
    "activities": ("goal with activities", _ACTIVITIES, "goal_id", "count(*)"),
    "activities_deviating": ("goal with activities", _ACTIVITIES, "goal_id", f"sum({_DEVIATING})"),
    "activity_deviates": ("activity", _ACTIVITIES, "activity_id", f"sum({_DEVIATING})"),
}
GOAL_NAMES = frozenset(_KINDS)
"""What a name that asks the goal system begins with, before its colon."""


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
        The goal's or the activity's id.
    year
        The fiscal year.

    Raises
    ------
    UnknownNameError
        When the year has others, but none of this id.
    """
    what, table, column, counted = _KINDS[kind]
    rows = data.rows(
        f"select {column} as id, {counted} as amount from {table} where fiscal_year = $of_year group by {column}",
        of_year=year,
    )
    if not rows:
        return Reading(name, "undelivered", "count")
    found = next((row for row in rows if row.id == subject), None)
    if found is None:
        raise UnknownNameError(
            f"there is no {what} {subject!r}" + closest(subject, [row.id for row in rows])
        )
    value, source = Value(Fraction(found.amount)), None
    if table == _GOALS:
        source = (
            Cell(table, "missed_count", (("goal_key", f"{year}-{subject}"),)),
            int(found.amount),
        )
    return Reading(name, "known", "count", value=value, source=source)
