"""A field of a file as SQL: its text, and its typed value in the raw table.

A board's contract says where the file differs from the raw table: column names, dates, numbers, codes and marks of
a missing value. The text stays as the file has it, so that a rejection can show it; the value follows the contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.contracts import Contract, Field
from orchestration.core.sql import literal, literals, name

# The blanks that a program may write between thousands; the last two are non-breaking.
GROUP_BLANKS = " \u00a0\u202f"

# Frictionless Table Schema's own words for true and false; JSON has types of its own.
_TRUE = {"csv": ("true", "True", "TRUE", "1"), "xlsx": ("true",), "ndjson": ("true",)}
_FALSE = {"csv": ("false", "False", "FALSE", "0"), "xlsx": ("false",), "ndjson": ("false",)}


def text_of(field: str) -> str:
    """Return the column that holds a field's text."""
    return name(f"text of {field}")


def texts_of(contract: Contract, found: Mapping[str, str]) -> str:
    """Return the select list of all fields' texts, each named by ``text_of``.

    Parameters
    ----------
    found
        The expression of each of the file's columns, by its name there. A field whose column is not among them is null.
    """
    return ", ".join(
        f"{found.get(field.source_name, 'null::varchar')} as {text_of(field.name)}"
        for field in contract.fields
    )


def with_missing_values(relation: str, contract: Contract) -> str:
    """Return a relation of texts in which the file's marks of a missing value are null."""
    replaced = [
        f"case when {text} in ({literals(field.missing_values)}) then null else {text} end as {text}"
        for field in contract.fields
        if field.missing_values and (text := text_of(field.name))
    ]
    return f"select * replace ({', '.join(replaced)}) from ({relation})" if replaced else relation


def value_sql(field: Field, contract: Contract) -> str:
    """Return the expression of a field's typed value over its text: null where DuckDB cannot cast it.

    DuckDB reads more than the rules allow, so the value is valid only where the rules hold.
    """
    text = text_of(field.name)
    match field.type:
        case "string":
            return _meaning(field, text) if field.values else text
        case "boolean":
            codes = field.values or boolean_words(contract)
            true, false = (
                " or ".join(_is_code(text, [code for code in codes if codes[code] == word]))
                for word in ("true", "false")
            )
            return f"case when {true} then true when {false} then false end"
        case "number" | "integer":
            return f"try_cast({_plain_number(field, contract, text)} as {field.sql_type})"
        case _ if field.format:
            read = f"try_strptime({text}, {literal(field.format)})::{field.sql_type}"
            # A workbook holds most days as days, whose text is always of the standard form.
            return (
                f"coalesce({read}, try_cast({text} as {field.sql_type}))"
                if contract.format == "xlsx"
                else read
            )
    return f"try_cast({text} as {field.sql_type})"


def _meaning(field: Field, text: str) -> str:
    """Return a text's value by its field's codes; a text without a code is itself, or null if the field is an enum."""
    cases = "".join(
        f" when {condition} then {literal(meaning)}"
        for code, meaning in field.values.items()
        for condition in _is_code(text, [code])
    )
    return f"case{cases}{'' if field.enum else f' else {text}'} end"


def _is_code(text: str, codes: Sequence[str]) -> list[str]:
    """Return conditions, one of which holds when a text is one of the codes; the code '' means an empty field."""
    written = [code for code in codes if code]
    conditions = [f"{text} in ({literals(written)})"] if written else []
    return [*conditions, f"{text} is null"] if "" in codes else conditions or ["false"]


def boolean_words(contract: Contract) -> dict[str, str]:
    """Return the words for a boolean that has no codes of its own, each with the truth value that it means."""
    true, false = _TRUE[contract.format], _FALSE[contract.format]
    return dict.fromkeys(true, "true") | dict.fromkeys(false, "false")


def _plain_number(field: Field, contract: Contract, text: str) -> str:
    """Return a number's text as DuckDB reads it: no thousands separator, minus sign first, decimal point."""
    if contract.group_char:
        blanks = contract.group_char in GROUP_BLANKS
        text = f"translate({text}, {literal(GROUP_BLANKS if blanks else contract.group_char)}, '')"
    if contract.trailing_minus:
        text = f"case when right({text}, 1) = '-' then '-' || rtrim({text}, '-') else {text} end"
    if field.type == "number" and decimal_char(contract) != ".":
        text = f"replace({text}, {literal(decimal_char(contract))}, '.')"
    return text


def decimal_char(contract: Contract) -> str:
    """Return a file's decimal separator: in JSON and workbooks always a point."""
    return contract.decimal_char if contract.format == "csv" else "."
