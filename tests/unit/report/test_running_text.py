"""Running text of a document: emphasis, lists, links and marked sentences are in both formats, in the same words."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from orchestration.report.document import (
    Document,
    Item,
    Listing,
    Paragraph,
    Section,
    Span,
    Text,
    WebLink,
    text,
)
from orchestration.report.html import to_html
from orchestration.report.pdf import to_pdf

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
            blocks=(
                Paragraph(
                    (
                        Text("Först "),
                        Span(text("viktigt"), "strong"),
                        Text(" och "),
                        Span((Text("mycket "), Span(text("betonat"), "strong")), "emphasis"),
                        Text(" av "),
                        WebLink("staden", "https://example.org/?a=1&b=2"),
                        Text("."),
                    )
                ),
                Paragraph(
                    (Span(text("Det ökade."), "contradicted", "Påståendet håller inte: 1 > 2"),)
                ),
                Listing(
                    (
                        Item(text("en punkt"), (Listing((Item(text("en under")),), True),)),
                        Item((Span(text("Oprövad."), "unchecked", "Kan inte prövas"),)),
                    )
                ),
                Paragraph(text("Ett citat <b>utan källa</b>."), "quote"),
            ),
        ),
    ),
)


def words_of_pdf(document: Document) -> str:
    pages = PdfReader(BytesIO(to_pdf(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.slow
def test_both_formats_have_the_same_words_of_running_text() -> None:
    html = to_html(DOCUMENT)
    main = html[html.index("<main") : html.index("</main>")]
    in_html = unescape(re.sub(r"<[^>]*>", " ", main)).split()
    in_pdf = words_of_pdf(DOCUMENT)
    assert len(in_html) > 20
    assert [word for word in in_html if word not in in_pdf] == []


def test_a_marked_sentence_says_why_in_words_and_not_by_colour_alone() -> None:
    html = to_html(DOCUMENT)
    assert '<mark class="contradicted">Det ökade.</mark>' in html
    assert "[Påståendet håller inte: 1 &gt; 2]" in html
    assert "[Påståendet håller inte: 1 > 2]" in words_of_pdf(DOCUMENT)


def test_what_a_writer_types_is_escaped() -> None:
    html = to_html(DOCUMENT)
    assert "Ett citat &lt;b&gt;utan källa&lt;/b&gt;." in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    assert "<figcaption></figcaption>" not in html
