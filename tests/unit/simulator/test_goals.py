"""The goal system's workbook holds the report's goal tree, targets and activities, and its bytes repeat."""

from __future__ import annotations

import io
import time
import zipfile
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from extract_checks import (
    Extract,
    assert_files_satisfy_their_contracts,
    assert_manifests_equal_the_files,
    assert_rows_lie_in_their_periods,
    digests,
    extracts,
)

from orchestration.simulator import simulate
from orchestration.simulator.goals.workbook import write_workbook
from orchestration.simulator.ledger import plan

SYSTEM = "goals"

# Targets as printed: the board's (number or text), the council's.
TARGETS: dict[str, tuple[Any, Any]] = {
    "1.1-1": (0, 36),
    "1.2-1": (5, 1600),
    "1.3-1": (34, None),
    "1.7-1": (100, None),
    "2.4-1": (10, 5100),
    "2.4-2": (80, 80),
    "2.4-3": (100, 75),
    "2.4-4": (73, 80),
    "2.4-5": (93, 92),
    "2.4-6": (4.3, 4.4),
    "3.1-1": (100, 100),
    "3.1-2": (100, 100),
    "3.1-3": ("+/-1 %", "+/- 1 %"),
    "3.2-1": (4.5, "Minska"),
    "3.2-2": (90, "tas fram av nämnden"),
    "3.2-3": (1, "tas fram av nämnden"),
    "3.2.1-1": (80, None),
    "3.2.1-2": (85, None),
    "3.2.2-1": (90, None),
    "3.2.2-2": (90, None),
    "3.2.5-1": (4600, None),
    "3.2.5-2": (3300, None),
    "3.2.5-3": (90, None),
    "3.2.6-1": (90, None),
    "3.2.6-2": (960, None),
}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM])
    return folder


@pytest.fixture(scope="module")
def sheets(landing: Path) -> dict[tuple[str, int], Extract]:
    return {
        (extract.contract.entity, int(extract.manifest["bokslut"]["period"]["from"][:4])): extract
        for extract in extracts(landing, SYSTEM)
    }


def test_the_goal_tree_is_whole(sheets: dict[tuple[str, int], Extract]) -> None:
    goals = sheets["goals", 2013].rows
    numbers = {goal["nummer"] for goal in goals} - {None}
    assert numbers == {
        *("1", "1.1", "1.2", "1.3", "1.7", "2", "2.1", "2.3", "2.4", "3", "3.1", "3.2"),
    }
    assert sum(goal["niva"] == "namndmal" for goal in goals) == 7
    by_id = {goal["mal_id"]: goal for goal in goals}
    above = {
        "inriktningsmal": None,
        "verksamhetsmal": "inriktningsmal",
        "namndmal": "verksamhetsmal",
    }
    for goal in goals:
        parent = by_id.get(goal["overordnat_mal_id"])
        assert (parent and parent["niva"]) == above[goal["niva"]]


def test_every_goal_is_judged_wholly_reached_but_it_service(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    partly = [g for g in sheets["goals", 2013].rows if g["bedomning"] != "uppfylls_helt"]
    assert [(goal["bedomning"], "IT-service" in goal["rubrik"]) for goal in partly] == [
        ("uppfylls_delvis", True)
    ]
    assert all(goal["kommentar"] for goal in sheets["goals", 2013].rows)


def test_every_indicator_has_its_targets_as_printed(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    rows = sheets["indicators", 2013].rows
    found = {
        row["indikator_id"]: (
            row["arsmal_text"] or row["arsmal"],
            row["kf_arsmal_text"] or row["kf_arsmal"],
        )
        for row in rows
    }
    assert found == TARGETS
    goals = {goal["mal_id"] for goal in sheets["goals", 2013].rows}
    assert {row["mal_id"] for row in rows} <= goals
    assert {row["period"] for row in rows} == {"2013", "VB 2013", "B 2013"}


def test_activities_run_from_january_and_one_ends_in_october(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    rows = sheets["activities", 2013].rows
    assert [row["mal_id"] for row in rows] == ["1.1", "1.7", *["2.3"] * 3, *["3.2"] * 4]
    assert {row["startdatum"] for row in rows} == {datetime(2013, 1, 1)}
    assert [row["slutdatum"] for row in rows] == [
        datetime(2013, 10, 31),
        *[datetime(2013, 12, 31)] * 8,
    ]


def test_a_year_without_a_printed_plan_has_the_tree_but_no_targets(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    assert len(sheets["goals", 2012].rows) == len(sheets["goals", 2013].rows)
    assert {row["arsmal"] for row in sheets["indicators", 2012].rows} == {None}
    assert {row["bedomning"] for row in sheets["goals", 2012].rows} == {None}
    assert sheets["activities", 2012].rows == []


def test_the_forecast_is_one_percent_below_the_ledger(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    forecast = {
        row["matt"]: Decimal(row["belopp"])
        for row in sheets["forecasts", 2013].rows
        if row["tertial"] == "T2"
    }
    forecast_net = forecast["intakter"] - forecast["kostnader"]
    costs = Decimal(sum(cell.amount for cell in plan.costs(2013))) / 100
    revenue = Decimal(sum(cell.amount for cell in plan.revenue(2013))) / 100
    assert round(100 * (forecast_net - (revenue - costs)) / costs) == -1
    assert forecast["kostnader"] > costs


def test_both_tertials_forecast_every_area_of_both_years(
    sheets: dict[tuple[str, int], Extract],
) -> None:
    for year in (2012, 2013):
        board = {
            (row["tertial"], row["matt"]): Decimal(row["belopp"])
            for row in sheets["forecasts", year].rows
        }
        areas: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in sheets["area_forecasts", year].rows:
            if row["verksamhetsomrade"] != "aldre_direkt":
                areas[row["tertial"], row["matt"]] += Decimal(row["belopp"])
        assert len(board) == 4
        assert areas == board


@pytest.mark.slow
def test_budgeted_volumes_follow_the_scale_of_the_invoices(landing: Path, tmp_path: Path) -> None:
    simulate(tmp_path, systems=[SYSTEM], scale=0.1)

    def budgeted(folder: Path) -> list[int]:
        return [
            row["budgeterad_volym"]
            for extract in extracts(folder, SYSTEM)
            if extract.contract.entity == "volumes"
            for row in extract.rows
        ]

    assert len(budgeted(landing)) == 24
    assert sum(budgeted(tmp_path)) * 10 == sum(budgeted(landing))
    assert sum(budgeted(landing)[12:]) == pytest.approx(580_602 / 1.05, rel=0.004)


@pytest.mark.slow
def test_a_workbook_is_one_file_and_a_resource_a_sheet(landing: Path) -> None:
    (manifest,) = {
        str(e.manifest) for e in extracts(landing, SYSTEM) if "2013" in str(e.manifest["name"])
    }
    assert manifest.count("mal_och_indikatorer_2013.xlsx") == 7
    files = sorted(path.name for path in (landing / SYSTEM / "2013").iterdir())
    assert files == ["datapackage.json", "mal_och_indikatorer_2013.xlsx"]
    workbook = openpyxl.load_workbook(landing / SYSTEM / "2013" / "mal_och_indikatorer_2013.xlsx")
    assert workbook.sheetnames == [
        *("Mål", "Indikatorer", "Aktiviteter", "Volymer"),
        *("Prognoser", "Områdesprognoser", "Indikatorprognoser"),
    ]


def test_dates_and_numbers_are_cells_of_these_types(landing: Path) -> None:
    workbook = openpyxl.load_workbook(landing / SYSTEM / "2013" / "mal_och_indikatorer_2013.xlsx")
    assert workbook["Aktiviteter"]["E2"].is_date
    assert workbook["Volymer"]["C2"].data_type == "n"
    assert workbook["Indikatorer"]["G2"].data_type == "n"
    assert workbook["Mål"]["B2"].data_type == "s"


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_clock(landing: Path, tmp_path: Path) -> None:
    time.sleep(2.1)  # a zip archive counts time in steps of two seconds
    simulate(tmp_path, systems=[SYSTEM])
    assert digests(tmp_path) == digests(landing)


def test_a_workbook_and_its_parts_are_dated_as_told() -> None:
    saved = datetime(2014, 1, 14, 14, 30)
    content = write_workbook({"Blad": [["a"], [1]]}, saved)
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (properties.created, properties.modified) == (saved, saved)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2014, 1, 14, 14, 30, 0)}


@pytest.mark.slow
def test_manifests_state_the_rows_and_sums_of_the_sheets(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


def test_every_sheet_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


@pytest.mark.slow
def test_volumes_are_of_their_year(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)
