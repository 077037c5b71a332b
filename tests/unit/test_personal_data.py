"""Personal numbers are hidden in whatever text they stand; what only looks like one is not."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.core.personal_data import HIDDEN, without_personal_numbers
from orchestration.core.settings import DBT_PROJECT_DIR

MACROS = [
    (DBT_PROJECT_DIR / "macros" / f"{name}.sql").read_text("utf-8")
    for name in ("portable", "persons")
]


class Adapter:
    """Chooses a macro's version for DuckDB, as dbt's adapter does."""

    def dispatch(self, macro: str, _: str) -> Callable[[str], str]:
        return getattr(macros, f"duckdb__{macro}")


macros = jinja2.Template("\n".join(MACROS)).make_module(
    {"adapter": Adapter(), "return": lambda text: text}
)
MASKED = f"select {macros.without_personal_numbers('text')} from (select $1 as text)"


@pytest.mark.parametrize(
    "number",
    [
        "19121212-1212", "121212-1212", "121212+1212", "1212121212", "191212121212", "121272-1219",
        "1212721219", "19121212-1213", "19121212\u20131212", "121212\u20111212", "19121212\u00a01212",
        "121212 - 1212", "19121212\u200b-1212", "121212\u00ad1212", "19121212\u22121212",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["{}", "field is '{}'.", '"x":"{}"', "a;{};b", "{}\n", "Anna,{}", "pnr.{} ö"]
)
def test_a_personal_or_coordination_number_is_hidden(number: str, text: str) -> None:
    assert without_personal_numbers(text.format(number)) == text.format(HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        "1212121213", "212000-0142", "131312-1212", "2013-12-31", "-1212121212", "1212121212.50", "A1212121212",
        "12121212123456789", "voucher A 1212", "2012-12-99dd01cea0b6",
        "1,1212121212", "7-121212-1212", "121212 -- -1212",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert without_personal_numbers(text) == text


def masked_in_staging(text: str | None) -> str | None:
    """Return a text as a staging model gives it."""
    ((masked,),) = duckdb.execute(MASKED, [text]).fetchall()
    return masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Utlägg Anna Andersson 19800708-2384", "Utlägg Anna Andersson (personnummer)"),
        ("800708-2384", "(personnummer)"),
        ("191212121212 och 191212121212, 19121212 1212", "(personnummer) och (personnummer), (personnummer)"),
        ("Anna,19121212\u20131212 121212\u00a01212", "Anna,(personnummer) (personnummer)"),
        ("pnr.1212121212", "pnr.(personnummer)"),
        ("121212-1212 och 19121212-1212", "(personnummer) och (personnummer)"),
        ("19121212-1212 och 121212-1212", "(personnummer) och (personnummer)"),
        ("Faktura 1212121213", "Faktura 1212121213"),
        ("Org.nr 212000-0142", "Org.nr 212000-0142"),
        ("", ""),
        (None, None),
    ],
)  # fmt: skip
def test_a_free_text_is_masked_before_anything_reads_it(
    text: str | None, masked: str | None
) -> None:
    assert masked_in_staging(text) == masked


@pytest.mark.slow
@given(
    st.lists(
        st.one_of(
            st.from_regex(
                r"(19|20)?[0-9]{2}[01][0-9][0-9]{2}[-+ \u2013\u00a0\u200b]{0,3}[0-9]{4}",
                fullmatch=True,
            ),
            st.text("aå ,;/:'", max_size=3),
        ),
        max_size=6,
    )
)
def test_staging_masks_what_messages_hide(parts: list[str]) -> None:
    text = " ".join(parts)
    hidden = without_personal_numbers(text).replace(HIDDEN, "(personnummer)")
    assert masked_in_staging(text) == hidden
