"""A proposed contract for another program's file: which of its columns and codes match the shipped contract.

Columns are matched by name, by what programs in Sweden call them (``synonyms.yml``), and by whether their values fit
the field. Nothing is taken for certain: what was guessed and what was not found is listed for a person to review.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.contracts.contract import Contract, Field
from orchestration.contracts.sample import Sample, read_sample
from orchestration.contracts.value_forms import (
    DAYS,
    FALSE,
    ISO_DAY,
    NEVER,
    NOTHING,
    NUMBER,
    OFFSET,
    PERSONAL_NUMBER,
    TIMES,
    TRUE,
    number_form,
    plain,
    share,
    share_of_form,
)
from orchestration.core.errors import RefusedError

_SYNONYMS = Path(__file__).with_name("synonyms.yml")

# The least likeness of two names that match, and how well the values must fit the field.
_LIKENESS = 0.6
_FIT = 0.8
_SHOWN = 8


@dataclass(frozen=True)
class Proposal:
    """A contract of a board for a file: laid over the shipped one, or of an extract of its own.

    Parameters
    ----------
    text
        The contract as YAML.
    columns
        The file's own column of each field that was found.
    missing
        The fields without a matching column.
    unused
        The file's columns without a matching field.
    guesses
        What a person must decide or review.
    """

    text: str
    columns: dict[str, str]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    guesses: tuple[str, ...]


def propose_contract(path: Path, shipped: Contract) -> Proposal:
    """Return a contract for a file, to be laid over the shipped one of its entity.

    Raises
    ------
    UsageError
        When the file is not CSV, NDJSON or xlsx with a header.
    RefusedError
        When none of its columns look like the contract's.
    """
    sample = read_sample(path)
    columns = _assigned(sample, shipped)
    if not columns:
        raise RefusedError(
            f"{path}: none of the columns {', '.join(sample.columns[:_SHOWN])} looks like one of {shipped.system}."
            f"{shipped.entity}'s: {', '.join(field.name for field in shipped.fields)}.",
            "Check that the file is of this kind; if so, write source_name for each field by hand.",
        )
    guesses: list[str] = []
    form = _form(sample, shipped, columns)
    fields = []
    for field in shipped.fields:
        column = columns.get(field.name)
        said = _field(sample, field, column, guesses) if column else _absent(field, guesses)
        if said:
            fields.append({"name": field.name, **said})
    unused = tuple(name for name in sample.columns if name not in columns.values())
    if unused and shipped.extra_column == "refuse":
        form["extra_column"] = "ignore"
        guesses.append(f"These columns are left out: {', '.join(unused)}.")
    missing = tuple(field.name for field in shipped.fields if field.name not in columns)
    head = f"Proposed from {path.name}, to be laid over the shipped contract {shipped.system}/{shipped.entity}.yml."
    text = contract_yaml([head], guesses, form, {}, fields)
    return Proposal(text, columns, missing, unused, tuple(guesses))


def _assigned(sample: Sample, contract: Contract) -> dict[str, str]:
    """Return the file's column of each field; the likeliest pairs first, each column once."""
    scored = [
        (score, -place, field.name, column)
        for field in contract.fields
        for place, column in enumerate(sample.columns)
        if (score := _likeness(field, column, sample.texts(column))) >= _LIKENESS
    ]
    found: dict[str, str] = {}
    for _, _, field, column in sorted(scored, reverse=True):
        if field not in found and column not in found.values():
            found[field] = column
    return {field.name: found[field.name] for field in contract.fields if field.name in found}


def _likeness(field: Field, column: str, texts: Sequence[str]) -> float:
    fit = _fit(field, texts)
    if texts and fit < _FIT:
        return 0.0
    named = _likeness_of_names(field.name, column)
    # Personal numbers are known by their form and check digit alone.
    return max(named, 0.9 if field.personnummer and texts else 0.0)


def _likeness_of_names(name: str, column: str) -> float:
    own, found = plain(name), plain(column)
    if own == found:
        return 1.0
    synonyms = [plain(text) for text in _synonyms().get(name, ())]
    if found in synonyms:
        return 0.95 - 0.01 * synonyms.index(found)
    if len(found) >= 4 and (found in own or own in found):
        return 0.7
    return 0.8 * difflib.SequenceMatcher(None, own, found).ratio()


def _fit(field: Field, texts: Sequence[str]) -> float:
    """Return the share of a column's texts that can be values of a field; a field with codes gets 0.5 more."""
    told = [text for text in texts if text not in (*NOTHING, *NEVER)]
    if not told:
        return 1.0
    if field.enum:
        return sum(_code_of(field, text) is not None for text in told) / len(told) + 0.5
    match field.type:
        case "number" | "integer":
            return share(NUMBER, told)
        case "date" | "datetime":
            return max(share_of_form(told, form) for form in _forms(field))
        case "boolean":
            return sum(plain(text) in (*TRUE, *FALSE) for text in told) / len(told)
    if field.personnummer:
        return share(PERSONAL_NUMBER, told)
    return 1.0


def _forms(field: Field) -> tuple[str, ...]:
    return DAYS if field.type == "date" else TIMES


def _form(sample: Sample, shipped: Contract, columns: dict[str, str]) -> dict[str, Any]:
    """Return the keys of the file's form that differ from the shipped contract."""
    form = {key: value for key, value in sample.form.items() if key != "dialect"}
    own: dict[str, Any] = {
        "format": shipped.format, "encoding": shipped.encoding, "sheet": shipped.sheet,
    }  # fmt: skip
    said = {key: value for key, value in form.items() if own.get(key) != value}
    if shipped.sheet and "sheet" not in form:
        said["sheet"] = None
    dialect = dict(sample.form.get("dialect", {}))
    if sample.form["format"] == "csv":
        numbers = [
            text
            for field in shipped.fields
            if field.type in ("number", "integer") and field.name in columns
            for text in sample.texts(columns[field.name])
            if text not in NOTHING
        ]
        dialect |= number_form(numbers, shipped.decimal_char)
    shipped_dialect = {
        "delimiter": shipped.delimiter, "decimalChar": shipped.decimal_char, "compression": shipped.compression,
        "groupChar": shipped.group_char, "trailingMinus": shipped.trailing_minus,
        "byteOrderMark": shipped.byte_order_mark, "separatorLine": shipped.separator_line,
    }  # fmt: skip
    if shipped.compression and "compression" not in dialect:
        dialect["compression"] = None
    differing = {key: value for key, value in dialect.items() if shipped_dialect[key] != value}
    if differing:
        said["dialect"] = differing
    return said


def _field(sample: Sample, field: Field, column: str, guesses: list[str]) -> dict[str, Any]:
    """Return the keys of a field that its column in the file needs."""
    texts = sample.texts(column)
    said: dict[str, Any] = {} if column == field.source_name else {"source_name": column}
    nothing = sorted({text for text in texts if text in (*NOTHING, *NEVER)})
    if nothing:
        said["missingValues"] = nothing
        guesses.append(f"{field.name}: {', '.join(map(repr, nothing))} is taken for no value.")
    told = [text for text in texts if text not in nothing]
    if field.enum:
        said |= _codes(field, column, told, guesses)
    elif field.type == "boolean":
        said |= _truths(sample, field, column, told, guesses)
    elif field.type in ("date", "datetime") and told:
        said |= _date_form(field, column, told, guesses)
    if len(said) and not texts:
        guesses.append(
            f"{field.name}: column {column!r} is empty in the file, so only its name was compared."
        )
    return said


def _codes(field: Field, column: str, texts: Sequence[str], guesses: list[str]) -> dict[str, Any]:
    found = {text: _code_of(field, text) for text in sorted(set(texts))}
    if all(text == code for text, code in found.items()):
        return {}
    allowed = ", ".join(field.enum or ())
    if unknown := [text for text, code in found.items() if code is None]:
        shown = "its values" if field.personal else ", ".join(map(repr, unknown[:_SHOWN]))
        guesses.append(
            f"{field.name}: what does {shown} of column {column!r} mean? One of {allowed}."
        )
    values = {text: code for text, code in found.items() if code is not None}
    guesses += [
        f"{field.name}: {text!r} is taken for {code}."
        for text, code in values.items()
        if plain(text) != plain(code)
    ]
    return {"values": values} if values else {}


def _code_of(field: Field, text: str) -> str | None:
    """Return the code of a field that a file's code looks like: the same, its beginning, or a longer word."""
    own = plain(text)
    codes = {code: plain(code) for code in field.enum or ()}
    for is_like in (
        lambda code: code == own,
        lambda code: own != "" and code.startswith(own),
        lambda code: code != "" and own.startswith(code),
    ):
        alike = [code for code, bare in codes.items() if is_like(bare)]
        if len(alike) == 1:
            return alike[0]
    return None


def _truths(
    sample: Sample, field: Field, column: str, texts: Sequence[str], guesses: list[str]
) -> dict[str, Any]:
    found = {text: plain(text) in TRUE for text in sorted(set(texts))}
    standard = {"true", "false"} | ({"1", "0"} if sample.form["format"] == "csv" else set())
    if found.keys() <= standard:
        return {}
    values: dict[str, bool] = dict(found)
    place = sample.columns.index(column)
    is_sometimes_empty = any(not row[place] for row in sample.rows if len(row) > place)
    if is_sometimes_empty and False not in found.values():
        values[""] = False
        guesses.append(f"{field.name}: an empty cell of column {column!r} is taken for false.")
    return {"values": values}


def _date_form(
    field: Field, column: str, texts: Sequence[str], guesses: list[str]
) -> dict[str, Any]:
    forms = [form for form in _forms(field) if share_of_form(texts, form) == 1]
    if not forms:
        best = max(_forms(field), key=lambda form: share_of_form(texts, form))
        guesses.append(
            f"{field.name}: not all of column {column!r} is of one form; most of it is {best}."
        )
        return {"format": best}
    first = forms[0]
    if first == ISO_DAY or (field.type == "datetime" and all(map(OFFSET.search, texts))):
        return {}
    others = [form for form in forms[1:] if form.replace("-", "") != first.replace("-", "")]
    if others:
        guesses.append(
            f"{field.name}: column {column!r} is read as {first}; it could also be {others[0]}."
        )
    if field.type == "datetime":
        guesses.append(
            f"{field.name}: the times of column {column!r} have no offset and are read as Swedish time."
        )
    return {"format": first}


def _absent(field: Field, guesses: list[str]) -> dict[str, Any]:
    if field.optional:
        return {}
    if not field.required:
        guesses.append(f"{field.name}: no column was found, so it is always empty.")
        return {"optional": True}
    guesses.append(
        f"{field.name}: no column was found, and every row must have a value. Write its source_name, or"
        " optional: true with values: {'': …} if it is the same for all rows."
    )
    return {}


def contract_yaml(
    head: Sequence[str],
    guesses: Sequence[str],
    keys: Mapping[str, Any],
    schema: Mapping[str, Any],
    fields: Sequence[Mapping[str, Any]],
) -> str:
    """Return a contract as YAML: comments that say what it is and what to read through, its keys, a line per field."""
    lines = [f"# {line}" for line in (*head, *(f"To read through: {guess}" for guess in guesses))]
    if keys:
        lines.append(
            yaml.safe_dump(dict(keys), sort_keys=False, allow_unicode=True, width=1000).rstrip()
        )
    if schema or fields:
        said = (
            yaml.safe_dump(dict(schema), sort_keys=False, default_flow_style=None) if schema else ""
        )
        lines += ["schema:", *(f"  {line}" for line in said.splitlines())]
    if fields:
        lines += ["  fields:", *(f"    - {_flow(dict(field))}" for field in fields)]
    return "\n".join(lines) + "\n"


def _flow(content: Any) -> str:
    return yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=True
    ).strip()


@cache
def _synonyms() -> dict[str, list[str]]:
    return yaml.safe_load(_SYNONYMS.read_text("utf-8"))


def described(proposal: Proposal) -> Iterator[str]:
    """Yield what was found and what was not, a line each."""
    for field, column in proposal.columns.items():
        yield f"{field:<28} {column}"
    for field in proposal.missing:
        yield f"{field:<28} (no column found)"
    for column in proposal.unused:
        yield f"{'(nothing)':<28} {column}"
