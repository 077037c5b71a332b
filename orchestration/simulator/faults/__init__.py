"""What can be made wrong with a delivery, for showing that bad input is refused or kept aside.

``FAULTS`` is the whole table, put together from one per kind: ``files`` (the file as a whole, or what
the manifest says of it), ``rows`` (rows and columns by the extract's contract) and ``ledger`` (the
books themselves). A fault is seeded once, in a delivery of 2013 of one system; ``seeding`` says where.
"""

from __future__ import annotations

from orchestration.simulator.faults.fault import Fault
from orchestration.simulator.faults.files import FILE_FAULTS
from orchestration.simulator.faults.ledger import LEDGER_FAULTS
from orchestration.simulator.faults.rows import ROW_FAULTS

__all__ = ["FAULTS", "Fault"]

FAULTS: dict[str, Fault] = {**FILE_FAULTS, **ROW_FAULTS, **LEDGER_FAULTS}
"""Fault → what it does."""
