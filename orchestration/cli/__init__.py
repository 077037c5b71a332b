"""The command line, ``bokslut``: thin over the same functions and the same Dagster graph as everything else.

A module belongs here when it reads arguments or prints results. ``main`` has the verbs of daily use,
``operations`` those of an operator, ``run`` a whole run, ``options`` what verbs share.
"""
