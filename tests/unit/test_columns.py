"""Columns that are not the contract's are named, as far as they may be, and not by the thousand."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.contracts import Contract, read_contracts
from orchestration.loading.columns import check_columns
from orchestration.loading.delivery_error import DeliveryError

PERSONAL = read_contracts()["payroll", "employments"]
PLAIN = read_contracts()["contact_centre", "calls"]


def refusal(contract: Contract, added: list[str]) -> str:
    """Return the message on a file with the contract's columns and some more."""
    names = [field.source_name for field in contract.fields]
    with pytest.raises(DeliveryError) as caught:
        check_columns([*names, *added], Path("file.csv"), contract)
    return str(caught.value)


@pytest.mark.parametrize("added", [["19540303-2385 Anna"], ["Anna Berg", "Anna Berg"]])
def test_a_header_that_has_run_into_a_row_names_nobody(added: list[str]) -> None:
    said = refusal(PERSONAL, added)
    assert "Anna" not in said
    assert "19540303" not in said
    assert f"column {len(PERSONAL.fields) + len(added)} (its name is not repeated" in said


def test_a_header_that_lacks_a_column_and_has_a_persons_name_names_nobody() -> None:
    names = [field.source_name for field in PERSONAL.fields]
    with pytest.raises(DeliveryError) as caught:
        check_columns([*names[1:], "19540303-2385 Anna"], Path("file.csv"), PERSONAL)
    assert f"column '{names[0]}' is missing" in str(caught.value)
    assert "Anna" not in str(caught.value)


def test_a_column_too_many_of_an_extract_without_personal_data_is_named() -> None:
    assert "column 'colour' is not in the contract." in refusal(PLAIN, ["colour"])


def test_twenty_thousand_columns_too_many_are_ten_sentences_and_a_count() -> None:
    said = refusal(PLAIN, [f"stray{number}" for number in range(20_000)])
    assert said.count("is not in the contract") == 10
    assert "19990 more are not either." in said
    assert len(said) < 2_000
