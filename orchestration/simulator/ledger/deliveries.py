"""The ledger's deliveries: one SIE 4E file per year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from orchestration.simulator.delivery import Delivery, Resource
from orchestration.simulator.faults import FAULTS
from orchestration.simulator.faults.ledger import alter_voucher
from orchestration.simulator.ledger import sie_writer
from orchestration.simulator.ledger.bookkeeping import BookedYear, book_year
from orchestration.simulator.ledger.reference import read_reference
from orchestration.simulator.targets import YEARS

_CREATED_AGAIN = "2014-01-27T06:00:00+01:00"
_FAULTY_YEAR = 2013


def deliveries(
    *, years: Sequence[int] = YEARS, seed: int, scale: float, faults: tuple[str, ...] = ()
) -> list[Delivery]:
    """Return the ledger's deliveries, oldest first.

    Parameters
    ----------
    years
        Consecutive, from 2012.
    seed, scale
        See ``orchestration.simulator.simulate``.
    faults
        Names in ``faults.FAULTS``; those that act on the book, the records or as a redelivery are
        seeded here, in 2013.
    """
    made: list[Delivery] = []
    previous: BookedYear | None = None
    for year in years:
        chosen = [FAULTS[name] for name in faults] if year == _FAULTY_YEAR else []
        amendments = tuple(fault.book for fault in chosen if fault.book)
        booked = book_year(
            year, previous, read_reference(), seed=seed, scale=scale, amendments=amendments
        )
        delivery = deliver_year(booked, previous, faults=faults if chosen else ())
        made.append(delivery)
        for fault in chosen:
            if fault.redelivery:
                alter_voucher(booked.book)
                again = deliver_year(booked, previous, created=_CREATED_AGAIN)
                again.name = f"{delivery.name}-2"
                again.corrects, again.reason = (
                    (delivery.name, fault.reason) if fault.reason else (None, None)
                )
                made.append(again)
        previous = booked
    return made


def deliver_year(
    booked: BookedYear,
    previous: BookedYear | None,
    *,
    created: str | None = None,
    faults: tuple[str, ...] = (),
) -> Delivery:
    """Return a year's delivery, with the faults that act on records.

    Parameters
    ----------
    booked, previous
        The year's book, closed, and the one before it.
    created
        When the file was made; by default in January of the next year.
    faults
        Names in ``faults.FAULTS``.
    """
    year = booked.book.year
    created = created or _created(year)
    generated = date.fromisoformat(created[:10])
    records = sie_writer.compose(booked, previous, read_reference(), generated)
    totals = sie_writer.control_totals(booked.book)
    debit = totals.debit
    for name in faults:
        change = FAULTS[name].records
        if change:
            records = change(records)
            debit += FAULTS[name].debit_change
    content = sie_writer.encode(records)
    resource = Resource(
        path=f"ledger_{year}.se",
        format="sie",
        encoding=sie_writer.ENCODING,
        content=content,
        described=content,
        bokslut={
            "entity": "ledger",
            "rows": totals.rows,
            "control_totals": {
                "vouchers": totals.vouchers,
                "debit_sek": sie_writer.kronor(debit),
                "credit_sek": sie_writer.kronor(totals.credit),
            },
        },
    )
    return Delivery(
        system="ledger",
        name=f"{year}-VB",
        title=f"Servicenämndens bokföring {year}",
        created=created,
        source="Bokslut simulator",
        period=(f"{year}-01-01", f"{year}-12-31"),
        resources=[resource],
    )


def _created(year: int) -> str:
    """Return when a year's file is made: on the third Monday of the next January."""
    first = date(year + 1, 1, 1)
    monday = first + timedelta(-first.weekday() % 7 + 14)
    return f"{monday}T06:00:00+01:00"
