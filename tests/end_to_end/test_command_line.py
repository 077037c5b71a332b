"""The command line as users and machines meet it: output, stable keys, exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs.assets.gate import VERDICT
from orchestration.defs.instance import CODE_LOCATION
from tests.commands import bokslut
from tests.warehouse import SCALE, Warehouse

INSPECT_KEYS = {
    "company", "org_number", "sie_type", "fiscal_years", "accounts", "vouchers", "transactions", "opening_balance",
    "closing_balance", "result", "findings",
}  # fmt: skip


@pytest.fixture
def ledger_file(ledger_warehouse: Warehouse) -> Path:
    return ledger_warehouse.settings.landing / "ledger" / "2013-VB" / "ledger_2013.se"


def test_a_run_shows_each_stage_with_its_time_and_ends_with_a_summary(
    ledger_warehouse: Warehouse,
) -> None:
    for stage in (
        "Load deliveries",
        "Build and test the models",
        "Audit the build",
        "Publish the release",
    ):
        assert f"✔ {stage}" in ledger_warehouse.output
    assert "ledger_transactions" in ledger_warehouse.output
    assert "Controls passed" in ledger_warehouse.output
    assert "Release 1                 published" in ledger_warehouse.output


def test_a_run_ends_by_saying_what_to_open_next(ledger_warehouse: Warehouse) -> None:
    shown = ledger_warehouse.output.split("What to open next\n")[1]
    for command in ("bokslut report", "bokslut docs", "bokslut status"):
        assert f"  {command}" in shown
    database = Path(shown.splitlines()[-1].split("  ")[-1].strip())
    assert database.name == "bokslut.duckdb"
    assert database.is_file()


def test_inspect_says_one_json_object_with_stable_keys(ledger_file: Path) -> None:
    inspected = bokslut("inspect", ledger_file, "--json")
    assert (inspected.returncode, inspected.stderr) == (0, "")
    report = json.loads(inspected.stdout)
    assert set(report) >= INSPECT_KEYS
    assert report["sie_type"] == "4E"
    assert report["org_number"] == "212000-0142"
    assert all(isinstance(report[key], int) for key in ("accounts", "vouchers", "transactions"))
    assert report["findings"] == []
    assert sum(Decimal(amount) for amount in report["closing_balance"].values()) == 0
    assert Decimal(report["closing_balance"]["2081"]) == Decimal("-7000000.00")
    costs = sum(
        Decimal(amount)
        for account, amount in report["result"].items()
        if "4000" <= account < "8999"
    )
    assert costs == Decimal("183352118.37")


def test_inspect_of_a_broken_file_prints_what_could_be_read_and_exits_with_1(
    ledger_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.se"
    broken.write_bytes(ledger_file.read_bytes()[:-5000])
    inspected = bokslut("inspect", broken, "--json")
    assert inspected.returncode == 1
    report = json.loads(inspected.stdout)
    assert report["company"] == "Stockholms stad, Servicenämnden"
    errors = [finding for finding in report["findings"] if finding["severity"] == "error"]
    assert {"severity", "line", "code", "message"} <= set(errors[0])


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"id;amount\n1;2\n"])
def test_inspect_of_what_is_not_a_sie_file_exits_with_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.se"
    path.write_bytes(content)
    inspected = bokslut("inspect", path)
    assert (inspected.returncode, inspected.stdout) == (2, "")
    assert str(path) in inspected.stderr


def test_inspect_for_people_shows_company_years_sums_and_findings(ledger_file: Path) -> None:
    inspected = bokslut("inspect", ledger_file)
    assert inspected.returncode == 0
    for shown in (
        "Stockholms stad, Servicenämnden",
        "2013-01-01 to 2013-12-31",
        "Resultatfond",
        "-7 000 000.00",
    ):
        assert shown in inspected.stdout


def test_the_same_seed_writes_the_same_bytes(
    ledger_warehouse: Warehouse, tmp_path: Path, ledger_file: Path
) -> None:
    simulated = bokslut(
        "simulate", "--system", "ledger", "--landing", tmp_path, "--scale", str(SCALE)
    )
    assert simulated.returncode == 0
    assert (
        tmp_path / "ledger" / "2013-VB" / "ledger_2013.se"
    ).read_bytes() == ledger_file.read_bytes()


def test_a_run_after_a_restore_publishes_nothing_new_and_says_so_as_json(
    ledger_warehouse: Warehouse, tmp_path: Path
) -> None:
    backup, copy = tmp_path / "backup", tmp_path / "warehouse"
    saved = bokslut("backup", backup, "--warehouse", ledger_warehouse.settings.warehouse, "--json")
    assert saved.returncode == 0, saved.stderr
    assert json.loads(saved.stdout)["has_key"] is False
    restored = bokslut("restore", backup, "--warehouse", copy)
    assert restored.returncode == 0, restored.stderr
    assert "Put it in place before you run" in restored.stderr
    events = tmp_path / "lineage.ndjson"
    ran = bokslut(
        *("run", "--json", "--landing", ledger_warehouse.settings.landing, "--warehouse", copy),
        environment={
            "OPENLINEAGE__TRANSPORT__TYPE": "file",
            "OPENLINEAGE__TRANSPORT__LOG_FILE_PATH": str(events),
            "OPENLINEAGE__TRANSPORT__APPEND": "true",
        },
    )
    assert ran.returncode == 0, ran.stderr
    assert "already loaded" in ran.stderr
    assert " rows loaded" not in ran.stderr
    # Whoever keeps the lineage hears of every stage, with the columns of what it reads.
    heard = [json.loads(line) for line in events.read_text("utf-8").splitlines()]
    ended = {event["job"]["name"]: event for event in heard if event["eventType"] == "COMPLETE"}
    assert {"nightly", "nightly.load_deliveries", "nightly.published__release"} <= ended.keys()
    columns = {
        dataset["name"]: {field["name"] for field in dataset["facets"]["schema"]["fields"]}
        for dataset in ended["nightly.published__release"]["inputs"]
    }
    assert "amount_sek" in columns["economics/fct_ledger_postings"]
    # Dagster's pages list the run under its job and on the timeline, and plot what the gate compared.
    with dg.DagsterInstance.from_config(str(copy / "dagster")) as instance:
        latest, *_ = instance.get_runs()
        assert latest.job_name == "nightly"
        assert latest.remote_job_origin is not None
        assert latest.remote_job_origin.location_name == CODE_LOCATION
        event = instance.get_latest_materialization_event(VERDICT)
        assert event is not None
        assert event.asset_materialization is not None
        found = event.asset_materialization.metadata
        assert (found["verdict"].value, found["controls_failed"].value) == ("PASS", 0)
        assert int(str(found["items_compared"].value)) > 1000
    summary = json.loads(ran.stdout)
    assert "✔ Publish the release" in ran.stderr
    assert (summary["release"], summary["is_new_release"]) == (1, False)
    assert summary["controls"] > 20
    assert summary["rows"]["ledger_files"] == 2


def test_folders_are_taken_from_the_environment_too(ledger_warehouse: Warehouse) -> None:
    import os
    import subprocess

    from tests.commands import BOKSLUT

    published = subprocess.run(
        [BOKSLUT, "publish"],
        env={
            "PATH": os.environ["PATH"],
            "BOKSLUT_WAREHOUSE": str(ledger_warehouse.settings.warehouse),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert published.returncode == 0, published.stderr
    assert "unchanged" in published.stdout
