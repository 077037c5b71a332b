"""How many invoices and hours each month gets, so that the year comes to its targets.

Counts are split by weight and sum exactly; ``invoices`` decides which rows have them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from orchestration.simulator.calendar import booking_days, month_of
from orchestration.simulator.invoicing.suppliers import FOLDER, connected
from orchestration.simulator.spread import Ints, Stream, split
from orchestration.simulator.targets import YEARS, Targets, planned, read_table, read_targets

# Process → the measure whose yearly count an administrator's hours are for.
PROCESSES = {"kundfakturor": "customer_invoices", "leverantorsfakturor": "supplier_invoices"}

_FULL_TIME_DAY = 8
_FIRST_INVOICE = 100_000_001  # the numbers run on from year to year
_SUPPLIER_SEASON = (86, 88, 94, 97, 99, 104, 72, 82, 96, 103, 104, 112)
_CUSTOMER_SEASON = (84, 82, 85, 83, 84, 81, 69, 81, 86, 87, 89, 90)
_ELECTRONIC_LEVEL = (94.4, 94.5, 94.6, 94.7, 94.8, 94.9, 94.8, 95, 95.1, 95.2, 95.3, 95.3)
_FILE_LOADED_LEVEL = (95.6, 95.7, 95.8, 96.2, 96.3, 96.4, 96.2, 96.5, 96.7, 96.8, 97, 97.1)
# The share that comes as Svefaktura, relative: as suppliers join and those that joined move over.
_SVEFAKTURA_LEVEL = {2012: (10, 26), 2013: (28, 78)}
_ATTENDANCE = (96, 95, 97, 96, 95, 92, 56, 80, 97, 97, 97, 90)


@dataclass(frozen=True)
class YearVolumes:
    """A year's counts by month, and the connected suppliers' invoices in the order they come in.

    ``dealt`` has the place in ``suppliers`` of each invoice; ``cuts`` are where the months end.
    """

    supplier: Ints
    electronic: Ints
    svefaktura: Ints
    dealt: Ints
    cuts: tuple[tuple[int, int], ...]
    customer: Ints
    file_loaded: Ints


@dataclass(frozen=True)
class Administrator:
    """An administrator, with the share of a full-time post that each process has of it."""

    code: str
    pct: dict[str, int]


@cache
def administrators() -> tuple[Administrator, ...]:
    """Return the administrators."""
    return tuple(
        Administrator(row["handlaggare"], {name: int(row[f"{name}_pct"]) for name in PROCESSES})
        for row in read_table(FOLDER, "administrators")
    )


def targets() -> Targets:
    """Return what the invoicing system's rows must add up to."""
    return read_targets(FOLDER)


@cache
def year_volumes(year: int, seed: int, scale: float) -> YearVolumes:
    """Return the counts of a year at a scale."""

    def count(measure: str) -> int:
        return targets().count(measure, year, scale)

    supplier = _split(count("supplier_invoices"), _SUPPLIER_SEASON)
    customer = _split(count("customer_invoices"), _CUSTOMER_SEASON)
    # Each connected supplier's invoices of the year, dealt out like cards.
    whole = [supplier.invoices[year] for supplier in connected()]
    by_supplier = split(round(sum(whole) * scale), whole)
    dealt = np.repeat(np.arange(len(whole)), by_supplier)
    order = np.argsort(Stream(seed, "invoicing", year, "deal").uniform(len(dealt)), kind="stable")
    ends = np.cumsum(_split(len(dealt), supplier)).tolist()
    level = np.linspace(*_SVEFAKTURA_LEVEL[planned(year)], num=12)
    return YearVolumes(
        supplier=supplier,
        electronic=_split(count("supplier_invoices_electronic"), supplier * _ELECTRONIC_LEVEL),
        svefaktura=_split(count("supplier_invoices_svefaktura"), supplier * level),
        dealt=dealt[order],
        cuts=tuple(pairwise([0, *ends])),
        customer=customer,
        file_loaded=_split(count("customer_invoices_file_loaded"), customer * _FILE_LOADED_LEVEL),
    )


def full_time_hours(year: int) -> Ints:
    """Return the hours of a full-time post in each month of a year."""
    return np.bincount(month_of(booking_days(year)), minlength=12) * _FULL_TIME_DAY


@cache
def hours(process: str, year: int, seed: int, scale: float) -> Ints:
    """Return each administrator's hundredths of hours with a process, month × administrator.

    Over the year the hours are as many full-time months as the invoices an administrator handles in
    one say; what a month's rounding leaves over, the next month takes.
    """
    measure = PROCESSES[process]
    full_time_months = targets().count(measure, year, scale) / targets().count(
        f"{measure}_per_administrator", year
    )
    posts = np.array([administrator.pct[process] for administrator in administrators()])
    present = Stream(seed, "invoicing", year, "present", process).uniform(12 * len(posts))
    weights = posts * (0.94 + 0.12 * present.reshape(12, len(posts)))
    hundredths = full_time_hours(year) * 100
    by_month = []
    owed = 0.0
    for month, attendance in enumerate(_ATTENDANCE):
        owed += full_time_months * attendance / sum(_ATTENDANCE)
        worked = round(owed * int(hundredths[month]))
        owed -= worked / int(hundredths[month])
        by_month.append(split(worked, weights[month].tolist()))
    return np.array(by_month, dtype=np.int64)


def first_number(measure: str, year: int, scale: float) -> int:
    """Return the number of a year's first invoice."""
    earlier = range(YEARS[0], year)
    return _FIRST_INVOICE + sum(targets().count(measure, of, scale) for of in earlier)


def _split(total: int, weights: ArrayLike) -> Ints:
    return np.array(split(total, np.asarray(weights, dtype=np.float64).tolist()), dtype=np.int64)
