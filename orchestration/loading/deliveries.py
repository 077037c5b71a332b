"""Deliveries: folders of extracts with a Frictionless Data Package as their manifest.

Finds them in the landing folder, reads their manifests and proves that the files are the ones the
manifest promises. What stands inside a file is the reader's business (``loading``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256

MANIFEST_NAME = "datapackage.json"


class DeliveryError(RefusedError):
    """A delivery that is not what its manifest says, or has no manifest that can be read.

    Parameters
    ----------
    code
        What kind of refusal it is, in one stable word; kept with what is put in quarantine.
    findings
        What a reader found in the file, one object per line: ``line``, ``code``, ``field``,
        ``value``, ``message``.
    """

    def __init__(
        self,
        code: str,
        message: str,
        remedy: str = "",
        findings: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, remedy)
        self.code = code
        self.findings = list(findings)


@dataclass(frozen=True)
class Resource:
    """One entity of a delivery, as its manifest describes it: a file, or a sheet of a workbook that others share.

    ``rows`` counts the entity's rows (for a ledger its ``#TRANS``); ``control_totals`` are the
    sender's own sums, as decimal strings.
    """

    path: str
    entity: str
    bytes: int
    sha256: str
    rows: int
    control_totals: Mapping[str, str]


@dataclass(frozen=True)
class Delivery:
    """One delivery: whole files of one system for one period.

    ``corrects`` names the earlier delivery that this one may change the content of, with the
    sender's ``reason``.
    """

    folder: Path
    system: str
    name: str
    created: datetime
    period_from: date
    period_to: date
    corrects: str | None
    reason: str | None
    resources: tuple[Resource, ...]

    @property
    def content_digest(self) -> str:
        """Return a digest of what was delivered and promised: the same delivery always has the same one."""
        promised = [
            [each.path, each.entity, each.sha256, each.rows, sorted(each.control_totals.items())]
            for each in sorted(self.resources, key=lambda each: (each.path, each.entity))
        ]
        period = [self.period_from.isoformat(), self.period_to.isoformat()]
        said = [self.system, self.name, self.created.isoformat(), period, self.corrects, promised]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def find_deliveries(landing: Path) -> list[Path]:
    """Return the delivery folders ``<landing>/<system>/<delivery>``, oldest name first.

    Names that start with a dot or end in ``.part`` are still being copied and are left alone.

    Raises
    ------
    DeliveryError
        When there is no landing folder or nothing in it, or a file lies where a delivery's folder
        belongs.
    """
    if not landing.is_dir():
        raise DeliveryError(
            "no_landing",
            f"There is no landing folder at {landing}.",
            "Put deliveries there, name another folder with --landing, "
            "or write example extracts with `bokslut simulate`.",
        )
    folders = []
    for system in sorted(filter(_is_settled, landing.iterdir())):
        for path in sorted(filter(_is_settled, system.iterdir() if system.is_dir() else [system])):
            if not path.is_dir():
                raise DeliveryError(
                    "file_outside_delivery",
                    f"{path} lies outside any delivery: a file without a manifest.",
                    f"Move it into a folder {landing.name}/<system>/<delivery>/ "
                    f"with a {MANIFEST_NAME} that describes it.",
                )
            folders.append(path)
    if not folders:
        raise DeliveryError(
            "no_deliveries",
            f"There is no delivery in {landing}.",
            "Put deliveries there, or write example extracts with `bokslut simulate`.",
        )
    return folders


def read_delivery(folder: Path, *, in_landing: bool = True) -> Delivery:
    """Read a delivery's manifest.

    Parameters
    ----------
    folder
        The delivery's folder.
    in_landing
        Whether it lies where it is loaded from, so that the folder above must bear its system's name.

    Raises
    ------
    DeliveryError
        When the manifest is missing, is no JSON, or lacks a field; the message names the field and
        what it should hold.
    """
    path = folder / MANIFEST_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DeliveryError(
            "manifest_missing",
            f"{folder} has no {MANIFEST_NAME}.",
            "Add the manifest last, when every file is in place; until then keep the folder's name ending in .part.",
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DeliveryError(
            "manifest_unreadable",
            f"{path} is not JSON in UTF-8: {error}.",
            "Write the manifest again.",
        ) from None

    manifest = _Fields(path, "", content)
    own = manifest.object("bokslut")
    period = own.object("period")
    delivery = Delivery(
        folder=folder,
        system=own.text("system"),
        name=folder.name,
        created=manifest.moment("created"),
        period_from=period.day("from"),
        period_to=period.day("to"),
        corrects=own.optional_text("corrects"),
        reason=own.optional_text("reason"),
        resources=tuple(_read_resource(each) for each in manifest.objects("resources")),
    )
    if in_landing and delivery.system != folder.parent.name:
        raise own.error(
            "system", delivery.system, f"the name of the folder it lies in, {folder.parent.name!r}"
        )
    entities = [resource.entity for resource in delivery.resources]
    for index, entity in enumerate(entities):
        if entity in entities[:index]:
            raise manifest.error(
                f"resources[{index}].bokslut.entity",
                entity,
                "an entity that no other resource of the delivery has",
            )
    if delivery.period_to < delivery.period_from:
        raise period.error("to", str(delivery.period_to), f"a day from {delivery.period_from} on")
    if delivery.corrects and not delivery.reason:
        raise own.error("reason", delivery.reason, "why the earlier delivery is corrected")
    return delivery


def verify_files(delivery: Delivery) -> None:
    """Prove that a delivery's files are those of its manifest: present, as long, and with the same SHA-256.

    Raises
    ------
    DeliveryError
        At the first file that is missing, differs, or stands in the folder without being in the
        manifest.
    """
    verified = set()
    for resource in delivery.resources:
        # The sheets of one workbook are described alike, and its bytes hashed once.
        described = (resource.path, resource.bytes, resource.sha256)
        if described not in verified:
            verify_file(delivery, resource)
            verified.add(described)
    verify_nothing_else(delivery)


def verify_file(delivery: Delivery, resource: Resource) -> None:
    """Prove that one file is there, as long, and with the same SHA-256 as its manifest says.

    Raises
    ------
    DeliveryError
        When it is not.
    """
    path = delivery.folder / resource.path
    if not path.is_file():
        raise DeliveryError(
            "file_missing",
            f"{path} is named in the manifest but is not there.",
            "Deliver the folder again, whole.",
        )
    if path.stat().st_size == 0 and resource.bytes > 0:
        raise DeliveryError(
            "file_empty",
            f"{path} is empty; the manifest says {resource.bytes} bytes.",
            "Deliver the file again.",
        )
    actual = sha256(path)
    if path.stat().st_size != resource.bytes or actual != resource.sha256:
        raise DeliveryError(
            "hash_mismatch",
            f"{path} is not the file that the manifest describes: it has {path.stat().st_size} bytes and SHA-256 "
            f"{actual[:16]}…, the manifest says {resource.bytes} bytes and {resource.sha256[:16]}….",
            "The file was changed or cut off after the manifest was written: deliver both again.",
        )


def verify_nothing_else(delivery: Delivery) -> None:
    """Prove that every file in a delivery's folder is named in its manifest.

    Raises
    ------
    DeliveryError
        At the first that is not.
    """
    named = {resource.path for resource in delivery.resources} | {MANIFEST_NAME}
    for path in sorted(delivery.folder.rglob("*")):
        relative = path.relative_to(delivery.folder).as_posix()
        if path.is_file() and relative not in named:
            raise DeliveryError(
                "file_not_in_manifest",
                f"{path} is not named in {MANIFEST_NAME}.",
                "Name it there with its hash and row count, or take it away.",
            )


def _is_settled(path: Path) -> bool:
    return not path.name.startswith(".") and not path.name.endswith(".part")


def _read_resource(fields: _Fields) -> Resource:
    own = fields.object("bokslut")
    path, digest = fields.text("path"), fields.text("hash")
    if path.startswith(("/", "~")) or ".." in Path(path).parts or "\\" in path:
        raise fields.error("path", path, "a path inside the delivery's folder")
    if not digest.startswith("sha256:") or len(digest) != len("sha256:") + 64:
        raise fields.error("hash", digest, "'sha256:' and 64 hexadecimal digits")
    totals = own.optional("control_totals") or {}
    if not isinstance(totals, dict):
        raise own.error("control_totals", totals, "an object from total to value")
    return Resource(
        path=path,
        entity=own.text("entity"),
        bytes=fields.count("bytes"),
        sha256=digest.removeprefix("sha256:").lower(),
        rows=own.count("rows"),
        control_totals={name: str(value) for name, value in totals.items()},
    )


class _Fields:
    """The fields of one JSON object of a manifest, each fetched with the type it must have."""

    def __init__(self, path: Path, place: str, content: Any) -> None:
        self._path, self._place = path, place
        if not isinstance(content, dict):
            raise self.error("", content, "an object")
        self._content = content

    def error(self, name: str, value: Any, expected: str) -> DeliveryError:
        place = f"{self._place}.{name}".strip(".") or "its top level"
        found = "is missing" if value is None else f"is {value!r}"
        return DeliveryError(
            "manifest_field",
            f"{self._path}, field {place}: it {found}; expected {expected}.",
            "Fix the manifest (docs/deliveries.md lists its fields) and run again.",
        )

    def optional(self, name: str) -> Any:
        return self._content.get(name)

    def optional_text(self, name: str) -> str | None:
        return None if self.optional(name) is None else self.text(name)

    def text(self, name: str) -> str:
        value = self.optional(name)
        if not isinstance(value, str) or not value.strip():
            raise self.error(name, value, "text")
        return value

    def count(self, name: str) -> int:
        value = self.optional(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.error(name, value, "a whole number, 0 or more")
        return value

    def day(self, name: str) -> date:
        value = self.text(name)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.error(name, value, "a date, YYYY-MM-DD") from None

    def moment(self, name: str) -> datetime:
        value = self.text(name)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self.error(
                name, value, "a time with its offset, such as 2014-01-20T06:00:00+01:00"
            )
        return moment

    def object(self, name: str) -> _Fields:
        return _Fields(
            self._path, f"{self._place}.{name}".strip("."), self._required(name, "an object")
        )

    def objects(self, name: str) -> list[_Fields]:
        values = self._required(name, "a list with at least one object")
        if not isinstance(values, list) or not values:
            raise self.error(name, values, "a list with at least one object")
        return [
            _Fields(self._path, f"{self._place}.{name}[{index}]".strip("."), value)
            for index, value in enumerate(values)
        ]

    def _required(self, name: str, expected: str) -> Any:
        value = self.optional(name)
        if value is None:
            raise self.error(name, value, expected)
        return value
