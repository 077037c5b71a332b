"""Those who read what is published are declared with owner and address, and with exactly the models that they read."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.core.settings import PROJECT_ROOT
from orchestration.releases.reader import find_release
from orchestration.report import release_data
from orchestration.report.build import documents_of
from orchestration.report.release_data import open_release
from tests.integration.dbt_runs import manifest
from tests.warehouse import Warehouse

PUBLISHED = set(
    json.loads((PROJECT_ROOT / "dbt_project" / "product_schema.json").read_text("utf-8"))["tables"]
)


def declared(name: str) -> set[str]:
    """Return the tables that an exposure declares, such as ``hr.mart_hr__sick_leave``."""
    exposure = manifest()["exposures"][f"exposure.bokslut.{name}"]
    nodes = [manifest()["nodes"][each] for each in exposure["depends_on"]["nodes"]]
    return {f"{node['schema']}.{node['name']}" for node in nodes}


def tables_in(query: str) -> set[str]:
    """Return the tables that a query names with their schema."""
    with duckdb.connect() as connection:
        found = connection.execute("select json_serialize_sql(?)", [query]).fetchone()
    assert found is not None
    tree = json.loads(found[0])
    assert not tree["error"], tree
    return set(base_tables(tree))


def base_tables(tree: Any) -> list[str]:
    if isinstance(tree, list):
        return [name for each in tree for name in base_tables(each)]
    if not isinstance(tree, dict):
        return []
    own = tree.get("type") == "BASE_TABLE" and tree["schema_name"]
    named = [f"{tree['schema_name']}.{tree['table_name']}"] if own else []
    return named + [name for each in tree.values() for name in base_tables(each)]


def test_every_consumer_has_an_owner_and_an_address() -> None:
    exposures = manifest()["exposures"].values()
    assert {each["name"] for each in exposures} == {
        "annual_report",
        "starter_dashboard",
        "office_tables_by_odbc",
        "analysts_files",
    }
    for exposure in exposures:
        assert exposure["owner"]["name"], exposure["name"]
        assert "@" in exposure["owner"]["email"], exposure["name"]
        assert exposure["url"].startswith("https://"), exposure["name"]
    assert len({exposure["url"] for exposure in exposures}) == len(exposures)


def test_the_dashboard_reads_what_it_declares() -> None:
    datasets = [
        yaml.safe_load(path.read_text("utf-8"))
        for path in (PROJECT_ROOT / "deploy" / "superset" / "bokslut" / "datasets").rglob("*.yaml")
    ]
    # A data set of its own SQL reads the tables that its query names.
    read = {
        table
        for dataset in datasets
        for table in (
            tables_in(dataset["sql"])
            if dataset["sql"]
            else {f"{dataset['schema']}.{dataset['table_name']}"}
        )
    }
    assert read == declared("starter_dashboard")


@pytest.mark.parametrize("name", ["office_tables_by_odbc", "analysts_files"])
def test_who_reads_files_or_the_database_reads_all_that_is_published(name: str) -> None:
    assert declared(name) == PUBLISHED


def test_the_report_reads_what_it_declares(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    asked = release_data._rows

    def noted(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> Any:
        read.update(tables_in(query))
        return asked(connection, query, values)

    monkeypatch.setattr(release_data, "_rows", noted)
    for edition in ("T1", "T2", "VB"):
        with open_release(find_release(warehouse.settings), edition, None) as data:
            documents_of(data, "audit")
    assert read == declared("annual_report")


def test_tables_are_found_wherever_a_query_names_them() -> None:
    """What the test above rests on: joins, subqueries and names of a query's own are told apart."""
    query = (
        "with own as (from common.dim_unit) select *, (select max(a) from hr.one) from own"
        " join measures.two using (a) where b in (select b from goals.three where $year = c)"
    )
    assert tables_in(query) == {"common.dim_unit", "hr.one", "measures.two", "goals.three"}
