"""Putting a release into PostgreSQL in one transaction: every reader sees the release before or this one, complete.

Where the tables are as the release has them, only the rows that differ are written, which
PostgreSQL shows to nobody before the commit: even a transaction of several statements at isolation
``repeatable read`` sees one release. Where the tables themselves change, they are made again, once no
reader is in them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestration.boards import read_board
from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.settings import Settings
from orchestration.releases.reader import find_release
from orchestration.releases.release import Release
from orchestration.serving.server import Server, identifier, literal
from orchestration.serving.tables import HR, READER, ROLES, ServedTable, parents_first

STATE = "bokslut"
STAGING = "bokslut_staging"

# One publisher at a time; any number that no other program is likely to lock.
_LOCK = 0x626F6B736C7574

# How long to wait for readers to leave tables that are made again.
_PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """Which release a server now serves; ``is_new`` is false if it did so already."""

    server: str
    release: int
    is_new: bool
    rows_written: int = 0


def serve(settings: Settings, url: str, log: Callable[[str], None] = lambda _: None) -> Served:
    """Serve the current release from a PostgreSQL database.

    Parameters
    ----------
    settings
        Where the releases are.
    url
        The database, as ``postgresql://user@host:port/database``.
    log
        Called with one line for each step.

    Raises
    ------
    RefusedError
        Without a release, when it is not what was published, its tables did not arrive as they left, or the
        database serves another board.
    UsageError
        When the address is not one of a database.
    ExternalError
        When the server cannot be reached, refuses the user, lacks room or rights, is served by
        another publisher, or when readers do not leave tables that must be made again. What is
        served stays unchanged.
    """
    release = find_release(settings)
    tables = parents_first(
        [ServedTable(entry["schema"], entry["name"], entry) for entry in release.manifest["tables"]]
    )
    with Server(url) as server:
        if not server.rows(f"select pg_try_advisory_xact_lock({_LOCK})")[0][0]:
            raise ExternalError(
                f"{server.name} is being served by another publisher.", "Wait until it has ended."
            )
        board = _board_of(settings)
        _require_own_database(server, board)
        if _is_served(server, release):
            log(f"{server.name} serves {release.name} already")
            return Served(server.name, release.number, is_new=False)
        _prepare(server)
        _stage(server, release, tables, log)
        if _structures(server) == {(t.schema, t.name): t.structure for t in tables}:
            written = _exchange_rows(server, tables)
        else:
            written = _make_again(server, tables)
        for table in tables:
            for comment in table.comments():
                server.execute(comment)
        _note(server, release, tables, board)
        server.execute(f"drop schema {STAGING} cascade")
        server.commit()
        for table in tables:
            server.execute(f"analyze {table.relation}")
        server.commit()
        log(f"{server.name} serves {release.name}: {len(tables)} tables, {written} rows written")
        return Served(server.name, release.number, is_new=True, rows_written=written)


def _is_served(server: Server, release: Release) -> bool:
    if not server.rows(f"select to_regclass('{STATE}.release') is not null")[0][0]:
        return False
    served = server.rows(f"select release, content_sha256 from {STATE}.release")
    return served == [(release.number, release.content_sha256)]


def _board_of(settings: Settings) -> str:
    """Return what identifies a board among others on one server: organisation number and name."""
    board = read_board(settings.board)
    return " ".join(filter(None, [board.org_number, board.name_sv]))


def _require_own_database(server: Server, board: str) -> None:
    """Refuse to replace another board's tables; a database from before boards were noted may be any board's."""
    noted = server.rows(
        "select 1 from pg_attribute where attname = 'board' and not attisdropped"
        f" and attrelid = to_regclass('{STATE}.release')"
    )
    for (served,) in server.rows(f"select board from {STATE}.release") if noted else ():
        if served not in (None, board):
            raise RefusedError(
                f"{server.name} serves {served}; this release is of {board}.",
                "Give each board a database of its own, which one server can hold many of.",
            )


def _prepare(server: Server) -> None:
    """Create the roles and the tables that record what is served, if they are missing."""
    there = {name for (name,) in server.rows("select rolname from pg_roles")}
    for role, description in ROLES.items():
        if role not in there:
            server.execute(f"create role {role} nologin")
            server.execute(f"comment on role {role} is {literal(description)}")
    server.execute(f"create schema if not exists {STATE}")
    server.execute(
        f"""create table if not exists {STATE}.release (
            is_served boolean primary key default true check (is_served),
            release integer not null, schema_version text not null, content_sha256 text not null,
            published_at timestamptz not null, served_at timestamptz not null,
            verdict text not null, audited_at text not null)"""
    )
    server.execute(f"alter table {STATE}.release add column if not exists board text")
    server.execute(
        f"""create table if not exists {STATE}.tables (
            table_schema text, table_name text, rows bigint not null, owner text not null,
            audience text not null, structure text not null, primary key (table_schema, table_name))"""
    )
    comments = {
        "release": "The release that the tables of this database hold; one row.",
        "tables": "The tables of the release: their rows, who answers for them, and whom they are for.",
    }
    for table, comment in comments.items():
        server.execute(f"comment on table {STATE}.{table} is {literal(comment)}")
        server.execute(f"grant select on {STATE}.{table} to {READER}, {HR}")
    server.execute(f"grant usage on schema {STATE} to {READER}, {HR}")


def _stage(
    server: Server,
    release: Release,
    tables: Sequence[ServedTable],
    log: Callable[[str], None],
) -> None:
    """Load the release's tables into a schema that nobody else sees, and prove that all rows and sums arrived."""
    server.execute(f"create schema {STAGING}")
    with release.connect() as connection:
        for table in tables:
            server.execute(table.create(STAGING))
            server.load(STAGING, table.name, connection.table(table.relation))
            sums = "".join(f", cast(sum({identifier(name)}) as text)" for name in table.decimals)
            expected = connection.execute(f"select count(*){sums} from {table.relation}").fetchall()
            arrived = server.rows(f"select count(*){sums} from {identifier(STAGING, table.name)}")
            if arrived != expected:
                raise RefusedError(
                    f"Rows and sums of {table.schema}.{table.name} arrived as {arrived[0]}; "
                    f"the release has {expected[0]}.",
                    "Serve again; if it happens again, the server changes the data that it receives.",
                )
            server.execute(f"analyze {identifier(STAGING, table.name)}")
    log(f"{len(tables)} tables loaded beside those that are served")


def _structures(server: Server) -> dict[tuple[str, str], str]:
    return {
        (schema, name): structure
        for schema, name, structure in server.rows(
            f"select table_schema, table_name, structure from {STATE}.tables"
        )
    }


def _exchange_rows(server: Server, tables: Sequence[ServedTable]) -> int:
    """Change the served rows to the release's, and return how many changed; foreign keys decide the order of tables."""
    exchanges = [table.exchange(STAGING) for table in tables]
    arriving = [statement for exchange in exchanges for statement in exchange.arriving]
    leaving = [exchange.leaving for exchange in reversed(exchanges)]
    return sum(server.execute(statement) for statement in (*arriving, *leaving))


def _make_again(server: Server, tables: Sequence[ServedTable]) -> int:
    """Replace the served tables with the staged ones, with keys, indexes and rights; return how many rows they have."""
    old = [identifier(schema, name) for schema, name in sorted(_structures(server))]
    if old:
        _lock_out_readers(server, old)
        server.execute(f"drop table {', '.join(old)}")
    for schema in sorted({table.schema for table in tables}):
        server.execute(f"create schema if not exists {identifier(schema)}")
        server.execute(f"grant usage on schema {identifier(schema)} to {READER}, {HR}")
    for table in tables:
        server.execute(
            f"alter table {identifier(STAGING, table.name)} set schema {identifier(table.schema)}"
        )
        for statement in table.constraints():
            server.execute(statement)
    for table in tables:
        for statement in (*table.foreign_keys(), *table.rights()):
            server.execute(statement)
    return sum(table.entry["rows"] for table in tables)


def _lock_out_readers(server: Server, relations: Sequence[str]) -> None:
    """Lock all tables at a moment when nobody reads any, so that no reader waits for us while we wait for another."""
    give_up_at = time.monotonic() + _PATIENCE_SECONDS
    # If the lock is refused, the block is rolled back, and the transaction goes on.
    take = (
        f"do $$ begin lock table {', '.join(relations)} in access exclusive mode nowait; "
        "perform set_config('bokslut.locked', 'yes', true); exception when lock_not_available then null; end $$"
    )
    while True:
        server.execute(take)
        if server.rows("select current_setting('bokslut.locked', true)") == [("yes",)]:
            return
        if time.monotonic() > give_up_at:
            raise ExternalError(
                f"The tables change with this release, and others have read them for {_PATIENCE_SECONDS} seconds.",
                "Serve again when long queries and open transactions have ended.",
            )
        time.sleep(0.05)


def _note(server: Server, release: Release, tables: Sequence[ServedTable], board: str) -> None:
    """Record which release of which board is served, in the transaction that serves it."""
    manifest = release.manifest
    values = ", ".join(
        [
            str(release.number),
            literal(manifest["schema_version"]),
            literal(release.content_sha256),
            f"timestamptz {literal(release.published_at)}",
            "clock_timestamp()",
            literal(release.verdict.decision),
            literal(release.verdict.audited_at),
            literal(board),
        ]
    )
    columns = "release, schema_version, content_sha256, published_at, served_at, verdict, audited_at, board"
    server.execute(
        f"insert into {STATE}.release ({columns}) values ({values}) "
        f"on conflict (is_served) do update set ({columns}) = row({values})"
    )
    server.execute(f"delete from {STATE}.tables")
    rows = ", ".join(
        f"({literal(t.schema)}, {literal(t.name)}, {t.entry['rows']}, {literal(t.entry['owner'])}, "
        f"{literal(t.entry['audience'])}, {literal(t.structure)})"
        for t in tables
    )
    server.execute(f"insert into {STATE}.tables values {rows}")
