"""Small documents for the tests of the check, given as Markdown or as text."""

from __future__ import annotations

from orchestration.diagnostics.check.checking import check_itself
from orchestration.diagnostics.check.document import Document, as_document
from orchestration.diagnostics.check.figures import Figure, read_figures
from orchestration.diagnostics.check.findings import Finding
from orchestration.diagnostics.check.language import language_of
from orchestration.diagnostics.check.markup import read_markdown


def document_of(markdown: str) -> Document:
    return as_document("test.md", read_markdown(markdown), language_of(markdown))


def figures_of(markdown: str) -> list[Figure]:
    return read_figures(document_of(markdown))


def contradictions_of(markdown: str) -> list[Finding]:
    document = document_of(markdown)
    return [f for f in check_itself(document, read_figures(document)) if f.is_contradiction]
