"""A municipality's culture board is published, reported and shown as its own, without code."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.boards.conftest import environment_of, html_of_report
from tests.commands import bokslut
from tests.example_names import pattern_of_the_example
from tests.warehouse import Warehouse

pytestmark = pytest.mark.slow


def rows(culture: Warehouse, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(culture.current), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_goals_roll_up_by_their_parents_at_any_depth_in_the_boards_own_words(
    culture: Warehouse,
) -> None:
    assert rows(
        culture,
        """
        select goal_id, level_label_sv, judgement_label_sv, indicators_count, computed_fulfilment_label_sv
        from goals.mart_goals__goals where fiscal_year = 2013 order by goal_id
        """,
    ) == [
        ("A", "Fullmäktigemål", "I viss grad", 2, "I viss grad"),
        ("A1", "Delmål", "I hög grad", 1, "I hög grad"),
        ("A2", "Delmål", "I låg grad", 1, "I låg grad"),
        ("A2x", "Delmål", None, 1, "I låg grad"),
    ]


def test_an_indicator_of_the_boards_own_rests_on_rows_of_its_own_extract(
    culture: Warehouse,
) -> None:
    # Eleven months of 155 + 45 visits: in July the libraries are closed.
    assert rows(
        culture,
        "select indicator_id, outcome, is_board_target_met from goals.mart_goals__indicators"
        " where fiscal_year = 2013 order by indicator_id",
    ) == [("A1-1", Decimal(2200), True), ("A2-1", Decimal("5.56363636"), False)]
    traced = bokslut(
        "trace", "library_visits@2013", "--json", environment=environment_of(culture.settings)
    )
    assert traced.returncode == 0, traced.stdout + traced.stderr
    (quantity,) = json.loads(traced.stdout)["quantities"]
    assert (quantity["row_count"], quantity["source_models"]) == (22, ["stg_library__visits"])
    assert quantity["rows"][0]["file_name"] == "library/2013/visits.csv"
    assert {row["line_number"] for row in quantity["rows"]} <= set(range(2, 26))
    assert rows(
        culture,
        "select member, outcome from services.mart_services__key_figures"
        " where measure_id = 'visits_by_library' and fiscal_year = 2013 order by member",
    ) == [("filial", Decimal(540)), ("huvud", Decimal(1860))]


def test_a_payroll_file_of_another_make_gives_the_same_tables(culture: Warehouse) -> None:
    assert rows(
        culture,
        "select breakdown, employees_count, sick_leave_pct > 0 from hr.mart_hr__sick_leave"
        " where fiscal_year = 2013 and breakdown = 'total' and measure_window = 'calendar_year'",
    ) == [("total", 12, True)]
    # The system does not say who asked for more hours: that is unknown, not zero.
    assert rows(culture, "select * from hr.mart_hr__part_time") == []


def test_measures_of_systems_that_are_not_delivered_are_not_there(culture: Warehouse) -> None:
    systems = rows(culture, "select distinct source_system from measures.dim_measure")
    assert {system for (system,) in systems} == {
        "goals", "ledger", "library", "payroll", "surveys",
    }  # fmt: skip


@pytest.fixture(scope="module")
def pages(culture: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The words of the annual report, of the third quarter's, and of every page of the docs site."""
    folder, environment = tmp_path_factory.mktemp("pages"), environment_of(culture.settings)
    for command in (
        ("report", "--to", folder / "year"),
        ("docs", "--to", folder / "site"),
    ):
        done = bokslut(*command, environment=environment)
        assert done.returncode == 0, done.stdout + done.stderr
    (folder / "K3.html").write_text(html_of_report(culture.settings, "K3"), "utf-8")
    return {
        str(path.relative_to(folder)): html.unescape(
            re.sub(r"<[^>]*>", " ", path.read_text("utf-8"))
        )
        for path in folder.rglob("*.html")
    }


def test_the_report_is_the_boards_own(pages: dict[str, str]) -> None:
    report = pages["year/report.html"]
    for words in (
        "Exempelkommun kulturnämnden",
        "tkr",
        "Fullmäktigemål",
        "Besök på biblioteken",
    ):
        assert words in report, words
    assert "Biblioteksstatistik" in report
    assert "mnkr" not in report
    assert "Besök på biblioteken" in pages["K3.html"]


def test_the_boards_own_editions_are_those_of_its_periods_and_reports(
    culture: Warehouse, pages: dict[str, str]
) -> None:
    points = rows(
        culture,
        "select reporting_point, count(*) from common.dim_fiscal_period"
        " where fiscal_year = 2013 group by all order by all",
    )
    assert points == [("K1", 3), ("K2", 3), ("K3", 3), ("K4", 3)]
    assert "Årsrapport 2013" in pages["year/report.html"]
    assert "Kvartalsrapport 3 2013" in pages["K3.html"]
    assert "perioden januari–september 2013" in pages["K3.html"].replace("\u00a0", " ")
    refused = bokslut("report", "--edition", "T1", environment=environment_of(culture.settings))
    assert refused.returncode == 2
    assert "Editions: K1, K2, K3, K4" in refused.stderr


def test_a_run_writes_nothing_into_the_code(culture: Warehouse) -> None:
    assert (culture.settings.board.parent / "written.txt").read_text("utf-8") == ""


def test_nothing_of_the_worked_example_is_in_the_release(culture: Warehouse) -> None:
    with duckdb.connect(str(culture.current), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns"
            " where data_type = 'VARCHAR'"
        ).fetchall()
        values = {
            (table, column, value)
            for table, column in columns
            for (value,) in connection.execute(f"select distinct {column} from {table}").fetchall()
        }
    pattern = pattern_of_the_example()
    assert [place for place in values if place[2] and pattern.search(place[2])] == []


def test_nothing_of_the_worked_example_is_in_report_or_site(pages: dict[str, str]) -> None:
    pattern = pattern_of_the_example()
    found = {
        (path, name)
        for path, words in pages.items()
        # The pages of dbt itself show the rows of its unit tests.
        if not path.startswith("site/dbt/")
        for name in pattern.findall(words)
    }
    assert found == set()
