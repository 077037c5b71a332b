"""The registers' deliveries: one per year, with a CSV file per register."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import csv_resource, yearly_delivery
from orchestration.simulator.registers import customers, premises_and_staff, procurement
from orchestration.simulator.registers.register import Rows, Year
from orchestration.simulator.targets import YEARS

_SYSTEM = "registers"
_REGISTERS: dict[str, Callable[[Year], Rows]] = {
    make.__name__: make
    for make in (
        procurement.procurement_requests,
        procurement.advertised_procurements,
        procurement.procurement_areas,
        procurement.competition_purchases,
        customers.complaints,
        customers.public_feedback,
        customers.customer_meetings,
        customers.svefaktura_connections,
        customers.eu_projects,
        premises_and_staff.energy_readings,
        premises_and_staff.traineeships,
        premises_and_staff.summer_jobs,
        premises_and_staff.risk_measures,
        premises_and_staff.crisis_exercises,
        premises_and_staff.quality_award_entries,
    )
}
"""Entity → the function that makes a year's rows; the functions have the entities' names."""


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed
        See ``orchestration.simulator.simulate``.
    scale
        Without effect: a register lists what there is.
    """
    for number in years:
        year = Year(number, seed)
        resources = [
            csv_resource(_SYSTEM, entity, f"{entity}_{number}.csv", make(year))
            for entity, make in _REGISTERS.items()
        ]
        yield yearly_delivery(_SYSTEM, number, "Register", resources)
