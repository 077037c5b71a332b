"""The years after 2013 are made like 2013, and change nothing in those before.

That they can be loaded and published beside them, tests/boards/test_later_year.py shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from orchestration.core.errors import UsageError
from orchestration.simulator import SYSTEMS, simulate
from orchestration.simulator.calendar import as_day, booking_days
from orchestration.simulator.delivery import Delivery

SCALE = 0.002


def files_of(deliveries: Iterable[Delivery]) -> dict[tuple[str, str], bytes | None]:
    return {
        (delivery.name, resource.path): resource.content
        for delivery in deliveries
        for resource in delivery.resources
    }


@pytest.mark.slow
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_later_year_changes_no_byte_of_the_years_before(system: str) -> None:
    shipped = files_of(SYSTEMS[system](seed=2013, scale=SCALE))
    longer = files_of(SYSTEMS[system](years=range(2012, 2015), seed=2013, scale=SCALE))
    assert shipped == {key: content for key, content in longer.items() if key in shipped}
    later = longer.keys() - shipped.keys()
    assert later
    assert all("2014" in name for name, _ in later)


@pytest.mark.parametrize("until", [2012, 2031])
def test_a_year_that_cannot_be_made_is_refused(tmp_path: Path, until: int) -> None:
    with pytest.raises(UsageError, match="Give a year from 2013 to 2030"):
        simulate(tmp_path, until=until)


def test_the_movable_holidays_are_those_of_the_calendar() -> None:
    # Good Friday, Ascension Day and the eve of Midsummer.
    for day in ("2014-04-18", "2014-05-29", "2014-06-20", "2015-04-03", "2015-05-14", "2015-06-19"):
        moved = date.fromisoformat(day)
        assert as_day(moved) not in booking_days(moved.year)
    assert as_day(date(2014, 4, 17)) in booking_days(2014)
