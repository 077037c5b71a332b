"""The form of a contract: what its YAML may say, and a clear word where it says something else."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.core.settings import Settings

FORMATS = ("csv", "ndjson", "xlsx", "sie")
FREQUENCIES = ("month", "year")

# Frictionless types, and the DuckDB type that each becomes in the raw layer. A number has a precision and a scale.
TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
}

_CONTRACT_KEYS = {
    "title", "description", "owner", "frequency", "due_days", "format", "encoding", "dialect", "sheet", "bad_row",
    "bad_rows_at_most_pct", "extra_column", "may_be_empty", "schema",
}  # fmt: skip
_DIALECT_KEYS = {"delimiter", "decimalChar", "compression", "byteOrderMark", "separatorLine"}
_FIELD_KEYS = {
    "name", "type", "title", "description", "unit", "precision", "scale", "control_total", "personal", "constraints",
}  # fmt: skip
_CONSTRAINT_KEYS = {
    "required",
    "minimum",
    "maximum",
    "enum",
    "pattern",
    "personnummer",
    "notBefore",
}


class ContractError(ValueError):
    """A contract that is not one: a fault in this project's files, named with file and key."""


@dataclass(frozen=True)
class Field:
    """One column of an extract.

    ``unit`` is shown to readers (``sek``, ``hours``); ``control_total`` says that the manifest
    carries the column's sum as ``sum_<name>``; ``personal`` marks personal data, which staging must
    pseudonymise or leave out; ``not_before`` names the column with the beginning of what this one ends.
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

    ``due_days`` says how many days after the end of a ``frequency``'s period it is promised.
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
    compression: str | None
    byte_order_mark: bool
    separator_line: bool
    sheet: str | None
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

    @property
    def personal(self) -> frozenset[str]:
        """Return the columns that hold personal data, whose values no message repeats."""
        return frozenset(field.name for field in self.fields if field.personal)

    @property
    def control_totals(self) -> tuple[str, ...]:
        """Return the columns whose sums the manifest must carry."""
        return tuple(field.name for field in self.fields if field.control_total)


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
    """Return the contracts of files as they were written last, so that a server sees a change."""
    layers: dict[tuple[str, str], list[Path]] = {}
    for path, _ in files:
        layers.setdefault((path.parent.name, path.stem), []).append(path)
    return {key: read_contract(*layers[key]) for key in sorted(layers)}


def read_contract(*paths: Path) -> Contract:
    """Read one contract, ``<system>/<entity>.yml``, of which later files are laid over the first.

    Raises
    ------
    ContractError
        When it is not YAML, or a key is missing, unknown, or holds what it must not; the message
        names file, key and value.
    """
    try:
        return _read_layers(paths)
    except ContractError:
        raise
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        said = " ".join(str(error).split())
        raise ContractError(f"{paths[-1]}: it is not YAML in UTF-8: {said}") from None
    except (
        AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError,
    ) as error:  # fmt: skip
        raise ContractError(
            f"{paths[-1]}: a key holds a value of another kind than it should: {error}"
        ) from None


def _read_layers(paths: tuple[Path, ...]) -> Contract:
    *_, path = paths
    content: Any = {}
    for layer in paths:
        content = laid_over(content, yaml.load(layer.read_text("utf-8"), yaml.CSafeLoader))
    _check_keys(
        path,
        "",
        content,
        _CONTRACT_KEYS,
        {"title", "description", "owner", "frequency", "due_days", "format"},
    )
    dialect = content.get("dialect") or {}
    _check_keys(
        path,
        "dialect",
        dialect,
        {"delimiter", "decimalChar", "compression", "byteOrderMark", "separatorLine"},
        set(),
    )
    schema = content.get("schema") or {}
    _check_keys(path, "schema", schema, {"fields", "primaryKey", "periodField"}, set())
    fields = tuple(
        _read_field(path, index, each) for index, each in enumerate(schema.get("fields", ()))
    )
    contract = Contract(
        system=path.parent.name,
        entity=path.stem,
        title=content["title"],
        description=content["description"].strip(),
        owner=content["owner"],
        frequency=content["frequency"],
        due_days=content["due_days"],
        format=content["format"],
        encoding=content.get("encoding", "utf-8"),
        delimiter=dialect.get("delimiter", ";"),
        decimal_char=dialect.get("decimalChar", ","),
        compression=dialect.get("compression"),
        byte_order_mark=bool(dialect.get("byteOrderMark", False)),
        separator_line=bool(dialect.get("separatorLine", False)),
        sheet=content.get("sheet"),
        bad_row=content.get("bad_row", "quarantine"),
        bad_rows_at_most_pct=float(content.get("bad_rows_at_most_pct", 1)),
        extra_column=content.get("extra_column", "refuse"),
        may_be_empty=bool(content.get("may_be_empty", False)),
        fields=fields,
        primary_key=tuple(schema.get("primaryKey", ())),
        period_field=schema.get("periodField"),
        digest=hashlib.sha256(
            json.dumps(_binding(content), sort_keys=True, default=str).encode()
        ).hexdigest(),
    )
    _check(path, contract)
    return contract


def laid_over(below: Any, above: Any) -> Any:
    """Return a contract's content with another laid over it.

    Keys are laid over keys, and fields over the fields of the same name; a list or a value takes the place of the
    one below, and an empty value removes it.
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
        isinstance(item, dict) and "name" in item for item in content
    )


def _read_field(path: Path, index: int, content: Any) -> Field:
    place = f"schema.fields[{index}]"
    _check_keys(path, place, content, _FIELD_KEYS, {"name", "type", "description"})
    constraints = content.get("constraints") or {}
    _check_keys(path, f"{place}.constraints", constraints, _CONSTRAINT_KEYS, set())
    if content["type"] not in TYPES:
        raise ContractError(
            f"{path}, {place}.type: {content['type']!r} is not one of {', '.join(TYPES)}"
        )
    enum = tuple(map(str, constraints.get("enum") or ()))
    if len(set(enum)) < len(enum):
        raise ContractError(
            f"{path}, {place}.constraints.enum: a value stands twice in {', '.join(enum)}"
        )
    return Field(
        name=content["name"],
        type=content["type"],
        title=content.get("title", content["name"]),
        description=content["description"].strip(),
        unit=content.get("unit"),
        precision=content.get("precision", 18),
        scale=content.get("scale", 2),
        control_total=bool(content.get("control_total", False)),
        personal=bool(content.get("personal", False)),
        required=bool(constraints.get("required", False)),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        enum=enum or None,
        pattern=constraints.get("pattern"),
        personnummer=bool(constraints.get("personnummer", False)),
        not_before=constraints.get("notBefore"),
    )


def _check(path: Path, contract: Contract) -> None:
    choices = {
        "format": (contract.format, FORMATS),
        "frequency": (contract.frequency, FREQUENCIES),
        "bad_row": (contract.bad_row, ("quarantine", "refuse")),
        "extra_column": (contract.extra_column, ("refuse", "ignore")),
    }
    for key, (value, allowed) in choices.items():
        if value not in allowed:
            raise ContractError(f"{path}, {key}: {value!r} is not one of {', '.join(allowed)}")
    if not isinstance(contract.due_days, int) or contract.due_days < 0:
        raise ContractError(
            f"{path}, due_days: {contract.due_days!r} is no number of days after the end of a {contract.frequency}"
        )
    if contract.format == "sie":
        return
    names = [field.name for field in contract.fields]
    if not names or len(names) != len(set(names)):
        raise ContractError(
            f"{path}, schema.fields: there must be some, each with a name of its own"
        )
    for name in (
        *(field.not_before for field in contract.fields if field.not_before),
        *contract.primary_key,
        *([contract.period_field] if contract.period_field else []),
    ):
        if name not in names:
            raise ContractError(f"{path}, schema: {name!r} is not one of its fields")
    if not contract.primary_key:
        raise ContractError(
            f"{path}, schema.primaryKey: it is missing; without it a doubled row cannot be told"
        )
    if contract.format == "xlsx" and not contract.sheet:
        raise ContractError(f"{path}, sheet: a workbook's contract names its sheet")


def _check_keys(
    path: Path, place: str, content: Any, allowed: set[str], demanded: set[str]
) -> None:
    where = f"{path}, {place}" if place else str(path)
    if not isinstance(content, dict):
        raise ContractError(f"{where}: expected keys and values, found {content!r}")
    if unknown := sorted(set(content) - allowed):
        raise ContractError(
            f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(allowed))}"
        )
    if missing := sorted(demanded - set(content)):
        raise ContractError(f"{where}: {missing[0]!r} is missing")


def _binding(content: Any) -> Any:
    """Return the part of a contract that decides how a file is read; a better description reloads nothing."""
    if isinstance(content, dict):
        return {
            key: _binding(value)
            for key, value in content.items()
            if key not in ("title", "description", "owner", "due_days", "unit")
        }
    return [_binding(value) for value in content] if isinstance(content, list) else content
