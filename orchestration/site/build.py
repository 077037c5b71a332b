"""Making the site: from a release and the project to a folder that appears complete or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from orchestration.boards import read_board
from orchestration.core.files import (
    commit_folder,
    disk_errors_explained,
    point_link,
    private_folder,
    require_replaceable,
    scratch_folder,
)
from orchestration.core.settings import Settings
from orchestration.releases.reader import find_release
from orchestration.releases.release import CURRENT, Release, current_release
from orchestration.report.html import look_css
from orchestration.site.changes import change_files
from orchestration.site.compiling import compiled_manifest
from orchestration.site.content import read_content
from orchestration.site.dbt_page import dbt_page
from orchestration.site.downloads import table_files
from orchestration.site.pages import pages
from orchestration.site.rendering import TEMPLATES, renderer
from orchestration.site.reports import reports_of
from orchestration.site.search import search_index
from orchestration.site.texts import LANGUAGES
from orchestration.site.traces import trace_files

# A folder with this file is an earlier site, and may be replaced.
_INDEX = "search-index.js"


@dataclass(frozen=True)
class Site:
    """A site that was made: of which release, where it starts, how many pages it has, and a digest of all its files."""

    release: int
    start: str
    pages: int
    sha256: str


def make_site(settings: Settings, *, release: int | None = None, to: Path | None = None) -> Site:
    """Make the docs site of a release.

    Parameters
    ----------
    settings
        Where the releases, the gate's history and the build are. Of the build only the first rows behind each figure
        are read, and only if they sum to what the release has.
    release
        A release's number; by default the current.
    to
        The folder that becomes the site; by default ``<warehouse>/docs/release-0001``, to which ``docs/current`` then
        points where the release is the current one.

    Raises
    ------
    RefusedError
        When nothing is published, the release is older than docs sites, or the project cannot be compiled.
    UsageError
        When there is no such release, or the folder holds something else.
    ExternalError
        When a file cannot be read or written.
    """
    source = find_release(settings, release)
    folder = to or settings.docs / source.name
    require_replaceable(folder, expected=_INDEX)
    files = site_files(settings, source)
    with scratch_folder(folder.parent) as scratch, scratch_folder(folder.parent) as former:
        with disk_errors_explained(folder.parent):
            for path, content in files.items():
                private_folder((scratch / path).parent)
                (scratch / path).write_bytes(content)
        if folder.exists():
            folder.rename(former / folder.name)
        commit_folder(scratch, folder)
    if to is None and source == current_release(settings):
        point_link(settings.docs / CURRENT, folder.name)
    return Site(
        source.number,
        str(folder / "index.html"),
        sum(path.endswith(".html") for path in files),
        _digest(files),
    )


def site_files(settings: Settings, release: Release) -> dict[str, bytes]:
    """Return the files of a release's site by their paths in it; the same release gives the same bytes."""
    content = read_content(settings, release)
    reports = reports_of(content, read_board(settings.board))
    files: dict[str, bytes] = {}
    for language in LANGUAGES:
        render = renderer(content, [(report.path, report.title) for report in reports], language)
        files |= {path: html.encode() for path, html in pages(content, render)}
        files[f"{language.folder}{_INDEX}"] = search_index(content, language).encode()
    files |= table_files(content.samples)
    files |= trace_files(content)
    files |= change_files(content.changes, release)
    files |= {report.path: report.html.encode() for report in reports}
    files["site.css"] = (look_css() + (TEMPLATES / "site.css").read_text("utf-8")).encode()
    for script in ("search.js", "filter.js", "due.js"):
        files[script] = (TEMPLATES / script).read_bytes()
    files["dbt/index.html"] = dbt_page(compiled_manifest(settings), release).encode()
    return files


def _digest(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path} {hashlib.sha256(files[path]).hexdigest()}\n".encode())
    return digest.hexdigest()
