"""What a reader of the warehouse and of its SQL may rely on, read from dbt's manifest: one parse, no build."""

from __future__ import annotations

import re
from typing import Any

import pytest

from orchestration.contracts import read_contracts
from tests.integration.dbt_runs import manifest, models, project_dir

ENGINE_SPECIFIC = re.compile(
    r"""
    :: | / | \b(?:
        avg | sum | any_value | arg_max | arg_min | array_agg | string_agg | listagg | list | concat | concat_ws
        | date_trunc | date_diff | datediff | date_add | strftime | strptime | to_date | year | month | day | dayofweek
        | regexp_\w+ | list_\w+ | map_\w+ | struct_\w+ | array_\w+ | element_at | cardinality | unnest | read_parquet
        | try_cast | generate_series | ifnull | nvl | iff | now | random | md5
    )\s*\( | \b(?:
        qualify | ilike | filter | pivot | exclude | group\s+by\s+all | interval | current_date | current_timestamp
        | double | float | real | hugeint | varchar | timestamptz | map
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
SORT_TERM = re.compile(r"[\w.]+ (?:asc|desc) nulls (?:first|last)", re.IGNORECASE)


def sql_outside_macros(code: str) -> str:
    """Return a model's SQL without comments, without texts in quotes and without what macros write."""
    code = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", code, flags=re.DOTALL)
    code = re.sub(r"--[^\n]*", " ", code)
    return re.sub(r"'[^']*'", "''", code)


def engine_specific_words(code: str) -> list[str]:
    """Return what in a model's SQL another engine may read differently."""
    return [found.group().strip() for found in ENGINE_SPECIFIC.finditer(sql_outside_macros(code))]


def vague_sort_terms(code: str) -> list[str]:
    """Return the sort terms that leave it to the engine where NULL goes."""
    clauses = re.findall(r"\border by\b(.*?)(?:\)|$)", sql_outside_macros(code), re.DOTALL)
    terms = [" ".join(term.split()) for clause in clauses for term in clause.split(",")]
    return [term for term in terms if not SORT_TERM.fullmatch(term)]


def literal_years(code: str) -> list[str]:
    """Return the years that a model names."""
    return re.findall(r"\b(?:19|20)\d\d\b", re.sub(r"--[^\n]*", " ", code))


def parents(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a model reads."""
    known = manifest()["nodes"] | manifest()["sources"]
    return [known[name] for name in node["depends_on"]["nodes"]]


def layer(node: dict[str, Any]) -> str:
    """Return the layer of a model, or seed or source."""
    return node["path"].split("/")[0] if node["resource_type"] == "model" else node["resource_type"]


def test_every_model_seed_source_and_macro_says_what_it_is() -> None:
    documented = [
        *(
            node
            for node in manifest()["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        ),
        *manifest()["sources"].values(),
        *(
            macro
            for macro in manifest()["macros"].values()
            # An engine's own version of a macro (duckdb__…) is described where the macro is.
            if macro["package_name"] == "bokslut" and "__" not in macro["name"]
        ),
        *manifest()["exposures"].values(),
    ]
    assert [node["name"] for node in documented if not node["description"].strip()] == []


def test_every_described_column_says_what_it_holds() -> None:
    described = [*manifest()["nodes"].values(), *manifest()["sources"].values()]
    silent = [
        f"{node['name']}.{column['name']}"
        for node in described
        for column in node.get("columns", {}).values()
        if not column["description"].strip()
    ]
    assert silent == []
    assert all(node["columns"] for node in described if node["resource_type"] in ("model", "seed"))


def test_every_mart_is_public_owned_under_contract_and_has_a_key_that_is_tested() -> None:
    tested_keys = {
        (test["attached_node"], tuple(test["test_metadata"]["kwargs"]["columns"]))
        for test in manifest()["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") == "key_is_unique"
    }
    marts = models("marts/")
    assert marts
    for mart in marts:
        assert mart["access"] == "public", mart["name"]
        assert mart["contract"]["enforced"], mart["name"]
        assert f"group.bokslut.{mart['group']}" in manifest()["groups"], mart["name"]
        assert mart["config"]["materialized"] == "table", mart["name"]
        keys = [
            constraint["columns"]
            for constraint in mart["constraints"]
            if constraint["type"] == "primary_key"
        ]
        assert len(keys) == 1, mart["name"]
        assert (mart["unique_id"], tuple(keys[0])) in tested_keys, mart["name"]


# A board without a small group withholds none.
MAY_BE_EMPTY = ["mart_hr__withheld_groups"]


def test_every_mart_must_hold_rows() -> None:
    tested = {
        test["attached_node"]
        for test in manifest()["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") in ("not_empty", "not_empty_beside")
    }
    untested = [mart["name"] for mart in models("marts/") if mart["unique_id"] not in tested]
    assert untested == MAY_BE_EMPTY


# Models that have no rule of their own: they rename, join by a key, put others together or sum them by their keys.
PLAIN = {
    "int_economics__budget",
    "int_goals__activities",
    "int_goals__indicators",
    "int_hr__payslips_by_month",
    "int_invoicing__customer_invoices_by_month",
    "int_invoicing__supplier_invoices_by_month",
    "int_ledger__dimension_roles",
    "int_ledger__stated_totals",
    "int_measures__board",
    "int_measures__economics",
    "int_measures__year_values",
    "mart_economics__balance_sheet",
    "mart_economics__budget_adherence",
    "mart_economics__cost_bridge",
    "mart_economics__cost_bridge_by_business_area",
    "mart_economics__forecasts",
    "mart_economics__income_statement",
    "mart_economics__investments",
    "mart_economics__net_by_business_area",
    "mart_economics__result_fund",
    "mart_economics__result_to_date",
    "mart_economics__staff_costs",
    "mart_goals__activities",
    "mart_goals__goal_forecasts",
    "mart_goals__goals",
    "mart_goals__indicator_forecasts",
    "mart_goals__indicators",
    "mart_tie_out__figures",
    "mart_tie_out__statements",
}


def test_every_rule_and_every_report_table_has_a_unit_test() -> None:
    tested = {
        name for test in manifest()["unit_tests"].values() for name in test["depends_on"]["nodes"]
    }
    expected = [
        *models("intermediate/"),
        *models("measures/"),
        *models("assessment/"),
        *(node for node in models("marts/") if node["name"].startswith("mart_")),
    ]
    assert {node["name"] for node in expected if node["unique_id"] not in tested} == PLAIN


def test_every_failed_test_stops_the_build_and_says_why() -> None:
    tests = [node for node in manifest()["nodes"].values() if node["resource_type"] == "test"]
    assert [test["name"] for test in tests if test["config"]["severity"].upper() != "ERROR"] == []
    singular = [test for test in tests if not test.get("test_metadata")]
    assert singular
    assert [test["name"] for test in singular if not test["description"].strip()] == []


@pytest.mark.parametrize(
    ("reader", "may_read"),
    [
        ("staging", {"source"}),
        ("intermediate", {"staging", "intermediate", "seed"}),
        ("measures", {"staging", "intermediate", "measures", "seed"}),
        # What compares measures with targets and with what is printed comes after them.
        ("assessment", {"staging", "intermediate", "measures", "assessment", "seed"}),
        ("marts", {"intermediate", "measures", "assessment", "marts", "seed"}),
    ],
)
def test_each_layer_reads_only_the_layers_it_may(reader: str, may_read: set[str]) -> None:
    read = [
        (node["name"], parent["name"])
        for node in models(f"{reader}/")
        for parent in parents(node)
        if layer(parent) not in may_read
    ]
    assert read == []


def test_staging_joins_nothing_but_the_key_of_the_pseudonyms() -> None:
    read = {
        node["name"]: [each["name"] for each in parents(node) if each["name"] != "installation"]
        for node in models("staging/")
    }
    assert [name for name, extracts in read.items() if len(extracts) != 1] == []


def test_what_is_personal_leaves_staging_as_a_pseudonym_only() -> None:
    columns = {column for node in models() for column in node["columns"]}
    assert "person_id" in columns
    personal = {
        field.name
        for contract in read_contracts().values()
        for field in contract.fields
        if field.personal
    }
    assert personal & columns == set()
    unmasked = re.compile(rf"(?<!\(')\b(?:{'|'.join(personal)})\b")
    assert [node["name"] for node in models() if unmasked.search(node["raw_code"])] == []


def test_no_model_names_a_year() -> None:
    assert {
        node["name"]: found for node in models() if (found := literal_years(node["raw_code"]))
    } == {}


def test_models_and_tests_hold_no_sql_that_engines_read_differently() -> None:
    tests = {
        path.name: path.read_text("utf-8") for path in (project_dir() / "tests").rglob("*.sql")
    }
    rows_of_unit_tests = {
        test["name"]: given["rows"]
        for test in manifest()["unit_tests"].values()
        for given in test["given"]
        if given["format"] == "sql"
    }
    assert rows_of_unit_tests
    code = {node["name"]: node["raw_code"] for node in models()} | tests | rows_of_unit_tests
    assert {
        name: words for name, sql in code.items() if (words := engine_specific_words(sql))
    } == {}
    assert {name: terms for name, sql in code.items() if (terms := vague_sort_terms(sql))} == {}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select sum(amount_sek) from x", ["sum("]),
        ("select a / b, avg(c) from x", ["/", "avg("]),
        ("select a::date from x qualify true", ["::", "qualify"]),
        ("select cast(a as varchar) from x", ["varchar"]),
        (
            "select b::timestamptz from generate_series(1, 2)",
            ["::", "timestamptz", "generate_series("],
        ),
        ("select {{ money_sum('sum(a) / 2') }}, '/' as slash -- a / b\nfrom x", []),
    ],
)
def test_the_search_for_engine_specific_sql_finds_it_outside_macros(
    sql: str, found: list[str]
) -> None:
    assert engine_specific_words(sql) == found


def test_the_search_for_vague_sorting_finds_it_in_windows_and_at_the_end() -> None:
    sql = (
        "select rank() over (partition by a order by b desc), c from x order by c asc nulls last, d"
    )
    assert vague_sort_terms(sql) == ["b desc", "d"]


def test_the_search_for_years_reads_over_comments() -> None:
    assert literal_years("-- law of 1999\nselect 2013 from x where y = '2012-01-01'") == [
        "2013",
        "2012",
    ]
