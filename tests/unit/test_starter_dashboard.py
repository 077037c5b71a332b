"""The starter dashboard for Superset names what the published product has, and each by a name for readers."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from orchestration.core.settings import PROJECT_ROOT

BUNDLE = PROJECT_ROOT / "deploy" / "superset" / "bokslut"
SCHEMA_FILE = PROJECT_ROOT / "dbt_project" / "product_schema.json"

Files = dict[str, dict[str, Any]]
KINDS = {"VARCHAR": "TEXT", "INTEGER": "INTEGER", "BIGINT": "INTEGER", "BOOLEAN": "BOOLEAN"}


def files(folder: str) -> Files:
    return {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in sorted((BUNDLE / folder).rglob("*.yaml"))
    }


@pytest.fixture
def datasets() -> Files:
    return files("datasets")


@pytest.fixture
def charts() -> Files:
    return files("charts")


@pytest.fixture
def tables() -> dict[str, Any]:
    return json.loads(SCHEMA_FILE.read_text("utf-8"))["tables"]


def dataset_findings(datasets: Files, tables: dict[str, Any]) -> list[str]:
    """Return what data sets name that the product has not: tables, columns, types, and columns in an expression."""
    findings: list[str] = []
    with duckdb.connect() as connection:
        for table, stated in tables.items():
            columns = ", ".join(
                f"{column} {type_.removesuffix(' not null')}"
                for column, type_ in stated["columns"].items()
            )
            connection.execute(f"create schema if not exists {table.partition('.')[0]}")
            connection.execute(f"create table {table} ({columns})")
        for dataset in datasets.values():
            if dataset["sql"]:
                findings += query_findings(dataset, connection)
                continue
            name = f"{dataset['schema']}.{dataset['table_name']}"
            if name not in tables:
                findings.append(f"no table {name}")
                continue
            types = {
                column: stated.removesuffix(" not null")
                for column, stated in tables[name]["columns"].items()
            }
            expressions = [metric["expression"] for metric in dataset["metrics"]]
            for column in dataset["columns"]:
                if column["expression"]:
                    expressions.append(column["expression"])
                elif column["column_name"] not in types:
                    findings.append(f"no column {name}.{column['column_name']}")
                elif (kind := kind_of(types[column["column_name"]])) != column["type"]:
                    findings.append(f"{name}.{column['column_name']} is {kind}")
            for expression in expressions:
                try:
                    connection.execute(f"select {expression} from {name}")
                except duckdb.BinderException as error:
                    findings.append(f"{name}: {expression}: {error}")
    return findings


def query_findings(dataset: dict[str, Any], connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what a data set that is a query names that the product, or the query itself, has not."""
    name, query = dataset["table_name"], dataset["sql"]
    try:
        found = connection.execute(f"select * from ({query})").description or ()
    except duckdb.Error as error:
        return [f"{name}: {error}"]
    given = {column[0] for column in found}
    named = {column["column_name"] for column in dataset["columns"]}
    findings = [f"no column {name}.{column}" for column in sorted(named - given)]
    for metric in dataset["metrics"]:
        try:
            connection.execute(f"select {metric['expression']} from ({query})")
        except duckdb.BinderException as error:
            findings.append(f"{name}: {metric['expression']}: {error}")
    return findings


def kind_of(type_: str) -> str:
    return "NUMERIC" if type_.startswith("DECIMAL") else KINDS[type_]


def chart_findings(charts: Files, datasets: Files) -> list[str]:
    """Return what charts name that their data set has not, in what the page asks and in what the API asks."""
    by_uuid = {dataset["uuid"]: dataset for dataset in datasets.values()}
    findings: list[str] = []
    for name, chart in charts.items():
        dataset = by_uuid[chart["dataset_uuid"]]
        columns = {column["column_name"] for column in dataset["columns"]}
        metrics = {metric["metric_name"] for metric in dataset["metrics"]}
        named_columns, named_metrics = named_by(chart)
        findings += [f"{name}: no column {each}" for each in sorted(named_columns - columns)]
        findings += [f"{name}: no metric {each}" for each in sorted(named_metrics - metrics)]
    return findings


def named_by(chart: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the columns and the metrics that a chart names."""
    params = chart["params"]
    columns = {
        *params.get("all_columns", []),
        *params.get("groupby", []),
        *(json.loads(each)[0] for each in params.get("order_by_cols", [])),
        *(each["subject"] for each in params["adhoc_filters"]),
    }
    columns |= {params["x_axis"]} if "x_axis" in params else set()
    metrics = {*params.get("metrics", [])}
    # What a table says of how a column is written may be of a metric's.
    columns |= {*params.get("column_config", {})} - metrics
    metrics |= {params["metric"]} if "metric" in params else set()
    for query in json.loads(chart["query_context"])["queries"]:
        columns |= {*query["columns"], *(each["col"] for each in query["filters"])}
        metrics |= {*(query["metrics"] or [])}
    return columns, metrics


def test_every_table_and_column_that_is_named_is_published(
    datasets: Files, charts: Files, tables: dict[str, Any]
) -> None:
    assert datasets
    assert charts
    assert dataset_findings(datasets, tables) == []
    assert chart_findings(charts, datasets) == []


def test_a_column_that_the_product_has_no_more_is_found(
    datasets: Files, tables: dict[str, Any]
) -> None:
    """Seeded faults: of a column, of one in an expression or a query alone, of a type, of a table."""
    changed = copy.deepcopy(tables)
    columns = changed["economics.mart_economics__income_statement"]["columns"]
    del columns["difference_sek"]
    columns["outcome_sek"] = "VARCHAR"
    del changed["economics.mart_economics__cost_bridge"]
    del changed["services.fct_cases_by_month"]["columns"]["answer_group"]
    datasets["mart_hr__employees"]["metrics"][0]["expression"] = "SUM(heads)"
    findings = dataset_findings(datasets, changed)
    assert "no column economics.mart_economics__income_statement.difference_sek" in findings
    assert "economics.mart_economics__income_statement.outcome_sek is TEXT" in findings
    assert "no table economics.mart_economics__cost_bridge" in findings
    assert any(
        finding.startswith("arenden: ") and "answer_group" in finding for finding in findings
    )
    assert any("SUM(heads)" in finding for finding in findings)


def test_a_chart_that_names_what_its_data_set_has_not_is_found(
    datasets: Files, charts: Files
) -> None:
    charts["resultatrakning"]["params"]["all_columns"].append("heads")
    charts["nar_malet"]["params"]["metric"] = "median"
    assert chart_findings(charts, datasets) == [
        "nar_malet: no metric median",
        "resultatrakning: no column heads",
    ]


def test_every_column_and_metric_has_a_name_for_readers(datasets: Files) -> None:
    for dataset in datasets.values():
        for named in [*dataset["columns"], *dataset["metrics"]]:
            assert named["verbose_name"], named
            assert "_" not in named["verbose_name"], named


def test_no_metric_adds_years_together(datasets: Files) -> None:
    for dataset in datasets.values():
        for metric in dataset["metrics"]:
            assert metric["expression"].startswith(
                "CASE WHEN COUNT(DISTINCT fiscal_year) = 1 THEN "
            ), metric["metric_name"]


def test_series_of_one_name_have_one_colour(datasets: Files) -> None:
    """Superset finds a series' colour by its name for readers, and takes any metric of the data set that has it."""
    (dashboard,) = files("dashboards").values()
    colours = dashboard["metadata"]["label_colors"]
    for dataset in datasets.values():
        of_name: dict[str, set[str | None]] = {}
        for metric in dataset["metrics"]:
            of_name.setdefault(metric["verbose_name"], set()).add(
                colours.get(metric["metric_name"])
            )
        assert [name for name, found in of_name.items() if len(found) > 1] == []


def test_bars_of_several_series_are_in_an_order_that_superset_reads(charts: Files) -> None:
    for name, chart in charts.items():
        params = chart["params"]
        # An older version's name for the order, which this one passes over.
        assert "x_axis_sort_series" not in params, name
        if params.get("orientation") == "horizontal" and params["groupby"]:
            assert params["x_axis_sort"] in ("sum", "name"), name


def test_the_dashboard_places_every_chart_once_and_filters_all_by_year(
    charts: Files, datasets: Files
) -> None:
    (dashboard,) = files("dashboards").values()
    placed = [
        each["meta"]["uuid"]
        for each in dashboard["position"].values()
        if isinstance(each, dict) and each["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(chart["uuid"] for chart in charts.values())
    year, area = dashboard["metadata"]["native_filter_configuration"]
    assert year["targets"][0]["column"] == {"name": "fiscal_year"}
    assert year["scope"] == {"rootPath": ["ROOT_ID"], "excluded": []}
    for dataset in datasets.values():
        assert "fiscal_year" in {column["column_name"] for column in dataset["columns"]}
    # The vouchers follow the area too, whether it is chosen in the filter or on a bar.
    (column,) = {target["column"]["name"] for target in area["targets"]}
    tabs = {each["id"]: each for each in dashboard["position"].values() if isinstance(each, dict)}
    assert [tabs[tab]["meta"]["text"] for tab in area["scope"]["rootPath"]] == [
        "Ekonomi",
        "Verifikationer",
    ]
    assert dashboard["metadata"]["cross_filters_enabled"]
    for name in ("netto_per_omrade", "verifikationer"):
        dataset = next(
            each for each in datasets.values() if each["uuid"] == charts[name]["dataset_uuid"]
        )
        assert column in {each["column_name"] for each in dataset["columns"]}


def test_the_connection_shows_no_password_and_writes_nothing(datasets: Files) -> None:
    (database,) = files("databases").values()
    assert ":XXXXXXXXXX@" in database["sqlalchemy_uri"]
    assert not any(
        database[name] for name in ("allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload")
    )
    assert {dataset["database_uuid"] for dataset in datasets.values()} == {database["uuid"]}


def test_files_are_named_by_what_they_hold(datasets: Files) -> None:
    assert all(name == dataset["table_name"] for name, dataset in datasets.items())
    assert not [path for path in Path(BUNDLE).rglob("*") if path.suffix not in ("", ".yaml")]
