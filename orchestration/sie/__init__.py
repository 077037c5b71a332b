"""The reader of SIE files, types 1 to 4 (the Swedish standard for accounting data; format 4B and 4C, sie.se).

``parse`` fills tables for the loader, ``inspect`` answers a person's or a machine's question about one file. Nothing
here knows what the warehouse does with the rows, and nothing here reads SIE 5, which is another format (XML).
"""

from orchestration.sie.findings import Finding, NotSieError, SieReport
from orchestration.sie.inspection import inspect, render
from orchestration.sie.reader import parse
from orchestration.sie.voucher_checks import DATE_OUTSIDE_YEAR

__all__ = ["DATE_OUTSIDE_YEAR", "Finding", "NotSieError", "SieReport", "inspect", "parse", "render"]
