"""The verbs of an operator: closing periods, backup and restore, alerts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli.group import examples
from orchestration.cli.options import as_json, warehouse
from orchestration.core.display import with_thousands
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings

_by = click.option("--by", required=True, metavar="ROLE", help="Your role, for the record.")


@click.command(
    epilog=examples(
        "bokslut close 2013-05 --by controller", 'bokslut close 2013 --by "head of finance"'
    )
)
@click.argument("period")
@_by
@click.option(
    "--without",
    multiple=True,
    metavar="SYSTEM.ENTITY",
    help="Close without this extract (repeatable); the record names it.",
)
@warehouse
def close(period: str, by: str, without: tuple[str, ...], warehouse: str | None) -> None:
    """Close PERIOD (2013-05, 2013-T1 or 2013), so that no delivery can change it.

    Everything loaded for it must be published, and each extract delivered to the end of it.
    """
    from orchestration.operations.closing import close

    entry = close(Settings.from_environment(None, warehouse), period, by, without)
    click.echo(f"closed: {entry.period}, {entry.first} to {entry.last}, on release {entry.release}")


@click.command(
    epilog=examples('bokslut reopen 2013-05 --by controller --reason "an invoice was booked twice"')
)
@click.argument("period")
@_by
@click.option("--reason", required=True, help="Why, for the record.")
@warehouse
def reopen(period: str, by: str, reason: str, warehouse: str | None) -> None:
    """Reopen PERIOD, or part of a closed one, so that deliveries can change it again."""
    from orchestration.operations.closing import reopen

    entry = reopen(Settings.from_environment(None, warehouse), period, by, reason)
    click.echo(f"reopened: {entry.period}, {entry.first} to {entry.last}")


@click.command(epilog=examples("bokslut periods"))
@warehouse
@as_json
def periods(warehouse: str | None, as_json: bool) -> None:
    """Show which periods were closed and reopened, and which months are closed now."""
    from orchestration.loading.periods import closed_months, read_record

    path = Settings.from_environment(None, warehouse).periods
    months = [f"{year}-{month:02d}" for year, month in sorted(closed_months(path))]
    record = read_record(path)
    if as_json:
        content = {"closed_months": months, "record": [asdict(entry) for entry in record]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    for entry in record:
        reason = f": {entry.reason}" if entry.reason else ""
        without = f", without {', '.join(entry.without)}" if entry.without else ""
        click.echo(f"{entry.at}  {entry.action:<9}{entry.period:<8} by {entry.by}{reason}{without}")
    click.echo(f"Closed now: {', '.join(months) or 'none'}")


@click.command(epilog=examples("bokslut backup /var/backups/bokslut --keep 60"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--with-key", is_flag=True, help="Include the secret pseudonym key.")
@click.option("--with-history", is_flag=True, help="Include Dagster's history of runs.")
@click.option(
    "--keep", type=click.IntRange(1), metavar="N", help="Then remove all backups except the last N."
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
    """Save what cannot be made again in FOLDER; content already there is not saved twice.

    It saves the raw layer, quarantine, the gate's history, the releases and the record of periods.
    """
    from orchestration.operations.backup import back_up, prune

    settings = Settings.from_environment(None, warehouse)
    made = back_up(settings, folder, with_key=with_key, with_history=with_history)
    # An older backup may hold whole what is damaged now.
    removed = prune(folder, keep) if keep and not made.damaged else 0
    if as_json:
        content = {
            "backup": made.name, "is_new": made.is_new, "files": made.files, "bytes": made.bytes,
            "new_bytes": made.new_bytes, "has_key": made.has_key, "removed": removed, "damaged": made.damaged,
        }  # fmt: skip
        click.echo(json.dumps(content, indent=2))
        _refuse_damaged(made.name, made.damaged)
        return
    what = f"{made.files} files, {with_thousands(made.bytes)} bytes"
    new = f", {with_thousands(made.new_bytes)} of them new" if made.is_new else ""
    click.echo(f"{'saved' if made.is_new else 'unchanged'}: {made.name}, {what}{new}")
    if removed:
        click.echo(f"removed: {removed} older")
    if not made.has_key:
        click.echo(
            "The pseudonym key is not in the backup. Keep it elsewhere, or add --with-key if nobody else can "
            "read the folder. Without it all pseudonyms change.",
            err=True,
        )
    _refuse_damaged(made.name, made.damaged)


def _refuse_damaged(name: str, damaged: Sequence[str]) -> None:
    if damaged:
        listed = "\n  ".join(damaged)
        raise RefusedError(
            f"{name} was made, and holds what is not what was published:\n  {listed}",
            "Restore the files from a backup that has them whole, into another place, and copy them from there"
            " (`bokslut restore --backup NAME --warehouse`). No backup was removed.",
        )


@click.command(
    epilog=examples(
        "bokslut restore /var/backups/bokslut --check",
        "bokslut restore /var/backups/bokslut --replace",
    )
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--backup", "name", metavar="NAME", help="Which backup; the latest by default.")
@click.option("--check", "only_check", is_flag=True, help="Verify every checksum, restore nothing.")
@click.option("--replace", is_flag=True, help="Move an existing warehouse aside.")
@warehouse
def restore(
    folder: Path, name: str | None, only_check: bool, replace: bool, warehouse: str | None
) -> None:
    """Make the warehouse what it was when the backup in FOLDER was made; then run `bokslut run`."""
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
            "The pseudonym key was not in the backup. Put it in place before you run, or all pseudonyms change.",
            err=True,
        )


@click.command(epilog=examples("bokslut verify"))
@click.argument("release", default="current")
@warehouse
@as_json
def verify(release: str, warehouse: str | None, as_json: bool) -> None:
    """Prove that RELEASE is what was published, and print its certificate.

    RELEASE is a number, `current`, or the path of a release's folder, which may be a copy on another machine. Exit
    code 1 when a file, the manifest or the chain of records has been changed.
    """
    from orchestration.releases.reader import locate_named
    from orchestration.releases.verification import verify

    certificate = verify(*locate_named(Settings.from_environment(None, warehouse), release))
    if as_json:
        click.echo(json.dumps(asdict(certificate), indent=2))
        return
    for line in certificate.lines():
        click.echo(line)


@click.command(epilog=examples("bokslut alert"))
@warehouse
def alert(warehouse: str | None) -> None:
    """Send a test alert on every configured channel, and show the result."""
    from orchestration.alerts import send, trial_alert
    from orchestration.alerts.configuration import read_configuration
    from orchestration.core.errors import ExternalError, UsageError

    read_configuration()
    outcome = send(Settings.from_environment(None, warehouse), trial_alert())
    if not outcome:
        raise UsageError(
            "No receiver of alerts is configured.",
            "Set BOKSLUT_ALERT_WEBHOOK, or BOKSLUT_ALERT_SMTP_URL with BOKSLUT_ALERT_MAIL_TO and _FROM.",
        )
    for channel, result in outcome.items():
        click.echo(f"{channel}: {result}")
    if set(outcome.values()) != {"sent"}:
        raise ExternalError(
            "Not every receiver accepted the test alert.", "Check the receiver and its address."
        )


OPERATIONS = (alert, close, reopen, periods, backup, restore, verify)
