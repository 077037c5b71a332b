"""CSV: a header, one row per line, a field quoted where needed, no line end inside a field."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from orchestration.contracts import Contract
from orchestration.core.characters import is_plain
from orchestration.core.sql import file_literal, literal, name
from orchestration.loading import text_files
from orchestration.loading.columns import check_columns
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits
from orchestration.loading.rejection import HIDDEN
from orchestration.loading.source import Source, problem
from orchestration.loading.values import texts_of

_DELIMITERS = (";", ",", "\t", "|")


def open_file(delivered: Path, path: Path, contract: Contract, scratch: Path) -> Source:
    """Open a CSV file by its contract: columns by the names of its header.

    Raises
    ------
    DeliveryError
        When packing, encoding, line ends or the header's columns are not the contract's.
    """
    delimiters = _Delimiters(contract.delimiter)
    text = text_files.open_text(delivered, path, contract, scratch, delimiters)
    columns = _header(text, path, contract)
    check_columns(columns, path, contract)
    # The fast reader drops an empty extra field at the end of a row. A row has one where an unquoted delimiter in a
    # text has shifted the fields after it.
    is_regular = delimiters.count == text.lines * (len(columns) - 1)
    return Source(
        rows=text.lines - 1,
        first_line=2 + text.skipped,
        careful=lambda: _careful(text, contract, columns),
        problems=(
            problem("empty_line", "a row, or no line"),
            problem(
                "broken_quotes", "each quoted field ended on its own line, quotes within it doubled"
            ),
            problem("too_many_fields", f"{len(columns)} fields"),
            problem("too_few_fields", f"{len(columns)} fields"),
        ),
        fast=_fast(text, contract, columns) if is_regular and not text.is_suspect else None,
    )


class _Delimiters:
    """Counts the delimiters of a file that are not within quotation marks, chunk by chunk."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter.encode()
        self._is_quoted = False
        self.count = 0

    def __call__(self, chunk: bytes, codes: np.ndarray) -> None:
        self.count += int(np.count_nonzero(codes == ord(self._delimiter)))
        if self._is_quoted or b'"' in chunk:
            parts = chunk.split(b'"')
            self.count -= b"".join(parts[not self._is_quoted :: 2]).count(self._delimiter)
            self._is_quoted ^= len(parts) % 2 == 0


def _header(text: text_files.Text, path: Path, contract: Contract) -> list[str]:
    place, most = f"{path}, line {1 + text.skipped}", limits().line_bytes
    with text.content.open("rb") as file:
        line = file.readline(most + 1).decode(text.encoding).rstrip("\r\n")
    if len(line) > most:
        raise beyond("line_bytes", place, "is longer")
    if not is_plain(line.replace("\t", " ")):
        raise DeliveryError(
            "control_character",
            f"{place}: the header has control characters.",
            "Give each column a plain name, and export the file again.",
        )
    if not line:
        raise DeliveryError(
            "header_missing",
            f"{place}: there is no header.",
            f"Begin the file with the names of its columns: {_names(contract)}.",
        )
    columns = _split(line, contract.delimiter)
    if len(columns) > limits().columns:
        raise beyond("columns", place, f"has {len(columns)} columns")
    names = {field.source_name for field in contract.fields}
    if not names & set(columns):
        for other in _DELIMITERS:
            if (
                other != contract.delimiter
                and len(names & set(_split(line, other))) > len(names) / 2
            ):
                raise DeliveryError(
                    "wrong_delimiter",
                    f"{place}: the columns are separated by {other!r}; "
                    f"the contract says {contract.delimiter!r}.",
                    f"Write the file with {contract.delimiter!r} between fields, or change the contract's delimiter.",
                )
        raise DeliveryError(
            "header_missing",
            f"{place}: {HIDDEN if contract.personal else repr(line[:80])} names none of the contract's columns.",
            f"Begin the file with the names of its columns: {_names(contract)}.",
        )
    return columns


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # A field longer than Python's reader takes is not a column's name.
        return line.split(delimiter)


def _names(contract: Contract) -> str:
    return contract.delimiter.join(field.source_name for field in contract.fields)


def _fast(text: text_files.Text, contract: Contract, columns: list[str]) -> str:
    described = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    texts = texts_of(contract, {column: name(column) for column in columns})
    return f"""
        select {texts} from read_csv({file_literal(text.content)}, auto_detect = false, header = true,
            strict_mode = true, delim = {literal(contract.delimiter)}, quote = '"', escape = '"',
            encoding = {literal(text.encoding)}, columns = {{{described}}})
        """


def _careful(text: text_files.Text, contract: Contract, columns: list[str]) -> str:
    mark = literal(contract.delimiter)
    inside = r"\t" if contract.delimiter == "\t" else contract.delimiter
    pattern = literal(rf'[{inside}]("(?:[^"]|"")*"|[^{inside}"][^{inside}]*|)')
    read = text_files.lines_sql(text)
    texts = texts_of(
        contract,
        {column: _unquoted(f"cells[{place}]") for place, column in enumerate(columns, start=1)},
    )
    return f"""
        select line_number, raw, {texts},
            case
                when raw is null then 'empty_line'
                when array_to_string(cells, {mark}) <> raw then 'broken_quotes'
                when len(cells) > {len(columns)} then 'too_many_fields'
                when len(cells) < {len(columns)} then 'too_few_fields'
            end as problem
        from (
            select line_number, raw,
                case
                    when contains(raw, '"') then regexp_extract_all({mark} || raw, {pattern}, 1)
                    else string_split(raw, {mark})
                end as cells
            from ({read}) where line_number > {1 + text.skipped}
        )
        """


def _unquoted(cell: str) -> str:
    return (
        f"nullif(case when {cell}[1] = '\"' then replace(substr({cell}, 2, length({cell}) - 2), '\"\"', '\"') "
        f"else {cell} end, '')"
    )
