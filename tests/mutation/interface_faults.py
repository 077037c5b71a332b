"""The faults of interfaces: what a filter, a join, a default, a limit or a test leaves in a file on its way here.

The system itself is right. A query of the export joins one table too many, leaves out one kind of row, writes a default
where nothing is known, keeps rows that were cancelled, or gives an amount in another unit for one member. As those of
``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    DECEMBER,
    SystemFault,
    again,
    become,
    member,
    swapped,
)

_OF_UNIT = f"kostnadsstalle = {member('kostnadsstalle', 1)}"
_SURVEY = f"undersokning_id = {member('undersokning_id')}"
# Hours and minutes written as hours and hundredths: 7.30 for half past seven.
_MINUTES = "round(floor({0}) + ({0} - floor({0})) * 0.6, 2)"

INTERFACE_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("constant", "open-ended employments end on a default day",
         become("till_datum", "coalesce(till_datum, date '9999-12-31')")),
        ("constant", "an offer that was never made has a default day",
         become("heltid_erbjuden_datum", "coalesce(heltid_erbjuden_datum, date '1900-01-01')"), DECEMBER),
        ("wrong amount", "leave is taken off the degree of one in ten",
         become("sysselsattningsgrad_pct", "round(sysselsattningsgrad_pct * 0.8, 2)", "hash(anstallning_id) % 10 = 0"),
         DECEMBER),
        ("rows lost", "the fixed-term are left out at the year's end",
         "from rows where anstallningsform <> 'visstid'", DECEMBER),
        ("rows twice", "a join doubles the rows of one unit", again("anstallning_id", _OF_UNIT), DECEMBER),
        ("code confused", "one unit is reported as another all year",
         become("kostnadsstalle", member("kostnadsstalle"), _OF_UNIT), ALL_YEAR),
        ("wrong person", "personal numbers are the row's before",
         "select * replace (coalesce(lag(personnummer) over (), personnummer) as personnummer) from rows", ALL_YEAR),
        ("flags turned", "who has no answer is part-time against their will",
         become("deltid_ofrivillig", "true", "sysselsattningsgrad_pct < 100"), DECEMBER),
    ),
    ("payroll", "working_hours"): (
        ("wrong unit", "hours and minutes are hours and hundredths",
         become("ordinarie_timmar", _MINUTES.format("ordinarie_timmar"))),
        ("rows lost", "part-timers have no hours",
         "from rows where ordinarie_timmar >= (select mode(ordinarie_timmar) from rows)"),
        ("wrong amount", "holidays are counted as ordinary days",
         become("ordinarie_timmar", "round(ordinarie_timmar * 23 / 21, 2)")),
        ("wrong amount", "overtime is in the ordinary hours",
         become("ordinarie_timmar", "ordinarie_timmar + 12", "hash(anstallning_id) % 3 = 0")),
        ("members swapped", "those who moved are still on their old unit",
         become("kostnadsstalle", member("kostnadsstalle", 2), "hash(anstallning_id) % 40 = 0")),
    ),
    ("payroll", "absence_spells"): (
        ("constant", "spells that go on end on a default day",
         become("till_datum", "coalesce(till_datum, date '9999-12-31')")),
        ("wrong unit", "hours and minutes are hours and hundredths", become("timmar", _MINUTES.format("timmar"))),
        ("rows lost", "part-time spells are left out", "from rows where omfattning_pct = 100"),
        ("rows lost", "spells from before the month are left out", "from rows where fran_datum >= manad"),
        ("wrong amount", "hours are those of calendar days", become("timmar", "round(timmar * 7 / 5, 2)")),
        ("code confused", "leave without a reason counts as sick", become("orsak", "'sjuk'", "orsak = 'tjanstledig'")),
        ("wrong date", "sick leave begins again after fourteen days",
         become("fran_datum", "fran_datum + 14", "orsak = 'sjuk' and manad - fran_datum > 14"), ALL_YEAR),
        ("rows twice", "a join doubles the rows of one unit", again("franvaro_id", _OF_UNIT)),
        ("rows lost", "sick leave of one day is left out in one unit",
         f"from rows where not ({_OF_UNIT} and orsak = 'sjuk' and fran_datum is not distinct from till_datum)",
         ALL_YEAR),
    ),
    ("payroll", "payslips"): (
        ("rows lost", "the export ends at ten thousand rows", "from rows limit 10000"),
        ("code confused", "what is not known counts as manual for two administrations",
         become("underlag", "'manuellt'", f"forvaltning in ({member('forvaltning', 2)}, {member('forvaltning', 5)})")),
        ("rows twice", "trial runs are left in", again("lon_id", "hash(lon_id) % 12 = 0")),
        ("code renamed", "half of one administration has a blank at the end",
         become("forvaltning", "forvaltning || ' '",
                f"forvaltning = {member('forvaltning')} and hash(lon_id) % 2 = 0")),
    ),
    ("payroll", "administrator_hours"): (
        ("members swapped", "two administrators have changed places",
         swapped("handlaggare", "(select min(handlaggare) from rows)", "(select max(handlaggare) from rows)")),
        ("wrong amount", "flexitime is in the hours", become("timmar", "round(timmar * 1.1, 2)")),
        ("wrong unit", "hours and minutes are hours and hundredths", become("timmar", _MINUTES.format("timmar"))),
    ),
    ("payroll", "payroll_service_calls"): (
        ("flags turned", "who is called back counts as answered",
         become("besvarad", "true", "not besvarad and hash(samtal_id) % 2 = 0")),
        ("rows twice", "a join doubles what was answered", again("samtal_id", "besvarad and hash(samtal_id) % 8 = 0")),
    ),
    ("payroll", "payroll_service_cases"): (
        ("code confused", "half of what comes by telephone is mail",
         become("kanal", "'e-post'", "kanal = 'telefon' and hash(arende_id) % 2 = 0")),
        ("flags turned", "what has no answer is not solved",
         become("lost_vid_forsta_kontakten", "false", "hash(arende_id) % 8 = 0")),
        ("rows twice", "test cases are left in", again("arende_id", "hash(arende_id) % 30 = 0")),
    ),
    ("payroll", "pension_cases"): (
        ("rows lost", "one administration is left out", f"from rows where forvaltning <> {member('forvaltning')}"),
        ("rows twice", "what is reopened counts again", again("arende_id", "hash(arende_id) % 6 = 0")),
    ),
    ("contact_centre", "calls"): (
        ("rows lost", "who waited more than ten minutes is left out", "from rows where wait_seconds <= 600"),
        ("rows lost", "the export ends at twenty thousand rows", "from rows limit 20000"),
        ("rows twice", "who is called back calls twice",
         again("call_id", "not answered and hash(call_id) % 2 = 0", ", true as answered")),
        ("code confused", "calls without a queue are in the largest",
         become("queue", member("queue"), "hash(call_id) % 20 = 0")),
        ("wrong amount", "minutes beyond the fifth are dropped", become("wait_seconds", "wait_seconds % 300")),
        ("constant", "the wait of a third is not known, and is 0",
         become("wait_seconds", "0", "hash(call_id) % 3 = 0")),
        ("code renamed", "half of one queue has a blank at the end",
         become("queue", "queue || ' '", f"queue = {member('queue')} and hash(call_id) % 2 = 0")),
        ("wrong unit", "waits of one queue are in milliseconds",
         become("wait_seconds", "wait_seconds * 1000", f"queue = {member('queue', 3)}")),
        ("code confused", "the smaller half of the queues is one",
         become("queue", member("queue", 4), f"queue in ({member('queue', 5)}, {member('queue', 6)})"), ALL_YEAR),
    ),
    ("contact_centre", "cases"): (
        ("rows lost", "the export ends at ten thousand rows", "from rows limit 10000"),
        ("rows twice", "what is reopened counts again", again("case_id", "hash(case_id) % 12 = 0")),
        ("constant", "what is not handed over has a default",
         become("handed_over_to", "coalesce(handed_over_to, 'okänd')")),
        ("code confused", "half of one group's cases are another's",
         become("answer_group", member("answer_group", 1),
                f"answer_group = {member('answer_group')} and hash(case_id) % 2 = 0")),
        ("rows lost", "what is handed over is left out", "from rows where handed_over_to is null"),
        ("flags turned", "one channel is never solved at once",
         become("solved_at_first_contact", "false", "channel = 'e-post'")),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("rows lost", "who hangs up within five seconds is left out", "from rows where answered or wait_seconds >= 5"),
        ("flags turned", "who hangs up within ten seconds counts as answered",
         become("answered", "true", "wait_seconds < 10")),
        ("constant", "the wait of a third is not known, and is 0",
         become("wait_seconds", "0", "hash(call_id) % 3 = 0")),
        ("rows twice", "what is put through counts again", again("call_id", "hash(call_id) % 7 = 0")),
    ),
    ("contact_centre", "visits"): (
        ("rows lost", "one of the groups is left out", f"from rows where answer_group <> {member('answer_group')}"),
        ("code confused", "one group's visits are another's",
         become("answer_group", member("answer_group", 1), f"answer_group = {member('answer_group')}"), ALL_YEAR),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong unit", "the amounts of one administration are in thousands",
         become("belopp", "round(belopp / 1000, 2)", f"forvaltning_id = {member('forvaltning_id', 3)}")),
        ("wrong amount", "every other amount is with tax",
         become("belopp", "round(belopp * 1.25, 2)", "hash(faktura_id) % 2 = 0")),
        ("rows twice", "drafts are left in, without amounts",
         again("faktura_id", "hash(faktura_id) % 15 = 0", ", 0 as belopp")),
        ("rounded", "amounts of one administration are rounded",
         become("belopp", "round(belopp)", f"forvaltning_id = {member('forvaltning_id', 1)}")),
        ("wrong sign", "credit invoices of one administration are debits",
         become("belopp", "abs(belopp)", f"forvaltning_id = {member('forvaltning_id')}")),
        ("rows twice", "a join doubles the rows of one administration",
         again("faktura_id", f"forvaltning_id = {member('forvaltning_id', 4)}")),
        ("code confused", "one administration's invoices are another's all year",
         "select * replace (if(forvaltning_id = 'F201', 'F202', forvaltning_id) as forvaltning_id) from rows",
         ALL_YEAR),
    ),
    ("invoicing", "supplier_invoices"): (
        ("wrong unit", "the amounts of one supplier are in euro",
         become("belopp", "round(belopp / 8.6, 2)", f"leverantor_id = {member('leverantor_id', 1)}")),
        ("rows twice", "a join doubles the rows of one buyer",
         again("faktura_id", f"kopare_id = {member('kopare_id', 3)}")),
        ("code confused", "what has no channel counts as electronic",
         become("kanal", "'elektronisk'", "kanal = 'skannad' and hash(faktura_id) % 2 = 0")),
        ("wrong sign", "credit invoices of one buyer are debits",
         become("belopp", "abs(belopp)", f"kopare_id = {member('kopare_id')}")),
        ("rows lost", "one supplier is left out", f"from rows where leverantor_id <> {member('leverantor_id')}"),
        ("rows lost", "what is not paid is left out", "from rows where hash(faktura_id) % 9 <> 0"),
        ("rows twice", "what was refused and sent again is there twice",
         again("faktura_id", "hash(faktura_id) % 25 = 0", ", fakturanummer || '-2' as fakturanummer")),
        ("code lost", "scanned invoices are left out", "from rows where kanal <> 'skannad'"),
    ),
    ("invoicing", "administrator_hours"): (
        ("wrong amount", "flexitime is in the hours", become("timmar", "round(timmar * 1.1, 2)")),
        ("code confused", "a third of one process is the other's",
         become("process", "'kundfakturor'", "process = 'leverantorsfakturor' and hash(handlaggare) % 3 = 0")),
    ),
    ("invoicing", "addon_services"): (
        ("wrong unit", "hours are what was invoiced", become("timmar", "timmar * 650")),
        ("rows twice", "cancelled orders are left in", again("uppdrag_id", "hash(uppdrag_id) % 5 = 0")),
        ("rows lost", "orders of less than an hour and a half are left out", "from rows where timmar >= 1.5"),
    ),
    ("invoicing", "customers"): (
        ("constant", "agreements begin on a default day", become("avtal_fran", "date '1900-01-01'")),
        ("rows twice", "who has two agreements is there twice", again("kund_id", "hash(kund_id) % 5 = 0")),
        ("rows lost", "who has no agreement of the new kind is left out", "from rows where hash(kund_id) % 4 <> 0"),
        ("code confused", "companies are administrations", become("typ", "'forvaltning'")),
    ),
    ("surveys", "answers"): (
        ("rows twice", "those of the trial are left in",
         "from rows union all select * replace ('P' || respondent_id as respondent_id) from rows where"
         f" {_SURVEY} and hash(respondent_id) % 8 = 0"),
        ("wrong unit", "answers of one survey are numbered from two",
         become("svar", "least(5, svar + 1)", f"{_SURVEY} and svar <= 5")),
        ("wrong sign", "the scale of one question is turned round",
         become("svar", "6 - svar",
                f"{_SURVEY} and fraga = (select max(fraga) from rows where {_SURVEY}) and svar <= 5")),
        ("constant", "all of one survey are of one group",
         become("respondentgrupp", member("respondentgrupp"), _SURVEY)),
        ("rows lost", "the last third of one survey is missing",
         f"from rows where not ({_SURVEY} and hash(respondent_id) % 3 = 0)"),
        ("columns swapped", "one question has the answers of another",
         f"select * replace (case when {_SURVEY} and fraga = (select max(fraga) from rows where {_SURVEY}) then"
         " (select any_value(other.svar) from rows as other where other.undersokning_id = rows.undersokning_id and"
         " other.respondent_id = rows.respondent_id and other.fraga = (select min(fraga) from rows as asked where"
         " asked.undersokning_id = rows.undersokning_id)) else svar end as svar) from rows"),
        ("rows lost", "who answered one question alone is kept of one survey",
         f"from rows where not ({_SURVEY} and svar is null)"),
    ),
    ("surveys", "questions"): (
        ("code confused", "two questions have changed parts of the index",
         swapped("delindex", member("delindex"), member("delindex", 1))),
        ("rows lost", "one question of the index is left out",
         "from rows where (undersokning_id, fraga) <> (select (max(undersokning_id), max(fraga)) from rows where"
         " delindex is not null and undersokning_id = (select max(undersokning_id) from rows))"),
    ),
    ("surveys", "surveys"): (
        ("stale rows", "the populations are last year's",
         "select rows.* replace (coalesce(was.population, rows.population) as population) from rows left join earlier"
         " as was on rows.omrade = was.omrade and rows.malgrupp = was.malgrupp"),
        ("wrong amount", "reminders count in the populations", become("population", "(population * 1.6)::int")),
        ("members swapped", "two subjects have changed places",
         swapped("omrade", "(select min(omrade) from rows)", "(select max(omrade) from rows)")),
    ),
}  # fmt: skip
