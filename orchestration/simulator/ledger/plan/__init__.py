"""The plan of amounts: what a ledger must sum to, and how it is split.

The tables beside this module are the only place where an amount is decided; the bookkeeping merely
spreads them over vouchers, and each cell comes back exact to the öre. A year
after 2013 is planned as 2013 was. Costs and revenue are positive kronor here; balances have the ledger's sign
(credit negative).

========================  =========================================================================
``costs.csv``             business area × statement line × project × activity, both years
``revenue.csv``           business area × account × project, both years
``investments.csv``       acquisitions and budget by investment project
``opening_2012.csv``      the balance of each account when 2012 opens
``closing.csv``           the printed balance sheet, to the öre; equity is what remains
``budget.csv``            business area; 2013 as printed, 2012 a likely one (the report has none)
``project_periods.csv``   first and last day a project is posted on
``account_shares.csv``    statement line → accounts; VAT rate, share bought within the city, …
``cost_centre_weights.csv``  business area → cost centres, where the plan names none
``customers.csv``         who buys the services
========================  =========================================================================

``contact_centre`` is the area *without* Äldre Direkt here; the report's "Kontaktcenter" is both.

Source: Servicenämnden's verksamhetsberättelse 2013, sections "Analys av resultaträkning" to
"Skulder och eget kapital". Where the report contradicts itself the plan follows

- total revenue 184,3 and 170,0, not "Intäkterna har ökat med 13,5" (the difference is 14,4);
- the results 1,0 and 2,5, not the printed difference −2,5 (it is −1,5);
- total costs 183,4 against a budget of 178,8, so a deficit of 4,6, not "4,5 mnkr" in the text;
- revenue of Äldre Direkt 15,5 against a budget of 12,7, so +2,8, not the printed −0,2;
- revenue by area of 2012, which as printed adds up to 170,1: each area lies a little below its
  printed figure so that the total is 170,0;
- an unchanged result fund of 7,0, not a result carried into it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from orchestration.simulator.ledger.reference import Reference
from orchestration.simulator.targets import planned

_TABLES = Path(__file__).parent
# The activity of a year's new wages has this name and the last two digits of the year.
WAGE_REVISION = "LR"


@dataclass(frozen=True)
class Cell:
    """One amount of a year's plan, before it is spread over accounts and cost centres.

    ``target`` is a statement line (costs) or an account (revenue); empty fields mean "none", or,
    for ``cost_centre``, "all of the business area's by weight". ``amount`` is in öre, positive.
    """

    business_area: str
    cost_centre: str
    target: str
    project: str
    activity: str
    amount: int


@dataclass(frozen=True)
class AccountShare:
    """How an account takes part in its statement line, and how it is invoiced.

    ``rows_pct`` is how many invoice rows there are for an amount, relative to most accounts: rent
    and equipment come in few and large ones.
    """

    account: str
    share: float
    vat_pct: int
    internal_pct: int
    rows_pct: int
    text: str


@dataclass(frozen=True)
class Customer:
    """A buyer of the board's services; ``kind`` is administration, company or external."""

    code: str
    name: str
    kind: str
    weight: int


def ore(kronor: str) -> int:
    """Return an amount in kronor, as the tables have it, as whole öre; an empty field is zero."""
    return int(Decimal(kronor or "0") * 100)


@cache
def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the plan's tables, as text."""
    with (_TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def costs(year: int) -> list[Cell]:
    """Return the cost cells of a year (öre, positive), capital costs included."""
    return [
        Cell(
            row["business_area_id"],
            row["cost_centre"],
            row["statement_line_id"],
            row["project"],
            _activity(row["activity"], year),
            ore(row[f"amount_{planned(year)}_sek"]),
        )
        for row in read_table("costs")
        if row[f"amount_{planned(year)}_sek"]
    ]


def revenue(year: int) -> list[Cell]:
    """Return the revenue cells of a year (öre, positive)."""
    return [
        Cell(
            row["business_area_id"],
            row["cost_centre"],
            row["account"],
            row["project"],
            "",
            ore(row[f"amount_{planned(year)}_sek"]),
        )
        for row in read_table("revenue")
        if row[f"amount_{planned(year)}_sek"]
    ]


def investments(year: int) -> list[tuple[str, str, int, int]]:
    """Return (project, cost centre, acquisitions in öre, budget in öre) of a year."""
    return [
        (
            row["project"],
            row["cost_centre"],
            ore(row[f"amount_{planned(year)}_sek"]),
            ore(row[f"budget_{planned(year)}_sek"]),
        )
        for row in read_table("investments")
    ]


def opening_2012() -> dict[str, int]:
    """Return account → opening balance of 2012 in öre, credit negative."""
    return {row["account"]: ore(row["balance_sek"]) for row in read_table("opening_2012")}


def closing(year: int) -> dict[str, int]:
    """Return balance-sheet line → closing balance of a year in öre, credit negative."""
    return {
        row["statement_line_id"]: ore(row[f"balance_{planned(year)}_sek"])
        for row in read_table("closing")
    }


def budget(year: int) -> dict[tuple[str, str], int]:
    """Return (business area, ``cost`` or ``revenue``) → budget of a year in öre, positive."""
    return {
        (row["business_area_id"], row["kind"]): ore(row[f"budget_{planned(year)}_sek"])
        for row in read_table("budget")
    }


def project_periods(year: int) -> dict[str, tuple[date, date]]:
    """Return project → first and last day it is posted on, as a year's plan has it."""
    later = year - planned(year)
    return {
        row["project"]: (_moved(row["first_day"], later), _moved(row["last_day"], later))
        for row in read_table("project_periods")
    }


def _moved(day: str, years: int) -> date:
    """Return the day of a date some years later."""
    moved = date.fromisoformat(day)
    return moved.replace(year=moved.year + years)


def _activity(code: str, year: int) -> str:
    """Return a year's code of an activity: the wage revision has the year's own."""
    return f"{WAGE_REVISION}{year % 100}" if code.startswith(WAGE_REVISION) else code


def account_shares() -> dict[str, AccountShare]:
    """Return account → its share, VAT rate, city-internal share and row text."""
    return {
        row["account"]: AccountShare(
            row["account"],
            float(row["share_pct"] or 0),
            int(row["vat_pct"] or 0),
            int(row["internal_pct"] or 0),
            int(row["rows_pct"] or 0),
            row["text"],
        )
        for row in read_table("account_shares")
    }


def customers() -> list[Customer]:
    """Return the buyers of the board's services."""
    return [
        Customer(row["counterparty"], row["name_sv"], row["kind"], int(row["weight"]))
        for row in read_table("customers")
    ]


def cost_centre_weights(reference: Reference, business_area: str, kind: str) -> dict[str, int]:
    """Return cost centre → weight for one ``kind`` of amount in a business area.

    ``kind`` is a column of ``cost_centre_weights.csv``: staff, premises, it_and_telecom, other or
    revenue.
    """
    return {
        row["cost_centre"]: int(row[kind])
        for row in read_table("cost_centre_weights")
        if reference.area_of[row["cost_centre"]] == business_area and int(row[kind])
    }
