"""The contact centre's extracts: cases, calls, switchboard calls and visits, month by month.

``targets.csv`` says what the rows add up to and where the report prints it, ``groups.csv`` who
answers; ``volumes`` splits the counts over months and groups, ``opening_hours`` gives times, and
``rows`` makes the files.
"""

from orchestration.simulator.contact_centre.deliveries import deliveries

__all__ = ["deliveries"]
