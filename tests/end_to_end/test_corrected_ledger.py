"""A year's ledger with faults, and a tertial's whose books are open: both are blocked, and published once corrected.

A tertial is audited as a year is, with its result so far in equity.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from decimal import Decimal
from subprocess import CompletedProcess

import duckdb
import pytest

from orchestration.core.settings import Settings
from tests.commands import bokslut
from tests.end_to_end.ledger_deliveries import contents, redate, run, simulate
from tests.warehouse import Warehouse

REVENUE, COSTS = Decimal("900.50"), Decimal("640.25")
# An invoice to a customer, and salaries paid from the group account, each on a cost centre and an activity.
POSTINGS = {
    "1510": REVENUE,
    "3010": -REVENUE,
    "5010": COSTS,
    "2019": -COSTS,
}


def closing_balances(warehouse: Warehouse) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return what the last closed year ended with: its balances, and the amounts of its result accounts."""
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        found = connection.execute(
            "select account, statement, closing_sek from economics.fct_ledger_balances"
            " where fiscal_year = (select max(fiscal_year) from common.dim_fiscal_year)"
        ).fetchall()
    return (
        {account: amount for account, statement, amount in found if statement == "balance"},
        {account: amount for account, statement, amount in found if statement != "balance"},
    )


def tertial_ledger(
    balances: dict[str, Decimal], results: dict[str, Decimal], carried: Decimal
) -> str:
    """Return a SIE 4 file of January to April 2014 which opens with the balances, and may have carried an amount."""
    moved = POSTINGS | ({"8999": carried, "2099": -carried} if carried else {})
    closing = {
        account: balances.get(account, Decimal(0)) for account in balances.keys() | moved.keys()
    }
    for account, amount in moved.items():
        closing[account] += amount
    is_result = {account: account[0] in "345678" for account in closing}
    objects = {account: '"1" "5020"' if account in ("3010", "5010") else "" for account in moved}
    lines = [
        "#FLAGGA 0",
        "#FORMAT PC8",
        "#SIETYP 4",
        '#PROGRAM "Test" 1.0',
        "#GEN 20140510",
        '#FNR "SERVN"',
        '#FNAMN "Stockholms stad, Servicenämnden"',
        "#ORGNR 212000-0142",
        "#RAR 0 20140101 20141231",
        "#RAR -1 20130101 20131231",
        "#OMFATTN 20140430",
        "#KPTYP EUBAS97",
        *(
            f'#KONTO {account} "Konto {account}"'
            for account in sorted(closing.keys() | results.keys())
        ),
        '#DIM 1 "Kostnadsställe"',
        '#OBJEKT 1 "5020" "Leverantörsfakturor"',
        *(f"#IB 0 {account} {amount}" for account, amount in sorted(balances.items())),
        *(f"#UB -1 {account} {amount}" for account, amount in sorted(balances.items())),
        *(f"#RES -1 {account} {amount}" for account, amount in sorted(results.items())),
        *(
            f"#{'RES' if is_result[account] else 'UB'} 0 {account} {amount}"
            for account, amount in sorted(closing.items())
        ),
        '#VER "A" 1 20140430 "Tertialets intäkter och kostnader"',
        "{",
        *(f"#TRANS {account} {{{objects[account]}}} {amount}" for account, amount in moved.items()),
        "}",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def deliver(settings: Settings, content: str, carried: Decimal, day: str, **said: str) -> None:
    """Deliver a tertial's ledger on a day of May 2014, in the place of what is there."""
    folder = settings.landing / "ledger" / "2014-T1"
    folder.mkdir(parents=True, exist_ok=True)
    encoded = content.encode("cp437")
    (folder / "ledger_2014.se").write_bytes(encoded)
    debit = sum(amount for amount in POSTINGS.values() if amount > 0) + carried
    manifest = json.loads((settings.landing / "ledger/2013-VB/datapackage.json").read_text("utf-8"))
    manifest |= {"name": "2014-t1", "created": f"2014-05-{day}T06:00:00+02:00"}
    manifest["bokslut"] |= {"period": {"from": "2014-01-01", "to": "2014-04-30"}}
    for name in ("corrects", "reason"):
        manifest["bokslut"].pop(name, None)
    manifest["bokslut"] |= said
    (resource,) = manifest["resources"]
    resource |= {
        "name": "ledger_2014",
        "path": "ledger_2014.se",
        "bytes": len(encoded),
        "hash": f"sha256:{hashlib.sha256(encoded).hexdigest()}",
    }
    resource["bokslut"] |= {
        "rows": content.count("#TRANS"),
        "control_totals": {
            "vouchers": "1",
            "debit_sek": str(debit),
            "credit_sek": str(debit),
        },
    }
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")


# Three faults of one file; the controls that find them, and the difference that each shows.
BOOKKEEPING_FAULTS = {
    "closing_balance_wrong": ("opening_plus_movement_equals_stated_closing", "-0.01"),
    "opening_balance_changed": ("opening_equals_prior_closing", "100 000.00"),
    "result_total_wrong": ("movement_equals_stated_result", "-0.01"),
}


@dataclass(frozen=True)
class Blocked:
    """A warehouse whose build the gate refused: what was said to the run and to ``bokslut publish``, what changed."""

    settings: Settings
    message: str
    published: CompletedProcess[str]
    changed: set[tuple[str, bytes]]


@pytest.fixture(scope="module")
def blocked(ledger_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Blocked:
    """The year delivered with faults, and a tertial whose result has been carried already."""
    folder = tmp_path_factory.mktemp("blocked")
    settings = Settings(folder / "landing", folder / "warehouse")
    shutil.copytree(ledger_warehouse.settings.warehouse, settings.warehouse, symlinks=True)
    before = contents(settings.published)
    simulate(settings, *(word for fault in BOOKKEEPING_FAULTS for word in ("--fault", fault)))
    redate(settings, corrects="2013-VB", reason="test")
    carried = Decimal("0.01")
    deliver(
        settings, tertial_ledger(*closing_balances(ledger_warehouse), carried), carried, day="10"
    )
    code, message = run(settings)
    assert code == 1
    published = bokslut("publish", "--warehouse", settings.warehouse)
    changed = before.items() ^ contents(settings.published).items()
    return Blocked(settings, message, published, changed)


@pytest.fixture(scope="module")
def corrected(blocked: Blocked, ledger_warehouse: Warehouse) -> duckdb.DuckDBPyConnection:
    """The release of what was delivered once more without the faults."""
    settings = blocked.settings
    simulate(settings)
    redate(settings, "2014-01-22", corrects="2013-VB", reason="The balances were exported wrongly.")
    nothing = Decimal(0)
    deliver(
        settings,
        tertial_ledger(*closing_balances(ledger_warehouse), nothing),
        nothing,
        day="11",
        corrects="2014-T1",
        reason="The result was carried before the year had ended.",
    )
    assert run(settings) == (0, "")
    return duckdb.connect(
        str((settings.published / "current" / "bokslut.duckdb").resolve()), read_only=True
    )


def test_a_blocked_publish_shows_each_control_its_figures_and_difference(blocked: Blocked) -> None:
    for control, difference in BOOKKEEPING_FAULTS.values():
        found = re.split(r"\n {2}(?! )", blocked.message.partition(f"  {control}: ")[2])[0]
        assert "expected" in found
        assert f"difference {difference}" in found


def test_a_blocked_build_cannot_be_published_by_itself_and_leaves_the_releases(
    blocked: Blocked,
) -> None:
    assert blocked.published.returncode == 1
    assert "The gate blocks this build" in blocked.published.stderr
    assert blocked.changed == set()


def test_a_tertial_whose_result_has_been_carried_already_is_blocked(blocked: Blocked) -> None:
    assert "net_is_carried_to_equity" in blocked.message
    assert "year 2014: expected 0.01, actual 0.00" in blocked.message


def test_the_result_so_far_is_in_equity_and_the_sheet_balances(
    corrected: duckdb.DuckDBPyConnection,
) -> None:
    sheet = dict(
        corrected.execute(
            "select line_id, change_sek from economics.mart_economics__balance_sheet where fiscal_year = 2014"
        ).fetchall()
    )
    assert sheet["equity"] == REVENUE - COSTS + COSTS
    assert sheet["total_assets"] == sheet["total_equity_and_liabilities"] == REVENUE


def test_the_income_statement_and_the_tertials_table_have_the_result_so_far(
    corrected: duckdb.DuckDBPyConnection,
) -> None:
    for query in (
        "select outcome_sek from economics.mart_economics__income_statement"
        " where fiscal_year = 2014 and line_id = 'net'",
        "select outcome_sek from economics.mart_economics__result_to_date"
        " where fiscal_year = 2014 and edition = 'T1' and line_id = 'result_total'",
    ):
        assert corrected.execute(query).fetchall() == [(REVENUE - COSTS,)]
