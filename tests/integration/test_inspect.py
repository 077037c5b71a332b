"""What ``bokslut inspect`` reports a delivery and of each kind of file in it, and by which exit code."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.errors import UsageError
from orchestration.core.settings import Settings
from orchestration.diagnostics.inspection import inspect
from orchestration.loading import load_deliveries
from orchestration.simulator import simulate
from tests.commands import bokslut

TOP_KEYS = {"path", "delivery", "verdict", "refusals", "files"}
FILE_KEYS = {
    "path", "entity", "contract", "format", "bytes", "sha256", "rows", "control_totals", "verdict", "refusals",
    "rejected_by_reason", "findings",
}  # fmt: skip


@pytest.fixture(scope="module")
def good_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    landing = tmp_path_factory.mktemp("good") / "landing"
    systems = ("ledger", "contact_centre", "surveys", "goals", "registers")
    simulate(landing, systems=systems, scale=0.02)
    return landing


@pytest.fixture
def landing(good_landing: Path, tmp_path: Path) -> Path:
    """Deliveries of 2013 that a test may spoil."""
    for system, delivery in (("surveys", "2013"), ("contact_centre", "2013-01"), ("goals", "2013")):
        shutil.copytree(good_landing / system / delivery, tmp_path / "landing" / system / delivery)
    return tmp_path / "landing"


def spoil(folder: Path, file: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a file, with a manifest that describes its new bytes."""
    path = folder / file
    content = change(path.read_bytes())
    path.write_bytes(content)
    manifest = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in manifest["resources"]:
        if resource["path"] == file:
            resource["bytes"] = len(content)
            resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    return path


def codes(told: dict[str, Any]) -> list[str]:
    return [refusal["code"] for refusal in told["refusals"]]


def entity(content: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [file for file in content["files"] if file["entity"] == name]
    return found


@pytest.mark.parametrize(
    "delivery",
    ["ledger/2013-VB", "contact_centre/2013-01", "surveys/2013", "goals/2013", "registers/2013"],
)
def test_a_good_delivery_of_any_format_is_accepted_and_told_file_by_file(
    good_landing: Path, delivery: str
) -> None:
    found = inspect(good_landing / delivery)
    assert not found.is_refused
    assert found.content["verdict"] == "accepted"
    manifest = json.loads((good_landing / delivery / "datapackage.json").read_text("utf-8"))
    declared = [each["bokslut"]["entity"] for each in manifest["resources"]]
    assert [file["entity"] for file in found.content["files"]] == declared
    for file in found.content["files"]:
        assert file["rows"]["found"] == file["rows"]["declared"] == file["rows"]["accepted"]
        assert file["bytes"]["found"] == file["bytes"]["declared"]
        assert file["sha256"]["found"] == file["sha256"]["declared"]
        for total in file["control_totals"]:
            assert Decimal(total["found"]) == Decimal(total["declared"])


def test_a_boards_contract_is_laid_over_the_shipped_one(good_landing: Path, tmp_path: Path) -> None:
    file = good_landing / "surveys" / "2013" / "answers_2013.csv"
    contract = tmp_path / "board" / "contracts" / "surveys" / "answers.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text("dialect: {delimiter: '|'}\n", "utf-8")
    assert bokslut("inspect", file).returncode == 0
    refused = bokslut("inspect", file, "--board", tmp_path / "board")
    assert refused.returncode == 1
    assert "'|'" in refused.stdout
    contract.write_text("dialect: {delimeter: '|'}\n", "utf-8")
    misused = bokslut("inspect", file, "--board", tmp_path / "board")
    assert misused.returncode == 2
    assert f"{contract}, dialect: unknown key 'delimeter'" in misused.stderr


def test_the_json_object_has_its_stable_keys(good_landing: Path) -> None:
    inspected = bokslut("inspect", good_landing / "goals" / "2013", "--json")
    assert (inspected.returncode, inspected.stderr) == (0, "")
    content = json.loads(inspected.stdout)
    assert set(content) == TOP_KEYS
    assert all(set(file) == FILE_KEYS for file in content["files"])
    assert content["delivery"]["period"] == {"from": "2013-01-01", "to": "2013-12-31"}


@pytest.mark.parametrize(
    ("file", "entities"),
    [
        ("surveys/2013/answers_2013.csv", ["answers"]),
        ("contact_centre/2013-01/calls_2013-01.ndjson.gz", ["calls"]),
        (
            "goals/2013/mal_och_indikatorer_2013.xlsx",
            [
                *("goals", "indicators", "activities", "volumes"),
                *("forecasts", "area_forecasts", "indicator_forecasts"),
            ],
        ),
    ],
)
def test_a_file_is_read_by_the_contract_that_the_manifest_beside_it_says(
    good_landing: Path, file: str, entities: list[str]
) -> None:
    found = inspect(good_landing / file)
    assert not found.is_refused
    assert [each["entity"] for each in found.content["files"]] == entities


def test_a_file_by_itself_is_read_by_the_contract_that_is_named(landing: Path) -> None:
    path = shutil.copy(landing / "surveys" / "2013" / "answers_2013.csv", landing / "a.csv")
    inspected = bokslut("inspect", path, "--as", "surveys.answers", "--json")
    assert inspected.returncode == 0
    content = json.loads(inspected.stdout)
    assert content["delivery"] is None
    rows = entity(content, "answers")["rows"]
    assert rows["declared"] is None
    assert rows["found"] == rows["accepted"] > 20_000


def test_rejected_rows_are_counted_by_reason_and_shown_by_line_without_refusing_the_file(
    landing: Path,
) -> None:
    def change(content: bytes) -> bytes:
        lines = content.split(b"\r\n")
        lines[4] = lines[4].rpartition(b";")[0] + b";11"
        lines[7] = lines[7].rpartition(b";")[0] + b";12"
        lines[9] += b";more"
        return b"\r\n".join(lines)

    path = spoil(landing / "surveys" / "2013", "answers_2013.csv", change)
    found = inspect(path)
    file = entity(found.content, "answers")
    assert (file["verdict"], file["rows"]["rejected"]) == ("accepted", 3)
    assert file["rejected_by_reason"] == [
        {"code": "above_maximum", "field": "svar", "rows": 2},
        {"code": "too_many_fields", "field": None, "rows": 1},
    ]
    assert [finding["line"] for finding in file["findings"]] == [5, 8, 10]
    assert "2  above_maximum, field svar" in found.text
    assert "line 5: field svar is '11'; expected at most 10" in found.text


def test_every_reason_to_refuse_is_told_where_a_load_stops_at_the_first(landing: Path) -> None:
    folder = landing / "contact_centre" / "2013-01"

    def one_less(content: bytes) -> bytes:
        return gzip.compress(gzip.decompress(content).split(b"\n", 1)[1])

    path = spoil(folder, "calls_2013-01.ndjson.gz", one_less)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1, mtime=1))
    (folder / "notes.txt").write_text("?")
    content = inspect(folder).content
    file = entity(content, "calls")
    assert codes(file) == ["hash_mismatch", "row_count", "control_total"]
    assert file["rows"]["found"] == file["rows"]["declared"] - 1
    (total,) = file["control_totals"]
    assert (total["name"], total["unread_rows"]) == ("sum_wait_seconds", 0)
    assert int(total["found"]) < int(total["declared"])
    assert codes(content) == ["file_not_in_manifest"]
    assert entity(content, "cases")["verdict"] == "accepted"


def test_what_inspect_says_of_a_refused_file_is_what_the_loader_says(landing: Path) -> None:
    def other_year(content: bytes) -> bytes:
        return gzip.compress(gzip.decompress(content).replace(b'_at":"2013-', b'_at":"2014-'))

    folder = landing / "contact_centre" / "2013-01"
    spoil(folder, "cases_2013-01.ndjson.gz", other_year)
    file = entity(inspect(folder).content, "cases")
    assert codes(file) == ["other_period"]
    assert file["rows"]["rejected"] == file["rows"]["declared"]
    with pytest.raises(Exception, match="every row is of another period") as caught:
        load_deliveries(Settings(landing, landing.parent / "warehouse"))
    assert file["refusals"][0]["message"] in str(caught.value)


def test_a_delivery_may_be_looked_at_before_it_is_in_landing(landing: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(landing / "surveys" / "2013", tmp_path / "received")
    assert not inspect(elsewhere).is_refused


@pytest.mark.parametrize(
    ("declared", "code"), [(None, "file_empty"), (b"", "header_missing")], ids=["cut", "declared"]
)
def test_a_file_without_bytes_is_refused_whatever_its_manifest_says(
    landing: Path, declared: bytes | None, code: str
) -> None:
    folder = landing / "surveys" / "2013"
    if declared is None:
        (folder / "answers_2013.csv").write_bytes(b"")
    else:
        spoil(folder, "answers_2013.csv", lambda _: declared)
    assert codes(entity(inspect(folder).content, "answers")) == [code]


def test_a_period_that_is_not_the_contracts_is_refused_and_the_rows_are_still_counted(
    landing: Path,
) -> None:
    manifest = landing / "surveys" / "2013" / "datapackage.json"
    manifest.write_text(manifest.read_text("utf-8").replace("2013-12-31", "2013-11-30"), "utf-8")
    file = entity(inspect(manifest.parent).content, "answers")
    assert codes(file) == ["period_form"]
    assert file["rows"]["found"] == file["rows"]["declared"]


def test_a_broken_manifest_is_refused_with_the_field(landing: Path) -> None:
    manifest = landing / "surveys" / "2013" / "datapackage.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"created"', '"made"'), "utf-8")
    inspected = bokslut("inspect", manifest.parent)
    assert inspected.returncode == 1
    assert "field created: it is missing" in inspected.stdout


def test_a_ledger_that_differs_from_its_manifest_is_told_with_both_figures(
    good_landing: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger" / "2013-VB"
    shutil.copytree(good_landing / "ledger" / "2013-VB", folder)
    manifest = folder / "datapackage.json"
    content = json.loads(manifest.read_text("utf-8"))
    content["resources"][0]["bokslut"]["control_totals"]["debit_sek"] = "1.00"
    manifest.write_text(json.dumps(content), "utf-8")
    found = inspect(folder)
    (file,) = found.content["files"]
    assert codes(file) == ["control_total"]
    (debit,) = [total for total in file["control_totals"] if total["name"] == "debit_sek"]
    assert debit["declared"] == "1.00"
    assert Decimal(debit["found"]) > 1
    assert "but the manifest says 1.00" in found.text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("surveys",), "is not a delivery: it has no datapackage.json"),
        (("surveys/2014",), "there is no such file or folder"),
        (("loose.csv",), "--as system.entity"),
        (("loose.csv", "--as", "surveys.parking"), "There is no contract 'surveys.parking'"),
        (("surveys/2013", "--as", "surveys.answers"), "is a folder"),
        (("surveys/2013/notes.txt",), "is not named in the datapackage.json beside it"),
    ],
)
def test_what_is_not_a_delivery_and_no_known_file_exits_with_2_and_says_what_to_give(
    landing: Path, arguments: tuple[str, ...], expected: str
) -> None:
    for name in ("loose.csv", "surveys/2013/notes.txt"):
        (landing / name).write_text("a;b\n1;2\n")
    inspected = bokslut("inspect", landing / arguments[0], *arguments[1:])
    assert (inspected.returncode, inspected.stdout) == (2, "")
    assert expected in inspected.stderr
    assert "What to do: " in inspected.stderr


def test_inspecting_leaves_nothing_behind(
    good_landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(good_landing.rglob("*"))
    inspect(good_landing / "registers" / "2013")
    assert list(tmp_path.iterdir()) == []
    assert sorted(good_landing.rglob("*")) == before


def test_a_contract_that_is_not_known_refuses_the_file_by_name(landing: Path) -> None:
    content = inspect(landing / "goals" / "2013", contracts={}).content
    assert content["verdict"] == "refused"
    assert codes(content["files"][0]) == ["unknown_system"]


def test_only_a_folder_or_file_that_is_there_can_be_inspected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        inspect(tmp_path / "nothing")
