"""The channels: each makes one attempt to deliver an alert, by webhook or by mail."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

from orchestration.alerts.alert import Alert
from orchestration.alerts.configuration import Configuration, MailServer

TIMEOUT_SECONDS = 10


class RefusedByReceiverError(Exception):
    """The receiver rejected the alert; sending it again would not help."""


class Channel(Protocol):
    """A way to deliver an alert; ``name`` identifies it in the record of alerts sent."""

    name: str

    def deliver(self, alert: Alert) -> None:
        """Deliver an alert, or raise why not."""
        ...


def channels(configuration: Configuration) -> list[Channel]:
    """Return the channels that a configuration names."""
    found: list[Channel] = []
    if configuration.webhook:
        found.append(Webhook(configuration, configuration.webhook))
    if configuration.mail_server:
        found.append(Mail(configuration, configuration.mail_server))
    return found


class Webhook:
    """Posts JSON, in the form that Slack, Mattermost, Teams and similar services show: ``text``."""

    name = "webhook"

    def __init__(self, configuration: Configuration, url: str) -> None:
        self._configuration, self._url = configuration, url

    def deliver(self, alert: Alert) -> None:
        """Post an alert.

        Raises
        ------
        RefusedByReceiverError
            When the receiver answers with a redirection or a client error (3xx, 4xx but 408 and 429).
        OSError
            When it cannot be reached, or answers with a server error.
        """
        fields = alert.fields(self._configuration.installation, self._configuration.url)
        request = urllib.request.Request(  # noqa: S310 (the configuration lets http and https through only)
            self._url,
            data=json.dumps(fields, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "bokslut"},
            method="POST",
        )
        opener = urllib.request.build_opener(_NoRedirection())
        try:
            with opener.open(request, timeout=TIMEOUT_SECONDS):
                pass
        except urllib.error.HTTPError as error:
            error.close()
            if error.code < 500 and error.code not in (408, 429):
                raise RefusedByReceiverError(f"HTTP {error.code}") from None
            raise


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """Refuses redirections: a redirected POST would arrive as a GET, without the alert, and seem delivered."""

    def redirect_request(
        self, req: object, fp: object, code: int, msg: str, headers: object, newurl: str
    ) -> None:
        return None


class Mail:
    """Sends a plain-text mail, over TLS where the server has it, and never a password without."""

    name = "mail"

    def __init__(self, configuration: Configuration, server: MailServer) -> None:
        self._configuration, self._server = configuration, server

    def deliver(self, alert: Alert) -> None:
        """Send an alert to all recipients.

        Raises
        ------
        RefusedByReceiverError
            When the server has no TLS and wants a password, or refuses the password, the sender or
            a recipient for good.
        OSError, smtplib.SMTPException
            When it cannot be reached, or fails for the moment.
        """
        server = self._server
        try:
            if server.uses_tls:
                connection = smtplib.SMTP_SSL(
                    server.host,
                    server.port,
                    timeout=TIMEOUT_SECONDS,
                    context=ssl.create_default_context(),
                )
            else:
                connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
            with connection:
                connection.ehlo()
                if not server.uses_tls and connection.has_extn("starttls"):
                    connection.starttls(context=ssl.create_default_context())
                    connection.ehlo()
                elif not server.uses_tls and server.password:
                    raise RefusedByReceiverError(
                        "the mail server has no TLS to send a password over"
                    )
                if server.user and server.password:
                    connection.login(server.user, server.password)
                refused = connection.send_message(self._message(alert))
        except smtplib.SMTPResponseException as error:
            if error.smtp_code >= 500:
                raise RefusedByReceiverError(f"SMTP {error.smtp_code}") from None
            raise
        except smtplib.SMTPRecipientsRefused as error:
            raise RefusedByReceiverError(f"{len(error.recipients)} recipients refused") from None
        if refused:
            raise RefusedByReceiverError(f"{len(refused)} recipients refused")

    def _message(self, alert: Alert) -> EmailMessage:
        configuration = self._configuration
        message = EmailMessage()
        message["From"] = configuration.mail_from
        message["To"] = ", ".join(configuration.mail_to)
        message["Subject"] = alert.subject(configuration.installation)
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain="bokslut.invalid")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(alert.text(configuration.installation, configuration.url))
        return message
