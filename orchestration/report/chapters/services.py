"""The services: key figures of each system beside the year before, and how satisfied the respondents are."""

from __future__ import annotations

from itertools import groupby
from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.document import Block, Chart, Column, Inlines, Row, Section, Table, text
from orchestration.report.figures import Cell

_SATISFACTION = "services.mart_services__satisfaction"
# What the figures of a system are about, where the system's own name does not say so.
_SUBJECTS = {
    "invoicing": "Ekonomiadministration",
    "payroll": "Löneadministration",
    "registers": "Upphandling, beredskap och synpunkter",
}
# The systems whose measures other chapters show.
_ELSEWHERE = {"ledger", "goals", "surveys"}
# What the chapter of the staff shows.
_STAFF = ("sick_leave", "full_times", "part_timers", "traineeships", "summer_jobs")


def services(context: Context) -> Section | None:
    """Return the chapter of the services; None where none of their systems is delivered."""
    systems = {defined.source_system for defined in context.figures.measures.values()} - _ELSEWHERE
    sections = [
        section
        for system in sorted(systems)
        if (section := _key_figures(context, system)) is not None
    ]
    if context.is_annual and context.data.has(_SATISFACTION):
        sections.append(_satisfaction(context))
    return Section("tjanster", "Tjänster", sections=tuple(sections)) if sections else None


def _key_figures(context: Context, system: str) -> Section | None:
    figures = context.figures
    of_system = [
        (defined, member)
        for (measure_id, member, year) in sorted(figures.values)
        if year == context.year
        and (defined := figures.measures[measure_id]).source_system == system
        and not defined.is_change
        and defined.base_unit != "date"
        and not any(word in measure_id for word in _STAFF)
    ]
    of_system = [
        (defined, member) for defined, member in of_system if _is_shown(context, defined, member)
    ]
    if not of_system:
        return None
    name = _SUBJECTS.get(system, context.data.code_name("source_system", system))
    has_targets = any(
        context.target_of(defined.measure_id, member) is not None for defined, member in of_system
    )
    rows: list[Row] = []
    for measure_id, group in groupby(of_system, key=lambda item: item[0].measure_id):
        defined = figures.measures[measure_id]
        members = [member for _, member in group]
        unit = defined.unit_label_sv
        label = f"{defined.label_sv} ({unit})" if unit else defined.label_sv
        if "" in members:
            rows.append(_key_figure(context, measure_id, "", label, has_targets))
        else:
            rows.append(Row((text(label),), "heading"))
        rows += [
            _key_figure(context, measure_id, member, context.data.member_name(member), has_targets)
            for member in members
            if member
        ]
    table = Table(
        f"t-nyckeltal-{system.replace('_', '-')}",
        f"Nyckeltal, {name.lower()}",
        columns(
            "",
            context.period,
            context.prior_period,
            *(("Årsmål",) if has_targets else ()),
            first=4,
        ),
        tuple(rows),
        notes=figures.take_notes(),
    )
    return Section(f"nyckeltal-{system.replace('_', '-')}", name, blocks=(table,))


def _is_shown(context: Context, defined: SimpleNamespace, member: str) -> bool:
    """Return whether a measure is shown: it has a value other than zero this year or the year before, or a target."""
    values = (context.figures.value(defined.measure_id, member, years_ago=ago) for ago in (0, 1))
    return any(values) or context.target_of(defined.measure_id, member) is not None


def _key_figure(
    context: Context, measure_id: str, member: str, label: str, has_targets: bool
) -> Row:
    figures = context.figures
    target = context.target_of(measure_id, member)
    decimals = figures.measures[measure_id].decimals
    return Row(
        (
            text(label),
            figures.measure(measure_id, member),
            figures.measure(measure_id, member, years_ago=1),
            *((text(numbers.at_least(target, max(decimals, 0))),) if has_targets else ()),
        ),
        "part" if member else "plain",
    )


def _satisfaction(context: Context) -> Section:
    rows = context.data.rows(
        f"from {_SATISFACTION} where fiscal_year = $year order by subject, audience, question"
    )
    sections = []
    for (subject, audience), group in groupby(rows, key=lambda row: (row.subject, row.audience)):
        sections.append(_survey(context, subject, audience, list(group)))
    return Section("nojdhet", "Nöjdhet enligt undersökningarna", sections=tuple(sections))


def _survey(context: Context, subject: str, audience: str, rows: list[SimpleNamespace]) -> Section:
    name = context.data.member_name(f"{subject}/{audience}")
    anchor = f"{subject}-{audience}".replace("_", "-")
    blocks: list[Block] = []
    table = Table(
        f"t-nojdhet-{anchor}",
        f"Andel nöjda, procent: {name}",
        (
            Column("Fråga", "left", 3.2),
            Column(str(context.year), "right"),
            Column("Felmarginal", "right", 1.1),
            Column(str(context.year - 1), "right"),
            Column("Förändring", "right", 1.1),
            Column("Säkerställd", "left", 1.1),
        ),
        tuple(_question(context, row) for row in rows),
        remark=(
            f"{numbers.number(max(row.answers_count for row in rows))} svar i en målgrupp på"
            f" {numbers.number(rows[0].population_count)}. Nöjd är den som svarat 4 eller 5. Felmarginalen gäller vid"
            " 95 procents säkerhet; en förändring är säkerställd när den är större än sin egen felmarginal."
        ),
        notes=context.figures.take_notes(),
    )
    shares = [
        charts.Interval(
            row.question_text_sv,
            row.satisfied_pct,
            row.margin_of_error_pct,
            numbers.number(row.satisfied_pct),
            row.prior_satisfied_pct,
            context.target_of("satisfied_pct", f"{row.subject}/{row.audience}/{row.question}"),
        )
        for row in rows
    ]
    alternative = "Punktdiagram med felmarginaler. " + " ".join(
        f"{share.name} {share.written} procent, plus minus {numbers.number(share.margin, 1)}."
        for share in shares
    )
    blocks.append(
        Chart(
            f"d-nojdhet-{anchor}",
            findings.satisfaction_changes(rows),
            f"Andel nöjda med felmarginal, procent: {name}",
            alternative,
            charts.intervals(shares, str(context.year), str(context.year - 1)),
            table.anchor,
        )
    )
    return Section(f"nojdhet-{anchor}", name, blocks=(*blocks, table))


def _question(context: Context, row: SimpleNamespace) -> Row:
    figures = context.figures
    key = (("satisfaction_key", row.satisfaction_key),)
    path = f"{row.subject}/{row.audience}/{row.question}"

    def cell(column: str, decimals: int, *, before: str = "", signed: bool = False) -> Inlines:
        value = getattr(row, column)
        printed = numbers.number(value, decimals, signed=signed)
        return figures.cell(Cell(_SATISFACTION, column, key), value, f"{before}{printed}")

    significant = {True: "Ja", False: "Nej", None: numbers.NO_VALUE}[row.is_change_significant]
    return Row(
        (
            text(row.question_text_sv),
            figures.measure("satisfied_pct", path),
            cell("margin_of_error_pct", 1, before="±"),
            figures.measure("satisfied_pct", path, years_ago=1),
            cell("change_points", 1, signed=True),
            text(significant),
        )
    )
