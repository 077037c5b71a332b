"""The report that a release gives: its figures, its editions, and its files to the byte."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.core.settings import SEEDS_DIR
from orchestration.releases.reader import find_release
from orchestration.report.build import documents_of
from orchestration.report.document import (
    Audience,
    Code,
    Document,
    Figure,
    Link,
    Note,
    Section,
    Table,
    Text,
)
from orchestration.report.release_data import open_release
from tests.commands import bokslut
from tests.document_parts import parts
from tests.warehouse import Warehouse


def documents(
    warehouse: Warehouse, edition: str, audience: Audience = "audit"
) -> tuple[Document, Document]:
    with open_release(find_release(warehouse.settings), edition, None) as data:
        return documents_of(data, audience)


@pytest.fixture(scope="module")
def annual_documents(warehouse: Warehouse) -> tuple[Document, Document]:
    return documents(warehouse, "VB")


@pytest.fixture(scope="module")
def annual(annual_documents: tuple[Document, Document]) -> Document:
    return annual_documents[0]


@pytest.fixture(scope="module")
def tracing(annual_documents: tuple[Document, Document]) -> Document:
    return annual_documents[1]


@pytest.fixture(scope="module")
def public(warehouse: Warehouse) -> tuple[Document, Document]:
    return documents(warehouse, "VB", "public")


@pytest.fixture(scope="module")
def tertial(warehouse: Warehouse) -> Document:
    return documents(warehouse, "T1")[0]


@pytest.fixture(scope="module")
def made(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The annual report for those who examine it, made where nothing but the release can be read."""
    folder = tmp_path_factory.mktemp("report")
    for part in (warehouse.settings.published, warehouse.settings.evidence):
        shutil.copytree(part, folder / "warehouse" / part.name, symlinks=True)
    ran = bokslut(*("report", "--audience", "audit", "--warehouse", folder / "warehouse", "--json"))
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert (said["edition"], said["fiscal_year"], said["release"]) == ("VB", 2013, 1)
    return folder / "warehouse" / "reports" / "release-0001" / "VB-2013-audit"


def texts(of: Document) -> str:
    return " ".join(each.text for each in parts(of.sections) if hasattr(each, "text"))


def bare(printed: str) -> str:
    return printed.replace("−", "-").replace("\u00a0", "").replace(" ", "").lstrip("+")


def anchors(of: Document) -> set[str]:
    return {part.anchor for part in parts(of.sections) if getattr(part, "anchor", "")}


def test_every_figure_leads_to_its_definition_and_its_exact_value_and_each_leads_back(
    annual: Document, tracing: Document
) -> None:
    figures = [part for part in parts(annual.sections) if isinstance(part, Figure)]
    assert len(figures) > 500
    assert {figure.definition for figure in figures} <= anchors(annual)
    assert {figure.trace for figure in figures} <= anchors(tracing)
    places = {
        section.anchor: {link.target for link in parts(section) if isinstance(link, Link)}
        for section in parts(annual.sections)
        if isinstance(section, Section)
    }
    for block in parts(annual.sections):
        if isinstance(block, Table):
            shown = {part.definition for part in parts(block.rows) if isinstance(part, Figure)}
            assert all(block.anchor in places[definition] for definition in shown)
    back = {
        link.target
        for link in parts(tracing.sections)
        if isinstance(link, Link) and link.document == "report"
    }
    assert len(back) > 20
    assert back <= anchors(annual)


def test_the_public_reads_no_remarks_and_all_of_them_are_in_the_tracing(
    public: tuple[Document, Document], annual: Document
) -> None:
    report, tracing = public
    assert not any(isinstance(part, Note) for part in parts(report.sections))
    assert not any(part.mark for part in parts(report.sections) if isinstance(part, Figure))
    assert not any("bokslut trace" in part.text for part in parts(report) if isinstance(part, Code))
    remarks = {anchor for anchor in anchors(annual) if anchor.startswith("a-")}
    assert remarks <= anchors(tracing)
    assert remarks.isdisjoint(anchors(report))
    ways = {part.document for part in parts(report.sections) if isinstance(part, Link)}
    assert "tracing" in ways
    figures = [
        [part.text for part in parts(document.sections) if isinstance(part, Figure)]
        for document in (report, annual)
    ]
    assert figures[0] == figures[1]


def test_what_the_printed_report_has_right_is_printed_so(
    annual: Document, tracing: Document, warehouse: Warehouse
) -> None:
    """Each printed figure that reconciles, and is shown with as many decimals, is the same text to the digit."""
    shown: dict[str, set[str]] = {}
    for each in parts(annual.sections):
        if isinstance(each, Figure):
            number = each.text.split("\u00a0mnkr")[0].split("\u00a0%")[0].split("\u00a0st")[0]
            shown.setdefault(each.trace, set()).add(bare(number))
    rows = {
        part.text.removeprefix("bokslut trace ").strip('"'): row.anchor
        for row in parts(tracing.sections)
        if getattr(row, "anchor", "") and hasattr(row, "cells")
        for part in row.cells[1]
        if part.kind == "code"
    }
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        printed = connection.execute(
            "select measure_value_id, printed"
            " from tie_out.mart_tie_out__figures where verdict = 'reconciles' and unit in ('mnkr', 'pct', 'count')"
            " and regexp_full_match(printed, '-?[0-9 ]+(,[0-9]+)?')"
        ).fetchall()
    compared = 0
    for value_id, text in printed:
        for figure in shown.get(rows.get(value_id, ""), ()):
            if len(figure.partition(",")[2]) == len(text.partition(",")[2]):
                assert figure.lstrip("-") == bare(text).lstrip("-"), value_id
                compared += 1
    assert compared > 150


def test_the_contradictions_are_in_the_margin_and_all_in_the_tie_out(annual: Document) -> None:
    notes = {each.mark: each for each in parts(annual.sections) if hasattr(each, "heading")}
    assert "Tryckt: 13,5\u00a0mnkr" in {note.heading for note in notes.values()}
    contradictions = {anchor for anchor in anchors(annual) if anchor.startswith("a-")}
    assert len(contradictions) == 7 + 27
    assert {note.target for note in notes.values()} <= contradictions


def test_a_group_of_few_is_shown_as_withheld(annual: Document) -> None:
    (table,) = (
        part
        for part in parts(annual.sections)
        if getattr(part, "anchor", "") == "t-sjukfranvaro-grupper"
    )
    groups = [row for row in table.rows if row.kind != "heading"]
    withheld = [row for row in groups if row.cells[1][0].text == "visas inte"]
    assert {row.cells[0][0].text for row in withheld} == {"IT-service", "Äldre Direkt"}
    assert all(cell[0].text == "visas inte" for row in withheld for cell in row.cells[1:])
    assert "2 grupper visas inte" in table.remark


def test_the_board_s_judgement_and_comment_stand_beside_the_computed_fulfilment(
    annual: Document,
) -> None:
    (goal,) = (each for each in parts(annual.sections) if getattr(each, "anchor", "") == "mal-2-4")
    said = {name: judgement.text for name, judgement in goal.judgements}
    assert said == {
        "Nämndens bedömning": "Uppfylls helt",
        "Beräknad uppfyllelse": "Uppfylls delvis",
    }
    assert "sjukfrånvaron" in goal.blocks[0].content[0].text


def test_a_tertial_has_its_months_only_and_says_what_it_lacks(
    tertial: Document, warehouse: Warehouse
) -> None:
    assert (tertial.title, tertial.subtitle.split()[-1]) == (
        "Tertialrapport 1 2013",
        ["30", "april", "2013"][-1],
    )
    said = texts(tertial)
    assert "Aktivt Medskapandeindex" in said
    assert "innehåller inte undersökningarna" in said
    judged = {
        name
        for section in parts(tertial.sections)
        for name, _ in getattr(section, "judgements", ())
    }
    assert judged == {"Väntad uppfyllelse"}
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        (cases,) = connection.execute(
            "select measure_value from measures.fct_measures_to_date"
            " where measure_to_date_id = 'cases@2013-T1'"
        ).fetchall()[0]
        (cost,) = connection.execute(
            "select sum(amount_sek) from economics.fct_ledger_postings"
            " inner join common.dim_statement_line using (statement_line_id)"
            " where section = 'cost' and statement = 'income' and fiscal_period_id between '201301' and '201304'"
        ).fetchall()[0]
    assert f"{int(cases):,}".replace(",", "\u00a0") in said
    assert f"{round(cost / 1_000_000, 1)}".replace(".", ",") in said


def table_of(document: Document, anchor: str) -> dict[str, list[str]]:
    """Return the rows of a table by their names, costs before revenue, each cell as its text."""
    (table,) = (part for part in parts(document.sections) if getattr(part, "anchor", "") == anchor)
    side = ""
    rows = {}
    for row in table.rows:
        words = ["".join(part.text for part in cell) for cell in row.cells]
        side = words[0] if row.kind == "heading" else side
        rows[f"{side}: {words[0]}"] = words[1:]
    return rows


def test_a_tertial_forecasts_the_year_by_area_and_says_how_good_the_last_forecast_was(
    tertial: Document,
) -> None:
    forecast = table_of(tertial, "t-helarsprognos")
    assert forecast["Kostnader: Kontaktcenter"][1:] == ["41,1", "41,6", "−0,5"]
    assert forecast["Intäkter: Upphandling"][1:] == ["14,4", "14,9", "+0,5"]
    assert forecast["Intäkter: Resultat före bokslutsdisposition"][1:] == ["0,0", "−0,6", "−0,6"]
    accuracy = table_of(tertial, "t-prognossakerhet")
    assert accuracy["Intäkter: Summa intäkter"] == ["167,8", "170,0", "+2,2", "+1,3"]
    assert accuracy["Intäkter: Resultat före bokslutsdisposition"][-1] == "–"
    (chart,) = (
        part
        for part in parts(tertial.sections)
        if getattr(part, "anchor", "") == "d-prognosavvikelse"
    )
    assert chart.caption == "Året väntas sluta 0,6\u00a0mnkr sämre än budgeten"


def test_a_tertial_says_of_each_goal_and_indicator_whether_it_is_on_course(
    tertial: Document,
) -> None:
    goals = table_of(tertial, "t-malen")
    assert goals[
        ": 2.4 Stockholms stad är en attraktiv arbetsgivare med spännande och utmanande arbeten"
    ] == [
        *("Uppfylls delvis", "4 av 5", "1"),
    ]
    indicators = table_of(tertial, "t-indikatorer-2-4")
    assert indicators[": Sjukfrånvaro (%)"][-2:] == ["4,9", "Väntas inte nås"]
    assert indicators[": Aktivt Medskapandeindex"][-2:] == ["80", "Väntas nås"]


def test_areas_have_one_order_and_one_spelling_in_every_table(
    annual: Document, tertial: Document, warehouse: Warehouse
) -> None:
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        areas = [
            name
            for (name,) in connection.execute(
                "select label_sv from common.dim_business_area order by sort_order"
            ).fetchall()
        ]
    compared = 0
    for document in (annual, tertial):
        for table in parts(document.sections):
            if not isinstance(table, Table):
                continue
            names: list[str] = []
            for row in table.rows:
                name = "".join(part.text for part in row.cells[0]).removeprefix("Varav ")
                if row.kind == "heading":
                    names = []
                elif name in areas:
                    names.append(name)
                    assert names == sorted(names, key=areas.index), table.anchor
                    compared += 1
        assert "IT service" not in texts(document)
    assert compared > 60


def test_no_note_touches_a_figure_in_any_cell_of_any_table(annual: Document, made: Path) -> None:
    """Each cell of a number, as copying gives it from HTML and as text of the PDF, is that number and nothing more."""
    from lxml import html
    from pypdf import PdfReader

    tables = [part for part in parts(annual.sections) if isinstance(part, Table)]
    page = html.parse(str(made / "report.html"))
    compared = 0
    for table in tables:
        (shown,) = page.xpath(f"//table[@id='{table.anchor}']")
        rows = [row for row in table.rows if row.kind != "heading"]
        lines = [tr for tr in shown.xpath(".//tbody/tr") if tr.get("class") != "heading"]
        for row, line in zip(rows, lines, strict=True):
            cells = line.xpath("./td[not(contains(@class, 'mark'))]")
            for cell, said in zip(row.cells[1:], cells, strict=True):
                if any(isinstance(part, Figure) for part in cell):
                    assert said.text_content() == "".join(part.text for part in cell)
                    compared += 1
    assert compared > 500
    words = "".join(page.extract_text() for page in PdfReader(made / "report.pdf").pages)
    marked = {
        part.text for part in parts(annual.sections) if isinstance(part, Figure) and part.mark
    }
    assert marked
    for text in marked:
        assert re.search(rf"(?<![\d,]){re.escape(text)}(?![\d,])", words), text


def test_the_tables_are_a_workbook_of_exact_numbers(made: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(made / "tables.xlsx")
    html = (made / "report.html").read_text("utf-8")
    assert b64encode((made / "tables.xlsx").read_bytes()).decode() in html
    assert len(book.worksheets) == html.count("<table ") == html.count("data:text/csv")
    rows = {row[0]: row[1:] for row in book["Resultaträkning, mnkr"].iter_rows(values_only=True)}
    assert rows["Intäkter"][:1] == (184.34609252,)
    assert rows["Intäkter"][-1] == 14.38581834


def test_the_same_release_gives_the_same_bytes_from_the_release_alone(
    audited_report: Path, made: Path
) -> None:
    for name in ("report.html", "report.pdf", "tracing.html", "tracing.pdf", "tables.xlsx"):
        assert (audited_report / name).read_bytes() == (made / name).read_bytes(), name


def test_the_pdf_is_tagged_for_accessibility_with_fonts_of_its_own(made: Path) -> None:
    from pypdf import PdfReader

    pdf = PdfReader(made / "report.pdf")
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] in ("sv-SE", "sv")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Verksamhetsberättelse 2013"
    assert len(pdf.pages) > 20
    pages: list[Any] = list(pdf.pages)
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert fonts
    assert all(
        name.startswith(("SourceSansPro", "SourceSerifPro", "DejaVuSansMono")) for name in fonts
    )
    text = " ".join(page.extract_text() for page in pdf.pages[:16])
    assert "184,3" in text
    assert "Tryckt: 13,5" in text


def test_a_ledger_alone_gives_a_report_of_the_economy(
    ledger_warehouse: Warehouse, tmp_path: Path
) -> None:
    # The worked example's own text is about more than its ledger.
    board = shutil.copytree(SEEDS_DIR, tmp_path / "board", ignore=shutil.ignore_patterns("*.md"))
    options = ("--board", board, "--warehouse", ledger_warehouse.settings.warehouse)
    ran = bokslut("report", *options, "--to", tmp_path)
    assert ran.returncode == 0, ran.stderr
    html = (tmp_path / "report.html").read_text("utf-8")
    assert 'id="t-balansrakning"' in html
    assert "indikatorer" not in html
    assert 'id="t-malen"' not in html
    assert 'id="t-sjukfranvaro"' not in html


def test_every_definition_and_reason_is_said_and_in_swedish(
    annual: Document, tracing: Document, tertial: Document, warehouse: Warehouse
) -> None:
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        english = [
            words
            for query in (
                "select definition from measures.dim_measure where definition <> definition_sv",
                "select explanation from tie_out.mart_tie_out__figures where explanation <> explanation_sv",
                "select explanation from tie_out.mart_tie_out__statements where explanation <> explanation_sv",
                "select comment from duckdb_columns() where comment is not null",
            )
            for (words,) in connection.execute(query).fetchall()
        ]
    assert len(english) > 100
    for made in (annual, tracing, tertial):
        said = {each.text for each in parts(made) if isinstance(each, Text)}
        assert said.isdisjoint(english)
        leads = [each for each in parts(made) if getattr(each, "role", None) == "lead"]
        assert leads
        assert all("".join(word.text for word in lead.content).strip() for lead in leads)
