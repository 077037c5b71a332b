"""A first board, made of the ledger's own files: ``bokslut board init``.

What the files say is taken over: the name, the years, accounts, cost centres, projects, dimensions. What they do
not say is guessed, and every guess is listed: the line of an account, and that all is one business area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestration.boards import chart as presets
from orchestration.boards.board import FILE_NAME, FORMAT
from orchestration.boards.ledgers import CARRIED, COST_CENTRE, PROJECT, Ledgers, read_ledgers
from orchestration.boards.reference import reference_files
from orchestration.core.errors import UsageError
from orchestration.core.files import disk_errors_explained, scratch_folder

WHOLE = "whole"
# The first chapter of the report's text, in the board's folder ``report``.
FIRST_CHAPTER = "01-ekonomi.md"
_FIRST_CHAPTER = Path(__file__).with_name("first_chapter.md")
_PROJECT_KIND = "ordinary"
# Where the sections of a balance sheet begin: assets, equity, liabilities; each sum follows its parts (presets).
_PLACES = {"asset": 1000, "equity": 2000, "liability": 3000}
_CONTRACT = Path("contracts", "ledger", "ledger.yml")


@dataclass(frozen=True)
class NewBoard:
    """A new board: its folder, its files with their number of rows, and what was guessed."""

    folder: Path
    rows: Mapping[str, int]
    guesses: tuple[str, ...]


def begin_board(folder: Path, files: Sequence[Path], chart: str | None = None) -> NewBoard:
    """Make a board of the SIE files of one or more years, in any order, in a new folder.

    Parameters
    ----------
    folder
        Where the board is to be; it must not exist, or be empty.
    files
        The ledger's files.
    chart
        ``bas`` or ``kommun_bas``; by default what the accounts' names suggest.

    Raises
    ------
    UsageError
        When the folder is not empty, a file is not SIE, or they are of several bodies or character sets.
    RefusedError
        When a file is not a whole ledger that adds up.
    ExternalError
        When the folder cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already.", "Give --to a folder that does not exist.")
    ledgers = read_ledgers(files)
    chart = chart or presets.chart_of({code: name for code, (name, _) in ledgers.accounts.items()})
    proposals = {
        account: presets.propose(account, kind, chart)
        for account, (_, kind) in sorted(ledgers.accounts.items())
    }
    tables = dict(_tables(ledgers, proposals))
    with disk_errors_explained(folder), scratch_folder(folder.parent, for_others=True) as scratch:
        # Within the scratch folder, so that it has the rights that any folder of the user has.
        made = scratch / "board"
        made.mkdir()
        (made / FILE_NAME).write_text(_board_yaml(ledgers), "utf-8")
        for name, rows in tables.items():
            (made / f"{name}.csv").write_text(reference_files()[name].written(rows), "utf-8")
        (made / "report").mkdir()
        (made / "report" / FIRST_CHAPTER).write_bytes(_FIRST_CHAPTER.read_bytes())
        for encoding in ledgers.encodings:
            contract = made / _CONTRACT
            contract.parent.mkdir(parents=True)
            contract.write_text(f"encoding: {encoding}\n", "utf-8")
        # A folder that is there, and empty, may be the one that the user is in.
        folder.mkdir(exist_ok=True)
        for path in made.iterdir():
            path.rename(folder / path.name)
    return NewBoard(
        folder,
        {name: len(rows) for name, rows in tables.items()},
        tuple(_guesses(ledgers, proposals, chart)),
    )


def _tables(
    ledgers: Ledgers, proposals: Mapping[str, presets.Proposal]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    # The result of the year, and both sides of the income statement, are there even in a year without revenue.
    needed = ("other_revenue", "other_external_costs", "result_of_the_year")
    lines = presets.used_lines(
        [*proposals.values(), *(presets.Proposal(line, is_guess=False) for line in needed)]
    )
    balance = [line for line in lines if line["statement"] == "balance"]
    area_of_line = "" if _has_cost_centres(ledgers, proposals) else WHOLE
    yield (
        "chart_of_accounts",
        [
            {
                "account": account,
                "account_name_sv": ledgers.accounts[account][0],
                "statement_line_id": proposal.statement_line_id,
                "valid_from_year": ledgers.first_year,
                "is_acquisition": "false",
            }
            for account, proposal in proposals.items()
        ],
    )
    yield (
        "statement_lines",
        [
            {**line, "business_area_id": area_of_line if line["statement"] == "income" else ""}
            for line in lines
        ],
    )
    groups = {line["group"] for line in balance}
    totals = [
        row
        for row in presets.rows_of("report_lines")
        if row["report_table_id"] != "balance_sheet"
        or row["line_id"].startswith("total_")
        or row["line_id"] in groups
    ]
    yield (
        "report_lines",
        totals
        + [
            {
                "report_table_id": "balance_sheet",
                "line_id": line["statement_line_id"],
                "label_sv": line["label_sv"],
                "label_en": line["label_en"],
                "is_total": "false",
                "sort_order": _PLACES[line["section"]] + int(line["sort_order"]),
            }
            for line in balance
        ],
    )
    yield (
        "balance_sheet_components",
        [
            {"line_id": part, "statement_line_id": line["statement_line_id"]}
            for line in balance
            for part in (
                "total_assets" if line["section"] == "asset" else "total_equity_and_liabilities",
                line["group"],
                line["statement_line_id"],
            )
        ],
    )
    name = ledgers.company or "Hela verksamheten"
    yield (
        "business_areas",
        [{"business_area_id": WHOLE, "label_sv": name, "label_en": name, "sort_order": 10}],
    )
    yield (
        "cost_centres",
        [
            {
                "cost_centre": code,
                "cost_centre_name_sv": label,
                "business_area_id": WHOLE,
                "is_administration": "false",
            }
            for code, label in sorted(ledgers.cost_centres.items())
        ],
    )
    yield (
        "projects",
        [
            {
                "project": code,
                "project_name_sv": label,
                "project_kind": _PROJECT_KIND,
                "valid_from_year": ledgers.first_year,
            }
            for code, label in sorted(ledgers.projects.items())
        ],
    )
    yield "ledger_dimensions", list(_dimensions(ledgers))
    yield (
        "cost_drivers",
        [{"cost_driver_id": "other", "label_sv": "Övrigt", "label_en": "Other", "sort_order": 90}],
    )
    # Empty, so that a finding of the gate can be accepted by pasting the line that its message shows.
    yield "accepted_findings", []
    yield "cost_driver_rules", [{"rule_order": 90, "match_on": "any", "cost_driver_id": "other"}]


def _has_cost_centres(ledgers: Ledgers, proposals: Mapping[str, presets.Proposal]) -> bool:
    """Return whether every row of the income statement has a cost centre, which then decides the area."""
    return bool(ledgers.cost_centres) and not any(
        presets.statement_of(proposals[account]) == "income"
        for account in ledgers.without_cost_centre
    )


def _dimensions(ledgers: Ledgers) -> Iterator[dict[str, Any]]:
    """Yield the roles that the standard itself gives to dimensions (SIE 4B section 8.17)."""
    for role, dimension, label in (
        ("cost_centre", COST_CENTRE, "Kostnadsställe"),
        ("project", PROJECT, "Projekt"),
    ):
        named = ledgers.dimensions.get(dimension, label)
        yield {"dimension_role": role, "dimension": dimension, "label_sv": named}


def _board_yaml(ledgers: Ledgers) -> str:
    carried = next(how for how in CARRIED if how in ledgers.carried)
    content: dict[str, Any] = {
        "format": FORMAT,
        "name_sv": ledgers.company or "Namn saknas",
        "organisation": {"name_sv": ledgers.company or "", "number": ledgers.org_number},
        "ledger_names": ledgers.names,
        "amounts_in": "tkr",
        "body_word_sv": "nämnd",
        "result_is_carried": carried.replace("partly", "at_opening"),
        "report": {
            "claims": "block",
            "not_placed": "append",
            "names": {
                "revenue": "income_statement_sek/revenue",
                "costs": "income_statement_sek/cost",
                "net": "income_statement_sek/net",
            },
        },
    }
    return (
        "# Who the board is, and how it counts; seeds/board.yml of the code explains each key.\n"
        + (yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    )


def _guesses(
    ledgers: Ledgers, proposals: Mapping[str, presets.Proposal], chart: str
) -> Iterator[str]:
    yield (
        f"chart_of_accounts.csv: the lines of {len(proposals)} accounts follow the chart {chart}; read them through"
    )
    doubtful = [account for account, proposal in proposals.items() if proposal.is_guess]
    if doubtful:
        yield (
            "chart_of_accounts.csv: number and type do not agree, or the chart has no such number:"
            f" {', '.join(doubtful)}"
        )
    if ledgers.cost_centres:
        yield f"cost_centres.csv: all {len(ledgers.cost_centres)} cost centres are in one area, {WHOLE}"
    yield "business_areas.csv: there is one business area; divide it as the report does"
    if not _has_cost_centres(ledgers, proposals):
        yield (
            "statement_lines.csv: rows have no cost centre, so every line is of the area"
            f" {WHOLE}; empty business_area_id where the cost centre is to decide"
        )
    if ledgers.projects:
        yield (
            f"projects.csv: all {len(ledgers.projects)} projects are {_PROJECT_KIND};"
            " write investment where one is an investment"
        )
    others = sorted(ledgers.dimensions.keys() - {COST_CENTRE, PROJECT})
    if others:
        yield f"ledger_dimensions.csv: dimensions {', '.join(others)} have no role"
    for encoding in ledgers.encodings:
        yield (
            f"{_CONTRACT}: the ledger is written in {encoding}, not in PC8 as the standard requires"
        )
    if len(ledgers.names) > 1:
        yield f"board.yml: the files are of {' and '.join(ledgers.names)}; check that they are one body"
    yield "board.yml: how the year's result is carried is read from the files' vouchers and balances"
    if ledgers.gaps:
        yield (
            f"accepted_findings.csv: voucher numbers have gaps ({'; '.join(ledgers.gaps)}); the gate will ask why, and"
            " print the line that says it"
        )
    if "partly" in ledgers.carried and "not" not in ledgers.carried:
        yield (
            "board.yml: vouchers carry another sum to equity than the year's result, so what they leave is taken to be"
            " carried at the opening (result_is_carried: at_opening); check the vouchers of accounts 8990 to 8999"
        )
    if "not" in ledgers.carried:
        yield (
            "board.yml: opening balances do not sum to zero, so results of earlier years are taken to be equity that"
            " was not carried (result_is_carried: not)"
        )
