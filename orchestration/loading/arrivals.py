"""Deliveries in landing that have not been loaded: which are complete, and what the others wait for.

Only names and lengths are compared, so this can run every minute; loading proves that the content
matches the manifest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from orchestration.core.settings import Settings
from orchestration.loading import store
from orchestration.loading.delivered_files import length
from orchestration.loading.deliveries import Delivery, find_deliveries, read_delivery
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.guard import guarded


@dataclass
class Arrivals:
    """New deliveries: the complete ones, and for every other one a line that says what it waits for."""

    complete: list[Delivery] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def arrivals(settings: Settings) -> Arrivals:
    """Return the deliveries in landing that have not been loaded."""
    found = Arrivals()
    try:
        folders = find_deliveries(settings.landing)
    except DeliveryError as error:
        found.waiting.append(error.message)
        return found
    loaded = {(load.system, load.content_digest) for load in store.all_loads(settings.raw)}
    for folder in folders:
        try:
            with guarded(folder, settings.warehouse):
                _look_at(folder, loaded, found)
        except DeliveryError as error:
            found.waiting.append(error.message)
    return found


def _look_at(folder: Path, loaded: set[tuple[str, str]], found: Arrivals) -> None:
    delivery = read_delivery(folder)
    if (delivery.system, delivery.content_digest) in loaded:
        return
    lengths = {resource.path: length(folder, resource.path) for resource in delivery.resources}
    missing = {
        resource.path
        for resource in delivery.resources
        if (lengths[resource.path] or 0) < resource.bytes or lengths[resource.path] is None
    }
    if missing:
        found.waiting.append(
            f"{delivery.system}/{delivery.name} is not complete yet; it waits for {', '.join(sorted(missing))}"
        )
    else:
        found.complete.append(delivery)
