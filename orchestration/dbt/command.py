"""dbt's command line as runs start it: ``bokslut-dbt``, beside ``bokslut`` in the environment's programs.

What dbt parses lives as long as its process. To look through it for garbage takes 1.3 seconds of processor time, and
to free it piece by piece at the end 0.4 more, of the 5 that ``dbt ls`` takes with the project parsed before. The other
tricks for speed are in ``orchestration.defs.speed``.
"""

import atexit
import gc
import os
import sys


def main() -> None:
    """Run dbt, close what it has open, and end at once, with its exit code."""
    gc.disable()

    from dbt.cli.main import cli

    _parse_for_every_build_file()
    sys.argv[0] = "dbt"
    try:
        cli()
    except SystemExit as ended:
        # dbt-duckdb closes the database there.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)


def _parse_for_every_build_file() -> None:
    """Leave the build file's path out of what dbt compares with its last parse; nothing in a project reads it."""
    from dbt.adapters.duckdb.credentials import DuckDBCredentials

    keys = DuckDBCredentials._connection_keys
    DuckDBCredentials._connection_keys = lambda self: tuple(  # pyright: ignore[reportAttributeAccessIssue]
        key for key in keys(self) if key != "path"
    )
