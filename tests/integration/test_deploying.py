"""What ``deploy`` says of a server holds on a real PostgreSQL, a real systemd and a code server that is started."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import dagster as dg
import pytest
import yaml

from orchestration.alerts import configuration
from orchestration.core.event_log import DAYS_VARIABLE
from orchestration.core.pseudonyms import KEY_VARIABLE
from orchestration.core.settings import (
    LANDING_VARIABLE,
    PROJECT_ROOT,
    WAREHOUSE_VARIABLE,
    Settings,
    user_cache,
)
from tests.commands import BOKSLUT
from tests.postgres import PostgresServer
from tests.processes import free_port, listens, started, wait_for

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
INSTALLED = "/opt/bokslut/current/.venv/bin"
PROGRAMS = str(Path(BOKSLUT).parent)

# systemd's own measure of what a service could do if it were taken over, from 0 (nothing) to 10.
EXPOSED_AT_MOST = 2.0


def test_dagster_on_postgresql_keeps_runs_retries_died_ones_and_lets_one_step_of_a_pool_run(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DEPLOY / "dagster.yaml", tmp_path)
    monkeypatch.setenv("DAGSTER_POSTGRES_URL", postgres.create_database("dagster_history"))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    monkeypatch.setenv(WAREHOUSE_VARIABLE, str(tmp_path / "warehouse"))

    @dg.asset(pool="warehouse")
    def counted() -> dg.MaterializeResult:
        return dg.MaterializeResult(metadata={"dagster/row_count": 3})

    job = dg.Definitions([counted]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.get() as instance:
        ran = job.execute_in_process(instance=instance)
        assert type(instance.run_storage).__name__ == "PostgresRunStorage"
        assert type(instance.event_log_storage).__name__ == "PostgresEventLogStorage"
        assert type(instance.schedule_storage).__name__ == "PostgresScheduleStorage"
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(ran.run_id)
        assert run is not None
        assert run.status == dg.DagsterRunStatus.SUCCESS
        event = instance.get_latest_materialization_event(dg.AssetKey("counted"))
        assert event is not None
        assert event.asset_materialization is not None
        assert event.asset_materialization.metadata["dagster/row_count"].value == 3
        assert instance.run_retries_enabled
        assert instance.run_monitoring_enabled
        assert not instance.telemetry_enabled
        settings = instance.get_concurrency_config()
        assert settings.pool_config.default_pool_limit == 1
        assert settings.pool_config.pool_granularity is not None
        assert settings.run_queue_config is not None
        assert settings.run_queue_config.max_concurrent_runs == 1
    assert not list(tmp_path.rglob("*.db"))
    (log,) = Settings.from_environment().logs.iterdir()
    made = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line["row_count"] for line in made if line["event"] == "asset_made"] == [3]


def test_the_server_logs_as_the_laptop_does() -> None:
    laptop = yaml.safe_load(
        (PROJECT_ROOT / "orchestration" / "defs" / "dagster.yaml").read_text("utf-8")
    )
    server = yaml.safe_load((DEPLOY / "dagster.yaml").read_text("utf-8"))
    for key in ("python_logs", "telemetry", "nux"):
        assert laptop[key] == server[key]


def _program(name: str, package: str) -> str:
    """Return the path of a program of Debian; where it is not installed the test is skipped, in CI it fails."""
    program = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        reason = f"{name} is not installed (Debian: {package})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def test_systemd_takes_the_units_and_finds_little_that_they_could_do(tmp_path: Path) -> None:
    program = _program("systemd-analyze", "systemd")
    for unit in UNITS:
        text = unit.read_text("utf-8")
        for executable in re.findall(rf"^ExecStart={INSTALLED}/(\S+)", text, re.MULTILINE):
            assert (Path(PROGRAMS) / executable).is_file()
        (tmp_path / unit.name).write_text(text.replace(INSTALLED, PROGRAMS), "utf-8")
    names = [unit.name for unit in UNITS]
    verified = subprocess.run(
        [program, "verify", *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    own = [line for line in verified.stderr.splitlines() if "bokslut" in line]
    assert (verified.returncode, own) == (0, [])
    for service in SERVICES:
        measured = subprocess.run(
            [program, "security", "--offline=true", "--no-pager", service.name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", measured.stdout)
        assert exposure is not None, measured.stderr
        assert float(exposure[1]) <= EXPOSED_AT_MOST


def test_a_unit_with_a_mistake_is_found(tmp_path: Path) -> None:
    program = _program("systemd-analyze", "systemd")
    unit = tmp_path / "bokslut-code.service"
    text = (DEPLOY / "systemd" / unit.name).read_text("utf-8").replace(INSTALLED, PROGRAMS)
    unit.write_text(text.replace("ProtectSystem=strict", "ProtectSystem=strictly"), "utf-8")
    verified = subprocess.run(
        [program, "verify", unit.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "strictly" in verified.stderr


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_no_service_runs_as_root_or_makes_files_for_others(service: Path) -> None:
    lines = service.read_text("utf-8").splitlines()
    for said in ("User=bokslut", "UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict"):
        assert said in lines


def test_the_workspace_finds_the_code_server_as_its_unit_starts_it(tmp_path: Path) -> None:
    unit = (DEPLOY / "systemd" / "bokslut-code.service").read_text("utf-8")
    workspace = yaml.safe_load((DEPLOY / "workspace.yaml").read_text("utf-8"))
    server = workspace["load_from"][0]["grpc_server"]
    (command,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    words = command.replace(INSTALLED, PROGRAMS).split()
    assert words[words.index("--socket") + 1] == server["socket"]
    socket = tmp_path / "code.sock"
    server["socket"] = words[words.index("--socket") + 1] = str(socket)
    (tmp_path / "workspace.yaml").write_text(yaml.safe_dump(workspace), "utf-8")
    cache = user_cache()
    assert cache is not None
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        # The project need not be parsed again for this home.
        "XDG_CACHE_HOME": str(cache.parent),
        "LANG": "C.UTF-8",
        "DAGSTER_HOME": str(tmp_path),
    }
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n", "utf-8")
    log = tmp_path / "log"
    with started(words, log, environment, cwd=tmp_path) as code:
        wait_for(socket.is_socket, code, log)
        listed = subprocess.run(
            [sys.executable, "-m", "dagster", "job", "list", "--workspace", "workspace.yaml"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert listed.returncode == 0, listed.stderr + log.read_text("utf-8")
    assert "Job: nightly" in listed.stdout


class Upstream(BaseHTTPRequestHandler):
    """The log-in, which knows one cookie, and the pages, which say what they were asked."""

    def do_GET(self) -> None:
        is_login = self.path.startswith("/oauth2/")
        refused = is_login and self.headers["Cookie"] != "session=known"
        self.send_response(401 if refused else 200)
        self.end_headers()
        if not is_login:
            self.wfile.write(f"pages of {self.headers['Host']}".encode())

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx with the configuration of ``deploy``, before a log-in and pages of the test's own."""
    program = _program("nginx", "nginx-light")
    folder, port = tmp_path_factory.mktemp("proxy"), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-out", folder / "certificate", "-keyout", folder / "key"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    Thread(target=upstream.serve_forever, daemon=True).start()
    site = (DEPLOY / "nginx" / "bokslut.conf").read_text("utf-8")
    for said, here in {
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/ssl/bokslut.pem": str(folder / "certificate"),
        "/etc/ssl/private/bokslut.key": str(folder / "key"),
        "http://127.0.0.1:4180": f"http://127.0.0.1:{upstream.server_port}",
        "http://unix:/run/bokslut-pages/pages.sock": f"http://127.0.0.1:{upstream.server_port}",
    }.items():
        assert said in site
        site = site.replace(said, here)
    paths = "".join(
        f"{kind}_temp_path {folder / kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"daemon off; pid {folder / 'pid'}; error_log stderr; events {{}} http {{ access_log off; {paths} {site} }}",
        "utf-8",
    )
    log = folder / "log"
    with started([program, "-c", configuration, "-e", "stderr"], log, os.environ) as server:
        wait_for(lambda: listens(port), server, log)
        yield port
    upstream.shutdown()
    upstream.server_close()


@pytest.mark.parametrize(
    ("host", "cookie", "status"),
    [
        ("bokslut.example.org", "session=known", 200),
        ("bokslut.example.org", "", 401),
        ("bokslut.example.org", "session=guessed", 401),
        ("attacker.example", "session=known", 421),
        ("127.0.0.1", "session=known", 421),
    ],
)
def test_the_proxy_lets_in_who_is_logged_in_and_answers_to_its_own_name(
    proxy: int, host: str, cookie: str, status: int
) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", proxy, context=context, timeout=30)
    connection.request("GET", "/runs", headers={"Host": host, "Cookie": cookie})
    answer = connection.getresponse()
    assert answer.status == status
    assert (answer.read() == b"pages of bokslut.example.org") == (status == 200)
    connection.close()


def test_the_dev_container_runs_commands_that_there_are() -> None:
    said = json.loads((PROJECT_ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    command, target = said["postCreateCommand"].split()
    assert command == "make"
    assert re.search(rf"^{target}:", (PROJECT_ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert said["forwardPorts"] == [3000]


def test_the_page_of_the_configuration_lists_the_variables_of_the_example() -> None:
    guide = (PROJECT_ROOT / "docs" / "configuration.md").read_text("utf-8")
    example = (DEPLOY / "environment.example").read_text("utf-8")
    assert configuration.__doc__ is not None
    alerts = set(re.findall(rf"{configuration.PREFIX}[A-Z_]+", configuration.__doc__))
    assert len(alerts) == 7
    for variable in {*alerts, DAYS_VARIABLE, KEY_VARIABLE, LANDING_VARIABLE, WAREHOUSE_VARIABLE}:
        assert f"`{variable}`" in guide, variable
    for variable in re.findall(r"^([A-Z_]+)=", example, re.MULTILINE):
        if variable.startswith("BOKSLUT_") or variable == "DAGSTER_POSTGRES_URL":
            assert f"`{variable}`" in guide, variable
