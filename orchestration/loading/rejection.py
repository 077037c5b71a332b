"""What is wrong with each row of a faulty file, and whether the file is accepted without those rows.

``check`` leaves two temporary tables on the connection, ``checked`` and ``rejected``, which the
other functions and ``rows`` read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contracts import Contract
from orchestration.core.duckdb import one_row
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.sql import literal, name
from orchestration.loading import rules
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.source import Source
from orchestration.loading.values import text_of, with_missing_values

DUPLICATE = "duplicate_key"
HIDDEN = "(personal data, not shown here)"
_SHOWN = 5
_FINDINGS = 100


def check(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    contract: Contract,
    period: tuple[date, date] | None,
) -> None:
    """Make ``checked`` (every row: line, raw text, typed values) and ``rejected`` (those that break a rule).

    ``rejected`` has the first rule that a row breaks: ``line_number``, ``reason_code``, ``field``
    (null where it is the row's form), ``value``, ``expected`` and ``raw_text``.
    """
    reasons = [*source.problems, *rules.rules(contract, period)]
    numbered = list(enumerate(reasons, start=1))
    broken = "\n".join(f"when {rule.broken} then {number}" for number, rule in numbered)
    shown = "\n".join(
        f"when {number} then {text_of(rule.field)}" for number, rule in numbered if rule.field
    )
    connection.execute(f"""
        create or replace temp table checked as
        select line_number, raw, broken, {", ".join(name(field.name) for field in contract.fields)},
            case broken when 0 then null {shown} end as shown
        from (
            select *, case when false then 0 {broken} end as broken
            from (
                select *, {rules.values(contract, strict=True)}
                from ({with_missing_values(source.careful(), contract)})
            )
        )
        """)
    listed = ", ".join(
        f"({number}, {literal(rule.code)}, nullif({literal(rule.field)}, ''), {literal(rule.expected)})"
        for number, rule in numbered
    )
    keys = [name(key) for key in contract.primary_key]
    connection.execute(f"""
        create or replace temp table rejected as
        with reason (number, reason_code, field, expected) as (values {listed}),
        repeated as (
            select line_number, row_number() over same as occurrence, min(line_number) over same as first_line
            from checked where broken is null
            window same as (partition by {", ".join(keys)} order by line_number)
        )
        select line_number, reason_code, field, shown as value, expected, raw as raw_text
        from checked join reason on reason.number = checked.broken
        union all
        select line_number, {literal(DUPLICATE)}, {literal(", ".join(contract.primary_key))},
            concat_ws(', ', {", ".join(f"{key}::varchar" for key in keys)}),
            'a key of its own; line ' || first_line || ' has this one', raw
        from checked join repeated using (line_number) where occurrence > 1
        """)


def findings(connection: duckdb.DuckDBPyConnection, contract: Contract) -> list[dict[str, Any]]:
    """Return the first rejected rows; what is personal is not repeated outside the raw layer.

    In a row shifted by a field, a name may be in any column: if an extract has personal
    columns, no value with a letter in it is repeated.
    """
    found = connection.execute(
        f"""
        select line_number, reason_code, field, value, expected, left(raw_text, 200)
        from rejected order by line_number limit {_FINDINGS}
        """
    ).fetchall()
    findings = []
    for line, code, field, value, expected, raw in found:
        value = raw if field is None else value
        hidden = bool(contract.personal) and (
            field is None
            or not contract.personal.isdisjoint(field.split(", "))
            or any(map(str.isalpha, value or ""))
        )
        said = "empty" if value is None else HIDDEN if hidden else _quoted(value)
        own = contract.source_name(field)
        message = f"{'the row' if own is None else f'field {own}'} is {said}; expected {expected}"
        findings.append({"line": line, "code": code, "field": own, "message": message})
    return findings


def source_name(contract: Contract) -> str:
    """Return the expression that turns ``field`` in ``rejected`` into the file's own column name."""
    cases = "".join(
        f" when {literal(names)} then {literal(own)}"
        for names in (*(field.name for field in contract.fields), ", ".join(contract.primary_key))
        if (own := contract.source_name(names)) != names and own is not None
    )
    return f"case field{cases} else field end" if cases else "field"


def _quoted(value: str) -> str:
    return repr(without_personal_numbers(value))


def reasons(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, int]]:
    """Return how many rows were rejected by each reason: its code, the field, the rows; the most frequent first."""
    return connection.execute(
        "select reason_code, field, count(*) from rejected group by all order by 3 desc, 1, 2"
    ).fetchall()


def judge(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    path: Path,
    period: tuple[date, date] | None,
    found: Sequence[dict[str, Any]],
) -> DeliveryError | None:
    """Return the refusal of a file with rejected rows, or None if its contract allows that many.

    Parameters
    ----------
    connection, contract
        Those that ``check`` was called with.
    path, period
        The delivered file and the delivery's period, for the message.
    found
        The first rejected rows, from ``findings``.

    Returns
    -------
    DeliveryError or None
        The refusal of the file, with the first rejected rows; it names a column that is of another
        type throughout, and a file that is of another period throughout.
    """
    rows, rejected = one_row(
        connection, "select count(*), (select count(*) from rejected) from checked"
    )
    if contract.bad_row == "quarantine" and rejected * 100 <= contract.bad_rows_at_most_pct * rows:
        return None
    code, field, count = reasons(connection)[0]
    shown = [
        f"  line {finding['line']}: {finding['message']} [{finding['code']}]"
        for finding in found[:_SHOWN]
    ]
    if rejected > len(shown):
        shown.append(f"  … and {rejected - len(shown)} more")
    table = f"{contract.system}/{contract.entity}.yml"
    if (
        field is not None
        and code in rules.TYPE_CODES
        and count == rejected > 1
        and not _right_values(connection, field)
    ):
        said, remedy = (
            f"column {contract.source_name(field)!r} has another type than the contract's: "
            f"no row holds {_expected(connection, field)}.",
            f"Deliver the column as the contract {table} describes it, or change the contract.",
        )
        code = "column_retyped"
    elif period is not None and code == "outside_period" and count == rows:
        said, remedy = (
            f"every row is of another period than the manifest's {period[0]} to {period[1]}, "
            f"by its {contract.source_name(field)}.",
            "Deliver the file of the manifest's period, or fix the manifest.",
        )
        code = "other_period"
    else:
        limit = (
            "none may"
            if contract.bad_row == "refuse"
            else f"at most {contract.bad_rows_at_most_pct:g} % may"
        )
        said = f"{rejected} of {rows} rows break the contract {table}; {limit}."
        remedy = "Fix the rows at their source and deliver the file again, or change the contract where it is wrong."
        code = "bad_rows"
    return DeliveryError(code, "\n".join([f"{path}: {said}", *shown]), remedy, found)


def _right_values(connection: duckdb.DuckDBPyConnection, field: str) -> int:
    others = f"(select line_number from rejected where field = {literal(field)})"
    return one_row(
        connection,
        f"select count({name(field)}) from checked anti join {others} using (line_number)",
    )[0]


def _expected(connection: duckdb.DuckDBPyConnection, field: str) -> str:
    return one_row(
        connection, f"select any_value(expected) from rejected where field = {literal(field)}"
    )[0]
