"""A contract as the rest of the package reads it, from its YAML and that of the board laid over it.

What the YAML may hold is in ``form``.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.contracts.faults import contract_error
from orchestration.contracts.form import FieldModel, read_form
from orchestration.core.settings import Settings
from orchestration.core.sql import name
from orchestration.core.yaml_places import read_yaml

# Frictionless types, and the DuckDB type that each becomes in the raw layer. A number has a precision and a scale.
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}


@dataclass(frozen=True)
class Field:
    """One column of an extract.

    ``name``, ``type`` and the constraints are those of the raw table. Where the file differs is in ``source_name``
    (its column, which it may lack if ``optional``), ``format`` (how it writes a date or a time), ``missing_values``
    (its marks of a missing value) and ``values`` (its codes, and what each is in the raw table).

    ``unit`` is shown to readers (``sek``, ``hours``); ``control_total`` says that the manifest
    carries the column's sum as ``sum_<name>``; ``personal`` marks personal data, which staging must
    pseudonymise or leave out; ``not_before`` names the column that this one must not be earlier than.
    """

    name: str
    type: str
    title: str
    description: str
    unit: str | None
    precision: int
    scale: int
    control_total: bool
    personal: bool
    required: bool
    minimum: Any
    maximum: Any
    enum: tuple[str, ...] | None
    pattern: str | None
    personnummer: bool
    not_before: str | None
    source_name: str
    optional: bool
    format: str | None
    missing_values: tuple[str, ...]
    values: Mapping[str, str]

    @property
    def sql_type(self) -> str:
        """Return the column's type in the raw layer."""
        return (
            f"DECIMAL({self.precision}, {self.scale})"
            if self.type == "number"
            else TYPES[self.type]
        )


@dataclass(frozen=True)
class Contract:
    """One extract's contract.

    ``due_days`` says how many days after the end of a ``frequency``'s period it is due.
    ``is_register`` says that its rows list what exists, such as customers, and may be those of the period before.
    ``bad_row`` is ``quarantine`` (the row is kept aside, the rest is loaded) or ``refuse`` (the
    file is); ``bad_rows_at_most_pct`` bounds the former. ``extra_column`` is ``refuse`` or
    ``ignore``. ``byte_order_mark`` and ``separator_line`` let a text file begin with UTF-8's mark and
    a CSV with Excel's ``sep=;``. ``period_field`` is the column whose date must lie in the delivery's period.
    """

    system: str
    entity: str
    title: str
    description: str
    owner: str
    frequency: str
    due_days: int
    format: str
    encoding: str
    delimiter: str
    decimal_char: str
    group_char: str
    trailing_minus: bool
    compression: str | None
    byte_order_mark: bool
    separator_line: bool
    sheet: str | None
    is_register: bool
    bad_row: str
    bad_rows_at_most_pct: float
    extra_column: str
    may_be_empty: bool
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    period_field: str | None
    digest: str

    @property
    def table(self) -> str:
        """Return the name of the raw table: ``<system>_<entity>``."""
        return f"{self.system}_{self.entity}"

    def period_of(self, day: date) -> tuple[date, date]:
        """Return the first and last day of the month or year, as ``frequency`` says, that a day lies in."""
        if self.frequency == "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])

    def period_name(self, day: date) -> str:
        """Return the name of the month or year that a day lies in: ``2013-05``, ``2013``."""
        return f"{day:%Y}" if self.frequency == "year" else f"{day:%Y-%m}"

    def source_name(self, names: str | None) -> str | None:
        """Return what the file calls a column, or several with a comma between them; None where it is the whole row."""
        if names is None:
            return None
        own = {field.name: field.source_name for field in self.fields}
        return ", ".join(own.get(name, name) for name in names.split(", "))

    @property
    def personal(self) -> frozenset[str]:
        """Return the columns that hold personal data, whose values no message repeats."""
        return frozenset(field.name for field in self.fields if field.personal)

    @property
    def control_totals(self) -> tuple[str, ...]:
        """Return the columns whose sums the manifest must carry."""
        return tuple(field.name for field in self.fields if field.control_total)

    @property
    def hash_total(self) -> str | None:
        """Return the key column that a hash total is of, in an extract that has no other control total; else None.

        A hash total has no meaning but shows that no row was lost, doubled or exchanged. It is the sum of the
        numbers that the key's texts end with; a text without one counts zero. The manifest may state it, as
        ``hash_<name>``.
        """
        keys = [
            field.name
            for field in self.fields
            if field.name in self.primary_key and field.type == "string" and not field.personal
        ]
        return None if self.control_totals or not keys else keys[-1]

    @property
    def hash_total_sql(self) -> str:
        """Return the aggregate that is the hash total of some rows."""
        assert self.hash_total is not None
        number = f"regexp_extract({name(self.hash_total)}::varchar, '[0-9]{{1,18}}$')"
        return f"coalesce(sum(try_cast({number} as bigint)), 0)"


Contracts = Mapping[tuple[str, str], Contract]


def read_contracts(*folders: Path) -> Contracts:
    """Return all contracts by system and entity, in that order.

    Parameters
    ----------
    folders
        Folders of ``<system>/<entity>.yml``, by default those of the environment's settings. A contract that
        more than one folder has is laid over the earlier ones.

    Raises
    ------
    ContractError
        When a file is not a contract.
    """
    folders = folders or Settings.from_environment().contract_folders
    paths = [path for folder in folders for path in sorted(folder.glob("*/*.yml"))]
    return _read_contracts(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=8)
def _read_contracts(files: tuple[tuple[Path, int], ...]) -> Contracts:
    """Return the contracts of files; the times of writing are part of the cache key, so that a server sees a change."""
    layers: dict[tuple[str, str], list[Path]] = {}
    for path, _ in files:
        layers.setdefault((path.parent.name, path.stem), []).append(path)
    return {key: read_contract(*layers[key]) for key in sorted(layers)}


def read_contract(*paths: Path) -> Contract:
    """Return the contract in ``<system>/<entity>.yml``, with later files laid over the first.

    Raises
    ------
    ContractError
        When it is not YAML, or a key is missing, unknown, or holds what it must not; the message
        names file, key and value.
    """
    *_, path = paths
    content: Any = {}
    for layer in paths:
        content = laid_over(content, _parsed(layer))
    form = read_form(path, content)
    dialect, table_schema = form.dialect, form.table_schema
    return Contract(
        system=path.parent.name,
        entity=path.stem,
        title=form.title,
        description=form.description.strip(),
        owner=form.owner,
        frequency=form.frequency,
        due_days=form.due_days,
        format=form.format,
        encoding=form.encoding,
        delimiter=dialect.delimiter,
        decimal_char=dialect.decimal_char,
        group_char=dialect.group_char,
        trailing_minus=dialect.trailing_minus,
        compression=dialect.compression,
        byte_order_mark=dialect.byte_order_mark,
        separator_line=dialect.separator_line,
        sheet=form.sheet,
        is_register=form.is_register,
        bad_row=form.bad_row,
        bad_rows_at_most_pct=form.bad_rows_at_most_pct,
        extra_column=form.extra_column,
        may_be_empty=form.may_be_empty,
        fields=tuple(_field(said, table_schema.missing_values) for said in table_schema.columns),
        primary_key=tuple(table_schema.primary_key),
        period_field=table_schema.period_field,
        digest=hashlib.sha256(
            json.dumps(_binding(content), sort_keys=True, default=str).encode()
        ).hexdigest(),
    )


def _parsed(path: Path) -> Any:
    try:
        return read_yaml(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise contract_error(path, "", f"it is not YAML in UTF-8: {said}") from None


def laid_over(below: Any, above: Any) -> Any:
    """Return a contract's content with another laid over it.

    Keys are merged by key, and fields by name; any other list or value replaces the one below, and an empty value
    removes it.
    """
    if isinstance(below, dict) and isinstance(above, dict):
        merged = {key: laid_over(below.get(key), value) for key, value in above.items()}
        return {key: value for key, value in (below | merged).items() if value is not None}
    if _are_fields(below) and _are_fields(above):
        names = dict.fromkeys(field["name"] for field in (*below, *above))
        lower, upper = ({field["name"]: field for field in fields} for fields in (below, above))
        return [laid_over(lower.get(name, {}), upper.get(name, {})) for name in names]
    return above


def _are_fields(content: Any) -> bool:
    return isinstance(content, list) and all(
        isinstance(item, dict) and isinstance(item.get("name"), str) for item in content
    )


def _field(said: FieldModel, missing_values: Sequence[str]) -> Field:
    constraints = said.constraints
    return Field(
        name=said.name,
        type=said.type,
        title=said.title or said.name,
        description=said.description.strip(),
        unit=said.unit,
        precision=said.precision,
        scale=said.scale,
        control_total=said.control_total,
        personal=said.personal,
        required=constraints.required,
        minimum=constraints.minimum,
        maximum=constraints.maximum,
        enum=tuple(constraints.enum) if constraints.enum else None,
        pattern=constraints.pattern,
        personnummer=constraints.personnummer,
        not_before=constraints.not_before,
        source_name=said.source_name or said.name,
        optional=said.optional,
        format=said.format,
        missing_values=tuple(
            missing_values if said.missing_values is None else said.missing_values
        ),
        values=said.values or {},
    )


def _binding(content: Any) -> Any:
    """Return the part of a contract that decides how a file is read; a changed description reloads nothing."""
    if isinstance(content, dict):
        return {
            key: _binding(value)
            for key, value in content.items()
            if key not in ("title", "description", "owner", "due_days", "unit")
        }
    return [_binding(value) for value in content] if isinstance(content, list) else content
