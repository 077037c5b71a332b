"""The gate cannot pass falsely: each way in which checks are known to pass without looking is tried here."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from shutil import copyfile
from typing import cast

import duckdb
import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.files import private_folder, sha256
from orchestration.core.settings import Settings
from orchestration.gate import Control, Outcome, Verdict, audit, read_verdict
from orchestration.gate.compared import Counts, comparing
from orchestration.gate.expectations import Judgement, judge

TABLES = """
create table even as
    select 'item ' || i as subject, i::decimal(18, 2) as expected, i::decimal(18, 2) as actual from range(300) r(i);
create table off_by_an_ore as select subject, expected, actual + 0.01 as actual from even;
create table beyond_doubles as
    select
        'huge' as subject,
        9999999999999999.01::decimal(18, 2) as expected,
        9999999999999999.02::decimal(18, 2) as actual;
create table unknown as select 'item' as subject, null::decimal(18, 2) as expected, null::decimal(18, 2) as actual;
create table half_known as
    select 'item' as subject, 1::decimal(18, 2) as expected, null::decimal(18, 2) as actual;
create table payslips (payslip_id integer);
create table late_fault as select * from even union all select 'last', 1, 2;
"""


def control(name: str, query: str, comparison: str = "equal", **header) -> Control:
    at_least_rows = header.pop("at_least_rows", 1)
    return Control(name, f"the title of {name}", "mart", comparison, at_least_rows, query, **header)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("gate")
    settings = Settings(folder / "landing", folder / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(TABLES)
    return settings


CONTROLS = [
    control("passes", "select * from even"),
    control("an_ore", "select * from off_by_an_ore"),
    control("beyond_doubles", "select * from beyond_doubles", "at_most"),
    control("too_little", "select * from beyond_doubles", "at_least"),
    control("nothing_compared", "select * from even where false"),
    control("too_few_compared", "select * from even limit 2", at_least_rows=3),
    control("nulls", "select * from unknown"),
    control("beyond_200_rows", "select * from late_fault"),
    control("no_such_table", "select * from nowhere"),
    control("half_known", "select * from half_known", "at_most"),
    control("doubles", "select subject, expected::double as expected, actual from even"),
    control("words", "select subject, 'one' as expected, 'one' as actual from even"),
    control(
        "one_side_is_missing",
        "select subject, even.expected, other.actual"
        " from even full join (select * from even where actual < 299) as other using (subject)",
    ),
    control(
        "applies",
        "select * from off_by_an_ore",
        applies_where="exists (from even)",
        not_applicable="nothing is even",
    ),
    control(
        "does_not_apply",
        "select * from even limit 0",
        applies_where="exists (from payslips)",
        not_applicable="no payslips are delivered",
    ),
    control(
        "applies_unless_known",
        "select * from even",
        applies_where="(select max(payslip_id) > 0 from payslips)",
        not_applicable="no payslips are delivered",
    ),
    control(
        "asks_for_nowhere",
        "select * from even",
        applies_where="exists (from nowhere)",
        not_applicable="nowhere is empty",
    ),
]


@pytest.fixture(scope="module")
def verdict(settings: Settings) -> Verdict:
    return audit(settings, CONTROLS)


def test_a_control_that_holds_passes(verdict: Verdict) -> None:
    assert [result.name for result in verdict.controls if result.passed] == ["passes", "too_little"]
    assert not verdict.passed


def test_one_ore_is_a_failure_and_the_message_shows_it(verdict: Verdict) -> None:
    result = named(verdict, "an_ore")
    assert result.failed_rows == 300
    assert "item 0: expected 0.00, actual 0.01, difference 0.01" in result.explanation()
    assert "… and 280 more" in result.explanation()


def test_every_failing_row_is_kept(verdict: Verdict) -> None:
    path = named(verdict, "an_ore").failures_file
    assert named(verdict, "an_ore").failures_sha256 == sha256(Path(path or ""))
    assert duckdb.execute(
        "select count(*), sum(difference) from read_parquet($1)", [path]
    ).fetchone() == (300, 3)


def test_amounts_that_a_double_cannot_tell_apart_are_told_apart(verdict: Verdict) -> None:
    assert named(verdict, "beyond_doubles").failed_rows == 1


def test_a_control_that_compares_nothing_or_too_little_has_not_passed(verdict: Verdict) -> None:
    assert "compared 0 item(s)" in named(verdict, "nothing_compared").explanation()
    assert (
        "compared 2 item(s), fewer than the 3" in named(verdict, "too_few_compared").explanation()
    )


def test_a_missing_amount_is_a_failure(verdict: Verdict) -> None:
    assert "expected missing, actual missing" in named(verdict, "nulls").explanation()


@pytest.mark.parametrize("name", ["half_known", "one_side_is_missing"])
def test_an_amount_that_one_side_lacks_is_a_failure(verdict: Verdict, name: str) -> None:
    result = named(verdict, name)
    assert result.outcome is Outcome.FAILED
    assert result.failed_rows == 1
    assert "missing" in result.explanation()


@pytest.mark.parametrize(("name", "sql_type"), [("doubles", "DOUBLE"), ("words", "VARCHAR")])
def test_a_control_that_compares_what_is_not_decimal_fails(
    verdict: Verdict, name: str, sql_type: str
) -> None:
    result = named(verdict, name)
    assert result.outcome is Outcome.FAILED
    assert f"is {sql_type}, where it must be DECIMAL" in result.explanation()


def test_a_control_whose_subject_does_not_exist_is_not_applicable_and_says_why(
    verdict: Verdict,
) -> None:
    result = named(verdict, "does_not_apply")
    assert result.outcome is Outcome.NOT_APPLICABLE
    assert not result.passed
    assert result.explanation() == (
        "does_not_apply: not applicable, because no payslips are delivered"
    )
    assert verdict.counts.endswith(f"{len(CONTROLS) - 1} controls passed, 1 not applicable")


def test_a_control_whose_subject_exists_is_held_to_what_it_compares(verdict: Verdict) -> None:
    assert named(verdict, "applies").failed_rows == 300


@pytest.mark.parametrize(
    ("name", "why"),
    [("applies_unless_known", "is NULL"), ("asks_for_nowhere", "nowhere does not exist")],
)
def test_a_control_that_cannot_say_whether_it_applies_fails(
    verdict: Verdict, name: str, why: str
) -> None:
    result = named(verdict, name)
    assert result.outcome is Outcome.FAILED
    assert why in result.explanation()


def test_a_build_to_which_no_control_applies_is_not_passed(verdict: Verdict) -> None:
    assert not replace(verdict, controls=(named(verdict, "does_not_apply"),)).passed
    assert replace(
        verdict, controls=(named(verdict, "does_not_apply"), named(verdict, "passes"))
    ).passed


@pytest.mark.parametrize(
    ("flags", "broken_rows"),
    [("false, null", 1), ("null, null", 2), ("true, false", 1), ("false, false", 0)],
)
def test_an_item_that_is_not_known_to_be_whole_is_broken(
    settings: Settings, flags: str, broken_rows: int
) -> None:
    flagged = control("flags", "")
    with comparing(settings.build_file, settings.gate) as compared:
        compared.connection.execute(
            "create table memory.compared.flags as"
            f" select unnest([{flags}])::boolean as is_broken, false as is_accepted"
        )
        assert compared.counts([flagged]) == [Counts("flags", 1, 2, broken_rows, 0)]


def test_great_expectations_names_each_control_that_it_does_not_pass() -> None:
    counts = [
        Counts("passes", 1, 300, 0, 2),
        Counts("is_broken", 1, 300, 1, 0),
        Counts("compares_too_little", 3, 2, 0, 0),
    ]
    assert judge(counts) == Judgement(frozenset({"is_broken", "compares_too_little"}))
    assert judge(counts[:1]) == Judgement()


def test_counts_that_great_expectations_cannot_judge_are_a_problem_and_no_pass() -> None:
    unknown = cast(int, "unknown")
    assert judge([Counts("a", 1, unknown, 0, 0), Counts("b", 1, 2, 0, 0)]).problem is not None


def test_a_control_passes_only_where_great_expectations_and_its_own_counts_agree(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Settings(tmp_path, tmp_path)
    private_folder(own.build_file.parent)
    copyfile(settings.build_file, own.build_file)
    monkeypatch.setattr(
        import_module("orchestration.gate.audit"),
        "judge",
        lambda _: Judgement(frozenset({"passes"})),
    )
    found = audit(own, [named_control("passes"), named_control("an_ore")])
    assert [result.outcome for result in found.controls] == [Outcome.FAILED, Outcome.FAILED]
    assert all("does not agree" in result.explanation() for result in found.controls)


def test_a_failure_after_two_hundred_rows_is_found(verdict: Verdict) -> None:
    assert named(verdict, "beyond_200_rows").failed_rows == 1


def test_a_control_that_cannot_be_evaluated_fails_and_says_why(verdict: Verdict) -> None:
    assert "nowhere does not exist" in named(verdict, "no_such_table").explanation()


def test_the_verdict_is_stored_as_the_latest_and_in_the_history(
    settings: Settings, verdict: Verdict
) -> None:
    assert read_verdict(settings.gate) == verdict
    assert len(list((settings.gate / "history").glob("*.json"))) == 1


def test_the_build_can_be_written_again_after_the_audit(
    settings: Settings, verdict: Verdict
) -> None:
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create or replace table scratch as select 1 as one")


def test_without_a_build_there_is_nothing_to_audit(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="no build"):
        audit(Settings(tmp_path, tmp_path))


def named_control(name: str) -> Control:
    return next(control for control in CONTROLS if control.name == name)


def named(verdict: Verdict, name: str):
    return next(result for result in verdict.controls if result.name == name)
