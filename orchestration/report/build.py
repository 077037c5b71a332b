"""Making a report: from a published release to its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.core.files import sha256, write_bytes
from orchestration.core.settings import Settings
from orchestration.releases.reader import find_release
from orchestration.report import html, pdf
from orchestration.report.chapters import chapters
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.sources import controls_in_words
from orchestration.report.document import Audience, Document
from orchestration.report.figures import Figures
from orchestration.report.numbers import long_date
from orchestration.report.release_data import ReleaseData, open_release


@dataclass(frozen=True)
class Report:
    """A report that was made: of which release, which edition, for whom, and its files with their SHA-256."""

    release: int
    edition: str
    fiscal_year: int
    audience: Audience
    files: dict[str, str]


def make_report(
    settings: Settings,
    *,
    edition: str | None = "VB",
    year: int | None = None,
    audience: Audience = "public",
    release: int | None = None,
    to: Path | None = None,
) -> Report:
    """Make an edition of the report and its tracing, each as HTML and as PDF/UA.

    Parameters
    ----------
    settings
        Where the releases are; nothing else of the warehouse is read.
    edition, year
        T1, T2 or VB, and the fiscal year, by default the latest that the release holds; None is the last edition
        that the ledger is booked to.
    audience
        ``public`` has no notes in the margin; ``audit`` has them, and the tie-out, in the report itself.
    release
        A release's number; by default the current.
    to
        The folder for ``report`` and ``tracing``, as ``.html`` and ``.pdf``; by default one of the release, the edition
        and, for those who examine it, the audience in ``<warehouse>/reports``, since a release itself is never changed.

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
    with open_release(source, edition, year) as data:
        documents, made_of = documents_of(data, audience), data.edition
    suffix = "" if audience == "public" else f"-{audience}"
    folder = to or settings.reports / source.name / f"{made_of.name}{suffix}"
    made = {
        path: content
        for document in documents
        for path, content in (
            (folder / html.FILES[document.name], html.to_html(document).encode()),
            (folder / pdf.FILES[document.name], pdf.to_pdf(document)),
        )
    }
    for path, content in made.items():
        write_bytes(path, content)
    files = {str(path): sha256(path) for path in made}
    return Report(source.number, made_of.edition, made_of.fiscal_year, audience, files)


def documents_of(data: ReleaseData, audience: Audience) -> tuple[Document, Document]:
    """Return the two documents of an open release's edition: the report, and its tracing."""
    edition, manifest = data.edition, data.release.manifest
    figures = Figures(data, is_noted=audience == "audit")
    told, traced = chapters(Context(data, figures, audience))
    published = ("Publicerad", long_date(date.fromisoformat(manifest["published_at"][:10])))
    made_of = (
        ("Underlag", data.release.name),
        published,
        ("Granskning", controls_in_words(data.release.verdict)),
    )
    period = f"{long_date(edition.start_date)} – {long_date(edition.end_date)}"
    description = (
        f"{edition.title} för {edition.organisation_sv}, med varje tal spårbart till sina rader."
    )
    report = Document(
        "report",
        audience,
        title=edition.title,
        subtitle=period,
        organisation=edition.organisation_sv,
        description=description,
        facts=made_of if audience == "audit" else (published,),
        sections=told,
    )
    tracing = Document(
        "tracing",
        audience,
        title=f"{edition.title}: granskning och spårning",
        subtitle=period,
        organisation=edition.organisation_sv,
        description=f"Exakta värden, rader och underlag till {edition.title} för {edition.organisation_sv}.",
        facts=made_of,
        sections=traced,
    )
    return report, tracing
