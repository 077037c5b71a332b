"""The command line's entry point, and the verbs of a run: simulate, inspect, run, status, publish, schema and rollback.

Exit codes: 0 done, 1 refused by the data, 2 wrong use, 3 something outside failed.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby
from pathlib import Path

import click

from orchestration.cli.boards import board, deliver
from orchestration.cli.check import check
from orchestration.cli.contracts import contract
from orchestration.cli.exporting import export
from orchestration.cli.group import Verbs, examples
from orchestration.cli.operations import OPERATIONS
from orchestration.cli.options import as_json as _json
from orchestration.cli.options import board as _board
from orchestration.cli.options import landing as _landing
from orchestration.cli.options import warehouse as _warehouse
from orchestration.cli.reading import READING
from orchestration.cli.refused import REFUSED
from orchestration.core.display import wants_colour
from orchestration.core.errors import BokslutError, ExternalError, UsageError
from orchestration.core.files import disk_refusal
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Engine, Settings

# A password in the address of a database, before its host or as a parameter.
_PASSWORD = re.compile(r"//[^/@]*:[^/@]+@|[?&]password=")


def main() -> None:
    """Run the command line; print an error meant for the user without a traceback."""
    try:
        # None leaves it to whether the output is a terminal.
        cli(standalone_mode=False, color=None if wants_colour() else False)
    except BokslutError as error:
        click.echo(f"bokslut: {without_personal_numbers(str(error))}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("bokslut: stopped", err=True)
        sys.exit(130)
    except Exception as error:
        reason = disk_refusal(error)
        if reason is None:
            raise
        refusal = ExternalError(
            f"The disk refuses: {reason}.", "Free space or fix the rights there, then try again."
        )
        click.echo(f"bokslut: {without_personal_numbers(str(refusal))}", err=True)
        sys.exit(refusal.exit_code)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bokslut")
def cli() -> None:
    """Bokslut makes a public body's annual report from raw extracts, and proves that every total reconciles."""


@cli.command(
    epilog=examples(
        "bokslut simulate",
        "bokslut simulate --system ledger --scale 0.02",
        "bokslut simulate --until 2014",
        "bokslut simulate --fault unbalanced_voucher",
    )
)
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
    help="Number of rows relative to a real year. Below 1 the deliveries say that they are samples, and printed "
    "figures that count their rows are not applicable.",
)
@click.option(
    "--until",
    default=2013,
    show_default=True,
    metavar="YEAR",
    help="The last year; each year after 2013 is planned as 2013 was, and changes nothing in those before.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="NAME",
    help="Seed a fault (repeatable); an unknown name lists them.",
)
def simulate(
    landing: str | None,
    systems: tuple[str, ...],
    seed: int,
    scale: float,
    until: int,
    faults: tuple[str, ...],
) -> None:
    """Write example extracts of 2012, 2013 and, if you wish, later years into the landing folder."""
    from orchestration.simulator import SYSTEMS, simulate

    folder = Settings.from_environment(landing).landing
    written = simulate(
        folder,
        systems=systems or tuple(SYSTEMS),
        seed=seed,
        scale=scale,
        until=until,
        faults=faults,
    )
    for system, paths in groupby(written, key=lambda path: path.parent.name):
        names = [path.name for path in paths]
        click.echo(f"wrote {folder / system}: {len(names)} deliveries, {names[0]} to {names[-1]}")


@cli.command(
    epilog=examples(
        "bokslut inspect landing/surveys/2013",
        "bokslut inspect landing/surveys/2013/answers_2013.csv --as surveys.answers",
        "bokslut inspect landing/ledger/2013-VB/ledger_2013.se",
    )
)
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--as",
    "contract",
    metavar="SYSTEM.ENTITY",
    help="Read a file by this contract; by default the one that the manifest beside it names.",
)
@_board
@_json
def inspect(path: Path, contract: str | None, as_json: bool) -> None:
    """Show what a delivery, one of its files or a SIE file holds, and what is wrong with it.

    Exit code 0 when the data is accepted, 1 when it is refused, 2 when PATH is neither a delivery nor a known file.
    """
    from orchestration.diagnostics.inspection import inspect

    found = inspect(path, contract)
    click.echo(json.dumps(found.content, ensure_ascii=False, indent=2) if as_json else found.text)
    if found.is_refused:
        sys.exit(1)


@cli.command(
    epilog=examples(
        "bokslut run",
        "bokslut run --landing /srv/landing --warehouse /srv/warehouse --json",
        "bokslut run --engine spark",
    )
)
@_landing
@_warehouse
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    help="What computes the tables [BOKSLUT_ENGINE, or duckdb]; Spark needs Java 17 and `make spark`.",
)
@_json
def run(landing: str | None, warehouse: str | None, engine: str | None, as_json: bool) -> None:
    """Load what is in landing, build, audit and publish it."""
    from dataclasses import asdict

    from orchestration.cli.run import run

    settings = Settings.from_environment(landing, warehouse, engine=engine)
    click.echo(f"Bokslut: {settings.landing} → {settings.published}", err=as_json)
    summary = run(settings, progress=sys.stderr if as_json else sys.stdout)
    if as_json:
        click.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(summary.lines()))


@cli.command(epilog=examples("bokslut status", "bokslut status --extracts"))
@_landing
@_warehouse
@click.option("--extracts", "all_extracts", is_flag=True, help="Show every extract with its owner.")
@_json
def status(landing: str | None, warehouse: str | None, all_extracts: bool, as_json: bool) -> None:
    """Show release, gate, what is late, has arrived or was refused, the last run, and the extracts.

    Exit code 1 when the gate has blocked the latest build.
    """
    from dataclasses import asdict

    from orchestration.diagnostics.status import status
    from orchestration.diagnostics.status_text import render

    found = status(Settings.from_environment(landing, warehouse))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo(render(found, all_extracts=all_extracts))
    if found.verdict == "BLOCKED":
        sys.exit(1)


@cli.command(
    epilog=examples(
        "bokslut publish", "bokslut publish --to postgresql://bokslut@localhost/bokslut"
    )
)
@click.option(
    "--to",
    "url",
    metavar="postgresql://USER@HOST:PORT/DATABASE",
    help="Serve the current release from this database instead; put the password in PGPASSWORD or ~/.pgpass.",
)
@_warehouse
def publish(url: str | None, warehouse: str | None) -> None:
    """Publish the build if the gate has passed it; with --to, serve the current release from PostgreSQL."""
    settings = Settings.from_environment(None, warehouse)
    if url is not None:
        from orchestration.serving import serve

        if _PASSWORD.search(url):
            click.echo(
                "bokslut: every user of this machine can see the password in the list of processes while this runs;"
                " give it in PGPASSWORD or ~/.pgpass.",
                err=True,
            )
        served = serve(settings, url, log=click.echo)
        click.echo(f"{'served' if served.is_new else 'unchanged'}: release {served.release}")
        return
    from orchestration.releases.publishing import publish

    release = publish(settings, log=click.echo)
    click.echo(f"{'published' if release.is_new else 'unchanged'}: {release.folder}")


@cli.command(epilog=examples("bokslut schema", "bokslut schema --update"))
@click.option(
    "--update",
    is_flag=True,
    help="Declare the tables as they are now, under the version that the change requires.",
)
def schema(update: bool) -> None:
    """Check that the published tables are what their declared version says; exit code 1 if not."""
    from orchestration.dbt.project import ensure_manifest
    from orchestration.dbt.public_models import public_models
    from orchestration.releases import product_schema

    settings = Settings.from_environment()
    ensure_manifest(settings)
    models = public_models(settings)
    if update:
        changes, version = product_schema.update(models)
        for change in changes:
            click.echo(f"{change.step.name.lower()}: {change.text}")
    else:
        declared = product_schema.ProductSchema.read()
        product_schema.require_declared(models, declared)
        version = declared.version
    click.echo(f"product schema {version}: {len(models)} tables")


@cli.command(epilog=examples("bokslut rollback", "bokslut rollback 3"))
@click.argument("release", type=click.IntRange(1), required=False)
@_warehouse
def rollback(release: int | None, warehouse: str | None) -> None:
    """Make an earlier release current: the latest whole one before, or RELEASE by its number."""
    from orchestration.releases.publishing import rollback

    settings = Settings.from_environment(None, warehouse)
    current = rollback(settings, release, lambda line: click.echo(line, err=True))
    click.echo(f"current: {current.folder}")


for _verb in (board, contract, deliver, check, export, *REFUSED, *READING, *OPERATIONS):
    cli.add_command(_verb)
