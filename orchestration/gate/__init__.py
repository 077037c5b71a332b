"""The gate: Great Expectations audits the finished build, and publishing requires its verdict.

``controls`` reads the controls (one SQL file each), ``compared`` computes what they compare, ``expectations``
has Great Expectations judge that, ``audit`` runs them all, and ``verdict`` binds the result to the build's bytes.
"""

from orchestration.gate.audit import audit, evaluate
from orchestration.gate.controls import Control, Severity, controls_sha256, read_controls
from orchestration.gate.expectations import import_great_expectations
from orchestration.gate.verdict import (
    ControlResult,
    Outcome,
    Verdict,
    read_history,
    read_verdict,
)

__all__ = [
    "Control",
    "ControlResult",
    "Outcome",
    "Severity",
    "Verdict",
    "audit",
    "controls_sha256",
    "evaluate",
    "import_great_expectations",
    "read_controls",
    "read_history",
    "read_verdict",
]
