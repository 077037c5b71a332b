"""The invoicing system's deliveries: invoices and hours each month, customers and add-on services each year."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import csv_resource, monthly_delivery, yearly_delivery
from orchestration.simulator.invoicing.administration import addon_rows, customer_rows, hour_rows
from orchestration.simulator.invoicing.invoices import Month, customer_invoices, supplier_invoices
from orchestration.simulator.targets import YEARS

_SYSTEM = "invoicing"
_TITLE = "Fakturahantering"


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first; a year's own comes after its months.

    As many months are made at a time as there are processors; each month's bytes depend on the seed
    and the scale alone.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed, scale
        See ``orchestration.simulator.simulate``. Invoices and administrators' hours scale alike;
        customers and their add-on services do not.
    """
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        for year in years:
            months = [Month(year, month, seed, scale) for month in range(1, 13)]
            for start in range(0, len(months), workers):
                yield from pool.map(_deliver_month, months[start : start + workers])
            yield _deliver_year(year, seed)


def _deliver_month(month: Month) -> Delivery:
    entity = "administrator_hours"
    rows = hour_rows(month.year, month.month, month.seed, month.scale)
    resources = [
        supplier_invoices(month),
        customer_invoices(month),
        csv_resource(_SYSTEM, entity, month.path(entity), rows),
    ]
    return monthly_delivery(_SYSTEM, month.year, month.month, _TITLE, resources)


def _deliver_year(year: int, seed: int) -> Delivery:
    by_entity = {"customers": customer_rows(year), "addon_services": addon_rows(year, seed)}
    resources = [
        csv_resource(_SYSTEM, entity, f"{entity}_{year}.csv", rows)
        for entity, rows in by_entity.items()
    ]
    return yearly_delivery(_SYSTEM, year, f"{_TITLE}: kunder och tilläggstjänster", resources)
