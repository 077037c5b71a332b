"""What a test of serving reads in the database."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import psycopg

TABLES = ["common.dim_area", "economics.fct_costs", "hr.mart_hr__absence", "hr.mart_hr__salaries"]


@contextmanager
def connected(url: str) -> Generator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with connected(url) as connection:
        return connection.execute(query.encode()).fetchall()


def version_served(url: str) -> set[int]:
    return {
        row[0] for table in TABLES for row in rows(url, f"select distinct version from {table}")
    }
