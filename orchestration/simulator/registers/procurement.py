"""The procurement department's registers."""

from __future__ import annotations

from decimal import Decimal

from orchestration.simulator.ledger import plan
from orchestration.simulator.registers.register import Rows, Year, repeated, table
from orchestration.simulator.targets import planned

_OPERATIONS = {
    "board_and_administration": "Nämnd och administration",
    "payroll_administration": "Löneadministration",
    "procurement": "Upphandling",
    "contact_centre": "Kontaktcenter",
    "aldre_direkt": "Äldre Direkt",
    "financial_administration": "Ekonomiadministration",
    "it_service": "IT service",
}
_PROCEDURES = {"oppet": 60, "forenklat": 25, "urval": 10, "selektivt": 5}


def procurement_requests(year: Year) -> Rows:
    """Return the requests for assignments; those not done are declined for lack of resources."""
    total = year.count("procurement_requests")
    done = year.count("procurement_requests_done")
    statuses = year.shuffled(
        repeated({"genomford": done, "avbojd": total - done}), "requests", "status"
    )
    # The last requests come in early December, so that all are settled within the year.
    days = year.workdays(total, "requests", months=(1, 11))
    spans = year.between(0, 30, total, "requests", "span")
    return [
        {
            "forfragan_id": f"UF-{year.year}-{number:03}",
            "inkom_datum": day,
            "forvaltning": administration,
            "status": status,
            "avbojd_orsak": "resursbrist" if status == "avbojd" else None,
            "avslutad_datum": year.later(day, 3 + (span // 3 if status == "avbojd" else 3 * span)),
        }
        for number, (day, administration, status, span) in enumerate(
            zip(days, year.administrations(total, "requests"), statuses, spans, strict=True), 1
        )
    ]


def advertised_procurements(year: Year) -> Rows:
    """Return the advertised procurements; the first ones of the year are concluded within it."""
    total = year.count("advertised_procurements")
    concluded = year.count("advertised_procurements_concluded")
    areas = [row["omrade"] for row in procurement_areas(year)]
    drawn = year.stream("advertised", "area").pick([1] * len(areas), total)
    procedures = year.stream("advertised", "procedure").pick(list(_PROCEDURES.values()), total)
    spans = year.between(60, 120, total, "advertised", "span")
    return [
        {
            "upphandling_id": f"AU-{year.year}-{number:03}",
            "annonserad_datum": day,
            "omrade": areas[area],
            "forfarande": list(_PROCEDURES)[procedure],
            "avslutad_datum": year.later(day, span) if number <= concluded else None,
        }
        for number, (day, area, procedure, span) in enumerate(
            zip(year.workdays(total, "advertised"), drawn, procedures, spans, strict=True), 1
        )
    ]


def procurement_areas(year: Year) -> Rows:
    """Return the areas of central and joint procurement at the year's end; later years have another one each."""
    added = [
        {"omrade": f"Ramavtal {later}", "form": "gemensam", "from_year": str(later)}
        for later in range(planned(year.year) + 1, year.year + 1)
    ]
    return [
        {
            "omrade_id": f"O{number:02}",
            "per_datum": year.last_day,
            "omrade": row["omrade"],
            "form": row["form"],
        }
        for number, row in enumerate([*table("procurement_areas"), *added], 1)
        if int(row["from_year"]) <= year.year
    ]


def competition_purchases(year: Year) -> Rows:
    """Return the business areas' budgeted costs; nothing is procured in competition (0 %, both years)."""
    budget = plan.budget(year.year)
    return [
        {
            "verksamhet": name,
            "per_datum": year.last_day,
            "budgeterad_kostnad": Decimal(budget[area, "cost"]) / 100,
            "upphandlad_kostnad": Decimal(0),
        }
        for area, name in _OPERATIONS.items()
    ]
