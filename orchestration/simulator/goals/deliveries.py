"""The goal system's deliveries: one workbook per year, in the manifest once for each of its sheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.simulator.delivery import Delivery, Resource
from orchestration.simulator.extracts import (
    contract_of,
    control_totals,
    resource_of,
    yearly_delivery,
)
from orchestration.simulator.goals.workbook import write_workbook
from orchestration.simulator.spread import split
from orchestration.simulator.targets import YEARS, planned, read_table, read_targets, years_later

_SYSTEM = "goals"
_FOLDER = Path(__file__).parent
# The year whose plan the report prints, and which later years repeat. Of the year before, the tree and the indicators
# are given, but targets, judgements and activities are not known and stay empty.
_REPORTED_YEAR = 2013
# Customer invoices by month, relative: rents and fees of preschools leave July low.
_INVOICE_SEASON = (85, 82, 84, 83, 84, 82, 68, 80, 86, 87, 88, 91)


def deliveries(*, years: Sequence[int] = YEARS, seed: int, scale: float) -> Iterator[Delivery]:
    """Yield the deliveries of some years, oldest first.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed
        Without effect: nothing in the workbook is drawn.
    scale
        See ``orchestration.simulator.simulate``; budgeted volumes follow the invoices.
    """
    for year in years:
        yield yearly_delivery(_SYSTEM, year, "Mål och indikatorer", _resources(year, scale))


def _resources(year: int, scale: float) -> list[Resource]:
    path = f"mal_och_indikatorer_{year}.xlsx"
    by_entity: dict[str, list[dict[str, Any]]] = {
        "goals": _goals(year),
        "indicators": _indicators(year),
        "activities": _activities(year),
        "volumes": _volumes(year, scale),
        "forecasts": _forecasts(year),
        "area_forecasts": _area_forecasts(year),
        "indicator_forecasts": _indicator_forecasts(year),
    }
    sheets = {}
    for entity, rows in by_entity.items():
        contract = contract_of(_SYSTEM, entity)
        names = [field.name for field in contract.fields]
        sheets[str(contract.sheet)] = [names, *([_cell(row[n]) for n in names] for row in rows)]
    content = write_workbook(sheets, datetime(year + 1, 1, 14, 14, 30))
    resources = []
    for entity, rows in by_entity.items():
        contract = contract_of(_SYSTEM, entity)
        resource = resource_of(contract, path, content, len(rows), control_totals(contract, rows))
        resource.name = f"{entity}-{year}"
        resources.append(resource)
    return resources


def _cell(value: object) -> object:
    """Return a value as a workbook has it: an empty text is an empty cell."""
    return None if value == "" else value


def _table(name: str) -> list[dict[str, str]]:
    return read_table(_FOLDER, name)


def _goals(year: int) -> list[dict[str, Any]]:
    known = year >= _REPORTED_YEAR
    return [
        {
            **row,
            "ar": year,
            "nummer": row["mal_id"] if row["niva"] != "namndmal" else "",
            "bedomning": row["bedomning"] if known else "",
            "kommentar": row["kommentar"] if known else "",
        }
        for row in _table("goals")
    ]


def _indicators(year: int) -> list[dict[str, Any]]:
    known = year >= _REPORTED_YEAR
    return [
        {
            **row,
            "ar": year,
            "mal_id": row["indikator_id"].partition("-")[0],
            "arsmal": _number(row["arsmal"]) if known else None,
            "arsmal_text": row["arsmal_text"] if known else "",
            "kf_arsmal": _number(row["kf_arsmal"]) if known else None,
            "kf_arsmal_text": row["kf_arsmal_text"] if known else "",
            "period": row["period"].replace(str(_REPORTED_YEAR), str(year)),
        }
        for row in _table("indicators")
    ]


def _activities(year: int) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "ar": year,
            "mal_id": row["aktivitet_id"].partition("-")[0],
            "startdatum": _moved(row["startdatum"], years_later(year)),
            "slutdatum": _moved(row["slutdatum"], years_later(year)),
        }
        for row in _table("activities")
        if row["startdatum"].startswith(str(planned(year)))
    ]


def _volumes(year: int, scale: float) -> list[dict[str, Any]]:
    total = read_targets(_FOLDER).count("budgeted_customer_invoices", year, scale)
    return [
        {"matt": "kundfakturor", "manad": date(year, month, 1), "budgeterad_volym": volume}
        for month, volume in enumerate(split(total, _INVOICE_SEASON), 1)
    ]


def _forecasts(year: int) -> list[dict[str, Any]]:
    """Return the board's forecasts: the sums of the areas that are not part of another."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in _area_forecasts(year):
        if not row["ingar_i"]:
            sums[row["tertial"], row["matt"]] += row["belopp"]
    return [
        {"ar": year, "tertial": tertial, "matt": side, "belopp": amount}
        for (tertial, side), amount in sums.items()
    ]


def _area_forecasts(year: int) -> list[dict[str, Any]]:
    return [
        {**row, "ar": year, "belopp": Decimal(row["belopp"])}
        for row in _table("area_forecasts")
        if row["ar"] == str(planned(year))
    ]


def _indicator_forecasts(year: int) -> list[dict[str, Any]]:
    return [
        {**row, "ar": year, "prognos": Decimal(row["prognos"])}
        for row in _table("indicator_forecasts")
        if row["ar"] == str(planned(year))
    ]


def _moved(day: str, years: int) -> date:
    """Return the day of a date some years later."""
    moved = date.fromisoformat(day)
    return moved.replace(year=moved.year + years)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
