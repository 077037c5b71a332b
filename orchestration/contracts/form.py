"""The form of a contract: which keys its YAML may hold and what each of them says.

A contract is read by these models and by nothing else: an unknown key, a value of another kind or keys that contradict
one another are refused with their place. ``contract.schema.json`` beside this module is the same as a JSON Schema,
for completion in editors.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic import Field as ModelField
from pydantic_core import PydanticCustomError

from orchestration.core.errors import UsageError

SCHEMA_FILE = Path(__file__).with_name("contract.schema.json")

_SHOWN = 80

# What a value of the model's kind is called, by pydantic's name of the error.
_EXPECTED = {
    "string_type": "text; put it in quotes",
    "string_too_short": "text of at least one character",
    "string_too_long": "one character",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
    "list_type": "a list",
    "too_short": "a list of at least one value",
}


class ContractError(UsageError):
    """A contract that cannot be used as it is; the message names the file, the key and its value."""


def _fault(text: str, place: str = "") -> PydanticCustomError:
    """Return a fault in our own words, at a place below the model or value that is being read."""
    return PydanticCustomError("fault", "{text}", {"text": text, "place": place})


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _fault(f"{_short(value)} is not a number of days after the end of the period")
    return value


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
        "".encode(value)
    except (LookupError, ValueError):
        raise _fault(f"{_short(value)} is not an encoding, such as utf-8 or iso-8859-1") from None
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise _fault(f"{_short(value)} is not a regular expression: {error}") from None
    return value


def _code(value: Any) -> str:
    # YAML reads an unquoted no as false and 0.10 as 0.1, neither of which a file holds.
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise _fault(f"{_short(value)} is not text; put it in quotes")
    return str(value)


def _codes(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise _fault(f"a value stands twice in {', '.join(values)}")
    return values


_Text = Annotated[str, ModelField(min_length=1)]
_Days = Annotated[int, BeforeValidator(_days), WithJsonSchema({"type": "integer", "minimum": 0})]
_Encoding = Annotated[str, AfterValidator(_encoding)]
_Pattern = Annotated[str, AfterValidator(_pattern)]
_Code = Annotated[str, BeforeValidator(_code), WithJsonSchema({"type": ["string", "integer"]})]
_Codes = Annotated[list[_Code], ModelField(min_length=1), AfterValidator(_codes)]
_Bound = Annotated[Any, WithJsonSchema({"type": ["number", "string"]})]


class _Keys(BaseModel):
    """Keys and values of a contract, of which an empty value is as good as a missing key."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            raise _fault(f"expected keys and values, found {_short(content)}")
        known = sorted(field.alias or name for name, field in cls.model_fields.items())
        if unknown := sorted(set(map(str, content)) - set(known)):
            raise _fault(f"unknown key {_short(unknown[0])}; known: {', '.join(known)}")
        return {key: value for key, value in content.items() if value is not None}


class DialectModel(_Keys):
    """How a text file is written."""

    delimiter: str = ModelField(
        default=";",
        min_length=1,
        max_length=1,
        description="What stands between two fields of a CSV.",
    )
    decimal_char: Literal[",", "."] = ModelField(
        default=",", alias="decimalChar", description="What stands before the decimals of a number."
    )
    compression: Literal["gzip"] | None = ModelField(
        default=None, description="How the file is compressed."
    )
    byte_order_mark: bool = ModelField(
        default=False,
        alias="byteOrderMark",
        description="Whether the file may begin with UTF-8's mark.",
    )
    separator_line: bool = ModelField(
        default=False,
        alias="separatorLine",
        description="Whether a CSV may begin with Excel's sep=;.",
    )


class ConstraintsModel(_Keys):
    """What the values of a column must be."""

    required: bool = ModelField(default=False, description="Whether every row has a value.")
    minimum: _Bound = ModelField(default=None, description="The least value.")
    maximum: _Bound = ModelField(default=None, description="The greatest value.")
    enum: _Codes | None = ModelField(default=None, description="The only values.")
    pattern: _Pattern | None = ModelField(
        default=None, description="A regular expression that matches the whole value."
    )
    personnummer: bool = ModelField(
        default=False, description="Whether the values are Swedish personal numbers."
    )
    not_before: _Text | None = ModelField(
        default=None,
        alias="notBefore",
        description="The column with the beginning of what this column ends.",
    )


class FieldModel(_Keys):
    """One column of an extract."""

    name: _Text = ModelField(description="The column's name in the file and in the raw table.")
    type: Literal["string", "integer", "number", "boolean", "date", "datetime"] = ModelField(
        description="The type, in the words of Frictionless Table Schema."
    )
    title: _Text | None = ModelField(default=None, description="The name that readers see.")
    description: _Text = ModelField(description="What the column says.")
    unit: _Text | None = ModelField(default=None, description="The unit, such as sek or hours.")
    precision: int = ModelField(default=18, ge=1, le=38, description="The digits of a number.")
    scale: int = ModelField(default=2, ge=0, le=38, description="The decimals of a number.")
    control_total: bool = ModelField(
        default=False, description="Whether the manifest states the column's sum, as sum_<name>."
    )
    personal: bool = ModelField(
        default=False,
        description="Whether it is personal data, which staging pseudonymises or leaves out.",
    )
    constraints: ConstraintsModel = ModelField(
        default_factory=ConstraintsModel, description="What the values must be."
    )

    @model_validator(mode="after")
    def _agrees_with_its_type(self) -> FieldModel:
        if self.scale > self.precision:
            raise _fault(f"{self.scale} is more than the precision, {self.precision}", ".scale")
        if self.control_total and self.type not in ("integer", "number"):
            raise _fault(f"a {self.type} has no sum", ".control_total")
        limits = self.constraints
        for key in ("pattern", "personnummer"):
            if getattr(limits, key) and self.type != "string":
                raise _fault(f"a {self.type} has none; only a string", f".constraints.{key}")
        bounds = [
            _bound(self.type, key, value)
            for key, value in (("minimum", limits.minimum), ("maximum", limits.maximum))
            if value is not None
        ]
        if bounds != sorted(bounds):
            raise _fault(
                f"{limits.minimum} is more than the maximum, {limits.maximum}",
                ".constraints.minimum",
            )
        return self


class SchemaModel(_Keys):
    """The columns of an extract, as Frictionless Table Schema describes them."""

    columns: list[FieldModel] = ModelField(
        default_factory=list, alias="fields", description="The columns."
    )
    primary_key: list[_Text] = ModelField(
        default_factory=list, alias="primaryKey", description="The columns that tell rows apart."
    )
    period_field: _Text | None = ModelField(
        default=None,
        alias="periodField",
        description="The column whose date must lie in the delivery's period.",
    )

    @model_validator(mode="after")
    def _names_its_fields(self) -> SchemaModel:
        types = {field.name: field.type for field in self.columns}
        if len(types) < len(self.columns):
            raise _fault("there must be some, each with a name of its own", ".fields")
        ends = {
            field.name: field.constraints.not_before
            for field in self.columns
            if field.constraints.not_before
        }
        for name in (*ends.values(), *self.primary_key, *filter(None, [self.period_field])):
            if name not in types:
                raise _fault(f"{_short(name)} is not one of its fields")
        for index, field in enumerate(self.columns):
            begins = ends.get(field.name)
            if begins and (types[begins] != field.type or field.type not in ("date", "datetime")):
                raise _fault(
                    f"{_short(begins)} and {_short(field.name)} are not both dates or both times",
                    f".fields[{index}].constraints.notBefore",
                )
        if self.period_field and types[self.period_field] not in ("date", "datetime"):
            raise _fault(f"{_short(self.period_field)} is not a date or a time", ".periodField")
        return self


class ContractModel(_Keys):
    """The contract of an extract: its columns, its form, its owner and how often it comes."""

    title: _Text = ModelField(description="The extract's name.")
    description: _Text = ModelField(description="What one row is, and what is left out.")
    owner: _Text = ModelField(description="Who answers for the extract.")
    frequency: Literal["month", "year"] = ModelField(description="How often it comes.")
    due_days: _Days = ModelField(
        description="How many days after the end of its period it is promised."
    )
    format: Literal["csv", "ndjson", "xlsx", "sie"] = ModelField(description="The kind of file.")
    encoding: _Encoding = ModelField(default="utf-8", description="The character encoding.")
    dialect: DialectModel = ModelField(
        default_factory=DialectModel, description="How a text file is written."
    )
    sheet: _Text | None = ModelField(default=None, description="The sheet of a workbook.")
    bad_row: Literal["quarantine", "refuse"] = ModelField(
        default="quarantine",
        description="What a row that breaks the contract leads to: it is kept aside, or the file is refused.",
    )
    bad_rows_at_most_pct: float = ModelField(
        default=1.0,
        ge=0,
        le=100,
        description="The share of bad rows beyond which the file is refused.",
    )
    extra_column: Literal["refuse", "ignore"] = ModelField(
        default="refuse", description="What a column that the contract does not have leads to."
    )
    may_be_empty: bool = ModelField(default=False, description="Whether a file may have no row.")
    table_schema: SchemaModel = ModelField(
        default_factory=SchemaModel, alias="schema", description="The columns; a SIE file has none."
    )

    @model_validator(mode="after")
    def _agrees_with_its_format(self) -> ContractModel:
        if self.format == "sie":
            if self.table_schema.columns:
                raise _fault("SIE has records, not columns; leave it out", "schema")
            return self
        if not self.table_schema.columns:
            raise _fault("there must be some, each with a name of its own", "schema.fields")
        if not self.table_schema.primary_key:
            raise _fault(
                "it is missing; without it a doubled row cannot be told", "schema.primaryKey"
            )
        if self.format == "xlsx" and not self.sheet:
            raise _fault("a workbook's contract names its sheet", "sheet")
        if self.format != "xlsx" and self.sheet:
            raise _fault(f"only a workbook has sheets, and the format is {self.format}", "sheet")
        return self


def read_form(path: Path, content: Any) -> ContractModel:
    """Return a contract's content as its form has it.

    Parameters
    ----------
    path
        The file, named in messages.
    content
        What its YAML holds.

    Raises
    ------
    ContractError
        When a key is missing, unknown, or holds a value that it must not; the message names file, key and value.
    """
    try:
        return ContractModel.model_validate(content)
    except ValidationError as error:
        raise _explained(path, error) from None


def contract_error(path: Path, place: str, why: str) -> ContractError:
    """Return the refusal of a contract at a place in it."""
    return ContractError(
        f"{path}{f', {place}' if place else ''}: {why}",
        "Fix the contract (docs/deliveries.md says how a contract is written) and run again.",
    )


def json_schema() -> str:
    """Return the JSON Schema of a contract, which ``contract.schema.json`` holds."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return (
        json.dumps(schema | ContractModel.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    )


def _bound(kind: str, key: str, value: Any) -> Any:
    """Return a least or greatest value as one of the column's type, so that two can be compared."""
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
        raise _fault(
            f"{_short(value)} is not a value of type {kind} that others can be compared with",
            f".constraints.{key}",
        ) from None


def _no_bound() -> Any:
    raise ValueError


def _explained(path: Path, error: ValidationError) -> ContractError:
    """Return the first fault of a contract in our own words."""
    first, *_ = error.errors(include_url=False)
    place, value, context = _place(first["loc"]), _short(first["input"]), first.get("ctx", {})
    if first["type"] == "fault":
        return contract_error(path, f"{place}{context['place']}", context["text"])
    if first["type"] == "missing":
        *parent, key = first["loc"]
        return contract_error(path, _place(parent), f"{key!r} is missing")
    if first["type"] == "literal_error":
        allowed = ", ".join(re.findall("'([^']*)'", context["expected"]))
        return contract_error(path, place, f"{value} is not one of {allowed}")
    expected = _EXPECTED.get(first["type"])
    why = f"{value} is not {expected.format(**context)}" if expected else f"{value}: {first['msg']}"
    return contract_error(path, place, why)


def _place(place: Sequence[int | str]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
