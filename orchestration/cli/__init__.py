"""The command line, ``bokslut``: thin over the same functions and the same Dagster graph as everything else.

A module belongs here when it reads arguments or prints results. ``main`` has the verbs of a run,
``reading`` those that read a release, ``refused`` those for what was refused, ``operations`` those of an operator,
``boards`` and ``check`` their own;
``run`` executes a whole run, ``options`` and ``group`` are what verbs share.
"""
