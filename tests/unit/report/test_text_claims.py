"""What the claims of a board's own text say of the release: held, false, unchecked, or of what is withheld."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import BokslutError
from orchestration.report.document import Span
from orchestration.report.text import ClaimError
from tests.document_parts import parts
from tests.unit.report.text_release import NAMES, board, composed, release_data, words


def test_a_claim_that_holds_is_its_sentence_alone(tmp_path: Path) -> None:
    of = board(
        tmp_path / "b",
        {"names": NAMES},
        a="# K\n\n{% claim revenue > revenue@-1 and cases >= 1234567 %}Det **ökade** till {{ cases }}.{% endclaim %}",
    )
    sections, text = composed(of, release_data())
    assert words(sections[1].blocks) == "Det ökade till 1 234 567."
    (claim,) = text.claims
    assert (claim.line, claim.sentence.replace("\u00a0", " ")) == (3, "Det ökade till 1 234 567.")
    assert claim.checked.verdict == "holds"
    assert text.marked == []


FALSE = "# K\n\nSant.\n\n{% claim revenue < revenue@-1 %}Intäkterna minskade.{% endclaim %}"


def test_a_false_sentence_blocks_the_report_with_both_values(tmp_path: Path) -> None:
    with pytest.raises(ClaimError) as raised:
        composed(board(tmp_path / "b", {"names": NAMES}, a=FALSE), release_data())
    said = str(raised.value).replace("\u00a0", " ")
    assert raised.value.exit_code == 1
    assert said.startswith(
        "b/report/a.md, line 5: revenue < revenue@-1 does not hold: 184 346 092,52 against 169 960 274,18:"
        " “Intäkterna minskade.”"
    )


def test_a_false_sentence_is_marked_where_the_board_says_so(tmp_path: Path) -> None:
    of = board(tmp_path / "b", {"names": NAMES, "claims": "mark"}, a=FALSE)
    sections, text = composed(of, release_data())
    (span,) = (part for part in parts(sections[1]) if isinstance(part, Span))
    assert (span.role, span.text) == ("contradicted", "Intäkterna minskade.")
    assert "mot 169" in span.remark
    assert len(text.marked) == 1


@pytest.mark.parametrize(
    ("predicate", "said"),
    [
        ("cases_by_channel/* >= 34567", ""),
        ("target_missed:* <= 1 and activity_deviates:* = 0", "activity_deviates:* = 0 of 2.4-A1"),
        ("cases_by_channel/* > 35000", "cases_by_channel/* > 35000 of e-post does not hold: 34"),
        ("cases_by_channel/* < cases and cases > 0", ""),
    ],
)
def test_a_claim_of_all_holds_when_it_holds_for_each(
    tmp_path: Path, predicate: str, said: str
) -> None:
    of = board(
        tmp_path / "b", {"claims": "mark"}, a=f"# A\n\n{{% claim {predicate} %}}A.{{% endclaim %}}"
    )
    _, text = composed(of, release_data())
    (claim,) = text.claims
    assert said in claim.checked.explanation
    assert (claim.checked.verdict == "contradicted") == bool(said)


def test_a_claim_on_what_is_not_delivered_is_marked_as_unchecked_and_blocks_nothing(
    tmp_path: Path,
) -> None:
    body = "# K\n\n{% claim satisfied_pct/a/b > 80 %}De är nöjda.{% endclaim %}"
    sections, text = composed(board(tmp_path / "b", a=body), release_data())
    (span,) = (part for part in parts(sections[1]) if isinstance(part, Span))
    assert span.role == "unchecked"
    assert span.remark == "kan inte prövas: ej levererat"
    assert "satisfied_pct/a/b is undelivered" in text.marked[0]


@pytest.mark.parametrize(
    "name", ["index_by_group/beta", "mart_hr__groups.sick_leave_pct/group-beta"]
)
@pytest.mark.parametrize("claims", ["mark", "block"])
def test_nothing_may_be_claimed_of_a_withheld_figure(
    tmp_path: Path, name: str, claims: str
) -> None:
    body = f"# K\n\n{{% claim {name} > 5 %}}Gruppen är sjuk.{{% endclaim %}}"
    with pytest.raises(ClaimError, match=r"line 3: claim .* is withheld"):
        composed(board(tmp_path / "b", {"claims": claims}, a=body), release_data())


def withhold(folder: Path, *groups: str) -> Path:
    """Write a release's record of withheld groups, and return the release's folder."""
    record = folder / "parquet" / "hr" / "mart_hr__withheld_groups.parquet"
    record.parent.mkdir(parents=True)
    listed = ", ".join(f"('{group}')" for group in groups)
    duckdb.sql(f"select * from (values {listed}) as t (group_id)").write_parquet(str(record))
    return folder


@pytest.mark.parametrize("predicate", ["index_by_group/beta > 5", "index_by_group/* > 5"])
def test_an_earlier_release_that_withholds_less_is_named(tmp_path: Path, predicate: str) -> None:
    withhold(tmp_path / "release-0001", "a")
    withhold(tmp_path / "release-0002", "a")
    withhold(tmp_path / "release-0003", "a", "b")
    release = withhold(tmp_path / "release-0004", "a", "b")
    withhold(tmp_path / "release-0005", "a", "b")
    body = f"# K\n\n{{% claim {predicate} %}}Gruppen är sjuk.{{% endclaim %}}"
    with pytest.raises(BokslutError, match="report --release 2 --edition VB --year 2013"):
        composed(board(tmp_path / "b", a=body), release_data(folder=release))


def test_no_earlier_release_is_named_where_all_withhold_the_same(tmp_path: Path) -> None:
    withhold(tmp_path / "release-0001", "a")
    release = withhold(tmp_path / "release-0002", "a")
    body = "# K\n\n{% claim index_by_group/beta > 5 %}Gruppen är sjuk.{% endclaim %}"
    with pytest.raises(ClaimError) as refused:
        composed(board(tmp_path / "b", a=body), release_data(folder=release))
    assert "--release" not in str(refused.value)


def test_a_printed_figure_equals_a_computed_one_as_far_as_it_was_rounded(tmp_path: Path) -> None:
    body = "# K\n\n{% claim figure:2_4.text.sick_leave = 5.52 %}Stämmer.{% endclaim %}"
    _, text = composed(board(tmp_path / "b", a=body), release_data())
    assert text.claims[0].checked.verdict == "holds_within_rounding"


def test_a_printed_figure_with_a_word_such_as_ca_is_rounded_at_its_last_digit_that_is_not_zero(
    tmp_path: Path,
) -> None:
    body = "# K\n\n{% claim figure:calls = 145499 %}Stämmer.{% endclaim %}"
    _, text = composed(board(tmp_path / "b", a=body), release_data())
    assert text.claims[0].checked.verdict == "holds_within_rounding"
