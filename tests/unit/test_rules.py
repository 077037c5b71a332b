"""A value's form is asked in the way that costs least, and means what the general form says, no more and no less."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contract
from orchestration.loading import rules

CONTRACT = """
title: Calls
description: One row per call.
owner: telephony service manager
frequency: month
due_days: 5
format: csv
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: string, description: The call., constraints: {required: true}}
    - {name: seconds, type: integer, description: Its length.}
    - {name: answered_at, type: datetime, description: When it was answered.}
"""
INTEGERS = {
    *("0", "7", "-1", "007", "-0", "1" * 18, "-" + "9" * 18),
    *(
        "",
        "+1",
        " 1",
        "1 ",
        "1e3",
        "1.0",
        "1,5",
        "1_000",
        "1 000",
        "0x1F",
        "٣",
        "--1",
        "1-",
        "true",
    ),
    *("1" * 19, "-" + "1" * 19, "9223372036854775807", "-9223372036854775808", "9" * 30),
}
WHEN = {
    "2013-05-01T08:15:00+02:00": True,
    "2013-05-01 08:15:00+02:00": True,
    "2013-05-01T08:15": False,
    "2013-03-31T02:30": False,
    "2013-10-27T02:30": False,
    "2013-05-01T08:15:00.123456Z": True,
    "2013-05-01T8:15:00 +02:00": False,
    "2013-5-001T08:15:00+02:00": False,
    "2013-05-32T08:15:00+02:00": False,
    "2013-05-01T25:15:00+02:00": False,
    "2013-05-01": False,
    "yesterday": False,
    "": False,
}


def broken(folder: Path, field: str, texts: list[str]) -> dict[str, bool]:
    """Return whether each text breaks its field's rule of form."""
    path = folder / "telephony" / "calls.yml"
    path.parent.mkdir()
    path.write_text(CONTRACT, "utf-8")
    contract = read_contract(path)
    (own,) = [each for each in contract.fields if each.name == field]
    form = rules.rules_of(own, contract, None)[-1]
    return dict(
        duckdb.execute(
            f"select text, {form.broken} from (select *, {rules.value_sql(own, contract)} as {field}"
            f" from (select unnest($1) as text, text as {rules.text_of(field)}))",
            [texts],
        ).fetchall()
    )


def test_a_whole_number_is_up_to_eighteen_digits_and_a_minus(tmp_path: Path) -> None:
    found = broken(tmp_path, "seconds", sorted(INTEGERS))
    right = duckdb.execute(
        "select text from (select unnest($1) as text) where regexp_full_match(text, '-?[0-9]{1,18}')",
        [sorted(INTEGERS)],
    ).fetchall()
    assert {text for text, is_broken in found.items() if not is_broken} == {
        text for (text,) in right
    }


@pytest.mark.parametrize(("text", "is_right"), WHEN.items())
def test_a_time_is_written_as_the_standard_has_it(
    tmp_path: Path, text: str, is_right: bool
) -> None:
    assert broken(tmp_path, "answered_at", [text]) == {text: not is_right}
