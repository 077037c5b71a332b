"""What an Excel workbook may do wrong is named for what it is, and nothing else is refused."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from openpyxl.chart import BarChart

from orchestration.contracts import read_contract
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin, WrittenRows
from tests.note_files import HEADER, Reader

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


SHEET = "xl/worksheets/sheet1.xml"
XLSX = {"format": "xlsx", "sheet": "Notes", "name": "x.xlsx"}


def workbook(*rows: list[Any], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Notes", 0)
    for row in (HEADER.split(";"), *rows):
        sheet.append(row)
    change(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as parts,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for part in parts.namelist():
            text = parts.read(part)
            if part == name:
                assert old in text
                text = text.replace(old, new)
            out.writestr(part, text)
    return target.getvalue()


@pytest.mark.parametrize("dimension", [b"A1", b"A1:B2", b"A1:XFD1048576"])
def test_rows_beyond_the_stated_dimension_are_read(read: Reader, dimension: bytes) -> None:
    content = workbook(*([number, "a"] for number in range(1, 26)))
    content = with_part(
        content, SHEET, b'<dimension ref="A1:G26"', b'<dimension ref="' + dimension + b'"'
    )
    assert read(content, **XLSX).loaded == 25


def test_a_row_at_the_end_of_the_sheet_costs_nothing(read: Reader) -> None:
    content = with_part(workbook([1, "a"]), SHEET, b'<row r="2"', b'<row r="1048576"')
    assert read(content, **XLSX).loaded == 1


def test_a_workbook_is_read_whatever_its_name_ends_in(read: Reader) -> None:
    assert read(workbook([1, "a"]), **XLSX | {"name": "plan.2013"}).loaded == 1


def test_a_formula_without_a_value_is_refused_at_its_cell(read: Reader) -> None:
    error = read.refusal(workbook([1, "a", "=1+1"]), **XLSX)
    assert error.code == "formula_without_value"
    assert "cell C2" in error.message


def test_a_percentage_is_refused_at_its_cell(read: Reader) -> None:
    def percent(sheet: Any) -> None:
        sheet["D2"].number_format = "0.0 %"

    error = read.refusal(workbook([1, "a", None, 0.9], change=percent), **XLSX)
    assert error.code == "percent_format"
    assert "cell D2" in error.message


@pytest.mark.parametrize("number_format", ["#,##0,", "0.0,,", '0.00, "tkr"', "[Red]-0,;0"])
def test_a_number_shown_in_thousands_is_refused_at_its_cell(
    read: Reader, number_format: str
) -> None:
    def scaled(sheet: Any) -> None:
        sheet["D2"].number_format = number_format

    error = read.refusal(workbook([1, "a", None, 1234.5], change=scaled), **XLSX)
    assert error.code == "scaled_format"
    assert "cell D2" in error.message


@pytest.mark.parametrize(
    "number_format",
    ["#,##0.00", '0"%"', "0.0\\%", '0.0 "tkr, netto"', "#,##0.00_ ;[Red]-#,##0.00\\ "],
)
def test_a_format_that_shows_the_number_as_it_is_held_is_read(
    read: Reader, number_format: str
) -> None:
    def shown(sheet: Any) -> None:
        sheet["D2"].number_format = number_format

    assert read(workbook([1, "a", None, 1234.5], change=shown), **XLSX).loaded == 1


def test_merged_cells_are_refused_where_rows_are_and_let_be_beside_them(read: Reader) -> None:
    rows = [1, "a", "x"], [2, "b", "y"]
    merged = workbook(*rows, change=lambda sheet: sheet.merge_cells("C2:C3"))
    error = read.refusal(merged, **XLSX)
    assert error.code == "merged_cells"
    assert "cell C2:C3" in error.message
    below = workbook(*rows, change=lambda sheet: sheet.merge_cells("A9:C9"))
    assert read(below, **XLSX).loaded == 2


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(read: Reader) -> None:
    content = with_part(
        workbook([1, "a", 5]),
        SHEET,
        b'<c r="C2" t="n"><v>5</v></c>',
        b'<c r="C2" t="str"><f>IF(TRUE,"","")</f><v></v></c>',
    )
    assert read(content, **XLSX).loaded == 1


def test_the_error_of_a_formula_is_not_text(read: Reader) -> None:
    def error(sheet: Any) -> None:
        sheet["B2"].data_type = "e"

    assert read.code(workbook([1, "#N/A"], change=error), **XLSX) == "excel_error"


def test_a_text_of_several_lines_is_loaded(read: Reader) -> None:
    assert read(workbook([1, "a\nb"]), **XLSX).loaded == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 100, "protected by a password"),
        (b"a;b\n1;2\n", "such as CSV"),
        (b"<html><table></table></html>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b"PK\x03\x04" + b"x" * 50, "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_not_a_workbook_is_named_for_what_it_is(
    read: Reader, content: bytes, said: str
) -> None:
    assert said in read.refusal(content, **XLSX).message


def test_the_sheet_of_a_chart_is_named_for_what_it_is(read: Reader) -> None:
    def put_a_chart_in_its_place(sheet: Any) -> None:
        sheet.title = "Rows"
        sheet.parent.create_chartsheet("Notes").add_chart(BarChart())

    error = read.refusal(workbook([1, "a"], change=put_a_chart_in_its_place), **XLSX)
    assert error.code == "sheet_missing"
    assert "'Notes' is a sheet of a chart" in error.message


def test_strict_open_xml_is_named(read: Reader) -> None:
    content = with_part(
        workbook([1, "a"]),
        "xl/workbook.xml",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    error = read.refusal(content, **XLSX)
    assert error.code == "strict_open_xml"
    assert "Strict Open XML" in error.message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<worksheet", b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet", "document type"),
        (b"</row></sheetData>", b"</row>", "damaged"),
        (b'<row r="2"', b'<row r="1"', "row 1 follows row 1"),
        (b'r="B2"', b'r="A2"', "cell A2 appears twice"),
        (b'r="B2"', b'r="ZZZZZ2"', "damaged"),
        (b"<v>1</v>", b"<v>" + b"9" * 5000 + b"</v>", "damaged"),
        (b'r="B2"', b'r="XFD2"', "the limit columns"),
    ],
)
def test_a_workbook_that_breaks_its_format_is_refused_in_words(
    read: Reader, old: bytes, new: bytes, said: str
) -> None:
    assert said in read.refusal(with_part(workbook([1, "a"]), SHEET, old, new), **XLSX).message


def test_a_workbook_that_unpacks_to_more_than_memory_should_hold_is_refused(read: Reader) -> None:
    content = with_part(workbook([1, "a"]), SHEET, b"<worksheet", b" " * (70 << 20) + b"<worksheet")
    assert len(content) < 1 << 20
    assert "workbook_bytes" in read.refusal(content, **XLSX).message


@pytest.mark.parametrize("element", [b'<mergeCell ref="A9:B9"/>', b'<hyperlink ref="A9"/>'])
def test_a_sheet_with_a_hundred_thousand_elements_beside_its_rows_is_refused(
    read: Reader, element: bytes
) -> None:
    kind = b"mergeCells" if b"merge" in element else b"hyperlinks"
    many = b"</sheetData><" + kind + b">" + element * 100_000 + b"</" + kind + b">"
    content = with_part(workbook([1, "a"]), SHEET, b"</sheetData>", many)
    assert "elements in its part" in read.refusal(content, **XLSX).message


def test_a_part_with_millions_of_elements_is_refused(read: Reader) -> None:
    content = with_part(
        workbook([1, "a"]), "[Content_Types].xml", b"</Types>", b"<a/>" * 200_000 + b"</Types>"
    )
    assert "[Content_Types].xml" in read.refusal(content, **XLSX).message


INLINE = b'<c r="B2" t="inlineStr"><is><t>a</t></is></c>'


def second_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook with one more part."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as parts, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        parts.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize("name", [SHEET, SHEET.upper(), "xl/Workbook.xml"])
def test_a_workbook_with_two_parts_of_one_name_is_refused(read: Reader, name: str) -> None:
    content = workbook([1, "a"])
    with zipfile.ZipFile(io.BytesIO(workbook([2, "b"]))) as other:
        part = other.read(SHEET)
    assert "twice" in read.refusal(second_part(content, name, part), **XLSX).message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<v>1.5</v>", b"<v>1_5</v>", "1_5"),
        (b"<v>1.5</v>", "<v>\u0661</v>".encode(), "\u0661"),
        (b"<v>1.5</v>", b"<v>NaN</v>", "NaN"),
        (b"<v>1.5</v>", b"<v>1,5</v>", "1,5"),
        (INLINE, b'<c r="B2" t="s"><v>-1</v></c>', "-1"),
        (INLINE, b'<c r="B2" t="s"><v>1_0</v></c>', "1_0"),
        (INLINE, b'<c r="B2" t="s"><v>9</v></c>', "IndexError"),
        (b'<c r="D2"', b'<c s="99" r="D2"', "style 99"),
        (b'<c r="D2"', b'<c s="-1" r="D2"', "style -1"),
    ],
)
def test_a_cell_that_breaks_the_format_is_refused_and_not_read_as_another_value(
    read: Reader, old: bytes, new: bytes, said: str
) -> None:
    content = with_part(workbook([1, "a", None, 1.5]), SHEET, old, new)
    refusal = read.refusal(content, **XLSX)
    assert (refusal.code, said in refusal.message) == ("not_a_workbook", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a_x0000_b", "control_character"),
        ("_x202E_a", "control_character"),
        ("a_xD83D_", "garbled_text"),
    ],
)
def test_a_character_that_a_cell_holds_escaped_is_that_character(
    read: Reader, text: str, code: str
) -> None:
    assert read.code(workbook([1, text]), **XLSX) == code
    content = workbook([1, "a_x000A_b_x005F_c", "_xD83D__xDE00_ _x000_"])
    assert texts(read, content) == [("a\nb_c", "😀 _x000_")]


def test_a_duration_is_read_as_it_is_shown(read: Reader) -> None:
    assert texts(read, workbook([1, "a", timedelta(hours=30, seconds=5)])) == [("a", "30:00:05")]


def texts(read: Reader, content: bytes) -> list[tuple[str, str]]:
    assert read(content, **XLSX).loaded == 1
    return duckdb.execute(
        "select text, more from read_parquet(?)", [str(read.folder / "out" / "notes_note.parquet")]
    ).fetchall()


def read_target(folder: Path, target: float) -> WrittenRows:
    """Return what is made of a workbook of the goal system with a target, the board's and the council's."""
    contract = read_contract(CONTRACTS_DIR / "goals" / "indicators.yml")
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Indikatorer", 0)
    row = {
        "ar": 2013, "indikator_id": "1.1-1", "mal_id": "1.1", "namn": "Index", "enhet": "index",
        "riktning": "hogre", "arsmal": target, "kf_arsmal": target, "period": "VB",
    }  # fmt: skip
    sheet.append([field.name for field in contract.fields])
    sheet.append([row.get(field.name) for field in contract.fields])
    path = folder / "plan.xlsx"
    book.save(path)
    with open_connection(folder, 512, 1) as connection:
        return read_rows(connection, contract, Origin("load", path.name, path, path, None), folder)


@pytest.mark.parametrize("target", [0.125, 1_234_567.12345678, 80])
def test_a_target_of_the_goal_system_is_exact_to_the_eighth_decimal(
    tmp_path: Path, target: float
) -> None:
    assert read_target(tmp_path, target).loaded == 1
    raw = tmp_path / "goals_indicators.parquet"
    query = f"select unnest([arsmal, kf_arsmal]) from '{raw}'"
    assert duckdb.sql(query).fetchall() == [(Decimal(str(target)),)] * 2


def test_a_target_with_more_decimals_than_any_measure_has_is_refused_with_its_place(
    tmp_path: Path,
) -> None:
    refusal = read_target(tmp_path, 0.123456789).refusal
    assert refusal is not None
    for part in ("plan.xlsx", "line 2", "arsmal", "0.123456789", "at most 8 decimals"):
        assert part in refusal.message
