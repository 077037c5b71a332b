"""Old and new DuckDB clients open the release and read the same from it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

READ = """
import duckdb, json, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
tables = connection.execute(
    "select schema_name, table_name from duckdb_tables() where database_name = 'bokslut' order by all"
).fetchall()
seen = {}
for schema, table in tables:
    name = f'"{schema}"."{table}"'
    rows = connection.execute(f"select count(*) from {name}").fetchone()[0]
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where schema_name = ? and table_name = ? order by column_index", [schema, table]).fetchall()
    sums = [
        str(connection.execute(f'select sum("{column}") from {name}').fetchone()[0])
        for column, type_, _ in columns if type_.startswith("DECIMAL")
    ]
    seen[f"{schema}.{table}"] = [rows, columns, sums]
parquet = connection.execute(
    f"select count(*), cast(sum(amount_sek) as varchar) from read_parquet('{sys.argv[2]}')").fetchone()
print(json.dumps({"version": duckdb.__version__, "tables": seen, "parquet": parquet}))
"""


def read(python: Path, release: Path) -> dict:
    parquet = release / "parquet" / "economics" / "fct_ledger_postings.parquet"
    done = subprocess.run(
        [str(python), "-c", READ, str(release / "bokslut.duckdb"), str(parquet)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_client_reads_the_same(release: Path, clients: Path) -> None:
    seen = [read(python, release) for python in sorted(clients.glob("duckdb-*/bin/python"))]
    assert [client["version"].split(".")[:2] for client in seen] == [["1", "2"], ["2", "0"]]
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    expected = {f"{table['schema']}.{table['name']}": table for table in manifest["tables"]}
    for client in seen:
        assert client["tables"] == seen[0]["tables"]
        assert client["parquet"] == seen[0]["parquet"]
    assert seen[0]["tables"].keys() == expected.keys()
    for name, (rows, columns, _) in seen[0]["tables"].items():
        assert rows == expected[name]["rows"], name
        assert [[column, type_] for column, type_, _ in columns] == [
            [column["name"], column["type"]] for column in expected[name]["columns"]
        ], name


def test_a_client_that_is_too_old_is_refused_not_misled(clients: Path, tmp_path: Path) -> None:
    """The seeded fault: a file of DuckDB 2's own storage is not readable by 1.2, so that the test above can fail."""
    old = clients / "duckdb-1.2" / "bin" / "python"
    new = clients / "duckdb-2.0" / "bin" / "python"
    path = tmp_path / "new.duckdb"
    statement = f"attach '{path}' as n (storage_version 'latest'); create table n.t as select 1"
    write = f'import duckdb; duckdb.execute("{statement}")'
    subprocess.run([str(new), "-c", write], check=True)
    opened = subprocess.run(
        [str(old), "-c", f"import duckdb; duckdb.connect('{path}', read_only=True)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert opened.returncode != 0
    if "version" not in opened.stderr.lower():
        pytest.fail(opened.stderr)
