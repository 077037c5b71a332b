"""Registers of what customers say and send: comments, meetings, Svefaktura, EU projects."""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.simulator.invoicing.suppliers import invoices_of
from orchestration.simulator.registers.register import (
    FOLDER,
    Rows,
    Year,
    administrations,
    repeated,
    table,
)
from orchestration.simulator.targets import read_table, years_later

# What comments are about, by operations: weight of the operations, then of each subject.
_SUBJECTS = {
    "kontaktcenter": (32, {"information": 40, "bemotande": 25, "tillganglighet": 25, "ovrigt": 10}),
    "upphandling": (18, {"leverantor": 40, "avtal": 25, "information": 25, "ovrigt": 10}),
    "loneadministration": (
        22,
        {"effektivitet": 45, "tillganglighet": 25, "bemotande": 20, "information": 10},
    ),
    "ekonomiadministration": (
        20,
        {"effektivitet": 40, "tillganglighet": 30, "information": 20, "bemotande": 10},
    ),
    "it_service": (8, {"leverantor": 70, "effektivitet": 20, "tillganglighet": 10}),
}
_FEEDBACK_TYPES = {"klagomal": 52, "fraga": 24, "forslag": 17, "berom": 7}
_INVOICING = FOLDER.parent / "invoicing"
_TRAINED = 3  # administrations whose managers the payroll administration trained


def complaints(year: Year) -> Rows:
    """Return the comments on the board; those of surveys come with these, in the autumn."""
    total = year.count("complaints")
    surveyed = year.count("complaints_in_surveys")
    types = year.count("complaints_negative"), year.count("complaints_positive")
    kinds = repeated(
        {
            "klagomal": types[0],
            "positiv_synpunkt": types[1],
            "forbattringsforslag": total - sum(types),
        }
    )
    arrivals = sorted(
        [
            *((day, "kundundersokning") for day in year.workdays(surveyed, "s", months=(10, 11))),
            *((day, "lopande") for day in year.workdays(total - surveyed, "l")),
        ]
    )
    operations = year.stream("complaints", "operations").pick(
        [weight for weight, _ in _SUBJECTS.values()], total
    )
    drawn = year.stream("complaints", "subject").uniform(total)
    spans = year.between(1, 25, total, "complaints", "span")
    rows = []
    for number, ((day, source), kind) in enumerate(
        zip(arrivals, year.shuffled(kinds, "complaints", "type"), strict=True)
    ):
        operation = list(_SUBJECTS)[operations[number]]
        subjects = repeated(_SUBJECTS[operation][1])
        rows.append(
            {
                "synpunkt_id": f"SY-{year.year}-{number + 1:04}",
                "inkom_datum": day,
                "kalla": source,
                "typ": kind,
                "verksamhet": operation,
                "amne": subjects[int(drawn[number] * len(subjects))],
                "atgardad_datum": None
                if kind == "positiv_synpunkt"
                else year.later(day, spans[number]),
            }
        )
    return rows


def public_feedback(year: Year) -> Rows:
    """Return the comments by Tyck till, on any day of the year; none is on the board itself."""
    total = year.count("public_feedback")
    days = sorted(year.between(0, (year.last_day - date(year.year, 1, 1)).days, total, "feedback"))
    kinds = year.stream("feedback", "type").pick(list(_FEEDBACK_TYPES.values()), total)
    return [
        {
            "synpunkt_id": f"TT-{year.year}-{number:05}",
            "inkom_datum": date(year.year, 1, 1) + timedelta(day),
            "forvaltning": administration,
            "typ": list(_FEEDBACK_TYPES)[kind],
        }
        for number, (day, administration, kind) in enumerate(
            zip(days, year.administrations(total, "feedback"), kinds, strict=True), 1
        )
    ]


def customer_meetings(year: Year) -> Rows:
    """Return the meetings in the order of their days; the trainings are at three administrations."""
    meetings = []
    for operation, kind, measure in (
        ("ekonomiadministration", "kundmote", "meetings_financial"),
        ("loneadministration", "kundmote", "meetings_payroll"),
        ("loneadministration", "utbildning", "trainings_payroll"),
        ("pensionsadministration", "pensionsinformation", "meetings_pensions"),
    ):
        count = year.count(measure)
        names = year.administrations(count, measure)
        if kind == "utbildning":
            trained = [administration.name for administration in administrations()[:_TRAINED]]
            names = [trained[number % _TRAINED] for number in range(count)]
        meetings += [
            (day, operation, kind, name)
            for day, name in zip(year.workdays(count, measure), names, strict=True)
        ]
    return [
        {
            "mote_id": f"KM-{year.year}-{number:03}",
            "datum": day,
            "verksamhet": operation,
            "typ": kind,
            "forvaltning": name,
        }
        for number, (day, operation, kind, name) in enumerate(sorted(meetings), 1)
    ]


def svefaktura_connections(year: Year) -> Rows:
    """Return the suppliers connected by the year's end: those that invoicing has Svefaktura from."""
    return [
        {
            "leverantor_id": row["leverantor_id"],
            "per_datum": year.last_day,
            "leverantor": row["leverantor"],
            "ansluten_datum": date.fromisoformat(row["ansluten_datum"]),
            "arsvolym": invoices_of(row, year.year),
        }
        for row in read_table(_INVOICING, "svefaktura_suppliers")
        if row["ansluten_datum"] <= year.last_day.isoformat()
    ]


def eu_projects(year: Year) -> Rows:
    """Return the EU projects under way at the year's end; in later years they have been prolonged."""
    prolonged = years_later(year.year)
    rows = []
    for row in table("eu_projects"):
        if row["start_datum"] <= year.last_day.isoformat():
            end = date.fromisoformat(row["slut_datum"])
            rows.append(
                {
                    **row,
                    "per_datum": year.last_day,
                    "start_datum": date.fromisoformat(row["start_datum"]),
                    "slut_datum": end.replace(year=end.year + prolonged),
                }
            )
    return rows
