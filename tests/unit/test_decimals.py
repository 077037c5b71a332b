"""A control total is a number in digits, or it is not one."""

from decimal import Decimal

import pytest

from orchestration.core.decimals import read_decimal


@pytest.mark.parametrize("text", ["0", "-1.50", "+7", "39135", "9" * 38])
def test_digits_and_a_point_are_read_exactly(text: str) -> None:
    assert read_decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", "sNaN", "NaN", "Infinity", "39_135", "٣٩١٣٥", "1e5", " 1", "1,5", "1\n", "9" * 39]
)
def test_anything_else_is_not_a_number(text: str) -> None:
    assert read_decimal(text) is None
