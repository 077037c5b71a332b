"""Invoices and hours come to the report's productivity and shares, at every scale, and fit their registers."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pytest
from extract_checks import (
    assert_files_satisfy_their_contracts,
    assert_manifests_equal_the_files,
    assert_rows_lie_in_their_periods,
    digests,
)

from orchestration.contracts import read_contracts
from orchestration.simulator import simulate
from orchestration.simulator.extracts import csv_query_resource, csv_resource
from orchestration.simulator.goals.deliveries import deliveries as goal_deliveries
from orchestration.simulator.invoicing.administration import customers
from orchestration.simulator.invoicing.suppliers import FOLDER, suppliers
from orchestration.simulator.invoicing.volumes import full_time_hours, hours, targets
from orchestration.simulator.ledger import plan
from orchestration.simulator.targets import YEARS, read_table, read_targets

pytestmark = pytest.mark.slow

Databases = dict[int | str, duckdb.DuckDBPyConnection]

SYSTEM = "invoicing"
SCALE = 0.01
UNSCALED = {"administrations", "companies", "administrations_with_addon_services", "addon_services"}

# What each target of the plan means in the delivered rows.
MEASURES = {
    "supplier_invoices": "count(*) FROM supplier_invoices",
    "supplier_invoices_electronic": (
        "count(*) FROM supplier_invoices WHERE kanal IN ('elektronisk', 'svefaktura')"
    ),
    "supplier_invoices_svefaktura": "count(*) FROM supplier_invoices WHERE kanal = 'svefaktura'",
    "supplier_invoices_per_administrator": (
        "round((SELECT count(*) FROM supplier_invoices) / sum(timmar / heltidstimmar)) "
        "FROM administrator_hours WHERE process = 'leverantorsfakturor'"
    ),
    "customer_invoices": "count(*) FROM customer_invoices",
    "customer_invoices_file_loaded": (
        "count(*) FROM customer_invoices WHERE registrering = 'inlast'"
    ),
    "customer_invoices_per_administrator": (
        "round((SELECT count(*) FROM customer_invoices) / sum(timmar / heltidstimmar)) "
        "FROM administrator_hours WHERE process = 'kundfakturor'"
    ),
    "administrations": "count(*) FROM customers WHERE typ = 'forvaltning'",
    "companies": "count(*) FROM customers WHERE typ = 'bolag'",
    "administrations_with_addon_services": (
        "count(DISTINCT kund_id) FROM addon_services JOIN customers USING (kund_id) "
        "WHERE typ = 'forvaltning'"
    ),
    "addon_services": "count(*) FROM addon_services",
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM], scale=SCALE)
    return folder


@pytest.fixture(scope="module")
def databases(landing: Path) -> Databases:
    """Year, or * for both → a database with its extracts."""
    return {year: connect(landing, year) for year in (*YEARS, "*")}


def connect(landing: Path, year: int | str = "*") -> duckdb.DuckDBPyConnection:
    """A database with a year's extracts, or all, as tables; numbers are typed, the rest is text or date."""
    connection = duckdb.connect()
    for contract in read_contracts().values():
        if contract.system == SYSTEM:
            types = {
                f.name: {"number": "DECIMAL(18, 2)", "date": "DATE"}.get(f.type, "VARCHAR")
                for f in contract.fields
            }
            files = landing / SYSTEM / "*" / f"{contract.entity}_{year}*.csv"
            connection.execute(
                f"""
                CREATE TABLE {contract.entity} AS
                FROM read_csv('{files}', delim = ';', header = true, encoding = 'latin-1',
                              decimal_separator = ',', columns = {types})
                """
            )
    return connection


def value(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    row = connection.execute(f"SELECT {query}").fetchone()
    assert row is not None
    return row[0]


def pct(part: float, whole: float) -> float:
    return round(100 * part / whole, 1)


def test_the_plan_is_what_the_report_prints() -> None:
    def count(measure: str, year: int = 2013) -> int:
        return targets().count(measure, year)

    budget = read_targets(FOLDER.parent / "goals").count("budgeted_customer_invoices", 2013)
    assert count("customer_invoices") / budget == pytest.approx(1.05)
    assert count("supplier_invoices_svefaktura") == 63_000
    assert pct(225_000, count("supplier_invoices")) == 22.0
    assert pct(count("administrations_with_addon_services"), count("administrations")) == 78.8
    for year, electronic, loaded in ((2013, 94.9, 96.4), (2012, 94.8, 95.0)):
        invoices = count("supplier_invoices", year)
        assert pct(count("supplier_invoices_electronic", year), invoices) == electronic
        invoices = count("customer_invoices", year)
        assert pct(count("customer_invoices_file_loaded", year), invoices) == loaded


@pytest.mark.parametrize("year", YEARS)
def test_the_files_come_to_every_target_of_the_plan(databases: Databases, year: int) -> None:
    expected = {
        measure: targets().count(
            measure,
            year,
            1 if measure in UNSCALED or measure.endswith("_per_administrator") else SCALE,
        )
        for measure, _ in targets().counts
    }
    connection = databases[year]
    assert {measure: value(connection, MEASURES[measure]) for measure in expected} == expected


@pytest.mark.parametrize("scale", [0.005, 0.03])
def test_productivity_and_shares_are_the_report_s_at_any_scale(
    tmp_path: Path, scale: float
) -> None:
    simulate(tmp_path, systems=[SYSTEM], scale=scale)
    for year, customer, supplier, loaded, electronic in (
        (2013, 5093, 3338, 96.4, 94.9),
        (2012, 4517, 3438, 95.0, 94.8),
    ):
        database = connect(tmp_path, year)
        found = {measure: value(database, query) for measure, query in MEASURES.items()}
        assert found["customer_invoices_per_administrator"] == customer
        assert found["supplier_invoices_per_administrator"] == supplier
        assert pct(found["customer_invoices_file_loaded"], found["customer_invoices"]) == loaded
        assert pct(found["supplier_invoices_electronic"], found["supplier_invoices"]) == electronic


def test_customer_invoices_are_five_percent_above_the_goal_system_s_budget(
    databases: Databases,
) -> None:
    *_, delivery = goal_deliveries(seed=1, scale=SCALE)
    (budget,) = (
        Decimal(each.bokslut["control_totals"]["sum_budgeterad_volym"])
        for each in delivery.resources
        if each.bokslut["entity"] == "volumes"
    )
    invoices = value(databases[2013], "count(*) FROM customer_invoices")
    assert round(100 * (invoices / float(budget) - 1), 1) == 5.0


@pytest.mark.parametrize("year", YEARS)
def test_nobody_works_more_than_full_time_at_the_real_volume(year: int) -> None:
    worked = sum(
        hours(process, year, 2013, 1.0) for process in ("kundfakturor", "leverantorsfakturor")
    )
    assert np.all(worked <= 100 * full_time_hours(year)[:, None])


def test_who_handles_an_invoice_has_hours_on_its_process_that_month(databases: Databases) -> None:
    connection = databases["*"]
    for entity, day, process in (
        ("supplier_invoices", "datum", "leverantorsfakturor"),
        ("customer_invoices", "faktura_datum", "kundfakturor"),
    ):
        strangers = f"""
            count(*) FROM {entity} ANTI JOIN administrator_hours AS h
            ON {entity}.handlaggare = h.handlaggare AND h.manad = date_trunc('month', {day})
                AND h.process = '{process}' AND h.timmar > 0
        """
        assert value(connection, strangers) == 0


def test_svefaktura_comes_only_from_suppliers_connected_by_the_day(databases: Databases) -> None:
    connected = {
        row["leverantor_id"]: row["ansluten_datum"]
        for row in read_table(FOLDER, "svefaktura_suppliers")
    }
    sent = databases["*"].execute(
        "SELECT DISTINCT leverantor_id, datum::VARCHAR FROM supplier_invoices WHERE kanal = 'svefaktura'"
    )
    assert all(connected[supplier] < day for supplier, day in sent.fetchall())


def test_the_fifty_suppliers_of_svefaktura_send_22_percent_of_all_invoices(
    databases: Databases,
) -> None:
    connection = databases[2013]
    numbers = [row["leverantor_id"] for row in read_table(FOLDER, "svefaktura_suppliers")]
    sent = value(
        connection, f"count(*) FROM supplier_invoices WHERE leverantor_id IN {tuple(numbers)}"
    )
    assert len(numbers) == 50
    assert sent == 225_000 * SCALE
    assert pct(sent, value(connection, "count(*) FROM supplier_invoices")) == 22.0


def test_svefaktura_grows_through_the_year(databases: Databases) -> None:
    for year in YEARS:
        connection = databases[year]
        early, late = (
            value(
                connection,
                f"avg((kanal = 'svefaktura')::INT) FROM supplier_invoices WHERE month(datum) = {month}",
            )
            for month in (1, 12)
        )
        assert late > 1.5 * early


@pytest.mark.parametrize("year", YEARS)
def test_only_customers_buy_and_only_administrations_sell(databases: Databases, year: int) -> None:
    connection = databases[year]
    bought = "FROM supplier_invoices LEFT JOIN customers ON kopare = kund"
    assert value(connection, f"count(*) {bought} WHERE kund IS NULL OR avtal_fran > datum") == 0
    assert value(connection, f"count(DISTINCT kopare_id) {bought} WHERE typ = 'forvaltning'") == 33
    sold = "FROM customer_invoices LEFT JOIN customers ON forvaltning_id = kund_id AND forvaltning = kund"
    assert value(connection, f"count(*) {sold} WHERE typ IS DISTINCT FROM 'forvaltning'") == 0
    ordered = "FROM addon_services LEFT JOIN customers USING (kund_id)"
    assert value(connection, f"count(*) {ordered} WHERE kund IS NULL") == 0


def test_customers_that_the_ledger_knows_have_its_codes_and_names() -> None:
    known = {each.code: each.name for each in plan.customers()}
    shared = {each.code: each.name for each in customers() if each.code in known}
    assert shared == {code: known[code] for code in shared}
    administrations = {each.code for each in plan.customers() if each.kind == "administration"}
    assert administrations <= shared.keys()


def test_add_on_services_were_more_extensive_in_2013(databases: Databases) -> None:
    earlier, later = (value(databases[year], "avg(timmar) FROM addon_services") for year in YEARS)
    assert later > earlier


def test_invoices_are_numbered_on_from_year_to_year(databases: Databases) -> None:
    connection = databases["*"]
    for entity, day in (("supplier_invoices", "datum"), ("customer_invoices", "faktura_datum")):
        numbers = connection.execute(
            f"SELECT substr(faktura_id, 2)::BIGINT FROM {entity} ORDER BY {day}, faktura_id"
        ).fetchall()
        assert [number for (number,) in numbers] == list(
            range(100_000_001, 100_000_001 + len(numbers))
        )


def test_a_buyer_s_vouchers_and_a_supplier_s_own_numbers_are_not_used_twice(
    databases: Databases,
) -> None:
    connection = databases["*"]
    rows = value(connection, "count(*) FROM supplier_invoices")
    vouchers = (
        "count(DISTINCT (kopare_id, year(datum), verifikationsnummer)) FROM supplier_invoices"
    )
    numbers = "count(DISTINCT (leverantor_id, fakturanummer)) FROM supplier_invoices"
    assert (value(connection, vouchers), value(connection, numbers)) == (rows, rows)


def test_amounts_are_many_small_and_few_large_with_some_credited(databases: Databases) -> None:
    connection = databases["*"]
    for entity in ("supplier_invoices", "customer_invoices"):
        credited = value(connection, f"avg((belopp < 0)::INT) FROM {entity}")
        assert 0.004 < credited < 0.02
        mean = value(connection, f"avg(belopp) FROM {entity}")
        assert mean > 1.3 * float(value(connection, f"median(belopp) FROM {entity}"))
        assert value(connection, f"count(*) FROM {entity} WHERE belopp = 0") == 0


def test_suppliers_have_organisation_numbers_of_their_own_with_the_right_check_digit() -> None:
    numbers = [each.number for each in suppliers()]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    for number in numbers:
        digits = [int(digit) for digit in number.replace("-", "")]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[::2]]
        assert (sum(doubled) + sum(digits[1::2])) % 10 == 0


def test_rows_by_a_query_are_the_bytes_that_rows_of_values_are() -> None:
    rows = [
        {
            "faktura_id": "K100000001",
            "faktura_datum": date(2013, 1, 2),
            "forvaltning": 'Årsta; "Väst"',
            "forvaltning_id": "F209",
            "belopp": Decimal("-0.05"),
            "registrering": None,
            "handlaggare": "EA101",
        }
    ]
    select = """
        SELECT 'K100000001' AS faktura_id, DATE '2013-01-02' AS faktura_datum,
            'Årsta; "Väst"' AS forvaltning, 'F209' AS forvaltning_id,
            ore::DECIMAL(12, 0) * 0.01 AS belopp, NULL AS registrering, 'EA101' AS handlaggare
        FROM rows
    """
    name = (SYSTEM, "customer_invoices", "customer_invoices.csv")
    by_query = csv_query_resource(*name, select, {"ore": np.array([-5])})
    assert by_query == csv_resource(*name, rows)
    with pytest.raises(ValueError, match="the query gives"):
        csv_query_resource(*name, "SELECT 1 AS faktura_id", {"ore": np.array([-5])})


def test_months_bring_invoices_and_hours_and_years_customers_and_add_ons(landing: Path) -> None:
    entities = {
        path.name: {file.stem.rpartition("_")[0] for file in path.glob("*.csv")}
        for path in (landing / SYSTEM).iterdir()
    }
    monthly = {"supplier_invoices", "customer_invoices", "administrator_hours"}
    yearly = {"customers", "addon_services"}
    assert entities == {
        f"{year}-{month:02}": monthly for year in YEARS for month in range(1, 13)
    } | {str(year): yearly for year in YEARS}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_invoices(
    landing: Path, tmp_path: Path
) -> None:
    simulate(tmp_path / "same", systems=[SYSTEM], scale=SCALE)
    simulate(tmp_path / "other", systems=[SYSTEM], scale=SCALE, seed=7)
    assert digests(tmp_path / "same") == digests(landing)
    others = digests(tmp_path / "other")
    equal = {path for path, digest in digests(landing).items() if others[path] == digest}
    assert {Path(path).name for path in equal} == {f"customers_{year}.csv" for year in YEARS}


def test_manifests_state_the_rows_and_sums_of_the_files(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


def test_every_file_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


def test_every_row_lies_in_its_period(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)
