"""A PostgreSQL server of the tests' own, started once a session from the machine's programs and thrown away."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import quote

import pytest

PASSWORD = "hemlig:@/ord"
PUBLISHER = "publisher"


@dataclass(frozen=True)
class PostgresServer:
    """Where the server listens; each test makes a database of its own."""

    port: int

    def url(self, database: str, user: str = PUBLISHER, password: str | None = PASSWORD) -> str:
        secret = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make a database that the publisher owns, without being superuser, and return the publisher's address."""
        import psycopg

        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"create database {name} owner {PUBLISHER}".encode())
        return self.url(name)


def programs() -> Path:
    """Return the folder of the server's programs; skips the test without them, or fails it in CI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        reason = "PostgreSQL's server is not installed (Debian: postgresql)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(initdb).parent


@contextmanager
def running_server() -> Generator[PostgresServer]:
    """Start a server on a free port, with a superuser, a publisher and readers; it refuses to run as root."""
    binaries = programs()
    folder = Path(mkdtemp(prefix="bokslut-postgres-"))
    as_other: list[str] = []
    if os.geteuid() == 0:
        as_other = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    password_file = folder / "password"
    password_file.write_text(PASSWORD)
    password_file.chmod(0o644)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*as_other, str(binaries / program), *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "USER": getpass.getuser()},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    data = str(folder / "data")
    run(
        *("initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"),
        *("--locale=C.UTF-8", "--no-sync", f"--pwfile={password_file}"),
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        server = PostgresServer(port)
        _make_users(server)
        yield server
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _make_users(server: PostgresServer) -> None:
    import psycopg

    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        for statement in (
            f"create role {PUBLISHER} login createrole password '{PASSWORD}'",
            f"create role visitor login password '{PASSWORD}'",
            "create role bokslut_reader nologin",
            "create role bokslut_hr nologin",
            f"create role analyst login password '{PASSWORD}' in role bokslut_reader",
            f"create role hr_partner login password '{PASSWORD}' in role bokslut_hr",
        ):
            connection.execute(statement)
