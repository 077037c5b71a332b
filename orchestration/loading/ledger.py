"""The ledger's extracts: SIE 4E files, one a fiscal year, cumulative within it.

Here stands what is asked of a *ledger delivery* beyond the SIE standard itself (``sie``): that its
control totals agree, and that bookkeeping once delivered is not altered.
"""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.deliveries import Delivery, DeliveryError, Resource
from orchestration.loading.sql import copy_to_parquet, literal
from orchestration.sie import NotSieError, parse

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


def read_file(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    resource: Resource,
    load_id: str,
    target: Path,
) -> tuple[int, dict[str, int]]:
    """Read one SIE file into Parquet files ``ledger_<entity>.parquet`` in ``target``.

    Returns
    -------
    tuple of int and dict
        The number of ``#TRANS``, and the rows of each raw table.

    Raises
    ------
    DeliveryError
        When the file breaks the standard, its year is not the manifest's, or its control totals
        differ from what was read.
    """
    path = delivery.folder / resource.path
    if len(delivery.resources) > 1:
        raise DeliveryError(
            "several_files",
            f"{delivery.folder} holds {len(delivery.resources)} files; "
            "a ledger delivery is one SIE file of one fiscal year.",
            "Deliver each fiscal year in a folder of its own.",
        )
    try:
        report = parse(path, connection)
    except NotSieError as error:
        raise DeliveryError("not_sie", error.message, error.remedy) from None
    if report.has_errors:
        raise _broken_standard(path, [asdict(finding) for finding in report.findings])
    _check_year(connection, delivery, path)
    _check_control_totals(connection, resource, path)
    file_name = f"{delivery.system}/{delivery.name}/{resource.path}"
    tables = {
        f"ledger_{table}": _write(connection, table, load_id, file_name, target) for table in TABLES
    }
    return report.transaction_count, tables


def _broken_standard(path: Path, findings: list[dict[str, Any]]) -> DeliveryError:
    errors = [finding for finding in findings if finding["severity"] == "error"]
    lines = [
        f"  line {finding['line']}: {finding['message']} [{finding['code']}]"
        if finding["line"]
        else f"  {finding['message']} [{finding['code']}]"
        for finding in errors[:_SHOWN]
    ]
    if len(errors) > _SHOWN:
        lines.append(f"  … and {len(errors) - _SHOWN} more")
    return DeliveryError(
        "sie_standard",
        "\n".join([f"{path} breaks the SIE standard:", *lines]),
        f"Export the file again from the ledger; `bokslut inspect {path}` lists all findings.",
        findings,
    )


def _check_year(connection: duckdb.DuckDBPyConnection, delivery: Delivery, path: Path) -> None:
    year = connection.execute(
        "select start_date, end_date from sie_fiscal_years where year_index = 0"
    ).fetchone()
    if year is None or not (year[0] == delivery.period_from and delivery.period_to <= year[1]):
        found = (
            "no current fiscal year" if year is None else f"the fiscal year {year[0]} to {year[1]}"
        )
        raise DeliveryError(
            "period_mismatch",
            f"{path} has {found} (#RAR 0); the manifest says {delivery.period_from} to {delivery.period_to}.",
            "Deliver the file of the year that the manifest names, or mend the manifest's period.",
        )


def _check_control_totals(
    connection: duckdb.DuckDBPyConnection, resource: Resource, path: Path
) -> None:
    rows, vouchers, debit, credit = connection.execute(
        """
        select
            (select count(*) from sie_transactions where label = 'TRANS'),
            (select count(*) from sie_vouchers),
            coalesce(sum(amount) filter (amount > 0 and is_counted), 0)::decimal(18, 2),
            coalesce(-sum(amount) filter (amount < 0 and is_counted), 0)::decimal(18, 2)
        from sie_transactions
        """
    ).fetchone() or (0, 0, Decimal(0), Decimal(0))
    loaded = {"rows": rows, "vouchers": vouchers, "debit_sek": debit, "credit_sek": credit}
    declared = {"rows": str(resource.rows), **resource.control_totals}
    for name, value in declared.items():
        if name not in loaded:
            raise DeliveryError(
                "control_total_unknown",
                f"{path}: the manifest's control total {name!r} is not one that a ledger has ({', '.join(loaded)}).",
                "Mend the manifest.",
            )
        if _number(value) != Decimal(loaded[name]):
            raise DeliveryError(
                "control_total",
                f"{path}: the manifest's control total {name} is {value}, but {loaded[name]} was read.",
                "The file and its manifest do not belong together, or rows were lost on the way: deliver both again.",
            )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except ArithmeticError:
        return None


def check_not_altered(delivery: Delivery, new: Path, earlier: Path) -> None:
    """Refuse a delivery in which a voucher that was delivered before is missing or differs.

    A booked voucher is corrected by a new one, never by changing it (bokföringslagen 1999:1078, 5
    kap. 5 §).

    Parameters
    ----------
    delivery
        What is about to be loaded.
    new, earlier
        The folders of its load, and of the load of the same fiscal year that has counted until now.

    Raises
    ------
    DeliveryError
        When a voucher has changed without the delivery saying that it corrects.
    """
    earlier_name = earlier.name.rpartition("-")[0]
    if delivery.corrects == earlier_name:
        return
    with duckdb.connect() as connection:
        altered = _altered_vouchers(connection, new, earlier)
    if not altered:
        return
    path = delivery.folder / delivery.resources[0].path
    lines = [
        f"  voucher {series} {number}: debit was {before}, is now {'missing' if now is None else now}"
        for series, number, before, now, _ in altered
    ]
    if altered[0][4] > len(altered):
        lines.append(f"  … and {altered[0][4] - len(altered)} more")
    raise DeliveryError(
        "voucher_altered",
        "\n".join(
            [
                f"{path} changes {altered[0][4]} voucher(s) that delivery {earlier_name} has already brought:",
                *lines,
            ]
        ),
        "Correct a booked voucher with a new one. If the earlier delivery itself was wrong, name it in the manifest's "
        f'"corrects": "{earlier_name}" with a "reason".',
    )


def _altered_vouchers(
    connection: duckdb.DuckDBPyConnection, new: Path, earlier: Path
) -> list[tuple[str, str, Decimal, Decimal | None, int]]:
    """Return the first vouchers that differ: series, number, debit before and now (None: missing), and how many do."""
    for table, folder in (("earlier_voucher", earlier), ("new_voucher", new)):
        connection.execute(f"""
            create temp view {table} as
            select
                v.series, v.voucher_number, any_value(v.voucher_date) as voucher_date,
                coalesce(sum(t.amount) filter (t.amount > 0), 0)::decimal(18, 2) as debit_sek,
                list_sort(list([t.account, t.amount::varchar, t.objects::varchar])) as rows
            from read_parquet({literal(folder / "ledger_vouchers.parquet")}) as v
            left join read_parquet({literal(folder / "ledger_transactions.parquet")}) as t
                on t.voucher_line_number = v.line_number and t.is_counted
            group by v.series, v.voucher_number
            """)
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
