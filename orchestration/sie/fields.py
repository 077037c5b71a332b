"""How one field is read: SQL expressions for amounts, quantities, dates, whole numbers and object lists.

Each takes the SQL of a nullable VARCHAR and gives the SQL of the value, null where the field cannot be read.
Whether that is an error is for ``checks`` to say.
"""

from __future__ import annotations

from orchestration.sie.normalise import EMPTY, LIST_CLOSE, LIST_OPEN, LIST_SEPARATOR

PLAIN_AMOUNT = r"-?[0-9]+(\.[0-9]{1,2})?"
_LIBERAL_AMOUNT = r"[-+]?([0-9]+|[0-9]{1,3}([ \xA0][0-9]{3})+)?([.,][0-9]{0,2}0*)?"
_PLAIN_QUANTITY = r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)"


def cast_amount(field: str) -> str:
    """Return the SQL that casts an amount as DuckDB does, which accepts more than amounts, and rounds."""
    return f"TRY_CAST({field} AS DECIMAL(18,2))"


def is_plain_amount(field: str, cast: str) -> str:
    """Return the SQL of whether the field is written as an amount must be (SIE 4B section 5.9).

    Nearly every one is written as DuckDB would write it, which is checked in less time than the pattern.

    Parameters
    ----------
    field
        The field.
    cast
        SQL of ``cast_amount`` for it, or of a column that holds it.
    """
    return (
        f"CASE WHEN CAST({cast} AS VARCHAR) = {field} THEN true"
        f" ELSE regexp_full_match({field}, '{PLAIN_AMOUNT}') END"
    )


def amount(field: str, cast: str, is_plain: str) -> str:
    """Return the SQL that reads an amount, exact to the öre.

    One that is not written as section 5.9 requires is still read if its meaning is not in doubt: a decimal comma,
    a plus sign, blanks between the thousands, decimals beyond the second that are zeros. More digits than
    DECIMAL(18,2) holds give null.

    Parameters
    ----------
    field
        The field.
    cast, is_plain
        SQL of ``cast_amount`` and ``is_plain_amount`` for it, or of columns that hold them.
    """
    fixed = f"ltrim(replace(replace(replace({field}, ' ', ''), chr(160), ''), ',', '.'), '+')"
    return (
        f"CASE WHEN {is_plain} THEN {cast}"
        f" WHEN regexp_full_match({field}, '{_LIBERAL_AMOUNT}') AND regexp_matches({field}, '[0-9]')"
        f" THEN {cast_amount(fixed)} END"
    )


def quantity(field: str) -> str:
    """Return the SQL that reads a quantity, with at most four decimals after a comma or a point (9.2 gives no form)."""
    return (
        f"CASE WHEN regexp_full_match(replace({field}, ',', '.'), '{_PLAIN_QUANTITY}')"
        f" THEN TRY_CAST(replace({field}, ',', '.') AS DECIMAL(18,4)) END"
    )


def date(field: str) -> str:
    """Return the SQL that reads a date YYYYMMDD (section 5.10).

    Eight characters that are a number of eight digits are all digits, which is checked in less time than the pattern.
    """
    return (
        f"CASE WHEN length({field}) = 8 AND CASE WHEN TRY_CAST({field} AS INTEGER) >= 10000000 THEN true"
        f" ELSE regexp_full_match({field}, '[0-9]{{8}}') END"
        f" THEN CAST(try_strptime({field}, '%Y%m%d') AS DATE) END"
    )


def period(field: str) -> str:
    """Return the SQL that reads a period YYYYMM (section 11, #PSALDO)."""
    return f"CASE WHEN regexp_full_match({field}, '[0-9]{{4}}(0[1-9]|1[0-2])') THEN {field} END"


def year_index(field: str) -> str:
    """Return the SQL that reads a year's number: 0 for the current one, -1 for the one before (section 11, #RAR)."""
    return (
        f"CASE WHEN regexp_full_match({field}, '0|-[0-9]{{1,3}}') THEN CAST({field} AS INTEGER) END"
    )


def is_object_list(field: str) -> str:
    """Return the SQL of whether the field is an object list (section 8.21)."""
    return f"coalesce(starts_with({field}, '{LIST_OPEN}'), false)"


def object_parts(object_list: str) -> str:
    """Return the SQL that splits an object list into dimensions and codes by turns; an empty list for ``{}``."""
    inner = f"trim({object_list}, '{LIST_OPEN}{LIST_CLOSE}')"
    return (
        f"CASE WHEN {inner} = '' THEN CAST([] AS VARCHAR[])"
        f" ELSE list_transform(string_split({inner}, '{LIST_SEPARATOR}'), part -> replace(part, '{EMPTY}', '')) END"
    )
