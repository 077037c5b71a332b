"""The modelling rules of dbt's project evaluator that apply here, read from dbt's manifest: one parse, no build.

The evaluator is a dbt package and cannot be installed as a Python one. Each rule has its name there; what is excepted
is listed beside the rule, and DECISIONS.md says why.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from tests.integration.dbt_runs import manifest, models

# A folder of models, and what the names of its models begin with.
PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "measures": ("int_measures__",),
    "assessment": ("int_assessment__", "int_tie_out__"),
    "marts": ("dim_", "fct_", "mart_"),
}
# The board's own quantities, which a run writes.
ROOTS = ["int_measures__board"]
KEY_TESTS = ("key_is_unique", "unique")
# One source, the key of the pseudonyms, is read by every staging model of personal data.
SHARED_SOURCES = {"installation"}
# The evaluator's own limit is 5, for engines that plan a view again in each query of a dashboard. Readers here read
# tables.
LONGEST_CHAIN_OF_VIEWS = 10


def node(unique_id: str) -> dict[str, Any]:
    """Return a model, a seed or a source of the manifest."""
    return (manifest()["nodes"] | manifest()["sources"])[unique_id]


def parents(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a model reads."""
    return [node(unique_id) for unique_id in model["depends_on"]["nodes"]]


def children() -> dict[str, list[dict[str, Any]]]:
    """Return the models that read each model, seed or source, by its unique id."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for model in models():
        for parent in model["depends_on"]["nodes"]:
            found[parent].append(model)
    return found


def names(found: list[dict[str, Any]]) -> list[str]:
    """Return the names of nodes, sorted."""
    return sorted(each["name"] for each in found)


def chain_of_views(model: dict[str, Any], seen: dict[str, int]) -> int:
    """Return how many views in a row end with a model; 0 where the model is kept as a table."""
    if model["config"].get("materialized") != "view":
        return 0
    if model["unique_id"] not in seen:
        seen[model["unique_id"]] = 1 + max(
            (chain_of_views(parent, seen) for parent in parents(model)), default=0
        )
    return seen[model["unique_id"]]


def hard_coded_relations(code: str) -> list[str]:
    """Return the relations that a model reads by name, without ``ref`` or ``source``."""
    plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|--[^\n]*", " ", code, flags=re.DOTALL)
    # ``extract(month from a.b)`` and ``is distinct from a.b`` read columns.
    return re.findall(
        r"(?<!distinct )(?<!\(month )(?<!\(year )(?<!\(day )\b(?:from|join)\s+(\w+\.\w+)", plain
    )


def test_model_naming_conventions_and_directories() -> None:
    wrong = [
        model["path"]
        for model in models()
        if not model["name"].startswith(PREFIXES[model["path"].split("/")[0]])
    ]
    assert wrong == []


def test_no_root_models() -> None:
    assert names([model for model in models() if not model["depends_on"]["nodes"]]) == ROOTS


def test_direct_join_to_source_and_marts_depending_on_sources() -> None:
    reading = [
        model
        for model in models()
        if model["path"].split("/")[0] != "staging"
        and any(parent["resource_type"] == "source" for parent in parents(model))
    ]
    assert names(reading) == []


def test_source_fanout_and_unused_sources() -> None:
    read_by = children()
    counts = {
        source["name"]: len(read_by[unique_id])
        for unique_id, source in manifest()["sources"].items()
        if source["name"] not in SHARED_SOURCES
    }
    # Rejected rows are read by people, not by models.
    assert {name: count for name, count in counts.items() if count != 1} == {"rejected_rows": 0}


def test_multiple_sources_joined() -> None:
    joining = [
        model
        for model in models()
        if len(
            [
                parent
                for parent in parents(model)
                if parent["resource_type"] == "source" and parent["name"] not in SHARED_SOURCES
            ]
        )
        > 1
    ]
    assert names(joining) == []


def test_staging_models_depend_on_no_other_model() -> None:
    reading = [
        model
        for model in models("staging/")
        if any(parent["resource_type"] == "model" for parent in parents(model))
    ]
    assert names(reading) == []


def test_no_model_ends_before_a_mart() -> None:
    read_by = children()
    tested = {
        unique_id
        for test in manifest()["nodes"].values()
        if test["resource_type"] == "test"
        for unique_id in test["depends_on"]["nodes"]
    }
    unread = [
        model
        for model in models()
        if not model["path"].startswith("marts/")
        and not read_by[model["unique_id"]]
        and model["unique_id"] not in tested
    ]
    # The gate reads the sums; a trace, and the docs site, read the rows below a figure from the build.
    assert names(unread) == ["int_measures__ledger_sums", "int_measures__traced_rows"]


def test_missing_primary_key_tests() -> None:
    keyed = {
        test["attached_node"]
        for test in manifest()["nodes"].values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") in KEY_TESTS
    }
    assert names([mart for mart in models("marts/") if mart["unique_id"] not in keyed]) == []
    seeds = [each for each in manifest()["nodes"].values() if each["resource_type"] == "seed"]
    assert names([seed for seed in seeds if seed["unique_id"] not in keyed]) == []


def test_undocumented_and_untested_models() -> None:
    checked = {
        unique_id
        for kind in (manifest()["nodes"], manifest()["unit_tests"])
        for test in kind.values()
        if test["resource_type"] in ("test", "unit_test")
        for unique_id in test["depends_on"]["nodes"]
    }
    assert names([model for model in models() if not model["description"].strip()]) == []
    read_by = children()
    unchecked = [
        model
        for model in models()
        if model["unique_id"] not in checked
        and not any(child["unique_id"] in checked for child in read_by[model["unique_id"]])
    ]
    assert names(unchecked) == []


def test_chained_views() -> None:
    seen: dict[str, int] = {}
    chains = {model["name"]: chain_of_views(model, seen) for model in models()}
    assert {name: count for name, count in chains.items() if count > LONGEST_CHAIN_OF_VIEWS} == {}


def test_rejoining_of_upstream_concepts() -> None:
    """A model joins what its parent has just read, and is the parent's only reader: the parent could have kept it."""
    read_by = children()
    rejoining = [
        f"{model['name']} < {parent['name']}"
        for model in models()
        for parent in parents(model)
        if parent["resource_type"] == "model"
        and len(read_by[parent["unique_id"]]) == 1
        and {grand["unique_id"] for grand in parents(parent) if grand["resource_type"] == "model"}
        & set(model["depends_on"]["nodes"])
        and len(parents(parent)) == 1
    ]
    # Neither joins the two: the rows of one are counted beside those of the other.
    assert sorted(rejoining) == [
        "int_measures__contact_centre < int_contact_centre__first_cases",
        "int_measures__registers < int_registers__administrations_trained",
    ]


def test_hard_coded_references() -> None:
    found = {model["name"]: hard_coded_relations(model["raw_code"]) for model in models()}
    assert {name: relations for name, relations in found.items() if relations} == {}


def test_every_source_model_of_a_quantity_is_a_model() -> None:
    known = {model["name"] for model in models()}
    named = {
        name
        for model in models("measures/")
        for name in re.findall(r'source_model="(\w+)"', model["raw_code"])
    }
    assert named
    assert named - known == set()


def test_the_search_for_hard_coded_references_reads_over_refs_and_comments() -> None:
    code = "select * from {{ ref('a') }} join raw.b on a.x is not distinct from b.x -- from raw.c"
    assert hard_coded_relations(code) == ["raw.b"]
