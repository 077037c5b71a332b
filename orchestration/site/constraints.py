"""The constraints on a table and its columns, in words, from dbt's tests and contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestration.site.texts import Phrase

_REF = re.compile(r"ref\('(\w+)'\)")


def tested_keys(tests: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return the columns of each key that a table's tests require to be unique."""
    return [_arguments(test)["columns"] for test in tests if _kind(test) == "key_is_unique"]


def constraints_of_column(
    name: str, column: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield the constraints on a column, in words.

    Parameters
    ----------
    name, column
        The column, as dbt's manifest has it.
    tests
        The tests of its table.
    """
    if any(constraint["type"] == "not_null" for constraint in column["constraints"]):
        yield Phrase("never NULL")
    for test in tests:
        kind = _kind(test)
        if kind == "never_null" and name in _arguments(test)["columns"]:
            yield Phrase("never NULL")
        if not kind or _arguments(test).get("column_name") != name:
            continue
        where = test["config"].get("where") or ""
        if kind == "accepted_values":
            values = ", ".join(map(str, _arguments(test)["values"]))
            yield (
                Phrase("one of %(values)s where %(where)s", values=values, where=where)
                if where
                else Phrase("one of %(values)s", values=values)
            )
        elif kind == "relationships":
            target = f"{_target(test)}.{_arguments(test)['field']}"
            yield (
                Phrase("is in %(column)s where %(where)s", column=target, where=where)
                if where
                else Phrase("is in %(column)s", column=target)
            )
        elif kind == "not_null":
            yield (
                Phrase("never NULL where %(where)s", where=where) if where else Phrase("never NULL")
            )
        else:
            yield f"{kind.replace('_', ' ')} where {where}" if where else kind.replace("_", " ")


def constraints_of_table(tests: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the constraints on a table as a whole; a test with its own SQL is described by its own description."""
    for test in tests:
        kind = _kind(test)
        if kind == "key_is_unique":
            yield Phrase("unique by %(columns)s", columns=", ".join(_arguments(test)["columns"]))
        elif kind == "not_empty_beside":
            of_rows = _arguments(test).get("of_rows")
            yield (
                Phrase(
                    "has rows where %(table)s has rows with %(condition)s",
                    table=_target(test),
                    condition=of_rows,
                )
                if of_rows
                else Phrase("has rows where %(table)s has", table=_target(test))
            )
        elif kind == "not_empty":
            yield Phrase("has rows")
        elif not kind:
            yield test["description"].strip() or test["name"]


def _kind(test: Mapping[str, Any]) -> str:
    return (test.get("test_metadata") or {}).get("name", "")


def _arguments(test: Mapping[str, Any]) -> Mapping[str, Any]:
    return test["test_metadata"]["kwargs"]


def _target(test: Mapping[str, Any]) -> str:
    """Return the name of the other table that a test reads."""
    found = _REF.search(_arguments(test)["to"])
    return found[1] if found else _arguments(test)["to"]
