"""The docs site that the session has made, as its files and as the text of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.docs_site.reading import files_in, pages_of


@pytest.fixture(scope="module")
def files(docs_site: Path) -> dict[str, bytes]:
    return files_in(docs_site)


@pytest.fixture(scope="module")
def html(files: dict[str, bytes]) -> dict[str, str]:
    return pages_of(files)
