"""A docs site read from its folder: its files, its pages and the links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath

from orchestration.core.settings import Settings
from tests.warehouse import Warehouse


class Places(HTMLParser):
    """The links and the places of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "action") and value is not None:
                self.links.append(value)
            if name == "id" and value is not None:
                self.places.append(value)


@cache
def places_of(page: str) -> Places:
    """Return the links and the places of a whole page, which is read once for all tests."""
    return Places(page)


def files_in(site: Path) -> dict[str, bytes]:
    """Return the files of a site by their paths in it."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def pages_of(files: dict[str, bytes]) -> dict[str, str]:
    """Return the site's own pages and the report: dbt's page is a program of its own."""
    return {
        path: content.decode()
        for path, content in files.items()
        if path.endswith(".html") and not path.startswith("dbt/")
    }


def dead_links(html: dict[str, str], files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield the page and the address of each link that leads to no file, or to no place on its page."""
    places = {path: {*places_of(text).places} for path, text in html.items()}
    for path, text in html.items():
        # A table's CSV is in its link.
        for link in (link for link in places_of(text).links if not link.startswith("data:")):
            address, _, place = link.partition("#")
            target = (
                normpath(str(PurePosixPath(path).parent / address.partition("?")[0]))
                if address
                else path
            )
            if target not in files or (place and target in places and place not in places[target]):
                yield path, link


def copy_of(warehouse: Warehouse, folder: Path, *parts: str) -> Settings:
    """Return a warehouse that has some parts of another, and is written to beside it."""
    for part in parts:
        (folder / part).parent.mkdir(exist_ok=True)
        (folder / part).symlink_to(warehouse.settings.warehouse / part)
    return replace(warehouse.settings, warehouse=folder)
