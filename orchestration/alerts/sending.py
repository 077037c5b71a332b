"""Send each event once on each channel, with a few attempts; no receiver ever ends a run."""

from __future__ import annotations

import json
import logging
import smtplib
import threading
import time
import urllib.error
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.alerts.alert import TEST, Alert
from orchestration.alerts.channels import Channel, RefusedByReceiverError, channels
from orchestration.alerts.configuration import Configuration, read_configuration
from orchestration.core.errors import BokslutError
from orchestration.core.event_log import log_event
from orchestration.core.files import write_json
from orchestration.core.lock import writing
from orchestration.core.settings import Settings

PAUSES_SECONDS = (1, 4)
_SENT_FILE = "sent.json"
_REMEMBERED_DAYS = 400
_WAIT_SECONDS = 120

# The folder's lock counts one process as one holder.
_within_process = threading.Lock()
_log = logging.getLogger("bokslut.alerts")


def send(settings: Settings, alert: Alert) -> dict[str, str]:
    """Deliver an alert on every channel of the configuration that has not had it.

    What goes wrong is logged, as ``alert_not_sent``, and never raised.

    Returns
    -------
    dict[str, str]
        By channel: ``sent``, ``sent before`` or why it was not sent.
    """
    try:
        configuration = read_configuration()
        if alert.kind != TEST and alert.kind not in configuration.kinds:
            return {}
        ways = channels(configuration)
        if not ways:
            return {}
        # The command line and Dagster's daemon may both report one event: the second waits and sees that it is done.
        with _within_process, writing(settings.alerts, "alert", _WAIT_SECONDS):
            return {way.name: _send(settings, alert, way) for way in ways}
    except (BokslutError, OSError, ValueError) as error:
        said = error.message if isinstance(error, BokslutError) else type(error).__name__
        _not_sent(settings, alert, "all", said)
        return {"all": said}


def unsent(settings: Settings, keys: list[str], configuration: Configuration) -> set[str]:
    """Return those of some events that a channel has not had yet."""
    sent = _read_sent(settings.alerts / _SENT_FILE)
    ways = channels(configuration)
    return {key for key in keys if any(key not in sent.get(way.name, {}) for way in ways)}


def _send(settings: Settings, alert: Alert, channel: Channel) -> str:
    path = settings.alerts / _SENT_FILE
    sent = _read_sent(path)
    if all(key in sent.get(channel.name, {}) for key in alert.keys):
        return "sent before"
    why = _try(channel, alert)
    if why is not None:
        _not_sent(settings, alert, channel.name, why)
        return why
    now = datetime.now(UTC)
    oldest = (now - timedelta(days=_REMEMBERED_DAYS)).isoformat()
    remembered = {key: at for key, at in sent.get(channel.name, {}).items() if at > oldest}
    remembered |= dict.fromkeys(alert.keys, now.isoformat("T", "seconds"))
    write_json(path, sent | {channel.name: remembered})
    log_event(
        settings.logs, "alert_sent", kind=alert.kind, channel=channel.name, run_id=alert.run_id
    )
    return "sent"


def _try(channel: Channel, alert: Alert) -> str | None:
    """Return why an alert could not be delivered, or None when it was."""
    why = None
    for pause in (*PAUSES_SECONDS, None):
        try:
            channel.deliver(alert)
            return None
        except RefusedByReceiverError as error:
            return str(error)
        except Exception as error:  # whatever a receiver does, the run it is about goes on
            why = _in_words(error)
        if pause is not None:
            time.sleep(pause)
    return why


def _in_words(error: Exception) -> str:
    """Return what went wrong, without an error's own words if they may repeat an address or a password."""
    match error:
        case urllib.error.HTTPError():
            return f"HTTP {error.code}"
        case urllib.error.URLError() if isinstance(error.reason, OSError):
            return error.reason.strerror or type(error.reason).__name__
        case smtplib.SMTPResponseException():
            return f"SMTP {error.smtp_code}"
        case OSError():
            return error.strerror or type(error).__name__
    return type(error).__name__


def _not_sent(settings: Settings, alert: Alert, channel: str, why: str) -> None:
    _log.warning("The alert %r was not sent (%s): %s", alert.kind, channel, why)
    try:
        log_event(
            settings.logs,
            "alert_not_sent",
            kind=alert.kind,
            channel=channel,
            reason=why,
            run_id=alert.run_id,
        )
    except OSError as error:
        _log.warning("The log could not be written to: %s", error.strerror)


def _read_sent(path: Path) -> dict[str, dict[str, str]]:
    """Return when each event was sent, by channel and key; empty if that cannot be read, so all are sent again."""
    try:
        sent = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.warning("%s cannot be read: what it says was sent is sent again", path)
        return {}
    is_whole = isinstance(sent, dict) and all(isinstance(keys, dict) for keys in sent.values())
    return sent if is_whole else {}
