"""A contract says one thing, in one place; what is not a contract is named with its file and key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from orchestration.contracts import ContractError, read_contract, read_contracts
from orchestration.contracts.form import SCHEMA_FILE, json_schema
from orchestration.core.settings import CONTRACTS_DIR

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
        ("due_days: 5", "due_days: soon", "due_days: 'soon' is not a number of days"),
        ("format: csv", "format: pdf", "format: 'pdf' is not one of"),
        ("type: date", "type: day", "'day' is not one of"),
        ("unit: sek", "units: sek", "unknown key 'units'"),
        ("required: true", "enum: [A, B, A]", "enum: a value appears twice in A, B, A"),
        ("primaryKey: [permit_id]", "primaryKey: [id]", "'id' is not one of its fields"),
        ("  primaryKey: [permit_id]\n", "", "primaryKey: it is missing"),
        ("title: Parking permits", "title: 2013", "title: 2013 is not text; put it in quotes"),
        ("due_days: 5", "due_days: true", "due_days: True is not a number of days"),
        (
            "due_days: 5",
            "due_days: 5\nbad_rows_at_most_pct: 101",
            "101 is not a number of at most 100",
        ),
        ("format: csv", "format: csv\nencoding: latin-l", "encoding: 'latin-l' is not an encoding"),
        ("format: csv", "format: csv\nencoding: utf-7", "encoding: 'utf-7' is not an encoding"),
        ("format: csv", "format: csv\nencoding: idna", "encoding: 'idna' is not an encoding"),
        (
            "format: csv",
            "format: csv\ndialect: {delimiter: ;;}",
            "dialect.delimiter: ';;' is not one char",
        ),
        (
            "format: csv",
            "format: csv\ndialect: gzip",
            "dialect: expected keys and values, found 'gzip'",
        ),
        ("format: csv", "format: csv\nsheet: Permits", "sheet: only a workbook has sheets"),
        ("format: csv", "format: xlsx", "sheet: a workbook's contract names its sheet"),
        ("format: csv", "format: sie", "schema: SIE has records, not columns"),
        (
            "primaryKey: [permit_id]",
            "primaryKey: permit_id",
            "primaryKey: 'permit_id' is not a list",
        ),
        ("periodField: issued", "periodField: fee", "periodField: 'fee' is not a date or a time"),
        ("required: true", "required: 'no'", "constraints.required: 'no' is not true or false"),
        ("required: true", "enum: [yes, no]", "enum[0]: True is not text; put it in quotes"),
        ("required: true", "pattern: '[A-'", "pattern: '[A-' is not a regular expression"),
        ("required: true", "minimum: 1", "constraints.minimum: 1 is not a value of type string"),
        ("required: true", "notBefore: issued", "'issued' and 'permit_id' are not both dates"),
        ("unit: sek", "scale: 19", "fields[2].scale: 19 is more than the precision, 18"),
        ("unit: sek", "unit: sek, scale: 3", "fields[2].scale: 3, but kronor have 2 decimals, öre"),
        (
            "unit: sek",
            "constraints: {pattern: x}",
            "fields[2].constraints.pattern: a number has none",
        ),
        (
            "unit: sek",
            "constraints: {minimum: 2, maximum: 1}",
            "minimum: 2 is more than the maximum, 1",
        ),
        ("unit: sek", "constraints: {minimum: .nan}", "minimum: nan is not a value of type number"),
        (
            "type: date",
            "type: date, control_total: true",
            "fields[1].control_total: a date has no sum",
        ),
        (
            "name: issued",
            "name: fee",
            "schema.fields: there must be some, each with a name of its own",
        ),
        (
            "name: issued",
            "name: FEE",
            "schema.fields: there must be some, each with a name of its own",
        ),
        (
            "name: issued",
            "name: Load_Id",
            "fields[1].name: 'Load_Id' is a column of every raw table",
        ),
        ("required: true", "pattern: '(?=P)P.*'", "is not a regular expression of RE2"),
        *(
            (
                "format: csv",
                f"format: csv\ndialect: {{delimiter: {mark}}}",
                "cannot separate two fields, as a tab or ; can",
            )
            for mark in ("'\"'", '"\\n"', "a", "'1'", "å", "'\\'")
        ),
        ("title: Parking permits", "title: *elsewhere", "it is not YAML in UTF-8"),
    ],
)
def test_what_is_not_a_contract_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    with pytest.raises(ContractError, match=r"permits\.yml") as caught:
        read_contract(write(tmp_path, CONTRACT.replace(old, new)))
    assert expected in str(caught.value)


def test_a_contract_of_the_board_changes_the_keys_it_has_and_empties_those_it_empties(
    tmp_path: Path,
) -> None:
    shipped = write(tmp_path)
    board = tmp_path / "board" / "parking" / "permits.yml"
    board.parent.mkdir(parents=True)
    board.write_text(
        "encoding: cp437\nschema:\n  periodField:\n"
        "  fields: [{name: fee, unit: null, scale: 0}, {name: zone, type: string, description: The zone.}]\n",
        "utf-8",
    )
    contract = read_contract(shipped, board)
    assert (contract.encoding, contract.period_field) == ("cp437", None)
    assert [field.sql_type for field in contract.fields[2:]] == ["DECIMAL(18, 0)", "VARCHAR"]
    assert contract.fields[2].unit is None
    board.write_text("schema: {fields: [{name: zone}]}\n", "utf-8")
    with pytest.raises(ContractError, match=r"board.*permits\.yml, schema\.fields\[3\]: 'type' is"):
        read_contract(shipped, board)


def test_the_committed_schema_of_contracts_is_current() -> None:
    # To write it: python -c "from orchestration.contracts.form import *; SCHEMA_FILE.write_text(json_schema())"
    assert SCHEMA_FILE.read_text("utf-8") == json_schema()


def test_an_editor_that_knows_the_schema_accepts_every_shipped_contract_and_marks_a_fault() -> None:
    editor = Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))
    paths = sorted(CONTRACTS_DIR.glob("*/*.yml"))
    assert len(paths) > 25
    for path in paths:
        assert list(editor.iter_errors(yaml.safe_load(path.read_text("utf-8")))) == [], path
    faulty = yaml.safe_load(CONTRACT)
    assert editor.is_valid(faulty)
    faulty["schema"]["fields"][0]["constraint"] = {"required": True}
    (marked,) = editor.iter_errors(faulty)
    assert list(marked.absolute_path) == ["schema", "fields", 0]


def test_every_contract_of_the_project_is_one_and_describes_every_field() -> None:
    contracts = read_contracts()
    assert len(contracts) > 25
    assert all(field.description for contract in contracts.values() for field in contract.fields)
