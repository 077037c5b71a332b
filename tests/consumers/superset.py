"""A Superset of the tests' own: its server, and its REST API as a person's browser uses it."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import requests

from orchestration.core.settings import PROJECT_ROOT
from tests.processes import free_port, started, wait_for

DEPLOYED = PROJECT_ROOT / "deploy" / "superset"
USER = "admin"


@dataclass
class Superset:
    """A running server and a session that is logged in."""

    address: str
    password: str
    session: requests.Session

    def get(self, path: str) -> Any:
        return self._checked(self.session.get(f"{self.address}/api/v1/{path}", timeout=120))

    def post(self, path: str, **arguments: Any) -> Any:
        return self._checked(
            self.session.post(f"{self.address}/api/v1/{path}", timeout=120, **arguments)
        )

    def delete(self, path: str) -> None:
        self._checked(self.session.delete(f"{self.address}/api/v1/{path}", timeout=120))

    def database_id(self) -> int:
        """Return the number of the one database that the bundle brought."""
        (database,) = self.get("database/")["result"]
        return database["id"]

    def sql_lab(self, database: int, statement: str) -> requests.Response:
        """Run a statement as a person does in SQL Lab."""
        return self.session.post(
            f"{self.address}/api/v1/sqllab/execute/",
            json={"database_id": database, "sql": statement, "runAsync": False},
            timeout=120,
        )

    def log_in(self) -> None:
        tokens = self.post(
            "security/login",
            json={"username": USER, "password": self.password, "provider": "db", "refresh": True},
        )
        self.session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        self.session.headers["X-CSRFToken"] = self.get("security/csrf_token/")["result"]
        self.session.headers["Referer"] = self.address

    def page_cookie(self) -> str:
        """Log in by the form of the log-in page, and return the cookie that a browser then has."""
        with requests.Session() as visitor:
            form = visitor.get(f"{self.address}/login/", timeout=120)
            token = re.search(r'id="csrf_token"\s+value="([^"]+)"', form.text)
            assert token, form.text[:2000]
            answer = visitor.post(
                f"{self.address}/login/",
                data={"username": USER, "password": self.password, "csrf_token": token[1]},
                headers={"Referer": self.address},
                timeout=120,
            )
            assert answer.ok, answer.text[:2000]
            me = visitor.get(f"{self.address}/api/v1/me/", timeout=120)
            assert me.ok, me.text
            session = visitor.cookies["session"]
            assert session
            return session

    def import_bundle(self, content: bytes, password: str = "") -> None:
        """Import the starter dashboard as a person does on the page of dashboards."""
        self.post(
            "dashboard/import/",
            data={
                "overwrite": "true",
                "passwords": json.dumps({"databases/Bokslut.yaml": password} if password else {}),
            },
            files={"formData": ("bokslut-dashboard.zip", content, "application/zip")},
        )

    def forget(self) -> None:
        """Delete the dashboard and all that it rests on; an import leaves a database that is there as it is."""
        for kind in ("dashboard", "chart", "dataset", "database"):
            for each in self.get(f"{kind}/?q=(page_size:100)")["result"]:
                self.delete(f"{kind}/{each['id']}")

    @staticmethod
    def _checked(response: requests.Response) -> Any:
        assert response.ok, f"{response.request.method} {response.url}: {response.text[:2000]}"
        # Numbers as they are written, digit for digit.
        return response.json(parse_float=Decimal)


def make_bundle(environment: Path, address: str, to: Path) -> bytes:
    """Pack the dashboard with the recipe's own command, in Superset's environment."""
    done = subprocess.run(
        [environment / "bin" / "python", DEPLOYED / "make_bundle.py", address, "--to", to],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return to.read_bytes()


@contextmanager
def running_superset(environment: Path, home: Path) -> Generator[Superset]:
    """Set up an empty Superset in ``home`` by the recipe's commands, and run it on a free port."""
    program = str(environment / "bin" / "superset")
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "FLASK_APP": "superset",
        "SUPERSET_CONFIG_PATH": str(DEPLOYED / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "SUPERSET_SECRET_KEY": secrets.token_hex(32),
    }
    password = secrets.token_urlsafe(12)
    for command in (
        ["db", "upgrade"],
        [
            *("fab", "create-admin", "--username", USER, "--firstname", "A", "--lastname", "B"),
            *("--email", "admin@example.org", "--password", password),
        ],
        ["init"],
    ):
        done = subprocess.run(
            [program, *command], env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
    port = free_port()
    log = home / "log"
    command = [program, "run", "-p", str(port), "--with-threads"]
    with started(command, log, variables) as server:
        superset = Superset(f"http://127.0.0.1:{port}", password, requests.Session())
        wait_for(lambda: is_healthy(superset), server, log)
        superset.log_in()
        with superset.session:
            yield superset


def is_healthy(superset: Superset) -> bool:
    try:
        return requests.get(f"{superset.address}/health", timeout=5).ok
    except requests.RequestException:
        return False
