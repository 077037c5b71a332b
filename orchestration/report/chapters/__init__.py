"""The chapters of a report, in their order; each is a function from what it reads to a section of the document."""

from collections.abc import Callable, Iterable

from orchestration.report.chapters.context import Context
from orchestration.report.chapters.definitions import definitions
from orchestration.report.chapters.economics import economics
from orchestration.report.chapters.goals import goals
from orchestration.report.chapters.places import Places
from orchestration.report.chapters.services import services
from orchestration.report.chapters.sources import sources
from orchestration.report.chapters.staff import staff
from orchestration.report.chapters.summary import summary
from orchestration.report.chapters.tie_out import tie_out
from orchestration.report.chapters.tracing import tracing
from orchestration.report.document import Section

Sections = tuple[Section, ...]


def chapters(
    context: Context, composed: Callable[[Sections], Sections] = tuple
) -> tuple[Sections, Sections]:
    """Return the chapters of the report and of its tracing; what has nothing to show is left out.

    ``composed`` returns the report's chapters with the board's own text among them.

    The definitions and the tracing are made last, since they cover the figures that the others have printed. For the
    audience ``audit`` the tie-out is in the report, with the notes in its margin; for ``public`` it is in the tracing.
    """
    told = composed(
        _made(chapter(context) for chapter in (summary, goals, economics, staff, services))
    )
    places = Places.of(told)
    tied_out = _made([tie_out(context)])
    defined = definitions(context, places)
    traced = (tracing(context, places), sources(context))
    if context.audience == "audit":
        return (*told, *tied_out, defined), traced
    return (*told, defined), (*tied_out, *traced)


def _made(sections: Iterable[Section | None]) -> Sections:
    return tuple(section for section in sections if section is not None)
