"""The rows of the board's own employments, their working hours and their absence."""

from __future__ import annotations

from functools import cache

import numpy as np

from orchestration.simulator.delivery import Resource
from orchestration.simulator.extracts import csv_column_resource
from orchestration.simulator.payroll import months
from orchestration.simulator.payroll.absence import REASONS, spells
from orchestration.simulator.payroll.services import SYSTEM
from orchestration.simulator.payroll.staff import FORMS, NO_END, personal_numbers, places, staff
from orchestration.simulator.spread import Ints

_FIRST_NUMBER = 100_001
_NOTICE_DAYS = 92
_EMPLOYMENT = "printf('A%06d', employment)"
_FROM = "DATE '1970-01-01' + first::INTEGER"
_TO = "CASE WHEN has_end THEN DATE '1970-01-01' + last::INTEGER END"


def employments(seed: int, month: int) -> Resource:
    """Return who is employed on the month's last day. An end is known of limited employments and after notice."""
    people = staff(seed)
    end = months.ENDS[month]
    which = np.flatnonzero((people.first <= end) & (people.last >= end))
    last = people.last[which]
    form = people.form[which]
    columns = {
        **_whose(seed, which),
        "position": _positions()[people.place[which]],
        "form": form + 1,
        "degree": people.degree_pct[which],
        "first": people.first[which],
        "last": np.where(last == NO_END, end, last),
        "has_end": (last != NO_END) & ((form == 1) | (last <= end + _NOTICE_DAYS)),
    }
    return _resource(
        "employments",
        month,
        columns,
        per_datum=f"DATE '{np.datetime64(int(end), 'D')}'",
        befattning="position",
        anstallningsform=f"{list(FORMS)}[form]",
        sysselsattningsgrad_pct="degree",
        fran_datum=_FROM,
        till_datum=_TO,
        deltid_ofrivillig="false",
        heltid_erbjuden_datum="NULL",
    )


def working_hours(seed: int, month: int) -> Resource:
    """Return the ordinary hours of everyone who is employed in the month."""
    hours = staff(seed).ordinary_hours(seed, month)
    which = np.flatnonzero(hours)
    columns = {**_whose(seed, which), "hours": hours[which]}
    return _resource(
        "working_hours",
        month,
        columns,
        manad=_first_day(month),
        ordinarie_timmar="hours::DECIMAL(18, 2) * 0.01",
    )


def absence_spells(seed: int, month: int) -> Resource:
    """Return the spells that touch the month, as they are known at its end."""
    known = spells(seed)
    which = known.of_month(month)
    columns = {
        **_whose(seed, known.employee[which]),
        "number": which + 1,
        "reason": known.reason[which] + 1,
        "first": known.first[which],
        "last": known.last[which],
        "has_end": known.last[which] <= months.ENDS[month],
        "hours": known.hours(staff(seed), month, which),
        "extent": known.extent_pct[which],
    }
    return _resource(
        "absence_spells",
        month,
        columns,
        franvaro_id="printf('F%07d', number)",
        manad=_first_day(month),
        orsak=f"{list(REASONS)}[reason]",
        fran_datum=_FROM,
        till_datum=_TO,
        timmar="hours::DECIMAL(18, 2) * 0.01",
        omfattning_pct="extent",
    )


def _whose(seed: int, which: Ints) -> dict[str, np.ndarray]:
    """Return the columns that say whose rows they are."""
    return {
        "employment": which + _FIRST_NUMBER,
        "personnummer": _personal_numbers(seed)[which],
        "kostnadsstalle": _cost_centres()[staff(seed).place[which]],
    }


def _resource(entity: str, month: int, columns: dict[str, np.ndarray], **values: str) -> Resource:
    year, number = months.year_and_month(month)
    path = f"{entity}_{year}-{number:02}.csv"
    return csv_column_resource(SYSTEM, entity, path, columns, anstallning_id=_EMPLOYMENT, **values)


def _first_day(month: int) -> str:
    return f"DATE '{np.datetime64(int(months.STARTS[month]), 'D')}'"


@cache
def _personal_numbers(seed: int) -> np.ndarray:
    return np.array(personal_numbers(staff(seed)), dtype=object)


@cache
def _cost_centres() -> np.ndarray:
    return np.array([place["cost_centre"] for place in places()], dtype=object)


@cache
def _positions() -> np.ndarray:
    return np.array([place["position"] for place in places()], dtype=object)
