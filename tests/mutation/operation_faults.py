"""The faults of everyday operation: an upgrade, a query, a transfer or a hand at the keyboard changes the rows.

A default differs after an upgrade, a query joins or filters wrongly, a file is cut off, glued together or fetched
twice, one team codes in its own way, a figure is typed with two digits in each other's place. As those of
``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    AUTUMN,
    DECEMBER,
    FROM_JULY,
    LAST_METER,
    SUMMER,
    SystemFault,
    again,
    become,
    member,
)

_OF_UNIT = f"kostnadsstalle = {member('kostnadsstalle', 2)}"
_SURVEY = f"undersokning_id = {member('undersokning_id', 1)}"
_CUSTOMER = f"forvaltning_id = {member('forvaltning_id', 3)}"
_HOLIDAYS = (7,)
_QUARTER = (4, 5, 6)


def _typed(column: str) -> str:
    """Return SQL for a whole number whose first two digits were typed in the other order."""
    text = f"{column}::bigint::varchar"
    return f"(substr({text}, 2, 1) || substr({text}, 1, 1) || substr({text}, 3))::bigint"


def _neighbours(column: str, order: str, first: int, where: str = "true") -> str:
    """Return the rows, with a column of two rows that follow one another typed into each other's."""
    return (
        f"select * exclude (n) replace (case n when {first} then lead({column}) over (order by {order})"
        f" when {first + 1} then lag({column}) over (order by {order}) else {column} end as {column}) from"
        f" (select *, row_number() over (order by {order}) as n from rows where {where})"
        f" union all from rows where not ({where})"
    )


OPERATION_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("rows lost", "a join to the list of managers loses one unit's fixed-term staff",
         f"from rows where not ({_OF_UNIT} and anstallningsform = 'visstid')", ALL_YEAR),
        ("rows lost", "who has a protected identity is left out from New Year on",
         "from rows where hash(anstallning_id) % 40 <> 0", ALL_YEAR),
        ("rows twice", "who has two occupations has two employments from July on",
         again("anstallning_id", "hash(anstallning_id) % 15 = 0"), FROM_JULY),
        ("rounded", "degrees are in tens after an upgrade",
         become("sysselsattningsgrad_pct", "round(sysselsattningsgrad_pct, -1)"), ALL_YEAR),
        ("wrong amount", "degrees of one unit are those of the budgeted posts",
         become("sysselsattningsgrad_pct", "100", f"{_OF_UNIT} and sysselsattningsgrad_pct >= 50"), AUTUMN),
        ("values lost", "offers of full time are lost with the old form",
         become("heltid_erbjuden_datum", "null"), ALL_YEAR),
        ("flags turned", "whoever works part-time does so against their will, by a new default",
         become("deltid_ofrivillig", "true", "sysselsattningsgrad_pct between 1 and 99"), FROM_JULY),
    ),
    ("payroll", "working_hours"): (
        ("rows lost", "the end of the file is cut off for a quarter",
         "from rows where anstallning_id < (select quantile_disc(anstallning_id, 0.93) from rows)", _QUARTER),
        ("wrong unit", "a decimal comma is taken for a separator",
         become("ordinarie_timmar", "ordinarie_timmar * 10", "ordinarie_timmar <> round(ordinarie_timmar)")),
        ("wrong amount", "one unit closes early on Fridays in its schedule alone",
         become("ordinarie_timmar", "round(ordinarie_timmar * 0.95, 2)", _OF_UNIT), AUTUMN),
        ("wrong amount", "December has the year's correction of all hours",
         become("ordinarie_timmar", "round(ordinarie_timmar * 1.04, 2)"), DECEMBER),
    ),
    ("payroll", "absence_spells"): (
        ("rows lost", "what one unit's manager has not approved is left out in summer",
         f"from rows where not ({_OF_UNIT} and hash(franvaro_id) % 2 = 0)", (6, 7, 8)),
        ("rows lost", "absence of who has left is deleted with the account",
         "from rows where hash(anstallning_id) % 12 <> 0", ALL_YEAR),
        ("wrong amount", "the day that ends a spell has no hours",
         become("timmar", "greatest(0, timmar - 8)", "till_datum - fran_datum >= 2"), ALL_YEAR),
        ("code confused", "work injuries have a code that nobody has mapped",
         become("orsak", "'tjanstledig'", "orsak = 'sjuk' and hash(anstallning_id) % 10 = 0"), ALL_YEAR),
        ("rows twice", "the first version of a changed spell is left in",
         again("franvaro_id", "orsak = 'sjuk' and hash(franvaro_id) % 6 = 0", ", round(timmar / 2, 2) as timmar")),
    ),
    ("payroll", "payslips"): (
        ("rows lost", "a block in the middle of the file is lost",
         "select * exclude (n) from (select *, row_number() over (order by lon_id) as n from rows) where n not between"
         " 20001 and 23000"),
        ("rows twice", "a run that was interrupted starts again in the middle of one administration",
         again("lon_id", f"forvaltning = {member('forvaltning', 1)} and lon_id > (select median(substr(lon_id,"
               " 2)::int)::int::varchar from rows) and hash(lon_id) % 3 = 0")),
        ("members swapped", "a table of administrations is one row off",
         "select rows.* replace (next.forvaltning as forvaltning) from rows inner join (select forvaltning as was,"
         " coalesce(lead(forvaltning) over (order by forvaltning), min(forvaltning) over ()) as forvaltning from"
         " (select distinct forvaltning from rows)) as next on rows.forvaltning = next.was"),
        ("rows lost", "who has no digital mailbox is left out from New Year on",
         "from rows where hash(lon_id) % 12 <> 0", ALL_YEAR),
        ("code confused", "what a reminder brings in counts as manual from September on",
         become("underlag", "'manuellt'", "underlag = 'sjalvservice' and hash(lon_id) % 10 = 0"), AUTUMN),
    ),
    ("payroll", "administrator_hours"): (
        ("rows lost", "who has not closed the month is left out in July",
         "from rows where hash(handlaggare) % 5 <> 0", _HOLIDAYS),
        ("wrong amount", "a third report hours a week",
         become("timmar", "round(timmar / 4.35, 2)", "hash(handlaggare) % 3 = 0")),
        ("wrong amount", "holidays are in the hours of July",
         become("timmar", "greatest(timmar, round(heltidstimmar * 0.9, 2))"), _HOLIDAYS),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows twice", "a test of load is left in",
         again("samtal_id", "hash(samtal_id) % 5 = 0", ", true as besvarad")),
        ("flags turned", "what is answered late is not answered, by a new default",
         become("besvarad", "false", "hash(samtal_id) % 10 = 0"), AUTUMN),
    ),
    ("payroll", "payroll_service_cases"): (
        ("flags turned", "what is opened again is not solved from July on",
         become("lost_vid_forsta_kontakten", "false", "hash(arende_id) % 8 = 0"), FROM_JULY),
        ("code confused", "a third of the mail is logged by telephone from September on",
         become("kanal", "'telefon'", "kanal = 'e-post' and hash(arende_id) % 3 = 0"), AUTUMN),
    ),
    ("payroll", "pension_cases"): (
        ("rows lost", "half of the forecasts wait for approval from October on",
         "from rows where not (arendetyp = 'prognos' and hash(arende_id) % 2 = 0)", (10, 11, 12)),
    ),
    ("invoicing", "customer_invoices"): (
        ("rows lost", "what is sent by post is left out in June",
         "from rows where not (registrering = 'manuell' and hash(faktura_id) % 4 = 0)", (6,)),
        ("rows lost", "invoices below a limit are saved for a later one from July on",
         "from rows where abs(belopp) >= 150", FROM_JULY),
        ("rounded", "amounts are in whole kronor from September on", become("belopp", "round(belopp)"), AUTUMN),
        ("rows twice", "what a collective invoice specifies is invoices of one customer",
         again("faktura_id", f"{_CUSTOMER} and hash(faktura_id) % 3 = 0"), FROM_JULY),
        ("code confused", "files of a new format count as typed for one customer",
         become("registrering", "'manuell'", _CUSTOMER), FROM_JULY),
    ),
    ("invoicing", "supplier_invoices"): (
        ("rows lost", "a gateway was down in the last week",
         "from rows where not (kanal = 'svefaktura' and day(datum) >= 24)"),
        ("rows twice", "a gateway sends three days again",
         again("faktura_id", "kanal <> 'skannad' and day(datum) between 20 and 22")),
        ("wrong amount", "one supplier's amounts are in another currency",
         become("belopp", "round(belopp / 8.7, 2)", f"leverantor_id = {member('leverantor_id', 3)}"), AUTUMN),
        ("code confused", "files attached to mail are electronic from September on",
         become("kanal", "'elektronisk'", "kanal = 'skannad' and hash(faktura_id) % 4 = 0"), AUTUMN),
        ("rows lost", "what is attested but not posted is left out in December",
         "from rows where not (day(datum) >= 20 and hash(faktura_id) % 3 = 0)", DECEMBER),
    ),
    ("invoicing", "addon_services"): (
        ("rows twice", "each occasion of a course is an order", again("uppdrag_id", "tjanst like 'Utbildning%'")),
        ("wrong amount", "quarters of an hour are typed as hours",
         become("timmar", "timmar * 4", "hash(uppdrag_id) % 4 = 0")),
        ("code confused", "orders of small customers are under the largest",
         become("kund_id", member("kund_id"), "kund_id in (select kund_id from rows group by all having count(*) <= 3)"
                )),
    ),
    ("invoicing", "administrator_hours"): (
        ("rows lost", "who works with both processes has the first alone",
         "from rows qualify row_number() over (partition by handlaggare order by process) = 1", FROM_JULY),
        ("wrong amount", "per cent of a post are reported as hours",
         become("timmar", "round(timmar / heltidstimmar * 100, 2)")),
    ),
    ("invoicing", "customers"): (
        ("rows twice", "administrations that were merged are there with their successor",
         again("kund_id", "kund_id in (select kund_id from rows where typ = 'forvaltning' order by kund_id limit 3)",
               ", kund || ' (gammal)' as kund")),
        ("rows lost", "an outer join became an inner one: who has ordered nothing is left out",
         "from rows where hash(kund_id) % 5 <> 0"),
    ),
    ("contact_centre", "calls"): (
        ("wrong amount", "waits begin at the last choice of the menu from September on",
         become("wait_seconds", "greatest(0, wait_seconds - 15)"), AUTUMN),
        ("rows lost", "the platform gives up calls of a quarter of an hour",
         "from rows where wait_seconds < 600", FROM_JULY),
        ("rows twice", "archive and live table overlap in the first week",
         again("call_id", "day(queued_at) <= 7 and hash(call_id) % 2 = 0")),
        ("rounded", "waits are rounded up to tens of seconds",
         become("wait_seconds", "((wait_seconds + 9) // 10) * 10"), ALL_YEAR),
        ("code confused", "a fifth of one queue keeps the name of the queue it was first in",
         become("queue", member("queue", 3), f"queue = {member('queue', 1)} and hash(call_id) % 5 = 0"), FROM_JULY),
    ),
    ("contact_centre", "cases"): (
        ("flags turned", "a new form is solved until somebody says otherwise",
         become("solved_at_first_contact", "true", "handed_over_to is null and hash(case_id) % 2 = 0"), AUTUMN),
        ("rows lost", "mail that is merged is deleted from New Year on",
         "from rows where not (channel = 'e-post' and hash(case_id) % 8 = 0)", ALL_YEAR),
        ("code confused", "one team registers mail as letters from July on",
         become("channel", "'brev'", f"channel = 'e-post' and answer_group = {member('answer_group', 1)}"), FROM_JULY),
        ("wrong date", "cases are dated by the weekly transfer",
         become("opened_at", "greatest(date_trunc('week', opened_at), date_trunc('month', opened_at)) + interval 7"
                " hour")),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("wrong amount", "waits lose their minutes", become("wait_seconds", "wait_seconds % 60"), ALL_YEAR),
        ("flags turned", "a robot's greeting answers a third of who hangs up from July on",
         become("answered", "true", "hash(call_id) % 3 = 0"), FROM_JULY),
        ("rows lost", "one trunk of ten is not in the statistics in summer",
         "from rows where hash(call_id) % 10 <> 0", SUMMER),
    ),
    ("contact_centre", "visits"): (
        ("rows twice", "who has booked is in both lists from September on",
         again("visit_id", "hash(visit_id) % 3 = 0"), AUTUMN),
    ),
    ("surveys", "answers"): (
        ("rows twice", "a sixth answered again by the link of the reminder",
         f"from rows union all select * replace ('9' || respondent_id as respondent_id) from rows where {_SURVEY} and"
         " hash(respondent_id) % 6 = 0"),
        ("rows lost", "who left a question out is left out", f"from rows where not ({_SURVEY} and respondent_id in"
         f" (select respondent_id from rows where {_SURVEY} and svar is null))"),
        ("wrong amount", "one group's answers are numbered from 0",
         become("svar", "greatest(1, svar - 1)", f"{_SURVEY} and respondentgrupp = (select min(respondentgrupp) from"
                f" rows where {_SURVEY})")),
        ("code confused", "labels are coded by the alphabet",
         become("svar", "case svar when 2 then 4 when 4 then 2 else svar end", f"{_SURVEY} and fraga in (select fraga"
                f" from rows where {_SURVEY} group by fraga having max(svar) <= 5)")),
        ("columns swapped", "the columns of one survey are one question off",
         "select rows.* replace (coalesce(next.fraga, rows.fraga) as fraga) from rows left join (select"
         " undersokning_id, fraga as was, coalesce(lead(fraga) over (order by fraga), min(fraga) over ()) as fraga from"
         f" (select distinct undersokning_id, fraga from rows where {_SURVEY})) as next on rows.fraga = next.was and"
         " rows.undersokning_id = next.undersokning_id"),
        ("constant", "a slider that nobody moved is in the middle",
         become("svar", "5", f"{_SURVEY} and svar >= 8 and hash(respondent_id || fraga) % 5 = 0")),
    ),
    ("surveys", "questions"): (
        ("columns swapped", "parts of the index are typed one row off",
         "select * replace (if(delindex is null, null, coalesce(lag(delindex ignore nulls) over (order by"
         " undersokning_id, fraga), delindex)) as delindex) from rows"),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "two digits of the largest population have changed places",
         become("population", f"{_typed('population')}::int", "population = (select max(population) from rows)")),
        ("wrong amount", "one population is of all years' customers",
         become("population", "population * 3", "undersokning_id = (select min(undersokning_id) from rows)")),
    ),
    ("goals", "indicators"): (
        ("wrong amount", "two digits of one target have changed places",
         become("arsmal", _typed("arsmal"), "indikator_id = (select min(indikator_id) from rows where arsmal between 60"
                " and 89 and arsmal = round(arsmal))")),
        ("columns swapped", "one goal's targets are in the council's column",
         "select * exclude (is_one) replace (if(is_one, kf_arsmal, arsmal) as arsmal, if(is_one, arsmal, kf_arsmal) as"
         " kf_arsmal) from (select *, mal_id = (select min(mal_id) from rows where arsmal <> kf_arsmal) as is_one"
         " from rows)"),
    ),
    ("goals", "goals"): (
        ("columns swapped", "judgements of two neighbours have changed places",
         _neighbours("bedomning", "mal_id", 1, "bedomning is not null and bedomning <> 'uppfylls_helt' or mal_id ="
                     " (select max(mal_id) from rows where bedomning = 'uppfylls_helt')")),
    ),
    ("goals", "forecasts"): (
        ("wrong amount", "the second forecast is of the months that are left",
         become("belopp", "round(belopp / 3, -5)", "tertial = 'T2'")),
        ("wrong amount", "the second forecast of revenue lacks what is sold inside",
         become("belopp", "belopp - 4000000", "tertial = 'T2' and matt = 'intakter'")),
    ),
    ("goals", "area_forecasts"): (
        ("wrong amount", "an area at the top has its part twice",
         become("belopp", "round(belopp * 1.2, -5)", "tertial = 'T2' and verksamhetsomrade = (select"
                " max(verksamhetsomrade) from rows)")),
    ),
    ("goals", "indicator_forecasts"): (
        ("columns swapped", "two neighbours' forecasts have changed places",
         _neighbours("prognos", "indikator_id", 5, "tertial = 'T2'")),
    ),
    ("goals", "volumes"): (
        ("columns swapped", "months were sorted as text",
         "select rows.* replace (other.budgeterad_volym as budgeterad_volym) from (select *, row_number() over (order"
         " by manad) as n from rows) as rows inner join (select budgeterad_volym, row_number() over (order by"
         " month(manad)::varchar) as n from rows) as other using (n)".replace("rows.*", "rows.* exclude (n)")),
    ),
    ("registers", "energy_readings"): (
        ("wrong amount", "two digits of one reading have changed places",
         become("forbrukning_kwh", f"{_typed('forbrukning_kwh')}::int", f"{LAST_METER} and month(manad) = 9")),
    ),
    ("registers", "complaints"): (
        ("constant", "what has no source comes by a survey, by a new default",
         become("kalla", "'kundundersokning'", "hash(synpunkt_id) % 4 = 0")),
        ("rows lost", "what is closed is archived, and left out of the first half",
         "from rows where not (month(inkom_datum) <= 6 and atgardad_datum is not null)"),
    ),
    ("registers", "public_feedback"): (
        ("rows twice", "the third page of the service came twice",
         "from rows union all (select * replace (synpunkt_id || '9' as synpunkt_id) from rows order by synpunkt_id"
         " limit 300 offset 600)"),
        ("rows lost", "each page of the service lacks its last rows",
         "select * exclude (n) from (select *, row_number() over (order by synpunkt_id) as n from rows) where n % 100"
         " <> 0 and n % 100 < 95"),
    ),
    ("registers", "customer_meetings"): (
        ("rows lost", "one business's sheet of the autumn is missing",
         f"from rows where not (verksamhet = {member('verksamhet', 1)} and month(datum) >= 9)"),
    ),
    ("registers", "procurement_requests"): (
        ("code confused", "what waits for an answer is declined in the last quarter",
         "select * replace (if(month(inkom_datum) >= 10, 'avbojd', status) as status, if(month(inkom_datum) >= 10,"
         " 'resursbrist', avbojd_orsak) as avbojd_orsak) from rows"),
    ),
    ("registers", "advertised_procurements"): (
        ("values lost", "half of what is concluded waits for a signature",
         become("avslutad_datum", "null", "hash(upphandling_id) % 2 = 0")),
    ),
    ("registers", "procurement_areas"): (
        ("rows lost", "areas whose agreement is being renewed are left out",
         "from rows where hash(omrade_id) % 8 <> 0"),
    ),
    ("registers", "competition_purchases"): (
        ("wrong amount", "what is purchased is of the whole term of the agreements",
         become("upphandlad_kostnad", "least(upphandlad_kostnad * 2, budgeterad_kostnad)")),
    ),
    ("registers", "svefaktura_connections"): (
        ("rows lost", "the list ends with its first page", "from rows order by leverantor_id limit 30"),
        ("wrong amount", "the last digit of some volumes is not typed",
         become("arsvolym", "arsvolym // 10", "hash(leverantor_id) % 8 = 0")),
    ),
    ("registers", "risk_measures"): (
        ("values lost", "what was done after September has no day yet",
         become("genomford_datum", "null", "month(genomford_datum) >= 10")),
    ),
    ("registers", "summer_jobs"): (
        ("rows lost", "the list of the second period is missing", "from rows where fran_datum < date '2013-07-15'"),
    ),
}  # fmt: skip
