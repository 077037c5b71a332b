"""Deliveries: folders of extracts with a Frictionless Data Package as their manifest.

Finds them in the landing folder and proves that the files are the ones that the manifest promises. What a manifest may
say is in ``manifest``, what is inside a file is the readers' business.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from orchestration.core.characters import is_plain, shown
from orchestration.core.errors import ExternalError
from orchestration.loading.delivered_files import Measured, composed, entries, measure, opened
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits
from orchestration.loading.manifest import field_error, read_manifest
from orchestration.loading.manifest_form import ResourceModel

MANIFEST_NAME = "datapackage.json"

# A load is named by its delivery and twelve digits more, and a file system takes 255 bytes.
_NAME_BYTES = 200
_CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True)
class Resource:
    """One entity of a delivery, as its manifest describes it: a file, or a sheet of a workbook that others share.

    ``rows`` counts the entity's rows (for a ledger its ``#TRANS``); ``control_totals`` are the
    sender's own sums, as decimal strings; ``sample_share`` is the share of all rows that the file has, if it is a
    sample.
    """

    path: str
    entity: str
    bytes: int
    sha256: str
    rows: int
    control_totals: Mapping[str, str]
    sample_share: Decimal | None = None


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
            [
                *(file.path, file.entity, file.sha256, file.rows),
                sorted(file.control_totals.items()),
                *([str(file.sample_share)] if file.sample_share is not None else []),
            ]
            for file in sorted(self.resources, key=lambda file: (file.path, file.entity))
        ]
        period = [self.period_from.isoformat(), self.period_to.isoformat()]
        said = [self.system, self.name, self.created.isoformat(), period, self.corrects, promised]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def find_deliveries(landing: Path) -> list[Path]:
    """Return the delivery folders ``<landing>/<system>/<delivery>``, sorted by name, and any file in their place.

    Names that start with a dot or end in ``.part`` are still being copied and are left alone.

    Raises
    ------
    DeliveryError
        When there is no landing folder or nothing in it.
    ExternalError
        When the landing folder may not be read.
    """
    if not landing.is_dir():
        raise DeliveryError(
            "no_landing",
            f"There is no landing folder at {landing}.",
            "Put deliveries there, name another folder with --landing, "
            "or write example extracts with `bokslut simulate`.",
        )
    try:
        systems = _settled(landing)
    except OSError as error:
        raise ExternalError(
            f"The landing folder {landing} cannot be read: {error.strerror}.",
            "Give the user who loads the right to read it.",
        ) from None
    found = []
    for system in systems:
        try:
            found += [system] if system.is_symlink() else _settled(system)
        except OSError:
            found.append(system)  # `read_delivery` says what is wrong with it.
    if not found:
        raise DeliveryError(
            "no_deliveries",
            f"There is no delivery in {landing}.",
            "Put deliveries there, or write example extracts with `bokslut simulate`.",
        )
    return found


def read_delivery(folder: Path, *, in_landing: bool = True) -> Delivery:
    """Read a delivery's manifest.

    Parameters
    ----------
    folder
        The delivery's folder.
    in_landing
        Whether it lies where it is loaded from, so that the folder above must have its system's name.

    Raises
    ------
    DeliveryError
        When it is not a folder or its name cannot be kept, the manifest is missing, is not JSON, or
        lacks a field; the message names the field and what it should hold.
    """
    _check_folder(folder)
    path = folder / MANIFEST_NAME
    manifest = read_manifest(path, _manifest_bytes(folder))
    own = manifest.bokslut
    if in_landing and composed(own.system) != composed(folder.parent.name):
        raise field_error(
            path,
            "bokslut.system",
            f"is {own.system!r}",
            f"the name of the folder it lies in, {folder.parent.name!r}",
        )
    return Delivery(
        folder=folder,
        system=own.system,
        name=composed(folder.name),
        created=manifest.created,
        period_from=own.period.first,
        period_to=own.period.last,
        corrects=own.corrects and composed(own.corrects),
        reason=own.reason,
        resources=tuple(map(_resource, manifest.resources)),
    )


def check_created(delivery: Delivery) -> None:
    """Prove that a delivery was not made in the future, since it would count over every later one of its ledger year.

    Raises
    ------
    DeliveryError
        When it was made more than a day from now.
    """
    now = datetime.now(UTC)
    if delivery.created > now + _CLOCKS_APART:
        raise DeliveryError(
            "created_in_the_future",
            f"{delivery.folder / MANIFEST_NAME}, field created: it is {delivery.created.isoformat()}, "
            f"but it is now {now.isoformat('T', 'seconds')}.",
            "Give the manifest the time at which this content was made; if that is right, set this machine's clock.",
        )


def verify_files(delivery: Delivery, copies: Path | None = None) -> dict[str, Path]:
    """Prove that a delivery's files are those of its manifest: present, as long, and with the same SHA-256.

    Parameters
    ----------
    delivery
        The delivery.
    copies
        An empty folder for a copy of each file, where they are to be read afterwards.

    Returns
    -------
    dict
        The copy of each file, by its path in the delivery; empty where no copies are wanted.

    Raises
    ------
    DeliveryError
        At the first file that is missing, differs, or is in the folder without being in the
        manifest.
    """
    verify_nothing_else(delivery)
    copied, measured = {}, {}
    for resource in delivery.resources:
        # The sheets of one workbook are described alike, and its bytes read once.
        if resource.path not in measured:
            copy = copies / _copy_name(len(copied), resource.path) if copies else None
            measured[resource.path] = _measure(delivery, resource, copy, resource.bytes)
            if copy:
                copied[resource.path] = copy
        _check_measured(delivery, resource, measured[resource.path])
    return copied


def verify_file(delivery: Delivery, resource: Resource, copy: Path) -> None:
    """Prove that one file is there, as long, and with the same SHA-256 as its manifest says; write ``copy`` meanwhile.

    Raises
    ------
    DeliveryError
        When it is not.
    """
    measured = _measure(delivery, resource, copy, limits().file_bytes)
    _check_measured(delivery, resource, measured)


def verify_nothing_else(delivery: Delivery) -> None:
    """Prove that everything in a delivery's folder is a regular file that its manifest names.

    Raises
    ------
    DeliveryError
        At the first that is not.
    """
    named = {composed(resource.path) for resource in delivery.resources} | {MANIFEST_NAME}
    for entry in entries(delivery.folder):
        path = shown(delivery.folder / entry.path)
        if entry.other_kind:
            raise DeliveryError(
                "not_a_file",
                f"{path} is {entry.other_kind}; a delivery has regular files only.",
                "Deliver the file itself, or take it away.",
            )
        if composed(entry.path) not in named:
            raise DeliveryError(
                "file_not_in_manifest",
                f"{path} is not named in {MANIFEST_NAME}, or a file of the same name is there too.",
                "Name it there with its hash and row count, or take it away.",
            )
        named.discard(composed(entry.path))


def _settled(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if not path.name.startswith(".") and not path.name.endswith(".part")
    )


def _check_folder(folder: Path) -> None:
    for name in (folder.parent.name, folder.name):
        if not is_plain(name) or len(os.fsencode(name)) > _NAME_BYTES:
            raise DeliveryError(
                "folder_name",
                f"{shown(folder)}: the folder's name {shown(name)[:_NAME_BYTES]!r} cannot be kept; expected at most "
                f"{_NAME_BYTES} bytes of UTF-8 without control characters.",
                "Give the folder a short, plain name, such as the period's.",
            )
    if folder.is_symlink():
        raise DeliveryError(
            "not_a_file",
            f"{folder} is a symbolic link; a delivery's folder was expected.",
            "Deliver the folder itself.",
        )
    if not folder.is_dir():
        raise DeliveryError(
            "file_outside_delivery",
            f"{folder} lies outside any delivery: a file without a manifest.",
            f"Move it into a folder <landing>/<system>/<delivery>/ with a {MANIFEST_NAME} that describes it.",
        )


def _manifest_bytes(folder: Path) -> bytes:
    most = limits().manifest_bytes
    try:
        with opened(folder, MANIFEST_NAME) as file:
            content = b""
            while len(content) <= most and (chunk := file.read(most + 1 - len(content))):
                content += chunk
    except FileNotFoundError:
        raise DeliveryError(
            "manifest_missing",
            f"{folder} has no {MANIFEST_NAME}.",
            "Add the manifest last, when every file is in place; until then keep the folder's name ending in .part.",
        ) from None
    if len(content) > most:
        raise beyond("manifest_bytes", folder / MANIFEST_NAME, "is longer")
    return content


def _resource(said: ResourceModel) -> Resource:
    return Resource(
        path=said.path,
        entity=said.bokslut.entity,
        bytes=said.bytes,
        sha256=said.hash,
        rows=said.bokslut.rows,
        control_totals=said.bokslut.control_totals,
        sample_share=said.bokslut.sample_share,
    )


def _copy_name(number: int, path: str) -> str:
    """Return a safe name for a copy, with the ending of the delivered name, which tells the kinds of SIE apart."""
    ending = Path(path).suffix.lower()
    return f"file-{number}{ending if ending[1:].isalnum() and ending.isascii() else ''}"


def _measure(
    delivery: Delivery, resource: Resource, copy: Path | None, copied_bytes: int
) -> Measured:
    try:
        return measure(delivery.folder, resource.path, copy, copied_bytes)
    except FileNotFoundError:
        raise DeliveryError(
            "file_missing",
            f"{delivery.folder / resource.path} is named in the manifest but is not there.",
            "Deliver the folder again, whole.",
        ) from None


def _check_measured(delivery: Delivery, resource: Resource, measured: Measured) -> None:
    path = delivery.folder / resource.path
    if measured.bytes == 0 and resource.bytes > 0:
        raise DeliveryError(
            "file_empty",
            f"{path} is empty; the manifest says {resource.bytes} bytes.",
            "Deliver the file again.",
        )
    if measured != Measured(resource.bytes, resource.sha256):
        raise DeliveryError(
            "hash_mismatch",
            f"{path} is not the file that the manifest describes: it has {measured.bytes} bytes and SHA-256 "
            f"{measured.sha256[:16]}…, the manifest says {resource.bytes} bytes and {resource.sha256[:16]}….",
            "The file was changed or cut off after the manifest was written: deliver both again.",
        )
