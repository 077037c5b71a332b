"""The verb that checks a document's numbers: against one another, and against a release."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.group import examples
from orchestration.cli.options import as_json, warehouse
from orchestration.core.settings import Settings

if TYPE_CHECKING:
    from orchestration.diagnostics.check.proposals import ProposedRow


@click.command(
    epilog=examples(
        "bokslut check draft.docx",
        "bokslut check report.pdf --release current --page checked.html",
        "bokslut check report.pdf --release current --accept seeds --report-id vb_2013",
    )
)
@click.argument("document", type=click.Path(path_type=Path))
@click.option(
    "--release",
    "release_name",
    metavar="N|current|DIR",
    help="Match the numbers to the measures of this release; without it the document is checked against itself alone.",
)
@click.option(
    "--page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the document's text here as HTML, with a mark at every number.",
)
@click.option(
    "--accept",
    "registers",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Ask about each proposed row of the registers, most certain first; add those you confirm to DIR.",
)
@click.option(
    "--report-id", metavar="ID", help="The report's id in the registers [the file's name]."
)
@warehouse
@as_json
def check(
    document: Path,
    release_name: str | None,
    page: Path | None,
    registers: Path | None,
    report_id: str | None,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """Check a report's numbers: totals, differences, shares, facts printed twice, goals, dates.

    DOCUMENT is PDF with text, Word (.docx), HTML, Markdown or plain text. Exit code 1 when something contradicts, 2
    when the file cannot be read.
    """
    from orchestration.core.errors import ExternalError, UsageError
    from orchestration.diagnostics.check.checking import check
    from orchestration.diagnostics.check.output import as_json as json_of
    from orchestration.diagnostics.check.output import as_text
    from orchestration.diagnostics.check.page import as_page
    from orchestration.releases.reader import release_named

    if registers is not None and (release_name is None or as_json):
        raise UsageError(
            "--accept needs a release to propose from, and asks questions.",
            "Give --release current, without --json.",
        )
    release = None
    if release_name is not None:
        release = release_named(Settings.from_environment(None, warehouse), release_name)
    checked = check(document, release)
    if registers is not None and checked.edition is not None:
        raise UsageError(
            f"{document} is of {checked.edition}; the registers are of reports of a whole year.",
            "Give the annual report, or leave out --accept.",
        )
    if page is not None:
        try:
            page.write_text(as_page(checked), encoding="utf-8")
        except OSError as error:
            raise ExternalError(
                f"{page} cannot be written: {error}.", "Check the folder and the disk."
            ) from error
    click.echo(
        json.dumps(json_of(checked), ensure_ascii=False, indent=2) if as_json else as_text(checked)
    )
    if registers is not None and release is not None:
        from orchestration.diagnostics.check.proposals import accept, propose_rows

        name = report_id or re.sub(r"\W+", "_", document.stem.lower())
        added = accept(propose_rows(checked, release, name), registers, _ask)
        for register, rows in added.items():
            click.echo(f"{register}: {rows} rows added")
    if checked.contradictions:
        sys.exit(1)


def _ask(row: ProposedRow) -> str:
    click.echo(f"\n{row.shown}  [{row.score:.2f}]")
    answer = click.prompt(
        "Right? yes, no, quit", type=click.Choice(["y", "n", "q"]), default="n", show_choices=False
    )
    return {"y": "yes", "n": "no", "q": "quit"}[answer]
