"""The manifest of a delivery: what ``datapackage.json`` may say, and a clear word where it says something else.

A manifest is a Frictionless Data Package (https://datapackage.org). What that standard has no place for is under
the key ``bokslut``, where no other key than ours is taken; elsewhere the standard's own keys are let be.

``datapackage.schema.json`` beside this module is the same as a JSON Schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic import Field as ModelField
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from orchestration.core.characters import is_plain
from orchestration.loading.delivery_error import DeliveryError

SCHEMA_FILE = Path(__file__).with_name("datapackage.schema.json")
MANIFEST_REMEDY = "Fix the manifest (docs/deliveries.md lists its fields) and run again."

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_MOST_DIGITS, _LONGEST_TEXT, _LONGEST_NAME_BYTES, _SHOWN = 18, 1_000, 255, 80
_TOTAL = re.compile(r"-?[0-9]{1,36}(\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, eq=False)
class _Form:
    """How one value must be written: the words for it, what turns it into the model's type (ValueError when wrong)."""

    expected: str
    read: Callable[[Any], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self.schema

    def _checked(self, value: Any) -> Any:
        try:
            return self.read(value)
        except ValueError:
            raise PydanticCustomError("form", "another form") from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_TEXT:
        raise ValueError
    if not is_plain(value):
        raise ValueError
    return value


def _path(value: Any) -> str:
    parts = _text(value).split("/")
    if "\\" in value or value.startswith("~") or any(part in ("", ".", "..") for part in parts):
        raise ValueError
    if any(len(part.encode()) > _LONGEST_NAME_BYTES for part in parts):
        raise ValueError
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch("sha256:[0-9a-fA-F]{64}", value):
        raise ValueError
    return value.removeprefix("sha256:").lower()


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**_MOST_DIGITS:
        raise ValueError
    return value


def _day(value: Any) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError
    day = date.fromisoformat(value)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise ValueError
    return day


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None or not _FIRST_DAY <= moment.date() <= _LAST_DAY:
        raise ValueError
    return moment


def _total(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError
    text = str(value)
    if not _TOTAL.fullmatch(text):
        raise ValueError
    if isinstance(value, Decimal) and Decimal(shortest := str(float(value))) == value:
        return shortest  # 1.50 and 1.5 are one number of JSON.
    return text


def _share(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 < value < 1:
        raise ValueError
    return Decimal(value)


_TEXT_SCHEMA = {"type": "string", "minLength": 1, "maxLength": _LONGEST_TEXT, "pattern": r"\S"}
_Text = Annotated[str, _Form("text of one line without control characters", _text, _TEXT_SCHEMA)]
_Reason = Annotated[str, _Form("why the earlier delivery is corrected", _text, _TEXT_SCHEMA)]
_Path = Annotated[
    str, _Form("a path inside the delivery's folder, such as 'invoices.csv'", _path, _TEXT_SCHEMA)
]
_Digest = Annotated[
    str,
    _Form(
        "'sha256:' and 64 hexadecimal digits",
        _digest,
        {"type": "string", "pattern": "^sha256:[0-9a-fA-F]{64}$"},
    ),
]
_Count = Annotated[
    int,
    _Form(
        f"a whole number, 0 or more, of at most {_MOST_DIGITS} digits",
        _count,
        {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**_MOST_DIGITS},
    ),
]
_Day = Annotated[
    date,
    _Form(
        f"a date, YYYY-MM-DD, from {_FIRST_DAY} to {_LAST_DAY}",
        _day,
        {"type": "string", "format": "date"},
    ),
]
_Moment = Annotated[
    datetime,
    _Form(
        "a time with its offset, such as 2014-01-20T06:00:00+01:00",
        _moment,
        {"type": "string", "format": "date-time"},
    ),
]
_TOTAL_FORM = _Form(
    "a number such as 1234.50",
    _total,
    {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_TOTAL.pattern}$"}]},
)
_Share = Annotated[
    Decimal,
    _Form(
        "a share between 0 and 1, such as 0.05; leave it out where the rows are all there",
        _share,
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    ),
]
_Total = Annotated[str, _TOTAL_FORM]


class _Standard(BaseModel):
    """An object of the Data Package standard, which may have other keys of the standard."""

    model_config = ConfigDict(extra="allow", frozen=True)


class _Own(BaseModel):
    """An object under ``bokslut``, whose keys are ours alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PeriodModel(_Own):
    """The period that a delivery is of."""

    first: _Day = ModelField(alias="from", description="The period's first day.")
    last: _Day = ModelField(alias="to", description="The period's last day.")


class ResourceOwn(_Own):
    """What a file, or a sheet of a workbook, holds."""

    entity: _Text = ModelField(description="The extract, as its contract is named.")
    rows: _Count = ModelField(description="The entity's rows; of a ledger its #TRANS records.")
    control_totals: dict[_Text, _Total] = ModelField(
        default_factory=dict, description="The sender's own sums, each by its name."
    )
    sample_share: _Share | None = ModelField(
        default=None,
        description="The share of the rows that are delivered, where the file is a sample.",
    )


class ResourceModel(_Standard):
    """One entity of a delivery: a file, or a sheet of a workbook that others share."""

    path: _Path = ModelField(description="The file, from the delivery's folder.")
    bytes: _Count = ModelField(description="The file's length.")
    hash: _Digest = ModelField(description="The file's SHA-256.")
    bokslut: ResourceOwn = ModelField(description="What the file holds.")


class DeliveryOwn(_Own):
    """Whose delivery it is, of when, and which earlier one it corrects."""

    system: _Text = ModelField(description="The system, as the folder above is named.")
    period: PeriodModel = ModelField(description="The period that the delivery is of.")
    corrects: _Text | None = ModelField(
        default=None, description="The earlier delivery that this one may change the content of."
    )
    reason: _Reason | None = ModelField(default=None, description="Why it is corrected.")


class ManifestModel(_Standard):
    """The manifest of a delivery to Bokslut, a Frictionless Data Package."""

    created: _Moment = ModelField(description="When this content was made.")
    bokslut: DeliveryOwn = ModelField(description="What the standard has no place for.")
    resources: list[ResourceModel] = ModelField(min_length=1, description="The files.")


def read_manifest(path: Path, content: bytes) -> ManifestModel:
    """Read a manifest.

    Parameters
    ----------
    path
        The file, named in messages.
    content
        Its bytes.

    Raises
    ------
    DeliveryError
        When it is not JSON in UTF-8, has a key twice, or a field is missing or wrong; the message
        names the field, what it holds and what it should hold.
    """
    try:
        parsed = json.loads(
            content.decode("utf-8"), object_pairs_hook=_without_doubles, parse_float=Decimal
        )
    except _KeyTwiceError as error:
        raise field_error(path, error.args[0], "is given twice", "each key once") from None
    except RecursionError:
        raise _unreadable(path, "its objects are nested too deep") from None
    except InvalidOperation:
        raise _unreadable(
            path, "a number has an exponent of more digits than a number can"
        ) from None
    except ValueError as error:
        raise _unreadable(path, str(error)) from None
    try:
        manifest = ManifestModel.model_validate(parsed)
    except ValidationError as error:
        raise _explained(path, error) from None
    own = manifest.bokslut
    if own.period.last < own.period.first:
        raise field_error(
            path,
            "bokslut.period.to",
            f"is {str(own.period.last)!r}",
            f"a day from {own.period.first} on",
        )
    if own.corrects and not own.reason:
        raise field_error(
            path, "bokslut.reason", "is missing", "why the earlier delivery is corrected"
        )
    entities = [resource.bokslut.entity for resource in manifest.resources]
    for index, entity in enumerate(entities):
        if entity in entities[:index]:
            raise field_error(
                path,
                f"resources[{index}].bokslut.entity",
                f"is {entity!r}",
                "an entity that no other resource of the delivery has",
            )
    return manifest


def field_error(path: Path, place: str, found: str, expected: str) -> DeliveryError:
    """Return the refusal of a manifest by one of its fields."""
    return DeliveryError(
        "manifest_field",
        f"{path}, field {place or 'its top level'}: it {found}; expected {expected}.",
        MANIFEST_REMEDY,
    )


def json_schema() -> str:
    """Return the JSON Schema of a manifest, which ``datapackage.schema.json`` holds, for editors and senders' tests."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return (
        json.dumps(schema | ManifestModel.model_json_schema(), indent=2, ensure_ascii=False) + "\n"
    )


class _KeyTwiceError(Exception):
    """A key that one object has twice, which JSON leaves open and no sender can mean."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) < len(pairs):
        names = [key for key, _ in pairs]
        raise _KeyTwiceError(next(key for key in names if names.count(key) > 1))
    return keys


def _unreadable(path: Path, why: str) -> DeliveryError:
    return DeliveryError(
        "manifest_unreadable", f"{path} is not JSON in UTF-8: {why}.", "Write the manifest again."
    )


def _explained(path: Path, error: ValidationError) -> DeliveryError:
    """Return the first fault of a manifest in our own words."""
    first, *_ = error.errors(include_url=False, include_context=False)
    place = first["loc"]
    if first["type"] == "extra_forbidden":
        known = ", ".join(_keys_of(place[:-1]))
        return field_error(path, _place(place), "is not a key of a manifest", f"one of {known}")
    value = first["input"]
    missing = first["type"] == "missing" or value is None
    return field_error(
        path, _place(place), "is missing" if missing else f"is {_short(value)}", _expected(place)
    )


def _place(place: Sequence[int | str]) -> str:
    # Pydantic adds "[key]" where the key itself of a free object is wrong.
    parts = (
        f"[{part}]" if isinstance(part, int) else f".{part}" for part in place if part != "[key]"
    )
    return "".join(parts).strip(".")


def _short(value: Any) -> str:
    text = repr(str(value) if isinstance(value, Decimal) else value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def _model_at(place: Sequence[int | str]) -> Any:
    model: Any = ManifestModel
    for part in place:
        if isinstance(part, str) and (field := _fields(model).get(part)):
            model = next(
                (
                    kind
                    for kind in (field.annotation, *_arguments(field))
                    if hasattr(kind, "model_fields")
                ),
                None,
            )
    return model


def _arguments(field: Any) -> tuple[Any, ...]:
    return getattr(field.annotation, "__args__", ())


def _fields(model: Any) -> dict[str, Any]:
    return {
        field.alias or name: field for name, field in getattr(model, "model_fields", {}).items()
    }


def _keys_of(place: Sequence[int | str]) -> list[str]:
    return sorted(_fields(_model_at(place)))


def _expected(place: Sequence[int | str]) -> str:
    """Return what the model says of the field at a place."""
    if not place:
        return "an object"
    if "control_totals" in place:
        return (
            _TOTAL_FORM.expected
            if place[-1] != "control_totals"
            else "an object from total to value"
        )
    if isinstance(place[-1], int):
        return "an object"
    field = _fields(_model_at(place[:-1]))[str(place[-1])]
    if field.alias is None and place[-1] == "resources":
        return "a list with at least one object"
    forms = [each for each in field.metadata if isinstance(each, _Form)]
    if not forms:
        forms = [each for kind in _arguments(field) for each in getattr(kind, "__metadata__", ())]
    return forms[0].expected if forms else "an object"
