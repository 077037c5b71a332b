"""Numbers as a person reads them in a terminal: no digit is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.core.display import amount, measured, with_thousands


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
