"""Closing and reopening a period: what must hold first, and the entry in the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from orchestration.boards import read_editions
from orchestration.contracts import Contract, read_contracts
from orchestration.core.clock import local_today
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.event_log import log_event
from orchestration.core.lock import writing
from orchestration.core.settings import Settings
from orchestration.loading import store
from orchestration.loading.periods import (
    CLOSED,
    REOPENED,
    Entry,
    Period,
    add_entry,
    closed_months,
    months_of,
    now,
    parse_period,
)
from orchestration.releases.publishing import published_loads
from orchestration.releases.release import Release, current_release

_SHOWN = 10


def close(settings: Settings, name: str, by: str, without: Collection[str] = ()) -> Entry:
    """Close a period, so that no delivery changes it any more.

    Parameters
    ----------
    settings
        Where the warehouse is.
    name
        The period, such as ``2013-05``, ``2013-T1`` or ``2013``.
    by
        The role that closes it.
    without
        Extracts, ``<system>.<entity>``, that the close does not wait for; the record names them.

    Returns
    -------
    Entry
        What was added to the record.

    Raises
    ------
    UsageError
        When ``name`` is not a period, ``by`` is empty or ``without`` names no extract.
    RefusedError
        When it has not ended, is closed already, an extract of it has not been delivered, or what has
        been loaded of it is not what the current release, which the gate has passed, was made from.
    ExternalError
        When another process writes to the warehouse.
    """
    period = parse_period(name, read_editions(settings.board))
    contracts = read_contracts(*settings.contract_folders)
    known = {f"{contract.system}.{contract.entity}" for contract in contracts.values()}
    if unknown := sorted(set(without) - known):
        raise UsageError(
            f"There is no extract {unknown[0]!r}; there are {', '.join(sorted(known))}."
        )
    with writing(settings.warehouse, "close"):
        if period.last >= local_today():
            raise RefusedError(
                f"{name} ends on {period.last} and can be closed from the day after.",
                "Close an earlier period.",
            )
        closed = closed_months(settings.periods)
        if all(month in closed for month in period.months()):
            raise RefusedError(f"{name} is closed: {_said(closed[next(period.months())])}.")
        release = _require_release(settings)
        loads = store.current_loads(settings.raw)
        missing = sorted(set(_missing(period, contracts.values(), loads)) - set(without), key=str)
        if missing:
            raise RefusedError(
                f"{name} is not complete: {_listed(missing)} has not been delivered to the end of it.",
                "Deliver it, or close without it, by name: --without SYSTEM.ENTITY.",
            )
        _require_published(settings, period, release, loads)
        entry = _entry(CLOSED, period, by, "", release.number, without)
        _add(settings, entry)
        return entry


def reopen(settings: Settings, name: str, by: str, reason: str) -> Entry:
    """Reopen a period, or a part of one, so that deliveries may change it again; the record says who and why.

    Raises
    ------
    UsageError
        When ``name`` is not a period, or ``by`` or ``reason`` is empty.
    RefusedError
        When no month of it is closed.
    ExternalError
        When another process writes to the warehouse.
    """
    period = parse_period(name, read_editions(settings.board))
    if not reason.strip():
        raise UsageError("A period is reopened for a reason.", "Give it: --reason TEXT.")
    with writing(settings.warehouse, "reopen"):
        closed = closed_months(settings.periods)
        if not any(month in closed for month in period.months()):
            raise RefusedError(f"{name} is not closed.", "`bokslut periods` lists what is.")
        release = current_release(settings)
        entry = _entry(REOPENED, period, by, reason, release.number if release else None)
        _add(settings, entry)
        return entry


def _add(settings: Settings, entry: Entry) -> None:
    add_entry(settings.periods, entry)
    log_event(settings.logs, f"period_{entry.action}", period=entry.period, by=entry.by)


def _entry(
    action: str,
    period: Period,
    by: str,
    reason: str,
    release: int | None,
    without: Collection[str] = (),
) -> Entry:
    if not by.strip():
        raise UsageError("The record names the role that acts.", "Give it: --by ROLE.")
    return Entry(
        now(), action, period.name, period.first.isoformat(), period.last.isoformat(), by, reason, release,
        tuple(sorted(without)),
    )  # fmt: skip


def _missing(
    period: Period, contracts: Iterable[Contract], loads: Iterable[store.Load]
) -> Iterable[str]:
    """Yield the extracts that are delivered at all, but not to the end of a period.

    A yearly extract is required only if the period ends with a year. Each ledger delivery of a year
    replaces the one before, so the last of them must reach the end.
    """
    held: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for load in loads:
        for file in load.files:
            held.setdefault((load.system, file.entity), set()).update(
                months_of(load.period_from, load.period_to)
            )
    for contract in contracts:
        months = held.get((contract.system, contract.entity))
        is_due = (
            contract.format == "sie" or contract.frequency == "month" or period.last.month == 12
        )
        if months is not None and is_due and not months.issuperset(period.months()):
            yield f"{contract.system}.{contract.entity}"


def _require_release(settings: Settings) -> Release:
    release = current_release(settings)
    if release is None:
        raise RefusedError(
            "Nothing is published, so that no period has passed the gate.",
            "Run `bokslut run` first.",
        )
    return release


def _require_published(
    settings: Settings, period: Period, release: Release, loads: Iterable[store.Load]
) -> None:
    """Prove that the current release shows what has been loaded of a period."""
    published = published_loads(settings, release)
    months = set(period.months())
    unpublished = [
        f"{load.system}/{load.delivery}"
        for load in loads
        if not months.isdisjoint(months_of(load.period_from, load.period_to))
        and (load.system, load.load_id) not in published
    ]
    if unpublished:
        raise RefusedError(
            f"{release.folder.name}, which is current, does not show all that is loaded of {period.name}: "
            f"{_listed(unpublished)} is not in it.",
            "Run `bokslut run`, so that the gate passes it and it is published; then close.",
        )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _said(entry: Entry) -> str:
    return f"{entry.by} closed {entry.period} at {entry.at}"
