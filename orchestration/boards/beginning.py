"""A first board, made of the ledger's own files: ``bokslut board init``.

What the files say is taken over: the name, the years, accounts, cost centres, projects, dimensions. What they do
not say is guessed, and every guess is listed: the line of an account, and that all is one business area.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestration.boards import chart as presets
from orchestration.boards.board import FILE_NAME, FORMAT
from orchestration.boards.reference import reference_files
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import disk_errors_explained, scratch_folder
from orchestration.core.personal_data import without_personal_numbers
from orchestration.sie import NotSieError, disagreements, parse, shortcomings

WHOLE = "whole"
# The first chapter of the report's text, in the board's folder ``report``.
FIRST_CHAPTER = "01-ekonomi.md"
_FIRST_CHAPTER = Path(__file__).with_name("first_chapter.md")
COST_CENTRE, PROJECT = "1", "6"
_PROJECT_KIND = "ordinary"
# How a file may carry the result; the first that one of the files does is the board's, partly as at_opening.
_CARRIED = ("not", "partly", "by_voucher", "at_opening")
_CONTRACT = Path("contracts", "ledger", "ledger.yml")


@dataclass
class Ledgers:
    """What the files of some years say together: the latest name of each code, and how the books are kept.

    ``without_cost_centre`` are the accounts that have rows without one; ``encodings`` the character sets that are not
    the standard's, each with a file in it; ``gaps`` the series whose voucher numbers have one.
    """

    company: str = ""
    org_number: str = ""
    first_year: int = 0
    accounts: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    cost_centres: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    without_cost_centre: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    encodings: dict[str, Path] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NewBoard:
    """The folder of a board that was made, its files with their rows, and what was guessed."""

    folder: Path
    rows: Mapping[str, int]
    guesses: tuple[str, ...]


def begin_board(folder: Path, files: Sequence[Path], chart: str | None = None) -> NewBoard:
    """Make a board of the SIE 4E files of one or more years, oldest first or not, in a new folder.

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
        When the folder holds something, a file is not SIE, or they are of several bodies or character sets.
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


def read_ledgers(files: Sequence[Path]) -> Ledgers:
    """Return what some SIE files say together.

    Raises
    ------
    UsageError
        When one is not SIE, or they name several organisations, or are written in several character sets.
    RefusedError
        When one is not a whole ledger.
    """
    found = Ledgers()
    read = sorted(((path, _read(path)) for path in files), key=lambda item: item[1].first_year)
    for path, ledger in read:
        if found.org_number and ledger.org_number and found.org_number != ledger.org_number:
            raise UsageError(
                f"{path} is of {ledger.company} ({ledger.org_number}), another file of {found.company}"
                f" ({found.org_number}).",
                "Make a board of one body's files.",
            )
        found.company = ledger.company or found.company
        found.org_number = ledger.org_number or found.org_number
        found.first_year = min(found.first_year or ledger.first_year, ledger.first_year)
        for name in ("accounts", "dimensions", "cost_centres", "projects"):
            getattr(found, name).update(getattr(ledger, name))
        found.without_cost_centre |= ledger.without_cost_centre
        found.carried |= ledger.carried
        found.encodings = ledger.encodings | found.encodings
        found.gaps += ledger.gaps
        found.names += [name for name in ledger.names if name not in found.names]
    if len(found.encodings) > 1:
        written = ", ".join(f"{path} in {encoding}" for encoding, path in found.encodings.items())
        raise UsageError(
            f"The files are written in several character sets: {written}.",
            "Export them all in PC8 (IBM code page 437), or convert them all to UTF-8 with iconv.",
        )
    return found


def _read(path: Path) -> Ledgers:
    with connect() as connection:
        try:
            report = parse(path, connection, encoding=None)
        except NotSieError as error:
            raise UsageError(error.message, error.remedy) from None
        for found in (*shortcomings(connection, path, report), *disagreements(path, report)):
            raise RefusedError(found.message, found.remedy)
        ((company, number),) = connection.execute(
            "select coalesce(company_name, ''), coalesce(org_number, '') from sie_files"
        ).fetchall()
        ((first_year,),) = connection.execute(
            "select year(start_date) from sie_fiscal_years where year_index = 0"
        ).fetchall()

        def pairs(query: str) -> dict[str, str]:
            # The names of accounts and objects are published.
            return {
                code: without_personal_numbers(name or code)
                for code, name in connection.execute(query).fetchall()
            }

        def objects(dimension: str) -> dict[str, str]:
            named = (
                "select object_code, object_name from sie_objects where object_code is not null"
                f" and dimension = '{dimension}'"
            )
            used = (
                "select distinct code, null from ("
                f" select objects['{dimension}'] as code from sie_transactions"
                f" union all select objects['{dimension}'] from sie_balances) where code is not null"
            )
            return pairs(used) | pairs(named)

        used_accounts = pairs(
            "select distinct account, null from (select account from sie_transactions union all"
            " select account from sie_balances) where account is not null"
        )
        named = used_accounts | pairs(
            "select account, account_name from sie_accounts where account is not null"
        )
        types = presets.account_types(connection)
        cost_centres = objects(COST_CENTRE)
        without = connection.execute(
            f"""
            select distinct account from sie_transactions
            where is_counted and account is not null and objects['{COST_CENTRE}'] is null
            """
        ).fetchall()
        return Ledgers(
            without_personal_numbers(company),
            number,
            first_year,
            {account: (name, types.get(account)) for account, name in named.items()},
            pairs(
                "select dimension, dimension_name from sie_dimensions where dimension is not null"
            ),
            cost_centres,
            objects(PROJECT),
            {account for (account,) in without},
            {_carried(connection)},
            {
                finding.value: path
                for finding in report.findings
                if finding.code == "encoding" and finding.value
            },
            [company] if company else [],
            _gaps(connection, first_year),
        )


def _carried(connection: Any) -> str:
    """Return how the result is carried, by the year's vouchers and balances: one of ``_CARRIED``."""
    ((transfers, opening, left),) = connection.execute(
        """
        select
            (select count(*) from sie_transactions where is_counted and account[:4] between '8990' and '8999'),
            coalesce(sum(amount) filter (label = 'IB'), 0), coalesce(sum(amount) filter (label = 'RES'), 0)
        from sie_balances where year_index = 0 and cardinality(objects) = 0
        """
    ).fetchall()
    # Opening balances that do not sum to zero lack the result of earlier years.
    if opening:
        return "not"
    if transfers:
        return "partly" if left else "by_voucher"
    return "at_opening"


def _gaps(connection: Any, year: int) -> list[str]:
    """Return the series whose numbers have a gap, as the gate names them."""
    found = connection.execute(
        """
        select coalesce(series, '') from sie_vouchers group by 1
        having max(try_cast(voucher_number as bigint)) - min(try_cast(voucher_number as bigint)) + 1
            > count(distinct try_cast(voucher_number as bigint))
        order by 1
        """
    ).fetchall()
    return [f"year {year}, series {series}" for (series,) in found]


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
                "sort_order": (1000 if line["section"] == "asset" else 2000)
                + int(line["sort_order"]),
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
    """Tell whether every row of the income statement has a cost centre, which then decides the area."""
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
    carried = next(how for how in _CARRIED if how in ledgers.carried)
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
            f"{_CONTRACT}: the ledger is written in {encoding}, not in PC8 as the standard demands"
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
