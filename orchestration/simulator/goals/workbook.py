"""Workbooks whose bytes repeat: the same sheets and the same moment give the same file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

Cells = Sequence[Sequence[object]]

_WIDTH = 18  # characters
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write_workbook(sheets: Mapping[str, Cells], saved: datetime) -> bytes:
    """Return a workbook in Office Open XML.

    Parameters
    ----------
    sheets
        Sheet name → rows, the header first. Dates and numbers become cells of these types; None
        becomes an empty cell.
    saved
        When the workbook says that it was made and saved, and what its parts are dated (UTC).
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "ILS"
    workbook.properties.created = saved
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[cell.column_letter].width = _WIDTH
        sheet.freeze_panes = "A2"
    content = io.BytesIO()
    workbook.save(content)
    return _dated(content, saved)


def _dated(content: io.BytesIO, saved: datetime) -> bytes:
    """Return a workbook with the present moment, which openpyxl writes, replaced by ``saved``."""
    stamp = saved.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    dated = io.BytesIO()
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(dated, "w") as target:
        for part in source.namelist():
            entry = zipfile.ZipInfo(part, saved.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, _MODIFIED.sub(rb"\g<1>" + stamp, source.read(part)))
    return dated.getvalue()
