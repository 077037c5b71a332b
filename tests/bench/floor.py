"""The floor under a run: one bare DuckDB that reads the same files into Parquet and asks the same SQL.

``python -m tests.bench.floor LANDING WAREHOUSE FOLDER`` prints the seconds of the files, of the models and of the data
tests. The SQL is what dbt compiled for the build of the warehouse; nothing is checked, logged or kept.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from orchestration.contracts import read_contracts
from orchestration.core.duckdb import attach, connect
from orchestration.core.pseudonyms import register_key
from orchestration.core.settings import Settings
from orchestration.dbt.data_tests import data_tests
from orchestration.dbt.project import read_manifest
from orchestration.loading.views import register_views
from orchestration.releases.withheld import register_withheld_groups
from tests.bench.bench_loading import bare


def build(settings: Settings, folder: Path) -> tuple[float, float]:
    """Make every model of the build, and ask every data test, in a new file; return the seconds of both."""
    nodes = read_manifest(settings)["nodes"]
    results = json.loads((settings.build_file.parent / "dbt/run_results.json").read_bytes())
    models = 0.0
    with connect(folder / settings.build_file.name) as connection:
        contracts = read_contracts(*settings.contract_folders)
        register_views(connection, settings.raw, contracts.values())
        register_key(connection, settings.warehouse)
        register_withheld_groups(connection, settings)
        attach(connection, settings.build_file, "built")
        for schema in {node["schema"] for node in nodes.values()}:
            connection.execute(f'create schema if not exists "{schema}"')
        for node in nodes.values():
            if node["resource_type"] == "seed":
                place = f'"{node["schema"]}"."{node["name"]}"'
                connection.execute(f"create table {place} as from built.{place}")
        connection.execute("detach built")
        for result in results["results"]:
            # Exposures have a result too, and are not nodes.
            node = nodes.get(result["unique_id"])
            if node is not None and node["resource_type"] == "model":
                kind = "view" if node["config"]["materialized"] == "view" else "table"
                relation, sql = result["relation_name"], result["compiled_code"]
                started = time.perf_counter()
                connection.execute(f"create {kind} {relation} as {sql}")
                models += time.perf_counter() - started
        started = time.perf_counter()
        for test in data_tests(settings):
            connection.execute(f"select count(*) from ({test.sql})").fetchall()
    return models, time.perf_counter() - started


def main() -> None:
    """Print the seconds of the files, the models and the tests."""
    landing, warehouse, folder = map(Path, sys.argv[1:])
    started = time.perf_counter()
    bare(landing, folder / "files")
    files = time.perf_counter() - started
    print(files, *build(Settings(landing, warehouse), folder))


if __name__ == "__main__":
    main()
