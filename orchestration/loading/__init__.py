"""Loading: from delivered files to typed Parquet in the raw layer, each delivery exactly once.

``store`` owns the raw layer on disk and ``quarantine`` the refused deliveries. One reader module per extract
format turns a file into rows (``ledger`` for SIE), ``load`` runs the steps in order, and ``views`` shows the
raw layer to a build.
"""

from orchestration.loading.load import LoadSummary, load_deliveries

__all__ = ["LoadSummary", "load_deliveries"]
