"""What the SIE files of several years say together: whose they are, their codes, and how the books are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.boards import chart
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.personal_data import without_personal_numbers
from orchestration.sie import NotSieError, disagreements, parse, shortcomings

# The numbers that the standard itself gives to dimensions (SIE 4B section 8.17).
COST_CENTRE, PROJECT = "1", "6"
# How a file may carry the result. The first of these that any file does is the board's; partly counts as at_opening.
CARRIED = ("not", "partly", "by_voucher", "at_opening")


@dataclass
class Ledgers:
    """What the files of several years say together: the latest name of each code, and how the books are kept.

    ``without_cost_centre`` are the accounts that have rows without one; ``encodings`` the character sets that are not
    the standard's, each with a file in it; ``gaps`` the series with gaps in their voucher numbers.
    """

    company: str = ""
    org_number: str = ""
    first_year: int = 0
    accounts: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    cost_centres: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    without_cost_centre: set[str] = field(default_factory=set)
    carried: set[str] = field(default_factory=set)
    encodings: dict[str, Path] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def read_ledgers(files: Sequence[Path]) -> Ledgers:
    """Return what some SIE files say together.

    Raises
    ------
    UsageError
        When one is not SIE, or they name several organisations, or are written in several character sets.
    RefusedError
        When one is not a whole ledger.
    """
    found = Ledgers()
    read = sorted(((path, _read(path)) for path in files), key=lambda item: item[1].first_year)
    for path, ledger in read:
        if found.org_number and ledger.org_number and found.org_number != ledger.org_number:
            raise UsageError(
                f"{path} is of {ledger.company} ({ledger.org_number}), another file of {found.company}"
                f" ({found.org_number}).",
                "Make a board of one body's files.",
            )
        found.company = ledger.company or found.company
        found.org_number = ledger.org_number or found.org_number
        found.first_year = min(found.first_year or ledger.first_year, ledger.first_year)
        for name in ("accounts", "dimensions", "cost_centres", "projects"):
            getattr(found, name).update(getattr(ledger, name))
        found.without_cost_centre |= ledger.without_cost_centre
        found.carried |= ledger.carried
        found.encodings = ledger.encodings | found.encodings
        found.gaps += ledger.gaps
        found.names += [name for name in ledger.names if name not in found.names]
    if len(found.encodings) > 1:
        written = ", ".join(f"{path} in {encoding}" for encoding, path in found.encodings.items())
        raise UsageError(
            f"The files are written in several character sets: {written}.",
            "Export them all in PC8 (IBM code page 437), or convert them all to UTF-8 with iconv.",
        )
    return found


def _read(path: Path) -> Ledgers:
    with connect() as connection:
        try:
            report = parse(path, connection, encoding=None)
        except NotSieError as error:
            raise UsageError(error.message, error.remedy) from None
        for found in (*shortcomings(connection, path, report), *disagreements(path, report)):
            raise RefusedError(found.message, found.remedy)
        ((company, number),) = connection.execute(
            "select coalesce(company_name, ''), coalesce(org_number, '') from sie_files"
        ).fetchall()
        ((first_year,),) = connection.execute(
            "select year(start_date) from sie_fiscal_years where year_index = 0"
        ).fetchall()

        def pairs(query: str) -> dict[str, str]:
            # The names of accounts and objects are published.
            return {
                code: without_personal_numbers(name or code)
                for code, name in connection.execute(query).fetchall()
            }

        def objects(dimension: str) -> dict[str, str]:
            named = (
                "select object_code, object_name from sie_objects where object_code is not null"
                f" and dimension = '{dimension}'"
            )
            used = (
                "select distinct code, null from ("
                f" select objects['{dimension}'] as code from sie_transactions"
                f" union all select objects['{dimension}'] from sie_balances) where code is not null"
            )
            return pairs(used) | pairs(named)

        used_accounts = pairs(
            "select distinct account, null from (select account from sie_transactions union all"
            " select account from sie_balances) where account is not null"
        )
        named = used_accounts | pairs(
            "select account, account_name from sie_accounts where account is not null"
        )
        types = chart.account_types(connection)
        cost_centres = objects(COST_CENTRE)
        without = connection.execute(
            f"""
            select distinct account from sie_transactions
            where is_counted and account is not null and objects['{COST_CENTRE}'] is null
            """
        ).fetchall()
        return Ledgers(
            without_personal_numbers(company),
            number,
            first_year,
            {account: (name, types.get(account)) for account, name in named.items()},
            pairs(
                "select dimension, dimension_name from sie_dimensions where dimension is not null"
            ),
            cost_centres,
            objects(PROJECT),
            {account for (account,) in without},
            {_carried(connection)},
            {
                finding.value: path
                for finding in report.findings
                if finding.code == "encoding" and finding.value
            },
            [company] if company else [],
            _gaps(connection, first_year),
        )


def _carried(connection: Any) -> str:
    """Return how the result is carried, by the year's vouchers and balances: one of ``CARRIED``."""
    ((transfers, opening, left),) = connection.execute(
        """
        select
            (select count(*) from sie_transactions where is_counted and account[:4] between '8990' and '8999'),
            coalesce(sum(amount) filter (label = 'IB'), 0), coalesce(sum(amount) filter (label = 'RES'), 0)
        from sie_balances where year_index = 0 and cardinality(objects) = 0
        """
    ).fetchall()
    # Opening balances that do not sum to zero lack the result of earlier years.
    if opening:
        return "not"
    if transfers:
        return "partly" if left else "by_voucher"
    return "at_opening"


def _gaps(connection: Any, year: int) -> list[str]:
    """Return the series whose numbers have a gap, as the gate names them."""
    found = connection.execute(
        """
        select coalesce(series, '') from sie_vouchers group by 1
        having max(try_cast(voucher_number as bigint)) - min(try_cast(voucher_number as bigint)) + 1
            > count(distinct try_cast(voucher_number as bigint))
        order by 1
        """
    ).fetchall()
    return [f"year {year}, series {series}" for (series,) in found]
