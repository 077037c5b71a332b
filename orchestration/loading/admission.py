"""Check that a delivery that has been read may join the loads of the raw layer.

A period of an entity is delivered once, and changed only by a delivery that says which one it
corrects. A key is used in one period alone. The ledger is cumulative: each delivery of a year replaces
the one before, and may only add vouchers, none of them to a closed month. A delivery whose months are
all closed is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.contracts import Contract, Contracts
from orchestration.loading import ledger
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.keys import UsedKeys
from orchestration.loading.periods import Entry, Month, months_of
from orchestration.loading.store import Load


def admit(
    delivery: Delivery,
    contracts: Contracts,
    read: Path,
    loads: Sequence[Load],
    closed: Mapping[Month, Entry],
    used: UsedKeys,
) -> None:
    """Prove that a delivery may join the existing loads.

    Parameters
    ----------
    delivery
        What is about to be loaded.
    contracts
        The contracts of the installation.
    read
        The folder with what was read of it.
    loads
        All loads, in the order in which they count.
    closed
        The months that are closed, each with the entry of the record that closed it.
    used
        The keys that the loads have used.

    Raises
    ------
    DeliveryError
        When another delivery of the period has the same time of creation, a file has been delivered
        before as another period or entity, a row has a key of another period's delivery, a period is
        delivered again without saying that it is corrected, a booked voucher has changed, or the
        period is closed.
    """
    if any(
        load.system == delivery.system and load.content_digest == delivery.content_digest
        for load in loads
    ):
        return  # Read again by a changed contract: it was admitted when it was new.
    months = list(months_of(delivery.period_from, delivery.period_to))
    if all(month in closed for month in months):
        raise _period_closed(delivery, closed[months[-1]], "is closed")
    for resource in delivery.resources:
        contract = contracts[delivery.system, resource.entity]
        _check_not_a_copy(delivery, resource, contract, loads)
        used.check_are_new(delivery, resource, contract, read, loads)
        same_slot = [
            load
            for load in loads
            if load.fills(delivery.system, resource.entity, delivery.period_from)
        ]
        for load in same_slot:
            if load.created == delivery.created:
                raise _same_creation_time(delivery, load)
        if contract.format == "sie":
            earlier = [load for load in same_slot if load.created < delivery.created]
            before = earlier[-1].folder if earlier else None
            if before:
                ledger.check_not_altered(delivery, read, before)
            # A later delivery that is there already counts instead, so this one changes nothing.
            if len(earlier) == len(same_slot):
                _check_closed_months(delivery, read, before, closed)
        elif same_slot:
            _check_correction(delivery, resource, same_slot[-1])


def _check_closed_months(
    delivery: Delivery,
    read: Path,
    before: Path | None,
    closed: Mapping[Month, Entry],
) -> None:
    """Refuse a ledger that changes the vouchers of a closed month of its year; it may add to the open ones."""
    months = [
        month for month in months_of(delivery.period_from, delivery.period_to) if month in closed
    ]
    changed = ledger.changed_vouchers(read, before, months) if months else []
    if changed:
        series, number, day, said = changed[0]
        more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise _period_closed(
            delivery,
            closed[day.year, day.month],
            f"is closed in part, and voucher {series} {number} of {day} is {said}{more}",
        )


def _period_closed(delivery: Delivery, entry: Entry, said: str) -> DeliveryError:
    return DeliveryError(
        "period_closed",
        f"{delivery.folder}: its period, {delivery.period_from} to {delivery.period_to}, {said}: "
        f"{entry.by} closed {entry.period} at {entry.at}.",
        f"If it must change, `bokslut reopen {entry.period} --by ROLE --reason TEXT`, run, and close it again; "
        "else take the delivery away, or correct in an open period.",
    )


def _check_not_a_copy(
    delivery: Delivery, resource: Resource, contract: Contract, loads: Sequence[Load]
) -> None:
    if resource.rows == 0:
        return  # A header alone is the same bytes in every period.
    for other in delivery.resources:
        if other.sha256 == resource.sha256 and other.path != resource.path:
            raise _copy(delivery, resource, f"the same bytes as {other.path} of the same delivery")
    for load in loads:
        for file in load.files:
            same_period = (load.system, load.period_from) == (delivery.system, delivery.period_from)
            same_entity = file.entity == resource.entity or contract.format == "xlsx"
            if file.sha256 == resource.sha256 and not (same_period and same_entity):
                raise _copy(
                    delivery,
                    resource,
                    f"the same bytes as {file.path} of {load.system}/{load.delivery}, "
                    f"loaded as {file.entity} of {load.period_from} to {load.period_to}",
                )


def _copy(delivery: Delivery, resource: Resource, said: str) -> DeliveryError:
    return DeliveryError(
        "duplicate_file",
        f"{delivery.folder / resource.path}, {resource.entity} of {delivery.period_from} to {delivery.period_to}, "
        f"has {said}.",
        "Export the file of the right period and entity, and deliver that.",
    )


def _same_creation_time(delivery: Delivery, load: Load) -> DeliveryError:
    return DeliveryError(
        "same_creation_time",
        f"{delivery.folder} differs from delivery {load.delivery} of the same period, which was "
        f"loaded before, but has the same time of creation, {delivery.created.isoformat()}: "
        "it is unclear which of them counts.",
        'Give the manifest the time at which this content was made (field "created").',
    )


def _check_correction(delivery: Delivery, resource: Resource, current: Load) -> None:
    if delivery.created < current.created:
        if current.corrects == delivery.name:
            return  # What was corrected arrives after its correction, and does not count.
        said = f"is older than delivery {current.delivery}, which counts and does not say that it corrects it"
    elif delivery.corrects == current.delivery:
        return
    elif delivery.corrects is None:
        said = f"delivers the same period again as delivery {current.delivery}"
    else:
        said = f"corrects {delivery.corrects}, but the delivery that counts is {current.delivery}"
    raise DeliveryError(
        "delivered_again",
        f"{delivery.folder} {said}: {resource.entity} of {delivery.period_from} to {delivery.period_to}.",
        f'If it is a correction, say so in the manifest, "corrects": "{current.delivery}", with a "reason"; '
        "else take it away.",
    )
