"""Numbers and times as a person reads them in a terminal: no digit is lost, and the time zone is shown."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from orchestration.core.display import amount, local_day, local_time, measured, with_thousands


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("3243049.26000000", "3 243 049.26"),
        ("0.00000000", "0.00"),
        ("-12.5", "-12.50"),
        ("5.50000001", "5.50000001"),
        ("1E+6", "1 000 000.00"),
    ],
)
def test_an_amount_has_two_decimals_or_all_that_are_not_zero(value: str, shown: str) -> None:
    assert amount(Decimal(value)) == shown
    assert Decimal(shown.replace(" ", "")) == Decimal(value)


def test_a_difference_shows_its_sign() -> None:
    assert amount(Decimal("1000"), signed=True) == "+1 000.00"
    assert amount(Decimal("-1000"), signed=True) == "-1 000.00"


def test_a_measure_has_the_decimals_that_its_unit_needs() -> None:
    values = [
        ("12.00", "count"),
        ("5.50", "pct"),
        ("14385818.3", "sek"),
        ("1000", "sek_each"),
        ("0", "index"),
    ]
    assert [measured(Decimal(value), unit) for value, unit in values] == [
        *("12 count", "5.5 pct", "14 385 818.30 sek", "1 000.00 sek_each", "0 index"),
    ]


def test_a_count_has_spaces_between_thousands() -> None:
    assert [with_thousands(n) for n in (7, 1000, 10218772)] == ["7", "1 000", "10 218 772"]


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
