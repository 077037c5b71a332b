"""A contract's fields as SQL: the typed value of a field's text, and each rule that the text or the value may break.

Every reader gives the fields as text (``NULL`` where empty); the rules do not depend on the format,
except for how a number and a boolean are written. A value is never guessed: ``1 234,50`` is not a
number, and its reason says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orchestration.contracts import Contract, Field
from orchestration.core.characters import FORBIDDEN_IN_FIELDS, GARBLED, INVISIBLE, UNSEEN
from orchestration.core.settings import TIMEZONE
from orchestration.core.sql import literal, literals, name
from orchestration.loading.patterns import is_of_pattern
from orchestration.loading.values import (
    GROUP_BLANKS,
    boolean_words,
    decimal_char,
    text_of,
    value_sql,
)

# Codes that say a text is not of its field's type at all.
TYPE_CODES = frozenset({
    "not_a_number", "not_an_integer", "not_a_boolean", "not_a_date", "not_a_datetime",
    "decimal_point", "decimal_comma", "thousands_separator", "trailing_minus",
})  # fmt: skip

# The offset from UTC is required: without it, the hour when clocks go back is two hours.
_DATETIME = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
    "(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
)

_BLANKS = f"[{UNSEEN}]*"
# Blank texts and Excel's errors begin so, and few others do: the first character decides, since texts are compared by
# bytes. Most begin with a letter or digit of ASCII, and need no further check.
_ODD_BEGIN = (
    "case when {text} between '%' and '~' then false else not ({text} between '\u00c0' and '\u02ff'"
    " or {text} between '\u0370' and '\u10ff' or {text} between '\u3165' and '\ufdff' or {text} >= '\U00010000') end"
)

# What Excel shows where a formula fails, in English and in Swedish.
_EXCEL_ERRORS = (
    "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#SAKNAS!", "#SAKNAS", "#REFERENS!", "#VÄRDEFEL!", "#DIVISION/0!", "#NAMN?", "#OGILTIGT!", "#SKÄRNING!",
    "#SPILL", "#BERÄKNING!", "#FÄLT!", "#GETTING_DATA",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One way in which a row can break its contract.

    ``broken`` is a condition over the field's text and value, null where it is undecided. A ``refines``
    rule only gives a better reason for what a later rule refuses anyway. A rule that is ``told_by_bytes``
    has been checked on the bytes of the whole file, so the fast way skips it. ``suspected`` is a cheaper
    condition that holds wherever ``broken`` does, and in few other rows: a file with such a row is read the
    careful way.
    """

    code: str
    field: str
    broken: str
    expected: str
    refines: bool = False
    told_by_bytes: bool = False
    suspected: str = ""


def values(contract: Contract, *, strict: bool = False) -> str:
    """Return all fields' typed values, each under its field's name, over their texts.

    Parameters
    ----------
    strict
        Whether a number that the rules forbid is null, so that sums never hold a guess.
    """
    expressions = []
    for field in contract.fields:
        value = value_sql(field, contract)
        if strict and field.type in ("integer", "number"):
            form = _type_rules(field, contract, text_of(field.name), value)[-1]
            value = f"case when not ({form.broken}) then {value} end"
        expressions.append(f"{value} as {name(field.name)}")
    return ", ".join(expressions)


def row_is_right(contract: Contract, period: tuple[date, date] | None) -> str:
    """Return the condition that no rule is broken, over the texts and values of a row; cheap enough for every row."""
    conditions = []
    for field in contract.fields:
        text = text_of(field.name)
        broken_by = [
            rule.suspected or rule.broken
            for rule in rules_of(field, contract, period)
            if not (rule.refines or rule.told_by_bytes or rule.code == "missing_value")
        ]
        if field.required and "" not in field.values:
            if field.type == "string" and not field.enum:
                broken_by.append(_ODD_BEGIN.format(text=text))
            conditions.append(f"{text} is not null")
            conditions += [f"not ({broken})" for broken in dict.fromkeys(broken_by)]
        elif broken_by:
            right = " and ".join(f"not ({broken})" for broken in dict.fromkeys(broken_by))
            conditions.append(f"({text} is null or ({right}))")
    return " and ".join(conditions) or "true"


def rules(contract: Contract, period: tuple[date, date] | None) -> list[Rule]:
    """Return all rules of a contract for a delivery's period, in the order in which they are checked."""
    return [rule for field in contract.fields for rule in rules_of(field, contract, period)]


def rules_of(field: Field, contract: Contract, period: tuple[date, date] | None) -> list[Rule]:
    """Return the rules of one field: presence, type, allowed values, range, personal number, period if there is one."""
    text, value = text_of(field.name), name(field.name)
    found = _text_rules(field, text)
    if field.type == "string" and field.name in contract.primary_key:
        found.append(_plain_key(field, text))
    found += _type_rules(field, contract, text, value)
    if field.enum:
        allowed = [code for code in field.values if code] or list(field.enum)
        broken = f"{text} not in ({literals(allowed)})"
        found.append(Rule("unknown_code", field.name, broken, f"one of {', '.join(allowed)}"))
    # Pattern and personal number are checked on the raw table's value, which is the text unless the field has codes.
    own = value if field.values else text
    if field.pattern:
        broken = f"not ({is_of_pattern(own, field.pattern)})"
        found.append(Rule("pattern", field.name, broken, f"text of the form {field.pattern}"))
    if field.minimum is not None:
        broken = f"{value} < {literal(field.minimum)}::{field.sql_type}"
        found.append(Rule("below_minimum", field.name, broken, f"at least {field.minimum}"))
    if field.maximum is not None:
        broken = f"{value} > {literal(field.maximum)}::{field.sql_type}"
        found.append(Rule("above_maximum", field.name, broken, f"at most {field.maximum}"))
    if field.personnummer:
        found += _personnummer_rules(field, own)
    if field.not_before:
        broken = f"coalesce({value} < {name(field.not_before)}, false)"
        found.append(
            Rule("ends_before_it_begins", field.name, broken, f"at or after {field.not_before}")
        )
    if period is not None and field.name == contract.period_field:
        first, after = _bounds(field, period)
        broken = f"{value} < {first} or {value} >= {after}"
        expected = f"a day from {period[0]} to {period[1]}, the delivery's period"
        found.append(Rule("outside_period", field.name, broken, expected))
    return found


def _is_missing(field: Field) -> str:
    """Return the condition that a field is empty; a text of only blanks counts as empty."""
    text = text_of(field.name)
    if field.type != "string":
        return f"{text} is null"
    return f"{text} is null or regexp_full_match({text}, {literal(_BLANKS)})"


def _text_rules(field: Field, text: str) -> list[Rule]:
    """Return the rules of a field's text, which are checked before its type."""
    found = []
    if field.required and "" not in field.values:
        found.append(Rule("missing_value", field.name, _is_missing(field), "a value"))
    found.append(
        Rule(
            "control_character",
            field.name,
            f"regexp_matches({text}, {literal(FORBIDDEN_IN_FIELDS)})",
            "text without control characters",
            told_by_bytes=True,
        )
    )
    if field.type == "string":
        found.append(
            Rule(
                "garbled_text",
                field.name,
                f"regexp_matches({text}, {literal(GARBLED)})",
                "letters as they were written; these were lost, or decoded in another encoding than their own",
                refines=field.enum is not None,
                told_by_bytes=True,
            )
        )
    # Excel writes the error of a formula as text; where the type is another, the type refuses it anyway.
    found.append(
        Rule(
            "excel_error",
            field.name,
            f"upper(trim({text})) in ({literals(_EXCEL_ERRORS)})",
            "a value, not the error of a formula in Excel",
            refines=field.type != "string" or field.enum is not None,
            suspected=_ODD_BEGIN.format(text=text),
        )
    )
    return found


def _plain_key(field: Field, text: str) -> Rule:
    """Return the rule that a key has nothing invisible: two keys that look the same must be the same."""
    hidden = f"^[{UNSEEN}]|[{UNSEEN}]$|[{INVISIBLE}]"
    return Rule(
        "unclear_key",
        field.name,
        f"regexp_matches({text}, {literal(hidden)}) or nfc_normalize({text}) <> {text}",
        "a key without blanks at its ends and invisible characters, each letter one character (NFC)",
        suspected=f"({text} < '!' or suffix({text}, ' ') or suffix({text}, chr(9))"
        f" or strlen({text}) <> length({text}))",
    )


def _type_rules(field: Field, contract: Contract, text: str, value: str) -> list[Rule]:
    def rule(code: str, broken: str, expected: str, refines: bool = False) -> Rule:
        return Rule(code, field.name, broken, expected, refines)

    match field.type:
        case "integer":
            if contract.group_char or contract.trailing_minus:
                return _number_rules(field, contract, text, value)
            # Casting the value back to text proves the usual form in half the time of the general pattern.
            general = f"regexp_full_match({text}, '-?[0-9]{{1,18}}')"
            too_long = f"{value} not between -{10**18 - 1} and {10**18 - 1}"
            broken = f"case when {value}::varchar = {text} then {too_long} else not {general} end"
            return [rule("not_an_integer", broken, "a whole number, such as 1234 or -5")]
        case "number":
            return _number_rules(field, contract, text, value)
        case "boolean":
            words = [code for code in field.values or boolean_words(contract) if code]
            broken = f"{text} is not null and {value} is null"
            return [rule("not_a_boolean", broken, f"one of {', '.join(words)}")]
        case "date" | "datetime" if field.format:
            return [_format_rule(field, contract, text, value)]
        case "date":
            # Casting the value back to text proves the form, since DuckDB reads 2013-1-5 too. The length keeps out
            # its other days, such as infinity and 0044-01-01 (BC).
            broken = (
                f"{text} is not null and ({value} is null or {value}::varchar <> {text}"
                f" or length({text}) <> 10)"
            )
            return [rule("not_a_date", broken, "a day of the calendar, YYYY-MM-DD")]
        case "datetime":
            # Nearly all have the usual form, whose check costs a fifth of the general one. Combined in any other
            # way, DuckDB evaluates both.
            usual = f"({text} like '____-__-__T__:__:__+0_:__' and substr({text}, 24, 1) < '6')"
            general = f"regexp_full_match({text}, {literal(_DATETIME)})"
            form = f"case when {usual} then true else {general} end"
            broken = f"{text} is not null and ({value} is null or not {form})"
            return [
                rule(
                    "not_a_datetime",
                    broken,
                    "a time with its offset from UTC, such as 2013-01-31T08:15:00+01:00",
                )
            ]
    return []


def _format_rule(field: Field, contract: Contract, text: str, value: str) -> Rule:
    """Return the rule that a day or time is written as its contract says, proved by formatting the value again.

    So an hour that the clocks skip is refused. A time without an offset is local time; in the hour that the clocks
    repeat, it is the first.
    """
    form = literal(field.format)
    written = "true" if "%z" in str(field.format) else f"strftime({value}, {form}) = {text}"
    if contract.format == "xlsx":
        written = f"({written} or {value}::varchar = {text})"
    broken = f"{text} is not null and ({value} is null or not {written})"
    example = datetime(2013, 1, 31, 8, 15, tzinfo=ZoneInfo(TIMEZONE)).strftime(str(field.format))
    kind = "a day" if field.type == "date" else "a time"
    return Rule(
        f"not_a_{field.type}",
        field.name,
        broken,
        f"{kind} of the form {field.format}, such as {example}",
    )


def _number_rules(field: Field, contract: Contract, text: str, value: str) -> list[Rule]:
    char = decimal_char(contract)
    point, other = ("[.]", ",") if char == "." else (char, ".")
    whole, decimals = (
        (field.precision - field.scale, field.scale) if field.type == "number" else (18, 0)
    )
    fraction = f"({point}[0-9]{{1,{decimals}}})?" if decimals else ""
    group = contract.group_char
    groups = f"[{GROUP_BLANKS if group in GROUP_BLANKS else re.escape(group)}]" if group else ""
    figure = f"-1{group}234{char}50" if decimals else f"-1{group}234"
    expected = f"a number such as {figure}" if decimals else f"a whole number such as {figure}"

    most = f" with at most {decimals} decimals, its scale in the contract" if decimals else ""

    def rule(code: str, form: str, why: str) -> Rule:
        broken = f"regexp_full_match({text}, {literal(form)})"
        return Rule(code, field.name, broken, f"{expected}{why}", refines=True)

    digits = f"[0-9]{{1,{whole}}}" + (f"|[0-9]{{1,3}}({groups}[0-9]{{3}})+" if group else "")
    form = f"-?({digits}){fraction}" + (
        f"|({digits}){fraction}-" if contract.trailing_minus else ""
    )
    not_a_number = f"not regexp_full_match({text}, {literal(form)})"
    if group:
        not_a_number = f"({not_a_number} or {value} is null)"
    found = [
        rule("trailing_minus", "[0-9][0-9 .,\u00a0]*[-\u2212]", ", with its minus in front"),
        rule(
            "thousands_separator",
            "[+-]?[0-9]{1,3}([ \u00a0\u202f.,'][0-9]{3})*[ \u00a0\u202f'][0-9]{3}([.,][0-9]+)?"
            f"|[+-]?[0-9]{{1,3}}([{other}][0-9]{{3}})+{point}[0-9]+",
            ", without a thousands separator",
        ),
        rule(
            "decimal_point" if other == "." else "decimal_comma",
            f"-?[0-9]+[{other}][0-9]+",
            f", with a decimal {'comma' if char == ',' else 'point'}",
        ),
        rule("too_many_decimals", f"-?[0-9]+{point}[0-9]{{{decimals + 1},}}", most),
        rule("too_large", f"-?[0-9]{{{whole + 1},}}({point}[0-9]+)?", f" of at most {whole} whole digits"),
    ]  # fmt: skip
    allowed = {"trailing_minus"} if contract.trailing_minus else set()
    if group:
        allowed |= {
            "thousands_separator",
            *(["decimal_point", "decimal_comma"] if group == other else []),
        }
    code = "not_a_number" if field.type == "number" else "not_an_integer"
    return [
        *(reason for reason in found if reason.code not in allowed),
        Rule(code, field.name, not_a_number, expected),
    ]


def _personnummer_rules(field: Field, text: str) -> list[Rule]:
    """Return the rules of a Swedish personal or coordination number: form, day and check digit.

    The form is ÅÅÅÅMMDD-NNNN, ÅÅMMDD-NNNN (``+`` from the year of turning 100) or without the sign;
    a coordination number's day is 60 higher; the tenth digit is Luhn's over the nine before it
    (folkbokföringslagen 1991:481, 18 § and 18 b §).
    """
    digits = f"right(regexp_replace({text}, '[+-]', ''), 10)"
    form = "([0-9]{2})?[0-9]{6}[+-]?[0-9]{4}"
    day = f"(substr({digits}, 5, 2)::integer % 60)"
    # The century matters for 29 February only; without one, any century in which the day exists will do.
    years = (
        f"case when length(regexp_replace({text}, '[+-]', '')) = 12 then [left({text}, 4)] "
        f"else ['20' || left({digits}, 2), '19' || left({digits}, 2)] end"
    )
    month = f"substr({digits}, 3, 2)"
    no_day = (
        f"not list_bool_or([try_cast(y || '-' || {month} || '-' || lpad({day}::varchar, 2, '0') as date) is not null "
        f"for y in {years}])"
    )
    doubled = f"[(substr({digits}, i, 1)::integer * (1 + i % 2)) for i in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]"
    sum_of_digits = f"list_sum([p // 10 + p % 10 for p in {doubled}])"
    is_formed = f"regexp_full_match({text}, {literal(form)})"
    return [
        Rule(code, field.name, broken, expected)
        for code, broken, expected in (
            ("personnummer_form", f"not {is_formed}", "a personal number, ÅÅÅÅMMDD-NNNN"),
            (
                "personnummer_day",
                f"case when {is_formed} then {no_day} end",
                "a personal number whose day exists",
            ),
            (
                "personnummer_check_digit",
                f"case when {is_formed} then {sum_of_digits} % 10 <> 0 end",
                "a personal number whose last digit agrees with the others (Luhn)",
            ),
        )
    ]


def _bounds(field: Field, period: tuple[date, date]) -> tuple[str, str]:
    """Return the first moment of a period and the first after it, as literals of the field's type."""
    ends = (period[0], period[1] + timedelta(days=1))
    if field.type == "date":
        return f"date '{ends[0]}'", f"date '{ends[1]}'"
    zone = ZoneInfo(TIMEZONE)
    first, after = (
        datetime.combine(end, time(), zone).astimezone(UTC).isoformat(" ") for end in ends
    )
    return f"timestamptz '{first}'", f"timestamptz '{after}'"
