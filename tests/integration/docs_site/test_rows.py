"""The rows behind a value on the docs site: those that a trace leads to, and no more than a page may show."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.core.settings import SEEDS_DIR
from orchestration.diagnostics.tracing import trace
from orchestration.releases.reader import find_release
from orchestration.site.content import read_content
from orchestration.site.downloads import trace_path
from orchestration.site.pages import pages
from orchestration.site.rendering import renderer
from orchestration.site.rows import KEPT_ROWS, Rows, read_rows
from orchestration.site.texts import LANGUAGES
from orchestration.site.traces import trace_files
from tests.integration.docs_site.reading import copy_of, dead_links, pages_of
from tests.warehouse import Warehouse


@pytest.fixture(scope="module")
def rows(warehouse: Warehouse) -> Rows:
    return read_rows(warehouse.settings, find_release(warehouse.settings))


def test_the_rows_of_a_figure_are_files_with_no_more_than_its_page_may_show(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    def lines(value_id: str) -> list[dict[str, str]]:
        content = files[trace_path(value_id, "csv")].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content), delimiter=";"))

    assert trace_path("sick_leave_pct@2013", "xlsx") in files
    absences = lines("sick_leave_pct@2013")
    assert {line["side"] for line in absences} == {"numerator", "denominator"}
    assert all(line["file_name"] and line["line_number"] for line in absences)
    # They are about persons.
    assert {(line["quantity_date"], line["amount"]) for line in absences} == {("", "")}
    vouchers = lines("income_statement_difference_sek/net@2013")
    assert len(vouchers) == KEPT_ROWS
    assert all(line["entry"] and line["account"] for line in vouchers)
    assert "Download the first rows" in html["figures/2_4.text.sick_leave.html"]


def test_every_printed_figure_leads_to_rows_that_sum_to_it(html: dict[str, str]) -> None:
    with (SEEDS_DIR / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        figures = list(csv.DictReader(file))
    without_rows = {
        figure["figure_id"]
        for figure in figures
        if "the value in the release" not in html[f"figures/{figure['figure_id']}.html"]
    }
    not_computed = {figure["figure_id"] for figure in figures if figure["not_computed_reason"]}
    assert without_rows >= not_computed
    # A count of nothing rests on no row, and says so.
    assert all(
        "No row is counted here" in html[f"figures/{figure_id}.html"]
        for figure_id in without_rows - not_computed
    )
    assert len(without_rows - not_computed) < 10


@pytest.mark.parametrize(
    "value_id",
    ["sick_leave_pct@2013", "income_statement_difference_sek/net@2013", "cases@2013-T1"],
)
def test_the_rows_of_a_value_are_those_that_a_trace_of_it_leads_to(
    warehouse: Warehouse, rows: Rows, value_id: str
) -> None:
    traced = trace(warehouse.settings, value_id, limit=KEPT_ROWS)
    assert [
        (side.name, side.quantity_id, side.fiscal_year, side.row_count, side.total, side.stated)
        for side in rows.sides[value_id]
    ] == [
        (each.side, each.quantity_id, each.fiscal_year, each.row_count, each.total, each.stated)
        for each in traced.quantities
    ]
    for side, each in zip(rows.sides[value_id], traced.quantities, strict=True):
        assert [(row.day, row.amount, row.file_name, row.line_number) for row in side.rows] == [
            tuple(row[name] for name in ("quantity_date", "amount", "file_name", "line_number"))
            for row in each.rows
        ]


def test_a_value_whose_rows_do_not_sum_to_the_releases_shows_none(
    warehouse: Warehouse, rows: Rows
) -> None:
    assert all(side.agrees and side.rows for sides in rows.sides.values() for side in sides)
    (side,) = rows.sides["payslips@2013"]
    assert side.total is not None
    other = replace(side, stated=side.total + Decimal("0.00000001"))
    assert not other.agrees


def test_rows_about_persons_are_shown_by_file_and_line_alone(html: dict[str, str]) -> None:
    page = html["figures/2_4.text.sick_leave.html"]
    assert re.search(r"absence_spells_\d{4}-\d\d\.csv</a></td><td", page)
    assert re.search(r"working_hours_\d{4}-\d\d\.csv</a></td><td", page)
    assert '<th scope="col">Counted on</th>' not in page
    assert not any(re.search(r"\b(19|20)\d{6}-\d{4}\b", text) for path, text in html.items())


def test_a_row_of_the_ledger_shows_its_voucher_and_the_date_that_the_file_has(
    html: dict[str, str], rows: Rows
) -> None:
    page = html["figures/3_1.income_statement.net.difference.html"]
    for heading in ("Date", "Voucher", "Account", "Text"):
        assert f'<th scope="col">{heading}</th>' in page
    (side,) = rows.sides["income_statement_sek/revenue@2012"]
    for row in side.rows:
        assert row.entry_date is not None
        assert row.entry is not None
        assert row.entry_date.year == 2012
        assert row.account is not None
        assert row.account.startswith("3")
    assert {row.entry_date for row in side.rows} != {row.day for row in side.rows}


def test_rows_that_are_not_the_releases_are_not_shown(
    warehouse: Warehouse, files: dict[str, bytes], tmp_path: Path
) -> None:
    without_build = copy_of(warehouse, tmp_path, "published", "evidence", "gate", "build/project")
    content = read_content(without_build, find_release(without_build))
    assert trace_files(content) == {}
    left = {path: files[path] for path in files if not path.startswith("downloads/trace/")}
    assert left.keys() < files.keys()
    reports = [(path, path) for path in files if path.startswith("report/")]
    english = dict(pages(content, renderer(content, reports, LANGUAGES[0])))
    assert english.keys() == {
        path for path in pages_of(files) if not path.startswith(("sv/", "report/"))
    }
    assert list(dead_links(english, left)) == []
    page = english["figures/2_4.text.sick_leave.html"]
    assert "absence_spells" not in page
    assert "There is no build here" in page
