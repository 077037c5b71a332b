"""A profile counts what the columns of a delivery hold, and repeats no personal data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.contracts import Contract, read_contract
from orchestration.loading import profiles as counting
from orchestration.loading.profile_statistics import STATISTICS
from orchestration.loading.profiles import Delivered, make_profiles

CONTRACT = """
title: Parking permits
description: One row per permit.
owner: parking system manager
frequency: month
due_days: 5
format: csv
schema:
  primaryKey: [permit]
  periodField: issued_at
  fields:
    - {name: permit, type: string, description: The permit., constraints: {required: true}}
    - {name: issued_at, type: datetime, description: When it was issued.}
    - {name: zone, type: string, description: Where it is for.}
    - {name: fee, type: number, description: The fee.}
    - {name: paid, type: boolean, description: Whether the fee is paid.}
    - {name: holder, type: string, personal: true, description: Whose it is.}
"""

ROWS = """
    ('P007', '2013-05-01 00:30:00+02:00', 'Norra 2013', 100.50, true, 'Anna'),
    ('P008', '2013-05-02 00:30:00+02:00', 'Norra 2013', -20, false, 'Bo'),
    ('P008', '2013-05-02 00:30:00+02:00', 'Norra 2013', -20, false, 'Bo'),
    ('P011', '2013-05-31 12:00:00+02:00', 'SÃ¶dra', null, true, 'Cilla')
"""


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    path = tmp_path / "parking" / "permits.yml"
    path.parent.mkdir()
    path.write_text(CONTRACT, "utf-8")
    return read_contract(path)


def profile(contract: Contract, folder: Path, rows: str) -> dict[tuple[str, str, str], Any]:
    """Return the profile of some rows by column, statistic and code, where nothing is kept."""
    for kept in folder.glob("profiles-*"):
        kept.unlink()
    return profiles(contract, folder, {"2013-05": rows})["2013-05"]


def profiles(
    contract: Contract, folder: Path, loads: dict[str, str]
) -> dict[str, dict[tuple[str, str, str], Any]]:
    """Return the profiles of some loads of May 2013, given their rows, by load; what is kept lies in ``folder``."""
    delivered = []
    columns = ", ".join(f"{field.name} {field.sql_type}" for field in contract.fields)
    found: dict[str, dict[tuple[str, str, str], Any]] = {}
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        for load_id, rows in loads.items():
            loaded = folder / f"{load_id}.parquet"
            connection.execute(f"create or replace table permits (load_id varchar, {columns})")
            if rows:
                connection.execute(
                    f"insert into permits select '{load_id}', * from (values {rows})"
                )
            connection.execute(f"copy permits to '{loaded}'")
            (count,) = connection.execute("from (select count(*) from permits)").fetchall()[0]
            delivered.append(Delivered(load_id, contract, date(2013, 5, 1), loaded, count))
        make_profiles(connection, "profiles", delivered, folder)
        for load_id, column, statistic, code, value in connection.execute(
            "select load_id, column_name, statistic, code, value from profiles"
        ).fetchall():
            found.setdefault(load_id, {})[column, statistic, code] = value
    return found


def test_a_profile_counts_what_the_rows_say(contract: Contract, tmp_path: Path) -> None:
    found = profile(contract, tmp_path, ROWS)
    assert {key: found["", key, ""] for key in ("rows", "twins", "contents")} == {
        "rows": 4,
        "twins": 1,
        "contents": 3,
    }
    assert found["permit", "first_number", ""] == 7
    assert found["permit", "last_number", ""] == 11
    assert found["fee", "sum", ""] == Decimal("60.50")
    assert (found["fee", "filled", ""], found["fee", "negative", ""]) == (3, 2)
    assert (found["fee", "whole", ""], found["fee", "tens", ""]) == (2, 2)
    assert found["fee", "greatest", ""] == Decimal("100.50")
    assert found["paid", "true", ""] == 2
    assert found["zone", "damaged", ""] == 1
    assert found["zone", "test", ""] == 0
    # By the clock of Stockholm: half past midnight in May is the day before in UTC.
    assert found["issued_at", "seconds", ""] == 3 * 1800 + 12 * 3600
    assert {statistic for _, statistic, _ in found} <= STATISTICS.keys()


@pytest.mark.parametrize("column", ["place", "zone"])
def test_the_days_of_a_code_are_counted_in_an_extract_that_comes_by_month(
    tmp_path: Path, column: str
) -> None:
    path = tmp_path / "parking" / "permits.yml"
    path.parent.mkdir()
    path.write_text(CONTRACT.replace("name: zone", f"name: {column}"), "utf-8")
    rows = ", ".join(
        f"('P{number}', '2013-05-{day:02} 12:00:00+02:00', '{zone}', 1, true, 'Anna')"
        for number, (day, zone) in enumerate(
            [(1, "N"), (1, "N"), (1, "S"), (31, "N"), (30, "N"), (30, "N")]
        )
    )
    found = profile(read_contract(path), tmp_path, rows)
    assert found["issued_at", "dates", ""] == 3
    assert found[column, "code_dates", "N"] == 3
    assert found[column, "code_dates", "S"] == 1


def test_the_rows_of_a_register_are_counted_as_entries(tmp_path: Path) -> None:
    path = tmp_path / "parking" / "permits.yml"
    path.parent.mkdir()
    path.write_text(CONTRACT.replace("format: csv", "format: csv\nregister: true"), "utf-8")
    assert profile(read_contract(path), tmp_path, ROWS)["", "entries", ""] == 4


METERS = """
title: Meters
description: One row per meter and month.
owner: energy system manager
frequency: year
due_days: 5
format: csv
schema:
  primaryKey: [meter, month]
  periodField: month
  fields:
    - {name: meter, type: string, description: The meter., constraints: {required: true}}
    - {name: month, type: date, description: The month., constraints: {required: true}}
    - {name: used, type: integer, description: What was used.}
"""


@pytest.mark.parametrize(
    ("second", "twins"),
    [
        pytest.param("('M2', '2013-05-01', 40)", 1, id="another meter in the month"),
        pytest.param("('M1', '2013-06-01', 40)", 0, id="another month of the meter"),
        pytest.param("('M2', '2013-05-01', 41)", 0, id="another reading"),
    ],
)
def test_rows_of_one_day_that_say_the_same_under_two_names_are_twins(
    tmp_path: Path, second: str, twins: int
) -> None:
    path = tmp_path / "energy" / "meters.yml"
    path.parent.mkdir()
    path.write_text(METERS, "utf-8")
    rows = f"('M1', '2013-05-01', 40), {second}"
    assert profile(read_contract(path), tmp_path, rows)["", "twins", ""] == twins


def test_a_number_that_is_left_out_is_a_gap(contract: Contract, tmp_path: Path) -> None:
    rows = "('P007', null, null, null, null, null), ('P009', null, null, null, null, null)"
    assert profile(contract, tmp_path, rows)["permit", "gaps", ""] == 1


@pytest.mark.slow
def test_deliveries_that_say_the_same_under_other_keys_have_one_digest(
    contract: Contract, tmp_path: Path
) -> None:
    digests = {
        profile(contract, tmp_path, ROWS.replace("P0", "Q9"))["", "content", ""],
        profile(contract, tmp_path, ROWS.replace("2013-05-01 00", "2013-05-03 10"))[
            "", "content", ""
        ],
    }
    assert len(digests) == 1
    assert (
        profile(contract, tmp_path, ROWS.replace("100.50", "100.51"))["", "content", ""]
        not in digests
    )


def test_a_profile_repeats_no_personal_data_and_no_year(contract: Contract, tmp_path: Path) -> None:
    rows = ", ".join(f"('P{n}', null, 'Norra 2013', 1, true, 'Anna')" for n in range(9))
    codes = {
        code for _, statistic, code in profile(contract, tmp_path, rows) if statistic == "code"
    }
    assert codes == {"Norra YYYY"}


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("SÃ¶dra", "damaged"),
        ("S\ufffddra", "damaged"),
        ("S?dra", "damaged"),
        ("Test 1", "test"),
        ("en DUMMY", "test"),
    ],
)
def test_a_text_that_is_damaged_or_a_test_is_counted(
    contract: Contract, tmp_path: Path, text: str, statistic: str
) -> None:
    found = profile(contract, tmp_path, f"('P1', null, '{text}', 1, true, null)")
    assert {key: found["zone", key, ""] for key in ("damaged", "test")} == {
        "damaged": 0,
        "test": 0,
        statistic: 1,
    }


@pytest.mark.parametrize("text", ["Södra", "Vad? Allt", "Testamente", "protest", "Nej?"])
def test_an_ordinary_text_is_neither(contract: Contract, tmp_path: Path, text: str) -> None:
    found = profile(contract, tmp_path, f"('P1', null, '{text}', 1, true, null)")
    assert (found["zone", "damaged", ""], found["zone", "test", ""]) == (0, 0)


def test_an_empty_delivery_has_a_profile(contract: Contract, tmp_path: Path) -> None:
    assert profile(contract, tmp_path, "")["", "rows", ""] == 0


@pytest.mark.slow
def test_each_delivery_has_its_own_profile(contract: Contract, tmp_path: Path) -> None:
    loads = {"a": ROWS, "b": ROWS.replace("P0", "Q1").replace("100.50", "1000"), "c": ""}
    found = profiles(contract, tmp_path, loads)
    assert found == {load_id: profile(contract, tmp_path, rows) for load_id, rows in loads.items()}
    assert found["a"] != found["b"]


def test_a_large_delivery_has_the_profile_that_a_small_one_would_have(
    contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = {"a": ROWS, "b": ROWS.replace("P0", "Q1").replace("100.50", "1000")}
    small = profiles(contract, tmp_path, loads)
    for kept in tmp_path.glob("profiles-*"):
        kept.unlink()
    monkeypatch.setattr(counting, "_SMALL_ROWS", 1)
    assert profiles(contract, tmp_path, loads) == small


def test_a_profile_that_is_kept_is_not_counted_again(contract: Contract, tmp_path: Path) -> None:
    before = profiles(contract, tmp_path, {"a": ROWS})
    again = profiles(contract, tmp_path, {"a": "", "b": ROWS})
    assert again["a"] == before["a"]
    assert profiles(contract, tmp_path, {"a": ""}) == before


def test_a_profile_by_other_statistics_is_counted_again(tmp_path: Path) -> None:
    path = tmp_path / "parking" / "permits.yml"
    path.parent.mkdir()
    path.write_text(CONTRACT, "utf-8")
    assert ("fee", "sum", "") in profiles(read_contract(path), tmp_path, {"a": ROWS})["a"]
    path.write_text(
        CONTRACT.replace("name: zone, type: string", "name: zone, type: string, personal: true"),
        "utf-8",
    )
    found = profiles(read_contract(path), tmp_path, {"a": ROWS})["a"]
    assert ("zone", "damaged", "") not in found
    assert ("fee", "sum", "") in found


@pytest.mark.slow
def test_what_is_kept_and_altered_is_counted_again(contract: Contract, tmp_path: Path) -> None:
    before = profiles(contract, tmp_path, {"a": ROWS})
    (kept,) = tmp_path.glob("profiles-*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create table altered as from read_parquet('{kept}')")
        connection.execute("update altered set value = value + 1")
        connection.execute(f"copy altered to '{kept}'")
    assert profiles(contract, tmp_path, {"a": ROWS}) == before
    kept.write_bytes(b"PAR1")
    assert profiles(contract, tmp_path, {"a": ROWS}) == before


@pytest.mark.slow
def test_what_is_kept_is_of_the_loads_that_count(contract: Contract, tmp_path: Path) -> None:
    for loads in ({"a": ROWS}, {"b": ROWS}, {"b": ROWS}):
        profiles(contract, tmp_path, loads)
    (kept,) = tmp_path.glob("profiles-*.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(f"select distinct load_id from read_parquet('{kept}')")
        assert found.fetchall() == [("b",)]
