"""The measures of a semantic model, in DAX: those of the register, and the sums that a fact's columns allow.

A measure of the register has one value per member and fiscal year, and no figure adds one year or one member to
another, since members may be parts of one another and a balance of two years is not a balance. So a measure is empty
until one row is chosen. By month, it adds months of one member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.releases.release import Release

YEARS, MONTHS = "fct_measures", "fct_measures_by_month"

_REGISTER = """
    select measure_id, label_sv, definition, definition_sv, unit, base_unit, decimals, factor,
        denominator_quantity_id is not null, is_change, measure_id in (select measure_id from measures.{months})
    from measures.dim_measure
    order by measure_id
"""
_FORMATS = {"pct": '0{}"%"', "date": "yyyy-mm-dd", "year": "0"}


@dataclass(frozen=True)
class Measure:
    """A measure of a table: its names and descriptions in English and Swedish, its DAX and its format."""

    table: str
    name: str
    name_sv: str
    description: str
    description_sv: str
    expression: str
    format: str
    folder: str


def measures_of(release: Release) -> list[Measure]:
    """Return all measures of a release: first the register's, by year and by month, then the sums of facts."""
    with release.connect() as connection:
        register = connection.execute(_REGISTER.format(months=MONTHS)).fetchall()
    measures = [measure for row in register for measure in _registered(*row)]
    return [*measures, *_sums_of_facts(release.tables.values())]


def column(table: str, name: str) -> str:
    """Return a column as DAX names it."""
    return f"{_table(table)}[{name.replace(']', ']]')}]"


def _registered(
    measure_id: str,
    label_sv: str,
    definition: str,
    definition_sv: str,
    unit: str,
    base_unit: str,
    decimals: int,
    factor: Decimal,
    is_ratio: bool,
    is_change: bool,
    has_months: bool,
) -> Iterator[Measure]:
    name = _words(measure_id)
    # The value is in the base unit; the measure's decimals apply only if that is its unit.
    shown = _format(base_unit, decimals if unit == base_unit else 2)
    if is_change:
        value, one_row = f"MAX({column(YEARS, 'measure_value')})", "measure_value_id"
    else:
        value, one_row = _value(YEARS, factor, is_ratio=is_ratio), "measure_value_id"
    yearly = f"IF(HASONEVALUE({column(YEARS, one_row)}), {value})"
    yield Measure(
        *(YEARS, name, label_sv, definition, definition_sv),
        _of_measure(YEARS, measure_id, yearly),
        *(shown, "Measures"),
    )
    if has_months and not is_change:
        # If a month is withheld, the sum of the others is not the total.
        whole = f"HASONEVALUE({column(MONTHS, 'member')}) && COUNTBLANK({column(MONTHS, 'numerator')}) = 0"
        monthly = f"IF({whole}, {_value(MONTHS, factor, is_ratio=is_ratio)})"
        yield Measure(
            *(MONTHS, f"{name} by month", f"{label_sv}, per månad", definition, definition_sv),
            _of_measure(MONTHS, measure_id, monthly),
            *(shown, "Measures by month"),
        )


def _value(table: str, factor: Decimal, *, is_ratio: bool) -> str:
    numerator = f"SUM({column(table, 'numerator')})"
    times = "" if factor == 1 else f" * {factor.normalize():f}"
    if not is_ratio:
        return f"{numerator}{times}"
    return f"DIVIDE({numerator}{times}, SUM({column(table, 'denominator')}))"


def _of_measure(table: str, measure_id: str, expression: str) -> str:
    return f"CALCULATE({expression}, {column(table, 'measure_id')} = {_text(measure_id)})"


def _sums_of_facts(tables: Sequence[Mapping[str, Any]] | Any) -> Iterator[Measure]:
    """Yield a measure for each column whose rows make a sum, as its model declares."""
    for table in tables:
        for field in table["columns"]:
            if field.get("aggregation") != "sum":
                continue
            subject = _words(table["name"].removeprefix("fct_").removesuffix("_by_month"))
            yield Measure(
                table["name"],
                f"{subject}: {_words(field['name']).lower()}",
                f"Summa av {table['name']}.{field['name']}",
                f"Sum of {field['name']}. {field['description']}",
                field["description_sv"],
                f"SUM({column(table['name'], field['name'])})",
                _format("", 2 if field["type"].startswith("DECIMAL") else 0),
                "Sums",
            )


def _format(unit: str, decimals: int) -> str:
    places = "." + "0" * decimals if decimals else ""
    return _FORMATS.get(unit, "#,0{}").format(places)


def _words(name: str) -> str:
    """Return a name of the warehouse in words: ``Sick leave pct``."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _table(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
