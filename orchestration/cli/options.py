"""The options that verbs of the command line share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from orchestration.core.settings import BOARD_VARIABLE

landing = click.option(
    "--landing", metavar="DIR", help="Folder of deliveries [BOKSLUT_LANDING, or landing]."
)


def _choose_board(context: click.Context, parameter: click.Parameter, folder: str | None) -> None:
    """Make a board the environment's, which dbt's and Dagster's processes inherit."""
    del context, parameter
    if folder:
        os.environ[BOARD_VARIABLE] = os.path.abspath(folder)  # noqa: PTH100 - as given, links and all


board = click.option(
    "--board",
    metavar="DIR",
    expose_value=False,
    is_eager=True,
    callback=_choose_board,
    help="Folder of the board's reference data [BOKSLUT_BOARD, or the worked example's].",
)


def warehouse(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of a warehouse and of the board that it is built for."""
    option = click.option(
        "--warehouse",
        metavar="DIR",
        help="Folder of the warehouse [BOKSLUT_WAREHOUSE, or warehouse].",
    )
    return board(option(verb))


as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, for machines."
)
