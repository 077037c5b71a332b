"""How the rows of a delivery go wrong: queries over ``rows``, with members chosen by rank.

``rows`` is what the delivery held, ``earlier`` the same extract's delivery a year before, and ``last_month`` that of
the month before, of a monthly extract; the dates of both are of this period.
"""

from __future__ import annotations

FROM_APRIL = tuple(range(4, 13))
FROM_MAY = tuple(range(5, 13))
FROM_JULY = tuple(range(7, 13))
AUTUMN = tuple(range(9, 13))
SUMMER = tuple(range(4, 11))
OCTOBER = (10,)
DECEMBER = (12,)
ALL_YEAR = tuple(range(1, 13))

LAST_METER = "anlaggning_id = (select max(anlaggning_id) from rows)"


def member(column: str, rank: int = 0) -> str:
    """Return SQL for one of a column's most frequent values."""
    return f"(select {column} from rows group by all order by count(*) desc, {column} limit 1 offset {rank})"


def become(column: str, value: str, where: str = "true") -> str:
    """Return the rows with another value in a column, where a condition holds."""
    return f"select * replace (if({where}, {value}, {column}) as {column}) from rows"


def swapped(column: str, first: str, second: str) -> str:
    """Return the rows with two members of a column called by one another's name."""
    return (
        f"select * replace (case {column} when {first} then {second} when {second} then {first} else {column} end"
        f" as {column}) from rows"
    )


def again(key: str, where: str, change: str = "") -> str:
    """Return the rows, and some of them once more under keys of their own."""
    return f"from rows union all select * replace ({key} || '9' as {key}{change}) from rows where {where}"


def merged(key: str, same: str) -> str:
    """Return the rows, and of those that are the same in some columns only the first."""
    return f"from rows qualify row_number() over (partition by {same} order by {key}) = 1"


def first_day_of_month(column: str) -> str:
    """Return SQL for the first day of a date's month."""
    return f"date_trunc('month', {column})::date"


# Family, what goes wrong, and the rows as they are delivered; in which months, where not in May.
SystemFault = tuple[str, str, str] | tuple[str, str, str, tuple[int, ...]]
