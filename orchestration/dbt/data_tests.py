"""Run the project's data tests on a finished build: dbt defines and compiles them, this module runs them.

As nodes of a build, 530 tests cost dbt ten seconds of its own, beside the two that DuckDB needs for them. So the
manifest has each test's SQL, compiled when the project was parsed, and a build runs them once its models are there, one
statement for all tests of a model. ``dbt build`` and ``dbt test``, started by hand, run the same tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.settings import Settings
from orchestration.dbt.project import read_manifest

_THREADS = 2
_SHOWN_ROWS = 5


@dataclass(frozen=True)
class DataTest:
    """A data test: its id in dbt, its name, what it says, the ids of the nodes that it reads, its SQL.

    The SQL finds the wrong rows. ``counted``, ``warns`` and ``errs`` are SQL over them: how many they are, and whether
    that is a warning or an error. ``is_error`` is false if the test's severity is a warning.
    """

    unique_id: str
    name: str
    description: str
    reads: tuple[str, ...]
    sql: str
    counted: str
    warns: str
    errs: str
    is_error: bool


@dataclass(frozen=True)
class DataTestResult:
    """What a data test found: how many rows, and why it did not pass, with the first of them; empty where it passed."""

    test: DataTest
    failing: int
    reason: str = ""


def data_tests(settings: Settings) -> list[DataTest]:
    """Return the project's data tests, sorted by the model that they test.

    Raises
    ------
    RefusedError
        When the project has not been parsed.
    """
    tests = []
    for node in read_manifest(settings)["nodes"].values():
        if node["resource_type"] != "test":
            continue
        config = node["config"]
        limit = "" if config["limit"] is None else f"\nlimit {config['limit']}"
        tests.append(
            DataTest(
                unique_id=node["unique_id"],
                name=node["name"],
                description=node["description"].strip(),
                reads=tuple(node["depends_on"]["nodes"]),
                sql=f"{node['compiled_code'].strip()}{limit}",
                counted=config["fail_calc"],
                warns=f"{config['fail_calc']} {config['warn_if']}",
                errs=f"{config['fail_calc']} {config['error_if']}",
                is_error=config["severity"].upper() == "ERROR",
            )
        )
    return sorted(tests, key=lambda test: (test.reads[:1], test.unique_id))


def run_data_tests(
    settings: Settings, tests: Sequence[DataTest], unmade: Set[str]
) -> Iterator[DataTestResult]:
    """Yield the result of each test on the build.

    Parameters
    ----------
    settings
        The installation, whose build is read.
    tests
        In the order of ``data_tests``.
    unmade
        The ids of nodes that are not in the build; a test that reads one of them is not run.
    """
    groups = [
        list(group)
        for _, group in groupby(
            (test for test in tests if unmade.isdisjoint(test.reads)),
            key=lambda test: test.reads[:1],
        )
    ]
    with (
        connect(settings.build_file, read_only=True) as connection,
        ThreadPoolExecutor(_THREADS, "test") as pool,
    ):
        # Views name the same Parquet files in each query.
        connection.execute("set global parquet_metadata_cache = true")
        for results in pool.map(lambda group: _run(connection.cursor(), group), groups):
            yield from results


def _run(connection: duckdb.DuckDBPyConnection, tests: list[DataTest]) -> list[DataTestResult]:
    statement = " union all ".join(
        f"select {place}, {test.counted}, {test.warns}, {test.errs} from (\n{test.sql}\n) as found"
        for place, test in enumerate(tests)
    )
    try:
        found = connection.execute(f"{statement} order by 1").fetchall()
    except duckdb.Error as error:
        if len(tests) == 1:
            return [DataTestResult(tests[0], 0, f"{tests[0].unique_id} could not be run: {error}")]
        # One of them cannot be run: run one by one, they show which.
        return [result for test in tests for result in _run(connection, [test])]
    return [_result(connection, test, *row) for test, (_, *row) in zip(tests, found, strict=True)]


def _result(
    connection: duckdb.DuckDBPyConnection, test: DataTest, counted: Any, warns: bool, errs: bool
) -> DataTestResult:
    # A warning stops a build, as the project's warn_error_options say.
    if not (warns or (errs and test.is_error)):
        return DataTestResult(test, 0)
    found = connection.execute(f"select * from (\n{test.sql}\n) limit {_SHOWN_ROWS + 1}")
    names = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    said = test.description or f"{counted} rows are wrong"
    lines = [
        ", ".join(f"{name} = {value}" for name, value in zip(names, row, strict=True))
        for row in rows[:_SHOWN_ROWS]
    ]
    more = ["… and more"] if len(rows) > _SHOWN_ROWS else []
    return DataTestResult(
        test, int(counted or 0), "\n    ".join([f"{test.name}: {said}", *lines, *more])
    )
