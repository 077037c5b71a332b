"""What was delivered of each extract: its rows by period, and the next period owed with its due day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from orchestration.contracts import Contract
from orchestration.core.settings import Settings
from orchestration.loading import store
from orchestration.loading.freshness import Owed, next_owed
from orchestration.releases.release import Release
from orchestration.site.sparklines import Point


@dataclass(frozen=True)
class Arrivals:
    """The rows of an extract by period, in order, in the deliveries that a release is made of; and what is owed next.

    ``owed`` is None if the extract has never been delivered, or nothing more is expected.
    """

    rows: tuple[Point, ...]
    owed: Owed | None


def read_arrivals(
    settings: Settings, release: Release, contracts: Mapping[tuple[str, str], Contract]
) -> dict[tuple[str, str], Arrivals]:
    """Return each extract's arrivals, by system and entity, as far as the raw layer still has the release's loads."""
    published = {(load["system"], load["load_id"]) for load in release.manifest["deliveries"]}
    loads = [
        load
        for load in store.counting(store.all_loads(settings.raw))
        if (load.system, load.load_id) in published
    ]
    found = {}
    for place, contract in contracts.items():
        rows: Counter[str] = Counter()
        for load in loads:
            for file in load.files:
                if (load.system, file.entity) == place:
                    rows[contract.period_name(load.period_from)] += file.loaded_rows
        points = tuple(Point(period, Decimal(count)) for period, count in sorted(rows.items()))
        found[place] = Arrivals(points, next_owed(loads, contract))
    return found
