"""The form of a contract: which keys its YAML may hold and what each of them says.

A contract is read by these models and by nothing else: an unknown key, a value of another kind or keys that contradict
one another are refused with their place. What the value of a single key may be is in ``key_values``.
``contract.schema.json`` beside this module is the same as a JSON Schema, for completion in editors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as ModelField

from orchestration.contracts.faults import explained, fault, short
from orchestration.contracts.key_values import (
    Bound,
    Codes,
    Days,
    Delimiter,
    Encoding,
    Format,
    Pattern,
    Text,
    Values,
    comparable,
)

SCHEMA_FILE = Path(__file__).with_name("contract.schema.json")

# The key of an extract whose columns do not identify a row.
LINE_NUMBER = "line_number"
# Staging keeps an amount of this unit to its öre.
_KRONOR, _DECIMALS_OF_KRONOR = "sek", 2
# The columns of every raw table that say where a row is from.
OF_EVERY_ROW = ("load_id", "file_name", LINE_NUMBER)


class _Keys(BaseModel):
    """Keys and values of a contract; an empty value counts as a missing key."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, content: Any) -> Any:
        if not isinstance(content, dict):
            raise fault(f"expected keys and values, found {short(content)}")
        known = sorted(field.alias or name for name, field in cls.model_fields.items())
        if unknown := sorted(set(map(str, content)) - set(known)):
            raise fault(f"unknown key {short(unknown[0])}; known: {', '.join(known)}")
        return {key: value for key, value in content.items() if value is not None}


class DialectModel(_Keys):
    """How a text file is written."""

    delimiter: Delimiter = ModelField(
        default=";",
        min_length=1,
        max_length=1,
        description="The delimiter of a CSV's fields.",
    )
    decimal_char: Literal[",", "."] = ModelField(
        default=",", alias="decimalChar", description="The decimal separator of a number."
    )
    group_char: str = ModelField(
        default="",
        alias="groupChar",
        max_length=1,
        description="The thousands separator that a number may have; a blank includes the non-breaking ones.",
    )
    trailing_minus: bool = ModelField(
        default=False,
        alias="trailingMinus",
        description="Whether the minus of a number may follow it, as in 1234,50-.",
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

    @model_validator(mode="after")
    def _tells_its_marks_apart(self) -> DialectModel:
        if self.group_char and self.group_char in (self.decimal_char, "-"):
            raise fault(f"{self.group_char!r} has another meaning in a number", ".groupChar")
        return self


class ConstraintsModel(_Keys):
    """What the values of a column must be."""

    required: bool = ModelField(default=False, description="Whether every row has a value.")
    minimum: Bound = ModelField(default=None, description="The least value.")
    maximum: Bound = ModelField(default=None, description="The greatest value.")
    enum: Codes | None = ModelField(default=None, description="The only values.")
    pattern: Pattern | None = ModelField(
        default=None, description="A regular expression that matches the whole value."
    )
    personnummer: bool = ModelField(
        default=False, description="Whether the values are Swedish personal numbers."
    )
    not_before: Text | None = ModelField(
        default=None,
        alias="notBefore",
        description="The column that this one must not be earlier than.",
    )


class FieldModel(_Keys):
    """One column of an extract."""

    name: Text = ModelField(
        description="The column's name in the raw table, and in the file unless source_name says another."
    )
    source_name: Text | None = ModelField(
        default=None, description="The column's name in the file, where it is another."
    )
    optional: bool = ModelField(
        default=False,
        description="Whether a file may lack the column, whose values are empty then.",
    )
    type: Literal["string", "integer", "number", "boolean", "date", "datetime"] = ModelField(
        description="The type, in the words of Frictionless Table Schema."
    )
    title: Text | None = ModelField(default=None, description="The name that readers see.")
    description: Text = ModelField(description="What the column says.")
    unit: Text | None = ModelField(default=None, description="The unit, such as sek or hours.")
    precision: int = ModelField(default=18, ge=1, le=38, description="The digits of a number.")
    scale: int = ModelField(default=2, ge=0, le=38, description="The decimals of a number.")
    control_total: bool = ModelField(
        default=False, description="Whether the manifest states the column's sum, as sum_<name>."
    )
    personal: bool = ModelField(
        default=False,
        description="Whether it is personal data, which staging pseudonymises or leaves out.",
    )
    format: Format | None = ModelField(
        default=None,
        description="How a date or a time is written, such as %d/%m/%Y; without it as ISO 8601 says.",
    )
    missing_values: list[str] | None = ModelField(
        default=None,
        alias="missingValues",
        description="The file's marks of a missing value, besides an empty one; the schema's own by default.",
    )
    values: Values | None = ModelField(
        default=None,
        description="What the file's codes are in the raw table: the file's own first, '' where it is empty.",
    )
    constraints: ConstraintsModel = ModelField(
        default_factory=ConstraintsModel,
        description="What the values must be, as the raw table has them.",
    )

    @model_validator(mode="after")
    def _agrees_with_its_type(self) -> FieldModel:
        self._require_a_mapping_of_its_type()
        if self.scale > self.precision:
            raise fault(f"{self.scale} is more than the precision, {self.precision}", ".scale")
        if self.unit == _KRONOR and self.scale > _DECIMALS_OF_KRONOR:
            raise fault(
                f"{self.scale}, but kronor have {_DECIMALS_OF_KRONOR} decimals, öre", ".scale"
            )
        if self.control_total and self.type not in ("integer", "number"):
            raise fault(f"a {self.type} has no sum", ".control_total")
        limits = self.constraints
        for key in ("pattern", "personnummer"):
            if getattr(limits, key) and self.type != "string":
                raise fault(f"a {self.type} has none; only a string", f".constraints.{key}")
        bounds = [
            comparable(self.type, key, value)
            for key, value in (("minimum", limits.minimum), ("maximum", limits.maximum))
            if value is not None
        ]
        if bounds != sorted(bounds):
            raise fault(
                f"{limits.minimum} is more than the maximum, {limits.maximum}",
                ".constraints.minimum",
            )
        return self

    def _require_a_mapping_of_its_type(self) -> None:
        """Refuse a format or codes that do not fit the column's type or its allowed values."""
        if self.format and self.type not in ("date", "datetime"):
            raise fault(f"a {self.type} has none; only a date or a datetime", ".format")
        if self.values and self.type not in ("string", "boolean"):
            raise fault(f"a {self.type} has no codes; only a string or a boolean", ".values")
        allowed = ["true", "false"] if self.type == "boolean" else self.constraints.enum
        for value in (self.values or {}).values():
            if allowed and value not in allowed:
                raise fault(f"{short(value)} is not one of {', '.join(allowed)}", ".values")
        if self.optional and self.constraints.required and "" not in (self.values or {}):
            raise fault("a column that the file may lack is not required", ".optional")


class SchemaModel(_Keys):
    """The columns of an extract, as Frictionless Table Schema describes them."""

    columns: list[FieldModel] = ModelField(
        default_factory=list, alias="fields", description="The columns."
    )
    primary_key: list[Text] = ModelField(
        default_factory=list,
        alias="primaryKey",
        description="The columns that identify a row; line_number alone where none do.",
    )
    missing_values: list[str] = ModelField(
        default_factory=list,
        alias="missingValues",
        description="The file's marks of a missing value, besides an empty one.",
    )
    period_field: Text | None = ModelField(
        default=None,
        alias="periodField",
        description="The column whose date must lie in the delivery's period.",
    )

    @model_validator(mode="after")
    def _names_its_fields(self) -> SchemaModel:
        types = {field.name: field.type for field in self.columns}
        if len({name.lower() for name in types}) < len(self.columns):
            raise fault("there must be some, each with a name of its own", ".fields")
        for index, field in enumerate(self.columns):
            if field.name.lower() in OF_EVERY_ROW:
                raise fault(
                    f"{short(field.name)} is a column of every raw table; call it otherwise, and say source_name",
                    f".fields[{index}].name",
                )
        sources = [(field.source_name or field.name).lower() for field in self.columns]
        if twice := sorted({name for name in sources if sources.count(name) > 1}):
            raise fault(f"the file's column {short(twice[0])} is more than one of them", ".fields")
        keys = [] if self.primary_key == [LINE_NUMBER] else self.primary_key
        ends = {
            field.name: field.constraints.not_before
            for field in self.columns
            if field.constraints.not_before
        }
        for name in (*ends.values(), *keys, *filter(None, [self.period_field])):
            if name not in types:
                raise fault(f"{short(name)} is not one of its fields")
        for index, field in enumerate(self.columns):
            begins = ends.get(field.name)
            if begins and (types[begins] != field.type or field.type not in ("date", "datetime")):
                raise fault(
                    f"{short(begins)} and {short(field.name)} are not both dates or both times",
                    f".fields[{index}].constraints.notBefore",
                )
        if self.period_field and types[self.period_field] not in ("date", "datetime"):
            raise fault(f"{short(self.period_field)} is not a date or a time", ".periodField")
        return self


class ContractModel(_Keys):
    """The contract of an extract: its columns, its form, its owner and how often it comes."""

    title: Text = ModelField(description="The extract's name.")
    description: Text = ModelField(description="What one row is, and what is left out.")
    owner: Text = ModelField(description="Who answers for the extract.")
    frequency: Literal["month", "year"] = ModelField(description="How often it comes.")
    due_days: Days = ModelField(description="How many days after the end of its period it is due.")
    format: Literal["csv", "ndjson", "xlsx", "sie"] = ModelField(description="The kind of file.")
    encoding: Encoding = ModelField(default="utf-8", description="The character encoding.")
    dialect: DialectModel = ModelField(
        default_factory=DialectModel, description="How a text file is written."
    )
    sheet: Text | None = ModelField(default=None, description="The sheet of a workbook.")
    is_register: bool = ModelField(
        default=False,
        alias="register",
        description="Whether its rows list what exists, such as customers, and may be those of the period before;"
        " false for what happened, such as invoices.",
    )
    bad_row: Literal["quarantine", "refuse"] = ModelField(
        default="quarantine",
        description="What happens to a row that breaks the contract: it is kept aside, or the file is refused.",
    )
    bad_rows_at_most_pct: float = ModelField(
        default=1.0,
        ge=0,
        le=100,
        description="The share of bad rows beyond which the file is refused.",
    )
    extra_column: Literal["refuse", "ignore"] = ModelField(
        default="refuse",
        description="What happens when a file has a column that is not in the contract.",
    )
    may_be_empty: bool = ModelField(default=False, description="Whether a file may have no row.")
    table_schema: SchemaModel = ModelField(
        default_factory=SchemaModel, alias="schema", description="The columns; a SIE file has none."
    )

    @model_validator(mode="after")
    def _agrees_with_its_format(self) -> ContractModel:
        if self.format == "sie":
            if self.table_schema.columns:
                raise fault("SIE has records, not columns; leave it out", "schema")
            return self
        if not self.table_schema.columns:
            raise fault("there must be some, each with a name of its own", "schema.fields")
        if not self.table_schema.primary_key:
            raise fault(
                "it is missing; without it a duplicate row cannot be found", "schema.primaryKey"
            )
        if self.format == "xlsx" and not self.sheet:
            raise fault("a workbook's contract names its sheet", "sheet")
        if self.format != "xlsx" and self.sheet:
            raise fault(f"only a workbook has sheets, and the format is {self.format}", "sheet")
        return self


def read_form(path: Path, content: Any) -> ContractModel:
    """Return a contract's content, validated.

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
        raise explained(path, error) from None


def json_schema() -> str:
    """Return the JSON Schema of a contract, which ``contract.schema.json`` holds."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return (
        json.dumps(schema | ContractModel.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    )
