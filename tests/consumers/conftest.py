"""Those who read what `make run` published: run by `make test-clients`, not with the other tests.

Their programs live in environments of their own, which that target makes and names in the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Where the target says where things are. Without them nothing here is collected.
CLIENTS = os.environ.get("CONSUMER_TEST_CLIENTS")
PUBLISHED = os.environ.get("CONSUMER_TEST_PUBLISHED")

collect_ignore = [] if CLIENTS else ["test_duckdb_clients.py"]


@pytest.fixture(scope="session")
def release() -> Path:
    """Folder of the release that is current."""
    assert PUBLISHED, "CONSUMER_TEST_PUBLISHED names no folder of releases"
    current = Path(PUBLISHED) / "current"
    assert current.exists(), f"nothing is published in {PUBLISHED}: `make run` first"
    return current.resolve()
