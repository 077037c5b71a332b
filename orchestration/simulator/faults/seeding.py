"""Where a fault is seeded: in one system, in the first delivery of 2013 with a file that can have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from orchestration.contracts import Contract
from orchestration.core.errors import UsageError
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.faults import FAULTS
from orchestration.simulator.faults.fault import Target

FAULTY_YEAR = "2013"


def share_out(faults: Sequence[str], systems: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return which faults each system gets: each fault the first system that can have it.

    Raises
    ------
    UsageError
        When none of the systems can have a fault.
    """
    shared: dict[str, list[str]] = {system: [] for system in systems}
    for name in faults:
        able = FAULTS[name].systems
        first = next((system for system in systems if system in able), None)
        if first is None:
            raise UsageError(
                f"The fault {name!r} cannot be seeded in {', '.join(systems)}.",
                f"Name a system that can have it: {', '.join(able) or '(none has a contract for it)'}.",
            )
        shared[first].append(name)
    return {system: tuple(names) for system, names in shared.items()}


def seed_files(
    deliveries: Iterable[Delivery],
    faults: Sequence[str],
    contracts: Mapping[tuple[str, str], Contract],
) -> Iterator[Delivery]:
    """Yield a system's deliveries, with the faults that act on finished files seeded once each.

    Of a delivery's files that can have a fault it is the one with most rows, so that one bad row is
    one of many.

    Raises
    ------
    UsageError
        After the last delivery, when a fault found nothing to spoil in any.
    """
    waiting = [name for name in faults if FAULTS[name].file is not None]
    # A system may deliver some extracts by month and others by year.
    earlier: dict[frozenset[str], Delivery] = {}
    for delivery in deliveries:
        entities = frozenset(resource.bokslut["entity"] for resource in delivery.resources)
        if delivery.period[0].startswith(FAULTY_YEAR):
            before = earlier.get(entities)
            waiting = [name for name in waiting if not _seed(name, delivery, before, contracts)]
        earlier[entities] = delivery
        yield delivery
    if waiting:
        raise UsageError(
            f"No file of {FAULTY_YEAR} holds anything that the fault {waiting[0]!r} could spoil.",
            f"Name another system: {', '.join(FAULTS[waiting[0]].systems)}.",
        )


def _seed(
    name: str,
    delivery: Delivery,
    earlier: Delivery | None,
    contracts: Mapping[tuple[str, str], Contract],
) -> bool:
    fault = FAULTS[name]
    assert fault.file is not None
    for resource in sorted(delivery.resources, key=lambda item: -item.bokslut["rows"]):
        contract = contracts[delivery.system, resource.bokslut["entity"]]
        if fault.suits(contract) and fault.file(Target(delivery, resource, contract, earlier)):
            return True
    return False
