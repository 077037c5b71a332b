"""Which statement line an account belongs to, as far as its number and type can tell: a proposal, never a decision."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

PRESETS = Path(__file__).parent / "presets"
CHARTS = ("bas", "kommun_bas")

_WAGES = re.compile(r"\blön|löner|arbetsgivaravg", re.IGNORECASE)

# What an account is where its number says nothing, by its #KTYP: tillgång, skuld, kostnad, intäkt (SIE 4B chapter 11).
_BY_TYPE = {
    "T": "other_receivables",
    "S": "other_liabilities",
    "K": "other_external_costs",
    "I": "other_revenue",
}


@dataclass(frozen=True)
class Proposal:
    """The line that an account is thought to belong to; ``is_guess`` where its number and its type do not agree."""

    statement_line_id: str
    is_guess: bool


def chart_of(names: Mapping[str, str]) -> str:
    """Return the preset that a ledger's accounts look like.

    Kommun-Bas has staff in class 5, BAS in class 7.

    Parameters
    ----------
    names
        The accounts' names by number.
    """
    classes = [account[:1] for account, name in names.items() if _WAGES.search(name or "")]
    return "kommun_bas" if classes.count("5") > classes.count("7") else "bas"


def account_types(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the type (T, S, K or I) of each account of the file that has just been parsed, as far as it is known.

    The file's #KTYP says it, unless the file states the account's balance otherwise: #RES is of a result account,
    #IB and #UB are of one that is not. Then, and where there is no #KTYP, the sign of the balance decides.
    """
    return dict(
        connection.execute(
            """
            with stated as (
                select account, bool_or(label = 'RES') as is_result,
                    coalesce(sum(amount) filter (label <> 'IB'), 0) >= 0 as is_debit
                from sie_balances
                where label in ('IB', 'UB', 'RES') and year_index = 0 and cardinality(objects) = 0
                group by account
                having count(distinct label = 'RES') = 1
            ),
            declared as (select account, account_type from sie_accounts where account_type is not null)
            select account, case
                when is_result is null or is_result = (account_type in ('K', 'I')) then account_type
                when is_result then if(is_debit, 'K', 'I')
                else if(is_debit, 'T', 'S')
            end
            from stated full join declared using (account)
            where account is not null
            """
        ).fetchall()
    )


def propose(account: str, account_type: str | None, chart: str) -> Proposal:
    """Return the line of an account, by a chart of ``CHARTS`` and the file's #KTYP where it has one."""
    line = next(
        (
            row["statement_line_id"]
            for row in _ranges(chart)
            if row["account_from"] <= account[: len(row["account_from"])]
            and account[: len(row["account_to"])] <= row["account_to"]
        ),
        None,
    )
    by_type = _BY_TYPE.get(account_type or "")
    if line is None:
        return Proposal(by_type or "other_external_costs", is_guess=True)
    proposal = Proposal(line, is_guess=False)
    statement = statement_of(proposal)
    # Programs differ on what type the transfer of the year's result has.
    is_of_type = (statement == "income") == (account_type in ("K", "I"))
    if by_type and statement != "transfer" and not is_of_type:
        return Proposal(by_type, is_guess=True)
    return proposal


@cache
def statement_lines() -> Mapping[str, Mapping[str, str]]:
    """Return the presets' statement lines by id, with the subtotal of the balance sheet that each is in (``group``)."""
    return {row["statement_line_id"]: row for row in rows_of("statement_lines")}


def statement_of(proposal: Proposal) -> str:
    """Return the statement of a proposed line: ``income``, ``balance``, or ``transfer`` of the year's result."""
    return statement_lines()[proposal.statement_line_id]["statement"]


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a preset file."""
    with (PRESETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def used_lines(proposals: Iterable[Proposal]) -> list[Mapping[str, str]]:
    """Return the statement lines that are proposed, in the order of the statements."""
    used = {proposal.statement_line_id for proposal in proposals}
    return [line for line in statement_lines().values() if line["statement_line_id"] in used]


@cache
def _ranges(chart: str) -> list[dict[str, str]]:
    return rows_of(chart)
