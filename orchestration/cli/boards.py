"""The verbs that begin and check a board, and make its deliveries."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from orchestration.boards.chart import CHARTS
from orchestration.cli.group import Commands, examples
from orchestration.cli.options import as_json, landing
from orchestration.cli.options import board as board_option
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import Settings

_files = click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False)
)


@click.group(
    cls=Commands,
    epilog=examples("bokslut board init --to kulturnamnden ledger_2012.se ledger_2013.se"),
)
def board() -> None:
    """Make and check a board's own folder: reference data, contracts and board.yml."""


@board.command(epilog=examples("bokslut board init --to kulturnamnden ledger_2013.se"))
@_files
@click.option(
    "--to",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to make.",
)
@click.option(
    "--chart",
    type=click.Choice([chart.replace("_", "-") for chart in CHARTS]),
    help="Which chart of accounts the numbers follow; by default what the names suggest.",
)
@as_json
def init(files: tuple[Path, ...], to: Path, chart: str | None, as_json: bool) -> None:
    """Make a board of a ledger's SIE FILES, one or more years; what the files do not say is guessed, and listed."""
    from orchestration.boards.beginning import begin_board

    made = begin_board(to, files, chart and chart.replace("-", "_"))
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2, default=str))
        return
    click.echo(f"Board: {made.folder}")
    for name, rows in made.rows.items():
        click.echo(f"  {name + '.csv':<30}{rows:>6} rows")
    click.echo("  report/*.md                   the report's text: one short chapter")
    click.echo("Guessed, to be read through:")
    for guess in made.guesses:
        click.echo(f"  {guess}")
    click.echo(
        f"Next: bokslut deliver --board {made.folder} FILE…, then bokslut run --board {made.folder}"
    )


@board.command(
    epilog=examples("bokslut board check --board kulturnamnden", "bokslut board check --fix")
)
@board_option
@landing
@click.option(
    "--fix", "is_fixed", is_flag=True, help="Bring an older board up to date; every row is kept."
)
def check(landing: str | None, is_fixed: bool) -> None:
    """Check a board's reference data, contracts, quantities and chapters, and the ledgers' codes, without building.

    Shows all that is wrong at once; the codes that the board lacks come as rows to paste. Exit code 1 when something
    is wrong.
    """
    from orchestration.boards import checking, read_board
    from orchestration.boards.unmapped import rules_of_last_year, unmapped
    from orchestration.operations.accepting import unknown_controls
    from orchestration.report.text import chapter_problems

    settings = Settings.from_environment(landing)
    if is_fixed:
        for problem in checking.fix(settings.board):
            click.echo(f"Fixed: {problem}")
    problems = checking.problems(settings.board)
    problems += [] if problems else unknown_controls(settings.board)
    texts = [] if problems else chapter_problems(read_board(settings.board))
    for problem in (*problems, *texts):
        click.echo(str(problem))
    if any(problem.is_fixable for problem in problems):
        click.echo("What to do: bokslut board check --fix, which keeps every row.")
    if texts:
        click.echo("What to do: correct the lines; docs/writing.md has the language.")
    ledgers = {} if problems else _ledgers_in(settings)
    lacking = unmapped(settings.board, ledgers)
    for rule in rules_of_last_year(settings.board, ledgers):
        click.echo(f"Notice: {rule}")
    for codes in lacking:
        click.echo(str(codes))
    if problems or texts or lacking:
        sys.exit(RefusedError.exit_code)
    click.echo(f"{settings.board}: nothing is wrong")


def _ledgers_in(settings: Settings) -> dict[str, list[Path]]:
    """Return the raw tables of the ledgers in landing, read into a folder that ends with this process."""
    from orchestration.loading import load_deliveries, store

    if not settings.landing.is_dir():
        return {}
    scratch = TemporaryDirectory(prefix="bokslut-")
    click.get_current_context().call_on_close(scratch.cleanup)
    aside = replace(settings, warehouse=Path(scratch.name))
    load_deliveries(aside, only=("ledger", None))
    return store.files_of_tables(store.current_loads(aside.raw))


@click.command(
    epilog=examples(
        "bokslut deliver --board kulturnamnden ledger_2013.se",
        "bokslut deliver --system payroll --period 2013-05 employments.csv absence_spells.csv",
    )
)
@_files
@board_option
@landing
@click.option(
    "--system", default="ledger", show_default=True, help="The system that wrote the files."
)
@click.option(
    "--as",
    "entities",
    multiple=True,
    metavar="ENTITY",
    help="What each file holds, in the files' order; by default the file's name without its ending.",
)
@click.option("--period", metavar="2013-05", help="Month or year; a SIE file says its own.")
@click.option(
    "--corrects", metavar="DELIVERY", help="The earlier delivery that this one may change."
)
@click.option("--reason", help="Why it is corrected.")
def deliver(
    files: tuple[Path, ...],
    landing: str | None,
    system: str,
    entities: tuple[str, ...],
    period: str | None,
    corrects: str | None,
    reason: str | None,
) -> None:
    """Deliver FILES: copy them into landing with a manifest that is made of the files themselves.

    SIE files are a delivery each; other files of one system and period are one together.
    """
    from orchestration.contracts import read_contracts
    from orchestration.diagnostics.inspection import inspect
    from orchestration.operations.delivering import (
        SIE_SUFFIXES,
        Content,
        content_of_ledger,
        period_of,
        write_delivery,
    )

    if corrects and not reason:
        raise UsageError("--corrects needs a --reason.", "Say why the earlier delivery is wrong.")
    if missing := [path for path in files if not path.is_file()]:
        raise UsageError(f"{missing[0]}: there is no such file.", "Check the path.")
    settings = Settings.from_environment(landing)
    folder = settings.landing
    if system == "ledger" or all(path.suffix.lower() in SIE_SUFFIXES for path in files):
        encoding = read_contracts(*settings.contract_folders)["ledger", "ledger"].encoding
        # Of a year's files, the one that covers most of it comes last, and counts.
        ledgers = sorted(
            (content_of_ledger(path, encoding) for path in files), key=lambda made: made.period
        )
        deliveries = [[ledger] for ledger in ledgers]
    else:
        if period is None:
            raise UsageError(
                "--period is missing.", "Give the files' month or year: --period 2013-05."
            )
        if entities and len(entities) != len(files):
            raise UsageError(
                "--as is given for some of the files only.", "Give it once per file, or never."
            )
        contents = []
        for path, entity in zip(files, entities or [path.stem for path in files], strict=True):
            (found,) = inspect(path, f"{system}.{entity}").content["files"]
            if found["rows"]["found"] is None:
                raise UsageError(
                    f"{path} cannot be read by the contract {system}.{entity}.",
                    f"`bokslut inspect {path} --as {system}.{entity}` says why.",
                )
            totals = {total["name"]: total["found"] for total in found["control_totals"]}
            contents.append(
                Content(path, system, entity, period_of(period), found["rows"]["found"], totals)
            )
        deliveries = [contents]
    for contents in deliveries:
        made = write_delivery(folder, contents, corrects=corrects, reason=reason)
        for content in contents:
            totals = "".join(f", {name} {value}" for name, value in content.control_totals.items())
            click.echo(f"{made / content.path.name}: {content.rows} rows{totals}")
