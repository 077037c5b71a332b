"""A board's own quantities, declared in ``quantities.yml`` in dbt's words, as models of the rendered dbt project.

A quantity is what a measure sums. One of the board's own counts the rows of an extract with a contract of the
board: ``expr`` is summed (``agg: sum``), or counted if it is not empty (``agg: count``) or true (``agg: sum_boolean``)
over the rows where ``filter`` holds, in the month of ``agg_time_dimension``. No SQL model is written by hand: each
extract gets its staging model, and all quantities together the model ``int_measures__board``, which every measure,
trace and control reads as it reads the shipped ones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.boards.board import BoardError
from orchestration.contracts import Contract, Contracts
from orchestration.core.duckdb import connect
from orchestration.core.settings import CONTRACTS_DIR, SEEDS_DIR
from orchestration.core.sql import name as quoted
from orchestration.core.yaml_places import line_of, read_yaml

FILE_NAME = "quantities.yml"
MODEL = PurePosixPath("models/measures/int_measures__board.sql")

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
# What would end the expression, or is not part of an SQL expression.
_FORBIDDEN = re.compile(r"\{\{|\{%|\{#|;|--|/\*|\b(select|from|attach|copy)\b", re.IGNORECASE)
_EVERY_ROW = "1"
_NUMBER = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)?INT|DECIMAL|INTEGER)")
_TRUTH = re.compile("BOOLEAN")


class Quantity(BaseModel):
    """One quantity: its extract, what is summed over which rows, and the date column that decides the month."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: _Name
    model: str = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
    agg: Literal["sum", "count", "sum_boolean"] = "sum"
    expr: str = _EVERY_ROW
    filter: str | None = None
    agg_time_dimension: str
    dimension: str | None = None

    @property
    def amount(self) -> str:
        """The amount of a row as SQL over the extract's columns, null where the row does not count."""
        amount = {
            "sum": f"({self.expr})",
            "count": f"case when ({self.expr}) is not null then 1 end",
            "sum_boolean": f"case when ({self.expr}) then 1 end",
        }[self.agg]
        return f"case when ({self.filter}) then {amount} end" if self.filter else amount


@dataclass(frozen=True)
class QuantityFault:
    """What is wrong with a quantity, or with the file where ``quantity`` is empty; ``line`` is from 1."""

    line: int
    quantity: str
    why: str

    def __str__(self) -> str:
        return f"quantity {self.quantity}: {self.why}" if self.quantity else self.why


def read_quantities(board: Path, contracts: Contracts) -> tuple[Quantity, ...]:
    """Return the board's own quantities; none where it has no ``quantities.yml``.

    Parameters
    ----------
    board
        The board's folder.
    contracts
        The contracts that hold for the board, whose columns the expressions name.

    Raises
    ------
    BoardError
        When the file is not of its form, or an expression is not one of the extract's columns; the message names the
        quantity and what was expected.
    """
    quantities, faults = _read(board / FILE_NAME, contracts)
    if faults:
        raise BoardError(
            f"{board / FILE_NAME}, line {faults[0].line}, {faults[0]}.",
            "Correct it; docs/configuration.md shows how a quantity is declared.",
        )
    return quantities


def quantity_faults(board: Path, contracts: Contracts) -> list[QuantityFault]:
    """Return all that is wrong with the board's own quantities, in the order of the file."""
    return _read(board / FILE_NAME, contracts)[1]


def _read(path: Path, contracts: Contracts) -> tuple[tuple[Quantity, ...], list[QuantityFault]]:
    if not path.is_file():
        return (), []
    try:
        text = path.read_text("utf-8")
        content = read_yaml(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return (), [QuantityFault(line, "", f"it is not YAML of quantities: {error}")]
    found = content.get("quantities") if isinstance(content, dict) else None
    if not isinstance(found, list) or not isinstance(content, dict) or len(content) > 1:
        return (), [QuantityFault(1, "", "expected one key, quantities, with a list of them")]
    quantities, faults, seen = [], [], {*shipped_quantities()}

    def fault(place: int, key: str, why: str) -> None:
        said = found[place]
        named = said.get("name") if isinstance(said, dict) else None
        line = line_of(text, ["quantities", place, *([key] if key else [])])
        shown = f"{key}: {why}" if key else why
        faults.append(QuantityFault(line, str(named or f"number {place + 1}"), shown))

    with connect() as connection:
        connection.execute("set enable_external_access = false")
        for place, said in enumerate(found):
            try:
                quantity = Quantity.model_validate(said)
            except ValidationError as error:
                for one in error.errors(include_url=False):
                    fault(place, ".".join(map(str, one["loc"])), one["msg"])
                continue
            if quantity.name in seen:
                fault(place, "name", "another quantity has this name")
            seen.add(quantity.name)
            for key, why in _faults(connection, quantity, contracts):
                fault(place, key, why)
            quantities.append(quantity)
    return tuple(quantities), faults


def quantity_models(
    quantities: Sequence[Quantity], contracts: Contracts
) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield the models that the quantities need: each extract's staging model with its YAML, and that of them all."""
    if not quantities:
        return
    for (system, entity), _ in groupby(sorted(_key(quantity) for quantity in quantities)):
        contract = contracts[system, entity]
        folder = PurePosixPath("models/staging", system)
        yield folder / f"stg_{system}__{entity}.sql", _staging_sql(contract).encode()
        yield folder / f"_stg_{system}__{entity}.yml", _staging_yaml(contract).encode()
    yield MODEL, _quantities_sql(quantities, contracts).encode()


@cache
def shipped_quantities() -> frozenset[str]:
    """Return the names of the quantities that the shipped measures use."""
    with (SEEDS_DIR / "measures.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(
            name
            for row in csv.DictReader(file)
            for name in (row["numerator"], row["denominator"])
            if name
        )


def _faults(
    connection: duckdb.DuckDBPyConnection, quantity: Quantity, contracts: Contracts
) -> Iterator[tuple[str, str]]:
    """Yield each key, with the reason, that is not a column or an expression of the extract's columns to DuckDB."""
    contract = contracts.get(_key(quantity))
    if contract is None or not contract.fields:
        yield "model", f"there is no contract of {quantity.model} in the board"
        return
    if (CONTRACTS_DIR / contract.system / f"{contract.entity}.yml").is_file():
        yield (
            "model",
            f"{quantity.model} is a shipped extract; a board's own quantity counts an extract of the board's own",
        )
        return
    types = {field.name: field.sql_type for field in contract.fields if not field.personal}
    for key in ("agg_time_dimension", "dimension"):
        column = getattr(quantity, key)
        if column is not None and column not in types:
            yield key, f"{column!r} is not one of {', '.join(types)}"
    day = quantity.agg_time_dimension
    if day in types and types[day] not in ("DATE", "TIMESTAMPTZ"):
        yield "agg_time_dimension", f"{day!r} is not a date or a time"
    columns = ", ".join(f"{quoted(column)} {kind}" for column, kind in types.items())
    connection.execute(f"create or replace temp table extract ({columns})")
    expected = {"sum": _NUMBER, "sum_boolean": _TRUTH, "count": re.compile("")}[quantity.agg]
    for key, text, kind in (("expr", quantity.expr, expected), ("filter", quantity.filter, _TRUTH)):
        if text is None:
            continue
        if _FORBIDDEN.search(text):
            yield key, f"{text!r} is not an expression of columns"
            continue
        try:
            (found,) = connection.execute(
                f"describe select ({text}) as value from extract"
            ).fetchall()
        except duckdb.Error as error:
            yield key, f"{str(error).splitlines()[0]}; columns: {', '.join(types)}"
            continue
        if not kind.match(found[1]):
            wanted = "true or false" if kind is _TRUTH else "a number"
            yield key, f"{text!r} is {found[1]}, not {wanted}"


def _key(quantity: Quantity) -> tuple[str, str]:
    system, _, entity = quantity.model.partition(".")
    return system, entity


def _staging_sql(contract: Contract) -> str:
    columns = ["load_id", "file_name", "line_number"]
    columns += [quoted(field.name) for field in contract.fields if not field.personal]
    listed = ",\n    ".join(columns)
    return f"select\n    {listed}\nfrom {{{{ source('raw', '{contract.table}') }}}}\n"


def _staging_yaml(contract: Contract) -> str:
    personal = contract.personal
    model: dict[str, Any] = {
        "name": f"stg_{contract.system}__{contract.entity}",
        "description": f"{contract.title}. {' '.join(contract.description.split())}",
        "columns": [
            {"name": column, "description": f"{{{{ doc('{column}') }}}}"}
            for column in ("load_id", "file_name", "line_number")
        ]
        + [
            {"name": field.name, "description": " ".join(field.description.split())}
            for field in contract.fields
            if not field.personal
        ],
    }
    key = list(contract.primary_key)
    if key != ["line_number"] and not personal & set(key):
        model["data_tests"] = [{"key_is_unique": {"arguments": {"columns": key}}}]
    return yaml.safe_dump({"models": [model]}, sort_keys=False, allow_unicode=True, width=1000)


def _quantities_sql(quantities: Sequence[Quantity], contracts: Contracts) -> str:
    """Return the model of all quantities; those of one extract and one time dimension are read in one scan."""
    relations, rows = [], []

    def of_scan(quantity: Quantity) -> tuple[str, str]:
        return quantity.model, quantity.agg_time_dimension

    scans = groupby(sorted(quantities, key=of_scan), key=of_scan)
    for number, ((model, day), group) in enumerate(scans, start=1):
        members = list(group)
        staging = f"stg_{model.replace('.', '__')}"
        relation = f"extract_{number}"
        dimensions = {quantity.dimension for quantity in members if quantity.dimension} - {day}
        types = {field.name: field.type for field in contracts[_key(members[0])].fields}
        is_time = types[day] == "datetime"
        local = (
            f"{{{{ local_date({quoted(day)!r}) }}}} as {quoted(day)}" if is_time else quoted(day)
        )
        columns = [local, *map(quoted, sorted(dimensions))]
        columns += [f"{quantity.amount} as {quantity.name}" for quantity in members]
        columns += ["load_id", "file_name", "line_number"]
        listed = ",\n        ".join(columns)
        relations.append(
            f"{relation} as (\n    select\n        {listed}\n    from {{{{ ref('{staging}') }}}}\n)"
        )
        said = [
            {"name": quantity.name}
            | ({"dimension": f"counted.{quoted(quantity.dimension)}"} if quantity.dimension else {})
            for quantity in members
        ]
        rows.append(
            f"{{{{ quantity_rows({relation!r}, source_model={staging!r},"
            f" agg_time_dimension={quoted(day)!r}, quantities={said!r}) }}}}"
        )
    return "with " + ",\n\n".join(relations) + "\n\n" + "\nunion all\n".join(rows) + "\n"
