"""The types of a contract's single keys, as ``form`` uses them.

Each says what a value must be, whatever the other keys hold, and refuses any other with a reason. Rules between keys
are in ``form``.
"""

from __future__ import annotations

import codecs
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import duckdb
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic import Field as ModelField

from orchestration.contracts.faults import fault, short

# Python's encodings that are not character sets of files: host names, source code, old mail.
_NOT_OF_FILES = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}

# The parts of a day or a time as strptime writes them; a dash is for numbers without leading zeros.
_DIRECTIVE = re.compile(r"%-?[dmyHMSj]|%[YbBfz]")


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise fault(f"{short(value)} is not a number of days after the end of the period")
    return value


def _encoding(value: str) -> str:
    try:
        known = codecs.lookup(value).name
        "".encode(value)
    except (LookupError, ValueError):
        known = None
    if known is None or known in _NOT_OF_FILES:
        raise fault(f"{short(value)} is not an encoding, such as utf-8 or iso-8859-1")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise fault(f"{short(value)} is not a regular expression: {error}") from None
    # Python's expressions have more than those of RE2, which DuckDB uses: lookaround and references to a group.
    try:
        duckdb.execute("select regexp_full_match('', ?)", [value])
    except duckdb.Error as error:
        reason = str(error).removeprefix("Invalid Input Error: ")
        raise fault(f"{short(value)} is not a regular expression of RE2: {reason}") from None
    return value


def _delimiter(value: str) -> str:
    if not (value == "\t" or (value.isascii() and value.isprintable())) or (
        value.isalnum() or value in '"\\'
    ):
        raise fault(f"{short(value)} cannot separate two fields, as a tab or ; can")
    return value


def _code(value: Any) -> str:
    # YAML reads an unquoted no as false and 0.10 as 0.1, neither of which a file holds.
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise fault(f"{short(value)} is not text; put it in quotes")
    return str(value)


def _values(content: Any) -> dict[str, str]:
    """Return the codes of a file and what each is in the raw table; true and false are those of a boolean."""
    if not isinstance(content, dict) or not content:
        raise fault(f"expected the file's codes and what each means, found {short(content)}")
    return {
        _code(code): str(value).lower() if isinstance(value, bool) else _code(value)
        for code, value in content.items()
    }


def _format(value: str) -> str:
    if not _DIRECTIVE.search(value) or "%" in _DIRECTIVE.sub("", value):
        raise fault(f"{short(value)} is not a form of dates, such as %d/%m/%Y or %Y-%m-%d %H:%M:%S")
    return value


def _codes(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise fault(f"a value appears twice in {', '.join(values)}")
    return values


Text = Annotated[str, ModelField(min_length=1)]
Days = Annotated[int, BeforeValidator(_days), WithJsonSchema({"type": "integer", "minimum": 0})]
Encoding = Annotated[str, AfterValidator(_encoding)]
Delimiter = Annotated[str, AfterValidator(_delimiter)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Code = Annotated[str, BeforeValidator(_code), WithJsonSchema({"type": ["string", "integer"]})]
Format = Annotated[str, AfterValidator(_format)]
Values = Annotated[
    dict[str, str],
    BeforeValidator(_values),
    WithJsonSchema(
        {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}}
    ),
]
Codes = Annotated[list[Code], ModelField(min_length=1), AfterValidator(_codes)]
Bound = Annotated[Any, WithJsonSchema({"type": ["number", "string"]})]


def comparable(kind: str, key: str, value: Any) -> Any:
    """Return a least or greatest value as one of the column's type, so that two can be compared.

    Parameters
    ----------
    kind
        The column's type, such as ``date``.
    key
        The constraint that has the value, which a refusal names.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        if kind == "integer" and isinstance(value, int):
            return value
        if kind == "number" and (number := Decimal(str(value))).is_finite():
            return number
        if kind == "date" and not isinstance(value, datetime):
            return value if isinstance(value, date) else date.fromisoformat(value)
        if kind == "datetime":
            moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
            return moment.astimezone() if moment.tzinfo else _no_bound()
        return _no_bound()
    except (ArithmeticError, TypeError, ValueError):
        raise fault(
            f"{short(value)} is not a value of type {kind} that others can be compared with",
            f".constraints.{key}",
        ) from None


def _no_bound() -> Any:
    raise ValueError
