"""Bokslut: the orchestration of a warehouse for public-sector annual reporting.

One module per concept. Readers of extract formats, loading, the gate, publishing and the command line
live here; every transformation of data lives in ``dbt_project``.
"""
