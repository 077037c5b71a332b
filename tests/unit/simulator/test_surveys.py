"""The surveys' answers come to the shares and indices that the report prints."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
from extract_checks import (
    assert_files_satisfy_their_contracts,
    assert_manifests_equal_the_files,
    assert_rows_lie_in_their_periods,
    digests,
)

from orchestration.simulator import simulate
from orchestration.simulator.surveys.answers import counts

SYSTEM = "surveys"

# (survey, question) → share satisfied as printed, 2012 and 2013; None where the report has none.
SHARES = {
    ("KC-MB", "helhet"): (83, 82),
    ("KC-MB", "fick_svar"): (None, 88),
    ("KC-MB", "bemotande"): (None, 84),
    ("KC-MB", "vantetid"): (78, 83),
    ("KC-MB", "fortroende"): (None, 84),
    ("KC-IK", "helhet"): (69, 72),
    ("EK-IK", "helhet"): (72, 84),
    ("LA-IK", "helhet"): (59, 80),
    ("UP-IK", "helhet"): (86, 76),
    ("UP-IK", "tillganglighet_information_service"): (86, 76),
    ("UP-IK", "avtal"): (80, 67),
    ("IT-IK", "helhet"): (68, 74),
    ("ME-AMI", "tydliga_krav"): (69, 71),
    ("ME-AMI", "vet_vad_som_forvantas"): (91, 91),
}
NKI: dict[tuple[str, str | None], tuple[int, int]] = {
    ("KC-IK", None): (56, 61),
    ("EK-IK", None): (61, 68),
    ("LA-IK", None): (51, 65),
    ("UP-IK", None): (60, 63),
    ("UP-IK", "kontaktpersoner"): (60, 67),
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM])
    return folder


@pytest.fixture(scope="module")
def database(landing: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for entity in ("surveys", "questions", "answers"):
        connection.execute(
            f"""
            CREATE TABLE {entity} AS
            SELECT *, right(undersokning_id, 4)::INT AS year, undersokning_id[:-6] AS survey
            FROM read_csv('{landing}/{SYSTEM}/*/{entity}_*.csv', delim = ';', encoding = 'latin-1',
                          header = true)
            """
        )
    return connection


def rounded(value: Decimal | float) -> int:
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def one(connection: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> float:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0]


def share(connection: duckdb.DuckDBPyConnection, survey: str, question: str, year: int) -> float:
    return one(
        connection,
        """
        SELECT 100 * avg((svar >= 4)::INT) FROM answers
        WHERE survey = ? AND fraga = ? AND year = ? AND svar IS NOT NULL
        """,
        survey,
        question,
        year,
    )


@pytest.mark.parametrize(("survey", "question"), SHARES)
def test_shares_of_satisfied_are_those_printed(
    database: duckdb.DuckDBPyConnection, survey: str, question: str
) -> None:
    for year, printed in zip((2012, 2013), SHARES[survey, question], strict=True):
        if printed is not None:
            assert rounded(share(database, survey, question, year)) == printed


def test_drygt_82_percent_of_the_citizens_are_satisfied(
    database: duckdb.DuckDBPyConnection,
) -> None:
    assert 82 < share(database, "KC-MB", "helhet", 2013) < 82.5


@pytest.mark.parametrize(("survey", "group"), NKI)
def test_nki_is_the_mean_of_its_three_questions(
    database: duckdb.DuckDBPyConnection, survey: str, group: str | None
) -> None:
    for year, printed in zip((2012, 2013), NKI[survey, group], strict=True):
        nki = """
            FROM answers JOIN questions USING (undersokning_id, fraga)
            WHERE delindex = 'nki' AND answers.survey = ? AND answers.year = ?
                AND coalesce(?, respondentgrupp) = respondentgrupp
        """
        keys = survey, year, group
        assert one(database, f"SELECT count(DISTINCT fraga) {nki}", *keys) == 3
        assert rounded(one(database, f"SELECT (avg(svar) - 1) * 100 / 9 {nki}", *keys)) == printed


def test_ami_is_the_mean_of_nine_questions_in_three_parts(
    database: duckdb.DuckDBPyConnection,
) -> None:
    parts = database.execute(
        """
        SELECT answers.year, delindex, count(DISTINCT fraga), avg((svar - 1) * 25)
        FROM answers JOIN questions USING (undersokning_id, fraga)
        WHERE delindex LIKE 'ami_%' GROUP BY ALL ORDER BY ALL
        """
    ).fetchall()
    assert [part[2] for part in parts] == [3] * 6
    for year, printed in ((2012, 77), (2013, 80)):
        assert rounded(sum(part[3] for part in parts if part[0] == year) / 3) == printed


def test_managers_are_less_satisfied_with_procurement_than_contact_persons(
    database: duckdb.DuckDBPyConnection,
) -> None:
    for question in ("helhet", "avtal"):
        managers, contacts = (
            one(
                database,
                "SELECT avg((svar >= 4)::INT) FROM answers WHERE survey = 'UP-IK' AND year = 2013 "
                "AND fraga = ? AND respondentgrupp = ? AND svar IS NOT NULL",
                question,
                group,
            )
            for group in ("chefer", "kontaktpersoner")
        )
        assert managers < contacts
    asked = "SELECT count(*) FROM answers WHERE survey = 'UP-IK' AND year = 2012"
    assert one(database, f"{asked} AND respondentgrupp = 'chefer'") == 0


def test_all_of_payroll_s_areas_are_better_than_the_year_before(
    database: duckdb.DuckDBPyConnection,
) -> None:
    for question in ("tillganglighet", "information", "bemotande", "effektiv_service"):
        before, now = (share(database, "LA-IK", question, year) for year in (2012, 2013))
        assert now > before


def test_respondents_are_as_many_as_the_report_says(database: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT count(DISTINCT respondent_id) FROM answers WHERE survey = ? AND year = 2013"
    assert one(database, query, "KC-MB") == pytest.approx(850, abs=10)
    assert 150 < one(database, query, "KC-IK") < 160
    assert (
        one(
            database,
            "SELECT count(*) FROM surveys WHERE population < (SELECT count(DISTINCT respondent_id) "
            "FROM answers WHERE answers.undersokning_id = surveys.undersokning_id)",
        )
        == 0
    )


def test_each_respondent_meets_each_question_once_and_answers_on_its_scale(
    database: duckdb.DuckDBPyConnection,
) -> None:
    unmatched = """
        SELECT count(*) FROM answers
        FULL JOIN questions USING (undersokning_id, fraga)
        WHERE skala_max IS NULL OR respondent_id IS NULL OR svar > skala_max
    """
    assert one(database, unmatched) == 0
    incomplete = """
        SELECT count(*) FROM (SELECT undersokning_id, count(*) AS n FROM answers
                              GROUP BY undersokning_id, respondent_id)
        JOIN (SELECT undersokning_id, count(*) AS asked FROM questions GROUP BY ALL)
            USING (undersokning_id)
        WHERE n <> asked
    """
    assert one(database, incomplete) == 0
    assert one(database, "SELECT count(*) FROM answers WHERE svar IS NULL") > 0


def test_a_respondent_content_with_one_thing_is_rather_so_with_the_next(
    database: duckdb.DuckDBPyConnection,
) -> None:
    correlation = """
        SELECT corr(a.svar, b.svar) FROM answers a
        JOIN answers b USING (undersokning_id, respondent_id)
        WHERE a.survey = 'KC-MB' AND a.fraga = 'helhet' AND b.fraga = 'bemotande'
    """
    assert 0.2 < one(database, correlation) < 0.9


def test_counts_of_answers_come_to_the_share_or_the_mean() -> None:
    assert counts("satisfied_pct", 50, 5, 20)[3:] == [6, 4]
    for scale_max, target in ((5, 80), (10, 61)):
        given = counts("index", target, scale_max, 1000)
        mean = sum(value * n for value, n in enumerate(given)) / 1000
        assert mean * 100 / (scale_max - 1) == pytest.approx(target, abs=0.3)
    with pytest.raises(ValueError, match="has the index 99"):
        counts("index", 99, 10, 1000)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_at_any_scale(landing: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "same", systems=[SYSTEM], scale=0.1)
    simulate(tmp_path / "other", systems=[SYSTEM], seed=7)
    assert digests(tmp_path / "same") == digests(landing)
    assert digests(tmp_path / "other") != digests(landing)


def test_manifests_state_the_rows_of_the_files(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


@pytest.mark.slow
def test_every_file_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


def test_surveys_are_sent_in_their_year(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)
