"""The rows of a published table that a reader may see: all of them, or those that are open outside its audience."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.core.sql import name


def open_rows(table: Mapping[str, Any]) -> str:
    """Return the SQL condition of the rows of a manifest's table that all may read; ``false`` where none."""
    if not table.get("audience"):
        return "true"
    return table.get("reader_rows") or "false"


def rows_query(table: Mapping[str, Any], *, audience: str = "") -> str:
    """Return the query of a table's rows in the order of its key.

    For the table's own ``audience`` these are all rows, otherwise those that all may read.
    """
    is_own = audience and table.get("audience") == audience
    order = ", ".join(map(name, table["primary_key"])) or "all"
    return (
        f"select * from {name(table['schema'])}.{name(table['name'])}"
        f" where {'true' if is_own else open_rows(table)} order by {order}"
    )
