"""The command line, ``bokslut``: thin over the same functions and the same Dagster graph as everything else.

Exit codes: 0 done, 1 refused by the data, 2 wrong use, 3 something outside failed.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from orchestration.cli.operations import OPERATIONS
from orchestration.cli.options import as_json as _json
from orchestration.cli.options import landing as _landing
from orchestration.cli.options import warehouse as _warehouse
from orchestration.core.display import with_thousands
from orchestration.core.errors import BokslutError, UsageError
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Settings


def main() -> None:
    """Run the command line; an error meant for the user is printed, not traced."""
    try:
        cli(standalone_mode=False)
    except BokslutError as error:
        click.echo(f"bokslut: {without_personal_numbers(str(error))}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("bokslut: stopped", err=True)
        sys.exit(130)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bokslut")
def cli() -> None:
    """Bokslut: from raw extracts to audited marts for goals, economics and HR."""


@cli.command()
@_landing
@click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="NAME",
    help="Only this system (repeatable); all by default.",
)
@click.option("--seed", default=2013, show_default=True, help="The same seed gives the same bytes.")
@click.option(
    "--scale",
    default=1.0,
    show_default=True,
    help="Volume as a multiple of the real one; the sums stay.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME",
    help="Seed a fault (repeatable); an unknown name lists them.",
)
def simulate(
    landing: str | None, systems: tuple[str, ...], seed: int, scale: float, faults: tuple[str, ...]
) -> None:
    """Write example extracts of 2012 and 2013 into the landing folder."""
    from orchestration.simulator import SYSTEMS, simulate

    folder = Settings.from_environment(landing).landing
    written = simulate(
        folder, systems=systems or tuple(SYSTEMS), seed=seed, scale=scale, faults=faults
    )
    for system, paths in groupby(written, key=lambda path: path.parent.name):
        names = [path.name for path in paths]
        click.echo(f"wrote {folder / system}: {len(names)} deliveries, {names[0]} to {names[-1]}")


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "contract",
    metavar="SYSTEM.ENTITY",
    help="Read a file by this contract; by default the manifest beside it says which.",
)
@_json
def inspect(path: Path, contract: str | None, as_json: bool) -> None:
    """Show what a delivery's folder, one of its files or a SIE file holds, and what is wrong with it.

    Exit code 0 when it was read and is well, 1 when its data is refused, 2 when it is no delivery and no
    known file.
    """
    from orchestration.diagnostics.inspection import inspect

    found = inspect(path, contract)
    click.echo(json.dumps(found.content, ensure_ascii=False, indent=2) if as_json else found.text)
    if found.is_refused:
        sys.exit(1)


@cli.command()
@_landing
@_warehouse
@_json
def run(landing: str | None, warehouse: str | None, as_json: bool) -> None:
    """Load what is in landing, build, audit and publish it."""
    from dataclasses import asdict

    from orchestration.cli.run import run

    settings = Settings.from_environment(landing, warehouse)
    click.echo(f"Bokslut: {settings.landing} → {settings.published}", err=as_json)
    summary = run(settings, progress=sys.stderr if as_json else sys.stdout)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        _print_summary(asdict(summary))


@cli.command()
@_landing
@_warehouse
@_json
def status(landing: str | None, warehouse: str | None, as_json: bool) -> None:
    """Show on one screen how the warehouse stands: extracts, build, gate, release, quarantine, variances.

    Exit code 1 when the gate has blocked the latest build.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.status import render, status

    found = status(Settings.from_environment(landing, warehouse))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo(render(found))
    if found.verdict == "BLOCKED":
        sys.exit(1)


@cli.command()
@click.option(
    "--to",
    "url",
    metavar="postgresql://USER@HOST:PORT/DATABASE",
    help="Serve the current release from this database instead; the password is best given in PGPASSWORD or ~/.pgpass.",
)
@_warehouse
def publish(url: str | None, warehouse: str | None) -> None:
    """Publish the build as it stands, if the gate has passed it; or, with --to, serve the current release elsewhere."""
    settings = Settings.from_environment(None, warehouse)
    if url is not None:
        from orchestration.serving import serve

        served = serve(settings, url, say=click.echo)
        click.echo(f"{'served' if served.is_new else 'unchanged'}: release {served.release}")
        return
    from orchestration.releases.publishing import publish

    release = publish(settings, say=click.echo)
    click.echo(f"{'published' if release.is_new else 'unchanged'}: {release.folder}")


@cli.command()
@click.option(
    "--update",
    is_flag=True,
    help="Declare the models as they are, under the version their change needs.",
)
def schema(update: bool) -> None:
    """Check that the public models are as the product's schema declares them; exit code 1 where not."""
    from orchestration.dbt.project import ensure_manifest, public_models
    from orchestration.releases import product_schema

    ensure_manifest()
    models = public_models()
    if update:
        changes, version = product_schema.update(models)
        for change in changes:
            click.echo(f"{change.step.name.lower()}: {change.text}")
    else:
        declared = product_schema.ProductSchema.read()
        product_schema.require_declared(models, declared)
        version = declared.version
    click.echo(f"product schema {version}: {len(models)} tables")


@cli.command()
@click.argument("release", type=click.IntRange(1), required=False)
@_warehouse
def rollback(release: int | None, warehouse: str | None) -> None:
    """Make an earlier release current: the one before the current, or RELEASE by its number."""
    from orchestration.releases.publishing import rollback

    current = rollback(Settings.from_environment(None, warehouse), release)
    click.echo(f"current: {current.folder}")


@cli.command()
@click.argument("figure")
@click.option("--limit", default=5, show_default=True, help="How many rows to show of each sum.")
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all the rows to this Parquet file.",
)
@_warehouse
@_json
def trace(figure: str, limit: int, to: Path | None, warehouse: str | None, as_json: bool) -> None:
    """Show the measure, the rows and the lines of files that a FIGURE rests on.

    FIGURE is a figure_id of seeds/published_figures.csv, or a measure's value as the report names it, such as
    sick_leave_pct@2013. Exit code 1 when it is not computed.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.tracing import render, trace

    found = trace(Settings.from_environment(None, warehouse), figure, limit=limit, to=to)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2, default=str))
    else:
        click.echo(render(found))
    if not all(each.agrees for each in found.quantities):
        sys.exit(1)


@cli.command()
@click.option(
    "--edition",
    type=click.Choice(["T1", "T2", "VB"]),
    default="VB",
    show_default=True,
    help="Tertial report to April or August, or the annual report.",
)
@click.option("--year", type=int, help="Fiscal year; the latest of the release by default.")
@click.option(
    "--release",
    type=click.IntRange(1),
    metavar="N",
    help="Make it of this release; by default of the current one.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for the files [<warehouse>/reports/<release>/<edition>-<year>].",
)
@_warehouse
@_json
def report(
    edition: str,
    year: int | None,
    release: int | None,
    to: Path | None,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """Make the board's report of a published release: accessible HTML, and PDF/UA."""
    from dataclasses import asdict

    from orchestration.report import make_report

    settings = Settings.from_environment(None, warehouse)
    made = make_report(settings, edition=edition, year=year, release=release, to=to)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{made.edition} {made.fiscal_year}, made of release {made.release}")
        for path, digest in made.files.items():
            click.echo(f"  {path}  sha256 {digest}")


@cli.command()
@click.option(
    "--release",
    type=click.IntRange(1),
    metavar="N",
    help="Make it of this release; by default of the current one.",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder that becomes the site [<warehouse>/docs/<release>].",
)
@_warehouse
@_json
def docs(release: int | None, to: Path | None, warehouse: str | None, as_json: bool) -> None:
    """Make the docs site of a published release: static pages that need no network and no server."""
    from dataclasses import asdict

    from orchestration.site import make_site

    made = make_site(Settings.from_environment(None, warehouse), release=release, to=to)
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{made.pages} pages, made of release {made.release}")
        click.echo(f"  {made.start}  sha256 {made.sha256}")


@cli.command()
@click.argument("before")
@click.argument("after")
@click.option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(0),
    help="How many cells and rows to show of each table; 0 shows all.",
)
@_warehouse
@_json
def diff(before: str, after: str, limit: int, warehouse: str | None, as_json: bool) -> None:
    """Show what changed from release BEFORE to AFTER: deliveries, schema, verdict, every row and value.

    A release is its number, `current`, or the path of its folder. Exit code 0 whether they differ or not, 2 when there
    is no such release.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.comparison import compare
    from orchestration.diagnostics.comparison_text import render
    from orchestration.releases.reader import release_named

    settings = Settings.from_environment(None, warehouse)
    releases = [release_named(settings, name) for name in (before, after)]
    found = compare(*releases, limit=limit)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo(render(found))


def _print_summary(summary: dict[str, Any]) -> None:
    """Print what a run did: rows where it published something new, the release, the times, and what to open next."""
    rows = summary["rows"]
    click.echo("")
    if summary["is_new_release"]:
        click.echo("Rows in the raw layer")
        for table, count in rows.items():
            click.echo(f"  {table:<36}{with_thousands(count):>12}")
    else:
        total = with_thousands(sum(rows.values()))
        click.echo(f"Rows in the raw layer     {total} in {len(rows)} tables")
    state = "published" if summary["is_new_release"] else "unchanged, already current"
    click.echo(f"Controls passed           {summary['controls']}")
    if summary["controls_not_applicable"]:
        click.echo(f"Controls not applicable   {len(summary['controls_not_applicable'])}")
        for explanation in summary["controls_not_applicable"]:
            click.echo(f"  {explanation}")
    click.echo(f"Release {summary['release']:<18}{state}")
    click.echo(f"  {summary['folder']}")
    click.echo(f"Time                      {sum(summary['seconds'].values()):.1f} s")
    for stage, seconds in summary["seconds"].items():
        click.echo(f"  {stage:<40}{seconds:>6.1f} s")
    click.echo("")
    click.echo("What to open next")
    steps = _next_steps(Path(summary["folder"]))
    width = max(len(what) for what, _ in steps)
    for what, shows in steps:
        click.echo(f"  {what:<{width}}  {shows}")


def _next_steps(release: Path) -> list[tuple[str, str]]:
    """Return what to type or open, with what it shows; first how ``bokslut`` gets onto the PATH, where it is not."""
    from orchestration.releases.files import DATABASE_NAME

    steps = [
        ("bokslut report", "the board's report, as HTML and PDF"),
        ("bokslut docs", "the docs site: every figure down to its rows"),
        ("bokslut status", "release, gate, what is late, the last run"),
        ("the database", str(release.parent / "current" / DATABASE_NAME)),
    ]
    if shutil.which("bokslut") is None:
        activate = Path(sys.executable).parent / "activate"
        if activate.is_relative_to(Path.cwd()):
            activate = activate.relative_to(Path.cwd())
        steps.insert(0, (f"source {shlex.quote(str(activate))}", "puts bokslut on the PATH"))
    return steps


for _operation in OPERATIONS:
    cli.add_command(_operation)
