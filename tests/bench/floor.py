"""The floor under a run: one bare DuckDB that reads the same files into Parquet and asks the same SQL.

``python -m tests.bench.floor LANDING WAREHOUSE FOLDER`` prints the seconds of the files, of the models and of the data
tests, then the seconds of all processors of the same. The SQL is what dbt compiled for the build of the warehouse;
nothing is checked, logged or kept.
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


class Clock:
    """Seconds, and seconds of all processors, spent within ``with``."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> None:
        self.seconds -= time.perf_counter()
        self.processor -= time.process_time()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter()
        self.processor += time.process_time()


def build(settings: Settings, folder: Path, models: Clock, tests: Clock) -> None:
    """Make every model of the build, and ask every data test, in a new file."""
    nodes = read_manifest(settings)["nodes"]
    results = json.loads((settings.build_file.parent / "dbt/run_results.json").read_bytes())
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
                with models:
                    connection.execute(f"create {kind} {relation} as {sql}")
        with tests:
            for test in data_tests(settings):
                connection.execute(f"select count(*) from ({test.sql})").fetchall()


def main() -> None:
    """Print the seconds of the files, the models and the tests, and of their processors."""
    landing, warehouse, folder = map(Path, sys.argv[1:])
    clocks = files, models, tests = Clock(), Clock(), Clock()
    with files:
        bare(landing, folder / "files")
    build(Settings(landing, warehouse), folder, models, tests)
    print(*(clock.seconds for clock in clocks), *(clock.processor for clock in clocks))


if __name__ == "__main__":
    main()
