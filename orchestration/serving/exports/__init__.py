"""Files that others' programs read of a release: a model for BI tools, a catalogue of open data, a supplier ledger."""

from orchestration.serving.exports.catalogue import CC0, Publication, write_catalogue
from orchestration.serving.exports.semantic_model import write_semantic_model
from orchestration.serving.exports.supplier_ledger import write_supplier_ledger

__all__ = [
    "CC0",
    "Publication",
    "write_catalogue",
    "write_semantic_model",
    "write_supplier_ledger",
]
