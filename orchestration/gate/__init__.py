"""The gate: Great Expectations audits the finished build, and its verdict is what publishing demands.

``controls`` reads the controls (one SQL file each), ``compared`` holds what they compare, ``audit``
runs them with Great Expectations, ``verdict`` binds the result to the build's bytes, and
``duckdb_dialect`` lets Great Expectations read DuckDB.
"""

from orchestration.gate.audit import audit, import_great_expectations
from orchestration.gate.controls import Control, controls_sha256, read_controls
from orchestration.gate.verdict import ControlResult, Verdict, read_history, read_verdict

__all__ = [
    "Control",
    "ControlResult",
    "Verdict",
    "audit",
    "controls_sha256",
    "import_great_expectations",
    "read_controls",
    "read_history",
    "read_verdict",
]
