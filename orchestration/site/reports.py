"""The reports in the site: as ``bokslut report`` makes them, with ways from their definitions to the site's pages."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.boards import Board
from orchestration.report.build import documents_of, tables_workbook
from orchestration.report.document import DocumentName
from orchestration.report.html import Ways, to_html
from orchestration.report.release_data import open_release
from orchestration.report.text import read_text
from orchestration.site import addresses
from orchestration.site.content import Content


@dataclass(frozen=True)
class SiteReport:
    """A report as a page of the site."""

    path: str
    title: str
    html: str


def reports_of(content: Content, board: Board) -> list[SiteReport]:
    """Return the latest report that the release's ledger is booked to, and its tracing, as an auditor reads them.

    None where the ledger is booked to no edition's end.
    """
    if not any(edition.is_booked for edition in content.facts.editions):
        return []

    def rows_at(value_id: str) -> str:
        value = content.facts.values[value_id]
        return f"../{addresses.value_place(value.measure_id, value_id)}"

    with open_release(content.facts.release, None, None) as data:
        name = data.edition.name
        files: dict[DocumentName, str] = {
            "report": f"{name}.html",
            "tracing": f"{name}-tracing.html",
        }
        ways = Ways(start="../index.html", rows_at=rows_at, files=files)
        documents = documents_of(data, "audit", read_text(board, data))
        workbook = tables_workbook(documents[0], content.facts.release)
        return [
            SiteReport(
                f"report/{files[document.name]}",
                document.title,
                to_html(document, workbook, ways),
            )
            for document in documents
        ]
