"""The verbs for what was refused: deliveries in quarantine, and findings that stop a build from being published."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from orchestration.cli.group import examples
from orchestration.cli.options import as_json, landing, warehouse, with_installation
from orchestration.core.clock import local_time
from orchestration.core.display import amount
from orchestration.core.errors import UsageError
from orchestration.core.settings import Settings

if TYPE_CHECKING:
    from orchestration.loading.quarantine import Kept
    from orchestration.operations.accepting import Finding

_SHOWN_ROWS = 20
_SHOWN_FINDINGS = 40


@click.command(
    epilog=examples(
        "bokslut quarantine",
        "bokslut quarantine ledger/2013-VB-52019906dd9b",
        "bokslut quarantine ledger/2013-VB --replay",
    )
)
@click.argument("name", required=False)
@click.option(
    "--replay",
    "is_replayed",
    is_flag=True,
    help="Put the delivery back into landing, so that the next run reads it by the contracts of today.",
)
@landing
@warehouse
@as_json
def quarantine(
    name: str | None, landing: str | None, is_replayed: bool, warehouse: str | None, as_json: bool
) -> None:
    """List the deliveries that were refused and why, show one, or try one again.

    NAME is the delivery's name, `system/delivery`, or what the list shows.
    """
    from orchestration.loading.quarantine import kept_deliveries

    settings = Settings.from_environment(landing, warehouse)
    kept = kept_deliveries(settings.quarantine)
    if name is None:
        if is_replayed:
            raise UsageError(
                "--replay needs the NAME of a delivery.", "`bokslut quarantine` lists them."
            )
        _list(kept, as_json=as_json)
        return
    chosen = _named(kept, name)
    if is_replayed:
        from orchestration.operations.replaying import replay

        folder = replay(chosen, settings.landing)
        click.echo(f"in landing: {folder}")
        click.echo(
            f"Next: `{with_installation('bokslut run')}` reads it by the contracts of today."
        )
        return
    if as_json:
        click.echo(json.dumps(_content(chosen), ensure_ascii=False, indent=2))
        return
    click.echo(f"{click.style(chosen.name, bold=True)} [{chosen.code}]")
    click.echo(f"  refused     {local_time(chosen.kept_at.isoformat())}")
    click.echo(f"  files       {chosen.folder / 'delivery'}")
    for path, why in chosen.left_out.items():
        click.echo(f"  left out    {path}: {why}")
    click.echo(f"  why         {chosen.message}")
    for finding in chosen.findings[:_SHOWN_ROWS]:
        place = f"line {finding['line']}: " if finding.get("line") else ""
        click.echo(f"    {place}{finding['message']} [{finding['code']}]")
    if len(chosen.findings) > _SHOWN_ROWS:
        click.echo(f"    … and {len(chosen.findings) - _SHOWN_ROWS} more; --json lists them")
    click.echo(f"  what to do  {chosen.remedy}")
    click.echo(
        f"  then        deliver it again and `bokslut run`; where the contract was wrong,"
        f" `bokslut quarantine {chosen.name} --replay`"
    )


def _list(kept: Sequence[Kept], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_content(one) for one in kept], ensure_ascii=False, indent=2))
        return
    if not kept:
        click.echo("Quarantine is empty: no delivery was refused.")
        return
    for one in kept:
        first = one.message.splitlines()[0]
        click.echo(f"{click.style(one.name, bold=True)} [{one.code}]")
        click.echo(f"  refused     {local_time(one.kept_at.isoformat())}")
        click.echo(f"  why         {first}")
        click.echo(f"  what to do  {one.remedy}")
    click.echo(f"{len(kept)} in quarantine; `bokslut quarantine NAME` shows one with its rows.")


def _named(kept: Sequence[Kept], name: str) -> Kept:
    """Return the delivery with a name: that in the list, or the delivery's own if it was refused once."""
    found = [
        one
        for one in kept
        if name in (one.name, one.folder.name, f"{one.system}/{one.delivery}", one.delivery)
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in (found or kept)) or "nothing"
    if found:
        raise UsageError(f"{name} was refused {len(found)} times.", f"Give one of: {names}.")
    raise UsageError(f"There is no {name!r} in quarantine.", f"In quarantine: {names}.")


def _content(kept: Kept) -> dict[str, object]:
    return {
        "name": kept.name,
        "system": kept.system,
        "delivery": kept.delivery,
        "code": kept.code,
        "message": kept.message,
        "remedy": kept.remedy,
        "findings": list(kept.findings),
        "left_out": dict(kept.left_out),
        "kept_at": kept.kept_at.isoformat(),
        "folder": str(kept.folder),
    }


@click.command(
    epilog=examples(
        "bokslut accept",
        'bokslut accept 1 2 --role "Head of finance" --until 2014-06-30 --reason "One-off grant in May"',
        'bokslut accept 1_1.text.visits --role "Operations controller" --reason "A misprint"',
    )
)
@click.argument("chosen", metavar="[FINDING]...", nargs=-1)
@click.option("--role", help="Who answers for it: a role, not a person's name.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The last day on which it is accepted; a variance without one is accepted for good.",
)
@click.option("--reason", help="Why it is right, in English or Swedish.")
@click.option("--reason-sv", help="The same in Swedish, for the report; by default the reason.")
@warehouse
@as_json
def accept(
    chosen: tuple[str, ...],
    role: str | None,
    until: datetime | None,
    reason: str | None,
    reason_sv: str | None,
    warehouse: str | None,
    as_json: bool,
) -> None:
    """List the findings that stop publishing and may be accepted, or accept some in the board's registers.

    FINDING is a number of the list, or a subject. The line that is added holds for exactly this difference; the next
    run audits again and publishes.
    """
    from orchestration.operations.accepting import Explanation, accept, open_findings

    settings = Settings.from_environment(None, warehouse)
    findings = open_findings(settings)
    if not chosen:
        _list_findings(findings, as_json=as_json)
        return
    explanation = Explanation(
        reason or "", reason_sv or reason or "", role or "", until.date() if until else None
    )
    wanted = [finding for word in chosen for finding in _findings_of(findings, word)]
    added = accept(settings.board, dict.fromkeys(wanted), explanation)
    if as_json:
        said = {str(path): lines for path, lines in added.items()}
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    for path, lines in added.items():
        click.echo(f"{path}: {len(lines)} {'line' if len(lines) == 1 else 'lines'} added")
        for line in lines:
            click.echo(f"  {line}")
    click.echo(f"Next: `{with_installation('bokslut run')}` audits the build again.")


def _list_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        click.echo(
            json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)
        )
        return
    if not findings:
        click.echo("Nothing that the latest audit found can be accepted, or it found nothing.")
        return
    for number, finding in enumerate(findings[:_SHOWN_FINDINGS], start=1):
        told = finding.verdict or "missing"
        if finding.difference:
            told = f"difference {amount(Decimal(finding.difference))}"
        click.echo(f"{number:>4}  {finding.control or finding.verdict}: {finding.subject}, {told}")
    if len(findings) > _SHOWN_FINDINGS:
        click.echo(f"      … and {len(findings) - _SHOWN_FINDINGS} more; --json lists them")
    click.echo("Accept some: bokslut accept NUMBER… --role ROLE --until YYYY-MM-DD --reason TEXT")


def _findings_of(findings: Sequence[Finding], word: str) -> list[Finding]:
    if word.isdecimal() and 1 <= int(word) <= len(findings):
        return [findings[int(word) - 1]]
    found = [finding for finding in findings if finding.subject == word]
    if not found:
        raise UsageError(
            f"The latest audit has no finding {word!r} that may be accepted.",
            "`bokslut accept` lists them with their numbers.",
        )
    return found


REFUSED = (quarantine, accept)
