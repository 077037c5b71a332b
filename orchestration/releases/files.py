"""The files of a release: the public tables as one DuckDB file and as Parquet, and the manifest that describes them.

The same content gives the same Parquet bytes and the same digest, whenever it is written.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.errors import ExternalError
from orchestration.core.files import sha256
from orchestration.core.sql import literal, name
from orchestration.dbt.public_models import PublicModel
from orchestration.gate import Verdict
from orchestration.loading import store
from orchestration.releases.product_schema import Version, keys_of
from orchestration.releases.release import DATABASE_NAME, MANIFEST_NAME, Release

# The oldest storage that holds all our types; DuckDB clients from 1.2 can read it.
_STORAGE_VERSION = "v1.2.0"


def copy_tables(
    build: Path, target: Path, models: Sequence[PublicModel], previous: Path | None = None
) -> list[dict[str, Any]]:
    """Copy the public models to a DuckDB file and Parquet files; return a description of each, with the files' hashes.

    Rows are in the order of the primary key, and one thread writes them to Parquet, so that the same
    content gives the same Parquet bytes.

    Parameters
    ----------
    build
        The audited build.
    target
        The folder of the release that is made.
    models
        What is published.
    previous
        The folder of an earlier release. A table that is the same row for row is copied from there,
        already sorted and written, which is several times faster.
    """
    tables = []
    with connect() as connection:
        attach(connection, build, "build")
        connection.execute(
            f"attach {literal(target / DATABASE_NAME)} as bokslut (storage_version '{_STORAGE_VERSION}')"
        )
        unchanged = _unchanged(connection, models, previous) if previous else {}
        connection.begin()
        for model in models:
            _create_table(connection, model, is_unchanged=_relation(model) in unchanged)
        connection.commit()
        connection.execute("set threads = 1")
        for model in models:
            parquet = target / "parquet" / model.schema / f"{model.name}.parquet"
            parquet.parent.mkdir(parents=True, exist_ok=True)
            if not _copied(unchanged.get(_relation(model)), parquet):
                connection.execute(
                    f"copy bokslut.{_relation(model)} to {literal(parquet)} (format parquet, compression zstd)"
                )
            tables.append(_describe(connection, model, parquet, target))
        connection.execute("detach build")
        connection.execute("checkpoint bokslut")
        connection.execute("detach bokslut")
    leftover = target / f"{DATABASE_NAME}.wal"
    if leftover.exists():
        raise ExternalError(
            f"DuckDB left {leftover.name} beside the file it was to finish.", "Run again."
        )
    return tables


def content_digest(tables: Sequence[dict[str, Any]], version: Version) -> str:
    """Return one digest of the schema's version and of all tables: their names, columns, descriptions and rows."""
    return hashlib.sha256(json.dumps([str(version), tables], sort_keys=True).encode()).hexdigest()


def write_manifest(
    folder: Path,
    number: int,
    content_sha256: str,
    verdict: Verdict,
    content: dict[str, Any],
    models: Sequence[PublicModel],
    loads: Sequence[store.Load],
    closed_periods: Sequence[dict[str, str]],
) -> None:
    """Write the manifest into a release's folder, once its files are there.

    Parameters
    ----------
    folder, number
        The release.
    content_sha256, content
        Its digest; its schema's version and its tables, as ``copy_tables`` describes them.
    models
        The models of the tables.
    verdict
        The gate's, on the build that the release is made from.
    loads
        The loads that counted.
    closed_periods
        Months that were closed.
    """
    manifest = {
        "product": "bokslut",
        "release": number,
        "published_at": datetime.now(UTC).isoformat("T", "seconds"),
        "schema_version": content["schema_version"],
        "content_sha256": content_sha256,
        "database": {"path": DATABASE_NAME, "sha256": sha256(folder / DATABASE_NAME)},
        "deliveries": [
            {
                "system": load.system,
                "delivery": load.delivery,
                "load_id": load.load_id,
                "created": load.created.isoformat(),
                "period_from": load.period_from.isoformat(),
                "period_to": load.period_to.isoformat(),
                "files": {file.path: file.sha256 for file in load.files},
                "samples": {
                    file.entity: file.sample_share
                    for file in load.files
                    if file.sample_share is not None
                },
            }
            for load in loads
        ],
        "closed_periods": list(closed_periods),
        "verdict": verdict.as_dict(),
        "lineage": _lineage(models, loads),
        "tables": content["tables"],
    }
    (folder / MANIFEST_NAME).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )


def _unchanged(
    connection: duckdb.DuckDBPyConnection, models: Sequence[PublicModel], previous: Path
) -> dict[str, tuple[Path, str]]:
    """Return the tables that the earlier release has row for row, with its Parquet file and the file's digest.

    A damaged table counts as changed, so that the next release is published all the same.
    """
    try:
        connection.execute(f"attach {literal(previous / DATABASE_NAME)} as previous (read_only)")
    except duckdb.Error:
        return {}
    written = {
        (table["schema"], table["name"]): (previous / table["parquet"], table["parquet_sha256"])
        for table in Release(previous).manifest["tables"]
    }
    return {
        _relation(model): written[model.schema, model.name]
        for model in models
        if (model.schema, model.name) in written and _is_unchanged(connection, _relation(model))
    }


def _is_unchanged(connection: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Return whether a table, whose key is unique, has the same columns and rows in build and earlier release."""
    try:
        new, old = (
            connection.execute(
                f"select column_name, column_type from (describe {database}.{relation})"
            ).fetchall()
            for database in ("build", "previous")
        )
        if new != old:
            return False
        ((is_same,),) = connection.execute(f"""
            select
                (select count(*) from build.{relation}) = (select count(*) from previous.{relation})
                and not exists (from build.{relation} except from previous.{relation})
        """).fetchall()
    except duckdb.Error:
        return False
    return is_same


def _create_table(
    connection: duckdb.DuckDBPyConnection, model: PublicModel, *, is_unchanged: bool
) -> None:
    relation = _relation(model)
    rows = (
        f"from previous.{relation}"
        if is_unchanged
        else f"from build.{relation} order by {', '.join(map(name, model.primary_key))}"
    )
    connection.execute(f"create schema if not exists bokslut.{name(model.schema)}")
    connection.execute(f"create table bokslut.{relation} as {rows}")
    connection.execute(f"comment on table bokslut.{relation} is {literal(model.description)}")
    for column, description in model.columns.items():
        connection.execute(
            f"comment on column bokslut.{relation}.{name(column)} is {literal(description)}"
        )


def _copied(written: tuple[Path, str] | None, target: Path) -> bool:
    """Copy the Parquet file of an earlier release; return whether it was there, as that release describes it."""
    if written is None:
        return False
    source, digest = written
    if not source.exists() or sha256(source) != digest:
        return False
    shutil.copyfile(source, target)
    return True


def _relation(model: PublicModel) -> str:
    return f"{name(model.schema)}.{name(model.name)}"


def _describe(
    connection: duckdb.DuckDBPyConnection,
    model: PublicModel,
    parquet: Path,
    target: Path,
) -> dict[str, Any]:
    relation = _relation(model)
    (rows,) = connection.execute(f"select count(*) from bokslut.{relation}").fetchone() or (0,)
    types = connection.execute(
        f"select column_name, column_type from (describe bokslut.{relation})"
    ).fetchall()
    return {
        "schema": model.schema,
        "name": model.name,
        "description": model.description,
        "owner": model.owner,
        "audience": model.audience,
        "reader_rows": model.reader_rows,
        **keys_of(model),
        "rows": rows,
        "columns": [
            {
                "name": column,
                "type": type_,
                "nullable": column not in model.required,
                "description": model.columns.get(column, ""),
                "description_sv": model.columns_sv.get(column, ""),
                "aggregation": model.aggregations.get(column, "none"),
            }
            for column, type_ in types
        ],
        "parquet": parquet.relative_to(target).as_posix(),
        "parquet_sha256": sha256(parquet),
    }


def _lineage(
    models: Sequence[PublicModel], loads: Sequence[store.Load]
) -> dict[str, dict[str, list[str]]]:
    """Return what each table was made of: models, seeds, sources, and the loads that the sources read."""
    return {
        f"{model.schema}.{model.name}": {
            **model.made_of,
            "loads": [
                load.load_id
                for load in loads
                if any(source.startswith(f"{load.system}_") for source in model.made_of["sources"])
            ],
        }
        for model in models
        if model.made_of
    }
