"""Personal numbers are hidden in whatever text they stand; what only looks like one is not."""

from __future__ import annotations

import pytest

from orchestration.core.personal_data import HIDDEN, without_personal_numbers


@pytest.mark.parametrize(
    "number",
    [
        "19121212-1212", "121212-1212", "121212+1212", "1212121212", "191212121212", "121272-1219",
        "1212721219", "19121212-1213",
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["{}", "field is '{}'.", '"x":"{}"', "a;{};b", "{}\n"])
def test_a_personal_or_coordination_number_is_hidden(number: str, text: str) -> None:
    assert without_personal_numbers(text.format(number)) == text.format(HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        "1212121213", "212000-0142", "131312-1212", "2013-12-31", "-1212121212", "1212121212.50", "A1212121212",
        "12121212123456789", "voucher A 1212", "2012-12-99dd01cea0b6",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert without_personal_numbers(text) == text
