"""The staff: sick leave, with the groups that the law withholds shown as withheld, and the staff's own figures."""

from __future__ import annotations

from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.staff_marts import WITHHELD, WITHHELD_REASON, staff_marts
from orchestration.report.document import Chart, Inlines, Row, Section, Table, text
from orchestration.report.figures import Cell
from orchestration.report.release_data import area_order

_SICK_LEAVE = "hr.mart_hr__sick_leave"
_GROUPS = (
    ("total", "Samtliga"),
    ("sex", "Kön"),
    ("age_group", "Ålder"),
    ("business_area", "Verksamhetsområde"),
)


def staff(context: Context) -> Section | None:
    """Return the chapter of the staff; None where payroll is not delivered."""
    made = (_sick_leave(context), _by_group(context), _by_month(context), _placements(context))
    sections = (*(section for section in made if section is not None), *staff_marts(context))
    return Section("medarbetare", "Medarbetare", sections=sections) if sections else None


def _sick_leave(context: Context) -> Section | None:
    suffixes = ("pct", "calendar_year_pct") if context.is_annual else ("calendar_year_pct",)
    figures = context.figures
    rows = [
        Row(
            (
                text(figures.measures[measure_id].label_sv if context.is_annual else name),
                figures.measure(measure_id, unit=True),
                figures.measure(measure_id, years_ago=1, unit=True),
            ),
            "part" if part else "plain",
        )
        for suffix in suffixes
        for part, name in (
            ("", "Sjukfrånvaro"),
            ("long_", "Varav långtid"),
            ("short_", "Varav korttid"),
        )
        if figures.value(measure_id := f"{part}sick_leave_{suffix}") is not None
    ]
    if not rows:
        return None
    table = Table(
        "t-sjukfranvaro",
        "Sjukfrånvaro i procent av ordinarie arbetstid",
        columns("", context.period, context.prior_period, first=3.5),
        tuple(rows),
        notes=figures.take_notes(),
    )
    return Section("sjukfranvaro", "Sjukfrånvaro", blocks=(table,))


def _by_group(context: Context) -> Section | None:
    """Return sick leave by group, of the year; a small group is shown as withheld."""
    if not context.is_annual or not context.data.has(_SICK_LEAVE):
        return None
    rows = context.data.rows(
        f"from {_SICK_LEAVE} where fiscal_year = $year and measure_window ="
        " (select measure_window from measures.dim_measure where measure_id = 'sick_leave_pct')"
        " and breakdown in ('total', 'sex', 'age_group', 'business_area')"
        f" order by breakdown, {area_order('member')}, member"
    )
    shown: list[Row] = []
    for breakdown, heading in _GROUPS:
        of_group = [row for row in rows if row.breakdown == breakdown]
        if of_group and breakdown != "total":
            shown.append(Row((text(heading),), "heading"))
        shown += [_group_row(context, row, heading) for row in of_group]
    withheld = sum(not row.is_disclosed for row in rows)
    period = context.period_of(context.figures.measures["sick_leave_pct"])
    return Section(
        "sjukfranvaro-grupper",
        "Sjukfrånvaro per grupp",
        blocks=(
            Table(
                "t-sjukfranvaro-grupper",
                f"Sjukfrånvaro per grupp, procent, {period}",
                columns("", "Anställda under perioden", "Sjukfrånvaro", "Långtid", "Korttid"),
                tuple(shown),
                remark="Anställda är alla som varit det någon gång under perioden, och fler än vid årets slut."
                + (f" {withheld} grupper visas inte. {WITHHELD_REASON}" if withheld else ""),
            ),
        ),
    )


def _group_row(context: Context, row: SimpleNamespace, heading: str) -> Row:
    name = heading if row.breakdown == "total" else context.data.member_name(row.member)
    key = (("sick_leave_key", row.sick_leave_key),)

    def cell(column: str, decimals: int) -> Inlines:
        value = getattr(row, column)
        if not row.is_disclosed:
            return text(WITHHELD)
        return context.figures.cell(
            Cell(_SICK_LEAVE, column, key), value, numbers.number(value, decimals)
        )

    return Row(
        (
            text(name),
            cell("employees_count", 0),
            cell("sick_leave_pct", 1),
            cell("long_sick_leave_pct", 1),
            cell("short_sick_leave_pct", 1),
        ),
        "total" if row.breakdown == "total" else "plain",
    )


def _by_month(context: Context) -> Section | None:
    if not context.data.has(_SICK_LEAVE):
        return None
    rows = context.data.rows(
        f"select *, cast(member as date) as month, month(cast(member as date)) as number from {_SICK_LEAVE}"
        " where breakdown = 'month' and measure_window = 'calendar_year' and is_disclosed"
        " and fiscal_year in ($year, $year - 1) and month(cast(member as date)) <= $last order by month",
        last=context.data.edition.end_date.month,
    )
    if not rows:
        return None
    by_number: dict[int, dict[int, SimpleNamespace]] = {}
    for row in rows:
        by_number.setdefault(row.number, {})[row.fiscal_year] = row
    years = (context.year, context.year - 1)

    def cell(row: SimpleNamespace | None) -> Inlines:
        if row is None:
            return text(numbers.NO_VALUE)
        key = (("sick_leave_key", row.sick_leave_key),)
        return context.figures.cell(
            Cell(_SICK_LEAVE, "sick_leave_pct", key),
            row.sick_leave_pct,
            numbers.number(row.sick_leave_pct, 1),
        )

    table = Table(
        "t-sjukfranvaro-manad",
        "Sjukfrånvaro per månad, procent",
        columns("Månad", *map(str, years), first=2),
        tuple(
            Row((text(_month(of_year)), *(cell(of_year.get(year)) for year in years)))
            for of_year in by_number.values()
        ),
    )
    points = [
        charts.Point(_month(of_year), of_year[year].sick_leave_pct, str(year))
        for year in years
        for of_year in by_number.values()
        if year in of_year
    ]
    alternative = "Linjediagram. " + " ".join(
        f"{year}: {_extremes([point for point in points if point.series == str(year)])}"
        for year in years
        if any(point.series == str(year) for point in points)
    )
    target = context.target_of("sick_leave_pct")
    chart = Chart(
        "d-sjukfranvaro",
        findings.months_over(points, target, str(context.year)),
        "Sjukfrånvaro per månad, procent",
        alternative,
        charts.lines(
            points,
            "procent",
            None if target is None else charts.Target(target, f"Årsmål {numbers.exact(target)}"),
        ),
        table.anchor,
    )
    return Section("sjukfranvaro-manad", "Sjukfrånvaro månad för månad", blocks=(chart, table))


def _month(of_year: dict[int, SimpleNamespace]) -> str:
    day = next(iter(of_year.values())).month
    return numbers.month_name(day).split()[0]


def _extremes(points: list[charts.Point]) -> str:
    low = min(points, key=lambda point: point.value)
    high = max(points, key=lambda point: point.value)
    return (
        f"lägst {numbers.number(low.value, 1)} procent i {low.month},"
        f" högst {numbers.number(high.value, 1)} procent i {high.month}."
    )


def _placements(context: Context) -> Section | None:
    """Return the trainees and summer workers so far, for a tertial; for a year the marts have more."""
    figures = context.figures
    measures = [
        measure_id
        for measure_id in ("traineeships_held", "summer_jobs")
        if not context.is_annual and figures.value(measure_id) is not None
    ]
    if not measures:
        return None
    table = Table(
        "t-praktik-hittills",
        "Praktikplatser och sommarjobb",
        columns("", context.period, context.prior_period, first=4),
        tuple(
            Row(
                (
                    text(figures.measures[measure_id].label_sv),
                    figures.measure(measure_id),
                    figures.measure(measure_id, years_ago=1),
                )
            )
            for measure_id in measures
        ),
        notes=figures.take_notes(),
    )
    return Section("praktik-hittills", "Praktikplatser och sommarjobb", blocks=(table,))
