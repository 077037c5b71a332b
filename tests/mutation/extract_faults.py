"""The faults that source systems commit, generated from each extract's contract: what the rows of one delivery become.

A fault is a query over ``rows`` (what the delivery held) and ``earlier`` (the same extract's delivery a year before).
So every extract that has a contract is tried with every fault that it can have; nothing here is of one extract.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise

from orchestration.contracts import Contract, Field
from orchestration.core.sql import literal, name

# The factors by which units are mistaken: seconds and milliseconds, kronor and thousands, a decimal sign that moved.
FACTORS = {
    "number": ("1000", "100", "0.01"),
    "integer": ("1000", "60"),
}

# The month of a monthly extract that faults are seeded in.
MONTH = 5

# A text column with more values than this names things, not kinds of things.
MOST_CODES = 60


@dataclass(frozen=True)
class ExtractFault:
    """One fault of one extract.

    ``query`` gives the delivery's rows as the faulty system delivers them; None where it delivers none. ``months`` are
    those of a monthly extract that it delivers so. ``is_of_system`` is true where the fault does not follow from the
    contract, but from what the extract is about.
    """

    contract: Contract
    family: str
    what: str
    query: str | None
    months: tuple[int, ...] = (MONTH,)
    _: KW_ONLY
    is_of_system: bool = False

    @property
    def extract(self) -> str:
        """The extract's name, as controllers know it: ``payroll.payslips``."""
        return f"{self.contract.system}.{self.contract.entity}"


def faults_of(contract: Contract, codes: dict[str, list[str]], rows: int) -> Iterator[ExtractFault]:
    """Yield every fault that a delivery of an extract can have.

    Parameters
    ----------
    codes
        The values of each text column of the delivery, the most frequent first, where they are few.
    rows
        How many rows the delivery holds.
    """

    def fault(family: str, what: str, query: str | None) -> ExtractFault:
        return ExtractFault(contract, family, what, query)

    yield fault("not delivered", "the delivery never came", None)
    if rows >= 4:
        yield fault("rows lost", "the second half is missing", f"from rows limit {rows // 2}")
    if rows >= 20:
        yield fault(
            "rows lost", "the last tenth is missing", f"from rows limit {rows - rows // 10}"
        )
    again = _with_new_keys(contract)
    if again:
        yield fault("rows twice", "every row came twice", f"from rows union all {again}")
        yield fault(
            "rows twice", "one row came twice", f"from rows union all {again} limit {rows + 1}"
        )
        yield fault(
            "rows twice",
            "a tenth of the rows came again, numbered on",
            f"from rows union all {_numbered_on(contract)} limit {rows + rows // 10}",
        )
        yield fault("test row", "a row of totals ends the file", _with_totals(contract))
    yield fault("last year's rows", "last year's delivery came again", "from earlier")
    if rows >= 4:
        yield fault(
            "last year's rows",
            "the second half is last year's",
            f"(from rows limit {rows // 2}) union all (from earlier offset {rows // 2})",
        )
    yield fault("one row", "one row is missing", "from rows offset 1")
    for field in contract.fields:
        if field.name in contract.primary_key or field.personal:
            continue
        for family, what, query in _faults_of_field(field, codes.get(field.name, [])):
            yield fault(family, what, query)
    for first, second in pairwise(_alike(contract)):
        yield fault(
            "columns swapped",
            f"{first.name} and {second.name} have changed places",
            f"select * replace ({name(second.name)} as {name(first.name)}, {name(first.name)} as {name(second.name)})"
            " from rows",
        )


def _alike(contract: Contract) -> list[Field]:
    """Return the columns beside the key, those of one type beside each other; a code has a form of its own."""
    fields = [
        field
        for field in contract.fields
        if field.name not in contract.primary_key
        and not (field.personal or field.enum or field.pattern)
    ]
    kinds = [kind for kind in ("number", "integer", "date", "boolean") if _is_twice(kind, fields)]
    return [field for kind in kinds[:1] for field in fields if field.type == kind]


def _is_twice(kind: str, fields: list[Field]) -> bool:
    return sum(field.type == kind for field in fields) >= 2


def _faults_of_field(field: Field, codes: list[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the family, the words and the query of every fault of one column."""
    column = name(field.name)

    def become(value: str) -> str:
        return f"select * replace (({value})::{field.sql_type} as {column}) from rows"

    if field.type in FACTORS:
        for factor in FACTORS[field.type]:
            value = f"round({column} * {factor}, {field.scale})"
            yield "wrong unit", f"{field.name} is {factor} times", become(value)
        yield "wrong sign", f"{field.name} has the other sign", become(f"-{column}")
        yield "constant", f"{field.name} is always 0", become(f"if({column} is null, null, 0)")
        first_value = f"(select any_value({column}) from rows)"
        yield "constant", f"{field.name} is the first row's in all", become(first_value)
        for places in (0, -2) if field.type == "number" else (-1,):
            value = f"round({column}, {places})"
            yield "rounded", f"{field.name} is rounded to {10**-places}", become(value)
        one = f"if(row_number() over () = 1, {column} + 1, {column})"
        yield "one row", f"{field.name} of one row is 1 more", become(one)
        huge = f"if(row_number() over () = 1, {column} * 1000000, {column})"
        yield "huge row", f"{field.name} of one row is a million times", become(huge)
    elif field.type == "boolean":
        yield "flags turned", f"{field.name} is turned", become(f"not {column}")
        yield "constant", f"{field.name} is always true", become("true")
        yield "constant", f"{field.name} is always false", become("false")
    elif field.type == "string" and codes and len(codes) <= MOST_CODES:
        first, *others = codes
        is_first = f"{column} = {literal(first)}"
        respelled = f"if({is_first}, {literal(f'{first} X')}, {column})"
        yield "code renamed", f"{first} of {field.name} is spelled otherwise", become(respelled)
        if others:
            confused = f"if({is_first}, {literal(others[0])}, {column})"
            lost = f"from rows where {column} is distinct from {literal(others[-1])}"
            yield "code confused", f"{first} of {field.name} is {others[0]}", become(confused)
            yield "code lost", f"the rows of {others[-1]} in {field.name} are missing", lost
    elif field.type == "datetime":
        yield (
            "wrong date",
            f"{field.name} is in another time zone",
            become(f"{column} + interval 2 hour"),
        )
    elif field.type == "date":
        yield (
            "wrong date",
            f"{field.name} is a year too early",
            become(f"{column} - interval 1 year"),
        )
        yield (
            "wrong date",
            f"{field.name} is a month too late",
            become(f"{column} + interval 1 month"),
        )
    next_value = f"coalesce(lag({column}) over (), {column})"
    yield "columns swapped", f"{field.name} is the row's before", become(next_value)
    if field.type == "string" and not field.enum and not field.pattern:
        yield "code renamed", f"{field.name} is in capitals", become(f"upper({column})")
        damaged = "".join(
            f", {literal(letter)}, {literal(letter.encode().decode('latin-1'))})"
            for letter in "åäöÅÄÖ"
        )
        yield (
            "damaged texts",
            f"{field.name} was read in another encoding",
            become(f"{'replace(' * 6}{column}{damaged}"),
        )
        tested = f"if(row_number() over () = 1, 'TEST', {column})"
        yield "test row", f"{field.name} of one row says TEST", become(tested)
    if not field.required:
        yield "values lost", f"{field.name} is empty", become("null")


def _numbered_on(contract: Contract) -> str:
    """Return the rows under the numbers that follow the last."""
    column = name(_text_of_key(contract))
    number = rf"regexp_extract({column}, '\d+$')"
    of_rows = number.replace(column, f"rows.{column}")
    last = f"(select coalesce(max(try_cast({of_rows} as hugeint)), 0) from rows)"
    following = (
        f"lpad(({last} + row_number() over ())::varchar, greatest(length({number}), 1)::int, '0')"
    )
    return f"select * replace (regexp_replace({column}, '\\d+$', '') || {following} as {column}) from rows"


def _with_totals(contract: Contract) -> str:
    """Return the rows, and the last again with the totals of all columns of numbers."""
    column = name(_text_of_key(contract))
    totals = "".join(
        f", (select sum({name(field.name)}) from rows)::{field.sql_type} as {name(field.name)}"
        for field in contract.fields
        if field.type in FACTORS and field.name not in contract.primary_key
    )
    last = "(from rows offset (select count(*) - 1 from rows))"
    return f"from rows union all select * replace ('Summa' as {column}{totals}) from {last}"


def _text_of_key(contract: Contract) -> str:
    texts = {field.name for field in contract.fields if field.type == "string"}
    return next((column for column in contract.primary_key if column in texts), "")


def _with_new_keys(contract: Contract) -> str | None:
    """Return the rows under keys of their own, where the key is a number that a system gives out."""
    if not _text_of_key(contract):
        return None
    column = name(_text_of_key(contract))
    # Digits turned round, so that a key keeps its form.
    return (
        f"select * replace (translate({column}, '0123456789', '9876543210') as {column}) from rows"
    )
