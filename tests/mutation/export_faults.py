"""The faults of exports, migrations and reorganisations: a system works, and what it delivers is of another kind.

An export restarts what it should go on with, mixes two periods, states a time in another zone, an amount with tax or a
share where a percentage is expected; a reorganisation is carried out in one extract and not in the other. As those of
``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    FROM_JULY,
    SystemFault,
    again,
    become,
    first_day_of_month,
    member,
    swapped,
)

UNIT = member("kostnadsstalle", 1)
OF_UNIT = f"kostnadsstalle = {UNIT}"

EXPORT_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("wrong unit", "the degree is a share", become("sysselsattningsgrad_pct", "sysselsattningsgrad_pct / 100")),
        ("wrong unit", "the degree is hours a week",
         become("sysselsattningsgrad_pct", "sysselsattningsgrad_pct * 0.4")),
        ("constant", "all begin on the day of the new system",
         become("fran_datum", "greatest(fran_datum, date '2013-01-01')")),
        ("members swapped", "one unit's staff is moved in the employments only",
         become("kostnadsstalle", member("kostnadsstalle"), OF_UNIT), FROM_JULY),
        ("code confused", "those paid by the hour are permanent",
         become("anstallningsform", "'tillsvidare'", "anstallningsform = 'timavlonad'")),
        ("values lost", "those who leave within the month are left out",
         "from rows where till_datum is null or till_datum > per_datum"),
        ("stale rows", "those who left last year are listed with a last day",
         "from rows union all select * replace (per_datum + interval 1 year as per_datum) from (from earlier"
         " where anstallning_id not in (select anstallning_id from rows))"),
        ("code renamed", "one occupation has another name from July on",
         become("befattning", "'Ny befattning'", f"befattning = {member('befattning', 1)}"), FROM_JULY),
    ),
    ("payroll", "working_hours"): (
        ("wrong amount", "everybody has the hours of 40 a week, whatever the degree",
         become("ordinarie_timmar", "round(ordinarie_timmar * 40 / 38.25, 2)")),
        ("wrong amount", "absence is already subtracted for one in ten",
         become("ordinarie_timmar", "ordinarie_timmar * 0.8", "hash(anstallning_id) % 10 = 0")),
        ("rows lost", "those on leave have no hours",
         "from rows where hash(anstallning_id) % 25 <> 0"),
    ),
    ("payroll", "absence_spells"): (
        ("wrong unit", "the extent is a share", become("omfattning_pct", "omfattning_pct / 100")),
        ("wrong date", "the last day is the first day back", become("till_datum", "till_datum + 1")),
        ("wrong date", "spells begin again each month",
         become("fran_datum", f"greatest(fran_datum, {first_day_of_month('manad')})")),
        ("wrong date", "spells begin again each month for good",
         become("fran_datum", f"greatest(fran_datum, {first_day_of_month('manad')})"), FROM_JULY),
        ("rows lost", "spells of the first day are left out", "from rows where fran_datum is distinct from till_datum"),
        ("wrong amount", "the hours of spells over two months are those of both",
         become("timmar", "timmar * 2", "fran_datum < manad")),
        ("code confused", "half the sick leave is leave of absence",
         become("orsak", "'tjanstledig'", "orsak = 'sjuk' and hash(franvaro_id) % 2 = 0")),
    ),
    ("payroll", "payslips"): (
        ("rows lost", "corrections are left out", "from rows where hash(lon_id) % 20 <> 0"),
        ("rows twice", "last month's corrections came again",
         again("lon_id", "hash(lon_id) % 20 = 0", ", (utbetalning_datum + 1)::date as utbetalning_datum")),
        ("members swapped", "two administrations have changed places from July on",
         swapped("forvaltning", member("forvaltning"), member("forvaltning", 6)), FROM_JULY),
    ),
    ("contact_centre", "calls"): (
        ("wrong amount", "waits include the talk", become("wait_seconds", "wait_seconds + 180", "answered")),
        ("wrong amount", "waits of one queue are from another clock",
         become("wait_seconds", "wait_seconds * 10", f"queue = {member('queue', 2)}")),
        ("rows twice", "what is transferred counts in two queues",
         again("call_id", "hash(call_id) % 10 = 0", f", {member('queue', 3)} as queue")),
        ("rows lost", "who hangs up within five seconds is left out", "from rows where answered or wait_seconds >= 5"),
        ("flags turned", "who hangs up within half a minute counts as answered",
         become("answered", "true", "wait_seconds < 30")),
        ("wrong unit", "waits are rounded up to minutes", become("wait_seconds", "((wait_seconds + 59) // 60) * 60")),
        ("rows lost", "an hour of each day is missing", "from rows where hour(queued_at) <> 10"),
    ),
    ("contact_centre", "cases"): (
        ("rows lost", "letters are left out", "from rows where channel <> 'brev'"),
        ("code confused", "letters are mail", become("channel", "'e-post'", "channel = 'brev'")),
        ("flags turned", "what is handed over counts as solved",
         become("solved_at_first_contact", "true", "handed_over_to is not null")),
        ("flags turned", "delegation is turned for one group",
         become("on_delegation", "not on_delegation", f"answer_group = {member('answer_group', 1)}")),
        ("rows lost", "cases of one weekday are missing", "from rows where isodow(opened_at) <> 3"),
    ),
    ("contact_centre", "visits"): (
        ("members swapped", "two places have changed places from July on",
         swapped("place", member("place"), member("place", 1)), FROM_JULY),
        ("code confused", "half of one place's visits are another's",
         become("place", member("place", 1), f"place = {member('place')} and hash(visit_id) % 2 = 0")),
        ("rows lost", "one day a week is missing", "from rows where isodow(visited_at) <> 2"),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong amount", "the amounts of one administration are with tax",
         become("belopp", "round(belopp * 1.25, 2)", f"forvaltning_id = {member('forvaltning_id', 1)}")),
        ("wrong sign", "credit invoices are debits", become("belopp", "abs(belopp)")),
        ("rows twice", "a reminder counts as an invoice",
         again("faktura_id", "hash(faktura_id) % 20 = 0 and faktura_datum < (select max(faktura_datum) from rows)",
               ", (faktura_datum + 1)::date as faktura_datum")),
        ("code confused", "a tenth of what is typed counts as read in",
         become("registrering", "'inlast'", "registrering = 'manuell' and hash(faktura_id) % 10 < 5")),
    ),
    ("invoicing", "supplier_invoices"): (
        ("wrong amount", "amounts are with tax", become("belopp", "round(belopp * 1.25, 2)")),
        ("wrong sign", "credit invoices are debits", become("belopp", "abs(belopp)")),
        ("rows lost", "small amounts are left out", "from rows where abs(belopp) >= 500"),
        ("code confused", "scanned invoices of one buyer count as electronic",
         become("kanal", "'elektronisk'", f"kanal = 'skannad' and kopare_id = {member('kopare_id')}")),
        ("members swapped", "two buyers have changed places from July on",
         swapped("kopare_id", member("kopare_id"), member("kopare_id", 4)), FROM_JULY),
        ("rows twice", "rows of one invoice are split in two halves",
         "from (select * replace (round(belopp / 2, 2) as belopp) from rows) union all"
         " select * replace (faktura_id || '9' as faktura_id, round(belopp / 2, 2) as belopp) from rows"),
    ),
    ("invoicing", "addon_services"): (
        ("wrong unit", "hours are days", become("timmar", "round(timmar / 8, 2)")),
        ("code confused", "all is one service", become("tjanst", member("tjanst"))),
        ("wrong person", "all is ordered by one customer", become("kund_id", member("kund_id"))),
    ),
    ("surveys", "answers"): (
        ("wrong unit", "answers begin at 0, and the lowest two are one",
         become("svar", "greatest(1, svar - 1)", f"undersokning_id = {member('undersokning_id')}")),
        ("constant", "no opinion is the middle of the scale", become("svar", "3", "svar is null")),
        ("rows twice", "one group answered twice",
         "from rows union all select * replace ('X' || respondent_id as respondent_id) from rows where"
         f" respondentgrupp = {member('respondentgrupp', 1)}"),
        ("values lost", "the lowest answers of one survey are lost",
         become("svar", "null", f"svar = 1 and undersokning_id = {member('undersokning_id')}")),
        ("rows lost", "half the rows of one group are missing",
         f"from rows where not (respondentgrupp = {member('respondentgrupp', 2)} and hash(respondent_id) % 2 = 0)"),
    ),
    ("surveys", "questions"): (
        ("code confused", "a question belongs to another part of the index",
         become("delindex", member("delindex", 1), f"delindex = {member('delindex')}")),
        ("values lost", "one question belongs to no part of the index",
         become("delindex", "null", "fraga = (select min(fraga) from rows where delindex is not null)")),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "the populations are those who answered", become("population", "population // 2")),
    ),
    ("goals", "forecasts"): (
        ("stale rows", "the second tertial's forecast is the first's",
         "from rows where tertial = 'T1' union all select * replace ('T2' as tertial) from rows where tertial = 'T1'"),
        ("wrong unit", "amounts are in thousands", become("belopp", "belopp / 1000")),
    ),
    ("goals", "area_forecasts"): (
        ("stale rows", "the second tertial's forecast is the first's",
         "from rows where tertial = 'T1' union all select * replace ('T2' as tertial) from rows where tertial = 'T1'"),
        ("members swapped", "costs and revenue of one area have changed places",
         become("matt", "if(matt = 'kostnader', 'intakter', 'kostnader')",
                "verksamhetsomrade = (select max(verksamhetsomrade) from rows)")),
    ),
    ("goals", "indicator_forecasts"): (
        ("stale rows", "the second tertial's forecast is the first's",
         "from rows where tertial = 'T1' union all select * replace ('T2' as tertial) from rows where tertial = 'T1'"),
        ("wrong amount", "two indicators' forecasts have changed places",
         swapped("indikator_id", "(select min(indikator_id) from rows)", "(select max(indikator_id) from rows)")),
    ),
    ("goals", "indicators"): (
        ("wrong unit", "percentages are shares", become("arsmal", "arsmal / 100", "enhet = '%'")),
        ("stale rows", "targets are last year's",
         "select rows.* replace (coalesce(was.arsmal, rows.arsmal) as arsmal) from rows left join earlier as was"
         " using (indikator_id)"),
        ("wrong date", "one indicator is of the second tertial",
         become("period", "'T2 2013'", "indikator_id = (select max(indikator_id) from rows where arsmal > 5)")),
    ),
    ("goals", "volumes"): (
        ("wrong amount", "the budget is of the running total",
         "select * replace ((sum(budgeterad_volym) over (order by manad))::int as budgeterad_volym) from rows"),
        ("constant", "the budget is a twelfth of the year's",
         "select * replace ((sum(budgeterad_volym) over () // 12)::int as budgeterad_volym) from rows"),
    ),
    ("registers", "energy_readings"): (
        ("stale rows", "a meter's last reading is repeated from July on",
         "select * replace (if(month(manad) >= 7 and anlaggning_id = (select min(anlaggning_id) from rows), (select"
         " forbrukning_kwh from rows where month(manad) = 6 order by anlaggning_id limit 1), forbrukning_kwh)"
         " as forbrukning_kwh) from rows"),
        ("members swapped", "two meters have changed places",
         swapped("anlaggning_id", member("anlaggning_id"), member("anlaggning_id", 1))),
        ("wrong amount", "two months are in one, and the other is 0",
         "select * replace (case month(manad) when 5 then 0 when 6 then 2 else 1 end * forbrukning_kwh"
         " as forbrukning_kwh) from rows"),
        ("wrong unit", "areas are of the building, not of what is rented", become("area_kvm", "area_kvm * 3")),
    ),
    ("registers", "complaints"): (
        ("constant", "all are answered the day they came",
         become("atgardad_datum", "inkom_datum", "atgardad_datum is not null")),
        ("wrong date", "days and months have changed places",
         become("inkom_datum", "make_date(2013, day(inkom_datum), month(inkom_datum))", "day(inkom_datum) <= 12")),
        ("code confused", "what comes by a survey is running", become("kalla", "'lopande'")),
    ),
    ("registers", "competition_purchases"): (
        ("wrong amount", "what is bought is with tax", become("upphandlad_kostnad", "upphandlad_kostnad * 1.25")),
        ("columns swapped", "the businesses' purchases have changed places",
         "select * replace (coalesce(lead(upphandlad_kostnad) over (order by verksamhet), 0) as upphandlad_kostnad)"
         " from rows"),
    ),
    ("registers", "risk_measures"): (
        ("constant", "all are done on the planned day", become("genomford_datum", "planerad_datum")),
    ),
    ("registers", "procurement_requests"): (
        ("wrong date", "days and months have changed places",
         become("avslutad_datum", "make_date(2013, day(avslutad_datum), month(avslutad_datum))",
                "day(avslutad_datum) <= 12")),
        ("rows twice", "what is answered again is registered again",
         again("forfragan_id", "hash(forfragan_id) % 6 = 0")),
    ),
    ("registers", "svefaktura_connections"): (
        ("stale rows", "who left is listed again",
         "from rows union all select * replace (per_datum + interval 1 year as per_datum) from (from earlier where"
         " leverantor_id not in (select leverantor_id from rows))"),
        ("columns swapped", "the volumes are sorted without their suppliers",
         "select rows.* replace (sorted.arsvolym as arsvolym) from"
         " (select *, row_number() over () as n from rows) as rows join"
         " (select arsvolym, row_number() over (order by arsvolym) as n from rows) as sorted using (n)"),
    ),
    ("registers", "traineeships"): (
        ("values lost", "nobody has begun", become("praktik_fran", "null")),
    ),
    ("registers", "customer_meetings"): (
        ("wrong date", "days and months have changed places",
         become("datum", "make_date(2013, day(datum), month(datum))", "day(datum) <= 12")),
    ),
    ("registers", "advertised_procurements"): (
        ("wrong date", "all are concluded at the end of the year",
         become("avslutad_datum", "date '2013-12-31'", "avslutad_datum is null")),
    ),
}  # fmt: skip
