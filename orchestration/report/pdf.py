"""The document as PDF/UA-1, by Typst: tagged, with alternative texts, in fonts that are embedded.

Typst itself refuses what the standard forbids, such as a picture without its text, so that every
finished report conforms to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from orchestration.report.document import Document, DocumentName
from orchestration.report.fonts import font_folders
from orchestration.report.html import TEMPLATES

STANDARD = "ua-1"

# Where a report's two documents are, beside each other.
FILES: Mapping[DocumentName, str] = {"report": "report.pdf", "tracing": "tracing.pdf"}


def to_pdf(document: Document) -> bytes:
    """Return the document as the bytes of a PDF; the same document gives the same bytes."""
    import typst

    made = typst.compile(
        str(TEMPLATES / "report.typ"),
        root=str(TEMPLATES),
        font_paths=[str(folder) for folder in font_folders()],
        ignore_system_fonts=True,
        sys_inputs={
            "document": json.dumps(document.as_dict(), ensure_ascii=False, default=str),
            "files": json.dumps(FILES),
        },
        pdf_standards=[STANDARD],
    )
    assert isinstance(made, bytes)
    return made
