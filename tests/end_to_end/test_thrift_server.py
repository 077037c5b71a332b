"""A Thrift server of Spark computes the tables where the environment names one: `dbt-spark`'s way to a cluster.

`test_both_engines.py` proves all tables by a session. Here one mart and all that is under it show that the profile, the
catalogue, which lasts longer than a build, and the exact decimals are right on a server.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.core.duckdb import connect
from orchestration.core.errors import ExternalError
from orchestration.dbt import spark
from orchestration.dbt.project import ensure_manifest
from orchestration.loading.parquet import parquet_files
from tests.parity.comparing import compare
from tests.spark_server import skip_without_spark, thrift_server
from tests.warehouse import Warehouse

MART, KEY = "mart_goals__indicator_forecasts", ("indicator_forecast_key",)


@pytest.mark.spark
@pytest.mark.slow
def test_a_server_computes_what_duckdb_does_also_when_asked_again_and_leaves_what_is_not_its_own_alone(
    three_years: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_spark()
    settings = three_years.settings
    ensure_manifest(settings)
    with thrift_server(tmp_path) as port:
        monkeypatch.setenv("BOKSLUT_SPARK_HOST", "127.0.0.1")
        monkeypatch.setenv("BOKSLUT_SPARK_PORT", str(port))
        # A server's catalogue may write a place otherwise than it was given.
        folder = tmp_path / "spark of å board"
        for _ in range(2):
            spark.build(settings, folder, arguments=["run", "--select", f"+{MART}"])
        files = spark.table_files(folder, "goals", MART)
        with connect(settings.build_file, read_only=True) as connection:
            table = f"goals.{MART}"
            compared = compare(connection, table, table, parquet_files(files), KEY)
        assert compared.is_equal, compared
        assert compared.rows > 0
        another = tmp_path / "copied warehouse"
        shutil.copytree(folder, another, ignore=shutil.ignore_patterns("inputs", "tables"))
        with pytest.raises(ExternalError, match="that is not of this warehouse: its tables are in"):
            spark.build(settings, another)
        other = tmp_path / "pyspark-0.9.dist-info"
        other.mkdir()
        (other / "METADATA").write_text("Name: pyspark\nVersion: 0.9\n")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with pytest.raises(ExternalError, match=r"The server is Spark 4.*environment has 0\.9"):
            spark.build(settings, folder)
