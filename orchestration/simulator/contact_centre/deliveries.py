"""The contact centre's deliveries: one per month, each with four gzip NDJSON files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from orchestration.simulator.contact_centre import rows
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import contract_of, monthly_delivery, resource_of
from orchestration.simulator.targets import YEARS

_SYSTEM = "contact_centre"
_ENTITIES = {
    "cases": rows.cases,
    "calls": rows.calls,
    "switchboard_calls": rows.switchboard_calls,
    "visits": rows.visits,
}


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first.

    As many months are made at a time as there are processors; each month's bytes depend on the seed
    and the scale alone.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed, scale
        See ``orchestration.simulator.simulate``. The few visits do not scale.
    """
    months = [rows.Month(year, month, seed, scale) for year in years for month in range(1, 13)]
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(months), workers):
            yield from pool.map(_deliver, months[start : start + workers])


def _deliver(month: rows.Month) -> Delivery:
    name = f"{month.year}-{month.month:02}"
    resources = []
    for entity, make in _ENTITIES.items():
        extract = make(month)
        path = f"{entity}_{name}.ndjson.gz"
        contract = contract_of(_SYSTEM, entity)
        resources.append(resource_of(contract, path, extract.content, extract.rows, extract.totals))
    return monthly_delivery(_SYSTEM, month.year, month.month, "Kontaktcenter Stockholm", resources)
