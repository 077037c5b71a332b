"""The Dagster assets, from landing to the published release, one module per stage.

The modules say what Dagster shows and in which order things run; the work itself is done by
``loading``, dbt, ``gate`` and ``publishing``.
"""

# Before any of them imports dagster-dbt, which imports dbt where it can.
import orchestration.defs.speed  # noqa: F401
