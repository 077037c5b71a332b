"""The chapters of a report, in their order; each is a function from what it reads to a section of the document."""

from orchestration.report.chapters.context import Context
from orchestration.report.chapters.definitions import definitions
from orchestration.report.chapters.economics import economics
from orchestration.report.chapters.goals import goals
from orchestration.report.chapters.services import services
from orchestration.report.chapters.sources import sources
from orchestration.report.chapters.staff import staff
from orchestration.report.chapters.summary import summary
from orchestration.report.chapters.tie_out import tie_out
from orchestration.report.document import Section


def chapters(context: Context) -> tuple[Section, ...]:
    """Return the chapters of an edition; what has nothing to show is left out.

    The definitions come after all others, since they are of the figures that those have printed.
    """
    made = [
        chapter(context)
        for chapter in (summary, goals, economics, staff, services, tie_out, definitions, sources)
    ]
    return tuple(section for section in made if section is not None)
