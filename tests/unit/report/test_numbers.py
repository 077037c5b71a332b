"""Numbers as Swedes write them, rounded half away from zero."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from orchestration.report import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("1756993", 0, "1\u00a0756\u00a0993"),
        ("184.346", 1, "184,3"),
        ("0.05", 1, "0,1"),
        ("-0.05", 1, "−0,1"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "−3"),
        ("-0.04", 1, "0,0"),
        ("46345572.59", 2, "46\u00a0345\u00a0572,59"),
    ],
)
def test_a_number_is_rounded_away_from_zero_and_grouped(
    value: str, decimals: int, expected: str
) -> None:
    assert numbers.number(Decimal(value), decimals) == expected


def test_a_signed_number_has_its_sign_and_zero_has_none() -> None:
    assert numbers.number(Decimal("1.44"), 1, signed=True) == "+1,4"
    assert numbers.number(Decimal("0.04"), 1, signed=True) == "0,0"
    assert numbers.amount(Decimal("-1526163.61"), signed=True) == "−1,5"


def test_an_exact_value_has_all_its_decimals_and_no_more() -> None:
    assert numbers.exact(Decimal("79.94612069")) == "79,94612069"
    assert numbers.exact(Decimal("1000.00000000")) == "1\u00a0000"
    assert numbers.exact(Decimal("0E-8")) == "0"


def test_what_has_no_value_is_a_dash_without_a_unit() -> None:
    assert numbers.with_unit(numbers.number(None), "%") == "–"
    assert numbers.with_unit("5,5", "%") == "5,5\u00a0%"
    assert numbers.with_unit("80", "") == "80"


def test_a_moment_is_in_swedish_time() -> None:
    at = datetime(2026, 11, 28, 23, 8, 38, tzinfo=UTC)
    assert numbers.moment(at) == "29\u00a0november\u00a02026\u00a0kl.\u00a000.08"


def test_days_are_written_out() -> None:
    assert numbers.long_date(date(2013, 12, 31)) == "31\u00a0december\u00a02013"


@pytest.mark.parametrize(
    ("unit", "expected"), [("kr", "1\u00a0526\u00a0164"), ("tkr", "1\u00a0526"), ("mnkr", "1,5")]
)
def test_an_amount_is_in_the_reports_unit_throughout(unit: str, expected: str) -> None:
    with numbers.amounts_in(unit):
        assert numbers.amount(Decimal("1526163.61")) == expected
        assert numbers.against(Decimal("1526163.61"), "budgeten").startswith(
            f"{expected}\u00a0{unit} bättre"
        )
    assert numbers.unit() == "mnkr"
