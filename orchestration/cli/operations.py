"""The verbs of the command line that look after the warehouse: closing periods, backup and restore, alerts."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli.options import as_json, warehouse
from orchestration.core.settings import Settings

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
    from orchestration.operations.closing import close

    entry = close(Settings.from_environment(None, warehouse), period, by, without)
    click.echo(f"closed: {entry.period}, {entry.first} to {entry.last}, on release {entry.release}")


@click.command()
@click.argument("period")
@_by
@click.option("--reason", required=True, help="Why, for the record.")
@warehouse
def reopen(period: str, by: str, reason: str, warehouse: str | None) -> None:
    """Reopen PERIOD, or a part of a closed one, so that deliveries may change it again."""
    from orchestration.operations.closing import reopen

    entry = reopen(Settings.from_environment(None, warehouse), period, by, reason)
    click.echo(f"reopened: {entry.period}, {entry.first} to {entry.last}")


@click.command()
@warehouse
@as_json
def periods(warehouse: str | None, as_json: bool) -> None:
    """Show the record of closed and reopened periods, and the months that are closed now."""
    from orchestration.loading.periods import closed_months, read_record

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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-key", is_flag=True, help="The secret key of the pseudonyms too.")
@click.option("--with-history", is_flag=True, help="Dagster's history of runs too.")
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Then remove all backups but the last N."
)
@warehouse
@as_json
def backup(
    folder: Path,
    with_key: bool,
    with_history: bool,
    keep: int | None,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """Save in FOLDER what of the warehouse cannot be made again; what is there already is not saved twice.

    That is the raw layer, quarantine, the gate's history, the releases and the record of periods.
    """
    from orchestration.operations.backup import back_up, prune

    settings = Settings.from_environment(None, warehouse)
    made = back_up(settings, folder, with_key=with_key, with_history=with_history)
    removed = prune(folder, keep) if keep else 0
    if as_json:
        said = {
            "backup": made.name, "is_new": made.is_new, "files": made.files, "bytes": made.bytes,
            "new_bytes": made.new_bytes, "has_key": made.has_key, "removed": removed,
        }  # fmt: skip
        click.echo(json.dumps(said, indent=2))
        return
    what = f"{made.files} files, {made.bytes:,} bytes".replace(",", " ")
    new = f", {made.new_bytes:,} of them new".replace(",", " ") if made.is_new else ""
    click.echo(f"{'saved' if made.is_new else 'unchanged'}: {made.name}, {what}{new}")
    if removed:
        click.echo(f"removed: {removed} older")
    if not made.has_key:
        click.echo(
            "The key of the pseudonyms is not in the backup: keep it apart, or say --with-key where nobody else can "
            "read the folder. Without it the pseudonyms change.",
            err=True,
        )


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--backup", "name", metavar="NAME", help="Which backup; the last by default.")
@click.option("--check", "only_check", is_flag=True, help="Prove every checksum, restore nothing.")
@click.option("--replace", is_flag=True, help="Put a warehouse that is there aside.")
@warehouse
def restore(
    folder: Path, name: str | None, only_check: bool, replace: bool, warehouse: str | None
) -> None:
    """Make the warehouse what it was when the backup in FOLDER was made; then `bokslut run`."""
    from orchestration.operations.restore import check, restore

    if only_check:
        checked, files = check(folder, name)
        click.echo(f"whole: {checked}, {files} files")
        return
    settings = Settings.from_environment(None, warehouse)
    done = restore(settings, folder, name, replace=replace)
    click.echo(f"restored: {done.backup}, {done.files} files, in {settings.warehouse}")
    if done.replaced:
        click.echo(f"put aside: {done.replaced}")
    if not done.has_key:
        click.echo(
            "The key of the pseudonyms was not in the backup: put it in place before you run, or they change.",
            err=True,
        )


@click.command()
@warehouse
def alert(warehouse: str | None) -> None:
    """Send a test alert on every channel that the environment names, and say what became of it."""
    from orchestration.alerts import send, trial_alert
    from orchestration.alerts.configuration import read_configuration
    from orchestration.core.errors import ExternalError, UsageError

    read_configuration()
    outcome = send(Settings.from_environment(None, warehouse), trial_alert())
    if not outcome:
        raise UsageError(
            "The environment names no receiver of alerts.",
            "Set BOKSLUT_ALERT_WEBHOOK, or BOKSLUT_ALERT_SMTP_URL with BOKSLUT_ALERT_MAIL_TO and _FROM.",
        )
    for channel, said in outcome.items():
        click.echo(f"{channel}: {said}")
    if set(outcome.values()) != {"sent"}:
        raise ExternalError(
            "Not every receiver took the test alert.", "Look at its address and at it."
        )


OPERATIONS = (alert, close, reopen, periods, backup, restore)
