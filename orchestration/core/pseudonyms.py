"""The key that staging pseudonymises personal data with: one secret per installation, never published and never logged.

A keyed pseudonym is still personal data (GDPR art. 4.5): who has the key and a personal number can
make the pseudonym. So the key stays beside the raw layer, whose rows it protects further on.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb

from orchestration.core.files import private_folder

KEY_VARIABLE = "BOKSLUT_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
_KEY_BYTES = 32


def pseudonym_key(warehouse: Path) -> str:
    """Return the installation's key: that of the environment, else the warehouse's own, made at first use.

    The file can be read by its owner alone. Pseudonyms of two installations agree only where their
    keys do.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return given
    path = warehouse / KEY_FILE
    if not path.exists():
        private_folder(warehouse)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES))
    return path.read_text("ascii")


def has_key(warehouse: Path) -> bool:
    """Tell whether the key is there already, so that none would be made at the next use."""
    return bool(os.environ.get(KEY_VARIABLE)) or (warehouse / KEY_FILE).exists()


def register_key(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Show the key to staging as ``raw.installation``, one row, in the build file, which is never published."""
    connection.execute("create or replace table raw.installation (pseudonym_key varchar)")
    connection.execute("insert into raw.installation values ($1)", [pseudonym_key(warehouse)])
