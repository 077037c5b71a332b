"""How many rows each month and group of answerers gets, so that the year comes to its targets.

Counts are split by weight and sum exactly; ``rows`` decides which rows have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from orchestration.simulator.contact_centre.opening_hours import workdays
from orchestration.simulator.spread import Ints, split
from orchestration.simulator.targets import (
    YEARS,
    Targets,
    planned,
    read_table,
    read_targets,
    years_later,
)

_FOLDER = Path(__file__).parent
MONTHS = range(1, 13)

# Relative to the year's mean: the service level is worst when schools and preschools start.
_SERVICE_LEVEL = (66, 70, 71, 73, 73, 75, 80, 72, 67, 70, 73, 75)
_SWITCHBOARD_LEVEL = (79, 80, 80, 81, 81, 82, 84, 80, 78, 79, 80, 81)
_SWITCHBOARD_SEASON = (10.4, 10.2, 10.2, 10.1, 9.9, 9.3, 7.6, 9.8, 10.6, 10.4, 10.1, 9.2)
# The reception in Tekniska nämndhuset closed in spring 2013; Husby has visitors now and then.
_VISITS = {
    2012: (26, 25, 26, 24, 24, 20, 14, 22, 26, 26, 26, 20),
    2013: (27, 26, 25, 16, 2, 1, 0.6, 0.8, 1, 1, 1, 0.8),
}
_VISITS_LATER = (1, 1, 1, 1, 1, 1, 0.6, 0.8, 1, 1, 1, 0.8)


@dataclass(frozen=True)
class Group:
    """A group of answerers. ``handed_over_to`` "stadsdel" stands for any district administration."""

    name: str
    weight: float
    unsolved_pct: float
    delegation_pct: float
    channel_pct: tuple[float, float, float]
    handed_over_to: str
    season: dict[int, tuple[float, ...]]

    def season_of(self, year: int) -> tuple[float, ...]:
        """Return the weights of a year's months; after the planned years a group that had begun has every month."""
        season = self.season[planned(year)]
        if years_later(year) and any(season):
            usual = max(season) / 2
            return tuple(weight or usual for weight in season)
        return season


@dataclass(frozen=True)
class YearVolumes:
    """A year's counts; arrays are month × group or month."""

    cases: Ints
    unsolved: Ints
    calls: Ints
    calls_in_time: Ints
    calls_abandoned: Ints
    switchboard: Ints
    switchboard_in_time: Ints
    switchboard_abandoned: Ints
    visits: Ints


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups of answerers, in the order of ``groups.csv``."""
    return tuple(
        Group(
            name=row["group"],
            weight=float(row["weight"]),
            unsolved_pct=float(row["unsolved_pct"]),
            delegation_pct=float(row["delegation_pct"]),
            channel_pct=(
                float(row["telefon_pct"]),
                float(row["epost_pct"]),
                float(row["brev_pct"]),
            ),
            handed_over_to=row["handed_over_to"],
            season={year: tuple(map(float, row[f"season_{year}"].split())) for year in YEARS},
        )
        for row in read_table(_FOLDER, "groups")
    )


def targets() -> Targets:
    """Return what the contact centre's rows must add up to."""
    return read_targets(_FOLDER)


@cache
def year_volumes(year: int, scale: float) -> YearVolumes:
    """Return the counts of a year at a scale; the few visits do not scale."""

    def count(measure: str) -> int:
        return targets().count(measure, year, scale)

    visits, visits_of_month = targets().count("visits", year), np.array(_VISITS[planned(year)])
    if years_later(year):
        visits = round(visits * sum(_VISITS_LATER) / float(visits_of_month.sum()))
        visits_of_month = np.array(_VISITS_LATER)
    days = np.array([workdays(year, month) for month in MONTHS], dtype=np.float64)
    weights = np.array([np.array(g.season_of(year)) * g.weight for g in groups()]).T * days[:, None]
    by_telephone = np.array([group.channel_pct[0] for group in groups()])
    unsolved_pct = np.array([group.unsolved_pct for group in groups()])

    cases = _split(count("cases"), weights)
    unsolved = count("cases") - count("cases_solved_at_first_contact")
    calls = _split(count("calls"), weights * by_telephone)
    in_time, abandoned = _outcomes(
        calls.sum(axis=1),
        count("calls_answered_within_a_minute"),
        count("calls_abandoned"),
        _SERVICE_LEVEL,
    )
    switchboard = _split(count("switchboard_calls"), days * np.array(_SWITCHBOARD_SEASON))
    switchboard_in_time, switchboard_abandoned = _outcomes(
        switchboard,
        count("switchboard_calls_answered_within_25_seconds"),
        count("switchboard_calls_abandoned"),
        _SWITCHBOARD_LEVEL,
    )
    return YearVolumes(
        cases=cases,
        unsolved=_split(unsolved, cases * unsolved_pct),
        calls=calls,
        calls_in_time=in_time,
        calls_abandoned=abandoned,
        switchboard=switchboard,
        switchboard_in_time=switchboard_in_time,
        switchboard_abandoned=switchboard_abandoned,
        visits=_split(visits, visits_of_month),
    )


def _outcomes(
    offered: Ints, in_time: int, abandoned: int, level: tuple[int, ...]
) -> tuple[Ints, Ints]:
    """Return the calls of each month that are answered in time, and those that are abandoned."""
    answered = _split(in_time, offered * np.array(level, dtype=np.float64))
    return answered, _split(abandoned, (offered - answered).astype(np.float64))


def _split(total: int, weights: np.ndarray) -> Ints:
    """Split a count over the cells of an array by weight."""
    parts = split(total, weights.ravel().tolist())
    return np.array(parts, dtype=np.int64).reshape(weights.shape)
