"""A finding is accepted by a line that holds for exactly its difference, in the register of the board."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.boards import reference_files
from orchestration.cli.main import cli
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import BOARD_VARIABLE, Settings
from orchestration.gate.verdict import ControlResult, Outcome, Verdict, write_verdict
from orchestration.operations.accepting import Explanation, accept, open_findings, unknown_controls

LATER = date.today() + timedelta(days=30)
WHY = Explanation("One-off grant, in May", "Engångsbidrag, i maj", "Head of finance", LATER)
SUBJECT = 'account 3020, 2014-01: 560193.71, "about" 1200000.00 expected'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation whose latest audit asked for one explanation, and found two variances and a forbidden fault."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=tmp_path / "board")
    settings.board.mkdir()
    failures = settings.gate / "failures" / "months.parquet"
    failures.parent.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select $1 as subject, 0::decimal(28, 8) as expected, -639806.29::decimal(28, 8) as actual,"
            " -639806.29::decimal(28, 8) as difference union all select 'May', 4, null, null)"
            f" to '{failures}' (format parquet)",
            [SUBJECT],
        )
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(
            """
            create schema tie_out;
            create table tie_out.mart_tie_out__figures as select * from (values
                ('a.visits', 'differs', 12.50000000::decimal(28, 8), true, false),
                ('b.visits', 'differs', 1.00000000::decimal(28, 8), true, true)
            ) as t (figure_id, verdict, difference, is_variance, is_accepted);
            create table tie_out.mart_tie_out__statements as
            select 'c.claim' as statement_id, 'contradicted' as verdict, null::decimal(28, 8) as difference,
                true as is_contradicted, false as is_accepted
            """
        )

    def control(name: str, outcome: Outcome, path: Path | None = None) -> ControlResult:
        return ControlResult(
            name, name, "t", "equal", outcome, 1, 1, failures_file=str(path) if path else None
        )

    controls = (
        control("months_follow_their_history", Outcome.NEEDS_EXPLANATION, failures),
        control("published_figures_reconcile", Outcome.FAILED),
        control("postings_sum_to_zero", Outcome.FAILED, failures),
    )
    digest = hashlib.sha256(settings.build_file.read_bytes()).hexdigest()
    write_verdict(settings.gate, Verdict(digest, "", "2014-01-20T06:00:00+00:00", controls))
    return settings


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_may_be_accepted_is_listed_and_what_is_forbidden_is_not(settings: Settings) -> None:
    found = [
        (each.register, each.control, each.subject, each.difference)
        for each in open_findings(settings)
    ]
    assert found == [
        ("accepted_findings", "months_follow_their_history", SUBJECT, "-639806.29"),
        ("accepted_findings", "months_follow_their_history", "May", ""),
        ("accepted_variances", "", "a.visits", "12.5"),
        ("accepted_variances", "", "c.claim", ""),
    ]


def test_the_line_has_the_exact_difference_the_role_and_the_last_day(settings: Settings) -> None:
    made = accept(settings.board, open_findings(settings), WHY)
    findings, variances = (
        settings.board / f"{name}.csv" for name in ("accepted_findings", "accepted_variances")
    )
    assert {path: len(lines) for path, lines in made.items()} == {findings: 2, variances: 2}
    own = {
        "control": "months_follow_their_history",
        "reason": WHY.reason,
        "reason_sv": WHY.reason_sv,
        "approved_by_role": WHY.role,
        "valid_until": LATER.isoformat(),
    }
    assert rows(findings) == [
        own | {"subject": SUBJECT, "difference": "-639806.29"},
        own | {"subject": "May", "difference": ""},
    ]
    assert [(row["subject_id"], row["verdict"], row["difference"]) for row in rows(variances)] == [
        ("a.visits", "differs", "12.5"),
        ("c.claim", "contradicted", ""),
    ]


def test_what_the_register_has_is_kept_with_its_columns_and_rights(settings: Settings) -> None:
    path = settings.board / "accepted_findings.csv"
    header = list(reference_files()["accepted_findings"].columns)[::-1]
    path.write_text(f"{','.join(header)}\n2013-12-31,R,S,B,1,old,control", "utf-8")
    path.chmod(0o664)
    accept(settings.board, open_findings(settings)[:1], WHY)
    assert path.stat().st_mode & 0o777 == 0o664
    before, added = rows(path)
    assert before["control"] == "control"
    assert (added["subject"], list(added)) == (SUBJECT, header)


@pytest.mark.parametrize(
    ("explanation", "said"),
    [
        (Explanation("", "", "Role", LATER), "--reason"),
        (Explanation("Why", "Varför", " ", LATER), "--role"),
        (Explanation("Why", "Varför", "Role", None), "--until YYYY-MM-DD"),
        (Explanation("Why", "Varför", "Role", date(2013, 12, 31)), "2013-12-31, has passed"),
    ],
)
def test_a_finding_is_not_accepted_without_reason_role_and_a_day_to_come(
    settings: Settings, explanation: Explanation, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        accept(settings.board, open_findings(settings), explanation)
    assert said in str(refused.value)
    assert list(settings.board.iterdir()) == []


# At any hour at least one of them has another day than Sweden.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_a_finding_is_accepted_until_today_in_sweden_in_any_zone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    today = datetime.now(ZoneInfo("Europe/Stockholm")).date()
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        (finding, *_) = open_findings(settings)
        with pytest.raises(UsageError, match="has passed"):
            accept(settings.board, [finding], replace(WHY, until=today - timedelta(days=1)))
        accept(settings.board, [finding], replace(WHY, until=today))
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_variance_may_be_accepted_for_good(settings: Settings) -> None:
    variances = [each for each in open_findings(settings) if each.register == "accepted_variances"]
    accept(settings.board, variances, Explanation("Misprint", "Tryckfel", "Controller", None))
    assert {row["valid_until"] for row in rows(settings.board / "accepted_variances.csv")} == {""}


def test_before_the_first_audit_there_is_nothing_to_accept(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="audited nothing"):
        open_findings(Settings(tmp_path / "landing", tmp_path / "warehouse"))


def test_a_machine_reads_what_was_accepted_and_a_person_reads_grouped_amounts(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BOARD_VARIABLE, str(settings.board))
    options = ["--warehouse", str(settings.warehouse)]
    listed = CliRunner().invoke(cli, ["accept", *options]).output
    assert "difference -639 806.29\n" in listed
    assert "months_follow_their_history: May, missing\n" in listed
    accepted = CliRunner().invoke(
        cli, ["accept", "1", *options, *("--role", "a", "--reason", "b"), "--json",
              "--until", LATER.isoformat()]
    )  # fmt: skip
    ((path, (line,)),) = json.loads(accepted.output).items()
    assert path == str(settings.board / "accepted_findings.csv")
    assert ",-639806.29,b,b,a," in line


def test_a_line_that_names_no_control_is_said_when_the_board_is_checked(tmp_path: Path) -> None:
    (tmp_path / "accepted_findings.csv").write_text(
        f"{reference_files()['accepted_findings'].header}\n"
        "voucher_numbers_have_no_gap,A 17,1,a,b,c,2013-12-31\n"
        "voucher_numbers_have_no_gaps,A 17,1,a,b,c,2013-12-31\n"
        "x,A 17,1,a,b,c,2013-12-31\n",
        "utf-8",
    )
    assert [str(problem) for problem in unknown_controls(tmp_path)] == [
        "accepted_findings.csv, line 2: there is no control 'voucher_numbers_have_no_gap';"
        " did you mean voucher_numbers_have_no_gaps?",
        "accepted_findings.csv, line 4: there is no control 'x'; `bokslut accept` writes lines that hold",
    ]


def test_the_next_step_is_of_the_board_that_was_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BOARD_VARIABLE, "another")
    options = ["--warehouse", str(settings.warehouse), "--board", str(settings.board)]
    said = CliRunner().invoke(
        cli, ["accept", "1", *options, *("--role", "a", "--reason", "b"), "--until", f"{LATER}"]
    )
    next_step = f"bokslut run --board {settings.board} --warehouse {settings.warehouse}"
    assert f"Next: `{next_step}`" in said.output
