"""The small registers' extracts: procurement, comments, premises, meetings and more, year by year.

``targets.csv`` says how many rows of which kind there are and where the report prints it; the other
tables list what a register lists (26 areas of central and 13 of joint procurement, six EU projects,
measures of the risk analysis, all carried out); the suppliers of Svefaktura are invoicing's.
``procurement``, ``customers`` and ``premises_and_staff`` make the rows; ``deliveries`` puts them
together.
"""

from orchestration.simulator.registers.deliveries import deliveries

__all__ = ["deliveries"]
