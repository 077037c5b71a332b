"""The rows of one month's extracts, in the order of their times.

``volumes`` gives how many rows have each outcome; this module draws which rows do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.simulator.contact_centre import opening_hours
from orchestration.simulator.contact_centre.opening_hours import Hours
from orchestration.simulator.contact_centre.volumes import groups, year_volumes
from orchestration.simulator.extracts import ndjson_gz
from orchestration.simulator.ledger import plan
from orchestration.simulator.spread import Floats, Ints, Stream, split

_CHANNELS = {
    "telefon": opening_hours.TELEPHONE,
    "e-post": opening_hours.E_MAIL,
    "brev": opening_hours.LETTER,
}
_CALLED_BACK_PCT = 4  # of the unsolved cases: the group itself comes back, nobody takes over
_LOAD = 0.6  # how much a busy hour lessens the chance of a short wait
_PLACES = ("Tekniska nämndhuset", "Husby centrum")
_MOVED_MONTH = (2013, 5)
# The district administrations joined the disability group one after the other; all by 1 November.
_JOINING_GROUP = "Funktionsnedsättning"
_JOINED = {(2013, 7): 4, (2013, 8): 7, (2013, 9): 9, (2013, 10): 12}

_TIME = (
    "strftime(make_timestamp(time * 1000000), '%Y-%m-%dT%H:%M:%S') "
    "|| CASE WHEN summer_time THEN '+02:00' ELSE '+01:00' END"
)


@dataclass(frozen=True)
class Month:
    """A month of a simulation."""

    year: int
    month: int
    seed: int
    scale: float

    def stream(self, *names: object) -> Stream:
        """Return the month's own stream of numbers for a purpose."""
        return Stream(self.seed, "contact_centre", self.year, self.month, *names)


@dataclass(frozen=True)
class Extract:
    """One file's content, its number of rows, and the sums that its manifest states."""

    content: bytes
    rows: int
    totals: dict[str, int]


def cases(month: Month) -> Extract:
    """Return the month's cases."""
    volumes = year_volumes(month.year, month.scale)
    index = month.month - 1
    parts = []
    for number, group in enumerate(groups()):
        count = int(volumes.cases[index, number])
        channels = np.repeat(np.arange(3), split(count, group.channel_pct))
        times = np.concatenate(
            [
                _times(hours, month, int((channels == channel).sum()), "cases", number, channel)
                for channel, hours in enumerate(_CHANNELS.values())
            ]
        )
        solved = ~_chosen(
            month.stream("unsolved", number).uniform(count), int(volumes.unsolved[index, number])
        )
        drawn = month.stream("delegation", number).uniform(count) * 100
        delegated = solved & (drawn < group.delegation_pct)
        parts.append((times, channels, np.full(count, number + 1), solved, delegated))
    times, channels, group_numbers, solved, delegated = map(
        np.concatenate, zip(*parts, strict=True)
    )
    order = np.argsort(times, kind="stable")
    columns = {
        **_numbered(month, times[order], int(volumes.cases[:index].sum())),
        "channel": channels[order] + 1,
        "group_number": group_numbers[order],
        "solved": solved[order],
        "delegated": delegated[order],
        "taker": _takers(month, group_numbers, solved)[order],
    }
    select = f"""
        SELECT printf('A%d%08d', year, number) AS case_id, {_TIME} AS opened_at,
            {list(_CHANNELS)}[channel] AS channel, {_group_names()}[group_number] AS answer_group,
            solved AS solved_at_first_contact, delegated AS on_delegation,
            {_administrations()}[taker] AS handed_over_to
        FROM rows
    """
    return Extract(ndjson_gz(select, columns), len(times), {"case_id": _number_sum(columns)})


def calls(month: Month) -> Extract:
    """Return the month's calls to the queues."""
    volumes = year_volumes(month.year, month.scale)
    index = month.month - 1
    by_group = volumes.calls[index]
    queues = np.repeat(np.arange(len(by_group)), by_group) + 1
    # Any call may come in any queue: shuffled once, they are numbered in the order of their times.
    queues = queues[np.argsort(month.stream("queues").uniform(len(queues)), kind="stable")]
    times, load = _sorted_times(opening_hours.TELEPHONE, month, len(queues), "calls")
    wait, answered = _waits(
        month, "calls", load, 60, volumes.calls_in_time[index], volumes.calls_abandoned[index]
    )
    columns = {
        **_numbered(month, times, int(volumes.calls[:index].sum())),
        "queue_number": queues,
        "wait": wait,
        "answered": answered,
    }
    select = f"""
        SELECT printf('V%d%08d', year, number) AS call_id, {_TIME} AS queued_at,
            {_group_names()}[queue_number] AS queue, wait AS wait_seconds, answered
        FROM rows
    """
    return Extract(ndjson_gz(select, columns), len(times), {"wait_seconds": int(wait.sum())})


def switchboard_calls(month: Month) -> Extract:
    """Return the month's calls to the switchboard."""
    volumes = year_volumes(month.year, month.scale)
    index = month.month - 1
    times, load = _sorted_times(
        opening_hours.SWITCHBOARD, month, int(volumes.switchboard[index]), "switchboard"
    )
    wait, answered = _waits(
        month,
        "switchboard",
        load,
        25,
        volumes.switchboard_in_time[index],
        volumes.switchboard_abandoned[index],
    )
    columns = {
        **_numbered(month, times, int(volumes.switchboard[:index].sum())),
        "wait": wait,
        "answered": answered,
    }
    select = f"""
        SELECT printf('X%d%08d', year, number) AS call_id, {_TIME} AS received_at,
            wait AS wait_seconds, answered
        FROM rows
    """
    return Extract(ndjson_gz(select, columns), len(times), {"wait_seconds": int(wait.sum())})


def visits(month: Month) -> Extract:
    """Return the month's visits."""
    volumes = year_volumes(month.year, month.scale)
    index = month.month - 1
    count = int(volumes.visits[index])
    times, _ = _sorted_times(opening_hours.RECEPTION, month, count, "visits")
    weights = [g.weight if g.season_of(month.year)[index] else 0 for g in groups()]
    columns = {
        **_numbered(month, times, int(volumes.visits[:index].sum())),
        "group_number": month.stream("visits", "group").pick(weights, count) + 1,
    }
    place = _PLACES[(month.year, month.month) >= _MOVED_MONTH]
    select = f"""
        SELECT printf('B%d%08d', year, number) AS visit_id, {_TIME} AS visited_at,
            '{place}' AS place, {_group_names()}[group_number] AS answer_group
        FROM rows
    """
    return Extract(ndjson_gz(select, columns), count, {"visit_id": _number_sum(columns)})


def _times(hours: Hours, month: Month, count: int, *names: object) -> Ints:
    drawn = month.stream("time", *names).uniform(count)
    return opening_hours.draw_times(hours, month.year, month.month, drawn)[0]


def _sorted_times(hours: Hours, month: Month, count: int, *names: object) -> tuple[Ints, Floats]:
    drawn = np.sort(month.stream("time", *names).uniform(count))
    return opening_hours.draw_times(hours, month.year, month.month, drawn)


def _numbered(month: Month, times: Ints, earlier: int) -> dict[str, np.ndarray]:
    """Return what every extract has: the row's number in its year, its time, and the offset."""
    return {
        "year": np.full(len(times), month.year),
        "number": np.arange(earlier + 1, earlier + 1 + len(times)),
        "time": times,
        "summer_time": opening_hours.is_summer_time(month.year, times),
    }


def _number_sum(columns: dict[str, np.ndarray]) -> int:
    """Return the sum of the numbers in the keys, each a year and eight digits."""
    return int((columns["year"].astype(np.int64) * 100_000_000 + columns["number"]).sum())


def _chosen(keys: Floats, count: int) -> np.ndarray:
    """Return a mask that is true for the ``count`` rows with the lowest keys."""
    mask = np.zeros(len(keys), dtype=bool)
    mask[np.argsort(keys, kind="stable")[:count]] = True
    return mask


def _waits(
    month: Month, name: str, load: Floats, limit: int, in_time: int, abandoned: int
) -> tuple[Ints, np.ndarray]:
    """Return the wait of each call and whether it was answered.

    Exactly ``in_time`` calls are answered within ``limit`` seconds, rather those of calm hours;
    ``abandoned`` of the others give up, some of them before the limit; the rest wait longer.
    """
    drawn = month.stream(name, "in time").uniform(len(load))
    is_in_time = _chosen(drawn + _LOAD * load, in_time)
    given_up = month.stream(name, "given up").uniform(len(load))
    is_abandoned = _chosen(np.where(is_in_time, 1.0, 0.0) + given_up, abandoned)
    length = month.stream(name, "length").uniform(len(load))
    short = np.floor((limit + 1) * length * length)
    long = limit + 1 + np.floor(limit * length / (1.08 - length))
    patience = 3 + np.floor(limit * length / (1.12 - length))
    wait = np.where(is_in_time, short, np.where(is_abandoned, patience, long))
    return wait.astype(np.int64), ~is_abandoned


def _takers(month: Month, group_numbers: Ints, solved: np.ndarray) -> Ints:
    """Return, for each case, the number of the administration that takes it over, or 0."""
    names = _administrations()
    districts = [
        number for number, name in enumerate(names, 1) if name.endswith("stadsdelsförvaltning")
    ]
    joined = np.full(len(groups()), len(districts))
    joined[_group_names().index(_JOINING_GROUP)] = _JOINED.get(
        (month.year, month.month), len(districts)
    )
    drawn = month.stream("taker").uniform(len(solved)) * joined[group_numbers - 1]
    district = np.array(districts)[drawn.astype(np.int64)]
    # A group that hands over to "stadsdel", no name of an administration, gets 0: any district.
    by_name = {name: number for number, name in enumerate(names, 1)}
    own = np.array([by_name.get(group.handed_over_to, 0) for group in groups()])[group_numbers - 1]
    called_back = month.stream("called back").uniform(len(solved)) * 100 < _CALLED_BACK_PCT
    return np.where(solved | called_back, 0, np.where(own == 0, district, own))


def _group_names() -> list[str]:
    return [group.name for group in groups()]


def _administrations() -> list[str]:
    return [customer.name for customer in plan.customers() if customer.kind == "administration"]
