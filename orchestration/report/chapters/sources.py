"""What the report rests on: the release, the gate's verdict and the deliveries."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from orchestration.core.clock import local_day
from orchestration.gate import Outcome, Verdict
from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.document import (
    Code,
    Column,
    Inlines,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    text,
)


def controls_in_words(verdict: Verdict) -> str:
    """Return in Swedish how many of the controls that apply passed, and how many do not apply."""
    passed = len(verdict.with_outcome(Outcome.PASSED))
    not_applicable = len(verdict.with_outcome(Outcome.NOT_APPLICABLE))
    words = f"{passed} av {len(verdict.controls) - not_applicable} kontroller godkända"
    return f"{words}, {not_applicable} inte tillämpliga" if not_applicable else words


def sources(context: Context) -> Section:
    """Return the chapter of what the report rests on."""
    manifest = context.data.release.manifest
    facts: tuple[tuple[str, Inlines], ...] = (
        ("Utgåva", text(context.data.release.name)),
        ("Publicerad", text(numbers.moment(datetime.fromisoformat(manifest["published_at"])))),
        ("Innehållets SHA-256", (Code(manifest["content_sha256"]),)),
        ("Databasens SHA-256", (Code(manifest["database"]["sha256"]),)),
        ("Granskning", text(controls_in_words(context.data.release.verdict))),
    )
    release = Table(
        "t-utgava",
        "Den utgåva som rapporten är gjord av",
        (Column("Uppgift", "left", 1), Column("Värde", "left", 4)),
        tuple(Row((text(name), value)) for name, value in facts),
        wide=True,
    )
    deliveries = sorted(manifest["deliveries"], key=lambda one: (one["system"], one["period_from"]))
    by_system = tuple(
        _deliveries(context, system, list(group))
        for system, group in groupby(deliveries, key=lambda item: item["system"])
    )
    return Section(
        "underlag",
        "Underlag",
        blocks=(
            Paragraph(
                (
                    Text(
                        "Samma utgåva ger samma rapport, tecken för tecken. Utgåvans manifest bär summan av"
                        " varje fil, så"
                        " att var och en kan pröva att underlaget är oförändrat."
                    ),
                )
            ),
            release,
        ),
        sections=(Section("leveranser", "Leveranser", sections=by_system),),
    )


def _deliveries(context: Context, system: str, deliveries: list[dict[str, Any]]) -> Section:
    place = system.replace("_", "-")
    name = context.data.code_name("source_system", system)
    return Section(
        f"leveranser-{place}",
        name,
        blocks=(
            Table(
                f"t-leveranser-{place}",
                f"Leveranser: {name}",
                (
                    Column("Leverans", "left", 1.2),
                    Column("Från", "right"),
                    Column("Till", "right"),
                    Column("Skapad", "right"),
                    Column("Filer", "right", 0.6),
                    Column("Laddning", "left", 2.2),
                ),
                tuple(
                    Row(
                        (
                            text(delivery["delivery"]),
                            text(delivery["period_from"]),
                            text(delivery["period_to"]),
                            text(local_day(delivery["created"]).isoformat()),
                            text(numbers.number(len(delivery["files"]))),
                            (Code(delivery["load_id"]),),
                        )
                    )
                    for delivery in deliveries
                ),
                wide=True,
                is_caption_hidden=True,
            ),
        ),
    )
