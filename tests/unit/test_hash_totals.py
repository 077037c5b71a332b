"""A hash total shows that no row was lost, doubled or exchanged between a sender's manifest and its file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.contracts import read_contract
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries

CONTRACT = """
title: Visits
description: One row per visit.
owner: reception manager
frequency: year
due_days: 5
format: csv
schema:
  primaryKey: [visit]
  fields:
    - {name: visit, type: string, description: The visit., constraints: {required: true}}
    - {name: place, type: string, description: Where.}
"""
FILE = "visit;place\r\nV-017;Norra\r\nV-018;Norra\r\nwithout;Norra\r\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "contracts" / "reception" / "visits.yml"
    path.parent.mkdir(parents=True)
    path.write_text(CONTRACT, "utf-8")
    return Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "contracts")


def deliver(settings: Settings, totals: dict[str, str], content: str = FILE) -> None:
    folder = settings.landing / "reception" / "2013"
    folder.mkdir(parents=True)
    data = content.encode()
    (folder / "visits.csv").write_bytes(data)
    manifest: dict[str, Any] = {
        "name": "2013",
        "created": "2014-01-15T06:00:00+01:00",
        "bokslut": {"system": "reception", "period": {"from": "2013-01-01", "to": "2013-12-31"}},
        "resources": [
            {
                "name": "visits",
                "path": "visits.csv",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "bokslut": {
                    "entity": "visits",
                    "rows": content.count("\r\n") - 1,
                    "control_totals": totals,
                },
            }
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")


def test_an_extract_with_an_amount_has_a_control_total_and_no_hash_total(tmp_path: Path) -> None:
    path = tmp_path / "reception" / "visits.yml"
    path.parent.mkdir()
    path.write_text(
        CONTRACT
        + "    - {name: minutes, type: integer, control_total: true, description: How long.}\n"
    )
    assert read_contract(path).hash_total is None


@pytest.mark.parametrize("totals", [{"hash_visit": "35"}, {}])
def test_a_file_that_agrees_with_its_hash_total_or_states_none_is_loaded(
    settings: Settings, totals: dict[str, str]
) -> None:
    deliver(settings, totals)
    (load,) = load_deliveries(settings).loaded
    assert load.files[0].read_totals == {"hash_visit": "35"}


def test_a_file_with_another_row_than_its_manifest_counted_is_refused(settings: Settings) -> None:
    deliver(settings, {"hash_visit": "35"}, FILE.replace("018", "019"))
    with pytest.raises(RefusedError, match=r"hash total hash_visit is 35, but 36 was read"):
        load_deliveries(settings)


def test_a_hash_total_of_another_column_is_refused(settings: Settings) -> None:
    deliver(settings, {"hash_place": "35"})
    with pytest.raises(RefusedError, match=r"gives the control totals hash_place"):
        load_deliveries(settings)
