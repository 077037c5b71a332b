"""Every figure and statement of the 2013 annual report, beside what the rows give."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from orchestration.core.settings import Settings
from orchestration.diagnostics.tracing import trace
from orchestration.gate import read_controls
from tests.commands import bokslut
from tests.integration.dbt_runs import run_dbt
from tests.warehouse import Warehouse

SEED = 2013
SAMPLE = 40

# What the report contradicts itself in, that anyone can see with the pages side by side.
KNOWN_CONTRADICTIONS = {
    "3_1.income_revenue_difference",
    "3_1.income_net_difference",
    "3_1.area_revenue_aldre_direkt_deviation",
    "3_1.cost_deficit_repeats_table",
    "2_4.sick_leave_2012_repeats_table",
    "3_2.procurement_satisfaction_improved",
    "3_1.forecast_accuracy_missed",
    "preparation.consulted_after_year_end",
    "goal_1_2.fulfilled",
    "goal_3_2_6.fulfilled",
    "summary.goals_fulfilled_but_it",
}


def query(warehouse: Warehouse, sql: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_printed_figure_reconciles_or_its_variance_is_accepted(warehouse: Warehouse) -> None:
    assert not query(
        warehouse,
        "select figure_id, printed, computed_value from tie_out.mart_tie_out__figures"
        " where is_variance and not is_accepted",
    )


def test_nineteen_of_twenty_printed_figures_are_computed_and_the_others_say_why(
    warehouse: Warehouse,
) -> None:
    ((printed, computed, unexplained),) = query(
        warehouse,
        "select count(*), count(*) filter (verdict <> 'not_computed'),"
        " count(*) filter (verdict = 'not_computed' and explanation is null)"
        " from tie_out.mart_tie_out__figures",
    )
    assert printed > 370
    assert computed >= 0.95 * printed
    assert unexplained == 0


def test_no_figure_of_a_delivered_system_is_without_rows(warehouse: Warehouse) -> None:
    verdicts = {
        row[0] for row in query(warehouse, "select verdict from tie_out.mart_tie_out__figures")
    }
    assert verdicts == {
        "reconciles",
        "reconciles_as_qualified",
        "variance",
        "undefined",
        "not_computed",
    }


def test_no_measure_of_a_delivered_system_is_without_rows(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.settings.build_file), read_only=True) as connection:
        assert not connection.execute(
            """
            select measures.measure_id, years.fiscal_year
            from reference.measures as measures
            cross join common.dim_fiscal_year as years
            left join measures.fct_measures as measure_values
                on measures.measure_id = measure_values.measure_id
                and years.fiscal_year = measure_values.fiscal_year
            -- A deviation needs a budget, and a change a year before: the ledger's first year has neither.
            where years.fiscal_year = 2013
                and measures.source_system in (select distinct system from raw.loads)
            group by all
            having coalesce(sum(measure_values.row_count), 0) = 0
            """
        ).fetchall()


def test_the_contradictions_of_the_report_are_found(warehouse: Warehouse) -> None:
    found = {
        row[0]
        for row in query(
            warehouse,
            "select statement_id from tie_out.mart_tie_out__statements where verdict = 'contradicted'",
        )
    }
    assert found >= KNOWN_CONTRADICTIONS


def test_a_verdict_without_a_printed_counterpart_is_counted_apart(warehouse: Warehouse) -> None:
    contradicted = dict(
        query(
            warehouse,
            "select statement_id, rests_on from tie_out.mart_tie_out__statements"
            " where verdict = 'contradicted'",
        )
    )
    by_extracts = {key for key, rests_on in contradicted.items() if rests_on == "extracts"}
    assert by_extracts == {"3_1.fewer_cases"}
    assert {contradicted[key] for key in KNOWN_CONTRADICTIONS} == {"report"}


def test_a_figure_with_ca_is_taken_as_rounded_to_its_printed_place(warehouse: Warehouse) -> None:
    assert query(
        warehouse,
        "select printed, qualifier, computed_value, verdict from tie_out.mart_tie_out__figures"
        " where figure_id = '3_2.text.procurement_assignments_done'",
    ) == [("40", "ca", 38, "reconciles_as_qualified")]


def test_every_predicate_is_checked_but_that_of_a_share_of_nobody(warehouse: Warehouse) -> None:
    assert query(
        warehouse,
        "select statement_id from tie_out.mart_tie_out__statements"
        " where predicate is not null and verdict = 'cannot_be_checked'",
    ) == [("2_4.part_time_offered_full",)]


def test_every_accepted_variance_still_occurs(warehouse: Warehouse) -> None:
    assert not query(
        warehouse,
        "select subject_id from tie_out.mart_tie_out__accepted_variances where not is_occurring",
    )


@pytest.fixture(scope="module")
def changed_register(
    warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """A copy of the build in which a random sample of the register's figures was changed by one in the last place."""
    folder = tmp_path_factory.mktemp("changed")
    build = folder / "bokslut.duckdb"
    shutil.copyfile(warehouse.settings.build_file, build)
    with duckdb.connect(str(build)) as connection:
        figures = [
            row[0]
            for row in connection.execute(
                "select figure_id from tie_out.mart_tie_out__figures"
                " where verdict = 'reconciles' and qualifier is null order by figure_id"
            ).fetchall()
        ]
        sample = random.Random(SEED).sample(figures, SAMPLE)
        for figure in sample:
            connection.execute(
                "update reference.published_figures set value = case unit"
                " when 'date' then cast(cast(value as date) + 1 as varchar)"
                " else cast(cast(value as decimal(28, 8)) + power(10, -decimals) as varchar) end"
                " where figure_id = ?",
                [figure],
            )
    built = run_dbt(
        "run", "--select", "mart_tie_out__figures", build_file=build, target=folder / "target"
    )
    assert built.returncode == 0, built.stdout
    return build, sample


def test_any_figure_that_is_changed_in_the_register_blocks_publishing_by_its_name(
    changed_register: tuple[Path, list[str]],
) -> None:
    build, sample = changed_register
    (control,) = (each for each in read_controls() if each.name == "published_figures_reconcile")
    with duckdb.connect(str(build), read_only=True) as connection:
        blocked = connection.execute(
            f"select subject from ({control.query}) where {control.breach}"
        ).fetchall()
    assert {subject.partition(" ")[0] for (subject,) in blocked} == set(sample)


@pytest.mark.parametrize(
    ("figure", "source"),
    [
        ("2_4.text.sick_leave", "int_hr__sick_leave"),
        ("3_1.text.balance.assets_total", "int_ledger__postings"),
        ("3_1.text.balance.equity_increase", "int_ledger__balances"),
        ("3_1.area_table.cost.procurement.budget_2013", "int_economics__budget_rows"),
        ("3_1.area_table.cost.procurement.deviation_2013", "int_economics__budget_rows"),
        ("3_2_telephony.text.answered_within_limit", "stg_contact_centre__switchboard_calls"),
        ("3_2_finance.text.customer_invoices_vs_budget", "stg_invoicing__customer_invoices"),
    ],
)
def test_a_figure_is_traced_to_rows_with_file_and_line_that_sum_to_it(
    warehouse: Warehouse, tmp_path: Path, figure: str, source: str
) -> None:
    target = tmp_path / "rows.parquet"
    traced = bokslut(
        *("trace", figure, "--json", "--limit", "3", "--to", target),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert traced.returncode == 0, traced.stderr
    numerator = json.loads(traced.stdout)["quantities"][0]
    assert source in numerator["source_models"]
    assert len(numerator["rows"]) == 3
    assert all(row["file_name"] and row["line_number"] for row in numerator["rows"])
    with duckdb.connect() as connection:
        ((count, total),) = connection.execute(
            f"select count(*), sum(amount) from '{target}'"
        ).fetchall()
    assert (count, str(total)) == (numerator["row_count"], numerator["stated"])


def test_the_rows_that_a_trace_shows_are_the_first_of_all_whatever_loads_they_are_of(
    warehouse: Warehouse,
) -> None:
    def shown(limit: int) -> list[tuple[str, str, int]]:
        found = trace(warehouse.settings, "2_4.text.sick_leave", limit=limit).quantities[0]
        return [(row["load_id"], row["file_name"], row["line_number"]) for row in found.rows]

    every = shown(1_000_000)
    loads = Counter(load for load, *_ in every)
    of_first = loads[every[0][0]]
    assert len(loads) > 1
    for limit in (0, 1, of_first, of_first + 1, len(every) - 1, len(every) + 1):
        assert shown(limit) == every[:limit], limit


# What measures take from the rules of the project, and not from rows.
RULES = {
    "answer_limit_seconds",
    "fund_accumulated_limit_pct",
    "fund_annual_limit_pct",
    "long_sick_leave_days",
    "months",
    "sick_leave_months",
    "switchboard_answer_limit_seconds",
}

# Each side of the measure of each computed figure, and of a change those of the year before, beside what it rests on.
TRACED_SIDES = """
    with traced as (
        select quantity_id, member, date_trunc('month', quantity_date) as month, sum(amount) as amount,
            count(*) as row_count, bool_or(rests_on = 'rule') as rests_on_rule,
            count(*) filter (rests_on = 'row' and (load_id is null or file_name is null or line_number is null))
                as without_place
        from intermediate.int_measures__traced_rows
        group by all
    ),
    sides as (
        select figures.figure_id, values_of.fiscal_year, values_of.member, measures.measure_window,
            unnest([measures.numerator, measures.denominator]) as quantity_id,
            unnest([values_of.numerator, values_of.denominator]) as stated
        from tie_out.mart_tie_out__figures as figures
        inner join reference.measures as measures using (measure_id)
        inner join measures.fct_measures as values_of
            on figures.measure_id = values_of.measure_id
            and coalesce(figures.member, '') = values_of.member
            and (figures.fiscal_year = values_of.fiscal_year
                or measures.is_change and figures.fiscal_year - 1 = values_of.fiscal_year)
    )
    select sides.figure_id, sides.quantity_id, sides.stated, coalesce(sum(traced.amount), 0) as total,
        coalesce(sum(traced.row_count), 0) as row_count, coalesce(sum(traced.without_place), 0) as without_place,
        coalesce(bool_or(traced.rests_on_rule), false) as rests_on_rule
    from sides
    inner join intermediate.int_calendar__windows as windows using (measure_window, fiscal_year)
    left join traced using (quantity_id, member, month)
    where sides.quantity_id is not null
    group by all
"""


def test_every_computed_figure_leads_to_rows_with_file_and_line_that_sum_to_it(
    warehouse: Warehouse,
) -> None:
    with duckdb.connect(str(warehouse.settings.build_file), read_only=True) as connection:
        sides = connection.execute(TRACED_SIDES).fetchall()
    broken = [
        (figure, quantity, stated, total, row_count, without_place)
        for figure, quantity, stated, total, row_count, without_place, _ in sides
        if total != stated or row_count == 0 or without_place > 0
    ]
    assert broken == []
    assert {quantity for _, quantity, *_, rests_on_rule in sides if rests_on_rule} == RULES
    computed = query(
        warehouse,
        "select figure_id from tie_out.mart_tie_out__figures where verdict <> 'not_computed'",
    )
    assert {figure for figure, *_ in sides} == {figure for (figure,) in computed}


def test_a_change_between_years_is_traced_to_the_rows_of_both(warehouse: Warehouse) -> None:
    traced = bokslut(
        *("trace", "3_2_telephony.text.calls_decrease", "--json", "--limit", "1"),
        *("--warehouse", warehouse.settings.warehouse),
    )
    found = json.loads(traced.stdout)
    this_year, prior_year = found["quantities"]
    assert (this_year["side"], prior_year["side"]) == ("numerator", "prior_numerator")
    assert (this_year["fiscal_year"], prior_year["fiscal_year"]) == (2013, 2012)
    assert int(float(this_year["total"]) - float(prior_year["total"])) == -145_031
    assert prior_year["rows"][0]["file_name"].startswith("contact_centre/2012-01/")


def test_an_unknown_figure_is_answered_with_the_nearest_names(warehouse: Warehouse) -> None:
    traced = bokslut("trace", "3_1.text.net_surplus", "--warehouse", warehouse.settings.warehouse)
    assert traced.returncode == 2
    assert "3_1.text.net_surplus_comments" in traced.stderr


def test_a_figure_that_is_not_computed_says_why(warehouse: Warehouse) -> None:
    traced = bokslut(
        "trace", "1_3.text.electricity_city_2012", "--warehouse", warehouse.settings.warehouse
    )
    assert traced.returncode == 1
    assert "whole city" in traced.stderr


def test_a_build_is_needed_to_trace(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    traced = bokslut("trace", "2_4.text.sick_leave", "--warehouse", settings.warehouse)
    assert traced.returncode == 1
    assert "bokslut run" in traced.stderr
