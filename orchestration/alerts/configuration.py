"""Who is alerted about what, read from the environment.

=========================== ======================================================== ========================
Variable                    Holds                                                    Where it is not set
=========================== ======================================================== ========================
``BOKSLUT_ALERT_WEBHOOK``   the address that alerts are posted to, ``https:``        no webhook
``BOKSLUT_ALERT_SMTP_URL``  the mail server: ``smtps://user:password@host:465`` (TLS) no mail
                            or ``smtp://host:587`` (STARTTLS where it is offered;
                            required with a password)
``BOKSLUT_ALERT_MAIL_TO``   who gets mail, separated by commas                       no mail
``BOKSLUT_ALERT_MAIL_FROM`` who it is from                                           no mail
``BOKSLUT_ALERT_ON``        which events, separated by commas                        run_failed, gate_refused,
                                                                                     late_data
``BOKSLUT_ALERT_NAME``      the installation's name in what is sent                  Bokslut
``BOKSLUT_ALERT_URL``       the address of Dagster's pages, for links                no links
=========================== ======================================================== ========================

The first two are secrets: neither is ever logged or shown.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from orchestration.alerts.alert import GATE_REFUSED, LATE_DATA, PUBLISHED, RUN_FAILED
from orchestration.core.errors import UsageError

PREFIX = "BOKSLUT_ALERT_"
KINDS = (RUN_FAILED, GATE_REFUSED, LATE_DATA, PUBLISHED)
_DEFAULT_KINDS = (RUN_FAILED, GATE_REFUSED, LATE_DATA)
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """A mail server; ``uses_tls`` from the first byte, else STARTTLS."""

    host: str
    port: int
    uses_tls: bool
    user: str | None
    password: str | None = field(repr=False)


@dataclass(frozen=True)
class Configuration:
    """The receivers, and which events they get."""

    webhook: str | None = field(repr=False)
    mail_server: MailServer | None
    mail_to: tuple[str, ...]
    mail_from: str
    kinds: frozenset[str]
    installation: str
    url: str | None


def read_configuration(environment: Mapping[str, str] | None = None) -> Configuration:
    """Read the variables of the table above.

    Raises
    ------
    UsageError
        When a value is not valid; the message names the variable and never repeats a secret.
    """
    environment = os.environ if environment is None else environment

    def value(name: str) -> str:
        return environment.get(PREFIX + name, "").strip()

    mail_to = tuple(filter(None, map(str.strip, value("MAIL_TO").split(","))))
    server = _mail_server(value("SMTP_URL")) if value("SMTP_URL") else None
    if server and not (mail_to and value("MAIL_FROM")):
        raise UsageError(
            f"{PREFIX}SMTP_URL is set, but not who gets the mail and who it is from.",
            f"Set {PREFIX}MAIL_TO and {PREFIX}MAIL_FROM.",
        )
    kinds = tuple(filter(None, map(str.strip, value("ON").split(",")))) or _DEFAULT_KINDS
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise UsageError(
            f"{PREFIX}ON names {unknown[0]!r}, which is not an event.",
            f"There are {', '.join(KINDS)}.",
        )
    return Configuration(
        webhook=_webhook(value("WEBHOOK")) if value("WEBHOOK") else None,
        mail_server=server,
        mail_to=mail_to,
        mail_from=value("MAIL_FROM"),
        kinds=frozenset(kinds),
        installation=value("NAME") or "Bokslut",
        url=value("URL") or None,
    )


def _webhook(text: str) -> str:
    url = _split(text)
    if url is None or url.scheme not in ("https", "http") or not url.hostname:
        raise UsageError(
            f"{PREFIX}WEBHOOK is not a web address.", "Set it to one that begins with https://."
        )
    if url.scheme == "http" and not _is_this_machine(url.hostname):
        raise UsageError(
            f"{PREFIX}WEBHOOK would send alerts to {url.hostname} in the clear.",
            "Set it to an address that begins with https://.",
        )
    return text


def _mail_server(text: str) -> MailServer:
    url = _split(text)
    if url is None or url.scheme not in _PORTS or not url.hostname:
        raise UsageError(
            f"{PREFIX}SMTP_URL is not an address of a mail server.",
            "Set it to smtps://user:password@host or smtp://host:587.",
        )
    return MailServer(
        host=url.hostname,
        port=url.port or _PORTS[url.scheme],
        uses_tls=url.scheme == "smtps",
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
    )


def _split(text: str) -> SplitResult | None:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
