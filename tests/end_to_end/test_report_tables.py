"""Every table of the economic part of the 2013 annual report, printed beside the mart's.

Each row is a cell: where it is printed, the mart's cell, the figure as printed. The mart's exact
value must round to it, half away from zero, at the printed precision. Where the report contradicts
its own figures, the row says what the ledger gives instead, and the test demands that the two
differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest

from tests.warehouse import Warehouse

MNKR = Decimal(1_000_000)


@dataclass(frozen=True)
class Cell:
    """One printed figure: the mart cell, what is printed, its unit, and the computed figure where the two differ."""

    mart: str
    line: str
    column: str
    printed: str
    unit: Decimal = MNKR
    year: int = 2013
    computed: str | None = None

    @property
    def name(self) -> str:
        return f"{self.mart} {self.line} {self.column}"


def cells(
    mart: str, columns: tuple[str, ...], rows: dict[str, str], unit: Decimal = MNKR
) -> list[Cell]:
    """Read a table as it is printed: per line the figures in order of the columns, ``-`` for an empty cell.

    ``13,5!14,4`` is a figure that the report contradicts: printed 13,5, computed 14,4.
    """
    result = []
    for line, figures in rows.items():
        for column, figure in zip(columns, figures.split(), strict=True):
            if figure != "-":
                printed, _, computed = figure.replace("_", "").partition("!")
                result.append(Cell(mart, line, column, printed, unit, computed=computed or None))
    return result


# "Ekonomiskt årsutfall för 2013 och 2012".
INCOME_STATEMENT = cells(
    "income_statement",
    ("outcome_sek", "prior_outcome_sek", "difference_sek"),
    {
        "cost": "183,4 167,4 15,9",
        "revenue": "184,3 170,0 13,5!14,4",
        "net": "1,0 2,5 -2,5!-1,5",
    },
)

# "Resultat per verksamhetsområde": budget 2013, bokslut 2013, resultat 2013, bokslut 2012.
RESULT_BY_BUSINESS_AREA = cells(
    "result_by_business_area",
    ("budget_sek", "outcome_sek", "deviation_sek", "prior_outcome_sek"),
    {
        "cost_board_and_administration": "30,7 34,3 -3,6 30,6",
        "cost_payroll_administration": "34,3 32,6 1,7 33,0",
        "cost_procurement": "12,1 12,2 -0,1 9,2",
        "cost_contact_centre": "41,1 42,2 -1,1 38,1",
        "cost_aldre_direkt": "11,1 12,3 -1,2 13,3",
        "cost_financial_administration": "48,6 48,9 -0,3 42,3",
        "cost_it_service": "11,1 12,0 -0,9 13,3",
        "cost_capital_costs": "0,9 1,1 -0,2 0,9",
        "cost_total": "178,8 183,4 -4,6 167,4",
        "revenue_board_and_administration": "0,8 2,8 2,0 1,6",
        "revenue_payroll_administration": "43,6 43,2 -0,4 43,0",
        "revenue_procurement": "14,4 16,0 1,6 12,2",
        "revenue_contact_centre": "44,7 43,4 -1,3 39,5",
        "revenue_aldre_direkt": "12,7 15,5 -0,2!2,8 14,8",
        "revenue_financial_administration": "62,6 63,2 0,6 58,2",
        "revenue_it_service": "12,7 15,7 3,0 15,6",
        "revenue_total": "178,8 184,3 5,5 170,0",
        "result_total": "0,0 1,0 1,0 2,5",
    },
)

# "Kommentarer till det ekonomiska utfallet": the net of each area against its budget, and the
# deficit in costs that the text mentions.
NET_BY_BUSINESS_AREA = [
    *cells(
        "net_by_business_area",
        ("deviation_sek",),
        {
            "board_and_administration": "-1,6",
            "payroll_administration": "1,3",
            "procurement": "1,5",
            "contact_centre": "-2,4",
            "financial_administration": "0,3",
            "it_service": "2,1",
            "total": "1,0",
        },
    ),
    Cell("result_by_business_area", "cost_total", "deviation_sek", "-4,5", computed="-4,6"),
]

# The foot of the same table, and "Resultatenheter".
RESULT_FUND = [
    Cell("result_fund", "", column, printed)
    for column, printed in {
        "opening_fund_sek": "7,0",
        "result_sek": "1,0",
        "result_including_opening_fund_sek": "8,0",
        "closing_fund_sek": "7,0",
        "result_after_appropriation_sek": "1,0",
        "turnover_sek": "183,4",
    }.items()
] + [
    Cell("result_fund", "", "annual_limit_pct", "5", Decimal(1)),
    Cell("result_fund", "", "accumulated_limit_pct", "10", Decimal(1)),
]

# "Investeringar".
INVESTMENTS = cells(
    "investments", ("budget_sek", "outcome_sek", "deviation_sek"), {"total": "1,0 1,8 -0,8"}
)

# "Analys av balansräkning": kronor and öre.
BALANCE_SHEET = cells(
    "balance_sheet",
    ("amount_sek", "change_sek"),
    {
        "total_assets": "46345572,59 3281494,21",
        "fixed_assets": "5571907,52 835873,86",
        "current_assets": "40773665,07 -",
        "customer_receivables": "22245311,92 -1137430",
        "prepaid_costs": "3089795,49 -",
        "accrued_revenue": "15432284,66 -",
        "prepaid_costs_and_accrued_revenue": "- 3600025,15",
        "total_equity_and_liabilities": "46345572,59 -",
        "short_term_liabilities": "6251496,04 553264,37",
        "supplier_liabilities": "3243049,26 -1040698,31",
        "accrued_costs": "3008446,78 1593962,68",
        "equity": "40094076,55 2728229,84",
    },
    unit=Decimal(1),
)

# "Personallönekostnaderna har ökat från 126,8 mnkr (2012) till 141,8 mnkr (2013) …"
STAFF_COSTS = [
    Cell("staff_costs", "staff_costs", column, printed)
    for column, printed in {
        "outcome_sek": "141,8",
        "prior_outcome_sek": "126,8",
        "difference_sek": "15",
        "of_which_wage_revision_sek": "4,0",
    }.items()
]

# "… har kostnaderna ökat med 15,9 mnkr, varav …"
COST_BRIDGE = cells(
    "cost_bridge",
    ("change_sek",),
    {
        "new_assignments": "7,1",
        "one_off": "3,6",
        "it_and_premises": "1,2",
        "wage_revision": "4,0",
        "total": "15,9",
    },
)

# Indicators of goal 3.1.
BUDGET_ADHERENCE = cells(
    "budget_adherence",
    ("budget_adherence_pct",),
    {"after_appropriation": "99,4", "before_appropriation": "99,4"},
    unit=Decimal(1),
)

CELLS = [
    *INCOME_STATEMENT, *RESULT_BY_BUSINESS_AREA, *NET_BY_BUSINESS_AREA, *RESULT_FUND, *INVESTMENTS, *BALANCE_SHEET,
    *STAFF_COSTS, *COST_BRIDGE, *BUDGET_ADHERENCE,
]  # fmt: skip

LINE_COLUMN = {"staff_costs": "statement_line_id"}


@pytest.fixture(scope="session")
def release(warehouse: Warehouse):
    with duckdb.connect(str(warehouse.current), read_only=True) as connection:
        yield connection


def value(release: duckdb.DuckDBPyConnection, cell: Cell) -> Decimal:
    line = f"and {LINE_COLUMN.get(cell.mart, 'line_id')} = '{cell.line}'" if cell.line else ""
    rows = release.execute(
        f'select "{cell.column}" from economics.mart_economics__{cell.mart} where fiscal_year = {cell.year} {line}'
    ).fetchall()
    assert len(rows) == 1, f"{cell.name} is not one cell of the mart"
    return rows[0][0]


def as_printed(amount: Decimal, figure: str, unit: Decimal) -> Decimal:
    """Round an amount as the report prints it."""
    decimals = len(figure.partition(",")[2])
    return (amount / unit).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_mart_has_the_reports_figure_or_the_computed_one_where_the_report_contradicts_itself(
    release: duckdb.DuckDBPyConnection, cell: Cell
) -> None:
    expected = Decimal((cell.computed or cell.printed).replace(",", "."))
    assert as_printed(value(release, cell), cell.printed, cell.unit) == expected
    assert cell.computed is None or expected != Decimal(cell.printed.replace(",", "."))


def test_prior_year_columns_are_computed_from_that_years_own_rows(
    release: duckdb.DuckDBPyConnection,
) -> None:
    compared = release.execute(
        """
        select count(*), count(*) filter (this_year.prior_outcome_sek is not distinct from
        prior_year.outcome_sek) from economics.mart_economics__result_by_business_area as this_year
        inner join economics.mart_economics__result_by_business_area as prior_year
            on this_year.fiscal_year - 1 = prior_year.fiscal_year and this_year.line_id =
            prior_year.line_id
        """
    ).fetchone()
    assert compared == (18, 18)


def test_every_table_keeps_the_reports_order_and_swedish_labels(
    release: duckdb.DuckDBPyConnection,
) -> None:
    labels = release.execute(
        """
        select label_sv from economics.mart_economics__result_by_business_area
        where fiscal_year = 2013 order by sort_order
        """
    ).fetchall()
    assert [label for (label,) in labels] == [
        "Nämnd och administration", "Löneadministration", "Upphandling", "Kontaktcenter", "Varav Äldre Direkt",
        "Ekonomiadministration", "IT service", "Avskrivningar och internränta", "Summa kostnader",
        "Nämnd och administration", "Löneadministration", "Upphandling", "Kontaktcenter", "Varav Äldre Direkt",
        "Ekonomiadministration", "IT service", "Summa intäkter", "Resultat före bokslutsdisposition",
    ]  # fmt: skip
