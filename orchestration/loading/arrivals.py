"""What lies in landing and has not been loaded: which deliveries are complete, and what the others wait for.

Only names and lengths are looked at, so that it can be asked every minute; that the content is what
the manifest says is proved when it is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.core.settings import Settings
from orchestration.loading import store
from orchestration.loading.deliveries import Delivery, DeliveryError, find_deliveries, read_delivery


@dataclass
class Arrivals:
    """New deliveries: those that are whole, and for each of the others, in one line, what it waits for."""

    complete: list[Delivery] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def arrivals(settings: Settings) -> Arrivals:
    """Return the deliveries in landing that no load has been made of."""
    found = Arrivals()
    try:
        folders = find_deliveries(settings.landing)
    except DeliveryError as error:
        found.waiting.append(error.message)
        return found
    loaded = {(load.system, load.content_digest) for load in store.all_loads(settings.raw)}
    for folder in folders:
        try:
            delivery = read_delivery(folder)
        except DeliveryError as error:
            found.waiting.append(error.message)
            continue
        if (delivery.system, delivery.content_digest) in loaded:
            continue
        missing = [
            resource.path
            for resource in delivery.resources
            if not (folder / resource.path).is_file()
            or (folder / resource.path).stat().st_size < resource.bytes
        ]
        if missing:
            found.waiting.append(
                f"{delivery.system}/{delivery.name} is not whole yet: {', '.join(sorted(set(missing)))}"
            )
        else:
            found.complete.append(delivery)
    return found
