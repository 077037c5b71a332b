"""The small registers hold what the report counts."""

from __future__ import annotations

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
from orchestration.simulator.registers.register import FOLDER
from orchestration.simulator.targets import read_targets

SYSTEM = "registers"
Registers = dict[tuple[str, int], list[Row]]


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    simulate(folder, systems=[SYSTEM])
    return folder


@pytest.fixture(scope="module")
def registers(landing: Path) -> Registers:
    return {
        (each.contract.entity, int(each.manifest["bokslut"]["period"]["from"][:4])): each.rows
        for each in extracts(landing, SYSTEM)
    }


def count(rows: list[Row], **wanted: str) -> int:
    return sum(all(row[key] == value for key, value in wanted.items()) for row in rows)


def test_38_of_72_requests_were_done_and_the_rest_declined_for_lack_of_resources(
    registers: Registers,
) -> None:
    rows = registers["procurement_requests", 2013]
    assert (len(rows), count(rows, status="genomford")) == (72, 38)
    assert count(rows, status="avbojd", avbojd_orsak="resursbrist") == 34
    assert all(row["avslutad_datum"] >= row["inkom_datum"] for row in rows)


def test_56_procurements_were_advertised_and_37_concluded(registers: Registers) -> None:
    rows = registers["advertised_procurements", 2013]
    concluded = [row for row in rows if row["avslutad_datum"]]
    assert (len(rows), len(concluded)) == (56, 37)
    assert all(row["avslutad_datum"] > row["annonserad_datum"] for row in concluded)
    areas = {row["omrade"] for row in registers["procurement_areas", 2013]}
    assert {row["omrade"] for row in rows} <= areas


def test_there_are_26_central_and_13_joint_areas(registers: Registers) -> None:
    rows = registers["procurement_areas", 2013]
    assert (count(rows, form="central"), count(rows, form="gemensam")) == (26, 13)


@pytest.mark.parametrize("year", [2012, 2013])
def test_nothing_was_procured_in_competition(registers: Registers, year: int) -> None:
    rows = registers["competition_purchases", year]
    assert sum(Decimal(row["upphandlad_kostnad"]) for row in rows) == 0
    assert sum(Decimal(row["budgeterad_kostnad"]) for row in rows) > 0


def test_508_comments_449_from_surveys_by_three_types(registers: Registers) -> None:
    rows = registers["complaints", 2013]
    assert len(rows) == 508
    assert (count(rows, kalla="kundundersokning"), count(rows, kalla="lopande")) == (449, 59)
    assert count(rows, typ="klagomal") == 330
    assert count(rows, typ="positiv_synpunkt") == 150
    assert count(rows, typ="forbattringsforslag") == 28
    assert all(row["atgardad_datum"] for row in rows if row["typ"] == "klagomal")


@pytest.mark.parametrize("year", [2012, 2013])
def test_no_comment_of_the_public_is_on_the_board(registers: Registers, year: int) -> None:
    rows = registers["public_feedback", year]
    assert len(rows) > 1000
    assert count(rows, forvaltning="Serviceförvaltningen") == 0


@pytest.mark.parametrize(("year", "printed"), [(2012, 37), (2013, 40)])
def test_use_of_electricity_per_square_metre(registers: Registers, year: int, printed: int) -> None:
    rows = registers["energy_readings", year]
    used = sum(int(row["forbrukning_kwh"]) for row in rows)
    mean_area = Decimal(sum(int(row["area_kvm"]) for row in rows)) / 12
    assert float(used / mean_area) == pytest.approx(printed, abs=0.01)
    assert len({row["manad"] for row in rows}) == 12


def test_five_traineeships_were_offered_and_none_was_asked_for(registers: Registers) -> None:
    assert len(registers["traineeships", 2013]) == 5
    for year in (2012, 2013):
        assert not any(row["forfragan_datum"] for row in registers["traineeships", year])


@pytest.mark.parametrize("year", [2012, 2013])
def test_ten_young_people_had_summer_jobs(registers: Registers, year: int) -> None:
    rows = registers["summer_jobs", year]
    assert len(rows) == 10
    assert all(f"{year}-06" <= row["fran_datum"] < row["till_datum"] < f"{year}-09" for row in rows)


@pytest.mark.parametrize("year", [2012, 2013])
def test_every_risk_measure_was_carried_out_in_time(registers: Registers, year: int) -> None:
    rows = registers["risk_measures", year]
    assert len(rows) > 10
    assert all(f"{year}" < row["genomford_datum"] <= row["planerad_datum"] for row in rows)


def test_one_crisis_exercise_was_held_by_the_management(registers: Registers) -> None:
    assert count(registers["crisis_exercises", 2013], niva="ledningsgrupp") == 1


def test_customer_meetings_by_operations(registers: Registers) -> None:
    rows = registers["customer_meetings", 2013]
    assert count(rows, verksamhet="ekonomiadministration", typ="kundmote") == 99
    assert count(rows, verksamhet="loneadministration", typ="kundmote") == 72
    trainings = [row for row in rows if row["typ"] == "utbildning"]
    assert len(trainings) == 5
    assert len({row["forvaltning"] for row in trainings}) == 3
    assert count(rows, typ="pensionsinformation") == 17


def test_fifty_suppliers_send_svefaktura_and_those_of_2013_bring_63_000(
    registers: Registers,
) -> None:
    rows = registers["svefaktura_connections", 2013]
    new = [row for row in rows if row["ansluten_datum"] >= "2013"]
    assert len(rows) == 50
    assert sum(int(row["arsvolym"]) for row in rows) == 225_000
    assert sum(int(row["arsvolym"]) for row in new) == 63_000
    earlier = {row["leverantor_id"] for row in registers["svefaktura_connections", 2012]}
    assert earlier == {row["leverantor_id"] for row in rows} - {row["leverantor_id"] for row in new}


def test_six_eu_projects_and_one_award_entry_the_year_before(registers: Registers) -> None:
    assert len(registers["eu_projects", 2013]) == 6
    assert len(registers["quality_award_entries", 2012]) == 1
    assert registers["quality_award_entries", 2013] == []


def test_every_target_of_the_plan_is_met_in_both_years(registers: Registers) -> None:
    targets = read_targets(FOLDER)
    meetings = {
        "meetings_financial": ("ekonomiadministration", "kundmote"),
        "meetings_payroll": ("loneadministration", "kundmote"),
        "trainings_payroll": ("loneadministration", "utbildning"),
        "meetings_pensions": ("pensionsadministration", "pensionsinformation"),
    }
    for year in (2012, 2013):
        rows = {entity: each for (entity, of), each in registers.items() if of == year}
        found = {
            "procurement_requests": len(rows["procurement_requests"]),
            "procurement_requests_done": count(rows["procurement_requests"], status="genomford"),
            "advertised_procurements": len(rows["advertised_procurements"]),
            "advertised_procurements_concluded": sum(
                bool(row["avslutad_datum"]) for row in rows["advertised_procurements"]
            ),
            "complaints": len(rows["complaints"]),
            "complaints_in_surveys": count(rows["complaints"], kalla="kundundersokning"),
            "complaints_negative": count(rows["complaints"], typ="klagomal"),
            "complaints_positive": count(rows["complaints"], typ="positiv_synpunkt"),
            "public_feedback": len(rows["public_feedback"]),
            "energy_kwh_per_sqm": round(
                sum(int(row["forbrukning_kwh"]) for row in rows["energy_readings"])
                * 12
                / sum(int(row["area_kvm"]) for row in rows["energy_readings"])
            ),
            "traineeships_offered": len(rows["traineeships"]),
            "summer_jobs": len(rows["summer_jobs"]),
            "crisis_exercises": len(rows["crisis_exercises"]),
            "quality_award_entries": len(rows["quality_award_entries"]),
            **{
                measure: count(rows["customer_meetings"], verksamhet=operations, typ=kind)
                for measure, (operations, kind) in meetings.items()
            },
        }
        assert found == {m: targets.count(m, year) for m, of in targets.counts if of == year}


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_at_any_scale(landing: Path, tmp_path: Path) -> None:
    simulate(tmp_path / "same", systems=[SYSTEM], scale=0.1)
    simulate(tmp_path / "other", systems=[SYSTEM], seed=7)
    assert digests(tmp_path / "same") == digests(landing)
    assert digests(tmp_path / "other") != digests(landing)


def test_manifests_state_the_rows_and_sums_of_the_files(landing: Path) -> None:
    assert_manifests_equal_the_files(landing, SYSTEM)


def test_every_file_satisfies_its_contract(landing: Path) -> None:
    assert_files_satisfy_their_contracts(landing, SYSTEM)


def test_every_row_lies_in_its_year(landing: Path) -> None:
    assert_rows_lie_in_their_periods(landing, SYSTEM)
