"""Rows as files for spreadsheets: numbers stay exact, and what was delivered stays text, whatever it holds."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from orchestration.core import spreadsheets
from orchestration.core.errors import UsageError
from orchestration.core.row_files import write_query
from orchestration.core.spreadsheets import Sheet, csv_of, workbook_of

MADE = datetime(2014, 1, 20, 5, 0)
ROW = ("Ö;l", Decimal("-1.50"), 3, True, None, date(2013, 12, 31))


def book(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_of(sheets, "Tabeller", MADE)))


def test_a_csv_is_what_a_swedish_excel_opens() -> None:
    content = csv_of(["namn", "belopp", "antal", "ja", "tom", "dag"], [ROW])
    assert content.decode("utf-8-sig").split("\r\n") == [
        "namn;belopp;antal;ja;tom;dag",
        '"Ö;l";-1,50;3;true;;2013-12-31',
        "",
    ]


def test_a_workbook_keeps_the_kind_of_each_value() -> None:
    sheet = book(Sheet("a", list("abcdef"), [ROW])).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        "Ö;l", -1.5, 3, True, None, datetime(2013, 12, 31),
    ]  # fmt: skip


def test_rows_that_come_one_by_one_make_the_workbook_that_a_list_of_them_makes() -> None:
    rows = [("Ö", Decimal("0.10"), None), ("=1", -3, date(2013, 12, 31)), ("a\r\nb", True, "")]
    of_list, of_stream = (
        [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.rows]
        for sheet in (
            book(Sheet("a", list("abc"), made, caption=True)).worksheets[0]
            for made in (rows, iter(rows))
        )
    )
    assert of_list == of_stream
    assert of_list[4][0][0] == "a\nb"


def test_the_same_rows_and_moment_give_the_same_bytes() -> None:
    sheet = Sheet("a", list("abcdef"), [ROW])
    assert workbook_of([sheet], "T", MADE) == workbook_of([sheet], "T", MADE)


def test_an_amount_keeps_its_ore_in_a_workbook() -> None:
    amount = Decimal("1234567890123.45")
    (cell,) = book(Sheet("a", ["a"], [(amount,)])).worksheets[0][2]
    assert Decimal(str(cell.value)) == amount


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\uff1d1+1"])
def test_a_text_is_not_a_formula_in_either_form_nor_when_its_cell_is_edited(words: str) -> None:
    assert csv_of(["a"], [(words,)]).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"')[0] == "'"
    (cell,) = book(Sheet("a", ["a"], [(words,)])).worksheets[0][2]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_character_that_no_workbook_can_hold_is_replaced_and_not_fatal() -> None:
    (cell,) = book(Sheet("a", ["a"], [("bad\x01\x0btext",)])).worksheets[0][2]
    assert cell.value == "bad\ufffd\ufffdtext"


@pytest.mark.parametrize("letter", ["å", "\U0001f600", "\x01", "\r\n"])
@pytest.mark.parametrize("rows", [tuple, iter])
def test_a_text_that_a_cell_holds_is_whole(
    letter: str, rows: Callable[[list[tuple[str]]], Any]
) -> None:
    shown = {"\x01": "\ufffd", "\r\n": "\n"}.get(letter, letter)
    fits = 32_767 // (len(shown.encode("utf-16-le")) // 2)
    (cell,) = book(Sheet("a", ["a"], rows([(letter * fits,)]))).worksheets[0][2]
    assert cell.value == shown * fits


@pytest.mark.parametrize("letter", ["å", "=", "\U0001f600"])
@pytest.mark.parametrize("rows", [tuple, iter])
def test_a_text_that_is_longer_than_a_cell_says_that_it_is_cut_and_where_it_is_whole(
    letter: str, rows: Callable[[list[tuple[str]]], Any]
) -> None:
    (cell,) = book(Sheet("a", ["a"], rows([(letter * 32_768,)]))).worksheets[0][2]
    written = str(cell.value)
    kept, _, note = written.partition(" … ")
    assert set(kept) == {letter}
    assert note == "[avkortad: texten har 32 768 tecken, och finns hel i CSV]"
    assert 32_760 <= len(written.encode("utf-16-le")) // 2 <= 32_767
    assert csv_of(["a"], [(letter * 32_768,)]).decode("utf-8-sig").count(letter) == 32_768


@pytest.mark.parametrize("words", ["#N/A", "#DIV/0!", "#1 of all"])
def test_a_text_that_looks_like_an_error_of_excel_is_text(words: str) -> None:
    (cell,) = book(Sheet("a", ["a"], [(words,)])).worksheets[0][2]
    assert (cell.data_type, cell.value) == ("s", words)


def test_a_time_with_a_zone_keeps_it() -> None:
    (cell,) = book(Sheet("a", ["a"], [(MADE.replace(tzinfo=UTC),)])).worksheets[0][2]
    assert cell.value == "2014-01-20T05:00:00+00:00"


@pytest.mark.parametrize(
    ("early", "shown"),
    [
        (date(1899, 12, 31), "1899-12-31"),
        (datetime(1899, 12, 31, 5, 0), "1899-12-31T05:00:00"),
        (date(1, 1, 1), "0001-01-01"),
    ],
)
def test_a_day_before_excels_first_is_shown_and_not_a_negative_number(
    early: date, shown: str
) -> None:
    (cell,) = book(Sheet("a", ["a"], [(early,)])).worksheets[0][2]
    assert (cell.data_type, cell.value) == ("s", shown)


def test_a_sheets_name_that_is_cut_at_an_apostrophe_loses_it() -> None:
    sheet = Sheet("a" * 30 + "'s costs", ["a"], [])
    assert book(sheet, sheet).sheetnames == ["a" * 30, "a" * 29 + " 2"]


def test_more_rows_than_excel_opens_are_refused_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 2)
    with (
        duckdb.connect() as connection,
        pytest.raises(UsageError, match="a has 3 rows, and a sheet of Excel holds 2") as refused,
    ):
        write_query(connection, "from range(3)", tmp_path / "a.xlsx", MADE)
    assert "Write it as CSV or Parquet." in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["rows", "rows.xls", "rows.CSV.gz"])
def test_a_file_whose_name_says_no_form_is_refused(tmp_path: Path, name: str) -> None:
    with duckdb.connect() as connection, pytest.raises(UsageError, match="in which form"):
        write_query(connection, "select 1", tmp_path / name, MADE)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_query_is_written_in_each_form_with_its_parameters(tmp_path: Path, form: str) -> None:
    path = tmp_path / "new" / f"rows.{form}"
    query = "select i, i * 0.1 as tenth from range(3) as numbers(i) where i <= $most order by i"
    with duckdb.connect() as connection:
        write_query(connection, query, path, MADE, {"most": 1})
        if form == "parquet":
            found = connection.execute(f"select * from '{path}'").fetchall()
        elif form == "csv":
            found = [line.split(";") for line in path.read_text("utf-8-sig").splitlines()[1:]]
        else:
            found = list(openpyxl.load_workbook(path).worksheets[0].values)[1:]
    assert [[float(str(value).replace(",", ".")) for value in row] for row in found] == [
        [0, 0],
        [1, 0.1],
    ]
