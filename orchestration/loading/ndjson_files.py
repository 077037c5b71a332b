"""NDJSON: one JSON object per line, UTF-8; a field that is null and one that is left out are both empty."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, Field
from orchestration.core.sql import file_literal, literal, literals, name
from orchestration.loading import text_files
from orchestration.loading.columns import check_columns
from orchestration.loading.source import Source, problem
from orchestration.loading.values import text_of

# JSON has these types itself: their text is kept as it stands, so that "12" in quotes is not a number.
_NATIVE = ("integer", "number", "boolean")
# DuckDB reads two things that RFC 8259 does not have: a comma before a closing bracket, and NaN and Infinity, which
# programs in Python write for a missing value.
_TRAILING_COMMA = r",\s*[}\]]"
_NOT_A_NUMBER = ("nan", "inf", "infinity", "-nan", "-inf", "-infinity")
_STRING = r'"(?:[^"\\]|\\.)*"'


def open_file(
    delivered: Path,
    path: Path,
    contract: Contract,
    scratch: Path,
    connection: duckdb.DuckDBPyConnection,
) -> Source:
    """Open an NDJSON file by its contract: its columns are the keys of its objects.

    Raises
    ------
    DeliveryError
        When the bytes are not the contract's (packing, encoding, line ends).
    """
    text = text_files.open_text(delivered, path, contract, scratch)
    # A list or an object is read as its JSON, which a text that begins so is told from the careful way.
    texts = [text_of(field.name) for field in contract.fields if not _is_native(field)]
    read = text_files.lines_sql(text)

    def careful() -> str:
        keys = connection.execute(
            f"select distinct unnest(json_keys(raw)) as key from ({read}) where {_IS_OBJECT} order by key"
        ).fetchall()
        if keys:
            check_columns([key for (key,) in keys], path, contract)
        return _careful(read, contract)

    return Source(
        rows=text.lines,
        first_line=1,
        careful=careful,
        problems=(
            problem("empty_line", "an object, or no line"),
            problem("not_json", "one JSON object on the line, whole"),
            problem("key_twice", "each key once"),
            problem(
                "nested_value", "a text, a number, true, false or null, not a list or an object"
            ),
        ),
        fast=None if text.is_suspect else _fast(text.content, contract),
        # Strict transformation has demanded every key, once: as many keys are those keys.
        fast_condition=" and ".join(
            [
                "is_strict",
                "true" if contract.extra_column == "ignore" else f"keys = {len(contract.fields)}",
                *(
                    f"coalesce(left({text}, 1) not in ('[', '{{')"
                    f" and lower({text}) not in ({literals(_NOT_A_NUMBER)}), true)"
                    for text in texts
                ),
            ]
        ),
    )


_IS_OBJECT = (
    "case when json_valid(raw) then json_type(raw) = 'OBJECT'"
    f" and not regexp_matches(regexp_replace(raw, {literal(_STRING)}, '\"\"', 'g'),"
    f" {literal(rf'{_TRAILING_COMMA}|(?i)nan|inf')}) else false end"
)


def _is_native(field: Field) -> bool:
    """Tell whether a field is of a type that JSON has, and not of codes, which are text or numbers."""
    return field.type in _NATIVE and not field.values


def _fast(content: Path, contract: Contract) -> str:
    shape = {
        field.source_name: "JSON" if _is_native(field) else "VARCHAR" for field in contract.fields
    }
    texts = ", ".join(f"{_fast_text(field)} as {text_of(field.name)}" for field in contract.fields)
    # A number in a column that is ignored is seen in the row alone.
    loose = _TRAILING_COMMA + (
        r"|[:,\[]\s*-?(?i)(nan|inf)" if contract.extra_column == "ignore" else ""
    )
    return f"""
        select keys, is_strict, {texts} from (
            select
                not regexp_matches(json, {literal(loose)}) as is_strict,
                json_transform_strict(json, {literal(json.dumps(shape, ensure_ascii=False))}) as object,
                len(json_keys(json)) as keys
            from read_ndjson_objects({file_literal(content)}))
        """


def _fast_text(field: Field) -> str:
    value = f"object.{name(field.source_name)}"
    return f"{value}::varchar" if _is_native(field) else f"nullif({value}, '')"


def _careful(read: str, contract: Contract) -> str:
    texts = ", ".join(f"{_text(field)} as {text_of(field.name)}" for field in contract.fields)
    nested = " or ".join(
        f"coalesce(json_type(object, {_path(field)}) in ('ARRAY', 'OBJECT'), false)"
        for field in contract.fields
    )
    return f"""
        select line_number, raw, {texts},
            case
                when raw is null then 'empty_line'
                when object is null then 'not_json'
                when len(json_keys(object)) > len(list_distinct(json_keys(object))) then 'key_twice'
                when {nested} then 'nested_value'
            end as problem
        from (select line_number, raw, case when {_IS_OBJECT} then raw::json end as object from ({read}))
        """


def _text(field: Field) -> str:
    if _is_native(field):
        return f"nullif(json_extract(object, {_path(field)})::varchar, 'null')"
    return f"nullif(json_extract_string(object, {_path(field)}), '')"


def _path(field: Field) -> str:
    return literal("$." + json.dumps(field.source_name, ensure_ascii=False))
