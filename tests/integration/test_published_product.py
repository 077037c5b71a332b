"""The published product as a whole: its schema is the declared one, and its facts and dimensions make a star."""

from __future__ import annotations

import json

import duckdb
import pytest

from orchestration.dbt.public_models import public_models
from orchestration.releases.product_schema import ProductSchema, require_declared
from tests.warehouse import Warehouse

# A year of goals or of a survey may come before the year's ledger; the years of the calendar are the ledger's.
FREE = {
    *("goals.mart_goals__activities", "goals.mart_goals__goals", "goals.mart_goals__indicators"),
    *("goals.mart_goals__goal_forecasts", "goals.mart_goals__indicator_forecasts"),
    *("common.dim_goal", "hr.mart_hr__sick_leave", "services.mart_services__satisfaction"),
    "tie_out.mart_tie_out__figures",
}


@pytest.fixture(scope="module")
def schema() -> ProductSchema:
    return ProductSchema.read()


def test_the_declared_schema_is_that_of_the_public_models(
    schema: ProductSchema, warehouse: Warehouse
) -> None:
    require_declared(public_models(warehouse.settings), schema)


def test_a_column_that_has_the_key_of_a_dimension_is_held_to_it(schema: ProductSchema) -> None:
    dimensions = {
        table["primary_key"][0]: name
        for name, table in schema.tables.items()
        if ".dim_" in name and len(table["primary_key"]) == 1
    }
    assert len(dimensions) > 12
    loose = [
        f"{name}.{column}"
        for name, table in schema.tables.items()
        for column in table["columns"]
        if column in dimensions
        and dimensions[column] != name
        and column not in table["foreign_keys"]
        and not (column == "fiscal_year" and name in FREE)
        # The goal system's own word, as it is printed.
        and (name, column) != ("goals.mart_goals__indicators", "unit")
    ]
    assert loose == []


def test_every_foreign_key_leads_to_the_whole_key_of_its_table(schema: ProductSchema) -> None:
    keys = {
        f"{name}.{table['primary_key'][0]}"
        for name, table in schema.tables.items()
        if len(table["primary_key"]) == 1
    }
    targets = {key for table in schema.tables.values() for key in table["foreign_keys"].values()}
    assert targets
    assert targets - keys == set()


def test_every_dimension_has_a_swedish_name(schema: ProductSchema) -> None:
    calendar = {"common.dim_date", "common.dim_fiscal_year"}
    nameless = [
        name
        for name, table in schema.tables.items()
        if ".dim_" in name
        and name not in calendar
        and not any(column.endswith("_sv") for column in table["columns"])
    ]
    assert nameless == []


def test_every_code_of_a_set_has_a_swedish_name_in_the_release(warehouse: Warehouse) -> None:
    sets = {
        "statement": "common.dim_statement_line.statement",
        "section": "common.dim_account.section",
        "side": "economics.mart_economics__result_to_date.side",
        "budget_kind": "economics.fct_budget.budget_kind",
        "project_kind": "common.dim_project.project_kind",
        "goal_level": "common.dim_goal.level",
        "fulfilment": "goals.mart_goals__goals.judgement",
        "direction": "goals.mart_goals__indicators.direction",
        "source_system": "measures.dim_measure.source_system",
        "sick_leave_breakdown": "hr.mart_hr__sick_leave.breakdown",
        "engagement_breakdown": "hr.mart_hr__engagement.breakdown",
        "work_placement": "hr.mart_hr__work_placements.kind",
        "figure_verdict": "tie_out.mart_tie_out__figures.verdict",
        "statement_verdict": "tie_out.mart_tie_out__statements.verdict",
    }
    with duckdb.connect(str(warehouse.current), read_only=True) as release:
        for code_set, place in sets.items():
            table, _, column = place.rpartition(".")
            unnamed = release.execute(
                f"""
                select distinct {column} from {table} where {column} is not null and {column} not in (
                    select code from common.dim_code where code_set = $1)
                """,
                [code_set],
            ).fetchall()
            assert unnamed == [], place


def test_the_manifest_states_version_lineage_and_verdict(
    warehouse: Warehouse, schema: ProductSchema
) -> None:
    manifest = json.loads((warehouse.current.parent / "manifest.json").read_text("utf-8"))
    assert manifest["schema_version"] == str(schema.version)
    released = ProductSchema.of_release(manifest)
    assert released is not None
    # The same tables, columns, types and keys as declared, read back from the file that was published.
    assert released.changes_from(schema) == []
    assert manifest["verdict"]["verdict"] == "PASS"
    lineage = manifest["lineage"]
    assert lineage.keys() == schema.tables.keys()
    income = lineage["economics.mart_economics__income_statement"]
    assert "stg_ledger__transactions" in income["models"]
    assert "ledger_transactions" in income["sources"]
    systems = {load["load_id"]: load["system"] for load in manifest["deliveries"]}
    assert {systems[load] for load in income["loads"]} == {"ledger"}
    assert {systems[load] for load in lineage["common.dim_goal"]["loads"]} == {"goals"}


SMALL_UNITS = """
    select member from hr_build.intermediate.int_hr__withheld_groups where breakdown = 'cost_centre' and is_withheld
"""


def test_nobody_but_hr_reads_a_voucher_or_a_budget_of_a_small_units_pay(
    warehouse: Warehouse,
) -> None:
    tables = {
        table["name"]: table
        for table in json.loads((warehouse.current.parent / "manifest.json").read_text("utf-8"))[
            "tables"
        ]
    }
    with duckdb.connect(str(warehouse.current), read_only=True) as release:
        release.execute(f"attach '{warehouse.settings.build_file}' as hr_build (read_only)")
        for name in ("fct_ledger_postings", "fct_budget"):
            assert tables[name]["audience"] == "hr"
            shown = f"from economics.{name} where {tables[name]['reader_rows']}"
            pay = "statement_line_id = 'staff_costs'"
            units = f"select count(distinct cost_centre) {shown} and {pay}"
            assert release.execute(units).fetchall() > [(5,)], name
            small = f"{units} and cost_centre in ({SMALL_UNITS})"
            assert release.execute(small).fetchone() == (0,), name
        # What remains of a voucher would be the sum of what was taken out of it.
        uneven = release.execute(
            """
            select count(*) from (
                select sum(amount_sek) as total from economics.fct_ledger_postings where is_open_to_all
                group by load_id, file_name, voucher_line_number
            ) where total <> 0
            """
        ).fetchone()
        assert uneven == (0,)
        # What all may read of an area is less than its pay by that of more persons than the limit, never by one unit.
        closed = release.execute(
            """
            select min(units) from (
                select fiscal_year, count(distinct cost_centre) as units from economics.fct_ledger_postings
                where not is_open_to_all and cost_centre is not null group by all
            )
            """
        ).fetchall()
        assert closed > [(1,)]


def test_nobody_but_hr_reads_a_measure_of_hr(warehouse: Warehouse) -> None:
    tables = {
        table["name"]: table
        for table in json.loads((warehouse.current.parent / "manifest.json").read_text("utf-8"))[
            "tables"
        ]
    }
    of_hr = """
        measure_id like '%sick_leave%pct' or measure_id like '%part_timers%' or member like 'medarbetare/%/ami%'
        or measure_id in ('full_times', 'summer_jobs', 'traineeships_held')
    """
    with duckdb.connect(str(warehouse.current), read_only=True) as release:
        # What the board says of its own goals, and in its printed report, is open (goals, tie_out).
        with_measures = {
            name
            for name, table in tables.items()
            if {"measure_id", "member", "fiscal_year"}
            <= {column["name"] for column in table["columns"]}
            and table["schema"] not in ("goals", "tie_out")
        }
        assert with_measures >= {"fct_measures", "mart_services__key_figures"}
        for name in sorted(with_measures):
            assert tables[name]["audience"] == "hr"
            source = f"{tables[name]['schema']}.{name}"
            shown = f"from {source} where {tables[name]['reader_rows']}"
            every = release.execute(f"select count(*) from {source} where {of_hr}").fetchall()
            assert every > [(10,)], name
            assert release.execute(f"select count(*) {shown} and ({of_hr})").fetchall() == [(0,)]
            rest = f"select count(*) {shown}"
            assert release.execute(rest).fetchall() > every, name
        customers = "measure_id = 'survey_index' and member like 'upphandling/%/nki'"
        open_to_all = (
            f"select bool_and(is_open_to_all) from measures.fct_measures where {customers}"
        )
        assert release.execute(open_to_all).fetchall() == [(True,)]
