"""What each chart shows, as a sentence computed from the same rows: the title of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import charts, numbers


def changes(lines: Sequence[SimpleNamespace]) -> str | None:
    """Return how costs and revenue have changed since the year before; None without one.

    Parameters
    ----------
    lines
        Rows of the income statement: costs, revenue and net, with ``outcome_sek`` and ``prior_outcome_sek``.
    """
    by_line = {line.line_id: line for line in lines}
    said = []
    for line_id in ("cost", "revenue"):
        line = by_line.get(line_id)
        if line is None or line.prior_outcome_sek is None:
            return None
        said.append(f"{line.label_sv} {_changed(line.outcome_sek - line.prior_outcome_sek)}")
    first, second = said
    return f"{first} och {second[0].lower()}{second[1:]}"


def _changed(change: Decimal) -> str:
    size = numbers.amount(abs(change))
    if size == numbers.amount(Decimal(0)):
        return "var oförändrade"
    return f"{'ökade' if change > 0 else 'minskade'} med {numbers.with_unit(size, numbers.unit())}"


def farthest_from_budget(bars: Sequence[charts.Bar]) -> str:
    """Return which of several deviations in kronor are the worst and the best."""
    worst, best = min(bars, key=lambda bar: bar.value), max(bars, key=lambda bar: bar.value)
    if worst.value >= 0:
        return f"Inget underskott mot budget; störst överskott i {_named(best)}"
    if best.value <= 0:
        return f"Inget överskott mot budget; störst underskott i {_named(worst)}"
    return f"Störst underskott mot budget i {_named(worst)}, störst överskott i {_named(best)}"


def _named(bar: charts.Bar) -> str:
    return f"{bar.name} ({numbers.with_unit(bar.written, numbers.unit())})"


def largest_step(steps: Sequence[charts.Bar], change: Decimal) -> str:
    """Return which cause explains most of a change in kronor."""
    direction = 1 if change >= 0 else -1
    largest = max(steps, key=lambda step: step.value * direction)
    grown = "ökade" if change >= 0 else "minskade"
    return (
        f"Kostnaderna {grown} med {numbers.with_unit(numbers.amount(abs(change)), numbers.unit())}, mest genom"
        f" {largest.name[0].lower()}{largest.name[1:]} ({largest.written})"
    )


def months_over(points: Sequence[charts.Point], target: Decimal | None, year: str) -> str:
    """Return in how many months a share of a year was over its target; without one, its highest month."""
    of_year = [point for point in points if point.series == year]
    highest = max(of_year, key=lambda point: point.value)
    if target is None:
        return f"Högst i {highest.month}: {numbers.number(highest.value, 1)} procent"
    over = sum(point.value > target for point in of_year)
    return f"Sjukfrånvaron var över årsmålet, {numbers.exact(target)} procent, i {over} av {len(of_year)} månader"


def satisfaction_changes(rows: Sequence[SimpleNamespace]) -> str:
    """Return how many of a survey's questions have changed with certainty; without a year before, the highest."""
    compared = [row for row in rows if row.is_change_significant is not None]
    if not compared:
        best = max(rows, key=lambda row: row.satisfied_pct)
        return f"Nöjdast: {best.question_text_sv} ({numbers.number(best.satisfied_pct)} procent)"
    up = sum(row.is_change_significant and row.change_points > 0 for row in compared)
    down = sum(row.is_change_significant and row.change_points < 0 for row in compared)
    of = f"av {len(compared)} frågor"
    if not up and not down:
        return (
            f"Ingen säkerställd förändring i någon {of}"
            if len(compared) > 1
            else "Ingen säkerställd förändring"
        )
    if up and down:
        return f"Nöjdheten ökade säkert i {up} och minskade i {down} {of}"
    return f"Nöjdheten {'ökade' if up else 'minskade'} säkert i {up or down} {of}"
