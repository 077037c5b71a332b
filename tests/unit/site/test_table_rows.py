"""Rows on a table's page: what a spreadsheet opens is text where it was text, and only what all may see is there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import Release
from orchestration.site import downloads
from orchestration.site.downloads import read_samples, table_files
from tests.small_release import MODELS, approve

TABLE = "economics.fct_sums"


def release(tmp_path: Path, amounts: str, model: PublicModel = MODELS[0]) -> Release:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema economics")
        connection.execute(
            "create table economics.fct_sums as select item, amount_sek::decimal(18, 2) as amount_sek"
            f" from (values {amounts}) as sums(item, amount_sek)"
        )
    approve(settings)
    return Release(publish(settings, [model], Version.parse("1.0.0")).folder)


def test_a_table_has_its_first_rows_and_is_a_file_for_a_swedish_spreadsheet(tmp_path: Path) -> None:
    samples = read_samples(release(tmp_path, "('b', 3.50), ('a', null), ('=1+1', -2)"))
    assert samples[TABLE].columns == ("item", "amount_sek")
    assert samples[TABLE].rows == (("=1+1", "-2.00"), ("a", ""), ("b", "3.50"))
    files = table_files(samples)
    assert list(files) == [f"downloads/{TABLE}.csv", f"downloads/{TABLE}.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(files[f"downloads/{TABLE}.xlsx"])).worksheets[0]
    assert list(sheet.values) == [("item", "amount_sek"), ("=1+1", -2), ("a", None), ("b", 3.5)]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    content = files[f"downloads/{TABLE}.csv"]
    assert content.decode("utf-8-sig").split("\r\n") == [
        "item;amount_sek",
        "'=1+1;-2,00",
        "a;",
        "b;3,50",
        "",
    ]


def test_a_table_too_large_for_a_file_shows_its_first_rows_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_ROWS", 6)
    rows = ", ".join(f"('{item}', 1)" for item in "abcdefg")
    samples = read_samples(release(tmp_path, rows))
    assert [row[0] for row in samples[TABLE].rows] == list("abcde")
    assert table_files(samples) == {}


def test_a_table_that_not_everybody_may_see_has_no_rows_on_the_site(tmp_path: Path) -> None:
    closed = replace(MODELS[0], audience="hr")
    assert read_samples(release(tmp_path, "('a', 1)", closed)) == {}


def test_of_a_table_with_rows_open_to_all_only_these_are_on_the_site(tmp_path: Path) -> None:
    closed = replace(MODELS[0], audience="hr", reader_rows="item = 'a'")
    samples = read_samples(release(tmp_path, "('a', 1), ('b', 2), (null, 3)", closed))
    assert samples[TABLE].rows == (("a", "1.00"),)
    assert samples[TABLE].open_rows == 1
    csv = table_files(samples)[f"downloads/{TABLE}.csv"].decode("utf-8-sig")
    assert csv.splitlines() == ["item;amount_sek", "a;1,00"]


def test_a_table_of_which_no_row_is_open_has_none(tmp_path: Path) -> None:
    closed = replace(MODELS[0], audience="hr", reader_rows="item = 'x'")
    assert read_samples(release(tmp_path, "('a', 1)", closed)) == {}
