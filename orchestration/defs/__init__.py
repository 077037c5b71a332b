"""Dagster's definitions: assets, jobs, schedules, sensors, loggers and this machine's Dagster instance.

A module belongs here when it exists because of Dagster. What an asset does is in the room of its subject; here is
only when it runs and what Dagster shows of it. ``orchestration.definitions`` puts the parts together.
"""
