"""What every other room uses: settings, errors, files, locks, SQL text and the log of events.

A module belongs here when at least three rooms need it and it knows none of them. Nothing here knows
Dagster, dbt, a file format or a subject of the report.
"""
