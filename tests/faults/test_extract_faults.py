"""Each fault that the simulator seeds in an extract is found by the loader under its right name; no other row is lost.

Every system with extracts of rows is tried with every fault that it can have, on its last delivery
of 2012 and its first of 2013.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.contracts import Contract, read_contracts
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.diagnostics.inspection import inspect
from orchestration.loading import LoadSummary, load_deliveries, store
from orchestration.loading.views import register_views
from orchestration.simulator import FAULTS, SYSTEMS
from orchestration.simulator.delivery import Delivery, Resource, write_delivery
from orchestration.simulator.faults.seeding import FAULTY_YEAR, seed_files
from tests.commands import bokslut
from tests.warehouse import SCALE

# The reason that a single bad row is rejected for: kept aside where the contract lets it, else the file is refused.
ROW_CODES = {
    "decimal_point": "decimal_point",
    "thousands_separator": "thousands_separator",
    "trailing_minus": "trailing_minus",
    "unknown_code": "unknown_code",
    "outside_period": "outside_period",
    "negative_wait": "below_minimum",
    "invalid_personnummer": "personnummer_check_digit",
    "duplicate_row": "duplicate_key",
    "too_many_fields": "too_many_fields",
}

# The reason that a file is refused for.
FILE_CODES = {
    "missing_file": "file_missing",
    "missing_manifest": "manifest_missing",
    "file_not_in_manifest": "file_not_in_manifest",
    "empty_file": "file_empty",
    "truncated_file": "cut_off",
    "wrong_encoding": "wrong_encoding",
    "broken_gzip": "broken_gzip",
    "workbook_without_sheet": "sheet_missing",
    "duplicate_file": "other_period",
    "wrong_hash": "hash_mismatch",
    "wrong_row_count": "row_count",
    "wrong_control_total": "control_total",
    "added_column": "column_added",
    "renamed_column": "column_renamed",
    "retyped_column": "column_retyped",
    "next_years_file": "other_period",
    "file_without_rows": "no_rows",
}

OTHERWISE = {
    ("truncated_file", "goals"): "not_a_workbook",
    # The answers have no date: only their bytes show that they are last year's.
    ("duplicate_file", "surveys"): "duplicate_file",
    # A name of two letters is too short to be like any other.
    ("renamed_column", "goals"): "column_missing",
}

EXTRACTS = [system for system in SYSTEMS if system != "ledger"]


def tried(faults: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (name, system) for name in faults for system in EXTRACTS if system in FAULTS[name].systems
    ]


def entities_of(delivery: Delivery) -> set[str]:
    return {resource.bokslut["entity"] for resource in delivery.resources}


@cache
def around_new_year(system: str) -> list[Delivery]:
    """A system's first delivery of 2013 and the one before of the same extracts, made once."""
    deliveries = list(SYSTEMS[system](seed=2013, scale=SCALE))
    first = next(each for each in deliveries if each.period[0].startswith(FAULTY_YEAR))
    alike = [each for each in deliveries if entities_of(each) == entities_of(first)]
    return alike[alike.index(first) - 1 : alike.index(first) + 1]


def deliver(
    settings: Settings,
    deliveries: list[Delivery],
    fault: str,
    contracts: Mapping[tuple[str, str], Contract] | None = None,
) -> Delivery:
    """Write deliveries with a fault seeded, and return the one that has it."""
    seeded = list(seed_files(deepcopy(deliveries), [fault], contracts or read_contracts()))
    for delivery in seeded:
        write_delivery(settings.landing, delivery)
    return seeded[-1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def refusal(settings: Settings, system: str) -> dict[str, Any]:
    """Load, be refused, and return the reason as it is kept in quarantine."""
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    (kept,) = (settings.quarantine / system).iterdir()
    reason = json.loads((kept / "reason.json").read_text("utf-8"))
    assert reason["message"] in str(caught.value)
    assert reason["remedy"]
    return reason


def rejected_rows(settings: Settings) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        register_views(connection, settings.raw, read_contracts().values())
        return connection.execute(
            "select entity, reason_code, raw_text is not null from raw.rejected_rows"
        ).fetchall()


def test_every_fault_of_an_extract_has_its_verdict_told_here() -> None:
    of_files = {name for name, fault in FAULTS.items() if set(fault.systems) - {"ledger"}}
    assert of_files <= ROW_CODES.keys() | FILE_CODES.keys()
    assert ROW_CODES.keys() | FILE_CODES.keys() <= FAULTS.keys()


@pytest.mark.parametrize(("fault", "system"), tried(FILE_CODES))
def test_a_file_or_manifest_that_is_wrong_is_refused_by_its_reason_and_kept(
    settings: Settings, fault: str, system: str
) -> None:
    faulty = deliver(settings, around_new_year(system), fault)
    reason = refusal(settings, system)
    assert reason["code"] == OTHERWISE.get((fault, system), FILE_CODES[fault])
    assert str(settings.landing / system / faulty.name) in reason["message"]
    before, _ = around_new_year(system)
    assert [load.delivery for load in store.current_loads(settings.raw)] == [before.name]


@pytest.mark.parametrize(("fault", "system"), tried(ROW_CODES))
def test_a_row_that_is_wrong_is_kept_aside_or_the_file_refused_as_its_contract_says(
    settings: Settings, fault: str, system: str
) -> None:
    before, good = around_new_year(system)
    faulty = deliver(settings, [before, good], fault)
    code = ROW_CODES[fault]
    told = inspect(settings.landing / system / faulty.name).content
    (file,) = [each for each in told["files"] if each["rows"]["rejected"]]
    assert [(each["code"], each["rows"]) for each in file["rejected_by_reason"]] == [(code, 1)]

    contract = read_contracts()[system, file["entity"]]
    bad_pct = 100 / file["rows"]["found"]
    if contract.bad_row == "quarantine" and bad_pct <= contract.bad_rows_at_most_pct:
        summary: LoadSummary = load_deliveries(settings)
        assert rejected_rows(settings) == [(file["entity"], code, True)]
        declared = sum(
            each.bokslut["rows"] for delivery in (before, faulty) for each in delivery.resources
        )
        assert sum(load.rows for load in summary.current) == declared - 1
    else:
        reason = refusal(settings, system)
        assert reason["code"] == "bad_rows"
        assert [each["code"] for each in reason["findings"]] == [code]
        assert re.search(rf"line \d+: .*expected .*\[{code}\]", reason["message"])


PERMITS = """
title: Parking permits
description: One row per permit.
owner: parking system manager
frequency: year
due_days: 5
format: csv
encoding: utf-8
schema:
  primaryKey: [permit]
  fields:
    - {name: permit, type: string, description: The permit., constraints: {required: true}}
    - {name: holder, type: string, personal: true, description: Who., constraints: {personnummer: true}}
"""


def test_an_invalid_personal_number_is_found_in_any_extract_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "contracts" / "parking" / "permits.yml"
    path.parent.mkdir(parents=True)
    path.write_text(PERMITS, "utf-8")
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "contracts")
    contracts = read_contracts(*settings.contract_folders)
    lines = ["permit;holder", *(f"P{number};19121212-1212" for number in range(200))]
    content = "".join(f"{line}\r\n" for line in lines).encode()
    own = {"entity": "permits", "rows": 200, "control_totals": {}}
    resource = Resource("permits.csv", "csv", "utf-8", content, content, own)
    good = Delivery(
        "parking", "2013", "Permits", "2014-01-15T06:00:00+01:00", "test", ("2013-01-01", "2013-12-31"), [resource]
    )  # fmt: skip
    deliver(settings, [good], "invalid_personnummer", contracts)
    assert load_deliveries(settings).rejected_rows == 1
    found = inspect(settings.landing / "parking" / "2013", contracts=contracts)
    (file,) = found.content["files"]
    assert [each["code"] for each in file["rejected_by_reason"]] == ["personnummer_check_digit"]
    assert "1912" not in json.dumps(found.content) + found.text


def test_a_fault_is_seeded_and_found_from_the_command_line(tmp_path: Path) -> None:
    options = ("--landing", tmp_path, "--system", "registers", "--fault", "decimal_point")
    simulated = bokslut("simulate", *options)
    assert simulated.returncode == 0, simulated.stderr
    inspected = bokslut("inspect", tmp_path / "registers" / "2013")
    assert inspected.returncode == 1
    assert "'1234.50'; expected a number such as -1234,50, with a decimal comma" in inspected.stdout
    assert bokslut("inspect", tmp_path / "registers" / "2012").returncode == 0
