"""The tie-out: where a printed report differs from the rows, what is computed, and why it is accepted."""

from __future__ import annotations

from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.contradictions import anchor
from orchestration.report.document import (
    Block,
    Column,
    Inlines,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    text,
)


def tie_out(context: Context) -> Section | None:
    """Return the chapter of the tie-out; None for a report that has not been printed and read into the register."""
    if not context.is_annual:
        return None
    figures, statements = (
        context.data.rows(
            f"select verdict, count(*) as number from tie_out.mart_tie_out__{kind} where report_year = $year"
            " group by verdict order by number desc, verdict"
        )
        for kind in ("figures", "statements")
    )
    if not figures and not statements:
        return None
    sections = [
        Section(
            "avstamning-resultat",
            "Resultat",
            blocks=(
                _counts(context, "t-avstamda-tal", "Tryckta tal", figures, "figure_verdict"),
                _counts(
                    context,
                    "t-avstamda-pastaenden",
                    "Tryckta påståenden",
                    statements,
                    "statement_verdict",
                ),
            ),
        )
    ]
    known = context.figures.contradictions
    if known.figures:
        sections.append(
            Section("avvikande-tal", "Tal som inte stämmer", blocks=(_figures(context),))
        )
    if known.statements:
        sections.append(
            Section("motsagda-pastaenden", "Påståenden som motsägs", blocks=(_statements(context),))
        )
    not_computed = _not_computed(context)
    if not_computed is not None:
        sections.append(Section("ej-beraknade", "Tal som inte beräknas", blocks=(not_computed,)))
    introduction: tuple[Block, ...] = (
        Paragraph(
            text(
                "Varje tal och varje prövbart påstående i den tryckta berättelsen är registrerat och jämfört med vad"
                " raderna ger. Ett tal stämmer när det exakta värdet avrundas till det tryckta. Orsaken till att en"
                " avvikelse har godtagits återges som den är registrerad."
                + (" Numret är anmärkningens i marginalen." if context.audience == "audit" else "")
            )
        ),
    )
    return Section("avstamning", "Avstämning", blocks=introduction, sections=tuple(sections))


def _counts(
    context: Context, place: str, caption: str, rows: list[SimpleNamespace], code_set: str
) -> Table:
    total = sum(row.number for row in rows)
    return Table(
        place,
        caption,
        (Column("Utfall", "left", 4), Column("Antal", "right")),
        (
            *(
                Row(
                    (
                        text(context.data.code_name(code_set, row.verdict)),
                        text(numbers.number(row.number)),
                    )
                )
                for row in rows
            ),
            Row((text("Summa"), text(numbers.number(total))), "total"),
        ),
    )


def _figures(context: Context) -> Table:
    known = context.figures.contradictions
    return Table(
        "t-avvikande-tal",
        "Tal som inte stämmer: tryckt, beräknat och orsaken till att det är godtaget",
        (
            Column("Nr", "left", 0.4),
            Column("Tal", "left", 2.4),
            Column("Tryckt", "right"),
            Column("Beräknat", "right"),
            Column("Skillnad", "right"),
            Column("Orsak", "left", 2.8),
        ),
        tuple(
            Row(
                (
                    text(known.mark(figure.figure_id) or numbers.NO_VALUE),
                    (Text(f"{figure.label_sv}. "), Text(figure.section)),
                    text(known.printed(figure)),
                    text(known.computed(figure)),
                    text(known.difference(figure)),
                    _reason(figure),
                ),
                anchor=anchor(figure.figure_id),
            )
            for figure in sorted(
                known.figures, key=lambda figure: _place(known.mark(figure.figure_id))
            )
        ),
        wide=True,
    )


def _statements(context: Context) -> Table:
    known = context.figures.contradictions
    return Table(
        "t-motsagda-pastaenden",
        "Påståenden som motsägs av talen, och orsaken till att de är godtagna",
        (
            Column("Nr", "left", 0.4),
            Column("Påstående", "left", 3),
            Column("Avsnitt", "left", 2),
            Column("Orsak", "left", 3),
        ),
        tuple(
            Row(
                (
                    text(known.mark(statement.statement_id) or numbers.NO_VALUE),
                    text(f"”{statement.quote_sv}”"),
                    text(statement.section),
                    _reason(statement),
                ),
                anchor=anchor(statement.statement_id),
            )
            for statement in sorted(
                known.statements, key=lambda statement: _place(known.mark(statement.statement_id))
            )
        ),
        wide=True,
    )


def _not_computed(context: Context) -> Table | None:
    rows = context.data.rows(
        "from tie_out.mart_tie_out__figures where report_year = $year and verdict = 'not_computed' order by figure_id"
    )
    if not rows:
        return None
    return Table(
        "t-ej-beraknade",
        "Tryckta tal som inget utdrag innehåller",
        (Column("Tal", "left", 2.4), Column("Tryckt", "right"), Column("Skäl", "left", 3)),
        tuple(
            Row(
                (
                    (Text(f"{row.label_sv}. "), Text(row.section)),
                    text(numbers.printed(row.printed)),
                    text(row.explanation_sv or ""),
                )
            )
            for row in rows
        ),
        wide=True,
    )


def _place(mark: str) -> float:
    """Return the order of a remark: that of its number, and last where it has none."""
    return int(mark) if mark else float("inf")


def _reason(subject: SimpleNamespace) -> Inlines:
    return text(subject.explanation_sv or "") if subject.is_accepted else text("Inte godtaget.")
