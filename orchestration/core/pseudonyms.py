"""The key that staging pseudonymises personal data with: one secret per installation, never published and never logged.

A keyed pseudonym is still personal data (GDPR art. 4.5): who has the key and a personal number can
make the pseudonym. So the key stays beside the raw layer, whose rows it protects further on.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import duckdb

from orchestration.core.errors import UsageError
from orchestration.core.files import write_text

KEY_VARIABLE = "BOKSLUT_PSEUDONYM_KEY"
KEY_FILE = "pseudonym.key"
_KEY_BYTES = 32


def pseudonym_key(warehouse: Path) -> str:
    """Return the installation's key: that of the environment, else the warehouse's own, made at first use.

    The file can be read by its owner alone. Pseudonyms of two installations agree only where their
    keys do.

    Raises
    ------
    UsageError
        When the key is shorter than 32 bytes, or others can read its file.
    ExternalError
        When the file cannot be written.
    """
    given = os.environ.get(KEY_VARIABLE)
    if given:
        return _checked(given, KEY_VARIABLE)
    path = warehouse / KEY_FILE
    if not path.exists():
        # In one rename: a full disk leaves no empty key.
        write_text(path, secrets.token_hex(_KEY_BYTES))
    if path.stat().st_mode & 0o077:
        raise UsageError(
            f"{path} can be read by others than its owner, who could make the pseudonyms.",
            f"Run `chmod 600 {path}`; if somebody may have read it, change the key (docs/operations.md).",
        )
    return _checked(path.read_text("ascii", errors="replace"), str(path))


def _checked(key: str, place: str) -> str:
    """Return a key that is long enough that nobody can guess it.

    Raises
    ------
    UsageError
        When it is shorter; it is not repeated.
    """
    if len(key.strip().encode()) < _KEY_BYTES:
        raise UsageError(
            f"The pseudonym key in {place} has {len(key.strip().encode())} bytes; it must have {_KEY_BYTES} or more.",
            'Make one with `python3 -c "import secrets; print(secrets.token_hex(32))"`. If the file was left empty by'
            " a full disk and nothing was built since, remove it.",
        )
    return key


def has_key(warehouse: Path) -> bool:
    """Return whether there is a key, so that none would be made at the next use."""
    return bool(os.environ.get(KEY_VARIABLE)) or (warehouse / KEY_FILE).exists()


def register_key(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Show the key to staging as ``raw.installation``, one row, in the build file, which is never published."""
    connection.execute("create or replace table raw.installation (pseudonym_key varchar)")
    connection.execute("insert into raw.installation values ($1)", [pseudonym_key(warehouse)])
