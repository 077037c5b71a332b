"""What the payroll administration does for the city: payslips, pension cases and the payroll service.

Rows scale with ``scale``; so do the administrators and their hours, so that a full-time administrator
makes as many payslips at every scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from orchestration.simulator.calendar import booking_days, month_of, on_or_before
from orchestration.simulator.delivery import Resource
from orchestration.simulator.extracts import csv_column_resource
from orchestration.simulator.ledger import plan
from orchestration.simulator.spread import Floats, Ints, Stream, split
from orchestration.simulator.targets import YEARS, Targets, read_targets

SYSTEM = "payroll"
_FOLDER = Path(__file__).parent
_DAY = "DATE '1970-01-01' + day::INTEGER"

# Holiday temps are paid in summer; the service is asked most when pay and vacation are new.
_PAYSLIPS = (99, 98, 98, 99, 100, 105, 109, 104, 98, 97, 96, 97)
_SELF_SERVICE = (97, 97, 98, 99, 99, 99, 99, 100, 101, 102, 104, 105)
_PENSIONS = (105, 98, 101, 97, 103, 112, 88, 92, 100, 101, 98, 105)
_SERVICE = (112, 103, 101, 98, 106, 104, 72, 92, 104, 103, 101, 104)
_ANSWERED = (95, 98, 99, 100, 98, 99, 106, 101, 99, 101, 102, 103)
_SECOND_PAYDAY_PCT = 3
_MAIN_PAYDAY, _SECOND_PAYDAY = 25, 10
_CASE_TYPES = ("pensionsavgang", "efterlevande", "prognos", "ovrigt")
_OTHER_TYPES = (40, 38, 22)
_MANAGER_SUPPORT_FROM = (2013, 8)
_MANAGER_SUPPORT_PCT = 24
_FEWEST_PENSION_CASES = 24  # a year, at any scale: no month goes without

_FULL_TIME_DAY = 800  # hundredths of an hour
_DEGREES = (100, 100, 80, 100, 100, 75, 100, 100, 50, 90)
_MEAN_DEGREE = 0.88


@dataclass(frozen=True)
class Month:
    """A month of a simulation."""

    year: int
    month: int
    seed: int
    scale: float

    @property
    def name(self) -> str:
        """Return the name of the month's delivery."""
        return f"{self.year}-{self.month:02}"

    def stream(self, *names: object) -> Stream:
        """Return the month's own stream of numbers for a purpose."""
        return Stream(self.seed, SYSTEM, self.year, self.month, *names)

    def workdays(self) -> Ints:
        """Return the working days of the month."""
        days = booking_days(self.year)
        return days[month_of(days) == self.month - 1]

    def count(self, measure: str) -> int:
        """Return what a measure comes to in the month."""
        return volumes(self.year, self.scale)[measure][self.month - 1]

    def earlier(self, measure: str) -> int:
        """Return what a measure comes to in all months before, so that rows are numbered through."""
        before = sum(sum(volumes(year, self.scale)[measure]) for year in range(YEARS[0], self.year))
        return before + sum(volumes(self.year, self.scale)[measure][: self.month - 1])

    def resource(self, entity: str, columns: dict[str, np.ndarray], **values: str) -> Resource:
        """Return the month's file of an entity."""
        return csv_column_resource(SYSTEM, entity, f"{entity}_{self.name}.csv", columns, **values)


def targets() -> Targets:
    """Return what the payroll system's rows must add up to."""
    return read_targets(_FOLDER)


@cache
def volumes(year: int, scale: float) -> dict[str, list[int]]:
    """Return the counts of a year by measure and month."""

    def count(measure: str) -> int:
        return targets().count(measure, year, scale)

    payslips = split(count("payslips"), _PAYSLIPS)
    pensions = split(max(count("pension_cases"), _FEWEST_PENSION_CASES), _PENSIONS)
    calls = split(count("payroll_service_calls"), _SERVICE)
    answered = split(count("payroll_service_calls_answered"), _weighted(calls, _ANSWERED))
    # Each answered call is a case; the other cases come by e-mail.
    by_mail = split(count("payroll_service_cases") - sum(answered), _SERVICE)
    cases = [call + mail for call, mail in zip(answered, by_mail, strict=True)]
    return {
        "payslips": payslips,
        "payslips_by_self_service": split(
            count("payslips_by_self_service"), _weighted(payslips, _SELF_SERVICE)
        ),
        "pension_cases": pensions,
        "pension_cases_retirement": split(count("pension_cases_retirement"), pensions),
        "payroll_service_cases": cases,
        "payroll_service_cases_solved_at_first_contact": split(
            count("payroll_service_cases_solved_at_first_contact"), cases
        ),
        "payroll_service_calls": calls,
        "payroll_service_calls_answered": answered,
    }


def full_time_administrators(year: int, scale: float) -> float:
    """Return how many full-time administrators make a year's payslips; as many in each month."""
    wanted = targets().count("payslips_per_administrator", year)
    return sum(volumes(year, scale)["payslips"]) / 12 / wanted


def payslips(month: Month) -> Resource:
    """Return the month's payslips."""
    count = month.count("payslips")
    main, second = on_or_before(
        month.year,
        np.array([_day_in(month, _MAIN_PAYDAY), _day_in(month, _SECOND_PAYDAY)], dtype=np.int64),
    )
    is_second = month.stream("payday").uniform(count) * 100 < _SECOND_PAYDAY_PCT
    columns = {
        **_numbered(month, "payslips", np.sort(np.where(is_second, second, main))),
        "administration": _administrations(month, "payslips", count),
        "self_service": _chosen(
            month.stream("self-service").uniform(count), month.count("payslips_by_self_service")
        ),
        "administrator": month.stream("administrator").pick(_weights(month), count) + 1,
    }
    return month.resource(
        "payslips",
        columns,
        lon_id="printf('S%09d', number)",
        utbetalning_datum=_DAY,
        forvaltning=_named(_administration_names(), "administration"),
        underlag="CASE WHEN self_service THEN 'sjalvservice' ELSE 'manuellt' END",
        handlaggare="printf('LH%03d', administrator)",
    )


def administrator_hours(month: Month) -> Resource:
    """Return the hours of the administrators of payslips."""
    weights = _weights(month)
    full_time = len(month.workdays()) * _FULL_TIME_DAY
    hours = split(
        round(full_time_administrators(month.year, month.scale) * full_time),
        (weights * (0.96 + 0.08 * month.stream("hours").uniform(len(weights)))).tolist(),
    )
    columns = {
        "administrator": np.arange(1, len(hours) + 1),
        "hours": np.array(hours, dtype=np.int64),
    }
    return month.resource(
        "administrator_hours",
        columns,
        handlaggare="printf('LH%03d', administrator)",
        manad=f"DATE '{month.name}-01'",
        timmar="hours::DECIMAL(18, 2) * 0.01",
        heltidstimmar=f"{full_time}::DECIMAL(18, 2) * 0.01",
    )


def pension_cases(month: Month) -> Resource:
    """Return the pension cases that were closed in the month."""
    count = month.count("pension_cases")
    is_retirement = _chosen(
        month.stream("pension", "retirement").uniform(count),
        month.count("pension_cases_retirement"),
    )
    other = month.stream("pension", "type").pick(_OTHER_TYPES, count) + 2
    columns = {
        **_numbered(month, "pension_cases", _days(month, "pension", count)),
        "administration": _administrations(month, "pension", count),
        "case_type": np.where(is_retirement, 1, other),
    }
    return month.resource(
        "pension_cases",
        columns,
        arende_id="printf('P%09d', number)",
        avslutad_datum=_DAY,
        forvaltning=_named(_administration_names(), "administration"),
        arendetyp=_named(_CASE_TYPES, "case_type"),
    )


def payroll_service_cases(month: Month) -> Resource:
    """Return the questions to the payroll service and, from August 2013, to the support of managers."""
    count = month.count("payroll_service_cases")
    answered = month.count("payroll_service_calls_answered")
    has_managers = (month.year, month.month) >= _MANAGER_SUPPORT_FROM
    drawn = month.stream("function").uniform(count) * 100
    columns = {
        **_numbered(month, "payroll_service_cases", _days(month, "service", count)),
        "by_telephone": _chosen(month.stream("channel").uniform(count), answered),
        "by_manager": drawn < (_MANAGER_SUPPORT_PCT if has_managers else 0),
        "lost_vid_forsta_kontakten": _chosen(
            month.stream("first contact").uniform(count),
            month.count("payroll_service_cases_solved_at_first_contact"),
        ),
    }
    return month.resource(
        "payroll_service_cases",
        columns,
        arende_id="printf('R%09d', number)",
        inkom_datum=_DAY,
        kanal="CASE WHEN by_telephone THEN 'telefon' ELSE 'e-post' END",
        funktion="CASE WHEN by_manager THEN 'chefsstod' ELSE 'loneservice' END",
    )


def payroll_service_calls(month: Month) -> Resource:
    """Return the calls to the payroll service."""
    count = month.count("payroll_service_calls")
    columns = {
        **_numbered(month, "payroll_service_calls", _days(month, "calls", count)),
        "besvarad": _chosen(
            month.stream("answered").uniform(count), month.count("payroll_service_calls_answered")
        ),
    }
    return month.resource(
        "payroll_service_calls",
        columns,
        samtal_id="printf('T%09d', number)",
        inkom_datum=_DAY,
    )


def _weights(month: Month) -> Floats:
    """Return the degrees of the administrators, as many as the scale needs; they stay for both years."""
    needed = full_time_administrators(YEARS[0], month.scale) / _MEAN_DEGREE
    return np.resize(np.array(_DEGREES, dtype=np.float64), max(1, round(needed)))


def _weighted(counts: list[int], weights: tuple[int, ...]) -> list[float]:
    return [float(count * weight) for count, weight in zip(counts, weights, strict=True)]


def _numbered(month: Month, measure: str, days: Ints) -> dict[str, np.ndarray]:
    first = month.earlier(measure) + 1
    return {"number": np.arange(first, first + len(days)), "day": days}


def _day_in(month: Month, day: int) -> int:
    return int(np.datetime64(f"{month.name}-{day}", "D").astype(np.int64))


def _days(month: Month, name: str, count: int) -> Ints:
    """Return that many working days of the month, ascending."""
    days = month.workdays()
    drawn = month.stream(name, "days").uniform(count) * len(days)
    return days[np.sort(drawn.astype(np.int64))]


def _chosen(keys: Floats, count: int) -> np.ndarray:
    """Return a mask that is true for the ``count`` rows with the lowest keys."""
    mask = np.zeros(len(keys), dtype=bool)
    mask[np.argsort(keys, kind="stable")[:count]] = True
    return mask


def _named(names: tuple[str, ...], number: str) -> str:
    """Return the SQL that gives the name of a number, counted from 1."""
    return f"{list(names)}[{number}]"


def _administrations(month: Month, name: str, count: int) -> Ints:
    """Return numbers of administrations, the larger ones more often."""
    weights = [customer.weight for customer in _customers()]
    return month.stream(name, "administration").pick(weights, count) + 1


def _administration_names() -> tuple[str, ...]:
    return tuple(customer.name for customer in _customers())


def _customers() -> list[plan.Customer]:
    return [customer for customer in plan.customers() if customer.kind == "administration"]
