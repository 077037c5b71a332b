"""Receivers of alerts on this machine: a web server and a mail server that keep what they are sent."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class WebReceiver:
    """What was posted; ``answers`` are given in turn, then 200."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def web_receiver() -> Generator[WebReceiver]:
    received = WebReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posted.append(json.loads(body))
            code = received.answers.pop(0) if received.answers else 200
            self.send_response(code)
            if code == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.url = f"http://127.0.0.1:{server.server_port}/hooks/very-secret-path"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()


@dataclass
class MailReceiver:
    """The mails that came, and who they were for; ``refusal`` is answered to each instead, if it is set."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refusal: str | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refusal:
            return self.refusal
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def mail_receiver(**how: Any) -> Generator[MailReceiver]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        received = MailReceiver(port=probe.getsockname()[1])
    controller = Controller(received, hostname="127.0.0.1", port=received.port, **how)
    controller.start()
    try:
        yield received
    finally:
        controller.stop()
