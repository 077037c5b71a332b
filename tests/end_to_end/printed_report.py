"""The tables of the 2013 annual report as they are printed, in the order of its pages, transcribed by hand.

A table of indicators or activities is its rows as text, the cells between bars. Any other table, and what the running
text says of staff and surveys as a table would, is cells: where in the marts, and what is printed. Nothing here is read
from the register of published figures, so that the two transcriptions can be held against one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MNKR = Decimal(1_000_000)


@dataclass(frozen=True)
class Cell:
    """One printed figure: the mart cell, what is printed, its unit, and the computed figure where the two differ."""

    table: str
    where: str
    column: str
    printed: str
    unit: Decimal = Decimal(1)
    year: int = 2013
    computed: str | None = None

    @property
    def name(self) -> str:
        """Return what the cell is called in a test."""
        return f"{self.table.rpartition('__')[2]} {self.where.replace(chr(39), '')} {self.column} {self.year}"


def cells(
    table: str,
    key: str,
    columns: tuple[str, ...],
    rows: dict[str, str],
    unit: Decimal = Decimal(1),
    year: int = 2013,
) -> list[Cell]:
    """Read a table as it is printed: per row the figures in order of the columns, ``-`` for an empty cell.

    ``13,5!14,4`` is a figure that the report contradicts: printed 13,5, computed 14,4.
    """
    result = []
    for row, figures in rows.items():
        for column, figure in zip(columns, figures.split(), strict=True):
            if figure != "-":
                printed, _, computed = figure.partition("!")
                where = f"{key} = '{row}'"
                result.append(Cell(table, where, column, printed, unit, year, computed or None))
    return result


# Each goal's heading, "Uppfylls helt" or another, in the order of the report.
JUDGEMENTS = {
    "1": "Uppfylls helt", "1.1": "Uppfylls helt", "1.2": "Uppfylls helt", "1.3": "Uppfylls helt",
    "1.7": "Uppfylls helt", "2": "Uppfylls helt", "2.1": "Uppfylls helt", "2.1.1": "Uppfylls helt",
    "2.3": "Uppfylls helt", "2.4": "Uppfylls helt", "3": "Uppfylls helt", "3.1": "Uppfylls helt",
    "3.2": "Uppfylls helt", "3.2.1": "Uppfylls helt", "3.2.2": "Uppfylls helt", "3.2.3": "Uppfylls delvis",
    "3.2.4": "Uppfylls helt", "3.2.5": "Uppfylls helt", "3.2.6": "Uppfylls helt",
}  # fmt: skip

# Indikator | Periodens utfall | Periodens utfall VB 2012 | Årsmål | KF:s årsmål
INDICATORS = {
    "1.1": """
        Andel upphandlad verksamhet i konkurrens | 0 % | 0 % | 0 % | 36 %
    """,
    "1.2": """
        Antal praktikplatser som kan tillhandahållas för de aspiranter som Jobbtorg Stockholm kan matcha | 0 st | 0 st | 5 st | 1600 st
    """,  # noqa: E501
    "1.3": """
        Elanvändning per kvadratmeter | 40 kWh/kvm | 37 kWh/kvm | 34 kWh/kvm |
    """,
    "1.7": """
        Andel genomförda åtgärder inom ramen för RSA | 100 % | 100 % | 100 % |
    """,
    "2.4": """
        Antal ungdomar som fått sommarjobb i stadens regi | 10 st | 10 st | 10 st | 5100
        Aktivt Medskapandeindex | 80 | 77 | 80 | 80
        Andel medarbetare på deltid som erbjuds heltid | 100 % | 100 % | 100 % | 75 %
        Chefer och ledare ställer tydliga krav på sina medarbetare | 71 % | 69 % | 73 % | 80
        Medarbetare vet vad som förväntas av dem i deras arbete | 91 % | 91 % | 93 % | 92
        Sjukfrånvaro | 5,5 % | 4,8 % | 4,3 % | 4,4 %
    """,
    "3.1": """
        Nämndens budgetföljsamhet efter resultatöverföringar | 99,4 % | | 100 % | 100 %
        Nämndens budgetföljsamhet före resultatöverföringar | 99,4 % | | 100 % | 100 %
        Nämndens prognossäkerhet T2 | -1 % | | +/-1 % | +/- 1 %
    """,
    "3.2": """
        Administrationens andel av de totala kostnaderna | 4,8 % | 4,9 % | 4,5 % | Minska
        Andel invånare som är nöjda med service och bemötande hos kontaktcenter Stockholm | 82 | 83 | 90 | tas fram av nämnden
        Antal tävlande i kvalitetsutmärkelsen | 0 st | 1 st | 1 st | tas fram av nämnden
    """,  # noqa: E501
    "3.2.1": """
        Andel inkommande frågor till kontaktcenterverksamheten som löses vid första kontakten | 87 | 88 | 80 |
        Andel inkommande samtal som besvaras inom en minut | 72 | 65 | 85 |
    """,
    "3.2.2": """
        Andel nöjda kunder avseende avtal (centrala ramavtal) | 67 | 80 | 90 |
        Andel nöjda kunder avseende tillgänglighet, information och service | 76 | 86 | 90 |
    """,
    "3.2.5": """
        Antal kundfakturor per månad och administratör/heltid, genomsnitt | 5 093 | 4 517 | 4 600 |
        Antal leverantörsfakturor per månad och administratör/heltid, genomsnitt | 3 338 | 3 438 | 3 300 |
        Andel nöjda kunder gällande ekonomiadministrationens tjänster | 84 | 72 | 90 |
    """,
    "3.2.6": """
        Andel nöjda kunder gällande löneadministrationens service och tjänster | 80 % | 59 % | 90 % |
        Antal löner per månad och administratör/heltid, genomsnitt | 948 | 971 | 960 |
    """,
}

# Aktivitet | Startdatum | Slutdatum | Avvikelse
ACTIVITIES = {
    "1.1": """
        Tillsammans med berörda nämnder utveckla tjänster riktade till näringslivet. | 2013-01-01 | 2013-10-31 |
    """,
    "1.7": """
        Genomföra minst en krisledningsövning på ledningsgruppsnivå. | 2013-01-01 | 2013-12-31 |
    """,
    "2.3": """
        Servicenämnden ska genom kontaktcenter kunna svara på frågor om stöd och service till personer med funktionsnedsättning. | 2013-01-01 | 2013-12-31 |
        Servicenämnden ska tillse att kollo kan sökas både digitalt och manuellt | 2013-01-01 | 2013-12-31 |
        Nämnderna och stadens bolag ska beakta barnperspektivet och säkerställa barnens rättigheter i enlighet med FN:s barnkonvention | 2013-01-01 | 2013-12-31 |
    """,  # noqa: E501
    "3.2": """
        Arbeta för genomgripande regelförenklingar med målsättningen att öka stadens servicegrad. | 2013-01-01 | 2013-12-31 |
        Finna interna samarbeten i staden som genererar effektiviseringar. | 2013-01-01 | 2013-12-31 |
        Förenkla och effektivisera inköpsprocessen. | 2013-01-01 | 2013-12-31 |
        Servicenämnden ska hitta effektiva, kundanpassade servicetjänster, såväl som för beställarstöd. | 2013-01-01 | 2013-12-31 |
    """,  # noqa: E501
}

# 3.1, "Ekonomiskt årsutfall för 2013 och 2012".
INCOME_STATEMENT = cells(
    "economics.mart_economics__income_statement",
    "line_id",
    ("outcome_sek", "prior_outcome_sek", "difference_sek"),
    {
        "cost": "183,4 167,4 15,9",
        "revenue": "184,3 170,0 13,5!14,4",
        "net": "1,0 2,5 -2,5!-1,5",
    },
    MNKR,
)

# 3.1, "Resultat per verksamhetsområde": budget 2013, bokslut 2013, resultat 2013, bokslut 2012.
RESULT_BY_BUSINESS_AREA = cells(
    "economics.mart_economics__result_by_business_area",
    "line_id",
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
    MNKR,
) + [
    Cell("economics.mart_economics__result_fund", "true", column, printed, MNKR)
    for column, printed in {
        "opening_fund_sek": "7,0",
        "result_including_opening_fund_sek": "8,0",
        "closing_fund_sek": "7,0",
        "result_after_appropriation_sek": "1,0",
    }.items()
]

TABLES_OF_MONEY = {
    "Tabell: Ekonomiskt årsutfall för 2013 och 2012": INCOME_STATEMENT,
    "Tabell: Resultat per verksamhetsområde": RESULT_BY_BUSINESS_AREA,
}

# 3.1, "Kommentarer till det ekonomiska utfallet", "Resultatenheter", "Investeringar", "Analys av balansräkning" and
# "Analys av resultaträkning": what the text says of each area, the fund, the balance sheet, staff and causes.
TEXT_ON_ECONOMICS = [
    *cells(
        "economics.mart_economics__net_by_business_area",
        "line_id",
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
        MNKR,
    ),
    *cells(
        "economics.mart_economics__result_by_business_area",
        "line_id",
        ("deviation_sek",),
        {"cost_total": "-4,5!-4,6"},
        MNKR,
    ),
    *cells(
        "economics.mart_economics__result_fund",
        "fiscal_year",
        ("result_sek", "turnover_sek"),
        {"2013": "1,0 183,4"},
        MNKR,
    ),
    *cells(
        "economics.mart_economics__result_fund",
        "fiscal_year",
        ("annual_limit_pct", "accumulated_limit_pct"),
        {"2013": "5 10"},
    ),
    *cells(
        "economics.mart_economics__investments",
        "line_id",
        ("budget_sek", "outcome_sek", "deviation_sek"),
        {"total": "1,0 1,8 -0,8"},
        MNKR,
    ),
    *cells(
        "economics.mart_economics__balance_sheet",
        "line_id",
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
    ),
    *cells(
        "economics.mart_economics__staff_costs",
        "statement_line_id",
        ("outcome_sek", "prior_outcome_sek", "difference_sek", "of_which_wage_revision_sek"),
        {"staff_costs": "141,8 126,8 15 4,0"},
        MNKR,
    ),
    *cells(
        "economics.mart_economics__cost_bridge",
        "line_id",
        ("change_sek",),
        {
            "new_assignments": "7,1",
            "one_off": "3,6",
            "it_and_premises": "1,2",
            "wage_revision": "4,0",
            "total": "15,9",
        },
        MNKR,
    ),
]

# 2.4, what the text and the indicators say of sick leave in each window, and of staff.
TEXT_ON_STAFF = [
    *cells(
        "hr.mart_hr__sick_leave",
        "breakdown = 'total' and measure_window",
        ("sick_leave_pct", "long_sick_leave_pct", "short_sick_leave_pct"),
        {"december_to_november": "5,5 3,1 2,4"},
    ),
    *cells(
        "hr.mart_hr__sick_leave",
        "breakdown = 'total' and measure_window",
        ("sick_leave_pct", "long_sick_leave_pct", "short_sick_leave_pct"),
        {"calendar_year": "4,9 2,8 2,1", "december_to_november": "4,8 - -"},
        year=2012,
    ),
    *cells(
        "hr.mart_hr__engagement",
        "breakdown",
        ("index_value", "prior_index_value"),
        {"total": "80 77"},
    ),
    *cells(
        "hr.mart_hr__work_placements",
        "kind",
        ("offered_count", "held_count", "prior_held_count", "board_target_count", "council_target_count"),
        {"summer_job": "10 10 10 10 5100", "traineeship": "5 0 0 5 1600"},
    ),
    *cells(
        "hr.mart_hr__staff_costs",
        "line_id",
        ("outcome_sek", "prior_outcome_sek", "difference_sek"),
        {"total": "141,8 126,8 15"},
        MNKR,
    ),
]  # fmt: skip

# 3.2, the customer surveys: shares of satisfied customers, with those of the year before where the text has them.
TEXT_ON_SURVEYS = cells(
    "services.mart_services__satisfaction",
    "subject || '/' || audience || '/' || question",
    ("satisfied_pct", "prior_satisfied_pct"),
    {
        "kontaktcenter/medborgare/helhet": "82 83",
        "kontaktcenter/medborgare/fick_svar": "88 -",
        "kontaktcenter/medborgare/bemotande": "84 -",
        "kontaktcenter/medborgare/vantetid": "83 -",
        "kontaktcenter/medborgare/fortroende": "84 -",
        "kontaktcenter/interna_kunder/helhet": "72 69",
        "upphandling/interna_kunder/helhet": "76 -",
        "it_service/interna_kunder/helhet": "74 68",
        "ekonomiadministration/interna_kunder/helhet": "84 72",
        "loneadministration/interna_kunder/helhet": "80 59",
    },
) + cells(
    "measures.fct_measures",
    "measure_id like 'survey_index%' and member",
    ("measure_value",),
    {
        "kontaktcenter/interna_kunder/nki": "61",
        "upphandling/interna_kunder/nki": "63",
        "upphandling/interna_kunder/nki/kontaktpersoner": "67",
        "ekonomiadministration/interna_kunder/nki": "68",
        "loneadministration/interna_kunder/nki": "65",
    },
) + cells(
    "measures.fct_measures",
    "measure_id like 'survey_index%' and member",
    ("measure_value",),
    {
        "kontaktcenter/interna_kunder/nki": "56",
        "upphandling/interna_kunder/nki/kontaktpersoner": "60",
        "ekonomiadministration/interna_kunder/nki": "61",
        "loneadministration/interna_kunder/nki": "51",
    },
    year=2012,
)  # fmt: skip

# "Synpunkter och klagomål".
TEXT_ON_COMPLAINTS = cells(
    "services.mart_services__key_figures",
    "measure_id || '/' || member",
    ("outcome",),
    {
        "complaints/": "508",
        "complaints_by_origin/kundundersokning": "449",
        "complaints_by_kind/klagomal": "330",
        "complaints_by_kind/positiv_synpunkt": "150",
        "complaints_by_kind/forbattringsforslag": "28",
    },
)

CELLS = [
    *INCOME_STATEMENT, *RESULT_BY_BUSINESS_AREA, *TEXT_ON_ECONOMICS, *TEXT_ON_STAFF, *TEXT_ON_SURVEYS,
    *TEXT_ON_COMPLAINTS,
]  # fmt: skip
