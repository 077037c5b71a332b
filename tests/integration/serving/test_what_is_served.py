"""A release served from a real PostgreSQL: exact, described, held together by keys, and read by whom it is for."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import psycopg
import pytest

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.settings import Settings
from orchestration.defs.assets.postgresql import (
    ADDRESS,
    PostgresqlResource,
    postgresql_assets,
)
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish, rollback
from orchestration.serving import serve, server
from orchestration.serving.tables import ServedTable, parents_first
from tests.commands import BOKSLUT
from tests.integration.serving.reading import TABLES, connected, rows, version_served
from tests.postgres import PASSWORD, PostgresServer
from tests.small_release import approve
from tests.small_star import ABSENCE, AREA, COSTS, ROWS, SALARIES, STAR, build_star, publish_star


def test_every_value_arrives_exactly_with_its_type(settings: Settings, url: str) -> None:
    release = publish_star(settings, 7)
    assert serve(settings, url).is_new
    with duckdb.connect(str(release.folder / "bokslut.duckdb"), read_only=True) as connection:
        for table in TABLES:
            # Python's Decimal, date, bool, int and str on both sides: equal values of equal types.
            query = f"select * from {table}"
            expected = sorted(connection.execute(query).fetchall(), key=str)
            served = sorted(rows(url, query), key=str)
            assert served == expected, table
            assert [[type(v) for v in row] for row in served] == [
                [type(v) for v in row] for row in expected
            ]
    types = dict(
        rows(
            url,
            """
            select attname, format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = 'economics.fct_costs'::regclass and attnum > 0
            """,
        )
    )
    assert types == {
        "cost_id": "text",
        "area_id": "text",
        "posting_date": "date",
        "cost_sek": "numeric(18,2)",
        "rate": "numeric(28,8)",
        "is_booked": "boolean",
        "row_count": "bigint",
        "version": "integer",
    }


def test_tables_have_keys_indexes_and_the_words_of_the_documentation(
    settings: Settings, url: str
) -> None:
    publish_star(settings, 1)
    serve(settings, url)
    constraints = {
        definition
        for (definition,) in rows(
            url,
            "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'economics.fct_costs'::regclass",
        )
    }
    assert constraints == {
        "PRIMARY KEY (cost_id)",
        "FOREIGN KEY (area_id) REFERENCES common.dim_area(area_id)",
    }
    assert rows(
        url,
        """
        select count(*) from pg_index where indrelid = 'economics.fct_costs'::regclass
        """,
    ) == [(2,)]
    assert rows(
        url,
        """
        select attname from pg_attribute where attrelid = 'economics.fct_costs'::regclass and attnum > 0 and attnotnull
        order by 1
        """,
    ) == [("area_id",), ("cost_id",), ("cost_sek",)]
    assert rows(
        url,
        """
        select obj_description('common.dim_area'::regclass), col_description('common.dim_area'::regclass, 2)
        """,
    ) == [("Areas; the board's own.", "Namn på svenska.")]


def test_the_database_tells_which_release_it_serves(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    publish_star(settings, 2)
    serve(settings, url)
    assert rows(url, "select release, schema_version, verdict from bokslut.release") == [
        (2, "1.0.0", "PASS")
    ]
    assert rows(
        url, "select rows, owner, audience from bokslut.tables where table_name = 'fct_costs'"
    ) == [(ROWS, "controller", "")]


def test_a_server_holds_many_boards_and_a_database_one(
    settings: Settings, url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    publish_star(settings, 1)
    serve(settings, url)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "board.yml").write_text("format: 1\nname_sv: Kulturnämnden\n", "utf-8")
    other = replace(settings, board=tmp_path / "other")
    with pytest.raises(RefusedError, match=r"serves .*; this release is of Kulturnämnden"):
        serve(other, url)
    name = f"db_{abs(hash(str(tmp_path)))}"
    postgres.create_database(name)
    assert serve(other, postgres.url(name)).is_new
    assert rows(postgres.url(name), "select board from bokslut.release") == [("Kulturnämnden",)]
    assert rows(url, "select count(*) from bokslut.release") == [(1,)]


def test_serving_the_same_release_again_writes_nothing(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    first = serve(settings, url)
    marks = "select xmin::text, served_at::text from bokslut.release"
    before = rows(url, marks)
    second = serve(settings, url)
    assert (first.is_new, second.is_new, second.release) == (True, False, 1)
    assert rows(url, marks) == before


def test_the_next_release_writes_only_the_rows_that_differ(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    serve(settings, url)
    before = rows(url, "select xmin::text, ctid::text from common.dim_area where area_id = 'a1'")
    build_star(settings, 1)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("update economics.fct_costs set cost_sek = 0 where cost_id = 'c4'")
    approve(settings)
    publish(settings, STAR, Version(1, 0, 0))
    served = serve(settings, url)
    assert (served.release, served.rows_written) == (2, 1)
    assert rows(url, "select cost_sek from economics.fct_costs where cost_id = 'c4'") == [(0,)]
    assert before == rows(
        url, "select xmin::text, ctid::text from common.dim_area where area_id = 'a1'"
    )


def test_rows_that_come_and_go_are_exchanged_though_keys_hold_them(
    settings: Settings, url: str
) -> None:
    for version in (1, 2):
        publish_star(settings, version)
        serve(settings, url)
        assert version_served(url) == {version}
    assert rows(url, "select area_id from common.dim_area order by 1") == [
        ("a1",),
        ("a2",),
        ("a20",),
    ]


def test_a_rollback_is_served_like_any_other_release(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    publish_star(settings, 2)
    serve(settings, url)
    rollback(settings)
    assert serve(settings, url).release == 1
    assert version_served(url) == {1}


def test_a_new_schema_makes_the_tables_again(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    serve(settings, url)
    wider = replace(COSTS, required=COSTS.required | {"posting_date"})
    publish_star(settings, 2, [AREA, wider, ABSENCE], "2.0.0")
    serve(settings, url)
    assert rows(url, "select to_regclass('hr.mart_hr__salaries')") == [(None,)]
    assert rows(
        url,
        """
        select attnotnull from pg_attribute
        where attrelid = 'economics.fct_costs'::regclass and attname = 'posting_date'
        """,
    ) == [(True,)]
    assert rows(url, "select distinct version from economics.fct_costs") == [(2,)]


def test_tables_that_change_wait_for_the_readers_that_are_in_them(
    settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.serving.publisher._PATIENCE_SECONDS", 0.2)
    publish_star(settings, 1)
    serve(settings, url)
    publish_star(settings, 2, [AREA, COSTS, ABSENCE], "2.0.0")
    with connected(url) as reader, reader.transaction():
        reader.execute("select count(*) from common.dim_area").fetchall()
        with pytest.raises(ExternalError, match="others have read them"):
            serve(settings, url)
        # The waiting publisher kept nobody from the other tables, and changed nothing.
        assert reader.execute("select distinct version from hr.mart_hr__salaries").fetchall() == [
            (1,)
        ]
    assert serve(settings, url).release == 2


@pytest.mark.parametrize(
    ("user", "absence", "salaries"),
    [
        ("analyst", {"total"}, set()),
        ("hr_partner", {"total", "woman", "man"}, {"total", "woman", "man"}),
    ],
)
def test_tables_on_staff_show_each_reader_the_rows_it_may_see(
    settings: Settings,
    postgres: PostgresServer,
    database: str,
    user: str,
    absence: set[str],
    salaries: set[str],
) -> None:
    publish_star(settings, 1)
    serve(settings, postgres.url(database))
    publish_star(settings, 2)
    serve(settings, postgres.url(database))
    mine = postgres.url(database, user)
    seen = {row[0] for row in rows(mine, "select breakdown from hr.mart_hr__absence")}
    assert seen == absence
    assert {row[0] for row in rows(mine, "select breakdown from hr.mart_hr__salaries")} == salaries
    assert rows(mine, "select count(*) from economics.fct_costs") == [(ROWS,)]


def test_readers_can_write_nothing_and_others_read_nothing(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    publish_star(settings, 1)
    serve(settings, postgres.url(database))
    for user in ("analyst", "hr_partner"):
        for statement in (
            "delete from economics.fct_costs",
            "update bokslut.release set release = 9",
            "insert into common.dim_area values ('x', 'x', 1)",
            "truncate hr.mart_hr__absence",
            "create table economics.own (i integer)",
            "drop table economics.fct_costs",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rows(postgres.url(database, user), statement)
    for table in (*TABLES, "bokslut.release"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(postgres.url(database, "visitor"), f"select * from {table}")


def test_the_command_line_serves_and_never_prints_the_password(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    publish_star(settings, 1)

    def run(url: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BOKSLUT, "publish", "--to", url, "--warehouse", str(settings.warehouse)],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )

    served, again = run(postgres.url(database)), run(postgres.url(database))
    assert (served.returncode, again.returncode) == (0, 0), served.stderr
    assert "served: release 1" in served.stdout
    assert "unchanged: release 1" in again.stdout
    refused = run(postgres.url(database, password="fel-losen"))
    assert refused.returncode == 3
    assert "Traceback" not in refused.stderr
    for ran in (served, again, refused):
        assert not any(secret in ran.stdout + ran.stderr for secret in (PASSWORD, "fel-losen"))


def test_keys_that_go_in_a_circle_are_refused() -> None:
    def table(name: str, parent: str) -> ServedTable:
        return ServedTable("s", name, {"foreign_keys": {"id": f"s.{parent}.id"}})

    ordered = parents_first([table("child", "root"), table("root", "root")])
    assert [each.name for each in ordered] == ["root", "child"]
    with pytest.raises(RefusedError, match=r"circle: s\.a, s.b"):
        parents_first([table("a", "b"), table("b", "a")])


def test_a_type_that_postgresql_lacks_is_refused() -> None:
    columns = [{"name": "c", "type": "HUGEINT", "nullable": True}]
    with pytest.raises(RefusedError, match="HUGEINT"):
        ServedTable("s", "t", {"columns": columns}).create("x")


def test_names_and_texts_are_quoted() -> None:
    assert server.literal("the board's") == "'the board''s'"
    assert server.identifier("s", 'a"b') == '"s"."a""b"'
    assert SALARIES.reader_rows == ""


def test_dagster_serves_the_release_where_the_environment_names_a_database(
    settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ADDRESS, raising=False)
    assert postgresql_assets() == []
    publish_star(settings, 1)
    resources = {
        "warehouse": WarehouseResource.of(settings),
        "postgresql_server": PostgresqlResource(url=dg.EnvVar(ADDRESS)),
    }

    def materialize(address: str) -> dg.ExecuteInProcessResult:
        monkeypatch.setenv(ADDRESS, address)
        with dg.DagsterInstance.ephemeral() as instance:
            return dg.materialize(
                postgresql_assets(), resources=resources, instance=instance, raise_on_error=False
            )

    assert materialize(url).success
    assert version_served(url) == {1}
    refused = materialize(url.replace(":hemlig", ":fel-losen"))
    (failure,) = [event for event in refused.all_events if event.is_step_failure]
    assert "does not let the user in" in str(failure.step_failure_data.user_failure_data)
    assert "fel-losen" not in str(refused.all_events)
