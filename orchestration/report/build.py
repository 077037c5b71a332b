"""Making a report: from a published release to its two files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.core.files import sha256, write_bytes
from orchestration.core.settings import Settings
from orchestration.releases.reader import find_release
from orchestration.releases.release import Release
from orchestration.report.chapters import chapters
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.sources import controls_in_words
from orchestration.report.document import Document
from orchestration.report.figures import Figures
from orchestration.report.html import to_html
from orchestration.report.numbers import long_date
from orchestration.report.pdf import to_pdf
from orchestration.report.release_data import Edition, ReleaseData, open_release


@dataclass(frozen=True)
class Report:
    """A report that was made: of which release, which edition, and its files with their SHA-256."""

    release: int
    edition: str
    fiscal_year: int
    files: dict[str, str]


def make_report(
    settings: Settings,
    *,
    edition: str | None = "VB",
    year: int | None = None,
    release: int | None = None,
    to: Path | None = None,
) -> Report:
    """Make an edition of the report, as HTML and as PDF/UA.

    Parameters
    ----------
    settings
        Where the releases are; nothing else of the warehouse is read.
    edition, year
        T1, T2 or VB, and the fiscal year, by default the latest that the release holds; None is the last edition
        that the ledger is booked to.
    release
        A release's number; by default the current.
    to
        The folder for ``report.html`` and ``report.pdf``; by default one of the release and the edition in
        ``<warehouse>/reports``, since a release itself is never changed.

    Raises
    ------
    RefusedError
        When nothing is published, or the ledger is not booked to the end of the edition.
    UsageError
        When there is no such release, edition or year.
    ExternalError
        When a file cannot be read or written.
    """
    source = find_release(settings, release)
    document, made_of = _document(source, edition, year)
    folder = to or settings.reports / source.name / made_of.name
    made = {"report.html": to_html(document).encode(), "report.pdf": to_pdf(document)}
    for file_name, content in made.items():
        write_bytes(folder / file_name, content)
    files = {str(folder / file_name): sha256(folder / file_name) for file_name in made}
    return Report(source.number, made_of.edition, made_of.fiscal_year, files)


def _document(source: Release, edition: str | None, year: int | None) -> tuple[Document, Edition]:
    with open_release(source, edition, year) as data:
        return document_of(data), data.edition


def document_of(data: ReleaseData) -> Document:
    """Return the document of an open release's edition."""
    made = chapters(Context(data, Figures(data)))
    period = f"{long_date(data.edition.start_date)} – {long_date(data.edition.end_date)}"
    return Document(
        title=data.edition.title,
        subtitle=period,
        organisation=data.edition.organisation_sv,
        description=f"{data.edition.title} för {data.edition.organisation_sv}, med varje tal spårbart till sina rader.",
        facts=(
            ("Period", period),
            ("Underlag", data.release.name),
            ("Publicerad", data.release.manifest["published_at"][:10]),
            ("Granskning", controls_in_words(data.release.verdict)),
        ),
        sections=made,
    )
