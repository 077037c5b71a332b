"""What all registers draw from: a year with its targets, random streams, days and customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.ledger import plan
from orchestration.simulator.spread import Ints, Stream, split
from orchestration.simulator.targets import read_table, read_targets, years_later

FOLDER = Path(__file__).parent

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Year:
    """A year of the registers."""

    year: int
    seed: int

    @property
    def last_day(self) -> date:
        """Return the day that registers of what there is are drawn."""
        return date(self.year, 12, 31)

    def count(self, measure: str) -> int:
        """Return what a measure comes to in the year."""
        return read_targets(FOLDER).count(measure, self.year)

    def stream(self, *names: object) -> Stream:
        """Return the year's own stream of numbers for a purpose."""
        return Stream(self.seed, "registers", self.year, *names)

    def workdays(self, count: int, *names: object, months: tuple[int, int] = (1, 12)) -> list[date]:
        """Return that many workdays of the year's months, ascending; a day may come twice."""
        days = booking_days(self.year)
        first = np.datetime64(f"{self.year}-{months[0]:02}", "D").astype(np.int64)
        end = (np.datetime64(f"{self.year}-{months[1]:02}", "M") + 1).astype("datetime64[D]")
        days = days[(days >= first) & (days < end.astype(np.int64))]
        drawn = np.sort(self.stream("days", *names).uniform(count))
        return [_as_date(int(day)) for day in days[(drawn * len(days)).astype(np.int64)]]

    def later(self, day: date, days: int) -> date:
        """Return a workday some days later, the year's last workday at the latest."""
        calendar = booking_days(self.year)
        wanted = (day + timedelta(days) - date(1970, 1, 1)).days
        return _as_date(int(calendar[min(np.searchsorted(calendar, wanted), len(calendar) - 1)]))

    def between(self, low: int, high: int, count: int, *names: object) -> list[int]:
        """Return whole numbers from low to high, both included."""
        drawn = self.stream(*names).uniform(count)
        return (low + np.floor(drawn * (high - low + 1))).astype(np.int64).tolist()

    def shuffled(self, values: list[Any], *names: object) -> list[Any]:
        """Return the values in a random order."""
        order = np.argsort(self.stream(*names).uniform(len(values)), kind="stable")
        return [values[index] for index in order]

    def administrations(self, count: int, *names: object) -> list[str]:
        """Return administrations, the larger ones more often."""
        known = administrations()
        weights = [customer.weight for customer in known]
        if years_later(self.year):
            # As many of each as its size says: few rows drawn by chance may leave one out.
            shares = split(count, _moved(weights, years_later(self.year)))
            named = {customer.name: share for customer, share in zip(known, shares, strict=True)}
            return self.shuffled(repeated(named), "administrations", *names)
        drawn: Ints = self.stream("administrations", *names).pick(weights, count)
        return [known[index].name for index in drawn]


def administrations() -> list[plan.Customer]:
    """Return the administrations that the board serves."""
    return [customer for customer in plan.customers() if customer.kind == "administration"]


def table(name: str) -> list[dict[str, str]]:
    """Return one of the registers' tables."""
    return read_table(FOLDER, name)


def repeated(counts: dict[str, int]) -> list[str]:
    """Return each value as many times as its count says."""
    return [value for value, count in counts.items() for _ in range(count)]


def _moved(weights: list[int], years: int) -> list[float]:
    """Return the weights of some years later: every other administration has become a little larger."""
    return [weight * (1 + 0.04 * years * (place % 2)) for place, weight in enumerate(weights)]


def _as_date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(day)
