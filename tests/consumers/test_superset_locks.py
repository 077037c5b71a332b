"""Who may write SQL in Superset reads the release, and nothing of the server: neither by Superset nor past it."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import psycopg
import pytest
import yaml

from tests.consumers.superset import DEPLOYED, Superset, make_bundle
from tests.postgres import PASSWORD, PostgresServer

SECRET = "hemlighet"

# {secret} is a file that the server may read, {folder} where it lies.
ON_DUCKDB = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_csv('{secret}')",
    "select * from '{secret}'",
    "select * from read_text('{secret}')",
    "select * from read_blob('{secret}')",
    "select * from glob('{folder}/*')",
    "attach '{folder}/other.duckdb' as other",
    "copy (select 1) to '{folder}/out.csv'",
    "export database '{folder}/all'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "create table economics.own as select 1",
    "delete from economics.fct_budget",
]
ON_POSTGRESQL = [
    "select pg_read_file('/etc/passwd')",
    "select pg_read_file('{secret}')",
    "select * from pg_ls_dir('/')",
    "select lo_import('/etc/passwd')",
    "copy (select 1) to program 'touch {folder}/out.csv'",
    "copy (select 1) to '{folder}/out.csv'",
    "select passwd from pg_shadow",
    "create table economics.own as select 1",
    "delete from economics.fct_budget",
    "set role postgres",
    "create extension dblink",
]
# Asks past Superset, by the connection that the bundle makes: each statement, and what the database says of it.
ASK = """
import json, sys
from sqlalchemy import create_engine, text
asked = json.loads(sys.stdin.read())
engine = create_engine(asked["address"], **asked["engine_params"])
said = {}
for statement in asked["statements"]:
    try:
        with engine.connect() as connection:
            said[statement] = ["done", str(connection.execute(text(statement)).fetchall())]
    except Exception as refused:
        said[statement] = ["refused", str(refused)]
print(json.dumps(said))
"""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.csv"
    path.write_text(f"word\n{SECRET}\n")
    path.chmod(0o644)
    return path


def statements(kind: str, secret: Path) -> list[str]:
    attempts = {"duckdb": ON_DUCKDB, "postgresql": ON_POSTGRESQL}[kind]
    return [each.format(secret=secret, folder=secret.parent) for each in attempts]


def test_sql_lab_reads_the_release_and_nothing_of_the_server(
    connected: tuple[str, Superset], secret: Path
) -> None:
    kind, superset = connected
    database = superset.database_id()
    read = superset.sql_lab(database, "select count(*) as n from economics.fct_budget")
    assert read.ok, read.text
    assert read.json()["data"][0]["n"] > 0
    for statement in statements(kind, secret):
        answer = superset.sql_lab(database, statement)
        assert not answer.ok, f"{statement}: {answer.text[:500]}"
        assert SECRET not in answer.text
    assert list(secret.parent.iterdir()) == [secret]


def test_duckdb_itself_refuses_where_the_bundle_connects(
    clients: Path, published: Path, secret: Path
) -> None:
    """Superset stops some statements by itself; the locks must hold without it."""
    address = f"duckdb:///{published}/current/bokslut.duckdb"
    packed = make_bundle(clients / "superset", address, secret.parent / "bundle.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        database = yaml.safe_load(archive.read("bokslut/databases/Bokslut.yaml"))
    (secret.parent / "bundle.zip").unlink()
    attempts = statements("duckdb", secret)
    said = ask(clients, address, database["extra"]["engine_params"], attempts)
    assert {
        statement: said[statement] for statement in attempts if said[statement][0] == "done"
    } == {}
    reasons = ("disabled", "locked", "read-only mode", "cannot be attached", "Cannot change")
    assert [
        text for _, text in said.values() if not any(reason in text for reason in reasons)
    ] == []
    assert list(secret.parent.iterdir()) == [secret]


def test_without_the_locks_duckdb_does_read_the_servers_files(
    clients: Path, superset: Superset, published: Path, secret: Path
) -> None:
    """What the locks are for, and the proof that the attempts above can succeed."""
    address = f"duckdb:///{published}/current/bokslut.duckdb"
    statement = f"select * from read_csv('{secret}')"
    said = ask(clients, address, {"connect_args": {"read_only": True}}, [statement])
    assert said[statement] == ["done", f"[('{SECRET}',)]"]
    made = superset.post(
        "database/",
        json={
            "database_name": "open",
            "sqlalchemy_uri": address,
            "expose_in_sqllab": True,
            "extra": json.dumps({"engine_params": {"connect_args": {"read_only": True}}}),
        },
    )
    answer = superset.sql_lab(made["id"], statement)
    superset.delete(f"database/{made['id']}")
    assert SECRET in answer.text


def test_postgresql_itself_refuses_a_reader(
    postgres: PostgresServer, served: str, secret: Path
) -> None:
    for statement in statements("postgresql", secret):
        with (
            psycopg.connect(postgres.url(served, "analyst"), autocommit=True) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.encode())
    assert list(secret.parent.iterdir()) == [secret]


def test_hr_is_open_to_a_reader_as_far_as_a_model_opens_it_and_a_file_to_all(
    connected: tuple[str, Superset],
) -> None:
    kind, superset = connected
    query = "select distinct breakdown from hr.mart_hr__sick_leave"
    answer = superset.sql_lab(superset.database_id(), query).json()
    seen = {row["breakdown"] for row in answer["data"]}
    opened = {"total", "month", "business_area"}
    assert seen == opened if kind == "postgresql" else seen > opened


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"postgresql+psycopg2://analyst:{PASSWORD.replace('/', '')}@db/bokslut", "password"),
        ("sqlite:///bokslut.db", "is not what a release is read by"),
        ("bokslut.duckdb", "is not what a release is read by"),
    ],
)
def test_an_address_that_leaks_or_is_none_makes_no_bundle(
    clients: Path, tmp_path: Path, address: str, said: str
) -> None:
    done = subprocess.run(
        [clients / "superset" / "bin" / "python", DEPLOYED / "make_bundle.py", address],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def ask(
    clients: Path, address: str, engine_params: dict[str, object], attempts: list[str]
) -> dict[str, list[str]]:
    done = subprocess.run(
        [clients / "superset" / "bin" / "python", "-c", ASK],
        input=json.dumps(
            {"address": address, "engine_params": engine_params, "statements": attempts}
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
