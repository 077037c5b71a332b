"""Whether a delivery's keys are new.

An id that the delivery of another period has used does not tell two rows apart: a row was delivered twice, or the
system began its numbers again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.core.duckdb import connect
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.sql import file_literal, file_literals, name
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.rejection import HIDDEN
from orchestration.loading.store import Load, counting

_SHOWN = 5
_FINDINGS = 100


def check_keys_are_new(
    delivery: Delivery, resource: Resource, contract: Contract, read: Path, loads: Sequence[Load]
) -> None:
    """Prove that no row of a file has a key that the delivery of another period has.

    A key with the column that says the period has another value in every period, and is not compared.

    Parameters
    ----------
    delivery, resource, contract
        What is about to be loaded, and one of its files with its contract.
    read
        The folder with what was read of it.
    loads
        All loads, in the order in which they count.

    Raises
    ------
    DeliveryError
        When a key has been used; the message has the first ones with file and line, and the delivery that used each.
    """
    columns = {field.name: field.sql_type for field in contract.fields}
    keys = [key for key in contract.primary_key if key in columns]
    new = read / f"{contract.table}.parquet"
    if not keys or contract.period_field in keys or not new.exists():
        return
    earlier = [
        load.folder / new.name
        for load in counting(loads)
        if load.system == delivery.system and load.period_from != delivery.period_from
        for file in load.files
        if file.entity == resource.entity and file.loaded_rows
    ]
    if not earlier:
        return
    listed = ", ".join(map(name, keys))
    shape = ", ".join(f"null::{columns[key]} as {name(key)}" for key in keys)
    with connect() as connection:
        used = connection.execute(
            f"""
            with earlier as (
                select {shape}, null::varchar as file_name, null::bigint as line_number where false
                union all by name
                select {listed}, file_name, line_number
                from read_parquet([{file_literals(earlier)}], union_by_name = true)
            )
            select new.line_number, concat_ws(', ', {", ".join(f"new.{name(key)}" for key in keys)}),
                earlier.file_name, earlier.line_number, count(*) over ()
            from earlier inner join read_parquet({file_literal(new)}) as new using ({listed})
            order by new.line_number, earlier.file_name
            limit {_FINDINGS}
            """
        ).fetchall()
    if not used:
        return
    own = contract.source_name(", ".join(keys))
    findings = []
    for line, key, file_name, line_before, _ in used:
        is_hidden = not contract.personal.isdisjoint(keys)
        said = HIDDEN if is_hidden else repr(without_personal_numbers(key))
        message = f"field {own} is {said}, which {file_name} has in line {line_before}"
        findings.append({"line": line, "code": "key_used_before", "field": own, "message": message})
    shown = [f"  line {finding['line']}: {finding['message']}" for finding in findings[:_SHOWN]]
    count = used[0][4]
    if count > len(shown):
        shown.append(f"  … and {count - len(shown)} more")
    rows = "one row has a key" if count == 1 else f"{count} rows have keys"
    raise DeliveryError(
        "key_used_before",
        "\n".join(
            [
                f"{delivery.folder / resource.path}: {rows} that a delivery of another period has brought:",
                *shown,
            ]
        ),
        "Deliver each row in one period only. If the system begins its numbers again, let the export put the year"
        " before them; if the earlier delivery is wrong, deliver that one again as a correction.",
        findings,
    )
