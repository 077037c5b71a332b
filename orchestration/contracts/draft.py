"""A drafted contract for an extract of the board's own: what a file's columns hold, as far as its rows tell.

Types, forms of days and numbers, the key and the period are read from the first rows. What rows cannot tell (who owns
the extract, what a column means) is written down as a question for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from orchestration.contracts.form import LINE_NUMBER, OF_EVERY_ROW
from orchestration.contracts.proposal import Proposal, contract_yaml
from orchestration.contracts.sample import ROWS, Sample, read_sample
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

_DECIMAL_CHAR = ","
_DUE_DAYS = 20
_MOST_KEY_COLUMNS = 3
_TRIED_KEYS = 200
_DAYS_OF_A_MONTH = 31
# A number with a zero before it, or so long, names something.
_NAMES_SOMETHING = re.compile(r"0\d+|\d{10,}")
# What the number of a row is called.
_NUMBERS_ROWS = re.compile(r"(.*_)?(id|nr|no|lopnr|nummer|number)|.*(nr|nummer|_id)")
_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass
class _Column:
    """A column of the file: its name there, the name in the raw table, its texts, and the keys of its field."""

    source: str
    name: str
    texts: Sequence[str]
    is_filled: bool
    keys: dict[str, Any] = field(default_factory=dict)
    guesses: list[str] = field(default_factory=list)

    @property
    def type(self) -> str:
        return self.keys["type"]

    @property
    def is_day(self) -> bool:
        return self.type in ("date", "datetime")

    @property
    def is_number(self) -> bool:
        return self.type in ("integer", "number")


def draft_contract(path: Path, system: str, entity: str) -> Proposal:
    """Return a contract for a file that no shipped contract describes.

    Parameters
    ----------
    path
        The file: CSV, NDJSON or xlsx with a header.
    system, entity
        What the extract is to be called.

    Raises
    ------
    UsageError
        When it is not such a file.
    """
    sample = read_sample(path)
    dialect = dict(sample.form.get("dialect", {}))
    columns = list(_columns(sample))
    if sample.form["format"] == "csv":
        numbers = [text for one in columns if _may_be_numbers(one.texts) for text in one.texts]
        dialect |= number_form(numbers, _DECIMAL_CHAR)
    for column in columns:
        column.keys = _keys(column, dialect)
    key = _key(sample, columns)
    days = [one for one in columns if one.is_day and one.is_filled]
    guesses = [
        "owner: who answers for the extract?",
        "descriptions: what does one row say, and what does each column?",
        *(guess for one in columns for guess in one.guesses),
        *_guesses_of_key(sample, key),
    ]
    period: dict[str, Any] = {}
    if days:
        period = {"periodField": days[0].name}
        guesses.append(
            f"periodField: each row belongs to the period that its {days[0].name} is in."
        )
    frequency = _frequency(days[0]) if days else "year"
    guesses.append(f"frequency: it is taken to come every {frequency}, within {_DUE_DAYS} days.")
    head = {
        "title": entity.replace("_", " ").capitalize(),
        "description": f"One row per {' and '.join(key)}.",
        "owner": "to be named",
        "frequency": frequency,
        "due_days": _DUE_DAYS,
        **{name: value for name, value in sample.form.items() if name != "dialect"},
        **({"dialect": dialect} if dialect else {}),
    }  # fmt: skip
    fields = [_field(one, key) for one in columns]
    text = contract_yaml(
        [f"Drafted from {path.name}, for an extract of the board's own."],
        guesses,
        head,
        {"primaryKey": key, **period},
        fields,
    )
    return Proposal(text, {one.name: one.source for one in columns}, (), (), tuple(guesses))


def _columns(sample: Sample) -> Iterator[_Column]:
    taken = {*OF_EVERY_ROW}
    for source in sample.columns:
        name = _name(source, taken)
        taken.add(name)
        texts = sample.texts(source)
        told = [text for text in texts if text not in (*NOTHING, *NEVER)]
        is_filled = len(told) == len(sample.rows) > 0
        column = _Column(source, name, told, is_filled)
        if nothing := sorted({*texts} - {*told}):
            column.keys["missingValues"] = nothing
            column.guesses.append(f"{name}: {', '.join(map(repr, nothing))} is taken for no value.")
        yield column


def _name(source: str, taken: set[str]) -> str:
    """Return a column's name in lower-case ASCII with underscores, and none that is taken."""
    letters = unicodedata.normalize("NFKD", source.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    name = _LETTERS.sub("_", bare).strip("_") or "column"
    name = name if name[0].isalpha() else f"column_{name}"
    numbered = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)


def _may_be_numbers(texts: Sequence[str]) -> bool:
    return (
        bool(texts)
        and share(NUMBER, texts) == 1
        and not any(_NAMES_SOMETHING.fullmatch(text) for text in texts)
        and not any(share_of_form(texts, form) == 1 for form in DAYS)
    )


def _keys(column: _Column, dialect: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of a column's type."""
    texts, keys = column.texts, dict(column.keys)
    if not texts:
        column.guesses.append(f"{column.name}: it is empty in the file, so it is taken for texts.")
        return {"type": "string", **keys}
    if share(PERSONAL_NUMBER, texts) == 1:
        column.guesses.append(
            f"{column.name}: it is taken for personal numbers, which nobody sees."
        )
        return {"type": "string", **keys, "personal": True, "constraints": {"personnummer": True}}
    for kind, forms in (("date", DAYS), ("datetime", TIMES)):
        fitting = [form for form in forms if share_of_form(texts, form) == 1]
        if fitting:
            return {"type": kind, **keys, **_form_of_days(column, kind, fitting)}
    words = {text: plain(text) for text in texts}
    if {*words.values()} <= {*TRUE, *FALSE} - {"0", "1"}:
        values = {text: word in TRUE for text, word in sorted(words.items())}
        is_standard = words.keys() <= {"true", "false"}
        return {"type": "boolean", **keys, **({} if is_standard else {"values": values})}
    if _may_be_numbers(texts):
        mark = dialect.get("decimalChar", "." if "delimiter" not in dialect else _DECIMAL_CHAR)
        decimals = max(len(text.rstrip("-").partition(mark)[2]) for text in texts)
        if decimals == 0:
            return {"type": "integer", **keys}
        return {"type": "number", **keys, "scale": max(decimals, 2)}
    return {"type": "string", **keys}


def _form_of_days(column: _Column, kind: str, fitting: Sequence[str]) -> dict[str, Any]:
    first = fitting[0]
    has_offset = kind == "datetime" and all(map(OFFSET.search, column.texts))
    if first == ISO_DAY or has_offset:
        return {}
    others = [form for form in fitting[1:] if form.replace("-", "") != first.replace("-", "")]
    if others:
        column.guesses.append(
            f"{column.name}: it is read as {first}; it could also be {others[0]}."
        )
    if kind == "datetime":
        column.guesses.append(
            f"{column.name}: its times have no offset and are read as Swedish time."
        )
    return {"format": first}


def _key(sample: Sample, columns: Sequence[_Column]) -> list[str]:
    """Return the fewest columns that tell the sample's rows apart, the first ones before others."""
    places = {one.source: place for place, one in enumerate(columns)}
    able = [one for one in columns if one.is_filled and _may_be_key(one, columns[0])]
    for size in range(1, _MOST_KEY_COLUMNS + 1):
        for chosen in islice(combinations(able, size), _TRIED_KEYS):
            at = [places[one.source] for one in chosen]
            found = {tuple(row[place] for place in at) for row in sample.rows}
            if len(found) == len(sample.rows) > 1:
                return [one.name for one in chosen]
    return [LINE_NUMBER]


def _may_be_key(column: _Column, first: _Column) -> bool:
    """Return whether a column may name its row: an amount does not, even where all are different."""
    if column.is_number:
        return column.type == "integer" and (
            column is first or _NUMBERS_ROWS.fullmatch(column.name) is not None
        )
    return True


def _guesses_of_key(sample: Sample, key: Sequence[str]) -> Iterator[str]:
    if key == [LINE_NUMBER]:
        yield "primaryKey: no column or two tell the rows apart; a doubled row will not be noticed."
    else:
        rows = f"first {ROWS}" if len(sample.rows) == ROWS else str(len(sample.rows))
        yield f"primaryKey: {', '.join(key)} tells the {rows} rows apart; is it so in every delivery?"


def _frequency(column: _Column) -> str:
    """Return how often an extract comes whose rows have these days: those of a month, or of a year."""
    form = column.keys.get("format", ISO_DAY)
    bare = [text[:10] if form == ISO_DAY else OFFSET.sub("", text) for text in column.texts]
    days = [datetime.strptime(text, form.replace("%-", "%")) for text in bare]
    return "month" if (max(days) - min(days)).days < _DAYS_OF_A_MONTH else "year"


def _field(column: _Column, key: Sequence[str]) -> dict[str, Any]:
    keys = dict(column.keys)
    limits = {**({"required": True} if column.is_filled else {}), **keys.pop("constraints", {})}
    return {
        "name": column.name,
        **({} if column.name == column.source else {"source_name": column.source}),
        "type": keys.pop("type"),
        **keys,
        **({"control_total": True} if column.is_number and column.name not in key else {}),
        "description": f"{column.source}.",
        **({"constraints": limits} if limits else {}),
    }
