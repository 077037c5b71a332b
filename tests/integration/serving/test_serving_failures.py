"""What stops serving is said without a secret, and leaves the release that was served before."""

from __future__ import annotations

import os
import signal
import subprocess

import psycopg
import pytest

from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.serving import serve
from tests.commands import BOKSLUT
from tests.integration.serving.reading import connected, rows, version_served
from tests.postgres import PASSWORD, PostgresServer
from tests.processes import wait_for
from tests.small_star import ABSENCE, AREA, COSTS, publish_star


def test_only_an_intact_release_is_served(settings: Settings, url: str) -> None:
    with pytest.raises(RefusedError, match="Nothing is published"):
        serve(settings, url)
    release = publish_star(settings, 1)
    path = release.folder / "bokslut.duckdb"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(RefusedError, match=r"bokslut\.duckdb has been changed"):
        serve(settings, url)
    assert rows(url, "select to_regnamespace('economics')") == [(None,)]


@pytest.mark.parametrize(
    ("address", "error", "words"),
    [
        ("mysql://me:hemlig@localhost/db", UsageError, "not an address of a PostgreSQL database"),
        (
            "postgresql://me:hemlig@localhost:port/db",
            UsageError,
            "not an address of a PostgreSQL database",
        ),
        ("postgresql://me:hemlig@127.0.0.1:1/db", ExternalError, "Connection refused"),
        (
            "postgresql://me:hemlig@nowhere.invalid/db",
            ExternalError,
            "could not translate host name",
        ),
    ],
)
def test_a_server_that_is_not_there_is_said_without_the_password(
    settings: Settings, address: str, error: type[Exception], words: str
) -> None:
    publish_star(settings, 1)
    with pytest.raises(error, match=words) as caught:
        serve(settings, address)
    assert "hemlig" not in str(caught.value)


def test_a_wrong_password_is_said_and_never_shown(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    publish_star(settings, 1)
    with pytest.raises(ExternalError, match=r"does not let the user in(.|\n)*PGPASSWORD") as caught:
        serve(settings, postgres.url(database, password="fel/ord@1"))
    assert "fel" not in str(caught.value).replace("felaktig", "")


def test_a_user_without_rights_is_told_which(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    publish_star(settings, 1)
    with pytest.raises(
        ExternalError, match=r"lacks a right that serving needs: .*permission denied"
    ):
        serve(settings, postgres.url(database, "visitor"))


def test_a_full_disk_leaves_the_old_release_and_says_so(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    url = postgres.url(database)
    publish_star(settings, 1)
    serve(settings, url)
    # The server itself raises what it raises when a disk is full, half-way through the exchange of rows.
    rows_of_owner = """
        create function public.full_disk() returns trigger language plpgsql as
        $$begin raise exception using errcode = 'disk_full', message = 'could not extend file'; end$$;
        create trigger full_disk before update on hr.mart_hr__absence execute function public.full_disk();
    """
    with psycopg.connect(postgres.url(database, "postgres"), autocommit=True) as owner:
        owner.execute(rows_of_owner)
    publish_star(settings, 2)
    with pytest.raises(ExternalError, match=r"no room left on its disk: .*could not extend file"):
        serve(settings, url)
    assert version_served(url) == {1}
    with psycopg.connect(postgres.url(database, "postgres"), autocommit=True) as owner:
        owner.execute("drop function public.full_disk cascade")
    assert serve(settings, url).release == 2
    assert version_served(url) == {2}


def test_a_view_of_others_on_a_table_that_must_change_is_named(
    settings: Settings, url: str
) -> None:
    publish_star(settings, 1)
    serve(settings, url)
    with connected(url) as owner:
        owner.execute("create view economics.own as select cost_sek from economics.fct_costs")
    publish_star(settings, 2, [AREA, COSTS, ABSENCE], "2.0.0")
    with pytest.raises(ExternalError, match="an object of others that depends on a table"):
        serve(settings, url)
    assert version_served(url) == {1}


def test_a_second_publisher_learns_of_the_first(settings: Settings, url: str) -> None:
    publish_star(settings, 1)
    with connected(url) as first:
        first.execute("select pg_advisory_lock(%s)", [0x626F6B736C7574])
        with pytest.raises(ExternalError, match="another publisher"):
            serve(settings, url)


@pytest.mark.kill
def test_a_publisher_killed_midway_leaves_the_old_release_and_the_next_one_ends_the_work(
    settings: Settings, postgres: PostgresServer, database: str
) -> None:
    url = postgres.url(database)
    publish_star(settings, 1)
    serve(settings, url)
    publish_star(settings, 2)
    # A reader's row lock holds the publisher in the middle of its exchange; there it is killed.
    with psycopg.connect(url) as holder:
        holder.execute("select * from hr.mart_hr__absence where breakdown = 'man' for update")
        publisher = subprocess.Popen(
            [BOKSLUT, "publish", "--to", postgres.url(database, password=None)],
            env={
                "PATH": os.environ["PATH"],
                "BOKSLUT_WAREHOUSE": str(settings.warehouse),
                "PGPASSWORD": PASSWORD,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        waiting = """
            select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
        """
        admin = postgres.url(database, "postgres")
        wait_for(lambda: rows(admin, waiting) == [(1,)], publisher)
        publisher.send_signal(signal.SIGKILL)
        publisher.communicate()
    assert version_served(url) == {1}
    assert serve(settings, url).release == 2
    assert version_served(url) == {2}
