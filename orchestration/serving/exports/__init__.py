"""Files that others' programs read: tables, a model for BI tools, a catalogue of open data, a supplier ledger."""

from orchestration.serving.exports.catalogue import CC0, Publication, write_catalogue
from orchestration.serving.exports.semantic_model import write_semantic_model
from orchestration.serving.exports.supplier_ledger import write_supplier_ledger
from orchestration.serving.exports.tables import write_tables

__all__ = [
    "CC0",
    "Publication",
    "write_catalogue",
    "write_semantic_model",
    "write_supplier_ledger",
    "write_tables",
]
