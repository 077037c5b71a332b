"""Releases for the reader to attack: small ones by hand, and the next one of a built warehouse after a correction."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from tests.warehouse import Warehouse

# What is made again of a corrected extract of employments, in this order.
_MODELS = (
    "intermediate.int_hr__employee_groups",
    "intermediate.int_hr__sick_leave_groups",
    "intermediate.int_hr__withheld_groups",
    "hr.mart_hr__employees",
    "hr.mart_hr__sick_leave",
    "hr.mart_hr__staff_costs",
    "hr.mart_hr__withheld_groups",
    "hr.fct_employees_by_month",
    "hr.fct_absence_by_month",
)

_SHAPES = {
    "hr.mart_hr__sick_leave": """
        fiscal_year integer, measure_window varchar, breakdown varchar, within_member varchar, member varchar,
        is_disclosed boolean, employees_count integer, sick_leave_pct decimal(18, 8), long_sick_leave_pct decimal(18, 8)
    """,
    "hr.mart_hr__employees": """
        fiscal_year integer, breakdown varchar, within_member varchar, member varchar, employees_count integer,
        full_times decimal(18, 8), prior_employees_count integer, prior_full_times decimal(18, 8)
    """,
    "hr.mart_hr__staff_costs": "fiscal_year integer, business_area_id varchar, full_times decimal(18, 8)",
    "hr.fct_employees_by_month": """
        fiscal_period_id varchar, unit_id varchar, business_area_id varchar, cost_centre varchar,
        employees_count integer, full_times decimal(18, 8), ordinary_hours decimal(28, 8)
    """,
    "hr.fct_absence_by_month": """
        fiscal_period_id varchar, unit_id varchar, reason varchar, absence_hours decimal(28, 8)
    """,
    "common.dim_fiscal_period": "fiscal_period_id varchar, fiscal_year integer, start_date date",
    "measures.fct_measures": """
        measure_id varchar, fiscal_year integer, numerator decimal(28, 8), denominator decimal(28, 8)
    """,
}


def release_of(**rows: Sequence[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    """Return a release in memory with the rows given of some tables, by the tables' names without their schema."""
    tables = duckdb.connect()
    for relation, columns in _SHAPES.items():
        schema, _, name = relation.partition(".")
        tables.execute(f"create schema if not exists {schema}")
        tables.execute(f"create table {relation} ({columns})")
        for row in rows.get(name, ()):
            tables.execute(
                f"insert into {relation} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
                [*row.values()],
            )
    return tables


def after_correction(
    warehouse: Warehouse, folder: Path, correction: str
) -> duckdb.DuckDBPyConnection:
    """Return what the next release would show after a correction of the employments, by the record of the first.

    Parameters
    ----------
    warehouse
        A warehouse with one release. It is left as it is.
    folder
        Where the copy of its build goes.
    correction
        A query over ``delivered``, the employments as they were delivered, that gives them as they are delivered again.
    """
    # Under the name that the compiled SQL has for it.
    build = folder / warehouse.settings.build_file.name
    shutil.copyfile(warehouse.settings.build_file, build)
    tables = duckdb.connect(str(build))
    record = warehouse.current.parent / "parquet" / "hr" / "mart_hr__withheld_groups.parquet"
    tables.execute(
        f"insert into raw.withheld_groups by name select *, 1 as release from '{record}'"
    )
    ((shown,),) = tables.execute(
        "select sql from duckdb_views() where schema_name = 'raw' and view_name = 'payroll_employments'"
    ).fetchall()
    _, _, query = shown.rstrip(";\n ").partition(" AS ")
    tables.execute(
        f"create or replace view raw.payroll_employments as with delivered as ({query}) {correction}"
    )
    compiled = warehouse.settings.build_file.parent / "dbt" / "compiled"
    for relation in _MODELS:
        (path,) = compiled.glob(f"bokslut/models/*/*/{relation.partition('.')[2]}.sql")
        tables.execute(f"create or replace table {relation} as {path.read_text('utf-8')}")
    return tables
