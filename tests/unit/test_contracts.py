"""A contract says one thing, in one place; what is not a contract is named with its file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.contracts import ContractError, read_contract, read_contracts

CONTRACT = """
title: Parking permits
description: One row per permit.
owner: parking system manager
frequency: month
due_days: 5
format: csv
schema:
  primaryKey: [permit_id]
  periodField: issued
  fields:
    - {name: permit_id, type: string, description: The permit., constraints: {required: true}}
    - {name: issued, type: date, description: The day of issue.}
    - {name: fee, type: number, unit: sek, control_total: true, description: The fee.}
"""


def write(folder: Path, text: str = CONTRACT) -> Path:
    path = folder / "parking" / "permits.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_contract_names_its_table_its_types_and_its_control_totals(tmp_path: Path) -> None:
    contract = read_contract(write(tmp_path))
    assert contract.table == "parking_permits"
    assert [field.sql_type for field in contract.fields] == ["VARCHAR", "DATE", "DECIMAL(18, 2)"]
    assert contract.control_totals == ("fee",)


def test_a_better_description_does_not_change_how_a_file_is_read_but_a_stricter_rule_does(
    tmp_path: Path,
) -> None:
    digest = read_contract(write(tmp_path)).digest
    assert (
        read_contract(
            write(tmp_path, CONTRACT.replace("The permit.", "The permit's number."))
        ).digest
        == digest
    )
    assert (
        read_contract(write(tmp_path, CONTRACT.replace("type: date", "type: datetime"))).digest
        != digest
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Parking permits\n", "", "'title' is missing"),
        ("frequency: month", "frequency: weekly", "frequency: 'weekly' is not one of month, year"),
        ("due_days: 5\n", "", "'due_days' is missing"),
        ("due_days: 5", "due_days: soon", "due_days: 'soon' is no number of days"),
        ("format: csv", "format: pdf", "format: 'pdf' is not one of"),
        ("type: date", "type: day", "'day' is not one of"),
        ("unit: sek", "units: sek", "unknown key 'units'"),
        ("required: true", "enum: [A, B, A]", "enum: a value stands twice in A, B, A"),
        ("primaryKey: [permit_id]", "primaryKey: [id]", "'id' is not one of its fields"),
        ("  primaryKey: [permit_id]\n", "", "primaryKey: it is missing"),
    ],
)
def test_what_is_not_a_contract_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(ContractError, match=r"permits\.yml") as caught:
        read_contract(write(tmp_path, CONTRACT.replace(old, new)))
    assert expected in str(caught.value)


def test_every_contract_of_the_project_is_one_and_describes_every_field() -> None:
    contracts = read_contracts()
    assert len(contracts) > 25
    assert all(field.description for contract in contracts.values() for field in contract.fields)
