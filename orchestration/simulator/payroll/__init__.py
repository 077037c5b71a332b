"""The payroll system's extracts: payslips, pension cases and service for the city, and the board's own staff.

``targets.csv`` says what the rows add up to and where the report prints it, ``staff.csv`` which posts
the board has. ``months`` is the calendar; ``services`` makes what is done for the city, which scales;
``staff`` fills the posts, ``absence`` plans who is away, and ``own_staff`` makes their rows, which do
not scale. ``deliveries`` puts them together.
"""

from orchestration.simulator.payroll.deliveries import deliveries

__all__ = ["deliveries"]
