"""Which extracts are late, by the due days of their contracts and by what has been loaded.

A contract says how many days after its end each period of the extract is due. Every period is expected from the
first one delivered: until today where the schedules are on; where they are off, the warehouse holds the books of
past years, and periods are expected until the end of the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.contracts import Contract, read_contracts
from orchestration.core.clock import local_today
from orchestration.core.settings import Settings, is_automated
from orchestration.loading import store


@dataclass(frozen=True)
class Late:
    """A late extract: ``<system>.<entity>``, its owner, and the periods that are missing.

    ``due`` is the day when the first of them was due, ``last_period`` the last period delivered.
    """

    extract: str
    owner: str
    due: date
    last_period: str | None
    missing: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Return one line that says what is late and whom to ask."""
        return (
            f"{self.extract}: due {self.due}, last delivered: {self.last_period or 'never'}; "
            f"owner {self.owner}"
        )


@dataclass(frozen=True)
class Owed:
    """The first missing period of an extract, and the day when it is due."""

    period: str
    due: date


def next_owed(loads: Sequence[store.Load], contract: Contract) -> Owed | None:
    """Return the first period of an extract that the loads lack, whether it is due yet or not.

    None if no load has the extract, or if nothing more is expected: the schedules are off, and the last year is
    complete.
    """
    loaded = _loaded(loads, contract)
    if not loaded:
        return None
    end = None if is_automated() else _end_of_books(loads)
    periods = _periods(contract, min(loaded), end)
    missing = next(((first, last) for first, last in periods if first not in loaded), None)
    if missing is None:
        return None
    first, last = missing
    return Owed(contract.period_name(first), last + timedelta(days=contract.due_days))


def late_extracts(settings: Settings, today: date | None = None) -> list[Late]:
    """Return the extracts with a due period that has not been loaded, in the order of the contracts.

    Parameters
    ----------
    settings
        Where the contracts and the raw layer are.
    today
        By default the day in Sweden. What is due today is not late yet.
    """
    today = today or local_today()
    loads = store.current_loads(settings.raw)
    if not loads:
        return []
    end = today if is_automated() else _end_of_books(loads)
    found = (
        _late(contract, _loaded(loads, contract), end, today)
        for contract in read_contracts(*settings.contract_folders).values()
    )
    return [late for late in found if late]


def _end_of_books(loads: Iterable[store.Load]) -> date:
    """Return the last day of the last year that anything has been loaded for."""
    return date(max(load.period_from for load in loads).year, 12, 31)


def _loaded(loads: Iterable[store.Load], contract: Contract) -> list[date]:
    """Return the first day of each loaded period of an extract."""
    return [
        load.period_from
        for load in loads
        for file in load.files
        if (load.system, file.entity) == (contract.system, contract.entity)
    ]


def _late(contract: Contract, loaded: list[date], end: date, today: date) -> Late | None:
    if not loaded:
        return None
    missing = [
        (contract.period_name(first), last + timedelta(days=contract.due_days))
        for first, last in _periods(contract, min(loaded), end)
        if first not in loaded and last + timedelta(days=contract.due_days) < today
    ]
    if not missing:
        return None
    return Late(
        extract=f"{contract.system}.{contract.entity}",
        owner=contract.owner,
        due=missing[0][1],
        last_period=contract.period_name(max(loaded)),
        missing=tuple(name for name, _ in missing),
    )


def _periods(contract: Contract, first: date, end: date | None) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each period that ends by ``end``, if given, from the one around ``first``."""
    period = contract.period_of(first)
    while end is None or period[1] <= end:
        yield period
        period = contract.period_of(period[1] + timedelta(days=1))
