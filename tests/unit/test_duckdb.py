"""DuckDB is opened in one way: nothing is fetched from the network, and errors name the file."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.core.duckdb import attach, connect
from orchestration.core.errors import ExternalError

PACKAGE = Path(__file__).parents[2] / "orchestration"

HOLD = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def calls_of_duckdb_connect(source: str) -> list[int]:
    """Return the lines that open DuckDB themselves, however the module names it."""
    tree = ast.parse(source)
    names = {"duckdb"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "duckdb" and alias.asname
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and isinstance(node.value, ast.Name)
            and node.value.id in names
        )
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "duckdb"
            and any(alias.name == "connect" for alias in node.names)
        )
    ]


def test_no_module_but_one_opens_duckdb() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "core" / "duckdb.py"
        for line in calls_of_duckdb_connect(path.read_text("utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb\nduckdb.connect('x')",
        "import duckdb as d\nd.connect()",
        "from duckdb import connect",
    ],
)
def test_opening_duckdb_elsewhere_would_be_found(source: str) -> None:
    assert calls_of_duckdb_connect(source)


def test_no_connection_fetches_extensions(tmp_path: Path) -> None:
    for database in (":memory:", tmp_path / "a.duckdb"):
        with connect(database) as connection:
            off = connection.execute(
                "select name from duckdb_settings() where value = 'false' and name in"
                " ('autoinstall_known_extensions', 'autoload_known_extensions', 'allow_community_extensions')"
            ).fetchall()
            assert len(off) == 3
            with pytest.raises(duckdb.Error):
                connection.execute("select * from read_csv('https://example.org/a.csv')")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_that_another_process_holds_is_named_with_that_process(
    tmp_path: Path, read_only: bool
) -> None:
    path = tmp_path / "a.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        try:
            with pytest.raises(ExternalError) as refusal:
                connect(path, read_only=read_only)
            with connect() as connection, pytest.raises(ExternalError, match=str(holder.pid)):
                attach(connection, path, "a")
        finally:
            holder.communicate()
    assert f"{path} is in use by process {holder.pid} (python" in refusal.value.message
    assert "\n" not in refusal.value.message


@pytest.mark.parametrize("content", [b"not a database", b"", None])
def test_a_file_that_is_damaged_or_missing_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExternalError) as refusal:
        connect(path, read_only=True)
    assert str(path) in refusal.value.message
    assert "\n" not in refusal.value.message
