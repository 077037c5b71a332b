"""The contact centre's rows come to the report's volumes and rates, at every scale, and look like calls and cases."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from extract_checks import (
    assert_files_satisfy_their_contracts,
    assert_manifests_equal_the_files,
    assert_rows_lie_in_their_periods,
    digests,
    extracts,
)

from orchestration.simulator import simulate
from orchestration.simulator.contact_centre.rows import Month, cases
from orchestration.simulator.contact_centre.volumes import targets
from orchestration.simulator.targets import YEARS

pytestmark = pytest.mark.slow

SYSTEM = "contact_centre"
SCALE = 0.01

# What each target of the plan means in the delivered rows.
MEASURES = {
    "cases": "count(*) FROM cases",
    "cases_solved_at_first_contact": "count(*) FROM cases WHERE solved_at_first_contact",
    "calls": "count(*) FROM calls",
    "calls_answered_within_a_minute": "count(*) FROM calls WHERE answered AND wait_seconds <= 60",
    "calls_abandoned": "count(*) FROM calls WHERE NOT answered",
    "switchboard_calls": "count(*) FROM switchboard_calls",
    "switchboard_calls_answered_within_25_seconds": (
        "count(*) FROM switchboard_calls WHERE answered AND wait_seconds <= 25"
    ),
    "switchboard_calls_abandoned": "count(*) FROM switchboard_calls WHERE NOT answered",
    "visits": "count(*) FROM visits",
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM], scale=SCALE)
    return folder


def connect(landing: Path, year: int) -> duckdb.DuckDBPyConnection:
    """A database with the year's extracts as views; times stay the text that was delivered."""
    connection = duckdb.connect()
    for entity, moment in (
        ("cases", "opened_at"),
        ("calls", "queued_at"),
        ("switchboard_calls", "received_at"),
        ("visits", "visited_at"),
    ):
        files = landing / SYSTEM / f"{year}-*" / f"{entity}_*.ndjson.gz"
        connection.execute(
            f"""
            CREATE VIEW {entity} AS
            SELECT *, substr("{moment}", 1, 10)::DATE AS day, substr("{moment}", 12, 5) AS clock
            FROM read_json('{files}', format = 'newline_delimited', auto_detect = true,
                           timestampformat = 'none', dateformat = 'none')
            """
        )
    return connection


def value(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(f"SELECT {query}").fetchone()
    assert row is not None
    return row[0]


def test_the_plan_is_what_the_report_prints() -> None:
    def count(measure: str, year: int = 2013) -> int:
        return targets().count(measure, year)

    def pct(part: str, whole: str, year: int, digits: int = 0) -> float:
        return round(100 * count(part, year) / count(whole, year), digits)

    assert abs(count("cases") - 373_000) <= 400
    assert count("switchboard_calls") == 1_756_993
    assert round(count("switchboard_calls", 2012) - count("switchboard_calls"), -3) == 145_000
    assert count("visits") == 1070
    assert pct("cases_solved_at_first_contact", "cases", 2013) == 87
    assert pct("cases_solved_at_first_contact", "cases", 2012) == 88
    assert pct("calls_answered_within_a_minute", "calls", 2013) == 72
    assert pct("calls_answered_within_a_minute", "calls", 2012) == 65
    in_time = "switchboard_calls_answered_within_25_seconds"
    assert pct(in_time, "switchboard_calls", 2013, 1) == 80.2


@pytest.mark.parametrize("year", YEARS)
def test_the_files_come_to_every_target_of_the_plan(landing: Path, year: int) -> None:
    scaled = {
        measure: targets().count(measure, year, 1 if measure == "visits" else SCALE)
        for measure, _ in targets().counts
    }
    connection = connect(landing, year)
    assert {measure: value(connection, MEASURES[measure]) for measure in scaled} == scaled


def test_a_larger_scale_multiplies_the_rows_and_keeps_the_rates(
    landing: Path, tmp_path: Path
) -> None:
    simulate(tmp_path, systems=[SYSTEM], scale=3 * SCALE)
    for year in YEARS:
        small, large = connect(landing, year), connect(tmp_path, year)
        for entity, rate in (
            ("cases", "avg(solved_at_first_contact::INT)"),
            ("calls", "avg((answered AND wait_seconds <= 60)::INT)"),
            ("switchboard_calls", "avg((answered AND wait_seconds <= 25)::INT)"),
        ):
            rows = [value(each, f"count(*) FROM {entity}") for each in (small, large)]
            rates = [value(each, f"{rate} FROM {entity}") for each in (small, large)]
            assert rows[1] == pytest.approx(3 * rows[0], abs=2)
            assert rates[1] == pytest.approx(rates[0], abs=0.0005)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    landing: Path, tmp_path: Path
) -> None:
    simulate(tmp_path / "same", systems=[SYSTEM], scale=SCALE)
    simulate(tmp_path / "other", systems=[SYSTEM], scale=SCALE, seed=7)
    assert digests(tmp_path / "same") == digests(landing)
    differing = {
        path
        for path, digest in digests(tmp_path / "other").items()
        if digest != digests(landing)[path]
    }
    assert len(differing) == len(digests(landing))


def test_each_month_is_a_delivery_of_four_files(landing: Path) -> None:
    folders = sorted(path.name for path in (landing / SYSTEM).iterdir())
    assert folders == [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
    assert len(digests(landing)) == 24 * 5


def test_manifests_state_the_rows_and_sums_of_the_files(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


def test_every_file_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


def test_every_row_lies_in_its_delivery_s_month(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)


def test_times_ascend_and_have_the_offset_of_stockholm(landing: Path) -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    for extract in extracts(landing, SYSTEM):
        times = [
            datetime.fromisoformat(r[str(extract.contract.period_field)]) for r in extract.rows
        ]
        assert times == sorted(times)
        assert all(t.replace(tzinfo=stockholm).utcoffset() == t.utcoffset() for t in times)


@pytest.mark.parametrize("year", YEARS)
def test_telephones_rest_on_weekends_and_at_night_but_mail_comes_always(
    landing: Path, year: int
) -> None:
    connection = connect(landing, year)
    closed = "(isodow(day) > 5 OR clock < '08:00' OR clock >= '17:00')"
    assert value(connection, f"count(*) FROM calls WHERE {closed}") == 0
    assert value(connection, f"count(*) FROM cases WHERE channel = 'telefon' AND {closed}") == 0
    assert value(connection, f"count(*) FROM cases WHERE channel = 'e-post' AND {closed}") > 0
    assert value(connection, "count(*) FROM switchboard_calls WHERE isodow(day) > 5") > 0
    assert value(connection, f"count(*) FROM calls WHERE day = '{year}-12-24'") == 0
    busy, calm = (
        value(connection, f"count(*) FROM calls WHERE month(day) = {month}") for month in (10, 7)
    )
    assert busy > calm


def test_the_disability_group_answers_from_1_july_2013(landing: Path) -> None:
    where = "FROM cases WHERE answer_group = 'Funktionsnedsättning'"
    assert value(connect(landing, 2012), f"count(*) {where}") == 0
    connection = connect(landing, 2013)
    assert str(value(connection, f"min(day) {where}")) >= "2013-07-01"
    months = connection.execute(f"SELECT count(*) {where} GROUP BY month(day) ORDER BY month(day)")
    counts = [count for (count,) in months.fetchall()]
    assert len(counts) == 6
    assert counts[0] < counts[-1]


def test_the_districts_join_the_disability_group_one_by_one_until_november() -> None:
    joined = {}
    for month in (7, 9, 11):
        content = gzip.decompress(cases(Month(2013, month, seed=1, scale=1.0)).content)
        joined[month] = {
            row["handed_over_to"]
            for row in map(json.loads, content.splitlines())
            if row["answer_group"] == "Funktionsnedsättning" and row["handed_over_to"]
        }
    assert joined[7] < joined[9] < joined[11]
    assert len(joined[11]) == 14


@pytest.mark.parametrize("year", YEARS)
def test_groups_that_decide_on_delegation_solve_nearly_all(landing: Path, year: int) -> None:
    rates = connect(landing, year).execute(
        """
        SELECT delegated, sum(solved) / sum(cases), min(solved / cases)
        FROM (
            SELECT avg(on_delegation::INT) > 0.5 AS delegated, count(*) AS cases,
                count(*) FILTER (WHERE solved_at_first_contact) AS solved
            FROM cases GROUP BY answer_group
        )
        GROUP BY delegated ORDER BY delegated
        """
    )
    (_, others, lowest), (_, delegating, _) = rates.fetchall()
    assert delegating > 0.97
    assert others < 0.88
    assert lowest < 0.8


def test_only_cases_left_unsolved_are_handed_over(landing: Path) -> None:
    connection = connect(landing, 2013)
    handed = "FROM cases WHERE handed_over_to IS NOT NULL"
    assert value(connection, f"count(*) {handed} AND solved_at_first_contact") == 0
    assert value(connection, f"count(*) {handed} AND on_delegation") == 0
    assert value(connection, f"count(DISTINCT handed_over_to) {handed}") > 10


def test_most_visits_of_2013_come_before_the_reception_closed(landing: Path) -> None:
    connection = connect(landing, 2013)
    early = "FROM visits WHERE month(day) <= 4"
    assert value(connection, f"count(*) {early}") > 0.9 * 1070
    assert value(connection, f"count(DISTINCT place) {early}") == 1
    assert value(connection, "count(DISTINCT place) FROM visits") == 2


def test_identifiers_are_numbered_through_the_year(landing: Path) -> None:
    numbers = [
        row["case_id"]
        for extract in extracts(landing, SYSTEM)
        if extract.contract.entity == "cases"
        for row in extract.rows
        if row["case_id"].startswith("A2013")
    ]
    assert [int(number[5:]) for number in numbers] == list(range(1, len(numbers) + 1))
