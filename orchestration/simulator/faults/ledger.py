"""Faults of the books themselves: in the book, in its records, or in a second delivery of the year."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from orchestration.simulator.calendar import month_day
from orchestration.simulator.faults.fault import Fault, Records, Target
from orchestration.simulator.ledger.book import Book, Postings, number
from orchestration.simulator.ledger.sie_writer import (
    CLOSE_OBJECTS,
    ENCODING,
    SEPARATOR,
    kronor,
    quoted,
    record,
)

# --- on the book ---------------------------------------------------------------------------------

_MOVED = 4_515_050  # öre
_OPENING_CHANGE = 10_000_000  # öre
_VOUCHER_CHANGE = 100_000  # öre


def _move_supplies(book: Book, account: int, cost_centre: str) -> None:
    """Post a balanced voucher that moves office supplies of 1030 to an account and cost centre."""
    centres = np.array([book.intern(cost_centre), book.intern("1030")])
    rows = Postings(
        np.array([0, 0]),
        np.array([account, 6410]),
        np.array([_MOVED, -_MOVED]),
        cost_centre=centres,
    )
    day = np.array([month_day(book.year, 9, 12)])
    book.post("B", day, number(book.intern("Omföring")), [rows])


def _unmapped_account(book: Book) -> None:
    book.extra_accounts["7777"] = "Omställningskostnader"
    _move_supplies(book, 7777, "1030")


def _unmapped_cost_centre(book: Book) -> None:
    book.extra_cost_centres["7070"] = "Projektkontoret"
    _move_supplies(book, 6410, "7070")


def _change_opening(book: Book) -> None:
    book.opening["2010"] -= _OPENING_CHANGE
    book.opening["2019"] += _OPENING_CHANGE


def alter_voucher(book: Book) -> None:
    """Raise the amount of one payment to a supplier by 1 000 kronor, on both its rows."""
    book.connection.execute(
        """
        UPDATE postings SET amount = amount + CASE WHEN amount > 0 THEN $change ELSE -$change END
        WHERE voucher = (
            SELECT voucher FROM postings JOIN vouchers USING (voucher)
            WHERE series = 'U' AND day >= $day
            GROUP BY voucher HAVING count(*) = 2 AND max(amount) > $change
            ORDER BY voucher LIMIT 1
        )
        """,
        {"change": _VOUCHER_CHANGE, "day": month_day(book.year, 6, 12)},
    )


# --- on the records ------------------------------------------------------------------------------


def _with_changed(records: Records, prefix: str, change: Callable[[str], str]) -> Records:
    """Return the records with the middle one of those that begin with ``prefix`` changed."""
    found = [index for index, line in enumerate(records) if line.startswith(prefix)]
    index = found[len(found) // 2]
    return [*records[:index], change(records[index]), *records[index + 1 :]]


def _with_balance_off(label: str, account: str) -> Callable[[Records], Records]:
    """Return a fault that raises this year's amount of a balance record by 0.01."""
    prefix = record(label, "0", account, "")

    def change(line: str) -> str:
        ore = int(line.removeprefix(prefix).replace(".", ""))
        return prefix + kronor(ore + 1)

    return lambda records: _with_changed(records, prefix, change)


def _with_first_amount(change: Callable[[str], str]) -> Callable[[Records], Records]:
    """Return a fault that changes the first amount of a supplier invoice."""

    def change_voucher(voucher: str) -> str:
        before, rest = voucher.split(CLOSE_OBJECTS + SEPARATOR, 1)
        amount, after = rest.split(SEPARATOR, 1)
        return SEPARATOR.join((before + CLOSE_OBJECTS, change(amount), after))

    return lambda records: _with_changed(records, record("#VER", quoted("L")), change_voucher)


def _with_broken_date(records: Records) -> Records:
    def change(voucher: str) -> str:
        label, series, voucher_number, _, rest = voucher.split(SEPARATOR, 4)
        return record(label, series, voucher_number, "20130631", rest)

    return _with_changed(records, record("#VER", quoted("L")), change)


# --- on the finished file ------------------------------------------------------------------------


def _encode_as_latin_1(target: Target) -> bool:
    target.replace(target.content.decode(ENCODING).encode("iso-8859-1"))
    return True


def _change_checksum(target: Target) -> bool:
    body, checksum = target.content.rsplit(b"#KSUMMA ", 1)
    wrong = (int(checksum) + 1) % 2**32
    target.replace(body + f"#KSUMMA {wrong}\r\n".encode(ENCODING))
    return True


# --- the table -----------------------------------------------------------------------------------

LEDGER_FAULTS: dict[str, Fault] = {
    "latin1_encoding": Fault("The file is in Latin-1, not CP437.", file=_encode_as_latin_1),
    "wrong_checksum": Fault(
        "The closing #KSUMMA is not the checksum of the file; the manifest's hash is right.",
        file=_change_checksum,
    ),
    "unbalanced_voucher": Fault(
        "One supplier invoice sums to 1,00 instead of zero; checksum, hash and control totals fit.",
        records=_with_first_amount(lambda amount: kronor(int(amount.replace(".", "")) + 100)),
        debit_change=100,
    ),
    "broken_amount": Fault(
        "One amount is written as 12.345,60.",
        records=_with_first_amount(lambda _: quoted("12.345,60")),
    ),
    "broken_date": Fault("One voucher is dated 31 June.", records=_with_broken_date),
    "closing_balance_wrong": Fault(
        "The #UB of account 1560 is 0,01 above opening balance and movement.",
        records=_with_balance_off("#UB", "1560"),
    ),
    "result_total_wrong": Fault(
        "The #RES of account 5010 is 0,01 above the sum of its vouchers.",
        records=_with_balance_off("#RES", "5010"),
    ),
    "unmapped_account": Fault(
        "A balanced voucher on account 7777, declared in the file and in all its totals.",
        book=_unmapped_account,
    ),
    "unmapped_cost_centre": Fault(
        "A balanced voucher on cost centre 7070, declared in the file and in all its totals.",
        book=_unmapped_cost_centre,
    ),
    "opening_balance_changed": Fault(
        "2013 opens with 100 000 kronor moved from 2019 to 2010 since 2012 closed; the file fits "
        "itself.",
        book=_change_opening,
    ),
    "altered_voucher": Fault(
        "The year is delivered once more, one payment 1 000 kronor higher, all totals fitting, "
        "without a word about it.",
        redelivery=True,
    ),
    "corrected_delivery": Fault(
        "The same, but the manifest says that it corrects the first delivery, and why.",
        redelivery=True,
        reason="En utbetalning var registrerad med 1 000 kronor för lågt belopp.",
    ),
}
"""Fault → what it does."""
