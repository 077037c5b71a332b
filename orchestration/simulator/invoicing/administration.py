"""The small extracts: administrators' hours of a month, and a year's customers and add-on services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.invoicing.suppliers import FOLDER, organisation_number
from orchestration.simulator.invoicing.volumes import (
    PROCESSES,
    administrators,
    full_time_hours,
    hours,
    targets,
)
from orchestration.simulator.spread import Stream
from orchestration.simulator.targets import planned, read_table, years_later

_CITY = "212000-0142"
_FIRST_SERIAL = 557_090_100  # of the companies' organisation numbers

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Customer:
    """A customer of the financial administration; ``kind`` is forvaltning or bolag.

    ``organisation`` is what a supplier invoice calls the buyer by: an organisation number, with the
    code of an administration after the city's.
    """

    code: str
    name: str
    kind: str
    weight: int
    agreement_from: date
    organisation: str


@cache
def customers() -> tuple[Customer, ...]:
    """Return the customers of either year; those that the ledger knows have its codes and names."""
    return tuple(
        Customer(
            code=row["kund_id"],
            name=row["kund"],
            kind=row["typ"],
            weight=int(row["weight"]),
            agreement_from=date.fromisoformat(row["avtal_fran"]),
            organisation=f"{_CITY}-{row['kund_id']}"
            if row["typ"] == "forvaltning"
            else organisation_number(_FIRST_SERIAL + serial),
        )
        for serial, row in enumerate(read_table(FOLDER, "customers"))
    )


def hour_rows(year: int, month: int, seed: int, scale: float) -> Rows:
    """Return the month's hours of those who have the process in their post."""
    return [
        {
            "handlaggare": administrator.code,
            "process": process,
            "manad": date(year, month, 1),
            "timmar": Decimal(worked) / 100,
            "heltidstimmar": Decimal(int(full_time_hours(year)[month - 1])),
        }
        for process in PROCESSES
        for administrator, worked in zip(
            administrators(), hours(process, year, seed, scale)[month - 1].tolist(), strict=True
        )
        if administrator.pct[process]
    ]


def customer_rows(year: int) -> Rows:
    """Return the customers at the year's end; each later year the newest administrations' agreements are renewed."""
    last_day = date(year, 12, 31)
    renewed = max(
        customer.agreement_from for customer in customers() if customer.kind == "forvaltning"
    )
    return [
        {
            "kund_id": customer.code,
            "per_datum": last_day,
            "kund": customer.name,
            "typ": customer.kind,
            "avtal_fran": date(year, 1, 1)
            if years_later(year) and customer.agreement_from == renewed
            else customer.agreement_from,
        }
        for customer in customers()
        if customer.agreement_from <= last_day
    ]


def addon_rows(year: int, seed: int) -> Rows:
    """Return the year's add-on services: so many administrations buy one, the larger ones several.

    Who bought the year before buys again, as the same order of administrations serves both years.
    """
    count = targets().count("addon_services", year)
    administrations = [customer for customer in customers() if customer.kind == "forvaltning"]
    order = np.argsort(Stream(seed, "invoicing", "buyers").uniform(len(administrations)))
    chosen = order[: targets().count("administrations_with_addon_services", year)].tolist()
    stream = Stream(seed, "invoicing", year, "services")
    more = stream.pick([administrations[n].weight for n in chosen], count - len(chosen))
    buyers = np.array([*chosen, *(chosen[n] for n in more)])
    buyers = buyers[np.argsort(stream.uniform(count), kind="stable")].tolist()
    offered = read_table(FOLDER, "addon_services")
    services = stream.pick([int(row[f"weight_{planned(year)}"]) for row in offered], count).tolist()
    # Whole quarters of an hour, around the mean of the service.
    quarters = np.maximum(1, np.rint(4 * (0.4 + 1.2 * stream.uniform(count)) * _means(services)))
    days = booking_days(year)[
        np.sort(np.floor(stream.uniform(count) * len(booking_days(year))).astype(np.int64))
    ]
    return [
        {
            "uppdrag_id": f"TU-{year}-{number:03}",
            "bestalld_datum": date(1970, 1, 1) + timedelta(day),
            "kund_id": administrations[buyer].code,
            "tjanst": offered[service]["tjanst"],
            "timmar": Decimal(int(part)) / 4,
        }
        for number, (day, buyer, service, part) in enumerate(
            zip(days.tolist(), buyers, services, quarters.tolist(), strict=True), 1
        )
    ]


def _means(services: list[int]) -> np.ndarray:
    means = np.array([float(row["mean_hours"]) for row in read_table(FOLDER, "addon_services")])
    return means[services]
