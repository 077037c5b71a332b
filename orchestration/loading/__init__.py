"""Loading: from delivered files to typed Parquet in the raw layer, each delivery exactly once.

``store`` owns the raw layer on disk, ``quarantine`` what was refused, a reader module per extract
format the way from file to rows (``ledger`` for SIE 4), ``load`` the order of it all, and ``views`` what a
build sees of it.
"""

from orchestration.loading.load import LoadSummary, load_deliveries

__all__ = ["LoadSummary", "load_deliveries"]
