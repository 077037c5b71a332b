"""Every figure and statement of the 2013 annual report, beside what the rows give."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.gate import read_controls
from orchestration.settings import Settings
from tests.integration.dbt_runs import run_dbt
from tests.warehouse import Warehouse, bokslut

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
    "3_2.assignments_repeat",
    "3_1.forecast_accuracy_missed",
    "preparation.consulted_after_year_end",
    "3_1.fewer_cases",
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


def test_the_contradictions_of_the_report_are_found(warehouse: Warehouse) -> None:
    found = {
        row[0]
        for row in query(
            warehouse,
            "select statement_id from tie_out.mart_tie_out__statements where verdict = 'contradicted'",
        )
    }
    assert found >= KNOWN_CONTRADICTIONS


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
        ("3_1.text.balance.assets_total", "int_economics__postings"),
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
