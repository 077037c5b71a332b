"""The reader of SIE files, the Swedish standard for accounting data (sie.se): types 1 to 4 (4B and 4C), and SIE 5.

``parse`` fills tables for the loader, ``shortcomings`` says why a file is not a whole ledger, ``disagreements`` why
one cannot be published, and ``inspect`` describes one file to a person or a machine. Nothing here knows what
the warehouse does with the rows.
"""

from orchestration.sie.findings import Finding, NotSieError, SieReport
from orchestration.sie.inspection import inspect, render
from orchestration.sie.reader import parse
from orchestration.sie.wholeness import Shortcoming, disagreements, shortcomings

__all__ = [
    "Finding",
    "NotSieError",
    "Shortcoming",
    "SieReport",
    "disagreements",
    "inspect",
    "parse",
    "render",
    "shortcomings",
]
