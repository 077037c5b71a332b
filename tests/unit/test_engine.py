"""Which engine computes the tables, and what a user who asks for Spark is told where it is not installed."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.core.errors import ExternalError, UsageError
from orchestration.core.settings import DBT_PROJECT_DIR, PROJECT_ROOT, Engine, Settings
from orchestration.dbt import spark
from orchestration.dbt.project import RUN_RESULTS, environment, explain_failures
from orchestration.defs.assets.models import BuildConfig
from orchestration.defs.assets.warehouse import WarehouseResource


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Python of an environment that has Spark 4.9.1; there is no Java."""
    python = tmp_path / "environment" / "bin" / "python"
    libraries = tmp_path / "environment" / "lib" / "python3.11" / "site-packages"
    for path, content in (
        (python, ""),
        (libraries / "pyspark-4.9.1.dist-info" / "METADATA", "Name: pyspark\nVersion: 4.9.1\n"),
    ):
        path.parent.mkdir(parents=True)
        path.write_text(content)
    monkeypatch.setenv("BOKSLUT_SPARK_PYTHON", str(python))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return python


def java(folder: Path, version: str) -> None:
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)


def test_duckdb_computes_the_tables_where_nothing_else_is_said() -> None:
    assert Settings.from_environment().engine is Engine.DUCKDB


def test_the_environment_names_the_engine_and_an_option_overrides_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOKSLUT_ENGINE", "Spark")
    assert Settings.from_environment().engine is Engine.SPARK
    assert Settings.from_environment(engine="duckdb").engine is Engine.DUCKDB


def test_an_engine_that_is_not_known_is_refused_with_those_that_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOKSLUT_ENGINE", "sparc")
    with pytest.raises(UsageError, match=r"'sparc'.*\n.*BOKSLUT_ENGINE to duckdb or spark"):
        Settings.from_environment()


@pytest.mark.parametrize("engine", Engine)
def test_dagsters_resource_has_the_engine_of_the_installation(
    engine: Engine, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, tmp_path, engine=engine)
    assert WarehouseResource.of(settings).settings == settings


def test_dbt_reads_computed_tables_on_spark_only(tmp_path: Path) -> None:
    by_duckdb = Settings(tmp_path, tmp_path)
    assert environment(by_duckdb)["BOKSLUT_COMPUTED_TABLES"] == ""
    by_spark = Settings(tmp_path, tmp_path, engine=Engine.SPARK)
    assert environment(by_spark)["BOKSLUT_COMPUTED_TABLES"] == f"{tmp_path}/build/spark/tables"


def test_the_version_of_spark_is_that_of_its_environment(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert spark.version() == "4.9.1"
    monkeypatch.setenv("BOKSLUT_SPARK_PYTHON", str(python.parent))
    assert spark.version() == ""


def test_a_run_without_sparks_environment_says_before_it_loads_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOKSLUT_SPARK_PYTHON", str(tmp_path / "bin" / "python"))
    words = ["run", "--engine", "spark", "--warehouse", str(tmp_path / "warehouse")]
    ran = CliRunner().invoke(cli, words, standalone_mode=False)
    assert isinstance(ran.exception, ExternalError)
    assert ran.exception.exit_code == 3
    assert "bin/python" in ran.exception.message
    assert "make spark" in ran.exception.remedy
    assert not (tmp_path / "warehouse" / "raw").exists()


def test_without_java_it_is_said_what_to_install(
    python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ExternalError, match=r"on the PATH(.|\n)*openjdk-17-jre-headless"):
        spark.require_spark(python)
    java(tmp_path, "21.0.2")
    spark.require_spark(python)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "no-java"))
    with pytest.raises(ExternalError, match=r"in JAVA_HOME, .*no-java"):
        spark.require_spark(python)


def test_where_a_server_computes_no_java_is_needed_and_one_that_does_not_answer_is_named(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOKSLUT_SPARK_HOST", "127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        monkeypatch.setenv("BOKSLUT_SPARK_PORT", port)
        spark.require_spark(python)
    with pytest.raises(
        ExternalError, match=rf"at 127\.0\.0\.1, port {port}: .*\n.*BOKSLUT_SPARK_HOST"
    ):
        spark.require_spark(python)
    monkeypatch.setenv("BOKSLUT_SPARK_PORT", "many")
    with pytest.raises(UsageError, match="BOKSLUT_SPARK_PORT is 'many'"):
        spark.require_spark(python)


def test_a_server_gets_the_settings_of_exact_amounts_that_a_session_has() -> None:
    # A profile is Jinja; what it has of settings is plain.
    profile = yaml.safe_load((DBT_PROJECT_DIR / "profiles.yml").read_text("utf-8"))
    of_server = profile["bokslut"]["outputs"]["spark_cluster"]["server_side_parameters"]
    lines = (PROJECT_ROOT / "deploy" / "spark" / "conf" / "spark-defaults.conf").read_text("utf-8")
    settings = [line.split() for line in lines.splitlines() if line.startswith("spark.")]
    of_session = dict(settings)
    assert of_server.keys() >= {"spark.sql.ansi.enabled"}
    assert of_server.items() <= of_session.items()


def test_what_spark_failed_to_make_is_told_by_spark_and_not_again_by_the_build_that_lacks_it(
    tmp_path: Path,
) -> None:
    settings = Settings(tmp_path, tmp_path)
    settings.manifest.parent.mkdir(parents=True)
    settings.manifest.write_text('{"nodes": {}}')
    by_spark, by_duckdb = tmp_path / "by-spark", tmp_path / "by-duckdb"
    for target, results in (
        (by_spark, [("a", "error", "overflow"), ("below_a", "skipped", ""), ("b", "success", "")]),
        (
            by_duckdb,
            [("a", "error", "no file"), ("below_a", "error", "no file"), ("b", "error", "a key")],
        ),
    ):
        target.mkdir()
        told = [dict(zip(("unique_id", "status", "message"), one, strict=True)) for one in results]
        (target / RUN_RESULTS).write_text(json.dumps({"results": told}))
    assert explain_failures([by_spark, by_duckdb], settings) == [
        "a could not be built: overflow",
        "b could not be built: a key",
    ]
    assert explain_failures([by_spark, by_duckdb], settings, leave_out={"a"}) == [
        "b could not be built: a key"
    ]


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22"])
def test_a_java_that_is_too_old_is_named_with_what_spark_needs(
    python: Path, tmp_path: Path, version: str
) -> None:
    java(tmp_path, version)
    with pytest.raises(ExternalError, match=f"Java 17 or later; .*{version}"):
        spark.require_spark(python)


@pytest.mark.slow
def test_one_run_in_dagster_may_have_another_engine_by_its_configuration(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path)
    seen: list[Settings] = []

    @dg.asset
    def dbt_build(config: BuildConfig) -> None:
        seen.append(config.of(settings))

    for configuration in ({}, {"ops": {"dbt_build": {"config": {"engine": "spark"}}}}):
        assert dg.materialize([dbt_build], run_config=configuration).success
    assert seen == [settings, replace(settings, engine=Engine.SPARK)]


def test_a_run_configured_for_an_engine_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="duckdb or spark"):
        BuildConfig(engine="sparc").of(Settings(tmp_path, tmp_path))
