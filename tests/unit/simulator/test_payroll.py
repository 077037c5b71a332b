"""The payroll system's rows come to the report's figures, and its staff works and falls ill as people do."""

from __future__ import annotations

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from extract_checks import (
    Row,
    assert_files_satisfy_their_contracts,
    assert_manifests_equal_the_files,
    assert_rows_lie_in_their_periods,
    digests,
    extracts,
)

from orchestration.simulator import simulate
from orchestration.simulator.payroll.services import targets
from orchestration.simulator.targets import YEARS

pytestmark = pytest.mark.slow

SYSTEM = "payroll"
SCALE = 0.01
OWN_STAFF = {"employments", "working_hours", "absence_spells"}

Rows = dict[str, list[Row]]


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM], scale=SCALE)
    return folder


@pytest.fixture(scope="module")
def rows(landing: Path) -> Rows:
    """All rows by entity, each with the month of its delivery under "delivered"."""
    found: Rows = defaultdict(list)
    for extract in extracts(landing, SYSTEM):
        month = extract.manifest["bokslut"]["period"]["from"][:7]
        found[extract.contract.entity] += [{**row, "delivered": month} for row in extract.rows]
    return found


def of_year(rows: Iterable[Row], year: int) -> list[Row]:
    return [row for row in rows if row["delivered"].startswith(str(year))]


def count(rows: Iterable[Row], **wanted: str) -> int:
    return sum(all(row[key] == value for key, value in wanted.items()) for row in rows)


def total(rows: Iterable[Row], column: str) -> Decimal:
    return sum((Decimal(row[column].replace(",", ".")) for row in rows), Decimal(0))


def full_time_equivalents(rows: Iterable[Row]) -> Decimal:
    """The mean of the year's month ends."""
    return total(rows, "sysselsattningsgrad_pct") / 100 / 12


def length(spell: list[Row]) -> int:
    """Calendar days of a spell by all its rows; one that goes on has lasted to the end of its last month."""
    last = max(spell, key=lambda row: row["manad"])
    year, month, _ = map(int, last["manad"].split("-"))
    month_end = date(year, month, calendar.monthrange(year, month)[1])
    end = date.fromisoformat(last["till_datum"]) if last["till_datum"] else month_end
    return (end - date.fromisoformat(last["fran_datum"])).days + 1


@pytest.fixture(scope="module")
def spells(rows: Rows) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows["absence_spells"]:
        found[row["franvaro_id"]].append(row)
    return found


def test_the_plan_is_what_the_report_prints() -> None:
    def pct(part: str, whole: str, year: int) -> float:
        return round(100 * targets().count(part, year) / targets().count(whole, year), 3)

    calls, cases = "payroll_service_calls", "payroll_service_cases"
    assert [targets().count("payslips", year) for year in YEARS] == [611_400, 601_557]
    assert targets().count("pension_cases", 2013) == 2177
    assert targets().count("pension_cases_retirement", 2013) == 1872
    for year, self_service, answered, solved in ((2012, 73, 86, 84), (2013, 75, 88, 86)):
        assert pct("payslips_by_self_service", "payslips", year) == self_service
        assert pct(f"{calls}_answered", calls, year) == answered
        assert pct(f"{cases}_solved_at_first_contact", cases, year) == solved


@pytest.mark.parametrize("year", YEARS)
def test_what_is_done_for_the_city_comes_to_every_target(rows: Rows, year: int) -> None:
    of = {entity: of_year(each, year) for entity, each in rows.items()}
    found = {
        "payslips": len(of["payslips"]),
        "payslips_by_self_service": count(of["payslips"], underlag="sjalvservice"),
        "pension_cases_retirement": count(of["pension_cases"], arendetyp="pensionsavgang"),
        "payroll_service_cases": len(of["payroll_service_cases"]),
        "payroll_service_cases_solved_at_first_contact": count(
            of["payroll_service_cases"], lost_vid_forsta_kontakten="true"
        ),
        "payroll_service_calls": len(of["payroll_service_calls"]),
        "payroll_service_calls_answered": count(of["payroll_service_calls"], besvarad="true"),
    }
    assert found == {measure: targets().count(measure, year, SCALE) for measure in found}
    # A few more at this scale, so that no month goes without.
    assert len(of["pension_cases"]) == max(24, targets().count("pension_cases", year, SCALE))


def test_the_full_scale_has_the_printed_counts(tmp_path: Path) -> None:
    simulate(tmp_path, systems=[SYSTEM])
    found: dict[tuple[str, str], int] = defaultdict(int)
    for folder in (tmp_path / SYSTEM).iterdir():
        for path in folder.glob("p*.csv"):
            entity = path.stem[:-8]
            found[entity, folder.name[:4]] += path.read_bytes().count(b"\n") - 1
    assert found["payslips", "2013"] == 601_557
    assert found["payslips", "2012"] == 611_400
    assert found["pension_cases", "2013"] == 2177


@pytest.mark.parametrize(("year", "printed"), [(2012, 971), (2013, 948)])
def test_payslips_of_a_full_time_administrator_and_month(
    rows: Rows, year: int, printed: int
) -> None:
    hours = of_year(rows["administrator_hours"], year)
    full_time = sum(
        total([row], "timmar") / total([row], "heltidstimmar") for row in hours
    ) / Decimal(12)
    each = len(of_year(rows["payslips"], year)) / 12 / float(full_time)
    assert each == pytest.approx(printed, abs=0.2)
    known = {(row["handlaggare"], row["delivered"]) for row in hours}
    assert {(r["handlaggare"], r["delivered"]) for r in of_year(rows["payslips"], year)} <= known


@pytest.mark.parametrize(
    ("first", "last", "printed", "long_printed"),
    [
        ("2011-12", "2012-11", 4.8, None),
        ("2012-01", "2012-12", 4.9, 2.8),
        ("2012-12", "2013-11", 5.5, 3.1),
    ],
)
def test_sick_leave_and_the_part_of_spells_longer_than_fourteen_days(
    rows: Rows,
    spells: dict[str, list[Row]],
    first: str,
    last: str,
    printed: float,
    long_printed: float | None,
) -> None:
    window = [
        row
        for row in rows["absence_spells"]
        if row["orsak"] == "sjuk" and first <= row["delivered"] <= last
    ]
    worked = total(
        (row for row in rows["working_hours"] if first <= row["delivered"] <= last),
        "ordinarie_timmar",
    )
    long = [row for row in window if length(spells[row["franvaro_id"]]) > 14]
    assert float(100 * total(window, "timmar") / worked) == pytest.approx(printed, abs=0.0001)
    if long_printed is not None:
        share = float(100 * total(long, "timmar") / worked)
        assert share == pytest.approx(long_printed, abs=0.0001)


@pytest.mark.parametrize(("year", "printed", "about"), [(2012, 30.5, 280), (2013, 29.2, 300)])
def test_payroll_administration_s_part_of_the_full_time_equivalents(
    rows: Rows, year: int, printed: float, about: int
) -> None:
    staff = of_year(rows["employments"], year)
    all_of_it = full_time_equivalents(staff)
    payroll = full_time_equivalents(row for row in staff if row["kostnadsstalle"][0] == "2")
    assert float(100 * payroll / all_of_it) == pytest.approx(printed, abs=0.002)
    assert float(all_of_it) == pytest.approx(about, rel=0.01)


def test_sex_age_and_number_are_those_of_test_persons(rows: Rows) -> None:
    numbers = {row["anstallning_id"]: row["personnummer"] for row in rows["employments"]}
    assert len(set(numbers.values())) == len(numbers)
    for number in numbers.values():
        assert re.fullmatch(r"\d{8}-23[89]\d", number)
        digits = [int(digit) for digit in number[2:].replace("-", "")]
        doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
        assert sum(each // 10 + each % 10 for each in doubled) % 10 == 0
    women = sum(int(number[11]) % 2 == 0 for number in numbers.values())
    assert women / len(numbers) == pytest.approx(0.75, abs=0.01)
    for row in rows["employments"]:
        born = date.fromisoformat(
            f"{row['personnummer'][:4]}-{row['personnummer'][4:6]}-{row['personnummer'][6:8]}"
        )
        assert 20 <= (date.fromisoformat(row["per_datum"]) - born).days / 365.25 < 67


def test_absence_has_the_number_and_the_unit_of_the_employment(rows: Rows) -> None:
    numbers = {row["anstallning_id"]: row["personnummer"] for row in rows["employments"]}
    worked = {(r["anstallning_id"], r["manad"]): r for r in rows["working_hours"]}
    for row in rows["absence_spells"]:
        work = worked[row["anstallning_id"], row["manad"]]
        assert row["personnummer"] == numbers.get(row["anstallning_id"], row["personnummer"])
        assert row["kostnadsstalle"] == work["kostnadsstalle"]
        assert total([row], "timmar") <= total([work], "ordinarie_timmar")


def test_a_spell_has_a_row_in_each_month_and_its_end_in_the_last_alone(
    spells: dict[str, list[Row]],
) -> None:
    for spell in spells.values():
        months = [row["manad"] for row in sorted(spell, key=lambda row: row["manad"])]
        places = [int(month[:4]) * 12 + int(month[5:7]) for month in months]
        assert places == list(range(places[0], places[0] + len(places)))
        assert months[0] == max(f"{spell[0]['fran_datum'][:7]}-01", "2011-12-01")
        ends = {row["manad"]: row["till_datum"] for row in spell if row["till_datum"]}
        if months[-1] < "2013-12-01" or ends:
            assert list(ends) == [months[-1]]
            assert ends[months[-1]][:7] == months[-1][:7]
        assert len({(row["orsak"], row["anstallning_id"], row["fran_datum"]) for row in spell}) == 1


def test_nobody_works_part_time_against_their_will(rows: Rows) -> None:
    staff = rows["employments"]
    assert count(staff, sysselsattningsgrad_pct="75,00") > 100
    assert count(staff, deltid_ofrivillig="true") == 0
    assert not any(row["heltid_erbjuden_datum"] for row in staff)


def test_it_service_ends_with_2013_and_units_may_be_small(rows: Rows) -> None:
    at_the_end = [row for row in rows["employments"] if row["per_datum"] == "2013-12-31"]
    it_service = [row for row in at_the_end if row["kostnadsstalle"] in ("6010", "6020")]
    assert it_service
    assert {row["till_datum"] for row in it_service} == {"2013-12-31"}
    units = [row["kostnadsstalle"] for row in at_the_end]
    assert min(units.count(unit) for unit in units) < 10 < max(units.count(unit) for unit in units)


def test_managers_are_supported_from_august_2013(rows: Rows) -> None:
    supported = {r["delivered"] for r in rows["payroll_service_cases"] if r["funktion"][0] == "c"}
    assert supported == {f"2013-{month:02}" for month in range(8, 13)}


def test_december_2011_has_the_own_staff_and_each_later_month_all_extracts(landing: Path) -> None:
    delivered: dict[str, set[str]] = defaultdict(set)
    for extract in extracts(landing, SYSTEM):
        month = extract.manifest["bokslut"]["period"]["from"][:7]
        delivered[month].add(extract.contract.entity)
    assert delivered.pop("2011-12") == OWN_STAFF
    assert sorted(delivered) == [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
    assert all(len(entities) == 8 for entities in delivered.values())


def test_manifests_state_the_rows_and_sums_of_the_files(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


def test_every_file_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


def test_every_row_lies_in_its_delivery_s_month(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)


def test_the_same_seed_gives_the_same_bytes_and_the_staff_does_not_scale(
    landing: Path, tmp_path: Path
) -> None:
    simulate(tmp_path / "same", systems=[SYSTEM], scale=SCALE)
    simulate(tmp_path / "other", systems=[SYSTEM], scale=SCALE, seed=7)
    simulate(tmp_path / "larger", systems=[SYSTEM], scale=3 * SCALE)
    files = {path: digest for path, digest in digests(landing).items() if path.endswith(".csv")}
    same, other, larger = (digests(tmp_path / name) for name in ("same", "other", "larger"))
    assert files.items() <= same.items()
    # A single administrator, all that this scale needs, has the same hours by any seed.
    equal = {Path(path).name[:-12] for path, digest in files.items() if other[path] == digest}
    assert equal <= {"administrator_hours"}
    unscaled = {Path(path).name[:-12] for path, digest in files.items() if larger[path] == digest}
    assert unscaled == OWN_STAFF
