"""What others' programs read of a release is whole, in their format, and has the figures that are published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import jsonschema
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from orchestration.core.files import sha256
from orchestration.releases.release import Release
from orchestration.serving.exports.semantic_model import semantic_model
from tests.commands import bokslut
from tests.integration.tabular_model import DATABASE, as_sql
from tests.warehouse import Warehouse


@pytest.fixture(scope="module")
def release(warehouse: Warehouse) -> Release:
    return Release(warehouse.current.parent)


@pytest.fixture(scope="module")
def database(release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    with release.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def model(release: Release) -> dict[str, Any]:
    return semantic_model(release, "C:/bokslut/current")["model"]


@pytest.fixture(scope="module")
def places(release: Release) -> dict[str, str]:
    """The tables of the release by the model's names."""
    return {table["name"]: name for name, table in release.tables.items()}


def test_the_command_writes_a_model_in_the_documented_format(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    written = bokslut(
        *("export", "semantic-model", "--to", tmp_path, "--files", r"\\server\bokslut\current"),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert written.returncode == 0, written.stderr
    folder = tmp_path / "Bokslut.SemanticModel"
    content = json.loads((folder / "model.bim").read_text("utf-8"))
    jsonschema.validate(content, DATABASE)
    assert content["model"]["expressions"][0]["expression"].startswith(
        r'"\\server\bokslut\current" meta '
    )
    assert json.loads((folder / "definition.pbism").read_text("utf-8"))["version"] == "1.0"


def test_the_model_has_every_published_table_and_column(
    model: dict[str, Any], release: Release
) -> None:
    assert {
        table["name"]: [column["name"] for column in table["columns"]] for table in model["tables"]
    } == {
        table["name"]: [column["name"] for column in table["columns"]]
        for table in release.tables.values()
    }
    for table in model["tables"]:
        (partition,) = table["partitions"]
        path = partition["source"]["expression"][1].split('"')[1]
        assert (release.folder / path.lstrip("/")).is_file(), table["name"]


def test_every_relation_leads_to_a_key_that_exists_and_is_unique(
    model: dict[str, Any], places: dict[str, str], database: duckdb.DuckDBPyConnection
) -> None:
    assert len(model["relationships"]) > 60
    for relation in model["relationships"]:
        parent, child = places[relation["toTable"]], places[relation["fromTable"]]
        key, column = relation["toColumn"], relation["fromColumn"]
        found = database.execute(
            f"""
            select
                (select count(*) - count(distinct "{key}") from {parent}),
                (select count(*) from {child} where "{column}" is not null
                    and "{column}" not in (select "{key}" from {parent}))
            """
        ).fetchone()
        assert found == (0, 0), relation["name"]


def test_filters_reach_every_table_one_way_only(model: dict[str, Any]) -> None:
    active = [
        (relation["fromTable"], relation["toTable"])
        for relation in model["relationships"]
        if relation.get("isActive", True)
    ]

    def ways(start: str) -> list[str]:
        return [start, *(end for a, b in active if a == start for end in ways(b))]

    for table in model["tables"]:
        reached = ways(table["name"])
        assert len(reached) == len(set(reached)), table["name"]


def test_a_fact_is_filtered_by_its_own_key_rather_than_by_that_of_a_dimension(
    model: dict[str, Any],
) -> None:
    inactive = {
        relation["name"]
        for relation in model["relationships"]
        if not relation.get("isActive", True)
    }
    assert "dim_account.fiscal_year" in inactive
    assert {name for name in inactive if name.startswith("fct_ledger_postings.")} == set()


def test_measures_have_names_of_their_own_and_swedish_captions(model: dict[str, Any]) -> None:
    measures = [measure for table in model["tables"] for measure in table.get("measures", [])]
    names = [measure["name"] for measure in measures]
    assert len(names) == len(set(names)) > 100
    # The engine takes no measure that is called as a column of its table.
    for table in model["tables"]:
        columns = {column["name"].casefold() for column in table["columns"]}
        assert not columns & {measure["name"].casefold() for measure in table.get("measures", [])}
    (swedish,) = [culture for culture in model["cultures"] if culture["name"] == "sv-SE"]
    captions = {
        measure["name"]: measure["translatedCaption"]
        for table in swedish["translations"]["model"]["tables"]
        for measure in table.get("measures", [])
    }
    assert captions.keys() == set(names)
    assert captions["Sick leave pct"].startswith("Sjukfrånvaro")


def test_every_measure_of_the_register_equals_the_published_value(
    model: dict[str, Any], database: duckdb.DuckDBPyConnection
) -> None:
    (table,) = [table for table in model["tables"] if table["name"] == "fct_measures"]
    published = dict(
        database.execute(
            "select measure_value_id, measure_value from measures.fct_measures"
        ).fetchall()
    )
    computed = {}
    for measure in table["measures"]:
        sql, name, condition = as_sql(measure["expression"])
        assert name == "fct_measures"
        computed |= dict(
            database.execute(
                f"select measure_value_id, {sql} from measures.fct_measures where {condition}"
                " group by measure_value_id"
            ).fetchall()
        )
    assert computed.keys() == published.keys()
    wrong = {
        name: (computed[name], value)
        for name, value in published.items()
        if not _equal(computed[name], value)
    }
    assert wrong == {}


def test_a_measure_of_several_years_or_members_is_empty(
    model: dict[str, Any], database: duckdb.DuckDBPyConnection
) -> None:
    (table,) = [table for table in model["tables"] if table["name"] == "fct_measures"]
    (measure,) = [measure for measure in table["measures"] if measure["name"] == "Sick leave pct"]
    sql, _, condition = as_sql(measure["expression"])
    query = f"select {sql} from measures.fct_measures where {condition}"
    assert database.execute(query).fetchone() == (None,)
    assert database.execute(f"{query} and fiscal_year = 2013").fetchone() != (None,)


def test_months_of_a_measure_give_the_published_year(
    model: dict[str, Any], database: duckdb.DuckDBPyConnection
) -> None:
    (table,) = [table for table in model["tables"] if table["name"] == "fct_measures_by_month"]
    compared = 0
    for measure in table["measures"]:
        sql, _, condition = as_sql(measure["expression"])
        rows = database.execute(
            f"""
            select by_month.value, years.measure_value
            from (
                select measure_id, member, fiscal_year, count(*) as months, {sql} as value
                from measures.fct_measures_by_month
                where {condition}
                group by measure_id, member, fiscal_year
            ) as by_month
            inner join measures.fct_measures as years using (measure_id, member, fiscal_year)
            inner join measures.dim_measure as registered using (measure_id)
            where registered.measure_window = 'calendar_year' and by_month.value is not null
            """
        ).fetchall()
        compared += len(rows)
        assert [row for row in rows if not _equal(*row)] == [], measure["name"]
    assert compared > 30


@pytest.mark.parametrize(
    ("measure", "published"),
    [
        ("Cases: cases count", "cases"),
        ("Payslips: payslips count", "payslips"),
        ("Supplier invoices: invoices count", "supplier_invoices"),
        ("Customer invoices: invoices count", "customer_invoices"),
    ],
)
def test_a_sum_of_a_fact_equals_the_measure_that_counts_the_same(
    model: dict[str, Any],
    places: dict[str, str],
    database: duckdb.DuckDBPyConnection,
    measure: str,
    published: str,
) -> None:
    (expression,) = [
        found["expression"]
        for table in model["tables"]
        for found in table.get("measures", [])
        if found["name"] == measure
    ]
    sql, table, _ = as_sql(expression)
    rows = database.execute(
        f"""
        select computed, measure_value
        from (select fiscal_year, {sql} as computed from {places[table]} group by fiscal_year)
        inner join measures.fct_measures using (fiscal_year)
        where measure_id = '{published}' and member = ''
        """
    ).fetchall()
    assert len(rows) == 2
    assert all(computed == value for computed, value in rows), rows


def test_what_adds_is_declared_for_every_number_of_a_fact(release: Release) -> None:
    # Numbers that say a place or a state, or are a quotient: their sum is not a figure.
    do_not_add = {
        *("fiscal_year", "line_number", "voucher_line_number", "weekday_number", "hour_number"),
        *("opening_sek", "closing_sek", "prior_closing_sek", "stated_closing_sek"),
        *("stated_result_sek", "employees_count", "full_times"),
    }
    undecided = [
        f"{name}.{column['name']}"
        for name, table in release.tables.items()
        if ".fct_" in name and not name.startswith("measures.")
        for column in table["columns"]
        if column["type"].startswith(("DECIMAL", "INTEGER", "BIGINT"))
        and (column["aggregation"] == "sum") == (column["name"] in do_not_add)
    ]
    assert undecided == []


def test_a_reader_who_is_not_of_hr_sees_no_row_of_its_tables_but_those_that_are_open(
    model: dict[str, Any], release: Release
) -> None:
    roles = {role["name"]: role for role in model["roles"]}
    rules = {
        permission["name"]: permission["filterExpression"]
        for permission in roles["bokslut_reader"]["tablePermissions"]
    }
    assert rules.keys() == {table["name"] for table in release.tables.values() if table["audience"]}
    assert rules["fct_ledger_postings"] == "'fct_ledger_postings'[is_open_to_all] = TRUE()"
    assert rules["mart_hr__employees"] == "FALSE()"
    assert "tablePermissions" not in roles["bokslut_hr"]


def _equal(computed: Any, published: Any) -> bool:
    """Return whether a quotient, computed in floating point, is the published one to its 12th digit."""
    if computed is None or published is None:
        return computed is published
    return abs(float(computed) - float(published)) <= 1e-12 * max(1e4, abs(float(published)))


def test_the_supplier_ledger_has_every_invoice_of_the_year(
    warehouse: Warehouse, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    written = bokslut(
        *("export", "supplier-ledger", "--year", "2013", "--to", tmp_path),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert written.returncode == 0, written.stderr
    assert len(list(tmp_path.iterdir())) == 12
    count = duckdb.sql(f"select count(*) from read_csv('{tmp_path}/*.csv', all_varchar = true)")
    published = database.execute(
        "select measure_value from measures.fct_measures where measure_value_id = 'supplier_invoices@2013'"
    )
    assert count.fetchone() == published.fetchone()
    missing = bokslut(
        *("export", "supplier-ledger", "--year", "2009", "--to", tmp_path),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert missing.returncode == 2
    assert "no supplier invoices of 2009" in missing.stderr


VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
# What DCAT-AP-SE 3 demands of each class, and of a dataset for open data.
MANDATORY = {
    DCAT.Catalog: {
        DCTERMS.title,
        DCTERMS.description,
        DCTERMS.publisher,
        DCTERMS.license,
        DCAT.dataset,
    },
    DCAT.Dataset: {
        *(DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
        *(DCAT.contactPoint, DCAT.distribution, DCAT.theme, DCTERMS.accessRights),
    },
    DCAT.Distribution: {DCAT.accessURL, DCTERMS.license, rdflib.URIRef(f"{DCTERMS}format")},
    FOAF.Agent: {FOAF.name},
    VCARD.Organization: {VCARD.fn, VCARD.hasEmail},
}
LINKS = {
    *(DCTERMS.publisher, DCTERMS.license, DCAT.dataset, DCAT.distribution, DCAT.contactPoint),
    *(DCAT.accessURL, DCAT.theme, DCTERMS.accessRights, VCARD.hasEmail),
}


@pytest.fixture(scope="module")
def catalogue(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    path = tmp_path_factory.mktemp("catalogue") / "dcat.jsonld"
    written = bokslut(
        *("export", "catalogue", "--files", "https://data.example.org/bokslut/"),
        *("--contact", "data@example.org", "--to", path),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert written.returncode == 0, written.stderr
    return rdflib.Graph().parse(path, format="json-ld")


def test_the_catalogue_has_all_that_the_national_profile_demands(catalogue: rdflib.Graph) -> None:
    for kind, properties in MANDATORY.items():
        things = list(catalogue.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert isinstance(thing, rdflib.URIRef)
            found = {*catalogue.predicates(thing)}
            assert properties <= found, (thing, properties - found)
            for link in LINKS & found:
                for target in catalogue.objects(thing, link):
                    assert isinstance(target, rdflib.URIRef), (thing, link, target)
    for title in catalogue.objects(None, DCTERMS.title):
        assert isinstance(title, rdflib.Literal)
        assert title.language in ("sv", "en")
    # What the catalogue lists is described in it, and nothing else is.
    listed = {*catalogue.objects(None, DCAT.dataset)}
    assert listed == {*catalogue.subjects(RDF.type, DCAT.Dataset)}
    assert {*catalogue.objects(None, DCAT.distribution)} == {
        *catalogue.subjects(RDF.type, DCAT.Distribution)
    }


def test_the_catalogue_lists_no_table_of_an_audience_of_its_own(
    catalogue: rdflib.Graph, release: Release
) -> None:
    listed = {
        str(name)
        for dataset in catalogue.subjects(RDF.type, DCAT.Dataset)
        for name in catalogue.objects(dataset, DCTERMS.identifier)
    }
    assert {"services.fct_cases_by_month", "economics.mart_economics__income_statement"} <= listed
    assert not {name for name, table in release.tables.items() if table["audience"]} & listed
    assert listed <= release.tables.keys()


def test_a_distribution_says_where_its_file_is_and_what_it_holds(
    catalogue: rdflib.Graph, release: Release
) -> None:
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    for distribution in catalogue.subjects(RDF.type, DCAT.Distribution):
        address = str(catalogue.value(distribution, DCAT.downloadURL))
        path = release.folder / address.removeprefix("https://data.example.org/bokslut/")
        assert int(str(catalogue.value(distribution, DCAT.byteSize))) == path.stat().st_size
        checksum = catalogue.value(distribution, spdx.checksum)
        assert str(catalogue.value(checksum, spdx.checksumValue)).lower() == sha256(path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"--files": "warehouse/published"},
        {"--contact": "nobody"},
        {"--licence": "CC0"},
        {"--files": "https://data.example.org/a b"},
    ],
)
def test_what_is_not_an_address_is_refused(
    warehouse: Warehouse, tmp_path: Path, wrong: dict[str, str]
) -> None:
    options = {"--files": "https://data.example.org", "--contact": "data@example.org"} | wrong
    refused = bokslut(
        *("export", "catalogue", "--to", tmp_path / "dcat.jsonld"),
        *(word for option in options.items() for word in option),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert refused.returncode == 2
    assert "is not an" in refused.stderr
    assert not (tmp_path / "dcat.jsonld").exists()
