"""A small document as HTML and PDF: what a reader with other senses needs is there."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import pytest
from pypdf import PdfReader

from orchestration.report import charts, numbers
from orchestration.report.charts.drawing import BLUE, GREEN, RUST
from orchestration.report.document import (
    Bullet,
    Chart,
    Code,
    Column,
    Document,
    Figure,
    Link,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.html import to_html
from orchestration.report.pdf import to_pdf

TABLE = Table(
    "t-a",
    "Tal",
    (Column(""), Column("2013", "right")),
    (
        Row((text("Grupp"),), "heading"),
        Row((text("A & <b>"), (Figure("1,0", "d-a", "v-a", "1"),)), "total", anchor="d-a"),
    ),
    notes=(Note("1", "Tryckt: 2,0", text("Känt."), "t-a"),),
)
CHART = Chart(
    "c-a",
    "En stapel når 1,0",
    "Något, st",
    "En stapel: 1,0.",
    charts.diverging_bars([charts.Bar("A", Decimal(1), "1,0")]),
    "t-a",
)
DOCUMENT = Document(
    "report",
    "public",
    "Rapport 2013",
    "2013",
    "Nämnden",
    "En rapport.",
    (("Period", "2013"),),
    (
        Section(
            "ett",
            "Ett",
            blocks=(Paragraph((*text("Vad "), Code("bokslut trace a@2013"))), TABLE, CHART),
        ),
    ),
)


@pytest.mark.slow
def test_html_escapes_what_it_is_told_and_says_its_language() -> None:
    html = to_html(DOCUMENT)
    assert "A &amp; &lt;b&gt;" in html
    assert "Känt." in html
    assert '<html lang="sv">' in html


class Cells(HTMLParser):
    """The text of each cell of a number, as copying or a screen reader gives it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td" and dict(attrs).get("class") == "right":
            self._is_open = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._is_open:
            self.texts[-1] += data


@pytest.mark.slow
def test_the_text_of_a_cell_is_its_number_and_nothing_of_its_notes() -> None:
    marked = replace(TABLE.rows[1], cells=(text("A"), (Figure("1,0", "d-a", "v-a", "1 31"),)))
    table = replace(TABLE, rows=(TABLE.rows[0], marked))
    document = replace(DOCUMENT, sections=(Section("ett", "Ett", blocks=(table,)),))
    html = to_html(document)
    assert Cells(html).texts == ["1,0"]
    assert '<td class="mark"><a href="#t-a">1</a>, 31</td>' in html
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(to_pdf(document))).pages)
    assert re.search(r"(?<![\d,])1,0(?![\d,])", words)
    assert not re.search(r"1,0\d", words)


def test_a_note_in_running_text_is_in_brackets_apart_from_the_figure() -> None:
    told = Paragraph((Figure("1,0", "d-a", "v-a", "3"), *text(" mnkr")))
    html = to_html(replace(DOCUMENT, sections=(Section("ett", "Ett", blocks=(told, TABLE)),)))
    assert '>1,0</a> <span class="mark">(anm.&nbsp;3)</span> mnkr' in html


def test_a_printed_number_has_a_minus_sign_and_a_date_its_hyphens() -> None:
    assert numbers.printed("-2,5") == "−2,5"
    assert numbers.printed("2013-12-31") == "2013-12-31"
    assert numbers.printed("+/-1") == "+/−1"
    assert numbers.printed("+/- 1 %") == "+/− 1 %"


def test_a_figure_leads_the_public_to_its_definition_and_an_auditor_to_its_exact_value() -> None:
    html = to_html(DOCUMENT)
    assert '<a class="figure" href="#d-a">1,0</a></td>' in html
    assert 'id="d-a"' in html
    assert "Tryckt: 2,0" in html
    examined = to_html(replace(DOCUMENT, audience="audit"))
    assert '<a class="figure" href="tracing.html#v-a">1,0</a></td>' in examined


def test_a_link_to_the_other_document_leads_to_its_file() -> None:
    told = Paragraph(
        (
            Link("Spårning", "", "tracing"),
            Link("Exakt", "v-a", "tracing"),
            Link("Här", "t-a", "report"),
        )
    )
    document = replace(DOCUMENT, sections=(Section("ett", "Ett", blocks=(told, TABLE)),))
    html = to_html(document)
    assert '<a href="tracing.html">Spårning</a>' in html
    assert '<a href="tracing.html#v-a">Exakt</a>' in html
    assert '<a href="#t-a">Här</a>' in html
    pdf = PdfReader(BytesIO(to_pdf(document)))
    ways = [
        note.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for note in page.get("/Annots", ())
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert set(ways) == {"tracing.pdf"}


def test_the_same_document_gives_the_same_pdf() -> None:
    assert to_pdf(DOCUMENT) == to_pdf(DOCUMENT)


@pytest.mark.parametrize("fault", ["dead link", "no title"])
def test_a_pdf_that_would_break_its_standard_is_not_made(fault: str) -> None:
    import typst

    broken = (
        replace(DOCUMENT, title="")
        if fault == "no title"
        else replace(
            DOCUMENT,
            sections=(
                Section(
                    "ett",
                    "Ett",
                    blocks=(
                        replace(TABLE, rows=TABLE.rows[:1]),
                        Paragraph((Figure("1", "d-none"),)),
                    ),
                ),
            ),
        )
    )
    with pytest.raises(typst.TypstError):
        to_pdf(broken)


def test_a_chart_is_text_in_the_report_s_font_and_says_its_numbers() -> None:
    drawing = charts.waterfall(
        charts.Bar("Från", Decimal(10), "10,0"),
        [charts.Bar("Upp", Decimal(3), "+3,0"), charts.Bar("Ner", Decimal(-1), "−1,0")],
        charts.Bar("Till", Decimal(12), "12,0"),
    )
    for svg in (drawing.wide, drawing.narrow):
        for written in ("10,0", "+3,0", "−1,0", "12,0", "Från", "Ner"):
            assert f">{written}</text>" in svg
        assert 'font-family="Source Sans Pro"' in svg
        assert "aria-" not in svg


def test_a_bridge_draws_no_bar_whose_length_is_cut() -> None:
    """The totals are lines of one width; the bars of the steps are as long as their amounts."""
    svg = DRAWINGS["a bridge of small steps"].wide
    widths = {
        colour: [
            float(width) for width in re.findall(rf'd="M[^"]*h([\d.]+)v[^"]*" fill="{colour}"', svg)
        ]
        for colour in (BLUE, RUST, GREEN)
    }
    assert widths[BLUE] == [4.0, 4.0]
    assert widths[RUST][0] == pytest.approx(3 * widths[GREEN][0], rel=0.01)


DRAWINGS = {
    "bars side by side": charts.grouped_bars(
        [
            charts.Bar("Avskrivningar och internränta", Decimal(value), value, year)
            for value, year in (("3.5", "2013"), ("1234.5", "2012"))
        ],
        ["2013", "2012"],
    ),
    "bars from zero": charts.diverging_bars(
        [charts.Bar("Avskrivningar och internränta, kostnader", Decimal("-2.4"), "−2,4")]
    ),
    "a bridge": charts.waterfall(
        charts.Bar("Kostnader 2012", Decimal(100), "100,0"),
        [charts.Bar("Kostnader av engångskaraktär", Decimal(-99), "−99,0")],
        charts.Bar("Kostnader 2013", Decimal(1), "1,0"),
    ),
    "a bridge of small steps": charts.waterfall(
        charts.Bar("Kostnader 2012", Decimal(1000), "1 000,0"),
        [charts.Bar("Priser", Decimal(3), "+3,0"), charts.Bar("Volym", Decimal(-1), "−1,0")],
        charts.Bar("Kostnader 2013", Decimal(1002), "1 002,0"),
    ),
    "lines": charts.lines(
        [
            charts.Point(month, Decimal(value), year)
            for year, value in (("2013", 5), ("2012", 5))
            for month in ("jan", "feb", "mars")
        ],
        "procent",
        charts.Target(Decimal("4.3"), "Årsmål 4,3"),
    ),
    "dots": charts.intervals(
        [charts.Interval("Är du nöjd?", Decimal(80), Decimal(30), "80", Decimal(20), Decimal(90))],
        "2013",
        "2012",
    ),
}


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_narrow_chart_fits_a_phone(kind: str) -> None:
    size = re.search(r'viewBox="0 0 ([\d.]+) ', DRAWINGS[kind].narrow)
    assert size is not None
    assert float(size[1]) <= 358


def test_a_line_chart_names_its_lines_at_their_ends_and_its_target() -> None:
    svg = DRAWINGS["lines"].wide
    assert ">Årsmål 4,3</text>" in svg
    assert ">2013</text>" in svg
    heights = [
        float(place)
        for place in re.findall(r'translate\([\d.]+,([\d.]+)\)"[^>]*>201[23]</text>', svg)
    ]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= 10


def test_a_chart_says_what_it_finds_before_what_it_is_about() -> None:
    html = to_html(DOCUMENT)
    assert '<figcaption>En stapel når 1,0<span class="subject">Något, st</span>' in html
    assert html.count("<svg aria-hidden") == 2


def test_an_outcome_against_its_target_is_a_bar_with_its_words() -> None:
    cell = (Bullet("Utfall 40, årsmål 34", "bad", 1.0, 0.85, 0.925),)
    table = replace(TABLE, rows=(Row((text("El"), cell)),), notes=())
    document = replace(DOCUMENT, sections=(Section("ett", "Ett", blocks=(table,)),))
    html = to_html(document)
    assert 'role="img" aria-label="Utfall 40, årsmål 34"' in html
    assert to_pdf(document)


def test_a_table_of_many_columns_says_the_title_of_each_cell_for_a_narrow_screen() -> None:
    columns = (
        Column(""),
        *(Column(title, "right") for title in ("Budget", "Utfall", "Mer", "Mest")),
    )
    cells = (text("A"), *(text(value) for value in ("1", "2", "3", "4")))
    table = Table("t-b", "Tal", columns, (Row(cells),))
    html = to_html(replace(DOCUMENT, sections=(Section("ett", "Ett", blocks=(table,)),)))
    assert '<td role="cell" data-title="Utfall" class="right">2</td>' in html
    assert '<td role="cell"' not in to_html(DOCUMENT)
