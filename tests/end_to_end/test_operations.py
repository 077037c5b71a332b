"""A run as operations meet it: its log by run id, its alert, and no personal data in either."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from orchestration.alerts.configuration import PREFIX
from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.simulator import simulate
from tests.commands import bokslut
from tests.receivers import mail_receiver, web_receiver
from tests.warehouse import Warehouse

# Tolvan Tolvansson, whom Swedish authorities use in examples, and her number with its last digit mistyped.
NAME = "Tolvansson"
NUMBERS = ("19121212-1212", "19121212-1213", "191212121212")


def log(settings: Settings) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for path in sorted(settings.logs.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


def rewrite(path: Path, lines: list[str]) -> None:
    """Put other lines into a delivered file, and its new hash, length and rows into the manifest."""
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("iso-8859-1"))
    manifest_path = path.parent / "datapackage.json"
    manifest = json.loads(manifest_path.read_text("utf-8"))
    (resource,) = (each for each in manifest["resources"] if each["path"] == path.name)
    resource |= {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    resource["bokslut"]["rows"] = len(lines) - 1
    manifest_path.write_text(json.dumps(manifest), "utf-8")


def test_a_run_is_logged_stage_by_stage_with_its_id_its_counts_and_its_release(
    ledger_warehouse: Warehouse,
) -> None:
    lines = log(ledger_warehouse.settings)
    assert lines == sorted(lines, key=lambda line: datetime.fromisoformat(str(line["at"])))
    of_run = [line for line in lines if "run_id" in line]
    assert len({line["run_id"] for line in of_run}) == 1
    assert (of_run[0]["event"], of_run[-1]["event"]) == ("run_started", "run_succeeded")
    stages = [line["stage"] for line in lines if line["event"] == "stage_succeeded"]
    assert [stage for stage in stages if stage != "freshness"][:4] == [
        *("load_deliveries", "dbt_build", "gate", "published__release")
    ]
    assert "freshness" in stages
    assert all(line["seconds"] for line in lines if line["event"] == "stage_succeeded")
    made = {line["asset"]: line for line in lines if line["event"] == "asset_made"}
    assert made["raw/ledger_transactions"]["row_count"]
    assert made["published/release"]["release"] == 1
    checks = [line for line in lines if line["event"] == "checked" and line["stage"] == "gate"]
    assert len(checks) > 20
    assert {line["outcome"] for line in checks} == {"passed", "not_applicable"}
    assert all(line["passed"] is (line["outcome"] == "passed") for line in checks)
    assert [line["release"] for line in lines if line["event"] == "published"] == [1]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Deliveries with a person's name and number wherever a message might repeat them."""
    folder = tmp_path_factory.mktemp("personal")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=["payroll"], scale=0.02)
    months = sorted((settings.landing / "payroll").iterdir())
    for month in months[:-3]:
        for path in month.iterdir():
            path.unlink()
        month.rmdir()

    def file(month: Path, entity: str) -> tuple[Path, list[str]]:
        (path,) = month.glob(f"{entity}_*.csv")
        return path, path.read_bytes().decode("iso-8859-1").splitlines()

    # One bad row of many: kept aside. A row that slipped by a field, in most rows: refused. No header: refused.
    path, lines = file(months[-3], "absence_spells")
    fields = lines[1].split(";")
    fields[3:6] = [NUMBERS[1], fields[4], f"{NAME} {NUMBERS[0]}"]
    rewrite(path, [lines[0], ";".join(fields), *lines[2:]])
    path, lines = file(months[-2], "absence_spells")
    slipped = [
        f"{each.split(';')[0]};{NAME};{NUMBERS[0]};{NUMBERS[2]};{each}" for each in lines[1:]
    ]
    broken = [";".join(each.split(";")[: len(lines[0].split(";"))]) for each in slipped]
    rewrite(path, [lines[0], *broken])
    path, lines = file(months[-1], "employments")
    rewrite(path, [f"{NAME};{NUMBERS[0]};{NUMBERS[2]}", *lines[1:]])
    return settings


def test_no_log_alert_message_or_event_repeats_a_person_of_a_bad_row(refused: Settings) -> None:
    with web_receiver() as web, mail_receiver() as mail:
        ran = bokslut(
            *("run", "--landing", refused.landing, "--warehouse", refused.warehouse),
            environment={
                f"{PREFIX}WEBHOOK": web.url,
                f"{PREFIX}SMTP_URL": f"smtp://127.0.0.1:{mail.port}",
                f"{PREFIX}MAIL_TO": "duty@example.org",
                f"{PREFIX}MAIL_FROM": "bokslut@example.org",
            },
        )
    assert ran.returncode == 1, ran.stderr
    kept = list((refused.quarantine / "payroll").iterdir())
    assert len(kept) == 2
    (failed,) = (line for line in log(refused) if line["event"] == "stage_failed")
    assert {line["stage"] for line in log(refused) if line["event"] == "said"} == {
        "load_deliveries"
    }
    assert "Warning" not in ran.stderr
    (alerted,) = web.posted
    assert alerted["run_id"] == failed["run_id"]
    assert alerted["owners"] == ["payroll system manager"]
    assert [message["Subject"] for message in mail.mails] == [
        "Bokslut: the run failed; the current release is unchanged"
    ]

    said = {
        "output": ran.stdout + ran.stderr,
        "webhook": json.dumps(web.posted, ensure_ascii=False),
    }
    said["mail"] = "".join(message.get_content() for message in mail.mails)
    files = [path for path in refused.warehouse.rglob("*") if path.is_file()]
    told = [
        path
        for path in files
        if not path.is_relative_to(refused.raw)
        and "delivery" not in path.relative_to(refused.warehouse).parts
    ]
    for path in told:
        said[path.relative_to(refused.warehouse).as_posix()] = path.read_bytes().decode("latin-1")
    assert any(name.startswith("dagster/") and name.endswith(".db") for name in said)
    assert any(name.startswith("logs/") for name in said)
    assert any(name.endswith("reason.json") for name in said)
    for secret in (NAME, *NUMBERS):
        assert {name for name, text in said.items() if secret in text} == set()
    # The very rows are kept, where nobody else can read them: the test has put them where they may leak from.
    assert sum(NAME.encode() in path.read_bytes() for path in files if path not in told) >= 2
