"""Microsoft's Tabular Model Scripting Language as far as our models use it, and its expressions as DuckDB's SQL.

The objects and their properties are those of learn.microsoft.com/analysis-services/tmsl/tmsl-reference-tabular-objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

TEXT = {"type": "string", "minLength": 1}
EXPRESSION = {"anyOf": [TEXT, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item, "minItems": 1}


_COLUMN = _object(
    {
        "name": TEXT,
        "dataType": {"enum": ["string", "int64", "double", "dateTime", "decimal", "boolean"]},
        "sourceColumn": TEXT,
    },
    description={"type": "string"},
    summarizeBy={"enum": ["none", "sum"]},
    isKey={"const": True},
    isNullable={"type": "boolean"},
    formatString=TEXT,
)
_MEASURE = _object(
    {"name": TEXT, "expression": EXPRESSION},
    description={"type": "string"},
    formatString=TEXT,
    displayFolder=TEXT,
)
_PARTITION = _object(
    {
        "name": TEXT,
        "mode": {"const": "import"},
        "source": _object({"type": {"const": "m"}, "expression": EXPRESSION}),
    }
)
_RELATION = _object(
    {"name": TEXT, "fromTable": TEXT, "fromColumn": TEXT, "toTable": TEXT, "toColumn": TEXT},
    isActive={"const": False},
)
_ROLE = _object(
    {"name": TEXT, "modelPermission": {"const": "read"}},
    tablePermissions=_list(_object({"name": TEXT, "filterExpression": EXPRESSION})),
)
_TRANSLATED = _object({"name": TEXT}, translatedCaption=TEXT, translatedDescription=TEXT)
_CULTURE = _object(
    {"name": {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"}},
    translations=_object(
        {
            "model": _object(
                {
                    "name": TEXT,
                    "tables": _list(
                        _object(
                            {"name": TEXT}, columns=_list(_TRANSLATED), measures=_list(_TRANSLATED)
                        )
                    ),
                }
            )
        }
    ),
)
DATABASE = _object(
    {
        "name": TEXT,
        "compatibilityLevel": {"type": "integer", "minimum": 1400},
        "model": _object(
            {
                "culture": TEXT,
                "tables": _list(
                    _object(
                        {"name": TEXT, "columns": _list(_COLUMN), "partitions": _list(_PARTITION)},
                        description={"type": "string"},
                        dataCategory={"const": "Time"},
                        measures=_list(_MEASURE),
                    )
                ),
                "relationships": _list(_RELATION),
                "roles": _list(_ROLE),
                "expressions": _list(
                    _object(
                        {"name": TEXT, "kind": {"const": "m"}, "expression": EXPRESSION},
                        description={"type": "string"},
                    )
                ),
                "cultures": _list(_CULTURE),
            },
            description={"type": "string"},
            defaultPowerBIDataSourceVersion={"const": "powerBI_V3"},
            discourageImplicitMeasures={"type": "boolean"},
            annotations=_list(_object({"name": TEXT, "value": {"type": "string"}})),
        ),
    }
)

_TOKEN = re.compile(
    r"\s*(?:(?P<column>'(?:[^']|'')+'\[[^]]+\])|(?P<text>\"(?:[^\"]|\"\")*\")|(?P<number>[0-9.]+)"
    r"|(?P<name>[A-Z]+)|(?P<sign>&&|[(),=*]))"
)
_FUNCTIONS: dict[str, Callable[..., str]] = {
    "SUM": "sum({})".format,
    "MAX": "max({})".format,
    "IF": "case when {} then {} end".format,
    "DIVIDE": "({}) / nullif({}, 0)".format,
    "HASONEVALUE": "(count(distinct {}) = 1)".format,
    "COUNTBLANK": "count(*) filter ({} is null)".format,
}


def as_sql(expression: str) -> tuple[str, str, str]:
    """Return a measure's aggregate as SQL, the table that it is of, and the condition of its rows.

    Raises
    ------
    ValueError
        When the expression has a word that is not known here.
    """
    tokens = []
    position = 0
    while position < len(expression.rstrip()):
        found = _TOKEN.match(expression, position)
        if found is None or found.lastgroup is None:
            raise ValueError(f"not DAX as we know it: {expression[position:]!r}")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        position = found.end()
    tables = {text[1 : text.index("'[")] for kind, text in tokens if kind == "column"}
    (table,) = tables
    condition = "true"
    if tokens[0] == ("name", "CALCULATE"):
        comma = max(i for i, token in enumerate(tokens) if token == ("sign", ","))
        condition, _ = _operation(tokens[comma + 1 : -1], 0)
        tokens = tokens[2:comma]
    sql, end = _operation(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"more than one expression: {expression!r}")
    return sql, table, condition


def _operation(tokens: list[tuple[str, str]], place: int) -> tuple[str, int]:
    sql, place = _term(tokens, place)
    while place < len(tokens) and tokens[place][1] in ("&&", "=", "*"):
        sign = {"&&": "and"}.get(tokens[place][1], tokens[place][1])
        right, place = _term(tokens, place + 1)
        sql = f"{sql} {sign} {right}"
    return sql, place


def _term(tokens: list[tuple[str, str]], place: int) -> tuple[str, int]:
    kind, text = tokens[place]
    if kind == "column":
        return '"' + text[text.index("'[") + 2 : -1] + '"', place + 1
    if kind == "text":
        return "'" + text[1:-1].replace('""', '"').replace("'", "''") + "'", place + 1
    if kind == "number":
        return text, place + 1
    if kind != "name" or text not in _FUNCTIONS:
        raise ValueError(f"not a function that is known here: {text}")
    place += 2  # the name and its opening parenthesis
    arguments = []
    while True:
        argument, place = _operation(tokens, place)
        arguments.append(argument)
        place += 1
        if tokens[place - 1][1] == ")":
            return _FUNCTIONS[text](*arguments), place
