"""Alerts: a failed run, a refusal of the gate and late data are reported to who is on duty, by webhook and e-mail.

``alert`` says what an alert holds, ``events`` makes one for each thing that is reported, ``channels`` delivers them,
and ``sending`` sees that each event is reported once and that no receiver ends a run. All is configured by the
environment (``configuration``); where that names no receiver, nothing is sent. What listens to Dagster is in
``defs.automation.alert_sensors``.
"""

from orchestration.alerts.events import (
    alerting_of_failure,
    failure_alert,
    late_alert,
    published_alert,
    trial_alert,
)
from orchestration.alerts.sending import send

__all__ = [
    "alerting_of_failure",
    "failure_alert",
    "late_alert",
    "published_alert",
    "send",
    "trial_alert",
]
