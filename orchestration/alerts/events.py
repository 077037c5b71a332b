"""What alerts report: a run that failed, the gate's refusal, data that is late, a new release."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Generator, Iterable, Sequence

from orchestration.alerts.alert import GATE_REFUSED, LATE_DATA, PUBLISHED, RUN_FAILED, TEST, Alert
from orchestration.alerts.configuration import read_configuration
from orchestration.alerts.sending import send, unsent
from orchestration.contracts import read_contracts
from orchestration.core.errors import BokslutError, UsageError
from orchestration.core.settings import Settings
from orchestration.gate import read_verdict
from orchestration.loading.freshness import Late

ENGINEERING = "data engineering"


@contextlib.contextmanager
def alerting_of_failure(settings: Settings) -> Generator[None]:
    """Report the error that ends the block and raise it again; a usage error is only shown to the user."""
    try:
        yield
    except UsageError:
        raise
    except Exception as error:
        send(settings, failure_alert(settings, error, getattr(error, "run_id", None)))
        raise


def failure_alert(settings: Settings, error: Exception, run_id: str | None) -> Alert:
    """Return the alert of a run that an error ended.

    Parameters
    ----------
    settings
        Where the verdict and the contracts are, for whom to call.
    error
        What ended it. If it is a fault of the program, its words may hold a row and are not repeated.
    run_id
        Dagster's run; None where it ended before there was one.
    """
    from orchestration.releases.publishing import PublishRefusedError

    key = f"run:{run_id or uuid.uuid4()}"
    if isinstance(error, PublishRefusedError):
        return Alert(
            GATE_REFUSED,
            [key],
            "the gate refuses to publish; the current release is unchanged",
            error.message,
            error.remedy,
            _owners_of_controls(settings) or (ENGINEERING,),
            run_id=run_id,
        )
    if isinstance(error, BokslutError):
        return Alert(
            RUN_FAILED,
            [key],
            "the run failed; the current release is unchanged",
            error.message,
            error.remedy,
            _owners_of_systems(settings, error.message) or (ENGINEERING,),
            run_id=run_id,
        )
    return Alert(
        RUN_FAILED,
        [key],
        "the run was ended by a fault of the program; the current release is unchanged",
        f"An unforeseen error: {type(error).__name__}.",
        "Look at the run on Dagster's pages, or at what the command printed, and fix the program.",
        (ENGINEERING,),
        run_id=run_id,
    )


def late_alert(settings: Settings, late: Iterable[Late]) -> dict[str, str]:
    """Report extracts that are late, each once for the day it was due; return what ``send`` does.

    If none is new, nothing is sent and {} is returned.
    """
    by_key = {f"late:{delay.extract}:{delay.due}": delay for delay in late}
    try:
        new = unsent(settings, list(by_key), read_configuration())
    except UsageError:
        new = set(by_key)  # ``send`` says what is wrong with the configuration.
    told = [delay for key, delay in sorted(by_key.items()) if key in new]
    if not told:
        return {}
    return send(
        settings,
        Alert(
            LATE_DATA,
            sorted(new),
            f"{len(told)} extract{'s are' if len(told) > 1 else ' is'} late",
            "\n".join(delay.in_words() for delay in told),
            "Ask the owner for the delivery; the next run loads it.",
            _distinct(delay.owner for delay in told),
        ),
    )


def published_alert(release: int, folder: str, run_id: str | None) -> Alert:
    """Return the alert of a new release."""
    return Alert(
        PUBLISHED,
        [f"published:{release}"],
        f"release {release} is published",
        folder,
        owners=(),
        run_id=run_id,
    )


def trial_alert() -> Alert:
    """Return an alert that only shows that alerts arrive; each is an event of its own."""
    return Alert(TEST, [f"test:{uuid.uuid4()}"], "this is a test; nothing is wrong")


def _owners_of_systems(settings: Settings, text: str) -> Sequence[str]:
    """Return the owners of the systems whose deliveries an error names, ``<system>/<delivery>``."""
    named = {found[1] for found in re.finditer(r"\b(\w+)/(?=[\w.-])", text)}
    return _distinct(
        contract.owner
        for (system, _), contract in read_contracts(*settings.contract_folders).items()
        if system in named
    )


def _owners_of_controls(settings: Settings) -> Sequence[str]:
    """Return the owners of the marts whose controls failed."""
    from orchestration.dbt.public_models import public_models

    verdict = read_verdict(settings.gate)
    protected = {control.protects for control in verdict.failed_controls} if verdict else set()
    return _distinct(model.owner for model in public_models(settings) if model.name in protected)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))
