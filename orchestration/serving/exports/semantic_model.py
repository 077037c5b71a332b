"""A release as a semantic model in Microsoft's Tabular Model Scripting Language (TMSL), which Power BI reads.

Tables, keys and relations are those of the release's manifest, measures those of its register. The model imports the
release's Parquet files, and the parameter ``ReleaseFolder`` says where they are. The format is documented at
learn.microsoft.com/analysis-services/tmsl/tmsl-reference-tabular-objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.core.files import write_json
from orchestration.releases.release import Release
from orchestration.serving.exports.measures import Measure, measures_of
from orchestration.serving.exports.measures import column as dax_column
from orchestration.serving.tables import HR, READER

# Tables from Parquet by Power Query, and translations, need no more than this level, which all editions in use have.
_COMPATIBILITY_LEVEL = 1550
_FOLDER = "Bokslut.SemanticModel"
_CULTURE, _SWEDISH = "en-US", "sv-SE"

_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "SMALLINT": "int64",
    "INTEGER": "int64",
    "BIGINT": "int64",
    "DOUBLE": "double",
    "DATE": "dateTime",
    "TIMESTAMP": "dateTime",
    "TIMESTAMP WITH TIME ZONE": "dateTime",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
# The fixed decimal of the engine has four places; what has more is a floating-point number there.
_FIXED_PLACES = 4


def write_semantic_model(release: Release, folder: Path, source: str) -> list[Path]:
    """Write a release's semantic model as a folder that Power BI projects, Fabric and Tabular Editor open.

    Parameters
    ----------
    release
        The release, verified.
    folder
        Where to write ``Bokslut.SemanticModel``, with ``model.bim`` and ``definition.pbism``.
    source
        The folder that the model's parameter ``ReleaseFolder`` names at first: a release, or the link ``current``.

    Returns
    -------
    list of Path
        The files written.
    """
    target = folder / _FOLDER
    target.mkdir(parents=True, exist_ok=True)
    model, definition = target / "model.bim", target / "definition.pbism"
    write_json(model, semantic_model(release, source))
    write_json(definition, {"version": "1.0", "settings": {}})
    return [model, definition]


def semantic_model(release: Release, source: str) -> dict[str, Any]:
    """Return the content of ``model.bim``: the tables, relations, measures, roles and Swedish names of a release."""
    tables = list(release.tables.values())
    measures = measures_of(release)
    return {
        "name": "Bokslut",
        "compatibilityLevel": _COMPATIBILITY_LEVEL,
        "model": {
            "culture": _CULTURE,
            "description": f"{release.name}, schema {release.manifest['schema_version']}.",
            "defaultPowerBIDataSourceVersion": "powerBI_V3",
            # A mart has totals beside their parts: only measures add, never a column dragged into a chart.
            "discourageImplicitMeasures": True,
            "tables": [_table(table, measures) for table in tables],
            "relationships": relationships(tables),
            "roles": _roles(tables),
            "expressions": [
                {
                    "name": "ReleaseFolder",
                    "kind": "m",
                    "expression": f"{_m_text(source)} meta "
                    '[IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]',
                    "description": "The folder of a release, or of the link published/current.",
                }
            ],
            "cultures": [{"name": _CULTURE}, _swedish(tables, measures)],
            "annotations": [
                {"name": "bokslut_release", "value": str(release.number)},
                {"name": "bokslut_content_sha256", "value": release.content_sha256},
            ],
        },
    }


def relationships(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a relation for each foreign key, inactive where it would be a second path between two tables.

    The engine allows only one path for filters to reach a table. Facts come first, so that their own keys are active
    rather than those of the dimensions between. A table's key to itself is not a relation there.
    """
    relations = []
    reached: dict[str, set[str]] = {table["name"]: {table["name"]} for table in tables}
    for table in sorted(
        tables, key=lambda table: (table["name"].startswith("dim_"), table["name"])
    ):
        for column, target in sorted(table["foreign_keys"].items()):
            _, parent, field = target.split(".")
            if parent == table["name"]:
                continue
            above = {name for name, targets in reached.items() if table["name"] in targets}
            is_second_way = any(reached[name] & reached[parent] for name in above)
            if not is_second_way:
                for name in above:
                    reached[name] |= reached[parent]
            relations.append(
                {
                    "name": f"{table['name']}.{column}",
                    "fromTable": table["name"],
                    "fromColumn": column,
                    "toTable": parent,
                    "toColumn": field,
                    **({"isActive": False} if is_second_way else {}),
                }
            )
    return relations


def _table(table: Mapping[str, Any], measures: Sequence[Measure]) -> dict[str, Any]:
    name = table["name"]
    key = table["primary_key"]
    columns = [_column(column, is_key=[column["name"]] == key) for column in table["columns"]]
    is_calendar = any(
        column.get("isKey") and column["dataType"] == "dateTime" for column in columns
    )
    parquet = f"ReleaseFolder & {_m_text('/' + table['parquet'])}"
    own = [
        {
            "name": measure.name,
            "description": measure.description,
            "expression": measure.expression,
            "formatString": measure.format,
            "displayFolder": measure.folder,
        }
        for measure in measures
        if measure.table == name
    ]
    return {
        "name": name,
        "description": table["description"],
        **({"dataCategory": "Time"} if is_calendar else {}),
        "columns": columns,
        "partitions": [
            {
                "name": name,
                "mode": "import",
                "source": {
                    "type": "m",
                    "expression": [
                        "let",
                        f"    Source = Parquet.Document(File.Contents({parquet}))",
                        "in",
                        "    Source",
                    ],
                },
            }
        ],
        **({"measures": own} if own else {}),
    }


def _column(column: Mapping[str, Any], *, is_key: bool) -> dict[str, Any]:
    data_type = _type(column["type"])
    return {
        "name": column["name"],
        "description": column["description"],
        "dataType": data_type,
        "sourceColumn": column["name"],
        "summarizeBy": column.get("aggregation", "none"),
        **({"isKey": True} if is_key else {}),
        **({"isNullable": False} if not column["nullable"] else {}),
        **({"formatString": "#,0.00"} if data_type == "decimal" else {}),
        **({"formatString": "yyyy-mm-dd"} if column["type"] == "DATE" else {}),
    }


def _type(declared: str) -> str:
    if found := _DECIMAL.fullmatch(declared):
        return "decimal" if int(found[2]) <= _FIXED_PLACES else "double"
    return _TYPES[declared]


def _roles(tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the two roles: HR reads all rows; others read those that a table's own column opens to them, or none."""
    closed = [
        {"name": table["name"], "filterExpression": _open_rows(table)}
        for table in tables
        if table["audience"]
    ]
    reader: dict[str, Any] = {"name": READER, "modelPermission": "read"}
    if closed:
        reader["tablePermissions"] = closed
    return [reader, {"name": HR, "modelPermission": "read"}]


def _open_rows(table: Mapping[str, Any]) -> str:
    """Return the DAX of the rows that all may read; no row if the rule in SQL is more than a column's name."""
    rule = table["reader_rows"]
    if rule in {column["name"] for column in table["columns"]}:
        return f"{dax_column(table['name'], rule)} = TRUE()"
    return "FALSE()"


def _swedish(tables: Sequence[Mapping[str, Any]], measures: Sequence[Measure]) -> dict[str, Any]:
    translated = []
    for table in tables:
        columns = [
            {"name": column["name"], "translatedDescription": column["description_sv"]}
            for column in table["columns"]
            if column["description_sv"]
        ]
        own = [
            {
                "name": measure.name,
                "translatedCaption": measure.name_sv,
                **(
                    {"translatedDescription": measure.description_sv}
                    if measure.description_sv
                    else {}
                ),
            }
            for measure in measures
            if measure.table == table["name"]
        ]
        translated.append(
            {
                "name": table["name"],
                **({"columns": columns} if columns else {}),
                **({"measures": own} if own else {}),
            }
        )
    return {
        "name": _SWEDISH,
        "translations": {"model": {"name": "Model", "tables": translated}},
    }


def _m_text(value: str) -> str:
    """Return a text as Power Query's language writes it."""
    escaped = value.replace("#(", "#(#)(").replace('"', '""')
    return f'"{escaped}"'
