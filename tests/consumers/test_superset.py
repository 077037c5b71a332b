"""Superset on the release: it connects, imports the starter dashboard, and shows what the release holds, to the öre."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml

from tests.consumers.starter_dashboard import EXPECTED, comparable, held_by, years
from tests.consumers.superset import DEPLOYED, Superset

CHARTS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in DEPLOYED.glob("bokslut/charts/*.yaml")
}


def chart_ids(superset: Superset) -> dict[str, int]:
    """Return the number that Superset gave each chart of the bundle."""
    shown = superset.get("chart/?q=(page_size:100)")["result"]
    by_name = {chart["slice_name"]: chart["id"] for chart in shown}
    return {name: by_name[chart["slice_name"]] for name, chart in CHARTS.items()}


def rows_of(superset: Superset, chart: int, year: int | None) -> list[dict[str, Any]]:
    """Return what a chart shows of a year, chosen by a filter as the dashboard does it."""
    asked = json.loads(superset.get(f"chart/{chart}")["result"]["query_context"])
    for query in asked["queries"] if year else ():
        query["filters"].append({"col": "fiscal_year", "op": "==", "val": year})
    (answer,) = superset.post("chart/data", json=asked)["result"]
    assert answer["error"] is None
    return answer["data"]


def test_every_chart_shows_what_the_release_holds(
    connected: tuple[str, Superset], release: Path
) -> None:
    _, superset = connected
    ids = chart_ids(superset)
    assert ids.keys() == EXPECTED.keys()
    latest = years(release)[0]
    for year in years(release):
        for name, expected in held_by(release, year).items():
            shown = rows_of(superset, ids[name], year)
            assert comparable(shown) == comparable(expected), (name, year)
            assert shown or year != latest, name


def test_no_figure_adds_one_year_to_another(connected: tuple[str, Superset], release: Path) -> None:
    _, superset = connected
    assert len(years(release)) > 1
    (shown,) = rows_of(superset, chart_ids(superset)["kostnader"], None)
    assert set(shown.values()) == {None}


def test_the_dashboard_has_every_chart(connected: tuple[str, Superset]) -> None:
    _, superset = connected
    assert len(superset.get("dashboard/bokslut/charts")["result"]) == len(EXPECTED)
    datasets = superset.get("dashboard/bokslut/datasets")["result"]
    assert {each["id"] for each in datasets} == {
        each["id"] for each in superset.get("dataset/?q=(page_size:100)")["result"]
    }


def test_a_data_set_and_a_chart_of_ones_own_give_the_releases_sum(
    connected: tuple[str, Superset], release: Path
) -> None:
    _, superset = connected
    data_set = superset.post(
        "dataset/",
        json={
            "database": superset.database_id(),
            "schema": "economics",
            "table_name": "fct_ledger_postings",
        },
    )["id"]
    metric = {"expressionType": "SQL", "sqlExpression": "SUM(amount_sek)", "label": "sum_sek"}
    query = {
        "datasource": {"id": data_set, "type": "table"},
        "queries": [
            {
                "columns": ["fiscal_year"],
                "metrics": [metric],
                # What PostgreSQL shows of the ledger to others than HR, and the file to everybody.
                "filters": [
                    {"col": "amount_sek", "op": ">", "val": 0},
                    {"col": "is_open_to_all", "op": "IS TRUE"},
                ],
            }
        ],
        "result_format": "json",
        "result_type": "full",
    }
    chart = superset.post(
        "chart/",
        json={
            "slice_name": "Debet",
            "viz_type": "table",
            "datasource_id": data_set,
            "datasource_type": "table",
            "query_context": json.dumps(query),
        },
    )["id"]
    try:
        shown = rows_of(superset, chart, None)
    finally:
        superset.delete(f"chart/{chart}")
        superset.delete(f"dataset/{data_set}")
    with duckdb.connect(str(release / "bokslut.duckdb"), read_only=True) as connection:
        expected = connection.execute(
            "select fiscal_year, sum(amount_sek) from economics.fct_ledger_postings"
            " where amount_sek > 0 and is_open_to_all group by all"
        ).fetchall()
    assert {row["fiscal_year"]: Decimal(row["sum_sek"]) for row in shown} == dict(expected)


def test_the_file_is_followed_to_the_next_release(superset: Superset, published: Path) -> None:
    """Each query opens ``current`` again: a publish while Superset runs is seen, and stops nobody."""
    made = superset.post(
        "database/",
        json={
            "database_name": "followed",
            "sqlalchemy_uri": f"duckdb:///{published}/current/bokslut.duckdb",
            "expose_in_sqllab": True,
        },
    )["id"]
    query = "select sum(outcome_sek) as total from economics.mart_economics__income_statement"

    def asked() -> Decimal:
        answer = superset.sql_lab(made, query)
        assert answer.ok, answer.text
        return answer.json(parse_float=Decimal)["data"][0]["total"]

    before = asked()
    following = published / "release-0002"
    shutil.copytree(published / "release-0001", following)
    file = following / "bokslut.duckdb"
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update economics.mart_economics__income_statement set outcome_sek = outcome_sek + 0.01"
            " where fiscal_year = (select max(fiscal_year) from economics.mart_economics__income_statement)"
            " and line_id = 'net'"
        )
    (published / "next").symlink_to("release-0002")
    (published / "next").replace(published / "current")
    try:
        assert asked() == before + Decimal("0.01")
    finally:
        (published / "next").symlink_to("release-0001")
        (published / "next").replace(published / "current")
        superset.delete(f"database/{made}")
