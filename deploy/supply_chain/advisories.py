"""Known vulnerabilities of the locked packages, by a file of advisories: works on a machine without a network.

The file is what OSV publishes for PyPI, ``all.zip``: one JSON document per advisory in the OSV schema
(<https://ossf.github.io/osv-schema/>), as a ZIP archive or an unpacked folder. Fetch it where there is a network::

    curl -O https://osv-vulnerabilities.storage.googleapis.com/PyPI/all.zip
    python deploy/supply_chain/advisories.py all.zip

What belongs here: reading locks and advisories, and which apply. What is done about one is for people.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (
    ROOT / "requirements.lock",
    *sorted((ROOT / "deploy").glob("*/*.lock")),
)
_ECOSYSTEM = "PyPI"


class AdvisoriesError(Exception):
    """The file of advisories cannot be used; the message says why and what to do."""


@dataclass(frozen=True, order=True)
class Vulnerability:
    """An advisory that applies to a locked package; ``aliases`` are its other names, such as its CVE number."""

    package: str
    version: str
    advisory: str
    aliases: tuple[str, ...]
    summary: str

    def __str__(self) -> str:
        names = ", ".join((self.advisory, *self.aliases))
        return f"{self.package} {self.version}: {names}: {self.summary}"


def locked(paths: Iterable[Path]) -> dict[str, set[Version]]:
    """Return the versions of each package that lock files pin, by the package's canonical name."""
    pinned: dict[str, set[Version]] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            text = line.split("#")[0].strip().removesuffix("\\").strip()
            if not text or text.startswith("--"):
                continue
            try:
                requirement = Requirement(text)
            except InvalidRequirement as error:
                raise AdvisoriesError(f"{path}: {text!r} is not a requirement: {error}") from error
            for pin in requirement.specifier:
                pinned.setdefault(canonicalize_name(requirement.name), set()).add(
                    Version(pin.version)
                )
    return pinned


def advisories(source: Path) -> Iterator[dict[str, Any]]:
    """Yield the advisories of a ZIP archive or a folder.

    Raises
    ------
    AdvisoriesError
        When it is neither, holds no advisory, or a document of it is not JSON.
    """
    count = 0
    for name, content in _documents(source):
        try:
            advisory = json.loads(content)
        except ValueError as error:
            raise AdvisoriesError(
                f"{source}: {name} is not JSON: {error}. Fetch the file again."
            ) from error
        count += 1
        yield advisory
    if not count:
        raise AdvisoriesError(f"{source} holds no advisory (*.json). Fetch OSV's all.zip of PyPI.")


def vulnerabilities(
    pinned: dict[str, set[Version]], known: Iterable[dict[str, Any]]
) -> list[Vulnerability]:
    """Return the advisories, in order, that apply to pinned versions; a withdrawn one does not."""
    return sorted(
        {
            Vulnerability(
                package=package,
                version=str(version),
                advisory=advisory["id"],
                aliases=tuple(sorted(advisory.get("aliases", ()))),
                summary=advisory.get("summary") or advisory.get("details", "")[:100],
            )
            for advisory in known
            if not advisory.get("withdrawn")
            for affected in advisory.get("affected", ())
            if affected.get("package", {}).get("ecosystem") == _ECOSYSTEM
            for package in [canonicalize_name(affected["package"]["name"])]
            for version in pinned.get(package, ())
            if _is_affected(version, affected)
        }
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the known vulnerabilities; return 0 where there is none, 1 where there is, 2 for a file that is wrong."""
    parser = argparse.ArgumentParser(
        description="List known vulnerabilities of the locked packages."
    )
    parser.add_argument("advisories", type=Path, help="OSV's all.zip of PyPI, or its folder")
    source = parser.parse_args(arguments).advisories
    try:
        pinned = locked(LOCKS)
        found = vulnerabilities(pinned, advisories(source))
    except AdvisoriesError as error:
        print(f"advisories: {error}", file=sys.stderr)
        return 2
    for vulnerability in found:
        print(vulnerability)
    print(f"{len(found)} known vulnerabilities in {len(pinned)} locked packages")
    return 1 if found else 0


def _documents(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        for path in sorted(source.glob("*.json")):
            yield path.name, path.read_bytes()
        return
    try:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise AdvisoriesError(f"{source} is neither a ZIP archive nor a folder: {error}") from error


def _is_affected(version: Version, affected: dict[str, Any]) -> bool:
    """Return whether an entry of ``affected`` names a version, or has it in one of its ranges."""
    if any(_parsed(text) == version for text in affected.get("versions", ())):
        return True
    return any(
        _is_within(version, span.get("events", ()))
        for span in affected.get("ranges", ())
        if span.get("type") == "ECOSYSTEM"
    )


def _is_within(version: Version, events: Iterable[dict[str, str]]) -> bool:
    """Return whether the last event up to a version leaves it affected, as the OSV schema evaluates a range."""
    places = []
    for event in events:
        ((kind, text),) = event.items()
        if kind == "limit":
            continue
        if (at := Version("0") if text == "0" else _parsed(text)) is not None:
            places.append((at, kind))
    inside = False
    for at, kind in sorted(places):
        if kind == "introduced" and at <= version:
            inside = True
        elif (kind == "fixed" and at <= version) or (kind == "last_affected" and at < version):
            inside = False
    return inside


def _parsed(text: str) -> Version | None:
    """Return a version, or None for a spelling that no locked version can have."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


if __name__ == "__main__":
    sys.exit(main())
