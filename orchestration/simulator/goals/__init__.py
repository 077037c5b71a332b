"""The goal system's extract: the plan of the year as a workbook, with seven sheets.

The tables beside this module are the report's goal tree, indicators with targets, and activities;
``targets.csv`` holds the budgeted volumes, ``area_forecasts.csv`` and ``indicator_forecasts.csv`` what was expected of
each year. Outcomes are nowhere here. ``workbook`` writes workbooks whose bytes repeat.
"""

from orchestration.simulator.goals.deliveries import deliveries

__all__ = ["deliveries"]
