"""Known vulnerabilities of the locked packages are found from a file of advisories, without a network."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from deploy.supply_chain.advisories import (
    LOCKS,
    AdvisoriesError,
    advisories,
    locked,
    main,
    vulnerabilities,
)


def advisory(*events: dict[str, str], package: str = "Dagster", **more: Any) -> dict[str, Any]:
    return {
        "id": "PYSEC-1",
        "summary": "Anyone may start a run",
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": package},
                "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
            }
        ],
    } | more


@pytest.mark.parametrize(
    ("events", "is_affected"),
    [
        ([{"introduced": "0"}], True),
        ([{"introduced": "0"}, {"fixed": "1.9.0"}], False),
        ([{"introduced": "0"}, {"fixed": "1.9.1"}], True),
        ([{"introduced": "2.0"}], False),
        ([{"introduced": "0"}, {"last_affected": "1.9"}], True),
        ([{"introduced": "0"}, {"last_affected": "1.8.9"}], False),
        ([{"fixed": "1.5"}, {"introduced": "1.8"}, {"introduced": "0"}], True),
    ],
)
def test_a_range_of_versions_is_read_as_its_schema_says(
    events: list[dict[str, str]], is_affected: bool
) -> None:
    found = vulnerabilities({"dagster": {Version("1.9.0")}}, [advisory(*events)])
    assert [vulnerability.package for vulnerability in found] == ["dagster"] * is_affected


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"withdrawn": "2026-01-01T00:00:00Z"}, 0),
        ({"affected": []}, 0),
        ({"affected": [{"package": {"ecosystem": "npm", "name": "dagster"}, "versions": ["1.9.0"]}]}, 0),
        ({"affected": [{"package": {"ecosystem": "PyPI", "name": "dagster"}, "versions": ["1.9", "x"]}]}, 1),
    ],
)  # fmt: skip
def test_an_advisory_applies_to_the_package_and_version_that_it_names(
    change: dict[str, Any], count: int
) -> None:
    known = [advisory({"introduced": "0"}) | change]
    assert len(vulnerabilities({"dagster": {Version("1.9.0")}}, known)) == count


def test_every_locked_package_is_looked_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinned = locked(LOCKS)
    assert {"dagster", "duckdb", "uv", "cyclonedx-bom", "apache-superset"} <= pinned.keys()
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("PYSEC-1.json", json.dumps(advisory({"introduced": "0"})))
        archive.writestr(
            "PYSEC-2.json", json.dumps(advisory({"introduced": "0"}, package="absent"))
        )
    assert main([str(tmp_path / "all.zip")]) == 1
    (version,) = pinned["dagster"]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"dagster {version}: PYSEC-1: Anyone may start a run"
    assert said[1].startswith("1 known vulnerabilities in ")


def test_a_file_that_is_not_of_advisories_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "all.zip").write_bytes(b"<html>")
    assert main([str(tmp_path / "all.zip")]) == 2
    assert "neither a ZIP archive nor a folder" in capsys.readouterr().err
    assert main([str(tmp_path)]) == 2
    assert "holds no advisory" in capsys.readouterr().err
    (tmp_path / "broken.json").write_text("{", "utf-8")
    with pytest.raises(AdvisoriesError, match=r"broken\.json is not JSON"):
        list(advisories(tmp_path))
