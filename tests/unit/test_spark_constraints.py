"""What a contract requires of a table on Spark, whose tables enforce nothing, is asked of it after it was made."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

from orchestration.core.settings import DBT_PROJECT_DIR

MACROS = (DBT_PROJECT_DIR / "macros" / "spark.sql").read_text("utf-8")
MODEL = SimpleNamespace(
    columns={
        name: SimpleNamespace(name=name, constraints=[{"type": "not_null"}] * is_required)
        for name, is_required in (
            ("area", False),
            ("year", False),
            ("amount", True),
            ("note", False),
        )
    },
    constraints=[SimpleNamespace(type="primary_key", columns=["area", "year"])],
)


class BrokenError(Exception):
    """What dbt raises."""


def check(rows: str, *, enforced: bool = True) -> None:
    """Ask of a table with these rows what is asked of one on Spark; the SQL is such that both engines take it."""

    def run_query(query: str) -> Any:
        relation = duckdb.sql(query)
        values = {
            name: SimpleNamespace(values=lambda value=value: (value,))
            for name, value in zip(relation.columns, relation.fetchall()[0], strict=True)
        }
        return SimpleNamespace(column_names=relation.columns, columns=values)

    def raise_compiler_error(message: str) -> None:
        raise BrokenError(message)

    macros = jinja2.Template(MACROS, extensions=["jinja2.ext.do"])
    module = macros.make_module(
        {
            "execute": True,
            "config": {"contract": SimpleNamespace(enforced=enforced)},
            "run_query": run_query,
            "exceptions": SimpleNamespace(raise_compiler_error=raise_compiler_error),
        }
    )
    relation = f"(select * from (values {rows}) as rows (area, year, amount, note)) as made"
    module.spark__persist_constraints(relation, MODEL)


def test_a_table_that_keeps_its_contract_passes() -> None:
    check("('a', 2012, 1, null), ('a', 2013, 1, 'x'), ('b', 2013, 1, 'x')")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("('a', 2012, 1, 'x'), ('b', 2012, null, 'x')", "1 rows have no amount"),
        ("('a', 2012, 1, 'x'), ('b', null, 1, 'x')", "1 rows have no year"),
        ("('a', 2012, 1, 'x'), ('a', 2012, 2, 'y')", "1 rows have a key that another row has"),
    ],
)
def test_a_null_where_a_value_is_required_or_a_repeated_key_stops_the_build(
    rows: str, said: str
) -> None:
    with pytest.raises(BrokenError, match=said):
        check(rows)
    check(rows, enforced=False)
