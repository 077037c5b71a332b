"""The table columns that each column of a query is made of, by sqlglot's scopes, each column resolved once.

sqlglot's own ``lineage`` builds a tree that repeats a common table expression wherever it is read; this is a graph.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

TableColumn = tuple[tuple[str, str], str]
"""Schema and name of a table, and the name of its column."""


def columns_read(sql: str, schema: Any) -> dict[str, set[TableColumn]]:
    """Return, for each column of a query, the columns of tables that its value is made of.

    Parameters
    ----------
    sql
        The query, in DuckDB's SQL.
    schema
        sqlglot's schema of the tables that it reads.
    """
    qualified = qualify(
        parse_one(sql, dialect="duckdb"),
        schema=schema,
        dialect="duckdb",
        validate_qualify_columns=False,
        identify=False,
    )
    root = build_scope(qualified)
    assert root is not None
    assert isinstance(qualified, exp.Query)
    reader = _Reader(root)
    return {name: reader.read(root, name) for name in qualified.named_selects}


class _Reader:
    def __init__(self, root: Scope) -> None:
        self._scopes = {id(scope.expression): scope for scope in root.traverse()}
        self._known: dict[tuple[int, str], set[TableColumn]] = {}

    def read(self, scope: Scope, name: str) -> set[TableColumn]:
        """Return what a scope's column is made of; of a column that is made of itself, the rest."""
        key = (id(scope.expression), name)
        if key not in self._known:
            self._known[key] = set()
            self._known[key] = self._read(scope, name)
        return self._known[key]

    def _read(self, scope: Scope, name: str) -> set[TableColumn]:
        expression = scope.expression
        if isinstance(expression, exp.SetOperation):
            place = expression.named_selects.index(name)
            return {
                found
                for branch in scope.set_operation_scopes
                for found in self.read(branch, _names(branch)[place])
            }
        if not isinstance(expression, exp.Query):
            # An unnested list or map, with all that it is made of.
            return self._of_columns(expression, scope)
        return {
            found
            for projection in expression.selects
            if projection.alias_or_name == name
            for found in self._of_columns(projection, scope)
        }

    def _of_columns(self, expression: exp.Expr, scope: Scope) -> set[TableColumn]:
        """Return what an expression of a scope is made of; of a subquery in it, what the subquery selects."""
        found: set[TableColumn] = set()

        def subquery(node: exp.Expr) -> Scope | None:
            return None if node is expression else self._scopes.get(id(node))

        for node in expression.walk(prune=lambda node: subquery(node) is not None):
            inside = subquery(node)
            if inside is not None:
                for name in _names(inside):
                    found |= self.read(inside, name)
            elif isinstance(node, exp.Column):
                source = self._source(scope, node.table)
                if isinstance(source, exp.Table):
                    found.add(((source.db, source.name), node.name))
                elif source is not None:
                    found |= self.read(source, node.name)
        return found

    @staticmethod
    def _source(scope: Scope, alias: str) -> exp.Table | Scope | None:
        inside: Scope | None = scope
        while inside is not None:
            if alias in inside.sources:
                return inside.sources[alias]
            inside = inside.parent
        return None


def _names(scope: Scope) -> list[str]:
    assert isinstance(scope.expression, exp.Query)
    return scope.expression.named_selects
