"""Alerts reach a webhook and a mail server once each, say what helps, and never end what they are about."""

from __future__ import annotations

import json
import shutil
import smtplib
import ssl
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from orchestration.alerts import (
    alerting_of_failure,
    failure_alert,
    late_alert,
    published_alert,
    send,
    sending,
)
from orchestration.alerts.configuration import PREFIX, read_configuration
from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.dbt.project import ensure_manifest
from orchestration.dbt.public_models import public_models
from orchestration.defs.assets.warehouse import WarehouseResource, refusals_explained
from orchestration.defs.automation.alert_sensors import alert_sensors
from orchestration.gate import Outcome
from orchestration.gate.verdict import write_verdict
from orchestration.loading.freshness import Late
from orchestration.releases.publishing import PublishRefusedError
from tests.commands import bokslut
from tests.receivers import MailReceiver, WebReceiver, mail_receiver, web_receiver
from tests.small_release import build, verdict_of

REFUSED = RefusedError(
    "landing/payroll/2013-05/payslips_2013-05.csv: 3 of 9 rows break the contract.",
    "Fix the rows at their source.",
)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "PAUSES_SECONDS", (0, 0))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebReceiver]:
    with web_receiver() as received:
        monkeypatch.setenv(f"{PREFIX}WEBHOOK", received.url)
        yield received


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailReceiver]:
    with mail_receiver() as received:
        configure_mail(monkeypatch, f"smtp://127.0.0.1:{received.port}")
        yield received


def configure_mail(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv(f"{PREFIX}SMTP_URL", url)
    monkeypatch.setenv(f"{PREFIX}MAIL_TO", "duty@example.org, controller@example.org")
    monkeypatch.setenv(f"{PREFIX}MAIL_FROM", "bokslut@example.org")


def logged(settings: Settings, event: str) -> list[dict[str, str]]:
    lines = [
        json.loads(line)
        for path in sorted(settings.logs.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return [line for line in lines if line["event"] == event]


def test_a_refused_run_is_told_by_both_ways_with_reason_remedy_owner_and_where_to_look(
    settings: Settings, web: WebReceiver, mail: MailReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}NAME", "Servicenämnden")
    monkeypatch.setenv(f"{PREFIX}URL", "https://bokslut.example.org/")
    assert send(settings, failure_alert(settings, REFUSED, "run-1")) == {
        "webhook": "sent",
        "mail": "sent",
    }
    (posted,) = web.posted
    assert posted["event"] == "run_failed"
    assert posted["reason"] == REFUSED.message
    assert posted["remedy"] == REFUSED.remedy
    assert posted["owners"] == ["payroll system manager"]
    assert posted["link"] == "https://bokslut.example.org/runs/run-1"
    (message,) = mail.mails
    assert mail.recipients == [["duty@example.org", "controller@example.org"]]
    assert message["Subject"].startswith("Servicenämnden: the run failed")
    body = message.get_content().replace("\r\n", "\n").rstrip("\n")
    assert body == posted["text"]
    for said in (
        REFUSED.message,
        f"What to do: {REFUSED.remedy}",
        "Who to call: payroll system manager",
        "Look: bokslut status",
        "Run: https://bokslut.example.org/runs/run-1",
    ):
        assert said in body


@pytest.mark.parametrize("damaged", [b'{"webhook": {"run_', b"[]", b'{"webhook": []}', b"\xff"])
def test_a_damaged_record_of_what_was_sent_keeps_no_alert_from_being_sent(
    settings: Settings, web: WebReceiver, damaged: bytes
) -> None:
    alert = failure_alert(settings, REFUSED, "run-1")
    send(settings, alert)
    (settings.alerts / "sent.json").write_bytes(damaged)
    assert send(settings, alert) == {"webhook": "sent"}
    assert send(settings, alert) == {"webhook": "sent before"}
    assert len(web.posted) == 2


def test_the_gates_refusal_names_the_control_and_the_owner_of_its_mart(
    settings: Settings, web: WebReceiver
) -> None:
    build(settings, "10.00")
    verdict = verdict_of(settings)
    failed = next(each for each in verdict.controls if each.name == "balance_sheet_balances")
    others = [each for each in verdict.controls if each != failed]
    write_verdict(
        settings.gate, replace(verdict, controls=(replace(failed, outcome=Outcome.FAILED), *others))
    )
    refusal = PublishRefusedError(f"The gate blocks this build.\n{failed.explanation()}", "Fix it.")
    ensure_manifest(settings)
    send(settings, failure_alert(settings, refusal, "run-1"))
    (posted,) = web.posted
    assert posted["event"] == "gate_refused"
    assert "balance_sheet_balances" in posted["text"]
    owners = {model.owner for model in public_models(settings) if model.name == failed.protects}
    assert set(posted["owners"]) == owners != set()


def test_a_fault_of_the_program_is_told_without_its_words(
    settings: Settings, web: WebReceiver
) -> None:
    with pytest.raises(ZeroDivisionError), alerting_of_failure(settings):
        raise ZeroDivisionError("Tolvan Tolvansson")
    assert "ZeroDivisionError" in web.posted[0]["reason"]
    assert "Tolvan" not in json.dumps(web.posted)
    with pytest.raises(UsageError), alerting_of_failure(settings):
        raise UsageError("A wrong option.")
    assert len(web.posted) == 1


def test_one_event_is_told_once_whoever_reports_it(settings: Settings, web: WebReceiver) -> None:
    alert = failure_alert(settings, REFUSED, "run-1")
    with ThreadPoolExecutor(4) as pool:
        outcomes = [each["webhook"] for each in pool.map(lambda _: send(settings, alert), range(4))]
    assert sorted(outcomes) == ["sent", "sent before", "sent before", "sent before"]
    assert len(web.posted) == 1
    send(settings, failure_alert(settings, REFUSED, "run-2"))
    assert len(web.posted) == 2


def test_a_channel_that_failed_is_tried_again_and_the_other_is_not_told_twice(
    settings: Settings, web: WebReceiver, mail: MailReceiver
) -> None:
    mail.refusal = "451 try later"
    alert = failure_alert(settings, REFUSED, "run-1")
    assert send(settings, alert) == {"webhook": "sent", "mail": "SMTP 451"}
    mail.refusal = None
    assert send(settings, alert) == {"webhook": "sent before", "mail": "sent"}
    assert (len(web.posted), len(mail.mails)) == (1, 1)


@pytest.mark.parametrize(
    ("answers", "outcome", "attempts"),
    [
        ([503], "sent", 2),
        ([429, 503], "sent", 3),
        ([503, 503, 503], "HTTP 503", 3),
        ([404], "HTTP 404", 1),
        ([302], "HTTP 302", 1),
    ],
)
def test_a_receiver_is_tried_again_where_that_may_help(
    settings: Settings, web: WebReceiver, answers: list[int], outcome: str, attempts: int
) -> None:
    web.answers = answers
    assert send(settings, failure_alert(settings, REFUSED, "run-1")) == {"webhook": outcome}
    assert len(web.posted) == attempts
    not_sent = [] if outcome == "sent" else [outcome]
    assert [line["reason"] for line in logged(settings, "alert_not_sent")] == not_sent


def test_receivers_that_are_not_there_are_logged_without_address_or_password(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with web_receiver() as gone:
        pass
    monkeypatch.setenv(f"{PREFIX}WEBHOOK", gone.url)
    configure_mail(monkeypatch, "smtp://duty:pass-phrase@127.0.0.1:9")
    with pytest.raises(ExternalError, match="The disk is full"), alerting_of_failure(settings):
        raise ExternalError("The disk is full.")
    assert [line["channel"] for line in logged(settings, "alert_not_sent")] == ["webhook", "mail"]
    said = caplog.text + "".join(path.read_text("utf-8") for path in settings.logs.iterdir())
    assert "Connection refused" in said
    assert "secret" not in said
    assert "pass-phrase" not in said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"WEBHOOK": "http://chat.example.org/hooks/secret"}, "WEBHOOK would send alerts to chat"),
        ({"WEBHOOK": "file:///etc/secret"}, "WEBHOOK is not a web address"),
        ({"WEBHOOK": "https://[secret"}, "WEBHOOK is not a web address"),
        ({"SMTP_URL": "mail.secret"}, "SMTP_URL is not an address of a mail server"),
        ({"SMTP_URL": "smtp://u:secret@h:x"}, "SMTP_URL is not an address of a mail server"),
        ({"SMTP_URL": "smtp://mail"}, "not who gets the mail"),
        ({"ON": "everything"}, "'everything', which is not an event"),
    ],
)
def test_a_wrong_configuration_is_said_without_its_secret_and_ends_no_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    with pytest.raises(UsageError) as caught:
        read_configuration()
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    send(settings, failure_alert(settings, REFUSED, "run-1"))
    assert said in logged(settings, "alert_not_sent")[0]["reason"]


def test_late_data_is_told_once_for_the_day_it_was_due(
    settings: Settings, web: WebReceiver
) -> None:
    payslips = Late("payroll.payslips", "payroll system manager", date(2013, 6, 10), "2013-04")
    calls = Late("contact_centre.calls", "contact centre manager", date(2013, 6, 12), None)
    late_alert(settings, [payslips])
    late_alert(settings, [payslips, calls])
    assert late_alert(settings, [payslips, calls]) == {}
    late_alert(settings, [replace(payslips, due=date(2013, 7, 10))])
    assert [each["event"] for each in web.posted] == ["late_data"] * 3
    assert [each["owners"] for each in web.posted] == [
        ["payroll system manager"],
        ["contact centre manager"],
        ["payroll system manager"],
    ]
    assert "payroll.payslips: due 2013-06-10, last delivered: 2013-04" in web.posted[0]["text"]
    assert "payroll" not in web.posted[1]["text"]


def test_what_was_not_asked_for_is_not_told_and_a_new_release_is_where_it_was(
    settings: Settings, web: WebReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(settings, published_alert(3, "published/release-0003", "run-1")) == {}
    monkeypatch.setenv(f"{PREFIX}ON", "published")
    assert send(settings, failure_alert(settings, REFUSED, "run-1")) == {}
    assert send(settings, published_alert(3, "published/release-0003", "run-1")) == {
        "webhook": "sent"
    }


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes the test's certificate, is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return paths


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_password_goes_over_tls_to_a_server_that_is_trusted_alone(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    certificate: tuple[Path, Path],
    is_trusted: bool,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    seen = []

    def authenticate(
        server: object, session: object, envelope: object, mechanism: str, data: object
    ) -> object:
        from aiosmtpd.smtp import AuthResult

        seen.append(data)
        return AuthResult(success=True)

    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with mail_receiver(
        tls_context=context, require_starttls=True, authenticator=authenticate
    ) as received:
        configure_mail(monkeypatch, f"smtp://duty:pass%2Fphrase@127.0.0.1:{received.port}")
        outcome = send(settings, failure_alert(settings, REFUSED, "run-1"))["mail"]
    if is_trusted:
        assert outcome == "sent"
        assert seen[0].password == b"pass/phrase"  # pyrefly: ignore[missing-attribute]
    else:
        assert outcome != "sent"
        assert seen == []


def test_no_password_goes_to_a_server_without_tls(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib.SMTP, "login", lambda *_: pytest.fail("a password was sent"))
    with mail_receiver() as received:
        configure_mail(monkeypatch, f"smtp://duty:pass-phrase@127.0.0.1:{received.port}")
        outcome = send(settings, failure_alert(settings, REFUSED, "run-1"))["mail"]
    assert outcome == "the mail server has no TLS to send a password over"


def test_dagsters_sensor_reports_a_failed_run_unless_it_is_tried_again(
    settings: Settings, web: WebReceiver, tmp_path: Path
) -> None:
    @dg.asset
    def refused() -> None:
        with refusals_explained():
            raise REFUSED

    (failed, _) = alert_sensors()
    job = dg.Definitions([refused]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.ephemeral(str(tmp_path)) as instance:
        for tags in ({"dagster/will_retry": "true"}, {}):
            result = job.execute_in_process(instance=instance, raise_on_error=False, tags=tags)
            (event,) = [
                each for each in result.all_events if each.event_type_value == "PIPELINE_FAILURE"
            ]
            run = instance.get_run_by_id(result.run_id)
            assert run is not None
            context = dg.build_run_status_sensor_context(
                failed.name, event, instance, run
            ).for_run_failure()
            failed(context, warehouse=WarehouseResource.of(settings))
    (posted,) = web.posted
    assert posted["run_id"] == result.run_id
    assert posted["owners"] == ["payroll system manager"]
    assert REFUSED.message in posted["reason"]


def test_the_command_line_sends_a_trial_and_says_what_became_of_it(
    settings: Settings, web: WebReceiver
) -> None:
    where = ("alert", "--warehouse", settings.warehouse)
    none = bokslut(*where)
    assert (none.returncode, none.stdout) == (2, "")
    sent = bokslut(*where, environment={f"{PREFIX}WEBHOOK": web.url})
    assert (sent.returncode, sent.stdout) == (0, "webhook: sent\n"), sent.stderr
    web.answers = [410]
    refused = bokslut(*where, environment={f"{PREFIX}WEBHOOK": web.url})
    assert (refused.returncode, refused.stdout) == (3, "webhook: HTTP 410\n")
