"""Which columns a column is made of, on queries that a person can follow."""

from __future__ import annotations

import pytest
from sqlglot import MappingSchema

from orchestration.site.column_sources import columns_read

SCHEMA = MappingSchema(
    {
        "raw": {
            "sales": {"day": "date", "amount": "decimal", "vat": "decimal", "shop": "varchar"},
            "shops": {
                "shop": "varchar",
                "region": "varchar",
                "tags": "varchar[]",
                "parent": "varchar",
            },
        }
    },
    dialect="duckdb",
)


def read(sql: str, column: str) -> set[str]:
    return {f"{table}.{name}" for (_, table), name in columns_read(sql, SCHEMA)[column]}


@pytest.mark.parametrize(
    ("sql", "made_of"),
    [
        ("select amount + vat as x from raw.sales", {"sales.amount", "sales.vat"}),
        # What joins, filters, groups or sorts is not part of the value.
        (
            "select sum(s.amount) as x from raw.sales s join raw.shops h on s.shop = h.shop where h.region = 'N'"
            " group by h.region order by 1",
            {"sales.amount"},
        ),
        ("select count(*) as x from raw.sales", set()),
        ("select 1 as x from raw.sales", set()),
        # By its place in a union, whatever it is called there.
        (
            "select amount as x, day from raw.sales union all select vat, day from raw.sales"
            " union all select null, day from raw.sales",
            {"sales.amount", "sales.vat"},
        ),
        (
            "with a as (select amount as y from raw.sales), b as (select y * 2 as z from a)"
            " select z - y as x from b, a",
            {"sales.amount"},
        ),
        (
            "select (select max(region) from raw.shops h where h.shop = s.shop) as x from raw.sales s",
            {"shops.region"},
        ),
        (
            "select case when region = 'N' then amount end as x from raw.sales join raw.shops using (shop)",
            {"shops.region", "sales.amount"},
        ),
        ("select x from (select amount as x, vat from raw.sales) as s", {"sales.amount"}),
        ("select tag as x from raw.shops, unnest(tags) as t(tag)", {"shops.tags"}),
        (
            "with recursive up as (select shop, parent as x from raw.shops union all"
            " select up.shop, h.parent from up join raw.shops h on up.x = h.shop) select x from up",
            {"shops.parent"},
        ),
        ("select * from (select amount as x from raw.sales)", {"sales.amount"}),
        (
            "select sum(amount) over (partition by shop order by day) as x from raw.sales",
            {"sales.amount", "sales.shop", "sales.day"},
        ),
    ],
)
def test_a_column_is_made_of(sql: str, made_of: set[str]) -> None:
    assert read(sql, "x") == made_of


def test_a_column_that_is_read_in_many_places_is_followed_once() -> None:
    steps = ["s0 as (select amount as x from raw.sales)"]
    steps += [f"s{n} as (select a.x + b.x as x from s{n - 1} a, s{n - 1} b)" for n in range(1, 40)]
    # Followed each time, it would be 2 to the 39th steps.
    assert read(f"with {', '.join(steps)} select x from s39", "x") == {"sales.amount"}
