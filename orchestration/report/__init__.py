"""The board's report, made from a published release and the board's own chapters (``text``), and nothing else.

A release is read (``release_data``) into a document of plain values (``document``), chapter by chapter (``chapters``);
a document becomes HTML by Jinja2 (``html``) and PDF/UA by Typst (``pdf``). A report is two documents: what it says, and
its tracing. Whatever a reader sees is in the document, so HTML and PDF cannot differ, and the same release gives the
same bytes.
"""

from orchestration.report.build import Report, make_report, watch_report
from orchestration.report.document import AUDIENCES, Audience

__all__ = ["AUDIENCES", "Audience", "Report", "make_report", "watch_report"]
