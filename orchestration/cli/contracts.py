"""The verb that proposes a board's contract for a file: of another make, or of an extract of the board's own."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli.group import Commands, examples
from orchestration.cli.options import as_json
from orchestration.cli.options import board as board_option
from orchestration.core.errors import UsageError
from orchestration.core.files import disk_errors_explained, write_text
from orchestration.core.settings import CONTRACTS_DIR, Settings

if TYPE_CHECKING:
    from orchestration.contracts import Contract

_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@click.group(
    cls=Commands, epilog=examples("bokslut contract from employments.csv --as payroll.employments")
)
def contract() -> None:
    """Propose a board's contract for a file: of another make than the shipped one, or of an extract of its own."""


@contract.command(
    "from",
    epilog=examples(
        "bokslut contract from anst_2013.csv --as payroll.employments",
        "bokslut contract from anst_2013.csv --as payroll.employments --write --board kulturnamnden",
        "bokslut contract from visits_2013.csv --as library.visits --new",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "entity",
    required=True,
    metavar="SYSTEM.ENTITY",
    help="The shipped contract that it follows; with --new, what the extract is to be called.",
)
@click.option(
    "--new", "is_new", is_flag=True, help="It is an extract that no shipped contract describes."
)
@click.option("--write", "is_written", is_flag=True, help="Write it into the board's contracts.")
@board_option
@as_json
def propose(file: Path, entity: str, is_new: bool, is_written: bool, as_json: bool) -> None:
    """Propose a contract for FILE: its columns, dates, numbers and codes as the shipped contract names them.

    With --new, of an extract of the board's own: the types of its columns, its key and its period.

    The proposal goes to standard output, what it is made of to standard error. Read it through, then try it with
    `bokslut inspect FILE --as SYSTEM.ENTITY --board DIR`.
    """
    from orchestration.contracts.draft import draft_contract
    from orchestration.contracts.proposal import described, propose_contract

    if not file.is_file():
        raise UsageError(f"{file}: there is no such file.", "Check the path.")
    system, name = _named(entity)
    shipped = _shipped(system, name)
    if is_new and shipped:
        raise UsageError(
            f"{entity} is a shipped contract.", "Leave out --new, or call the extract otherwise."
        )
    if not is_new and not shipped:
        raise UsageError(f"There is no contract {entity!r} with columns.", _known(entity))
    proposal = propose_contract(file, shipped) if shipped else draft_contract(file, system, name)
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


def _named(entity: str) -> tuple[str, str]:
    """Return the system and the entity that a name is of."""
    if not _NAME.fullmatch(entity):
        raise UsageError(
            f"{entity!r} is not the name of a contract.",
            "Write SYSTEM.ENTITY, in lower case: library.visits.",
        )
    system, _, name = entity.partition(".")
    return system, name


def _shipped(system: str, name: str) -> Contract | None:
    """Return the shipped contract of a name, or None where there is none with columns."""
    from orchestration.contracts import read_contracts

    found = read_contracts(CONTRACTS_DIR).get((system, name))
    return found if found and found.fields else None


def _known(entity: str) -> str:
    from orchestration.contracts import read_contracts

    contracts = read_contracts(CONTRACTS_DIR).values()
    names = sorted(f"{one.system}.{one.entity}" for one in contracts if one.fields)
    close = get_close_matches(entity, names, n=5)
    said = f"Closest: {', '.join(close)}." if close else f"Known: {', '.join(names)}."
    return f"{said} Give --new for an extract of your own."
