"""The tables of a report as files for spreadsheets: exact numbers, and texts that stay texts."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from orchestration.report.document import Bullet, Column, Figure, Row, Table, Text, text
from orchestration.report.downloads import csv_of, workbook_of

HOSTILE = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
MADE = datetime(2014, 1, 20, 5, 0)


def figure(printed: str, exact: str) -> tuple[Figure]:
    return (Figure(printed, "d-a", "v-a", "3", Decimal(exact)),)


def table(*rows: Row, caption: str = "Resultaträkning, mnkr") -> Table:
    return Table("t-a", caption, (Column(""), Column("2013", "right")), rows)


RESULT = table(
    Row((text("Kostnader"),), "heading"),
    Row((text("Netto"), figure("−1,5", "-1.52616361"))),
    Row((text("Okänt"), text("–"))),
)


def test_a_csv_has_exact_numbers_as_a_swedish_excel_reads_them_and_nothing_of_the_notes() -> None:
    content = csv_of(RESULT)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (";2013\r\nKostnader\r\nNetto;-1,52616361\r\nOkänt;–\r\n")


@pytest.mark.parametrize("words", HOSTILE)
def test_a_delivered_text_never_becomes_a_formula(words: str) -> None:
    hostile = table(Row((text(words), text(words))))
    line = csv_of(hostile).decode("utf-8-sig").split("\r\n", 1)[1]
    assert f"'{words}" in line
    assert not line.lstrip('"').startswith(("=", "+", "-", "@"))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of([hostile], "Tabeller", MADE))).worksheets[
        0
    ]
    assert [cell.data_type for cell in sheet[3]] == ["s", "s"]
    assert [str(cell.value).lstrip() for cell in sheet[3]] == [words.lstrip()] * 2


def test_a_title_or_caption_is_not_a_formula_either() -> None:
    hostile = Table("t-a", "=1+1", (Column("=2"), Column("@3")), ())
    assert csv_of(hostile).decode("utf-8-sig") == "'=2;'@3\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of([hostile], "T", MADE))).worksheets[0]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}


def test_a_workbook_has_a_sheet_for_each_table_with_numbers_to_calculate_with() -> None:
    long_name = "Träffsäkerheten i prognosen: T1/T2 [mnkr] mot årets utfall"
    tables = [RESULT, table(caption=long_name), table(caption=long_name)]
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(tables, "Tabeller", MADE)))
    assert len(set(book.sheetnames)) == 3
    assert max(map(len, book.sheetnames)) <= 31
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "Resultaträkning, mnkr"
    assert sheet["B4"].value == -1.52616361
    assert sheet["B4"].data_type == "n"


def test_a_bar_beside_its_numbers_is_not_repeated() -> None:
    bar = (Bullet("Utfall 1", "good", 1.0, 1.0, None),)
    shown = table(Row((text("El"), bar)), Row((text("Gas"), (Text("1"), Text(" st")))))
    assert csv_of(shown).decode("utf-8-sig").split("\r\n")[1:3] == ["El;", "Gas;1 st"]


def test_the_same_tables_give_the_same_bytes() -> None:
    assert workbook_of([RESULT], "T", MADE) == workbook_of([RESULT], "T", MADE)
