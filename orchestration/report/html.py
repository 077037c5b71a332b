"""The document as one HTML file that needs nothing else: style, fonts and charts are in it.

Made to WCAG 2.1 AA: real headings, tables with headings of rows and columns, a link past the menu, text for each chart,
and no script.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.report.document import Document, DocumentName, Table
from orchestration.report.downloads import csv_of
from orchestration.report.fonts import font_faces_css

TEMPLATES = Path(__file__).parent / "templates"

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Where a report's two documents are, beside each other.
FILES: Mapping[DocumentName, str] = {"report": "report.html", "tracing": "tracing.html"}


@dataclass(frozen=True)
class Ways:
    """Links out of a report that is part of the docs site.

    ``start`` is the site's first page; ``rows_at`` returns the address of the rows of a measure's value; ``files`` are
    the addresses of the report's two documents.
    """

    start: str
    rows_at: Callable[[str], str]
    files: Mapping[DocumentName, str]


def to_html(document: Document, workbook: bytes | None = None, ways: Ways | None = None) -> str:
    """Return the document as HTML; the same document gives the same text.

    Parameters
    ----------
    document
        What the report says.
    workbook
        The report's tables as an Excel workbook, which the report's page then contains.
    ways
        Links out of it; by default only to the report's other document, beside it.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["csv_data"] = csv_data
    css = look_css() + (TEMPLATES / "report.css").read_text("utf-8")
    return environment.get_template("report.html.j2").render(
        document=document,
        css=css,
        ways=ways,
        files=ways.files if ways else FILES,
        workbook=_data(workbook, _WORKBOOK) if workbook and document.name == "report" else None,
    )


def csv_data(table: Table) -> str:
    """Return a table's CSV as the address of a link, so that the file needs nothing beside it."""
    return _data(csv_of(table), "text/csv;charset=utf-8")


def _data(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def look_css() -> str:
    """Return the style that the report shares with the docs site, with its fonts in it."""
    return f"{font_faces_css()}\n{(TEMPLATES / 'look.css').read_text('utf-8')}"
