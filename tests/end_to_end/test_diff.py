"""A file delivered again with another amount: the comparison names the cell, the difference and the delivery."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.settings import Settings
from orchestration.releases.publishing import publish
from tests.commands import bokslut
from tests.small_release import approve
from tests.warehouse import SCALE, Warehouse


@pytest.fixture(scope="module")
def settings(ledger_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with two releases: one payment of the second is 1 000 kronor higher."""
    folder = tmp_path_factory.mktemp("diff")
    settings = Settings(folder / "landing", folder / "warehouse")
    shutil.copytree(ledger_warehouse.settings.warehouse, settings.warehouse, symlinks=True)
    folders = ("--landing", settings.landing)
    fault = ("--scale", str(SCALE), "--fault", "corrected_delivery")
    assert bokslut("simulate", "--system", "ledger", *folders, *fault).returncode == 0
    # The gate holds the change against the printed report, and blocks; here it is the change that is looked at.
    blocked = bokslut("run", *folders, "--warehouse", settings.warehouse)
    assert "published_figures_reconcile" in blocked.stderr
    approve(settings)
    assert publish(settings).number == 2
    return settings


@pytest.fixture(scope="module")
def found(settings: Settings) -> dict[str, Any]:
    ran = bokslut(
        "diff", "1", "current", "--json", "--limit", "0", "--warehouse", settings.warehouse
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def table(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["tables"] if each["table"] == name)


def test_the_delivery_that_takes_the_place_of_another_is_named(found: dict[str, Any]) -> None:
    (delivery,) = found["deliveries"]
    assert (delivery["change"], delivery["system"]) == ("replaced", "ledger")
    assert delivery["delivery"] == "2013-VB-2"
    assert delivery["load_before"].startswith("2013-VB-")
    assert delivery["files"] == ["ledger_2013.se"]
    assert found["schema"] == []


def test_a_changed_amount_is_one_cell_with_its_difference_and_its_delivery(
    found: dict[str, Any],
) -> None:
    balances = table(found, "economics.mart_economics__balance_sheet")
    assert (balances["added_rows"], balances["removed_rows"]) == (0, 0)
    assert balances["deliveries"] == ["ledger/2013-VB-2"]
    changes = {(cell["row"], cell["column"]): cell for cell in balances["cells"]}
    debt = changes["2013 supplier_liabilities", "amount_sek"]
    assert Decimal(debt["difference"]) == -1000
    assert Decimal(debt["after"]) - Decimal(debt["before"]) == -1000
    assert len(balances["cells"]) == balances["changed_cells"] == 6


def test_rows_of_a_file_delivered_again_are_the_same_rows_but_for_what_changed(
    found: dict[str, Any],
) -> None:
    postings = table(found, "economics.fct_ledger_postings")
    assert (postings["added_rows"], postings["removed_rows"]) == (0, 0)
    assert {cell["column"] for cell in postings["cells"]} == {"amount_sek"}
    assert sorted(Decimal(cell["difference"]) for cell in postings["cells"]) == [-1000, 1000]


def test_what_does_not_rest_on_the_delivery_is_not_among_the_changes(
    found: dict[str, Any],
) -> None:
    changed = {each["table"] for each in found["tables"]}
    assert "economics.mart_economics__income_statement" not in changed
    assert "common.dim_account" not in changed
    assert all(each["deliveries"] == ["ledger/2013-VB-2"] for each in found["tables"])


def test_the_text_says_the_same_in_words(settings: Settings) -> None:
    ran = bokslut("diff", "1", "2", "--limit", "1", "--warehouse", settings.warehouse)
    assert ran.returncode == 0
    assert "replaced ledger/2013-VB-2" in ran.stdout
    assert (
        "economics.mart_economics__balance_sheet: 6 cells of 3 rows changed; by ledger/2013-VB-2"
        in ran.stdout
    )
    assert "2013 equity  amount_sek: 40094076.55 → 40095076.55 (+1000)" in ran.stdout
    assert "… 5 more cells" in ran.stdout


def test_a_release_is_as_itself_whatever_way_it_is_named(settings: Settings) -> None:
    folder = settings.published / "release-0001"
    ran = bokslut("diff", "1", folder, "--warehouse", settings.warehouse)
    assert (ran.returncode, ran.stdout) == (0, "release 1 → release 1\n  no difference\n")


@pytest.mark.parametrize("unknown", ["9", "nonsense"])
def test_an_unknown_release_is_wrong_use(settings: Settings, unknown: str) -> None:
    ran = bokslut("diff", "1", unknown, "--warehouse", settings.warehouse)
    assert ran.returncode == 2
    assert unknown in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_a_release_the_user_is_told_to_run(tmp_path: Path) -> None:
    ran = bokslut("diff", "1", "2", "--warehouse", tmp_path)
    assert ran.returncode == 1
    assert "bokslut run" in ran.stderr
