"""A build of a small star, all of whose tables tell which version they are of, so that a mix of two would show."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import ForeignKey, PublicModel
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import Release
from tests.small_release import approve

AREA = PublicModel(
    schema="common",
    name="dim_area",
    description="Areas; the board's own.",
    owner="controller",
    primary_key=("area_id",),
    columns={"area_id": "Key.", "label_sv": "Namn på svenska.", "version": "Version."},
    required=frozenset({"area_id", "label_sv"}),
)
COSTS = PublicModel(
    schema="economics",
    name="fct_costs",
    description="Costs.",
    owner="controller",
    primary_key=("cost_id",),
    columns={
        "cost_id": "Key.",
        "area_id": "Area.",
        "posting_date": "Day.",
        "cost_sek": "Kronor.",
        "rate": "Rate, exact.",
        "is_booked": "Whether.",
        "row_count": "Rows.",
        "version": "Version.",
    },
    required=frozenset({"cost_id", "area_id", "cost_sek"}),
    foreign_keys=(ForeignKey("area_id", "common", "dim_area", "area_id"),),
)
ABSENCE = PublicModel(
    schema="hr",
    name="mart_hr__absence",
    description="Absence.",
    owner="HR",
    primary_key=("breakdown",),
    columns={"breakdown": "Key.", "absence_pct": "Per cent.", "version": "Version."},
    required=frozenset({"breakdown"}),
    audience="hr",
    reader_rows="breakdown = 'total'",
)
SALARIES = replace(
    ABSENCE, name="mart_hr__salaries", description="No rule: closed.", reader_rows=""
)
STAR = [AREA, COSTS, ABSENCE, SALARIES]

AREAS = 3
ROWS = 300


def build_star(settings: Settings, version: int) -> None:
    """Build version N: all of its rows say N, a third of its costs come and go with it, and an area of its own."""
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        for schema in ("common", "economics", "hr"):
            connection.execute(f"create schema if not exists {schema}")
        connection.execute(
            f"""
            create or replace table common.dim_area as
            select 'a' || (range % {AREAS} + case when range = 0 then {version * 10} else 0 end) as area_id,
                'Område ' || range || ' åäö’“' as label_sv, {version} as version
            from range({AREAS});
            create or replace table economics.fct_costs as
            select 'c' || (range + case when range % 3 = 0 then {version * 1000} else 0 end) as cost_id,
                'a' || (range % {AREAS} + case when range % {AREAS} = 0 then {version * 10} else 0 end) as area_id,
                date '1999-12-31' + range::integer as posting_date,
                case when range = 1 then -9999999999999999.99 else {version} + range * 0.01 end::decimal(18, 2)
                    as cost_sek,
                case when range = 2 then null when range = 4 then 12345678901234567890.12345678
                    else -0.00000001 end::decimal(28, 8) as rate,
                case when range % 2 = 0 then range % 4 = 0 end as is_booked,
                9007199254740993 + range as row_count,
                {version} as version
            from range({ROWS});
            create or replace table hr.mart_hr__absence as
            select unnest(['total', 'woman', 'man']) as breakdown, 4.5::decimal(18, 8) as absence_pct,
                {version} as version;
            create or replace table hr.mart_hr__salaries as from hr.mart_hr__absence;
            """
        )


def publish_star(
    settings: Settings, version: int, models: list[PublicModel] | None = None, schema: str = "1.0.0"
) -> Release:
    """Build a version, approve it and publish it."""
    build_star(settings, version)
    approve(settings)
    return publish(settings, models or STAR, Version.parse(schema))
