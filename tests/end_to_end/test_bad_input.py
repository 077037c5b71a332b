"""What a user sees of bad input: a clear message, the last release untouched; fixed, it runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.core.settings import Settings
from tests.commands import bokslut
from tests.end_to_end.ledger_deliveries import contents, redate, run, simulate
from tests.warehouse import Warehouse


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
