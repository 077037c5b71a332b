"""Times and days are those of Sweden, in summer and winter."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.core.clock import local_day, local_time


def test_a_time_is_shown_with_its_zone_in_summer_and_winter() -> None:
    assert local_time("2013-07-01T10:00:00+00:00") == "2013-07-01 12:00:00 CEST"
    assert local_time("2013-12-31T16:08:38+00:00") == "2013-12-31 17:08:38 CET"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2013-12-31T22:59:59+00:00", date(2013, 12, 31)),
        ("2013-12-31T23:00:00+00:00", date(2014, 1, 1)),
        ("2013-07-01T22:00:00+00:00", date(2013, 7, 2)),
        ("2013-03-30T23:00:00+00:00", date(2013, 3, 31)),
        ("2013-10-27T22:59:59+00:00", date(2013, 10, 27)),
        ("2014-01-01T04:00:00+09:00", date(2013, 12, 31)),
    ],
)
def test_a_time_is_of_the_day_that_it_is_in_sweden(moment: str, day: date) -> None:
    assert local_day(moment) == day
