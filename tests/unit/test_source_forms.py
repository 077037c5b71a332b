"""A board's contract says what its files write otherwise; the raw layer has the contract's names and values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml

from orchestration.contracts import Contract, ContractError, read_contract
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin, WrittenRows

SHIPPED = """
title: Absences
description: One row per absence.
owner: payroll system manager
frequency: month
due_days: 5
format: csv
bad_row: quarantine
bad_rows_at_most_pct: 100
schema:
  primaryKey: [absence_id]
  fields:
    - {name: absence_id, type: integer, description: The absence., constraints: {required: true}}
    - {name: cause, type: string, description: Why., constraints: {required: true, enum: [sjuk, vab]}}
    - {name: hours, type: number, control_total: true, description: How long.}
    - {name: first_day, type: date, description: When it began., constraints: {required: true}}
    - {name: last_day, type: date, description: When it ended., constraints: {notBefore: first_day}}
    - {name: booked_at, type: datetime, description: When it was entered.}
    - {name: is_paid, type: boolean, description: Whether it is paid.}
    - {name: unit, type: string, description: The cost centre.}
"""
BOARD: dict[str, Any] = {
    "encoding": "utf-16",
    "dialect": {"delimiter": "\t", "decimalChar": ",", "groupChar": " ", "trailingMinus": True},
    "schema": {
        "missingValues": ["-"],
        "fields": [
            {"name": "absence_id", "source_name": "Löpnr"},
            {"name": "cause", "source_name": "Orsak", "values": {"S": "sjuk", "V": "vab"}},
            {"name": "hours", "source_name": "Timmar"},
            {"name": "first_day", "source_name": "Fr.o.m.", "format": "%d/%m/%Y"},
            {
                "name": "last_day",
                "source_name": "T.o.m.",
                "format": "%d/%m/%Y",
                "missingValues": ["31/12/9999"],
            },
            {"name": "booked_at", "source_name": "Reg", "format": "%Y%m%d %H:%M"},
            {"name": "is_paid", "source_name": "Lön", "values": {"J": True, "N": False}},
            {"name": "unit", "optional": True, "values": {"": "000"}},
        ],
    },
}
HEADER = "Orsak\tLöpnr\tTimmar\tFr.o.m.\tT.o.m.\tReg\tLön"
RIGHT = (
    "S\t1\t1 234,50\t31/01/2013\t01/02/2013\t20130201 08:15\tJ",
    "V\t2\t7,5-\t01/02/2013\t31/12/9999\t-\tN",
)


def contract_of(folder: Path, board: dict[str, Any]) -> Contract:
    """Return the shipped contract with a board's laid over it."""
    paths = []
    for name, content in (("shipped", SHIPPED), ("board", yaml.safe_dump(board))):
        path = folder / name / "payroll" / "absences.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        paths.append(path)
    return read_contract(*paths)


def read(folder: Path, content: bytes, board: dict[str, Any]) -> WrittenRows:
    """Read a file by the board's contract; its rows are in ``payroll_absences.parquet``."""
    path = folder / "delivered"
    path.write_bytes(content)
    origin = Origin("load", "payroll/delivered", path, path, None)
    with open_connection(folder, 512, 1) as connection:
        return read_rows(connection, contract_of(folder, board), origin, folder)


def loaded(folder: Path) -> list[tuple[Any, ...]]:
    """Return the loaded rows without where they come from."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        path = folder / "payroll_absences.parquet"
        return connection.execute(
            f"select * exclude (load_id, file_name, line_number) from '{path}' order by absence_id"
        ).fetchall()


EXPECTED = [
    (1, "sjuk", Decimal("1234.50"), date(2013, 1, 31), date(2013, 2, 1),
     datetime(2013, 2, 1, 7, 15, tzinfo=UTC), True, "000"),
    (2, "vab", Decimal("-7.50"), date(2013, 2, 1), None, None, False, "000"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "iso-8859-1", "windows-1252", "cp850"])
def test_other_names_forms_codes_and_encodings_become_the_contracts(
    tmp_path: Path, encoding: str
) -> None:
    text = "\r\n".join((HEADER, *RIGHT, ""))
    written = read(tmp_path, text.encode(encoding), BOARD | {"encoding": encoding})
    assert (written.loaded, written.rejected) == (2, 0)
    assert loaded(tmp_path) == EXPECTED
    assert written.totals["hours"].loaded == Decimal("1227.00")


def test_the_careful_reader_gives_the_same_and_keeps_the_files_own_words(tmp_path: Path) -> None:
    wrong = {
        "X\t3\t1\t01/02/2013\t\t\tJ": ("unknown_code", "Orsak", "X", "one of S, V"),
        "sjuk\t4\t1\t01/02/2013\t\t\tJ": ("unknown_code", "Orsak", "sjuk", "one of S, V"),
        "S\t5\t12 34,50\t01/02/2013\t\t\tJ": ("not_a_number", "Timmar", "12 34,50", None),
        "S\t6\t1\t2013-02-01\t\t\tJ": ("not_a_date", "Fr.o.m.", "2013-02-01", None),
        "S\t7\t1\t30/02/2013\t\t\tJ": ("not_a_date", "Fr.o.m.", "30/02/2013", None),
        "S\t8\t1\t1/2/2013\t\t\tJ": ("not_a_date", "Fr.o.m.", "1/2/2013", None),
        "S\t9\t1\t-\t\t\tJ": ("missing_value", "Fr.o.m.", None, "a value"),
        "S\t10\t1\t01/02/2013\t\t20130331 02:30\tJ": (
            "not_a_datetime", "Reg", "20130331 02:30", None,
        ),
        "S\t11\t1\t01/02/2013\t\t\tJa": ("not_a_boolean", "Lön", "Ja", "one of J, N"),
        "S\t12\t1\t02/02/2013\t01/02/2013\t\tJ": ("ends_before_it_begins", "T.o.m.", "01/02/2013", None),
        "S\t1\t1\t01/02/2013\t\t\tJ": ("duplicate_key", "Löpnr", "1", None),
    }  # fmt: skip
    text = "\n".join((HEADER, *RIGHT, *wrong, ""))
    written = read(tmp_path, text.encode("utf-16"), BOARD)
    assert (written.loaded, written.rejected) == (2, len(wrong))
    assert loaded(tmp_path) == EXPECTED
    rejected = duckdb.sql(
        "select raw_text, reason_code, field, value, expected"
        f" from '{tmp_path}/payroll_absences.rejected.parquet'"
    ).fetchall()
    assert len(rejected) == len(wrong)
    for raw, code, field, value, expected in rejected:
        reason, column, own, allowed = wrong[raw]
        assert (code, field, value) == (reason, column, own)
        assert allowed is None or expected == allowed
    assert {finding["field"] for finding in written.findings} == {
        column for _, column, _, _ in wrong.values()
    }


def test_a_missing_column_is_named_as_the_file_should_have_it(tmp_path: Path) -> None:
    text = "\n".join((HEADER.replace("Orsak", "Orsakskod"), *RIGHT, ""))
    with pytest.raises(DeliveryError) as caught:
        read(tmp_path, text.encode("utf-16"), BOARD)
    assert "column 'Orsak' is missing; it looks renamed to 'Orsakskod'" in str(caught.value)


def test_the_objects_of_an_ndjson_file_are_mapped_too(tmp_path: Path) -> None:
    board = BOARD | {"format": "ndjson", "encoding": "utf-8", "dialect": {}}
    lines = (
        '{"Löpnr": 1, "Orsak": "S", "Timmar": 1234.5, "Fr.o.m.": "31/01/2013", "T.o.m.": "01/02/2013",'
        ' "Reg": "20130201 08:15", "Lön": "J"}',
        '{"Löpnr": 2, "Orsak": "V", "Timmar": -7.5, "Fr.o.m.": "01/02/2013", "T.o.m.": "31/12/9999",'
        ' "Reg": "-", "Lön": "N"}',
    )
    written = read(tmp_path, ("\n".join(lines) + "\n").encode(), board)
    assert (written.loaded, written.rejected) == (2, 0)
    assert loaded(tmp_path) == EXPECTED


def test_a_workbooks_days_are_read_whether_they_are_text_or_days(tmp_path: Path) -> None:
    board = BOARD | {"format": "xlsx", "sheet": "Blad1", "encoding": "utf-8", "dialect": {}}
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Blad1"
    sheet.append(HEADER.split("\t"))
    sheet.append(["S", 1, 1234.5, date(2013, 1, 31), "01/02/2013", "20130201 08:15", "J"])
    sheet.append(["V", 2, -7.5, "01/02/2013", "31/12/9999", "-", "N"])
    book.save(tmp_path / "book.xlsx")
    written = read(tmp_path, (tmp_path / "book.xlsx").read_bytes(), board)
    assert (written.loaded, written.rejected) == (2, 0)
    assert loaded(tmp_path) == EXPECTED


def test_rows_that_nothing_tells_apart_are_told_apart_by_their_lines(tmp_path: Path) -> None:
    board = BOARD | {"schema": BOARD["schema"] | {"primaryKey": ["line_number"]}}
    text = "\n".join((HEADER, RIGHT[0], RIGHT[0], ""))
    written = read(tmp_path, text.encode("utf-16"), board)
    assert (written.loaded, written.rejected) == (2, 0)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a code that the contract lacks": (
        {"name": "cause", "values": {"S": "sick"}},
        "values: 'sick' is not one of sjuk, vab",
    ),
    "a truth that is neither": (
        {"name": "is_paid", "values": {"J": "ja"}},
        "values: 'ja' is not one of true, false",
    ),
    "codes of a number": ({"name": "hours", "values": {"1": "2"}}, "has no codes"),
    "a form of a text": ({"name": "unit", "format": "%Y"}, "only a date or a datetime"),
    "a form without a part": ({"name": "first_day", "format": "ÅÅÅÅ-MM-DD"}, "is not a form of dates"),
    "a form with an unknown part": ({"name": "first_day", "format": "%Q"}, "is not a form of dates"),
    "a column for two": ({"name": "unit", "source_name": "cause"}, "'cause' is more than one"),
    "one that may lack and may not": (
        {"name": "first_day", "optional": True},
        "may lack is not required",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_mapping_that_cannot_be_is_refused_in_words(tmp_path: Path, case: str) -> None:
    field, said = WRONG[case]
    with pytest.raises(ContractError) as caught:
        contract_of(tmp_path, {"schema": {"fields": [field]}})
    assert said in str(caught.value)
    assert "board/payroll/absences.yml" in str(caught.value)
