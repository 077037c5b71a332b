"""The options that verbs of the command line share."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from orchestration.core.settings import BOARD_VARIABLE

landing = click.option(
    "--landing", metavar="DIR", help="Folder of deliveries [BOKSLUT_LANDING, or landing]."
)


def board(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Return a verb with the option of a board, which is set in the environment for dbt's and Dagster's processes."""

    @wraps(verb)
    def with_board(*args: Any, board: str | None, **kwargs: Any) -> Any:
        if board:
            os.environ[BOARD_VARIABLE] = str(Path(board).absolute())
        return verb(*args, **kwargs)

    option = click.option(
        "--board",
        metavar="DIR",
        help="Folder of the board's reference data [BOKSLUT_BOARD, or the worked example's].",
    )
    return option(with_board)


def with_installation(command: str) -> str:
    """Return a command to run next, with the board, landing and warehouse that this verb was given."""
    given = click.get_current_context().params
    options = [
        f" --{name} {shlex.quote(given[name])}"
        for name in ("board", "landing", "warehouse")
        if given.get(name)
    ]
    return command + "".join(options)


def warehouse(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Return a verb with the options of a warehouse and of the board that it is built for."""
    option = click.option(
        "--warehouse",
        metavar="DIR",
        help="Folder of the warehouse [BOKSLUT_WAREHOUSE, or warehouse].",
    )
    return board(option(verb))


as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object, for machines."
)

release = click.option(
    "--release",
    type=click.IntRange(1),
    metavar="N",
    help="The release to read; the current one by default.",
)
