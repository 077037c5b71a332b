"""The verb that proposes a board's contract for a file of another make."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli.group import Commands, examples
from orchestration.cli.options import as_json
from orchestration.cli.options import board as board_option
from orchestration.core.errors import UsageError
from orchestration.core.files import disk_errors_explained, write_text
from orchestration.core.settings import CONTRACTS_DIR, Settings


@click.group(
    cls=Commands, epilog=examples("bokslut contract from employments.csv --as payroll.employments")
)
def contract() -> None:
    """Propose a board's contract for a file whose columns or codes are not those of the shipped one."""


@contract.command(
    "from",
    epilog=examples(
        "bokslut contract from anst_2013.csv --as payroll.employments",
        "bokslut contract from anst_2013.csv --as payroll.employments --write --board kulturnamnden",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "entity",
    required=True,
    metavar="SYSTEM.ENTITY",
    help="The shipped contract that it follows.",
)
@click.option("--write", "is_written", is_flag=True, help="Write it into the board's contracts.")
@board_option
@as_json
def propose(file: Path, entity: str, is_written: bool, as_json: bool) -> None:
    """Propose a contract for FILE: its columns, dates, numbers and codes as the shipped contract names them.

    The proposal goes to standard output, what it is made of to standard error. Read it through, then try it with
    `bokslut inspect FILE --as SYSTEM.ENTITY --board DIR`.
    """
    from orchestration.contracts import read_contracts
    from orchestration.contracts.proposal import described, propose_contract

    if not file.is_file():
        raise UsageError(f"{file}: there is no such file.", "Check the path.")
    shipped = read_contracts(CONTRACTS_DIR)
    system, _, name = entity.partition(".")
    found = shipped.get((system, name))
    if found is None or not found.fields:
        known = ", ".join(
            sorted(f"{key[0]}.{key[1]}" for key, one in shipped.items() if one.fields)
        )
        raise UsageError(f"There is no contract {entity!r} with columns.", f"Known: {known}.")
    proposal = propose_contract(file, found)
    if as_json:
        click.echo(json.dumps(asdict(proposal), ensure_ascii=False, indent=2))
    else:
        click.echo(proposal.text, nl=False)
        for line in described(proposal):
            click.echo(line, err=True)
    if is_written:
        target = Settings.from_environment().board / "contracts" / system / f"{name}.yml"
        if target.exists():
            raise UsageError(f"{target} is there already.", "Change it, or remove it first.")
        with disk_errors_explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_text(target, proposal.text)
        click.echo(f"wrote {target}", err=True)
