"""Making a report: from a published release to its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from orchestration.boards import read_board
from orchestration.core.clock import local_day
from orchestration.core.files import sha256, write_bytes
from orchestration.core.settings import Settings
from orchestration.releases.reader import find_release
from orchestration.releases.release import Release
from orchestration.report import html, pdf
from orchestration.report.chapters import chapters
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.sources import controls_in_words
from orchestration.report.document import Audience, Document
from orchestration.report.downloads import tables_of, workbook_of
from orchestration.report.figures import Figures
from orchestration.report.numbers import long_date
from orchestration.report.release_data import ReleaseData, open_release
from orchestration.report.text import Text, read_text
from orchestration.report.text.watching import watch

TABLES = "tables.xlsx"


@dataclass(frozen=True)
class Report:
    """A finished report: its release, edition and audience, and its files with their SHA-256.

    ``claims`` is how many claims of the board's text hold; ``marked`` are those that do not, or cannot be checked, each
    with its file and line.
    """

    release: int
    edition: str
    fiscal_year: int
    audience: Audience
    files: dict[str, str]
    claims: int = 0
    marked: tuple[str, ...] = ()


def make_report(
    settings: Settings,
    *,
    edition: str | None = None,
    year: int | None = None,
    audience: Audience = "public",
    release: int | None = None,
    to: Path | None = None,
) -> Report:
    """Make an edition of the report and its tracing, each as HTML and as PDF/UA.

    Parameters
    ----------
    settings
        Where the releases are, and the board with its chapters; nothing else of the warehouse is read.
    edition, year
        An edition of the board's report, such as T1, by default the last that the ledger is booked to; and the fiscal
        year, by default the latest that the release holds.
    audience
        ``public`` has no notes in the margin; ``audit`` has them, and the tie-out, in the report itself.
    release
        A release's number; by default the current.
    to
        The folder for ``report`` and ``tracing``, as ``.html`` and ``.pdf``, and ``tables.xlsx``, the report's tables.
        By default a folder in ``<warehouse>/reports`` by release, edition and, for ``audit``, audience,
        since a release itself is never changed.

    Raises
    ------
    RefusedError
        When nothing is published, the ledger is not booked to the end of the edition, or a claim of the board's text
        does not hold and the board blocks on that.
    UsageError
        When there is no such release, edition or year, or a chapter cannot be read.
    ExternalError
        When a file cannot be read or written.
    """
    source = find_release(settings, release)
    with open_release(source, edition, year) as data:
        text = read_text(read_board(settings.board), data)
        documents, made_of = documents_of(data, audience, text), data.edition
    suffix = "" if audience == "public" else f"-{audience}"
    folder = to or settings.reports / source.name / f"{made_of.name}{suffix}"
    workbook = tables_workbook(documents[0], source)
    made = {
        path: content
        for document in documents
        for path, content in (
            (folder / html.FILES[document.name], html.to_html(document, workbook).encode()),
            (folder / pdf.FILES[document.name], pdf.to_pdf(document)),
        )
    }
    made[folder / TABLES] = workbook
    for path, content in made.items():
        write_bytes(path, content)
    files = {str(path): sha256(path) for path in made}
    return Report(
        source.number,
        made_of.edition,
        made_of.fiscal_year,
        audience,
        files,
        len(text.claims) - len(text.marked),
        tuple(text.marked),
    )


def tables_workbook(report: Document, release: Release) -> bytes:
    """Return a report's tables as an Excel workbook, dated when the release was published."""
    return workbook_of(tables_of(report), report.title, release.published_moment)


def watch_report(
    settings: Settings,
    say: Callable[[str], None],
    *,
    edition: str | None = None,
    year: int | None = None,
    audience: Audience = "public",
    release: int | None = None,
    port: int = 0,
) -> None:
    """Preview an edition in a browser of this machine while its chapters are written, until interrupted.

    ``say`` is called with the address, and at each change with what was made or what is wrong; the other parameters
    are as in ``make_report``.

    Raises
    ------
    RefusedError, UsageError
        As in ``make_report``, except for faults in chapters, which the preview shows.
    ExternalError
        When the port cannot be used.
    """
    source = find_release(settings, release)

    def pages() -> dict[str, str]:
        with open_release(source, edition, year) as data:
            text = read_text(read_board(settings.board), data)
            documents = documents_of(data, audience, text)
        for marked in text.marked:
            say(marked)
        workbook = tables_workbook(documents[0], source)
        made = {f"/{html.FILES[one.name]}": html.to_html(one, workbook) for one in documents}
        return {"/": next(iter(made.values()))} | made

    watch(settings.board, pages, say, port)


def _systems(data: ReleaseData) -> list[str]:
    """Return the names of the systems that delivered samples."""
    systems = dict.fromkeys(extract.partition("/")[0] for extract in data.release.samples)
    return [data.code_name("source_system", system) for system in systems]


def documents_of(
    data: ReleaseData, audience: Audience, text: Text | None = None
) -> tuple[Document, Document]:
    """Return the two documents of an open release's edition: the report, and its tracing.

    ``text`` is the board's own, read for the same edition; without it the report is figures alone.
    """
    edition, manifest = data.edition, data.release.manifest
    figures = Figures(data, is_noted=audience == "audit")
    composed = partial(text.composed, data, figures) if text else tuple
    told, traced = chapters(Context(data, figures, audience), composed)
    published = ("Publicerad", long_date(local_day(manifest["published_at"])))
    # Readers must see that the counts are those of a sample.
    samples = (
        (("Urval", f"underlaget är inte fullständigt: {', '.join(_systems(data))}"),)
        if data.release.samples
        else ()
    )
    made_of = (
        ("Underlag", data.release.name),
        *samples,
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
        facts=made_of if audience == "audit" else (*samples, published),
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
