"""NDJSON: one JSON object per line, UTF-8; a field that is null and one that is left out are both empty."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import numpy as np

from orchestration.contracts import Contract, Field
from orchestration.core.sql import file_literal, literal, literals, name
from orchestration.loading import text_files
from orchestration.loading.columns import check_columns
from orchestration.loading.source import Source, problem
from orchestration.loading.values import text_of

# JSON has these types itself: their text is kept as it is written, so that "12" in quotes is not a number.
_NATIVE = ("integer", "number", "boolean")
# DuckDB reads two things that RFC 8259 does not have: a comma before a closing bracket, and NaN and Infinity, which
# programs in Python write for a missing value.
_TRAILING_COMMA = r",\s*[}\]]"
_NOT_A_NUMBER = ("nan", "inf", "infinity", "-nan", "-inf", "-infinity")
_STRING = r'"(?:[^"\\]|\\.)*"'
# The same as bytes: what may come between a loose comma and a brace, and a word for a missing value.
_BEFORE_A_LOOSE_BRACE = np.frombuffer(b", \t\r\n", np.uint8)
_BARE_WORD = re.compile(rb"[:\s]-?(?:nan|inf(?:inity)?)(?:[\s,}]|\Z)", re.IGNORECASE)
_LONGEST_WORD = 11


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
        When packing, encoding or line ends are not the contract's.
    """
    plain = _Plainness()
    text = text_files.open_text(delivered, path, contract, scratch, plain.look)
    is_plain = plain.is_proved and plain.objects == text.lines
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
        fast=None if text.is_suspect else _fast(text.content, contract, is_plain=is_plain),
        fast_condition=_fast_condition(contract, is_plain=is_plain),
    )


class _Plainness:
    """Whether a file's bytes prove that no object in it has a list, another object, or anything outside RFC 8259.

    ``objects`` counts the opening braces; such a file has one per line.
    """

    def __init__(self) -> None:
        self.is_proved, self.objects = True, 0
        self._tail = b""

    def look(self, chunk: bytes, codes: np.ndarray) -> None:
        """Look at the next bytes of the file."""
        if not self.is_proved:
            return
        closing = np.flatnonzero(codes == ord("}"))
        before = codes[closing[closing > 0] - 1]
        if closing.size and closing[0] == 0:
            before = np.append(before, np.frombuffer(self._tail[-1:], np.uint8))
        text = self._tail + chunk
        self.objects += chunk.count(b"{")
        self.is_proved = not (
            b"[" in chunk
            or np.isin(before, _BEFORE_A_LOOSE_BRACE).any()
            or (_has_word(text) and _BARE_WORD.search(text))
        )
        self._tail = text[-_LONGEST_WORD:]


def _has_word(text: bytes) -> bool:
    """Return whether some bytes have "nan" or "inf" in any case; a pattern takes fifty times as long."""
    low = np.frombuffer(text, np.uint8) | 0x20
    return any(
        ((low[:-2] == word[0]) & (low[1:-1] == word[1]) & (low[2:] == word[2])).any()
        for word in (b"nan", b"inf")
    )


_IS_OBJECT = (
    "case when json_valid(raw) then json_type(raw) = 'OBJECT'"
    f" and not regexp_matches(regexp_replace(raw, {literal(_STRING)}, '\"\"', 'g'),"
    f" {literal(rf'{_TRAILING_COMMA}|(?i)nan|inf')}) else false end"
)


def _is_native(field: Field) -> bool:
    """Return whether JSON has the field's type; a field with codes may be text or numbers."""
    return field.type in _NATIVE and not field.values


def _fast(content: Path, contract: Contract, *, is_plain: bool) -> str:
    shape = {
        field.source_name: "JSON" if _is_native(field) else "VARCHAR" for field in contract.fields
    }
    texts = ", ".join(f"{_fast_text(field)} as {text_of(field.name)}" for field in contract.fields)
    # Loose syntax in an ignored column shows only in the whole row.
    loose = _TRAILING_COMMA + (
        r"|[:,\[]\s*-?(?i)(nan|inf)" if contract.extra_column == "ignore" else ""
    )
    is_strict = "true" if is_plain else f"not regexp_matches(json, {literal(loose)})"
    return f"""
        select keys, is_strict, {texts} from (
            select
                {is_strict} as is_strict,
                json_transform_strict(json, {literal(json.dumps(shape, ensure_ascii=False))}) as object,
                len(json_keys(json)) as keys
            from read_ndjson_objects({file_literal(content)}))
        """


def _fast_condition(contract: Contract, *, is_plain: bool) -> str:
    """Return the condition on a row, in addition to the contract's rules."""
    # Strict transformation requires every key once, so the same number of keys means no other key.
    keys = "true" if contract.extra_column == "ignore" else f"keys = {len(contract.fields)}"
    # A list or an object is read as its JSON text; only the careful way tells it from a text that begins the same.
    texts = [text_of(field.name) for field in contract.fields if not _is_native(field)]
    loose = [
        f"coalesce(left({text}, 1) not in ('[', '{{')"
        f" and lower({text}) not in ({literals(_NOT_A_NUMBER)}), true)"
        for text in texts
    ]
    return " and ".join([keys] if is_plain else ["is_strict", keys, *loose])


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
