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
from orchestration.dbt.project import read_manifest
from orchestration.loading import store
from orchestration.releases.withheld import register_withheld_groups
from tests.bench.bench_loading import bare


def build(settings: Settings, folder: Path) -> tuple[float, float]:
    """Make every model of the build, and ask every data test, in a new file; return the seconds of both."""
    nodes = read_manifest(settings)["nodes"]
    results = json.loads((settings.build_file.parent / "dbt/run_results.json").read_bytes())
    seconds = {"model": 0.0, "test": 0.0}
    with connect(folder / settings.build_file.name) as connection:
        contracts = read_contracts(*settings.contract_folders)
        store.register_views(connection, settings.raw, contracts.values())
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
            kind, sql = result["unique_id"].partition(".")[0], result["compiled_code"]
            if kind not in seconds or not sql:
                continue
            started = time.perf_counter()
            if kind == "test":
                connection.execute(f"select count(*) from ({sql})").fetchall()
            else:
                view = nodes[result["unique_id"]]["config"]["materialized"] == "view"
                connection.execute(
                    f"create {'view' if view else 'table'} {result['relation_name']} as {sql}"
                )
            seconds[kind] += time.perf_counter() - started
    return seconds["model"], seconds["test"]


def main() -> None:
    """Print the seconds of the files, the models and the tests."""
    landing, warehouse, folder = map(Path, sys.argv[1:])
    started = time.perf_counter()
    bare(landing, folder / "files")
    files = time.perf_counter() - started
    print(files, *build(Settings(landing, warehouse), folder))


if __name__ == "__main__":
    main()
