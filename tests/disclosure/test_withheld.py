"""What is withheld stays withheld: a solver is given everything that is published and asked what it gives away.

Two tests show that it finds what earlier versions gave away; the others demand that it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.disclosure.reader import Reader
from tests.disclosure.releases import after_correction, release_of
from tests.warehouse import Warehouse

LIMIT = 10

# The employments of a release with one more person in a unit, at the end of 2012.
FORGOTTEN = """
    from delivered
    union all
    select * replace (
        '19960229-2386' as personnummer,
        'A999999' as anstallning_id,
        '{unit}' as kostnadsstalle,
        100 as sysselsattningsgrad_pct
    )
    from delivered
    where per_datum = '2012-12-31'
    qualify row_number() over (order by anstallning_id) = 1
"""


def persons_of_units(counts: dict[str, int | None], area: int) -> list[dict[str, Any]]:
    """Return rows of ``mart_hr__employees``: an area, which is the whole board, and its units."""
    of_year: dict[str, Any] = {"fiscal_year": 2012}
    return [
        of_year
        | {"breakdown": "total", "within_member": "", "member": "total", "employees_count": area},
        of_year
        | {
            "breakdown": "business_area",
            "within_member": "",
            "member": "area",
            "employees_count": area,
        },
        *(
            of_year
            | {
                "breakdown": "cost_centre",
                "within_member": "area",
                "member": unit,
                "employees_count": count,
            }
            for unit, count in counts.items()
        ),
    ]


@pytest.fixture
def published(warehouse: Warehouse) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        yield connection


def test_the_solver_finds_a_group_of_seven_that_two_releases_withhold_with_different_partners() -> (
    None
):
    shown = {"2020": 19, "2030": 19, "2040": 19}
    first = persons_of_units({"2010": None, **shown, "2050": None, "2060": 13}, 90)
    second = persons_of_units({"2010": None, **shown, "2050": 14, "2060": None}, 91)
    alone = [Reader([release_of(mart_hr__employees=rows)]).leaks(LIMIT) for rows in (first, second)]
    both = Reader([release_of(mart_hr__employees=rows) for rows in (first, second)]).leaks(LIMIT)
    assert alone == [[], []]
    assert "release 1, persons of cost_centre 2010, end of 2012: between 6.00 and 7.00" in [
        str(leak) for leak in both
    ]


def test_the_solver_finds_a_unit_that_one_window_withholds_and_another_shows() -> None:
    group = {"breakdown": "cost_centre", "within_member": "area", "fiscal_year": 2012}
    windows = {"calendar_year": (11, 4.6388102), "december_to_november": (None, None)}
    rows: list[dict[str, Any]] = []
    for window, (persons, rate) in windows.items():
        of_window = {"measure_window": window, "fiscal_year": 2012}
        first = 0 if window == "calendar_year" else -1
        rows += [
            of_window
            | {
                "breakdown": "month",
                "within_member": "",
                "member": f"month {month:02d}",
                "is_disclosed": True,
            }
            for month in range(first, first + 12)
        ]
        rows += [
            of_window
            | {
                "breakdown": "business_area",
                "within_member": "",
                "member": "area",
                "employees_count": 60,
            },
            of_window | group | {"member": "3010", "is_disclosed": False},
            of_window | group | {"member": "3030", "is_disclosed": False},
            of_window
            | group
            | {
                "member": "3020",
                "is_disclosed": persons is not None,
                "employees_count": persons,
                "sick_leave_pct": rate,
            },
        ]
    leaks = Reader([release_of(mart_hr__sick_leave=rows)]).leaks(LIMIT)
    assert {leak.cell.group.member for leak in leaks} == {"3020"}


def test_nothing_that_a_release_withholds_follows_from_what_it_shows(
    published: duckdb.DuckDBPyConnection,
) -> None:
    reader = Reader([published])
    assert {cell.quantity for cell in reader.withheld} >= {"persons", "full-times", "sick hours"}
    assert [str(leak) for leak in reader.leaks(LIMIT)] == []


# The unit that was withheld beside a small one, one that was shown, and the small one itself.
@pytest.mark.parametrize("unit", ["2050", "2060", "2010", "3030"])
def test_nothing_that_is_withheld_follows_from_two_releases_with_a_correction_between(
    warehouse: Warehouse, published: duckdb.DuckDBPyConnection, tmp_path: Path, unit: str
) -> None:
    with after_correction(warehouse, tmp_path, FORGOTTEN.format(unit=unit)) as corrected:
        assert persons_in(corrected) == persons_in(published) + 1
        assert record_of(corrected) >= record_of(published)
        leaks = Reader([published, corrected]).leaks(LIMIT, "persons", "full-times")
        assert [str(leak) for leak in leaks] == []


def persons_in(tables: duckdb.DuckDBPyConnection) -> int:
    """Return the employees at the end of 2012."""
    query = "select employees_count from hr.mart_hr__employees where fiscal_year = 2012 and breakdown = 'total'"
    return tables.execute(query).fetchall()[0][0]


def record_of(tables: duckdb.DuckDBPyConnection) -> set[str]:
    """Return the groups on record as withheld."""
    return {
        group
        for (group,) in tables.execute(
            "select group_id from hr.mart_hr__withheld_groups"
        ).fetchall()
    }
