"""The published product's schema and its version: what consumers may rely on, and which change needs which step.

The schema is declared once, in ``dbt_project/product_schema.json``, made from the public models by
``bokslut schema --update``. It is compared twice: with the models whenever they change, and with the
current release whenever one is published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.settings import DBT_PROJECT_DIR
from orchestration.dbt.public_models import PublicModel

DECLARED = DBT_PROJECT_DIR / "product_schema.json"

_NOT_NULL = " not null"


class Step(IntEnum):
    """The step of a version that a change needs, by Semantic Versioning."""

    NONE = 0
    MINOR = 1
    MAJOR = 2


@dataclass(frozen=True, order=True)
class Version:
    """A version ``major.minor.patch``."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version.

        Raises
        ------
        RefusedError
            When the text is not a version.
        """
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isdecimal() for part in parts):
            raise RefusedError(
                f"'{text}' is not a version of the product's schema.", "Write it as 1.2.3."
            )
        return cls(*map(int, parts))

    def __str__(self) -> str:
        """Return the version as text."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def after(self, step: Step) -> Version:
        """Return the lowest version that is that step above this one."""
        if step is Step.MAJOR:
            return Version(self.major + 1, 0, 0)
        return Version(self.major, self.minor + 1, 0) if step is Step.MINOR else self


@dataclass(frozen=True)
class Change:
    """A difference between two schemas, in words, and the step that it needs."""

    text: str
    step: Step


@dataclass(frozen=True)
class ProductSchema:
    """The product's tables and their version.

    Each table, by ``schema.name``, has ``columns`` (type, and ``not null`` where it is never NULL, as
    in ``DECIMAL(18,2) not null``), ``primary_key`` (columns) and ``foreign_keys`` (``schema.table.column``
    by column).
    """

    version: Version
    tables: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of_models(cls, models: Iterable[PublicModel], version: Version) -> ProductSchema:
        """Return the schema that models declare, with types under DuckDB's own names."""
        with connect() as connection:
            return cls(
                version,
                {
                    f"{model.schema}.{model.name}": {
                        "columns": {
                            name: _column(_type_name(connection, type_), name not in model.required)
                            for name, type_ in model.types.items()
                        },
                        **keys_of(model),
                    }
                    for model in models
                },
            )

    @classmethod
    def of_release(cls, manifest: Mapping[str, Any]) -> ProductSchema | None:
        """Return the schema of a release by its manifest; None if the release is older than schema versions."""
        if "schema_version" not in manifest:
            return None
        return cls(
            Version.parse(manifest["schema_version"]),
            {
                f"{table['schema']}.{table['name']}": {
                    "columns": {
                        column["name"]: _column(column["type"], column["nullable"])
                        for column in table["columns"]
                    },
                    "primary_key": table["primary_key"],
                    "foreign_keys": table["foreign_keys"],
                }
                for table in manifest["tables"]
            },
        )

    @classmethod
    def read(cls, path: Path = DECLARED) -> ProductSchema:
        """Return the declared schema.

        Raises
        ------
        RefusedError
            When the file is missing or does not declare a schema.
        """
        try:
            content = json.loads(path.read_text("utf-8"))
            return cls(Version.parse(content["version"]), content["tables"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RefusedError(
                f"{path} does not declare the product's schema: {error}.",
                "Restore it from version control, or run `bokslut schema --update`.",
            ) from None

    def write(self, path: Path = DECLARED) -> None:
        """Write this schema as the declared one, sorted so that a change gives a small diff."""
        content = {"version": str(self.version), "tables": dict(sorted(self.tables.items()))}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")

    def changes_from(self, before: ProductSchema) -> list[Change]:
        """Return what has changed since another schema, most serious first."""
        changes = [
            Change(f"table {name} is gone", Step.MAJOR)
            for name in before.tables.keys() - self.tables.keys()
        ]
        changes += [
            Change(f"table {name} is new", Step.MINOR)
            for name in self.tables.keys() - before.tables.keys()
        ]
        for name in before.tables.keys() & self.tables.keys():
            changes += _table_changes(name, before.tables[name], self.tables[name])
        return sorted(changes, key=lambda change: (-change.step, change.text))

    def require_step_from(self, before: ProductSchema, of_what: str) -> None:
        """Refuse a change whose step the version has not taken.

        Raises
        ------
        RefusedError
            When the version is below the one before, or less above it than a change needs.
        """
        changes = self.changes_from(before)
        step = max((change.step for change in changes), default=Step.NONE)
        lowest = before.version.after(step)
        if self.version >= lowest:
            return
        kinds = {
            Step.NONE: "goes back",
            Step.MINOR: "has not taken the minor step that an addition needs",
            Step.MAJOR: "has not taken the major step that a breaking change needs",
        }
        listed = "".join(f"\n  {change.text}" for change in changes if change.step is step)
        raise RefusedError(
            f"The product's schema version {self.version} {kinds[step]}: {of_what} has {before.version}.{listed}",
            f"Undo the change, or raise the version in {DECLARED.name} to at least {lowest}.",
        )


def keys_of(model: PublicModel) -> dict[str, Any]:
    """Return the keys of a model as schema and manifest write them."""
    return {
        "primary_key": list(model.primary_key),
        "foreign_keys": {
            key.column: f"{key.schema}.{key.table}.{key.field}" for key in model.foreign_keys
        },
    }


def require_declared(models: Sequence[PublicModel], declared: ProductSchema) -> None:
    """Refuse models whose schema is not the declared one.

    Raises
    ------
    RefusedError
        Naming every difference.
    """
    changes = ProductSchema.of_models(models, declared.version).changes_from(declared)
    if changes:
        listed = "".join(f"\n  {change.text}" for change in changes)
        raise RefusedError(
            f"The public models are not what {DECLARED.name} {declared.version} declares:{listed}",
            "Run `bokslut schema --update`, which declares them with the version that the change needs.",
        )


def update(models: Sequence[PublicModel], path: Path = DECLARED) -> tuple[list[Change], Version]:
    """Declare the models' schema, under the lowest version that its changes allow; return the changes and the version.

    Where nothing has been declared before, the version is 1.0.0.
    """
    if not path.exists():
        first = ProductSchema.of_models(models, Version(1, 0, 0))
        first.write(path)
        return [], first.version
    before = ProductSchema.read(path)
    changes = ProductSchema.of_models(models, before.version).changes_from(before)
    step = max((change.step for change in changes), default=Step.NONE)
    after = ProductSchema.of_models(models, before.version.after(step))
    after.write(path)
    return changes, after.version


def _column(type_: str, nullable: bool) -> str:
    return type_ if nullable else f"{type_}{_NOT_NULL}"


def _type_name(connection: duckdb.DuckDBPyConnection, declared: str) -> str:
    found = connection.execute(f"select typeof(cast(null as {declared}))").fetchone()
    assert found is not None
    return found[0]


def _table_changes(
    table: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterable[Change]:
    old, new = before["columns"], after["columns"]
    for name in old.keys() - new.keys():
        yield Change(f"column {table}.{name} is gone", Step.MAJOR)
    for name in new.keys() - old.keys():
        yield Change(f"column {table}.{name} is new", Step.MINOR)
    for name in old.keys() & new.keys():
        was, now = old[name].removesuffix(_NOT_NULL), new[name].removesuffix(_NOT_NULL)
        if was != now:
            yield Change(f"column {table}.{name} was {was} and is {now}", Step.MAJOR)
        # A reader that was promised a value may now meet NULL; the other way round nobody is hurt.
        if old[name].endswith(_NOT_NULL) and not new[name].endswith(_NOT_NULL):
            yield Change(f"column {table}.{name} may now be NULL", Step.MAJOR)
        elif new[name].endswith(_NOT_NULL) and not old[name].endswith(_NOT_NULL):
            yield Change(f"column {table}.{name} is never NULL any more", Step.MINOR)
    if before["primary_key"] != after["primary_key"]:
        yield Change(
            f"the key of {table} was ({', '.join(before['primary_key'])}) "
            f"and is ({', '.join(after['primary_key'])})",
            Step.MAJOR,
        )
    for column in {**before["foreign_keys"], **after["foreign_keys"]}:
        was, now = before["foreign_keys"].get(column), after["foreign_keys"].get(column)
        if was is None:
            yield Change(f"column {table}.{column} now leads to {now}", Step.MINOR)
        elif was != now and column in new:
            yield Change(
                f"column {table}.{column} led to {was} and leads to {now or 'nothing'}", Step.MAJOR
            )
