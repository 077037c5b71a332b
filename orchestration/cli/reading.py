"""The verbs that read a release: trace, figures, report, docs and diff."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.group import examples
from orchestration.cli.options import as_json, warehouse
from orchestration.cli.options import release as _release
from orchestration.core.display import with_thousands
from orchestration.core.errors import UsageError
from orchestration.core.row_files import SPREADSHEETS, require_form
from orchestration.core.settings import Settings

if TYPE_CHECKING:
    from orchestration.report import Audience


@click.command(
    epilog=examples(
        "bokslut trace sick_leave_pct@2013",
        "bokslut trace sick_leave_pct@2013 --limit 20",
        "bokslut trace cases@2013-T1 --to cases.xlsx",
    )
)
@click.argument("figure")
@click.option("--limit", default=5, show_default=True, help="How many rows of each sum to show.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all rows to this file: .csv, .xlsx or .parquet.",
)
@warehouse
@as_json
def trace(figure: str, limit: int, to: Path | None, warehouse: str | None, as_json: bool) -> None:
    """Lead from FIGURE to its measure, its rows, and their files and lines.

    FIGURE is a printed figure's id or a measure's value such as sick_leave_pct@2013; `bokslut figures` lists both.
    Exit code 1 when it is not computed.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.tracing import trace
    from orchestration.diagnostics.tracing_text import render

    found = trace(Settings.from_environment(None, warehouse), figure, limit=limit, to=to)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(render(found))
    if not all(quantity.agrees for quantity in found.quantities):
        sys.exit(1)


@click.command(epilog=examples("bokslut figures sjukfrånvaro", "bokslut figures intäkter 3_1"))
@click.argument("words", nargs=-1, metavar="[WORD]...")
@warehouse
@as_json
def figures(words: tuple[str, ...], warehouse: str | None, as_json: bool) -> None:
    """List the figures that can be traced, by words of their id or Swedish label."""
    from dataclasses import asdict

    from orchestration.diagnostics.figures import find_figures, render

    found = find_figures(Settings.from_environment(None, warehouse), words)
    if as_json:
        content = [asdict(figure) for figure in found]
        click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
    elif found:
        click.echo(render(found))
    else:
        raise UsageError(
            f"No figure contains {' and '.join(map(repr, words))}.",
            "Give fewer or other words; `bokslut figures` lists all.",
        )


@click.command(
    epilog=examples(
        "bokslut report",
        "bokslut report --edition T1 --year 2013",
        "bokslut report --audience audit --to examined",
        "bokslut report --board kulturnamnden --watch",
    )
)
@click.option(
    "--edition",
    metavar="EDITION",
    help="An edition of report_editions.csv, such as T1; the last that the ledger is booked to by default.",
)
@click.option("--year", type=int, help="Fiscal year; the latest of the release by default.")
@click.option(
    "--audience",
    type=click.Choice(["public", "audit"]),
    default="public",
    show_default=True,
    help="Who reads it: audit has the notes on what a printed report says otherwise in its margin.",
)
@_release
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the files [<warehouse>/reports/<release>/<edition>-<year>].",
)
@click.option(
    "--watch",
    "is_watched",
    is_flag=True,
    help="Preview in a browser while the chapters are written; writes no files.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8013,
    show_default=True,
    help="Port of the preview, on this machine's own address; 0 takes a free one.",
)
@warehouse
@as_json
def report(
    edition: str | None,
    year: int | None,
    audience: Audience,
    release: int | None,
    to: Path | None,
    is_watched: bool,
    port: int,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """Make the board's report of a release and its tracing, as accessible HTML and PDF/UA.

    The report has the board's chapters and each figure with its definition; the tracing has the exact values, their
    rows, and the deliveries. Exit code 1 when a claim of the text does not hold, 2 when a chapter cannot be read.
    """
    from dataclasses import asdict

    from orchestration.report import make_report, watch_report

    settings = Settings.from_environment(None, warehouse)
    if is_watched:
        if to or as_json:
            raise UsageError("--watch writes no files.", "Leave out --to and --json.")
        watch_report(
            settings,
            click.echo,
            edition=edition,
            year=year,
            audience=audience,
            release=release,
            port=port,
        )
        return
    made = make_report(
        settings, edition=edition, year=year, audience=audience, release=release, to=to
    )
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        said = (
            f"{made.edition} {made.fiscal_year} ({made.audience}), made of release {made.release}"
        )
        click.echo(said)
        for path, digest in made.files.items():
            click.echo(f"  {path}  sha256 {digest}")
        if made.claims or made.marked:
            click.echo(f"  {with_thousands(made.claims)} claims of the text hold")
        for marked in made.marked:
            click.echo(f"  marked: {marked}")


@click.command(epilog=examples("bokslut docs", "bokslut docs --release 1 --to site"))
@_release
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder that becomes the site [<warehouse>/docs/<release>].",
)
@warehouse
@as_json
def docs(release: int | None, to: Path | None, warehouse: str | None, as_json: bool) -> None:
    """Make the docs site of a release: static pages that need no server and no network."""
    from dataclasses import asdict

    from orchestration.site.build import make_site

    made = make_site(Settings.from_environment(None, warehouse), release=release, to=to)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{made.pages} pages, made of release {made.release}")
        click.echo(f"  {made.start}  sha256 {made.sha256}")


@click.command(
    epilog=examples(
        "bokslut diff 1 2", "bokslut diff 1 current --limit 0", "bokslut diff 1 2 --to changes.xlsx"
    )
)
@click.argument("before")
@click.argument("after")
@click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="How many cells and rows of each table to show; 0 shows all.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all changes to this file, .csv or .xlsx, instead of showing them.",
)
@warehouse
@as_json
def diff(
    before: str,
    after: str,
    limit: int,
    to: Path | None,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """Show what changed from release BEFORE to AFTER: deliveries, schema, verdict, rows and values.

    Name a release by its number, `current`, or the path of its folder. Exit code 0 whether they differ or not, 2 when
    a release does not exist.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.comparison import compare
    from orchestration.diagnostics.comparison_rows import write_comparison
    from orchestration.diagnostics.comparison_text import render
    from orchestration.releases.reader import release_named

    settings = Settings.from_environment(None, warehouse)
    if to is not None:
        require_form(to, SPREADSHEETS)
    releases = [release_named(settings, name) for name in (before, after)]
    found = compare(*releases, limit=0 if to else limit)
    if to is not None:
        count = write_comparison(found, to, releases[1].published_moment)
        click.echo(f"wrote {to}: {with_thousands(count)} changes")
    elif as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo(render(found))


READING = (trace, figures, report, docs, diff)
