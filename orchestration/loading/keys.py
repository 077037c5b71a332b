"""Check that a delivery's keys are new.

An id that another period's delivery has used identifies two rows: a row was delivered twice, or the system restarted
its numbering.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, Field
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.sql import file_literal, file_literals, literal, name
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.rejection import HIDDEN
from orchestration.loading.store import Load, counting

_SHOWN = 5
_FINDINGS = 100

# A row with a used key: its line, its key as text, the file and line that used it, and how many such rows there are.
_Used = tuple[int, str, str, int, int]


class UsedKeys:
    """The keys that the loads have used.

    The least and the greatest key of a file are read once, from its footer: most files share no key with another, so
    later deliveries need not open them.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._spans: dict[tuple[Path, str], tuple[str, str] | None] = {}

    def check_are_new(
        self,
        delivery: Delivery,
        resource: Resource,
        contract: Contract,
        read: Path,
        loads: Sequence[Load],
    ) -> None:
        """Prove that no row of a file has a key that the delivery of another period has.

        A key that contains the period's column differs in every period, and is not compared.

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
            When a key has been used; the message has the first ones with file and line, and the delivery that used
            each.
        """
        fields = {field.name: field for field in contract.fields}
        keys = [fields[key] for key in contract.primary_key if key in fields]
        new = read / f"{contract.table}.parquet"
        if not keys or contract.period_field in contract.primary_key or not new.exists():
            return
        earlier = [
            load.folder / new.name
            for load in counting([load for load in loads if load.system == delivery.system])
            if load.period_from != delivery.period_from
            for file in load.files
            if file.entity == resource.entity and file.loaded_rows
        ]
        earlier = self._that_may_share(new, earlier, keys[0])
        if earlier and (used := self._shared(new, earlier, keys)):
            raise _used_before(delivery, resource, contract, used)

    def _that_may_share(self, new: Path, earlier: list[Path], key: Field) -> list[Path]:
        """Return the earlier files whose range of keys overlaps that of the new one."""
        if key.type != "string" or not earlier:
            return earlier  # A footer has values of other types as text, which sorts otherwise.
        unread = [path for path in (new, *earlier) if (path, key.name) not in self._spans]
        found = self._connection.execute(
            f"""
            select file_name, min(stats_min_value), max(stats_max_value)
            from parquet_metadata([{file_literals(unread)}]) where path_in_schema = {literal(key.name)}
            group by file_name
            having count(*) = count(stats_min_value) and count(*) = count(stats_max_value)
            """
        ).fetchall()
        spans = {Path(file): (least, greatest) for file, least, greatest in found}
        self._spans |= {(path, key.name): spans.get(path) for path in unread}
        own = self._spans.pop((new, key.name))
        return [
            path
            for path in earlier
            if own is None
            or (span := self._spans[path, key.name]) is None
            or (span[0] <= own[1] and own[0] <= span[1])
        ]

    def _shared(self, new: Path, earlier: list[Path], keys: Sequence[Field]) -> list[_Used]:
        """Return the first rows of the new file whose key an earlier one has."""
        listed = ", ".join(name(key.name) for key in keys)
        shape = ", ".join(f"null::{key.sql_type} as {name(key.name)}" for key in keys)
        return self._connection.execute(
            f"""
            with earlier as (
                select {shape}, null::varchar as file_name, null::bigint as line_number where false
                union all by name
                select {listed}, file_name, line_number
                from read_parquet([{file_literals(earlier)}], union_by_name = true)
            )
            select new.line_number, concat_ws(', ', {", ".join(f"new.{name(key.name)}" for key in keys)}),
                earlier.file_name, earlier.line_number, count(*) over ()
            from earlier inner join read_parquet({file_literal(new)}) as new using ({listed})
            order by new.line_number, earlier.file_name
            limit {_FINDINGS}
            """
        ).fetchall()


def _used_before(
    delivery: Delivery, resource: Resource, contract: Contract, used: Sequence[_Used]
) -> DeliveryError:
    keys = contract.primary_key
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
    return DeliveryError(
        "key_used_before",
        "\n".join(
            [
                f"{delivery.folder / resource.path}: {rows} that a delivery of another period has used:",
                *shown,
            ]
        ),
        "Deliver each row in one period only. If the system restarts its numbering, let the export put the year"
        " before the numbers; if the earlier delivery is wrong, deliver that one again as a correction.",
        findings,
    )
