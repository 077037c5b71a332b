"""A board's own files: who it is, its reference data and contracts, and how they are begun, checked and upgraded.

A board is a folder beside the code, the landing folder and the warehouse. It holds ``board.yml``, the reference
data as CSV files named as in ``seeds/``, and ``contracts/<system>/<entity>.yml``, which are laid over the shipped
ones. The worked example's folder is ``seeds/``. How a board becomes a dbt project is in ``dbt``.
"""

from orchestration.boards.board import FILE_NAME, Board, BoardError, read_board
from orchestration.boards.editions import EDITION, read_editions
from orchestration.boards.reference import ReferenceFile, reference_files

__all__ = [
    "EDITION",
    "FILE_NAME",
    "Board",
    "BoardError",
    "ReferenceFile",
    "read_board",
    "read_editions",
    "reference_files",
]
