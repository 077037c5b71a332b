"""Seed faults and print, by table or extract, how many were tried, what caught them and which escaped.

python -m tests.mutation marts --build warehouse/build/bokslut.duckdb
python -m tests.mutation extracts --warehouse warehouse
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.mutation.extracts import mutate_extracts
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
    marts.set_defaults(mutate=lambda given: mutate_marts(given.build, given.table))
    extracts = subjects.add_parser(
        "extracts", help="let a source system deliver wrongly, with a manifest that agrees"
    )
    extracts.add_argument(
        # dbt runs in the folder of its project.
        "--warehouse",
        type=lambda folder: Path(folder).resolve(),
        required=True,
        help="a finished warehouse",
    )
    extracts.add_argument(
        "--extract", default="", help="only extracts whose name has a match of this expression"
    )
    extracts.add_argument("--every", type=int, default=1, help="seed each n-th fault only")
    extracts.add_argument(
        "--of-systems", action="store_true", help="only faults that do not follow from a contract"
    )
    extracts.add_argument("--jobs", type=int, default=2, help="processes to use")
    extracts.set_defaults(
        mutate=lambda given: mutate_extracts(
            given.warehouse, given.extract, given.every, given.jobs, given.of_systems
        )
    )
    arguments = parser.parse_args()
    print(arguments.mutate(arguments))


if __name__ == "__main__":
    main()
