"""What a check found, as one JSON object and as text for a terminal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from orchestration.diagnostics.check.checking import Checked
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, Verdict, printed

_KINDS = {
    "total": "A total is not the sum of its parts",
    "row total": "A row's total is not the sum of its parts",
    "net": "A result is not one total less the other",
    "difference": "A difference is not that of its two figures",
    "percentage": "A percentage is not that of its two figures",
    "share": "A share is not that of the part and the whole",
    "change": "A change is not that from the one figure to the other",
    "of which": "Parts are more than their whole, or are not all of it",
    "direction": "What is said to rise falls, or the reverse",
    "goal": "A goal is said to be fulfilled, but an indicator misses its target",
    "target": "A target is said to be reached or missed, but is not",
    "count": "The table says that another number of goals are met",
    "dates": "Dates are not in order",
    "repeated": "A fact is printed twice, differently",
    "release": "The release has another value",
}


def as_json(checked: Checked) -> dict[str, Any]:
    """Return the result as one object: ``document``, ``release``, ``edition``, ``numbers`` and ``findings``.

    A number has its text, value, unit, qualifier, year, role, place, section, context, status, and the measure
    proposed for it (None where there is none). A finding has its kind, verdict, the places and the ids of its
    numbers, what is printed, what was expected, and the explanation.
    """
    return {
        "document": checked.document.name,
        "language": checked.document.language,
        "release": checked.release,
        "edition": checked.edition,
        "numbers": [_number(checked, figure) for figure in checked.figures],
        "findings": [
            _finding(finding)
            for finding in checked.findings
            if finding.verdict is not Verdict.HOLDS
        ],
    }


def _number(checked: Checked, figure: Figure) -> dict[str, Any]:
    number, proposal = figure.number, checked.proposals.get(figure.id)
    day = number.date
    return {
        "id": figure.id,
        "text": number.text,
        "kind": number.kind,
        "value": str(day) if day else None if number.value is None else str(number.amount),
        "printed_value": None if number.value is None else str(number.value),
        "decimals": number.decimals,
        "unit": number.unit,
        "qualifier": number.qualifier or None,
        "year": figure.year,
        "role": figure.role or None,
        "place": str(figure.place),
        "section": list(figure.section),
        "row": figure.label if figure.is_cell else None,
        "column": figure.column if figure.is_cell else None,
        "context": None if figure.is_cell else figure.label,
        "status": checked.status_of(figure),
        "proposed": None
        if proposal is None
        else {
            "measure_id": proposal.measure.measure_id,
            "member": proposal.measure.member,
            "fiscal_year": proposal.measure.year,
            "label": proposal.measure.label,
            "value": str(proposal.measure.value),
            "score": round(proposal.score, 3),
        },
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "verdict": str(finding.verdict),
        "rounding_explains": finding.verdict is Verdict.ROUNDING,
        "numbers": list(finding.figures),
        "places": list(finding.places),
        "printed": finding.printed,
        "expected": finding.expected,
        "explanation": finding.explanation,
    }


def as_text(checked: Checked) -> str:
    """Return the result for a terminal: what contradicts, what rounding explains, and what is not tied."""
    quantities = [
        figure for figure in checked.figures if figure.number.kind in ("quantity", "date")
    ]
    lines = [f"{checked.document.name}: {len(quantities)} numbers and dates"]
    if checked.release is not None:
        seen = Counter(checked.status_of(figure) for figure in quantities)
        lines.append(
            f"Against release {checked.release}{', ' + checked.edition if checked.edition else ''}: "
            + ", ".join(f"{count} {name}" for name, count in sorted(seen.items()))
        )
    contradictions = checked.contradictions
    lines += ["", f"Contradictions: {len(contradictions)}"]
    for number, finding in enumerate(contradictions, 1):
        lines += _said(number, finding)
    rounding = [finding for finding in checked.findings if finding.verdict is Verdict.ROUNDING]
    if rounding:
        lines += ["", f"Explained by rounding: {len(rounding)}"]
        lines += [
            f"  {finding.places[-1]}: {finding.printed}, not {finding.expected} ({finding.explanation})"
            for finding in rounding
        ]
    loose = [figure for figure in quantities if checked.status_of(figure) == "not tied"]
    if checked.release is not None and loose:
        lines += ["", f"Not tied to a measure: {len(loose)}"]
        lines += [f"  {figure.place}: {printed(figure)}  {_context(figure)}" for figure in loose]
    return "\n".join(lines)


def _said(number: int, finding: Finding) -> list[str]:
    places = list(dict.fromkeys(finding.places))
    where = " ↔ ".join(places if len(places) < 5 else [*places[:3], f"{len(places) - 3} more"])
    return [
        f"  {number}. {_KINDS[finding.kind]}",
        f"     at        {where}",
        f"     printed   {finding.printed}",
        f"     expected  {finding.expected}",
        f"     because   {finding.explanation}",
    ]


def _context(figure: Figure) -> str:
    text = (
        f"{figure.label} · {figure.column}"
        if figure.is_cell
        else f"{figure.before[-40:]}[{figure.number.text}]{figure.after[:30]}"
    )
    return " ".join(text.split())
