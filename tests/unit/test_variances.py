"""What to do about a variance: every way out is named, and the line that accepts it is exact and has the right sign."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.core.settings import SEEDS_DIR
from orchestration.releases.variances import acceptances, remedy


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """A build with two variances, one contradiction, and what is accepted or reconciles."""
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema tie_out")
        connection.execute("""
            create table tie_out.mart_tie_out__figures as
            select * from (values
                ('costs', 'variance', (100.00 - 101.26)::decimal(28, 8), true, false),
                ('share', 'undefined', null, true, false),
                ('known', 'variance', 5.0, true, true),
                ('right', 'reconciles', 0.0, false, false)
            ) as figures (figure_id, verdict, difference, is_variance, is_accepted)
        """)
        connection.execute("""
            create table tie_out.mart_tie_out__statements as
            select 'costs, and revenue' as statement_id, 'contradicted' as verdict,
                1000000::decimal(28, 8) as difference, true as is_contradicted, false as is_accepted
        """)
    return path


def test_the_line_that_accepts_a_variance_has_printed_minus_computed_exactly(build: Path) -> None:
    assert acceptances(build) == [
        "costs,variance,-1.26,REASON,ORSAK,ROLE,",
        '"costs, and revenue",contradicted,1000000,REASON,ORSAK,ROLE,',
        "share,undefined,,REASON,ORSAK,ROLE,",
    ]


def test_the_lines_fit_the_seed(build: Path) -> None:
    header = (SEEDS_DIR / "accepted_variances.csv").read_text("utf-8").splitlines()[0]
    shown = remedy(build, ["published_figures_reconcile"])
    assert f"    {header}\n" in shown
    columns = header.split(",")
    for row in csv.DictReader(acceptances(build), columns):
        assert None not in row
        assert row["difference"] == "" or Decimal(row["difference"])


def test_the_remedy_names_each_way_out_of_a_variance(build: Path) -> None:
    for control in ("published_figures_reconcile", "published_statements_hold"):
        shown = remedy(build, [control])
        for way in ("Correct the delivery", "published_figures.csv", "accepted_variances.csv"):
            assert way in shown


def test_no_acceptance_is_offered_for_a_control_that_must_hold(build: Path) -> None:
    assert "accepted_variances" not in remedy(build, ["voucher_debit_equals_credit"])


def test_the_acceptances_of_the_worked_example_do_not_expire() -> None:
    with (SEEDS_DIR / "accepted_variances.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {row["valid_until"] for row in rows} == {""}
