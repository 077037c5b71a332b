"""What a user sees of bad input: a clear message, the last release untouched; fixed, it runs."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.core.settings import Settings
from tests.commands import bokslut
from tests.warehouse import SCALE, Warehouse


@pytest.fixture
def copy(ledger_warehouse: Warehouse, tmp_path: Path) -> Settings:
    """A warehouse of its own with one good release."""
    shutil.copytree(ledger_warehouse.settings.warehouse, tmp_path / "warehouse", symlinks=True)
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


@pytest.fixture
def untouched(copy: Settings) -> Iterator[None]:
    """Demand that the test left the releases as they were, to the byte."""
    before = contents(copy.published)
    yield
    assert contents(copy.published) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(settings: Settings) -> tuple[int, str]:
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stderr


def simulate(settings: Settings, *options: str) -> None:
    simulated = bokslut(
        "simulate",
        "--system",
        "ledger",
        "--landing",
        settings.landing,
        "--scale",
        str(SCALE),
        *options,
    )
    assert simulated.returncode == 0, simulated.stderr


def redate(settings: Settings, **changes: str) -> None:
    """Make the delivery of 2013 a later one than the release was made of."""
    path = settings.landing / "ledger" / "2013-VB" / "datapackage.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["created"] = manifest["created"].replace("2014-01-20", "2014-01-21")
    manifest["bokslut"] |= changes
    path.write_text(json.dumps(manifest), "utf-8")


@pytest.mark.usefixtures("untouched")
def test_without_deliveries_the_user_is_told_how_to_get_some(copy: Settings) -> None:
    code, message = run(copy)
    assert code == 1
    assert "no landing folder" in message
    assert "bokslut simulate" in message


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("missing_file", "is not there"),
        ("unbalanced_voucher", "ledger_2013.se breaks the SIE standard"),
        ("altered_voucher", "changes 1 voucher(s)"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(copy: Settings, fault: str, expected: str) -> None:
    simulate(copy, "--fault", fault)
    redate(copy)
    code, message = run(copy)
    assert code == 1
    assert expected in message
    assert "Kept in quarantine" in message


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("fault", "expected"), [("unmapped_account", "7777"), ("unmapped_cost_centre", "7070")]
)
def test_what_reference_data_does_not_map_is_named_by_a_failed_test(
    copy: Settings, fault: str, expected: str
) -> None:
    simulate(copy, "--fault", fault)
    redate(copy, corrects="2013-VB", reason="test")
    code, message = run(copy)
    assert code == 1
    assert expected in message
    assert "seeds" in message


# Three faults of one file; the controls that find them, and the difference that each shows.
BOOKKEEPING_FAULTS = {
    "closing_balance_wrong": ("opening_plus_movement_equals_stated_closing", "-0.01"),
    "opening_balance_changed": ("opening_equals_prior_closing", "100 000.00"),
    "result_total_wrong": ("movement_equals_stated_result", "-0.01"),
}


def test_a_blocked_publish_shows_each_control_its_figures_and_difference_until_a_correction(
    copy: Settings,
) -> None:
    before = contents(copy.published)
    simulate(copy, *(word for fault in BOOKKEEPING_FAULTS for word in ("--fault", fault)))
    redate(copy, corrects="2013-VB", reason="test")
    code, message = run(copy)
    assert code == 1
    for control, difference in BOOKKEEPING_FAULTS.values():
        found = re.split(r"\n {2}(?! )", message.partition(f"  {control}: ")[2])[0]
        assert "expected" in found
        assert f"difference {difference}" in found
    published = bokslut("publish", "--warehouse", copy.warehouse)
    assert published.returncode == 1
    assert "The gate blocks this build" in published.stderr
    assert contents(copy.published) == before
    simulate(copy)
    redate(copy, corrects="2013-VB", reason="The outcome of account 5010 was exported wrongly.")
    manifest = copy.landing / "ledger" / "2013-VB" / "datapackage.json"
    manifest.write_text(manifest.read_text("utf-8").replace("2014-01-21", "2014-01-22"), "utf-8")
    code, message = run(copy)
    assert (code, message) == (0, "")


@pytest.mark.usefixtures("untouched")
def test_a_build_edited_after_the_audit_cannot_be_published(copy: Settings) -> None:
    import duckdb

    with duckdb.connect(str(copy.build_file)) as connection:
        connection.execute(
            "update economics.mart_economics__income_statement set outcome_sek = outcome_sek + 0.01"
        )
    published = bokslut("publish", "--warehouse", copy.warehouse)
    assert published.returncode == 1
    assert "another build" in published.stderr


@pytest.mark.parametrize(
    "arguments",
    [("run", "--nonsense"), ("simulate", "--fault", "no_such_fault"), ("inspect", "README.md")],
)
def test_wrong_use_exits_with_2_and_says_what_is_right(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    options = ("--landing", str(tmp_path)) if arguments[0] == "simulate" else ()
    used = bokslut(*arguments, *options)
    assert used.returncode == 2
    assert used.stderr
    assert "Traceback" not in used.stderr
