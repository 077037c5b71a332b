"""Seed faults and print, by table or extract, how many were tried, what caught them and which escaped.

python -m tests.mutation marts --build warehouse/build/bokslut.duckdb
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.mutation.marts import mutate_marts


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    subjects = parser.add_subparsers(required=True, metavar="SUBJECT")
    marts = subjects.add_parser(
        "marts", help="change single cells, labels and rows of the finished published tables"
    )
    marts.add_argument(
        "--build", type=Path, required=True, help="a finished build; a copy is changed"
    )
    marts.add_argument("--table", default="", help="only tables whose name contains this")
    arguments = parser.parse_args()
    print(mutate_marts(arguments.build, arguments.table))


if __name__ == "__main__":
    main()
