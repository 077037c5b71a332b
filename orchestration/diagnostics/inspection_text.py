"""What ``inspection`` found, written out for a person: the delivery, then each file, what is refused first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from orchestration.core.display import with_thousands

_SHOWN_FINDINGS = 20
_SHOWN_DIGITS = 16
_UNKNOWN = "?"


def render(content: dict[str, Any]) -> str:
    """Return the text for a person.

    Parameters
    ----------
    content
        The object of ``inspection.Inspection``.
    """
    return "\n".join(_lines(content))


def _lines(content: dict[str, Any]) -> Iterator[str]:
    yield content["path"]
    if delivery := content["delivery"]:
        yield f"  Delivery  {delivery['name']} of {delivery['system']}, created {delivery['created']}"
        yield f"  Period    {delivery['period']['from']} to {delivery['period']['to']}"
        if delivery["corrects"]:
            yield f"  Corrects  {delivery['corrects']}: {delivery['reason']}"
    refused = sum(file["verdict"] == "refused" for file in content["files"])
    of_files = f" ({refused} of {len(content['files'])} refused)" if refused else ""
    yield f"  Verdict   {content['verdict']}{of_files}"
    yield from _refusals(content["refusals"], "  ")
    for file in sorted(content["files"], key=lambda file: file["verdict"] != "refused"):
        yield ""
        yield from _file(file)


def _file(file: dict[str, Any]) -> Iterator[str]:
    contract = f"{file['format']} by contract {file['contract']}" if file["contract"] else "unknown"
    yield f"{file['path']}, {file['entity']} ({contract}): {file['verdict']}"
    yield f"  Bytes     {_compared(file['bytes'])}"
    digests = {
        side: digest and f"{digest[:_SHOWN_DIGITS]}…" for side, digest in file["sha256"].items()
    }
    yield f"  SHA-256   {_compared(digests)}"
    yield f"  Rows      {_compared(file['rows'])}"
    for total in file["control_totals"]:
        left_open = (
            f"; unread in {_text(total['unread_rows'])} rows" if total["unread_rows"] else ""
        )
        yield f"  Total     {total['name']} {_compared(total)}{left_open}"
    if file["rows"]["rejected"]:
        yield f"  Rejected  {_text(file['rows']['rejected'])} of {_text(file['rows']['found'])} rows"
        for reason in file["rejected_by_reason"]:
            field = f", field {reason['field']}" if reason["field"] else ""
            yield f"    {_text(reason['rows']):>8}  {reason['code']}{field}"
    yield from _refusals(file["refusals"], "  ")
    # A refusal shows the first findings itself.
    findings = [] if file["refusals"] else file["findings"]
    for finding in findings[:_SHOWN_FINDINGS]:
        place = f"line {finding['line']}" if finding["line"] else "file"
        yield f"    {finding['severity']}, {place}: {finding['message']} [{finding['code']}]"
    if len(findings) > _SHOWN_FINDINGS:
        yield f"    … and {len(findings) - _SHOWN_FINDINGS} more, which --json lists"


def _compared(values: dict[str, Any]) -> str:
    declared, found = values["declared"], values["found"]
    if declared is None:
        return _text(found)
    if found is None:
        return f"{_text(declared)} by the manifest, not read"
    if _number(declared) == _number(found):
        return f"{_text(found)}, as the manifest says"
    return f"{_text(found)}, but the manifest says {_text(declared)}"


def _number(value: Any) -> Any:
    """Return a count or a sum as a number, so that 1.50 is 1.5; anything else as it is."""
    try:
        return Decimal(value)
    except ArithmeticError:
        return value


def _text(value: Any) -> str:
    if isinstance(value, int):
        return with_thousands(value)
    return _UNKNOWN if value is None else str(value)


def _refusals(refusals: list[dict[str, str]], indent: str) -> Iterator[str]:
    for refusal in refusals:
        first, *more = refusal["message"].splitlines()
        yield f"{indent}Refused   {first} [{refusal['code']}]"
        yield from (f"{indent}{line}" for line in more)
        if refusal["remedy"]:
            yield f"{indent}          What to do: {refusal['remedy']}"
