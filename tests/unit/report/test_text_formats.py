"""A figure's text is its exact value, rounded once, half away from zero, whatever the format and the size."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.report.text.formats import (
    FORMS,
    MOST_DECIMALS,
    Format,
    FormatError,
    default_format,
    formatted,
    read_format,
    round_half_away,
)

AMOUNTS = st.decimals(
    min_value=Decimal(-(10**15)), max_value=Decimal(10**15), places=8, allow_nan=False
)


def value_of(text: str) -> Decimal:
    return Decimal(text.replace("\u00a0", "").replace("−", "-").replace(",", ".").replace("+", ""))


@given(AMOUNTS, st.integers(0, MOST_DECIMALS), st.sampled_from(["kr", "tkr", "mnkr"]))
def test_money_is_within_half_a_step_of_its_exact_value(
    amount: Decimal, decimals: int, name: str
) -> None:
    shown = formatted(Fraction(amount), "sek", Format(name, decimals, is_bare=True))
    size = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}[name]
    exact, printed = Fraction(amount) / size, Fraction(value_of(shown))
    assert abs(exact - printed) * 2 <= Fraction(1, 10**decimals)
    assert len(shown.partition(",")[2]) == decimals
    if abs(exact - printed) * 2 == Fraction(1, 10**decimals):
        assert abs(printed) > abs(exact)


@given(AMOUNTS, st.integers(0, MOST_DECIMALS))
def test_rounding_is_that_of_decimals_half_away_from_zero(amount: Decimal, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 60
        expected = amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert round_half_away(Fraction(amount), decimals) == expected


def test_a_third_is_rounded_once_from_its_fraction() -> None:
    # 0.4999… and 0.5 differ far behind any decimal that is kept.
    assert round_half_away(Fraction(1, 2) - Fraction(1, 10**60), 0) == 0
    assert round_half_away(Fraction(1, 2), 0) == 1
    assert round_half_away(Fraction(-1, 2), 0) == -1


@given(AMOUNTS)
def test_a_sign_is_a_minus_sign_or_a_plus_where_it_is_asked_for(amount: Decimal) -> None:
    shown = formatted(Fraction(amount), "count", Format("antal", 0, is_signed=True))
    assert "-" not in shown
    rounded = value_of(shown)
    assert shown.startswith("+") == (rounded > 0)
    assert shown.startswith("−") == (rounded < 0)


@given(st.text(max_size=30))
def test_any_text_is_a_format_or_refused(text: str) -> None:
    try:
        made = read_format(text)
    except FormatError:
        return
    assert made.name in FORMS


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("sek", "1\u00a0235\u00a0tkr"),
        ("sek_each", "1\u00a0234\u00a0567\u00a0kr"),
        ("pct", "1\u00a0234\u00a0567\u00a0procent"),
        ("ratio", "123\u00a0456\u00a0700\u00a0procent"),
        ("count", "1\u00a0234\u00a0567"),
    ],
)
def test_a_unit_has_a_format_of_its_own(unit: str, expected: str) -> None:
    assert formatted(Fraction(1_234_567), unit, default_format(unit, "tkr")) == expected


@pytest.mark.parametrize(
    ("name", "unit"),
    [("mnkr", "pct"), ("procent", "sek"), ("antal", "sek"), ("andel", "pct"), ("datum", "count")],
)
def test_a_format_that_does_not_suit_the_unit_names_those_that_do(name: str, unit: str) -> None:
    with pytest.raises(FormatError, match=r"does not suit a figure in .*; use .*tal"):
        formatted(Fraction(1), unit, Format(name))


def test_what_is_too_large_or_no_day_is_refused() -> None:
    with pytest.raises(FormatError, match="too large"):
        formatted(Fraction(10**30), "sek", Format("kr"))
    for amount in (Fraction(1, 2), Fraction(10**12)):
        with pytest.raises(FormatError, match="not a day"):
            formatted(amount, "date", Format("datum"))
