"""Which change of the published schema needs which step of its version; each seeded once and found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.errors import RefusedError
from orchestration.dbt.public_models import ForeignKey, PublicModel
from orchestration.releases.product_schema import (
    ProductSchema,
    Step,
    Version,
    require_declared,
    update,
)

AREA = PublicModel(
    schema="common",
    name="dim_area",
    description="Areas.",
    owner="controller",
    primary_key=("area_id",),
    columns={"area_id": "Key.", "label_sv": "Name."},
    required=frozenset({"area_id", "label_sv"}),
    types={"area_id": "string", "label_sv": "string"},
)
COSTS = PublicModel(
    schema="economics",
    name="fct_costs",
    description="Costs.",
    owner="controller",
    primary_key=("area_id", "fiscal_year"),
    columns={"area_id": "Area.", "fiscal_year": "Year.", "cost_sek": "Kr.", "note": "Note."},
    required=frozenset({"area_id", "fiscal_year", "cost_sek"}),
    foreign_keys=(ForeignKey("area_id", "common", "dim_area", "area_id"),),
    types={
        "area_id": "string",
        "fiscal_year": "integer",
        "cost_sek": "decimal(18, 2)",
        "note": "string",
    },
)
BEFORE = ProductSchema.of_models([AREA, COSTS], Version(1, 2, 0))
FACT = "economics.fct_costs"


def test_the_schema_speaks_in_duckdbs_types_and_says_what_is_never_null() -> None:
    assert BEFORE.tables[FACT] == {
        "columns": {
            "area_id": "VARCHAR not null",
            "fiscal_year": "INTEGER not null",
            "cost_sek": "DECIMAL(18,2) not null",
            "note": "VARCHAR",
        },
        "primary_key": ["area_id", "fiscal_year"],
        "foreign_keys": {"area_id": "common.dim_area.area_id"},
    }


def renamed_table(tables: dict[str, Any]) -> None:
    tables["economics.fct_outlays"] = tables.pop(FACT)


def renamed_column(tables: dict[str, Any]) -> None:
    columns = tables[FACT]["columns"]
    columns["remark"] = columns.pop("note")


def set_column(name: str, type_: str) -> Callable[[dict[str, Any]], None]:
    def change(tables: dict[str, Any]) -> None:
        tables[FACT]["columns"][name] = type_

    return change


def set_keys(**keys: Any) -> Callable[[dict[str, Any]], None]:
    def change(tables: dict[str, Any]) -> None:
        tables[FACT] |= keys

    return change


@pytest.mark.parametrize(
    ("change", "step", "text"),
    [
        (lambda tables: tables.pop(FACT), Step.MAJOR, f"table {FACT} is gone"),
        (renamed_table, Step.MAJOR, f"table {FACT} is gone"),
        (
            lambda tables: tables[FACT]["columns"].pop("note"),
            Step.MAJOR,
            f"column {FACT}.note is gone",
        ),
        (renamed_column, Step.MAJOR, f"column {FACT}.note is gone"),
        (set_column("fiscal_year", "BIGINT not null"), Step.MAJOR, "was INTEGER and is BIGINT"),
        (set_column("cost_sek", "DECIMAL(18,1) not null"), Step.MAJOR, "was DECIMAL(18,2)"),
        (set_column("cost_sek", "DECIMAL(18,2)"), Step.MAJOR, "cost_sek may now be NULL"),
        (
            set_keys(primary_key=["area_id"]),
            Step.MAJOR,
            "was (area_id, fiscal_year) and is (area_id)",
        ),
        (
            set_keys(foreign_keys={}),
            Step.MAJOR,
            "led to common.dim_area.area_id and leads to nothing",
        ),
        (
            set_keys(foreign_keys={"area_id": "common.dim_unit.unit"}),
            Step.MAJOR,
            "leads to common.dim_unit.unit",
        ),
        (
            lambda tables: tables.update({"goals.new": tables[FACT]}),
            Step.MINOR,
            "table goals.new is new",
        ),
        (set_column("source", "VARCHAR"), Step.MINOR, f"column {FACT}.source is new"),
        (set_column("note", "VARCHAR not null"), Step.MINOR, "note is never NULL any more"),
        (
            set_keys(
                foreign_keys={"area_id": "common.dim_area.area_id", "note": "common.dim_code.code"}
            ),
            Step.MINOR,
            "note now leads to common.dim_code.code",
        ),
    ],
)
def test_every_kind_of_change_is_found_and_waits_for_its_step(
    change: Callable[[dict[str, Any]], object], step: Step, text: str
) -> None:
    tables = copy.deepcopy(dict(BEFORE.tables))
    change(tables)
    (worst, *_) = ProductSchema(BEFORE.version, tables).changes_from(BEFORE)
    assert worst.step is step
    assert text in worst.text
    enough = BEFORE.version.after(step)
    ProductSchema(enough, tables).require_step_from(BEFORE, "release-0001")
    for too_low in (BEFORE.version, Version(1, 2, 9), *([Version(1, 9, 0)] if step > 1 else [])):
        with pytest.raises(RefusedError, match=f"at least {enough}"):
            ProductSchema(too_low, tables).require_step_from(BEFORE, "release-0001")


def test_without_a_change_any_version_from_the_same_will_do_but_none_below() -> None:
    for version in ("1.2.0", "1.2.1", "2.0.0"):
        ProductSchema(Version.parse(version), BEFORE.tables).require_step_from(
            BEFORE, "release-0001"
        )
    with pytest.raises(RefusedError, match="goes back"):
        ProductSchema(Version(1, 1, 9), BEFORE.tables).require_step_from(BEFORE, "release-0001")


def test_models_that_are_not_as_declared_are_refused_until_the_schema_is_updated(
    tmp_path: Path,
) -> None:
    path = tmp_path / "product_schema.json"
    assert update([AREA, COSTS], path) == ([], Version(1, 0, 0))
    require_declared([AREA, COSTS], ProductSchema.read(path))
    wider = replace(COSTS, types={**COSTS.types, "source": "string"})
    with pytest.raises(RefusedError, match=r"source is new(.|\n)*bokslut schema --update"):
        require_declared([AREA, wider], ProductSchema.read(path))
    assert update([AREA, wider], path)[1] == Version(1, 1, 0)
    assert update([AREA, wider], path)[1] == Version(1, 1, 0)
    assert update([AREA], path)[1] == Version(2, 0, 0)


@pytest.mark.parametrize("content", ["", "{}", '{"version": "1", "tables": {}}', "[]"])
def test_a_file_that_declares_no_schema_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "product_schema.json"
    path.write_text(content)
    with pytest.raises(RefusedError, match="schema"):
        ProductSchema.read(path)
