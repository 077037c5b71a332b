"""Registers of the board's own premises, safety and young people at work."""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.simulator.registers.register import Rows, Year, table
from orchestration.simulator.spread import split

# Electricity by month, relative: light in winter, cooling in July.
_SEASON = (112, 104, 104, 96, 90, 86, 84, 90, 95, 104, 112, 123)
_TRAINEE_COST_CENTRES = ("2020", "4050", "5020", "5030", "1030")
_SUMMER_COST_CENTRES = ("2020", "2030", "2040", "2060")  # payroll and pensions
_SUMMER_JOB_DAYS = 27
_SUMMER_FIRST_DAY = 17  # of June
_AWARD_COST_CENTRE = "2050"
_NO_END = "9999"  # of a meter that is in use


def energy_readings(year: Year) -> Rows:
    """Return each meter's month; over the year they come to the stated use per square metre."""
    readings = [
        (meter, date(year.year, month, 1))
        for month in range(1, 13)
        for meter in table("meters")
        if meter["first_month"] <= f"{year.year}-{month:02}" <= (meter["last_month"] or _NO_END)
    ]
    areas = [int(meter["area_kvm"]) for meter, _ in readings]
    use = round(year.count("energy_kwh_per_sqm") * sum(areas) / 12)
    noise = year.between(95, 105, len(readings), "energy")
    weights = [
        area * _SEASON[day.month - 1] * percent
        for (_, day), area, percent in zip(readings, areas, noise, strict=True)
    ]
    return [
        {
            "anlaggning_id": meter["anlaggning_id"],
            "manad": day,
            "lokal": meter["lokal"],
            "forbrukning_kwh": used,
            "area_kvm": area,
        }
        for (meter, day), area, used in zip(readings, areas, split(use, weights), strict=True)
    ]


def traineeships(year: Year) -> Rows:
    """Return the places offered; nobody asked for one in either year."""
    return [
        {
            "plats_id": f"PP-{year.year}-{number:02}",
            "erbjuden_datum": day,
            "kostnadsstalle": _TRAINEE_COST_CENTRES[number % len(_TRAINEE_COST_CENTRES)],
            "forfragan_datum": None,
            "praktik_fran": None,
            "praktik_till": None,
        }
        for number, day in enumerate(
            year.workdays(year.count("traineeships_offered"), "traineeships", months=(1, 3)), 1
        )
    ]


def summer_jobs(year: Year) -> Rows:
    """Return the holiday jobs, four weeks each, from the middle of June at the earliest."""
    first = date(year.year, 6, _SUMMER_FIRST_DAY)
    return [
        {
            "jobb_id": f"SJ-{year.year}-{number + 1:02}",
            "kostnadsstalle": _SUMMER_COST_CENTRES[number % len(_SUMMER_COST_CENTRES)],
            "fran_datum": max(day, first),
            "till_datum": max(day, first) + timedelta(_SUMMER_JOB_DAYS),
        }
        for number, day in enumerate(
            year.workdays(year.count("summer_jobs"), "summer jobs", months=(6, 7))
        )
    ]


def risk_measures(year: Year) -> Rows:
    """Return the measures of the year's analysis, every one carried out by its day."""
    listed = [row for row in table("risk_measures") if int(row["from_year"]) <= year.year]
    count = len(listed)
    days = year.workdays(count, "risk", months=(2, 12))
    early = year.between(0, 30, count, "risk", "early")
    return [
        {
            "atgard_id": f"RSA-{year.year}-{number:02}",
            "risk": row["risk"],
            "atgard": row["atgard"],
            "planerad_datum": day,
            "genomford_datum": day - timedelta(ahead),
        }
        for number, (row, day, ahead) in enumerate(zip(listed, days, early, strict=True), 1)
    ]


def crisis_exercises(year: Year) -> Rows:
    """Return the exercises in crisis management."""
    days = year.workdays(year.count("crisis_exercises"), "exercise", months=(9, 11))
    return [
        {
            "ovning_id": f"KO-{year.year}-{number:02}",
            "datum": day,
            "niva": "ledningsgrupp",
            "tema": "Långvarigt avbrott i telefoni och lönesystem",
        }
        for number, day in enumerate(days, 1)
    ]


def quality_award_entries(year: Year) -> Rows:
    """Return the units that competed for the city's quality award."""
    days = year.workdays(year.count("quality_award_entries"), "award", months=(2, 3))
    return [
        {
            "bidrag_id": f"KU-{year.year}-{number:02}",
            "anmald_datum": day,
            "kostnadsstalle": _AWARD_COST_CENTRE,
        }
        for number, day in enumerate(days, 1)
    ]
