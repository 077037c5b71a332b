"""The simulator: extracts of the board's systems, with the annual report's figures in their sums.

Real extracts are not public. This package writes files in the systems' own formats, at their real
volume, whose rows add up to the report's components. Nothing else knows this package: the
warehouse reads a landing folder, whoever filled it.

One sub-package per system; ``spread`` and ``calendar`` are what they share, ``delivery`` writes what
they deliver, ``faults`` names what can be made wrong with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from orchestration.contracts import read_contracts
from orchestration.core.errors import UsageError
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.simulator.contact_centre import deliveries as contact_centre_deliveries
from orchestration.simulator.delivery import Delivery, write_delivery
from orchestration.simulator.faults import FAULTS
from orchestration.simulator.faults.seeding import seed_files, share_out
from orchestration.simulator.goals import deliveries as goal_deliveries
from orchestration.simulator.invoicing import deliveries as invoicing_deliveries
from orchestration.simulator.ledger.deliveries import deliveries as ledger_deliveries
from orchestration.simulator.payroll import deliveries as payroll_deliveries
from orchestration.simulator.registers import deliveries as register_deliveries
from orchestration.simulator.surveys import deliveries as survey_deliveries
from orchestration.simulator.targets import LATEST_YEAR, YEARS

__all__ = ["FAULTS", "SYSTEMS", "simulate"]

SYSTEMS: dict[str, Callable[..., Iterable[Delivery]]] = {
    "ledger": ledger_deliveries,
    "contact_centre": contact_centre_deliveries,
    "invoicing": invoicing_deliveries,
    "surveys": survey_deliveries,
    "goals": goal_deliveries,
    "registers": register_deliveries,
    "payroll": payroll_deliveries,
}
"""System → the function that makes its deliveries, oldest first, from the keywords ``years``, ``seed`` and
``scale``; the ledger's takes ``faults`` too. A large system yields one at a time."""


# The extracts that have fewer rows at a smaller scale; of the others all rows are there, and a ledger keeps its sums.
_SCALED = {
    "contact_centre": {"cases", "calls", "switchboard_calls"},
    "goals": {"volumes"},
    "invoicing": {"supplier_invoices", "customer_invoices", "administrator_hours"},
    "payroll": {
        *("payslips", "administrator_hours", "pension_cases", "payroll_service_cases"),
        "payroll_service_calls",
    },
}


def simulate(
    landing: Path,
    *,
    systems: Sequence[str] = ("ledger",),
    seed: int = 2013,
    scale: float = 1.0,
    until: int = YEARS[-1],
    faults: Sequence[str] = (),
) -> list[Path]:
    """Write the deliveries of some systems to a landing folder.

    Parameters
    ----------
    landing
        The landing folder; created where it is missing. Deliveries of the same name are replaced.
    systems
        Which systems deliver; see ``SYSTEMS``.
    seed
        The random seed. The same seed and scale give the same bytes.
    scale
        The number of vouchers and rows relative to a real year. Sums of the ledger do not depend on it; below 1
        the manifests say which files are samples.
    until
        The last year. Each year after 2013 is planned as 2013 was; the deliveries of the years before it stay
        the same to the byte.
    faults
        What is to be wrong with the deliveries of 2013; see ``FAULTS``. Each is seeded once, in the
        first of ``systems`` that can have it.

    Returns
    -------
    list of Path
        The delivery folders, in the order of their periods.

    Raises
    ------
    UsageError
        An unknown system or fault, a fault that none of the systems can have, two redeliveries at
        once, or a scale, seed or last year out of range.
    ExternalError
        The landing folder cannot be written.
    """
    _check("system", systems, list(SYSTEMS))
    _check("fault", faults, list(FAULTS))
    redeliveries = sorted({name for name in faults if FAULTS[name].redelivery})
    if len(redeliveries) > 1:
        raise UsageError(
            f"The faults {' and '.join(redeliveries)} are both a second delivery of the year.",
            "Give one of them.",
        )
    if not math.isfinite(scale) or not 0 < scale <= 100:
        raise UsageError(
            f"The scale {scale} is out of range.", "Give a scale above 0, at most 100."
        )
    if seed < 0:
        raise UsageError(f"The seed {seed} is negative.", "Give a whole number from 0.")
    if not YEARS[-1] <= until <= LATEST_YEAR:
        raise UsageError(
            f"The last year {until} is out of range.",
            f"Give a year from {YEARS[-1]} to {LATEST_YEAR}.",
        )
    years = range(YEARS[0], until + 1)
    written = []
    for system, seeded in share_out(faults, systems).items():
        own = {"faults": seeded} if system == "ledger" else {}
        deliveries = SYSTEMS[system](years=years, seed=seed, scale=scale, **own)
        for delivery in seed_files(deliveries, seeded, read_contracts(CONTRACTS_DIR)):
            if scale < 1:
                _mark_samples(delivery, scale)
            written.append(write_delivery(landing, delivery))
    return written


def _mark_samples(delivery: Delivery, scale: float) -> None:
    """Mark in a delivery's manifest which of its files are samples, so that nobody takes their counts for the whole."""
    for resource in delivery.resources:
        if resource.bokslut.get("entity") in _SCALED.get(delivery.system, ()):
            resource.bokslut["sample_share"] = scale


def _check(kind: str, given: Sequence[str], known: list[str]) -> None:
    """Raise UsageError for a name that is not known."""
    for name in given:
        if name not in known:
            raise UsageError(
                f"There is no {kind} named {name!r}.", f"Give one of: {', '.join(sorted(known))}."
            )
