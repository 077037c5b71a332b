"""How each value of a manifest is written: what is expected in words, what reads it, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from orchestration.core.characters import is_plain

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_MOST_DIGITS, _LONGEST_TEXT, _LONGEST_NAME_BYTES = 18, 1_000, 255
_TOTAL = re.compile(r"-?[0-9]{1,36}(\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, eq=False)
class Form:
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
Text = Annotated[str, Form("text of one line without control characters", _text, _TEXT_SCHEMA)]
Reason = Annotated[str, Form("why the earlier delivery is corrected", _text, _TEXT_SCHEMA)]
FilePath = Annotated[
    str, Form("a path inside the delivery's folder, such as 'invoices.csv'", _path, _TEXT_SCHEMA)
]
Digest = Annotated[
    str,
    Form(
        "'sha256:' and 64 hexadecimal digits",
        _digest,
        {"type": "string", "pattern": "^sha256:[0-9a-fA-F]{64}$"},
    ),
]
Count = Annotated[
    int,
    Form(
        f"a whole number, 0 or more, of at most {_MOST_DIGITS} digits",
        _count,
        {"type": "integer", "minimum": 0, "exclusiveMaximum": 10**_MOST_DIGITS},
    ),
]
Day = Annotated[
    date,
    Form(
        f"a date, YYYY-MM-DD, from {_FIRST_DAY} to {_LAST_DAY}",
        _day,
        {"type": "string", "format": "date"},
    ),
]
Moment = Annotated[
    datetime,
    Form(
        "a time with its offset, such as 2014-01-20T06:00:00+01:00",
        _moment,
        {"type": "string", "format": "date-time"},
    ),
]
TOTAL_FORM = Form(
    "a number such as 1234.50",
    _total,
    {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_TOTAL.pattern}$"}]},
)
Total = Annotated[str, TOTAL_FORM]
Share = Annotated[
    Decimal,
    Form(
        "a share between 0 and 1, such as 0.05; leave it out where the rows are all there",
        _share,
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    ),
]
