"""A whole run on Apache Spark publishes what DuckDB's has published: `make parity` of a small warehouse that is there.

Spark takes half a second per statement whatever its rows, so one run serves all proofs: every public table is the same
row by row, the releases are equal, and executors in processes of their own find every file. The warehouse has more rows
than a fiftieth of the real volume.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.loading import store
from tests.parity.__main__ import parity_of_runs
from tests.spark_server import SESSION_FOR_FEW_ROWS, skip_without_spark
from tests.warehouse import Warehouse

# A standalone master with two workers of one core and 1 GiB, each a process of its own.
TWO_EXECUTORS = "local-cluster[2,1,1024]"
A_FIFTIETH = 10_218_886 // 50


@pytest.mark.spark
@pytest.mark.slow
def test_a_run_on_spark_publishes_the_same_tables_and_release_as_one_on_duckdb(
    three_years: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    skip_without_spark()
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", SESSION_FOR_FEW_ROWS)
    rows = store.rows_of_tables(store.current_loads(three_years.settings.raw))
    assert sum(rows.values()) > A_FIFTIETH
    is_equal = parity_of_runs(three_years.settings, tmp_path, master=TWO_EXECUTORS)
    printed = capsys.readouterr()
    assert is_equal, printed.out + printed.err
    assert "The releases are equal." in printed.out
