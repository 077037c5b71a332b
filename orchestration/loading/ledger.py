"""The ledger's extracts: SIE 4E or SIE 5 files, one per fiscal year, cumulative within it.

What a *ledger delivery* must satisfy beyond the SIE standard itself (``sie``): its control totals
agree, and bookkeeping once delivered is not altered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.decimals import read_decimal
from orchestration.core.duckdb import connect
from orchestration.core.sql import file_literal, literal
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import limits
from orchestration.loading.parquet import copy_to_parquet
from orchestration.sie import NotSieError, Shortcoming, disagreements, parse, shortcomings

TABLES = (
    "files",
    "fiscal_years",
    "accounts",
    "dimensions",
    "objects",
    "balances",
    "vouchers",
    "transactions",
)

_SHOWN = 5


@dataclass(frozen=True)
class ReadLedger:
    """What one SIE file holds: its count of ``#TRANS``, its control totals (SEK), and what is odd or wrong about it.

    ``shortcomings`` are why it is not a whole ledger, ``disagreements`` why the gate would block it.
    """

    rows: int
    totals: dict[str, str]
    findings: tuple[dict[str, Any], ...]
    shortcomings: tuple[Shortcoming, ...]
    disagreements: tuple[Shortcoming, ...]


def read_file(
    connection: duckdb.DuckDBPyConnection, copy: Path, path: Path, encoding: str
) -> ReadLedger:
    """Read the verified copy of a delivered SIE file, ``path``, into the connection's ``sie_`` tables.

    Raises
    ------
    DeliveryError
        When it is not a SIE file at all.
    """
    try:
        report = parse(
            copy, connection, named=path, encoding=encoding, most_objects=limits().row_objects
        )
    except NotSieError as error:
        raise DeliveryError("not_sie", error.message, error.remedy) from None
    vouchers, debit, credit = connection.execute(
        """
        select
            (select count(*) from sie_vouchers),
            coalesce(sum(amount) filter (amount > 0 and is_counted), 0)::decimal(38, 2),
            coalesce(-sum(amount) filter (amount < 0 and is_counted), 0)::decimal(38, 2)
        from sie_transactions
        """
    ).fetchone() or (0, Decimal(0), Decimal(0))
    return ReadLedger(
        rows=report.transaction_count,
        totals={"vouchers": str(vouchers), "debit_sek": str(debit), "credit_sek": str(credit)},
        findings=tuple(asdict(finding) for finding in report.findings),
        shortcomings=tuple(shortcomings(connection, path, report)),
        disagreements=tuple(disagreements(path, report)),
    )


def refusals(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, resource: Resource, read: ReadLedger
) -> Iterator[DeliveryError]:
    """Yield why a file that ``read_file`` has just read cannot be loaded as its manifest describes it.

    It is not alone in its delivery, is not a whole ledger (see ``sie.shortcomings``), is of another year than its
    manifest says, or has other control totals.
    """
    path = delivery.folder / resource.path
    if len(delivery.resources) > 1:
        yield DeliveryError(
            "several_files",
            f"{delivery.folder} holds {len(delivery.resources)} files; "
            "a ledger delivery is one SIE file of one fiscal year.",
            "Deliver each fiscal year in a folder of its own.",
        )
    for found in read.shortcomings:
        yield DeliveryError(found.code, found.message, found.remedy, found.findings)
    yield from _year_refusals(connection, delivery, path)
    yield from _total_refusals(resource, path, read)


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    resource: Resource,
    load_id: str,
    target: Path,
) -> dict[str, int]:
    """Write what ``read_file`` has read to ``ledger_<entity>.parquet`` in ``target``; return each table's rows."""
    file_name = f"{delivery.system}/{delivery.name}/{resource.path}"
    return {
        f"ledger_{table}": _write(connection, table, load_id, file_name, target) for table in TABLES
    }


def _year_refusals(
    connection: duckdb.DuckDBPyConnection, delivery: Delivery, path: Path
) -> Iterator[DeliveryError]:
    start, end = connection.execute(
        "select start_date, end_date from sie_fiscal_years where year_index = 0"
    ).fetchone() or (None, None)
    if start is None or end is None or start != delivery.period_from or delivery.period_to > end:
        is_whole = start is not None and end is not None
        found = f"the fiscal year {start} to {end}" if is_whole else "no whole current fiscal year"
        yield DeliveryError(
            "period_mismatch",
            f"{path} has {found} (#RAR 0); the manifest says {delivery.period_from} to {delivery.period_to}.",
            "Deliver the file of the year that the manifest names, or fix the manifest's period.",
        )


def _total_refusals(resource: Resource, path: Path, read: ReadLedger) -> Iterator[DeliveryError]:
    found = {"rows": str(read.rows), **read.totals}
    declared = {"rows": str(resource.rows), **resource.control_totals}
    for name, value in declared.items():
        if name not in found:
            yield DeliveryError(
                "control_total_unknown",
                f"{path}: the manifest's control total {name!r} is not one that a ledger has ({', '.join(found)}).",
                "Fix the manifest.",
            )
        elif read_decimal(value) != Decimal(found[name]):
            yield DeliveryError(
                "control_total",
                f"{path}: the manifest's control total {name} is {value}, but {found[name]} was read.",
                "The file and its manifest do not belong together, or rows were lost on the way: deliver both again.",
            )


def check_not_altered(delivery: Delivery, new: Path, earlier: Path) -> None:
    """Refuse a delivery in which a voucher that was delivered before is missing or differs.

    A booked voucher is corrected by a new one, never by changing it (bokföringslagen 1999:1078, 5
    kap. 5 §).

    Parameters
    ----------
    delivery
        What is about to be loaded.
    new, earlier
        The folders of the new load, and of the load of the same fiscal year that has counted until now.

    Raises
    ------
    DeliveryError
        When a voucher has changed without the delivery saying that it corrects.
    """
    earlier_name = earlier.name.rpartition("-")[0]
    if delivery.corrects == earlier_name:
        return
    with connect() as connection:
        altered = _altered_vouchers(connection, new, earlier)
    if not altered:
        return
    path = delivery.folder / delivery.resources[0].path
    lines = [
        f"  voucher {f'{series} {number}'.strip()}: debit was {before}, is now {'missing' if now is None else now}"
        for series, number, before, now, _ in altered
    ]
    if altered[0][4] > len(altered):
        lines.append(f"  … and {altered[0][4] - len(altered)} more")
    raise DeliveryError(
        "voucher_altered",
        "\n".join(
            [
                f"{path} changes {altered[0][4]} voucher(s) that delivery {earlier_name} has already delivered:",
                *lines,
            ]
        ),
        "Correct a booked voucher with a new one. If the earlier delivery itself was wrong, name it in the manifest's "
        f'"corrects": "{earlier_name}" with a "reason".',
    )


def changed_vouchers(
    new: Path, earlier: Path | None, months: Sequence[tuple[int, int]]
) -> list[tuple[str, str, date, str]]:
    """Return the vouchers of some months that are new, altered or missing: series, number, day, which of these.

    Parameters
    ----------
    new, earlier
        The folders of the new load, and of the load of the same fiscal year that has counted until
        now, if there is one.
    months
        Year and month; a voucher belongs to them by its day in either load, and that day is returned.
    """
    listed = ", ".join(f"({year}, {month})" for year, month in months)
    with connect() as connection:
        _view_vouchers(connection, new, earlier or new)
        connection.execute(
            f"create temp table closed as select * from (values {listed}) as m (year, month)"
        )
        was, now = (
            f"(year({side}.voucher_date), month({side}.voucher_date)) in (select (year, month) from closed)"
            for side in ("was", "now")
        )
        before = "earlier_voucher" if earlier else "(from earlier_voucher limit 0)"
        return connection.execute(f"""
            select series, voucher_number,
                case when {was} then was.voucher_date else now.voucher_date end as day,
                case when was.rows is null then 'new' when now.rows is null then 'missing' else 'altered' end
            from {before} as was full join new_voucher as now using (series, voucher_number)
            where (was.voucher_date, was.rows) is distinct from (now.voucher_date, now.rows)
                and (({was}) or ({now}))
            order by series, try_cast(voucher_number as bigint), voucher_number
            """).fetchall()


def _altered_vouchers(
    connection: duckdb.DuckDBPyConnection, new: Path, earlier: Path
) -> list[tuple[str, str, Decimal, Decimal | None, int]]:
    """Return the first vouchers that differ: series, number, debit before and now (None: missing), and how many do."""
    _view_vouchers(connection, new, earlier)
    return connection.execute(
        f"""
        select earlier_voucher.series, earlier_voucher.voucher_number, earlier_voucher.debit_sek, new_voucher.debit_sek,
            count(*) over () as altered
        from earlier_voucher left join new_voucher using (series, voucher_number)
        where (earlier_voucher.voucher_date, earlier_voucher.rows)
            is distinct from (new_voucher.voucher_date, new_voucher.rows)
        order by earlier_voucher.series, try_cast(earlier_voucher.voucher_number as bigint),
            earlier_voucher.voucher_number
        limit {_SHOWN}
        """
    ).fetchall()


def _view_vouchers(connection: duckdb.DuckDBPyConnection, new: Path, earlier: Path) -> None:
    """Make ``new_voucher`` and ``earlier_voucher``: each voucher with its day, debit and counted rows."""
    for table, folder in (("earlier_voucher", earlier), ("new_voucher", new)):
        connection.execute(f"""
            create temp view {table} as
            select
                coalesce(v.series, '') as series, coalesce(v.voucher_number, '') as voucher_number,
                any_value(v.voucher_date) as voucher_date,
                coalesce(sum(t.amount) filter (t.amount > 0), 0)::decimal(38, 2) as debit_sek,
                list_sort(list([t.account, t.amount::varchar, t.objects::varchar])) as rows
            from read_parquet({file_literal(folder / "ledger_vouchers.parquet")}) as v
            left join read_parquet({file_literal(folder / "ledger_transactions.parquet")}) as t
                on t.voucher_line_number = v.line_number and t.is_counted
            group by v.series, v.voucher_number
            """)


def _write(
    connection: duckdb.DuckDBPyConnection, table: str, load_id: str, file_name: str, target: Path
) -> int:
    query = f"""
        select {literal(load_id)} as load_id, {literal(file_name)} as file_name, *
        from sie_{table} order by line_number
        """
    connection.execute(copy_to_parquet(query, target / f"ledger_{table}.parquet"))
    (rows,) = connection.execute(f"select count(*) from sie_{table}").fetchone() or (0,)
    return rows
