"""The document as one HTML file that needs nothing else: style, fonts and charts are in it.

Made to WCAG 2.1 AA: real headings, tables with headings of rows and columns, a way past the menu, text for each chart,
and no script.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.report.document import Document
from orchestration.report.fonts import font_faces_css

TEMPLATES = Path(__file__).parent / "templates"


def to_html(document: Document) -> str:
    """Return the document as HTML; the same document gives the same text."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = (TEMPLATES / "report.css").read_text("utf-8")
    return environment.get_template("report.html.j2").render(
        document=document, css=css, fonts=font_faces_css()
    )
