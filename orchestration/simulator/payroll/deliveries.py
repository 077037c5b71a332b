"""The payroll system's deliveries: one per month, with a CSV file per extract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import monthly_delivery
from orchestration.simulator.payroll import months, own_staff, services
from orchestration.simulator.targets import YEARS

_OWN_STAFF = (own_staff.employments, own_staff.working_hours, own_staff.absence_spells)
_SERVICES = (
    services.payslips,
    services.administrator_hours,
    services.pension_cases,
    services.payroll_service_cases,
    services.payroll_service_calls,
)


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first, and before them that of December 2011.

    The latter has the board's own staff alone: sick leave is reported from December to November.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed
        See ``orchestration.simulator.simulate``.
    scale
        What is done for the city scales, and with it the administrators' hours; the board's own
        staff does not.
    """
    for index in (months.DECEMBER_BEFORE, *_indices(years)):
        year, month = months.year_and_month(index)
        resources = [make(seed, index) for make in _OWN_STAFF]
        if index != months.DECEMBER_BEFORE:
            at = services.Month(year, month, seed, scale)
            resources = [*(make(at) for make in _SERVICES), *resources]
        yield monthly_delivery(services.SYSTEM, year, month, "Lönesystem", resources)


def _indices(years: Sequence[int]) -> list[int]:
    """Return the indices of the months of some years."""
    return [months.index_of(year, month) for year in years for month in range(1, 13)]
