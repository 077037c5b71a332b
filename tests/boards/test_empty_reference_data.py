"""Every file of the reference data may hold its header alone: what a board does not have is not an error."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.boards.reference import declarations
from orchestration.core.settings import SEEDS_DIR, Settings
from orchestration.dbt.data_tests import data_tests, run_data_tests
from orchestration.dbt.project import ensure_manifest
from tests.integration.dbt_runs import project_dir, run_dbt
from tests.integration.small_ledger import write_small_ledger

REGISTERS = {
    "accepted_variances",
    "indicator_measures",
    "member_labels",
    "published_figures",
    "published_reports",
    "published_statements",
    "tertial_measures",
}
"""What only a board that ties its printed report out has."""

SEEDS = {path.stem for path in SEEDS_DIR.glob("*.csv")}


def built_with_empty(emptied: Collection[str], folder: Path) -> Settings:
    """Return a board of which some files hold their header alone, with the models built of the small ledger."""
    board = folder / "board"
    shutil.copytree(SEEDS_DIR, board)
    for name in emptied:
        path = board / f"{name}.csv"
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    settings = Settings(folder / "landing", folder / "warehouse", board=board)
    ensure_manifest(settings)
    write_small_ledger(settings.build_file)
    built = run_dbt(
        *("build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
        build_file=settings.build_file,
        target=folder / "target",
        project=settings.dbt_project,
    )
    assert built.returncode == 0, built.stdout[-4000:]
    return settings


@pytest.mark.parametrize("seeds_file", declarations(), ids=lambda path: path.stem)
def test_every_column_of_the_reference_data_has_a_declared_type(seeds_file: Path) -> None:
    for seed in yaml.safe_load(seeds_file.read_text("utf-8"))["seeds"]:
        header = (project_dir() / "seeds" / f"{seed['name']}.csv").read_text().partition("\n")[0]
        described = [column["name"] for column in seed["columns"]]
        assert list(seed["config"]["column_types"]) == header.split(","), seed["name"]
        assert sorted(described) == sorted(header.split(",")), seed["name"]


def test_every_model_can_be_built_of_reference_data_without_a_row(tmp_path: Path) -> None:
    built_with_empty(SEEDS, tmp_path)


def test_a_board_without_a_printed_report_has_an_empty_tie_out_and_passes_every_test(
    tmp_path: Path,
) -> None:
    settings = built_with_empty(REGISTERS, tmp_path)
    results = list(run_data_tests(settings, data_tests(settings), unmade=set()))
    assert results
    assert [result.reason for result in results if result.reason] == []
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        counts = connection.execute(
            """
            select (select count(*) from tie_out.mart_tie_out__figures),
                (select count(*) from tie_out.mart_tie_out__statements),
                (select count(*) from tie_out.mart_tie_out__accepted_variances),
                (select count(*) > 0 from measures.fct_measures)
            """
        ).fetchone()
    assert counts == (0, 0, 0, True)
