"""The verbs of the command line that look after the warehouse: closing periods, backup and restore, alerts."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from orchestration.cli_options import as_json, warehouse
from orchestration.settings import Settings

_by = click.option(
    "--by", required=True, metavar="ROLE", help="The role that does it, for the record."
)


@click.command()
@click.argument("period")
@_by
@click.option(
    "--without",
    multiple=True,
    metavar="SYSTEM.ENTITY",
    help="Do not wait for this extract (repeatable); the record names it.",
)
@warehouse
def close(period: str, by: str, without: tuple[str, ...], warehouse: str | None) -> None:
    """Close PERIOD (2013-05, 2013-T1, 2013), so that no delivery changes it any more.

    What has been loaded of it must be published, and each extract delivered to its end.
    """
    from orchestration.closing import close

    entry = close(Settings.from_environment(None, warehouse), period, by, without)
    click.echo(f"closed: {entry.period}, {entry.first} to {entry.last}, on release {entry.release}")


@click.command()
@click.argument("period")
@_by
@click.option("--reason", required=True, help="Why, for the record.")
@warehouse
def reopen(period: str, by: str, reason: str, warehouse: str | None) -> None:
    """Reopen PERIOD, or a part of a closed one, so that deliveries may change it again."""
    from orchestration.closing import reopen

    entry = reopen(Settings.from_environment(None, warehouse), period, by, reason)
    click.echo(f"reopened: {entry.period}, {entry.first} to {entry.last}")


@click.command()
@warehouse
@as_json
def periods(warehouse: str | None, as_json: bool) -> None:
    """Show the record of closed and reopened periods, and the months that are closed now."""
    from orchestration.periods import closed_months, read_record

    path = Settings.from_environment(None, warehouse).periods
    months = [f"{year}-{month:02d}" for year, month in sorted(closed_months(path))]
    record = read_record(path)
    if as_json:
        content = {"closed_months": months, "record": [asdict(entry) for entry in record]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    for entry in record:
        said = f": {entry.reason}" if entry.reason else ""
        without = f", without {', '.join(entry.without)}" if entry.without else ""
        click.echo(f"{entry.at}  {entry.action:<9}{entry.period:<8} by {entry.by}{said}{without}")
    click.echo(f"Closed now: {', '.join(months) or 'none'}")


OPERATIONS = (close, reopen, periods)
