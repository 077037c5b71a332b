"""A release's open data as a catalogue in DCAT-AP-SE 3, which the national data portal harvests (JSON-LD).

A dataset is a published table that all may read, a distribution its Parquet file. Tables for an audience of their own
are left out, and so is what compares the board with its printed report. The profile is docs.dataportal.se/dcat/3.0.1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.boards.board import Board
from orchestration.core.errors import UsageError
from orchestration.core.files import write_json
from orchestration.releases.release import Release

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_SWEDISH = "http://publications.europa.eu/resource/authority/language/SWE"
_PARQUET = "application/vnd.apache.parquet"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_THEMES = {
    "economics": "ECON",
    "common": "GOVE",
    "goals": "GOVE",
    "measures": "GOVE",
    "services": "GOVE",
}
_THEME = "http://publications.europa.eu/resource/authority/data-theme/"

# What each word of the document means: a link, a text with its language, or a value with its type.
_CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{
        word: {"@type": "@id"}
        for word in (
            *("dcterms:publisher", "dcterms:license", "dcterms:language", "dcterms:accessRights"),
            *("dcat:dataset", "dcat:distribution", "dcat:contactPoint", "dcat:theme"),
            *("dcat:accessURL", "dcat:downloadURL", "vcard:hasEmail", "spdx:algorithm"),
        )
    },
    **{word: {"@type": "xsd:dateTime"} for word in ("dcterms:issued", "dcterms:modified")},
    "dcat:byteSize": {"@type": "xsd:nonNegativeInteger"},
    "spdx:checksumValue": {"@type": "xsd:hexBinary"},
}


@dataclass(frozen=True)
class Publication:
    """How a release's files are published.

    ``files`` is the address under which the release's folder is served, ``contact`` the e-mail address for questions,
    and ``licence`` the address of the terms.
    """

    files: str
    contact: str
    licence: str = CC0

    def __post_init__(self) -> None:
        """Refuse what is not an address.

        Raises
        ------
        UsageError
            When the files or the licence are not at http(s), or the contact is not an e-mail address.
        """
        for what, address in (("--files", self.files), ("--licence", self.licence)):
            if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`#]+", address):
                raise UsageError(
                    f"{what} is {address!r}, which is not an address.", "Write https://…"
                )
        if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", self.contact):
            raise UsageError(
                f"--contact is {self.contact!r}, which is not an e-mail address.",
                "Write name@example.org.",
            )

    def address(self, path: str) -> str:
        """Return the address of a file or a thing of the catalogue."""
        return f"{self.files.rstrip('/')}{'' if path.startswith('#') else '/'}{path}"


def write_catalogue(release: Release, board: Board, publication: Publication, path: Path) -> int:
    """Write the catalogue of a release, and return how many datasets it has.

    Raises
    ------
    UsageError
        When the board has no organisation that could be the publisher.
    """
    content = catalogue(release, board, publication)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, content)
    return sum(node["@type"] == "dcat:Dataset" for node in content["@graph"])


def catalogue(release: Release, board: Board, publication: Publication) -> dict[str, Any]:
    """Return the catalogue as a JSON-LD document: catalogue, publisher, contact, datasets and distributions."""
    if not (board.organisation_sv or board.name_sv):
        raise UsageError(
            "The board has no name.",
            "Write organisation.name_sv in board.yml: it publishes the data.",
        )
    open_tables = [
        table
        for table in release.tables.values()
        if table["schema"] in _THEMES and not table["audience"]
    ]
    publisher, contact = publication.address("#publisher"), publication.address("#contact")
    shared = {
        "dcterms:publisher": publisher,
        "dcterms:issued": release.published_at,
        "dcterms:modified": release.published_at,
        "dcterms:language": _SWEDISH,
    }
    nodes: list[dict[str, Any]] = [
        {
            "@id": publication.address("#catalogue"),
            "@type": "dcat:Catalog",
            "dcterms:title": [
                _in("sv", f"Öppna data från {board.name_sv}"),
                _in("en", f"Open data of {board.name_sv}"),
            ],
            "dcterms:description": [
                _in(
                    "sv",
                    f"De tabeller som {board.name_sv} redovisar sitt år med, avstämda mot bokföringen.",
                ),
                _in(
                    "en",
                    f"The tables of the annual report of {board.name_sv}, reconciled with the ledger.",
                ),
            ],
            "dcterms:license": publication.licence,
            "dcat:dataset": [_dataset_id(publication, table) for table in open_tables],
            **shared,
        },
        {
            "@id": publisher,
            "@type": "foaf:Agent",
            "foaf:name": board.organisation_sv or board.name_sv,
            **({"dcterms:identifier": board.org_number} if board.org_number else {}),
        },
        {
            "@id": contact,
            "@type": "vcard:Organization",
            "vcard:fn": board.name_sv,
            "vcard:hasEmail": f"mailto:{publication.contact}",
        },
    ]
    for table in open_tables:
        nodes += _dataset(release, publication, table, shared | {"dcat:contactPoint": contact})
    return {"@context": _CONTEXT, "@graph": nodes}


def _dataset(
    release: Release, publication: Publication, table: Mapping[str, Any], shared: Mapping[str, Any]
) -> list[dict[str, Any]]:
    name = f"{table['schema']}.{table['name']}"
    distribution = publication.address(f"#distribution/{name}")
    titles = [_in("en", table["name"].replace("_", " "))]
    swedish = ", ".join(
        column["description_sv"].rstrip(".")
        for column in table["columns"]
        if column["description_sv"]
    )
    descriptions = [_in("en", table["description"])]
    if swedish:
        descriptions.append(_in("sv", f"Kolumner: {swedish}."))
    return [
        {
            "@id": _dataset_id(publication, table),
            "@type": "dcat:Dataset",
            "dcterms:title": titles,
            "dcterms:description": descriptions,
            "dcterms:identifier": name,
            "dcterms:accessRights": _PUBLIC,
            "dcat:theme": f"{_THEME}{_THEMES[table['schema']]}",
            "dcat:version": release.manifest["schema_version"],
            "dcat:distribution": distribution,
            **shared,
        },
        {
            "@id": distribution,
            "@type": "dcat:Distribution",
            "dcterms:title": _in("en", f"{name} as Parquet"),
            "dcat:accessURL": publication.address(table["parquet"]),
            "dcat:downloadURL": publication.address(table["parquet"]),
            "dcterms:format": _PARQUET,
            "dcterms:license": publication.licence,
            "dcat:byteSize": str((release.folder / table["parquet"]).stat().st_size),
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": _SHA256,
                "spdx:checksumValue": table["parquet_sha256"],
            },
        },
    ]


def _dataset_id(publication: Publication, table: Mapping[str, Any]) -> str:
    return publication.address(f"#dataset/{table['schema']}.{table['name']}")


def _in(language: str, text: str) -> dict[str, str]:
    return {"@language": language, "@value": text}
