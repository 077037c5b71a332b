"""Pack the starter dashboard as the ZIP that Superset imports, for the database that a user reads.

    make_bundle.py postgresql+psycopg2://superset@db.example.org/bokslut
    make_bundle.py duckdb:////var/lib/bokslut/warehouse/published/current/bokslut.duckdb

The folder ``bokslut`` beside this file is the dashboard as Superset exports one. What a connection to a DuckDB file
needs so that nobody reads the server's other files by it is said here, once. Superset asks for a password when it
imports.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

DASHBOARD = Path(__file__).resolve().parent / "bokslut"
MASK = "XXXXXXXXXX"

# DuckDB runs in Superset's own process and may do all that this may. So the file is opened for reading, no other file,
# network or extension is touched, and no query lifts that.
DUCKDB_LOCKS = {
    "connect_args": {
        "read_only": True,
        "config": {
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "lock_configuration": "true",
        },
    }
}


def connection(address: str) -> dict[str, Any]:
    """Return the address and the engine's parameters as a bundle's database has them.

    Raises
    ------
    SystemExit
        When the address is of another kind of database, or contains a password.
    """
    parts = urlsplit(address)
    engine = parts.scheme.split("+")[0]
    if engine == "duckdb" and parts.path:
        return {"sqlalchemy_uri": address, "engine_params": DUCKDB_LOCKS}
    if engine != "postgresql" or not parts.hostname or not parts.username:
        sys.exit(
            f"make_bundle.py: {parts.scheme or 'an address without a scheme'} is not what a release is read by.\n"
            "  What to do: give postgresql+psycopg2://user@host/database or duckdb:////folder/bokslut.duckdb."
        )
    if parts.password is not None:
        sys.exit(
            "make_bundle.py: the address contains a password, which the bundle would contain too.\n"
            "  What to do: leave it out; Superset asks for it when it imports the bundle."
        )
    user, at, where = parts.netloc.rpartition("@")
    masked = parts._replace(netloc=f"{user}:{MASK}{at}{where}").geturl()
    return {"sqlalchemy_uri": masked, "engine_params": {}}


def bundle(address: str) -> bytes:
    """Return the ZIP; the same address gives the same bytes."""
    known = connection(address)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(DASHBOARD.rglob("*.yaml")):
            text = path.read_text("utf-8")
            if path.parent.name == "databases":
                database = yaml.safe_load(text)
                database["sqlalchemy_uri"] = known["sqlalchemy_uri"]
                database["extra"]["engine_params"] = known["engine_params"]
                text = yaml.safe_dump(database, allow_unicode=True, sort_keys=False)
            name = f"bokslut/{path.relative_to(DASHBOARD).as_posix()}"
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="SQLAlchemy address of the served or published release")
    parser.add_argument("--to", type=Path, default=Path("bokslut-dashboard.zip"))
    arguments = parser.parse_args()
    arguments.to.write_bytes(bundle(arguments.address))
    print(arguments.to)
