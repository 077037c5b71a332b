"""Reading the manifest of a delivery, ``datapackage.json``, with a clear word where it says what it may not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.manifest_form import ManifestModel
from orchestration.loading.manifest_values import TOTAL_FORM, Form

MANIFEST_REMEDY = "Fix the manifest (docs/deliveries.md lists its fields) and run again."

# Letters of a value that a message shows.
_SHOWN = 80


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
            TOTAL_FORM.expected
            if place[-1] != "control_totals"
            else "an object from total to value"
        )
    if isinstance(place[-1], int):
        return "an object"
    field = _fields(_model_at(place[:-1]))[place[-1]]
    if field.alias is None and place[-1] == "resources":
        return "a list with at least one object"
    forms = [form for form in field.metadata if isinstance(form, Form)]
    if not forms:
        forms = [form for kind in _arguments(field) for form in getattr(kind, "__metadata__", ())]
    return forms[0].expected if forms else "an object"
