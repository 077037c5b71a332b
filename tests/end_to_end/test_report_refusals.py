"""What no report is made of: a release that is missing, too old or altered; each refusal says what to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import RefusedError
from orchestration.releases.release import Release
from orchestration.report.release_data import open_release
from tests.commands import bokslut
from tests.warehouse import Warehouse


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--release", "9"), 2, "There is no release-0009"),
        (("--year", "1999"), 2, "years: 2012, 2013"),
        (("--edition", "T3"), 2, "T1"),
    ],
)
def test_what_cannot_be_made_is_said(
    warehouse: Warehouse, options: tuple[str, ...], code: int, said: str
) -> None:
    ran = bokslut("report", *options, "--warehouse", warehouse.settings.warehouse)
    assert ran.returncode == code
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_release_that_lacks_what_a_report_reads_is_refused(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """One that an earlier version published: told what to do, and no traceback."""
    shutil.copytree(warehouse.settings.published, tmp_path / "published", symlinks=True)
    path = tmp_path / "published" / "current" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    (measures,) = (table for table in manifest["tables"] if table["name"] == "dim_measure")
    measures["columns"] = [
        column for column in measures["columns"] if column["name"] != "annual_summary_order"
    ]
    path.chmod(0o644)
    path.write_text(json.dumps(manifest), "utf-8")
    release = Release(path.parent.resolve())
    with pytest.raises(RefusedError) as refusal, open_release(release, None, None):
        pass
    assert "was published before" in str(refusal.value)
    assert "make the report of the new release" in str(refusal.value)


@pytest.mark.parametrize(("edition", "which"), [(None, "its first"), ("T1", "the")])
def test_an_edition_that_the_ledger_is_not_booked_to_says_both_days_and_each_way_out(
    warehouse: Warehouse, tmp_path: Path, edition: str | None, which: str
) -> None:
    folder = tmp_path / "release-0001"
    shutil.copytree(warehouse.settings.published / "current", folder)
    release = Release(folder)
    release.database.chmod(0o644)
    with duckdb.connect(str(release.database)) as connection:
        connection.execute("update common.dim_fiscal_year set balance_date = '2013-01-31'")
        connection.execute("update common.dim_report_edition set is_booked = false")
    with pytest.raises(RefusedError) as refused, open_release(release, edition, 2013):
        pass
    said = f"The ledger of 2013 is booked to 2013-01-31 (#OMFATTN), and {which} edition T1 ends on 2013-04-30"
    assert said in str(refused.value)
    assert "report_editions.csv" in str(refused.value)


def test_no_report_is_made_of_a_release_that_was_altered(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    for name in ("published", "evidence"):
        shutil.copytree(warehouse.settings.warehouse / name, tmp_path / name, symlinks=True)
    database = tmp_path / "published" / "current" / "bokslut.duckdb"
    database.chmod(0o644)
    with duckdb.connect(str(database)) as connection:
        connection.execute("update economics.mart_economics__income_statement set outcome_sek = 1")
    ran = bokslut("report", "--warehouse", tmp_path)
    assert ran.returncode == 1
    assert "bokslut.duckdb has been changed" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_a_release_there_is_no_report(tmp_path: Path) -> None:
    ran = bokslut("report", "--warehouse", tmp_path)
    assert ran.returncode == 1
    assert "Nothing is published" in ran.stderr
