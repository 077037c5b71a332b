"""The command line, ``bokslut``: thin over the same functions and the same Dagster graph as everything else.

A module belongs here when it reads arguments or prints results. ``main`` has the verbs of a run, ``reading`` those that
read a release, ``exporting`` those that write it for other programs, ``refused`` those for what was refused,
``operations`` those of an operator, ``boards``, ``contracts`` and ``check`` their own; ``run`` executes a whole run and
``run_summary`` says what it did; ``options`` and ``group`` are what verbs share.
"""
