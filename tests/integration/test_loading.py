"""Deliveries are loaded exactly once, or refused with words that help and kept in quarantine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.loading import LoadSummary, load_deliveries, store
from orchestration.loading.views import register_views
from orchestration.simulator import simulate
from tests.redelivery import redeliver

SCALE = 0.02


@pytest.fixture(scope="module")
def good_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("good") / "landing"
    simulate(landing, scale=SCALE)
    return landing


def settings_in(folder: Path) -> Settings:
    return Settings(folder / "landing", folder / "warehouse")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


def deliver(settings: Settings, source: Path) -> None:
    shutil.copytree(source, settings.landing, dirs_exist_ok=True)


def copied(settings: Settings, folder: Path) -> Settings:
    """Return a copy of an installation, for a test that goes on from it."""
    shutil.copytree(settings.landing, folder / "landing")
    shutil.copytree(settings.warehouse, folder / "warehouse")
    return settings_in(folder)


@pytest.fixture(scope="module")
def first_load(
    good_landing: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Settings, LoadSummary]:
    """An installation that has loaded the good deliveries, which tests read, and the summary of that load."""
    settings = settings_in(tmp_path_factory.mktemp("loaded"))
    deliver(settings, good_landing)
    return settings, load_deliveries(settings)


@pytest.fixture
def loaded(first_load: tuple[Settings, LoadSummary], tmp_path: Path) -> Settings:
    """A copy of the installation that has loaded the good deliveries."""
    return copied(first_load[0], tmp_path)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Settings, str]]:
    """Return an installation that has refused a delivery with a fault, which tests read, and what it said."""

    @cache
    def refuse(fault: str) -> tuple[Settings, str]:
        settings = settings_in(tmp_path_factory.mktemp(fault))
        simulate(settings.landing, scale=SCALE, faults=[fault])
        return settings, refusal(settings)

    return refuse


def refusal(settings: Settings) -> str:
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    return str(caught.value)


def counted_rows(settings: Settings) -> tuple[int, int]:
    """Return the transactions that the raw layer shows, and how many of them are distinct."""
    with duckdb.connect() as connection:
        register_views(connection, settings.raw, read_contracts().values())
        row = connection.execute(
            "select count(*), count(distinct (file_name, line_number)) from raw.ledger_transactions"
        ).fetchone()
    assert row is not None
    return row


def test_every_row_of_the_manifests_is_loaded(
    first_load: tuple[Settings, LoadSummary], good_landing: Path
) -> None:
    settings, summary = first_load
    declared = sum(
        resource["bokslut"]["rows"]
        for path in good_landing.glob("*/*/datapackage.json")
        for resource in json.loads(path.read_text("utf-8"))["resources"]
    )
    assert counted_rows(settings) == (declared, declared)
    assert [load.delivery for load in summary.loaded] == ["2012-VB", "2013-VB"]


def test_loading_again_loads_nothing_and_changes_no_byte(loaded: Settings) -> None:
    before = {path: path.read_bytes() for path in loaded.raw.rglob("*.parquet")}
    summary = load_deliveries(loaded)
    assert (summary.loaded, len(summary.unchanged)) == ([], 2)
    assert before == {path: path.read_bytes() for path in loaded.raw.rglob("*.parquet")}


def test_the_same_delivery_gives_the_same_parquet_bytes_in_another_warehouse(
    first_load: tuple[Settings, LoadSummary], settings: Settings, good_landing: Path
) -> None:
    deliver(settings, good_landing)
    load_deliveries(settings)
    first, second = (
        {path.relative_to(raw): path.read_bytes() for path in raw.rglob("*.parquet")}
        for raw in (first_load[0].raw, settings.raw)
    )
    assert first == second


def test_each_row_knows_its_file_and_line(first_load: tuple[Settings, LoadSummary]) -> None:
    settings, _ = first_load
    with duckdb.connect() as connection:
        register_views(connection, settings.raw, read_contracts().values())
        row = connection.execute(
            "select file_name, line_number, account, amount from raw.ledger_transactions order by random() limit 1"
        ).fetchone()
    assert row is not None
    line = (settings.landing / row[0]).read_bytes().decode("cp437").split("\n")[row[1] - 1]
    assert line.split()[:2] == ["#TRANS", row[2]]
    assert f" {row[3].normalize():f}" in line or f" {row[3]}" in line


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("missing_file", "named in the manifest but is not there"),
        ("empty_file", "is empty"),
        ("truncated_file", "breaks the SIE standard"),
        ("wrong_encoding", "breaks the SIE standard"),
        ("latin1_encoding", "breaks the SIE standard"),
        ("wrong_checksum", "KSUMMA"),
        ("wrong_hash", "is not the file that the manifest describes"),
        ("wrong_control_total", "control total debit_sek"),
        ("unbalanced_voucher", "line "),
        ("broken_amount", "12.345,60"),
        ("broken_date", "20130631"),
        ("altered_voucher", "has already delivered"),
    ],
)
def test_a_bad_delivery_is_refused_by_name_and_kept_while_the_good_one_is_loaded(
    refused: Callable[[str], tuple[Settings, str]], fault: str, expected: str
) -> None:
    settings, message = refused(fault)
    assert expected in message
    assert "ledger_2013.se" in message
    assert "What to do:" in message
    (kept,) = (settings.quarantine / "ledger").iterdir()
    reason = json.loads((kept / "reason.json").read_text("utf-8"))
    assert reason["message"] in message
    assert (kept / "delivery" / "datapackage.json").exists()
    assert [load.delivery for load in store.current_loads(settings.raw)][:1] == ["2012-VB"]


def test_the_same_refused_delivery_is_kept_once(
    refused: Callable[[str], tuple[Settings, str]], tmp_path: Path
) -> None:
    first, message = refused("unbalanced_voucher")
    settings = copied(first, tmp_path)
    assert refusal(settings).replace(str(tmp_path), str(first.landing.parent)) == message
    assert len(list((settings.quarantine / "ledger").iterdir())) == 1


def test_after_a_correction_a_rerun_loads_what_was_refused(
    refused: Callable[[str], tuple[Settings, str]], good_landing: Path, tmp_path: Path
) -> None:
    settings = copied(refused("unbalanced_voucher")[0], tmp_path)
    shutil.rmtree(settings.landing)
    deliver(settings, good_landing)
    assert [load.delivery for load in load_deliveries(settings).loaded] == ["2013-VB"]


def test_a_correction_that_says_so_takes_the_years_place_and_the_history_stays(
    settings: Settings,
) -> None:
    simulate(settings.landing, scale=SCALE, faults=["corrected_delivery"])
    summary: LoadSummary = load_deliveries(settings)
    assert [load.delivery for load in summary.current] == ["2012-VB", "2013-VB-2"]
    assert [load.delivery for load in store.all_loads(settings.raw)] == [
        "2012-VB",
        "2013-VB",
        "2013-VB-2",
    ]
    rows, distinct = counted_rows(settings)
    assert rows == distinct


def test_an_altered_voucher_is_shown_with_its_amount_before_and_now(
    refused: Callable[[str], tuple[Settings, str]],
) -> None:
    _, message = refused("altered_voucher")
    assert "changes 1 voucher(s)" in message
    assert "debit was" in message
    assert '"corrects": "2013-VB"' in message


def test_a_later_delivery_of_the_year_takes_its_place(loaded: Settings) -> None:
    ledger = loaded.landing / "ledger"
    redeliver(ledger / "2013-VB", ledger / "2013-VB-again")
    assert [load.delivery for load in load_deliveries(loaded).current] == [
        "2012-VB",
        "2013-VB-again",
    ]


def test_other_content_with_the_same_time_of_creation_is_refused(loaded: Settings) -> None:
    shutil.rmtree(loaded.landing)
    simulate(loaded.landing, scale=SCALE, seed=2014)
    assert "the same time of creation" in refusal(loaded)


def test_a_file_of_another_year_than_its_manifest_says_is_refused(
    settings: Settings, good_landing: Path
) -> None:
    deliver(settings, good_landing)
    redeliver(
        good_landing / "ledger" / "2013-VB",
        settings.landing / "ledger" / "2014-VB",
        period={"from": "2014-01-01", "to": "2014-12-31"},
    )
    assert "the fiscal year 2013-01-01 to 2013-12-31" in refusal(settings)


def test_a_system_without_a_contract_is_refused(settings: Settings, good_landing: Path) -> None:
    deliver(settings, good_landing)
    (settings.landing / "ledger").rename(settings.landing / "parking")
    for path in settings.landing.glob("*/*/datapackage.json"):
        path.write_text(
            path.read_text("utf-8").replace('"system": "ledger"', '"system": "parking"'), "utf-8"
        )
    assert "no contract for system 'parking'" in refusal(settings)


def test_a_manifest_that_promises_something_else_of_a_loaded_file_is_refused(
    loaded: Settings,
) -> None:
    path = loaded.landing / "ledger" / "2013-VB" / "datapackage.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["resources"][0]["bokslut"]["control_totals"]["debit_sek"] = "1.00"
    path.write_text(json.dumps(manifest), "utf-8")
    assert "control total debit_sek is 1.00" in refusal(loaded)
