"""The faults of rules: what happened is counted, merged, dated or cut by another rule than the contract's.

A person is counted in place of an employment, an invoice's lines in place of the invoice, the day of registration in
place of that of the decision; history is overwritten with what holds today, a credit is netted, a field is too short.
As those of ``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    DECEMBER,
    FROM_JULY,
    SystemFault,
    again,
    become,
    member,
    merged,
)

_UNIT = member("kostnadsstalle", 1)
_OF_UNIT = f"kostnadsstalle = {_UNIT}"
# Women and men of a unit, numbered.
_NUMBERED = (
    "select *, row_number() over (partition by kostnadsstalle, sex order by anstallning_id) as n from"
    " (select *, substr(personnummer, 12, 1)::int % 2 as sex from rows)"
)
_SURVEY = f"undersokning_id = {member('undersokning_id')}"
_OF_ADMINISTRATION = f"forvaltning_id = {member('forvaltning_id', 2)}"
_SUBSIDIARY = f"leverantor_id in ({member('leverantor_id', 2)}, {member('leverantor_id', 4)})"


def _summed(key: str, same: str, where: str, *, amount: str = "belopp") -> str:
    """Return the rows, those of a kind in one with the sum of their amounts where they are the same in some columns."""
    kind = f"coalesce({where}, false)"
    of_kind = f"partition by {kind}, if({kind}, '', {key}), {same}"
    return (
        f"select * replace (sum({amount}) over ({of_kind}) as {amount}) from rows"
        f" qualify row_number() over ({of_kind} order by {key}) = 1"
    )


RULE_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("stale rows", "the degrees are those of today",
         "select rows.* replace (coalesce(now.sysselsattningsgrad_pct, rows.sysselsattningsgrad_pct) as"
         " sysselsattningsgrad_pct) from rows left join (select * replace (if(hash(anstallning_id) % 8 = 0, 100,"
         " sysselsattningsgrad_pct) as sysselsattningsgrad_pct) from rows) as now using (anstallning_id)", FROM_JULY),
        ("stale rows", "the units are those after a move",
         become("kostnadsstalle", member("kostnadsstalle"), "hash(anstallning_id) % 12 = 0"), ALL_YEAR),
        ("stale rows", "who left last month is kept",
         "from rows union all (select * replace (last_day(per_datum) as per_datum) from last_month where"
         " anstallning_id not in (select anstallning_id from rows))"),
        ("stale rows", "those who left in the year are kept to its end",
         "from rows union all (select * replace (last_day(per_datum) as per_datum, null as till_datum) from last_month"
         " where anstallning_id not in (select anstallning_id from rows))", FROM_JULY),
        ("wrong amount", "who is on leave has the degree 0",
         become("sysselsattningsgrad_pct", "0", "hash(anstallning_id) % 25 = 0")),
        ("wrong amount", "the degree is what is worked beside leave",
         become("sysselsattningsgrad_pct", "75", "hash(anstallning_id) % 12 = 0"), ALL_YEAR),
        ("constant", "those paid by the hour have a whole post",
         become("sysselsattningsgrad_pct", "100", "anstallningsform = 'timavlonad'"), ALL_YEAR),
        ("rounded", "degrees are quarters of a post",
         become("sysselsattningsgrad_pct", "round(sysselsattningsgrad_pct / 25) * 25")),
        ("wrong date", "the last day is the first day after", become("till_datum", "till_datum + 1"), ALL_YEAR),
        ("wrong date", "an employment begins with its last change",
         become("fran_datum", "greatest(fran_datum, per_datum - 60)", "hash(anstallning_id) % 6 = 0"), ALL_YEAR),
        ("wrong person", "people are born on the first of January",
         become("personnummer", "left(personnummer, 4) || '0101' || right(personnummer, 5)")),
        ("wrong person", "women and men of one unit have one another's numbers",
         f"select rows.* replace (if(rows.kostnadsstalle = {_UNIT}, coalesce(other.personnummer, rows.personnummer),"
         f" rows.personnummer) as personnummer) from rows left join ({_NUMBERED}) as own using (anstallning_id)"
         f" left join ({_NUMBERED}) as other"
         " on own.n = other.n and own.kostnadsstalle = other.kostnadsstalle and own.sex = 1 - other.sex"),
        ("wrong person", "renewed employments have a new number",
         become("anstallning_id", "'N' || anstallning_id", "anstallningsform = 'visstid'"), FROM_JULY),
        ("values lost", "what was asked in a talk is not registered",
         become("deltid_ofrivillig", "false", "deltid_ofrivillig"), DECEMBER),
    ),
    ("payroll", "working_hours"): (
        ("stale rows", "the schedule is last month's",
         "select rows.* replace (coalesce(was.ordinarie_timmar, rows.ordinarie_timmar) as ordinarie_timmar) from rows"
         " left join last_month as was using (anstallning_id)"),
        ("constant", "each month is a twelfth of the year's hours",
         "select * replace (round(ordinarie_timmar / max(ordinarie_timmar) over () * 165.33, 2) as ordinarie_timmar)"
         " from rows", ALL_YEAR),
        ("stale rows", "who left last month still has hours",
         "from rows union all (from last_month where anstallning_id not in (select anstallning_id from rows))"),
        ("wrong amount", "one unit has whole-time hours",
         become("ordinarie_timmar", "(select max(ordinarie_timmar) from rows)", _OF_UNIT), ALL_YEAR),
        ("wrong amount", "lunch is in the hours", become("ordinarie_timmar", "round(ordinarie_timmar * 8.5 / 8, 2)")),
        ("wrong amount", "lunch is in the hours all year",
         become("ordinarie_timmar", "round(ordinarie_timmar * 8.5 / 8, 2)"), ALL_YEAR),
    ),
    ("payroll", "absence_spells"): (
        ("wrong amount", "the extent is what is worked",
         "select * replace (100 - omfattning_pct as omfattning_pct, round(timmar * (100 - omfattning_pct)"
         " / omfattning_pct, 2) as timmar) from rows where omfattning_pct between 1 and 99 union all from rows where"
         " omfattning_pct not between 1 and 99"),
        ("wrong amount", "the extent alone is what is worked",
         become("omfattning_pct", "100 - omfattning_pct", "omfattning_pct between 1 and 99")),
        ("wrong date", "spells that go on end with the year",
         become("till_datum", "coalesce(till_datum, last_day(manad))"), DECEMBER),
        ("wrong date", "spells that go on end with the month all year",
         become("till_datum", "coalesce(till_datum, last_day(manad))"), ALL_YEAR),
        ("wrong amount", "the first day has no hours",
         become("timmar", "greatest(0, timmar - 8)", "orsak = 'sjuk' and fran_datum >= manad")),
        ("rows lost", "sick leave that an agency pays for is left out",
         "from rows where not (orsak = 'sjuk' and manad - fran_datum > 90)", ALL_YEAR),
        ("code confused", "sick leave that an agency pays for is leave of absence",
         become("orsak", "'tjanstledig'", "orsak = 'sjuk' and manad - fran_datum > 14"), ALL_YEAR),
        ("wrong amount", "part-timers are away for whole days",
         become("timmar", "round(timmar / 0.75, 2)", "timmar % 8 <> 0")),
        ("rows twice", "each week of a spell is a spell",
         "select * replace (round(timmar / 2, 2) as timmar) from rows where timmar > 40 union all select * replace"
         " (franvaro_id || '9' as franvaro_id, round(timmar / 2, 2) as timmar) from rows where timmar > 40 union all"
         " from rows where timmar <= 40"),
        ("rows lost", "only the first spell of a person is there",
         merged("franvaro_id", "anstallning_id")),
        ("rows lost", "sick leave without a certificate is not approved yet",
         "from rows where not (orsak = 'sjuk' and till_datum is null)"),
    ),
    ("payroll", "payslips"): (
        ("rows lost", "extra runs are left out",
         "from rows where utbetalning_datum = (select mode(utbetalning_datum) from rows)"),
        ("rows lost", "extra runs are left out all year",
         "from rows where utbetalning_datum = (select mode(utbetalning_datum) from rows)", ALL_YEAR),
        ("rows lost", "payslips of nothing are left out in one administration",
         f"from rows where not (forvaltning = {member('forvaltning', 2)} and hash(lon_id) % 3 = 0)"),
        ("code confused", "one administration's forms are scanned and count as self-service",
         become("underlag", "'sjalvservice'", f"forvaltning = {member('forvaltning', 1)}"), FROM_JULY),
        ("code renamed", "half of one administration is in capitals",
         become("forvaltning", "upper(forvaltning)",
                f"forvaltning = {member('forvaltning')} and hash(lon_id) % 2 = 0")),
        ("constant", "what nobody has handled has a default",
         become("handlaggare", "'SYSTEM'", "underlag = 'sjalvservice'")),
    ),
    ("payroll", "administrator_hours"): (
        ("wrong unit", "a whole post has 40 hours a week",
         become("heltidstimmar", "round(heltidstimmar * 40 / 38.25, 2)")),
        ("wrong amount", "hours are those of the schedule", become("timmar", "heltidstimmar", "timmar > 0")),
        ("wrong amount", "who works half has half the hours of a whole post",
         become("heltidstimmar", "heltidstimmar / 2", "hash(handlaggare) % 3 = 0")),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows lost", "a sample of the calls is delivered", "from rows where hash(samtal_id) % 2 = 0"),
        ("rows twice", "what is transferred counts again", again("samtal_id", "besvarad and hash(samtal_id) % 6 = 0")),
        ("wrong date", "calls are dated by when the file was made",
         become("inkom_datum", "(select max(inkom_datum) from rows)")),
        ("rows lost", "the clerk on leave has no calls", "from rows where hash(samtal_id) % 6 <> 0", FROM_JULY),
    ),
    ("payroll", "payroll_service_cases"): (
        ("rows lost", "cases of one day and kind are one",
         merged("arende_id", "inkom_datum, kanal, funktion, lost_vid_forsta_kontakten, hash(arende_id) % 8")),
        ("flags turned", "what is not closed yet counts as solved",
         become("lost_vid_forsta_kontakten", "true", "day(inkom_datum) >= 20")),
    ),
    ("payroll", "pension_cases"): (
        ("stale rows", "cases are of the month that they were registered in",
         "from rows where hash(arende_id) % 3 <> 0 union all select * replace ('9' || arende_id as arende_id) from"
         " last_month where hash(arende_id) % 3 = 0"),
        ("rows twice", "each survivor is a case", again("arende_id", "arendetyp = 'efterlevande'")),
        ("rows lost", "one case per administration and day", merged("arende_id", "forvaltning, avslutad_datum")),
        ("code confused", "what is not chosen is other", become("arendetyp", "'ovrigt'", "hash(arende_id) % 4 = 0")),
    ),
    ("contact_centre", "calls"): (
        ("wrong date", "times of one queue are UTC",
         become("queued_at", "queued_at - interval 2 hour", f"queue = {member('queue', 4)}")),
        ("wrong amount", "waits end at 600 seconds", become("wait_seconds", "least(wait_seconds, 600)")),
        ("wrong amount", "waits of three digits lose the first", become("wait_seconds", "wait_seconds % 100")),
        ("wrong amount", "waits of a byte begin again at 256", become("wait_seconds", "wait_seconds % 256")),
        ("wrong amount", "waits begin with the menu", become("wait_seconds", "wait_seconds + 20"), FROM_JULY),
        ("wrong amount", "waits begin with the menu in one month", become("wait_seconds", "wait_seconds + 20")),
        ("rows twice", "tests of the night are left in",
         again("call_id", "hash(call_id) % 40 = 0",
               ", date_trunc('day', queued_at) + interval 2 hour as queued_at, 0 as wait_seconds, true as answered")),
        ("code confused", "a retired queue is back for a month",
         become("queue", "'Gamla växeln'", "hash(call_id) % 30 = 0")),
        ("code confused", "what flows over in the afternoon is in another queue",
         become("queue", member("queue"), f"queue = {member('queue', 1)} and hour(queued_at) >= 13")),
        ("code renamed", "half of one queue is in capitals",
         become("queue", "upper(queue)", f"queue = {member('queue', 2)} and hash(call_id) % 2 = 0")),
        ("rows lost", "a sample of the calls is delivered", "from rows where hash(call_id) % 2 = 0"),
        ("rows lost", "who calls again within the hour is one call",
         merged("call_id", "queue, date_trunc('hour', queued_at), hash(call_id) % 12")),
        ("flags turned", "the answering machine answers in one queue",
         become("answered", "true", f"queue = {member('queue', 3)}")),
        ("rows lost", "an hour is lost at summer time",
         "from rows where not (day(queued_at) = 25 and hour(queued_at) = 9)", (3,)),
    ),
    ("contact_centre", "cases"): (
        ("wrong date", "cases are dated when they were closed",
         become("opened_at", "least(opened_at + interval 3 day, timestamptz '2013-05-31 15:00:00+02')")),
        ("wrong date", "cases are dated by a nightly run",
         become("opened_at", "date_trunc('day', opened_at) + interval 23 hour")),
        ("rows twice", "automatic replies are cases", again("case_id", "channel = 'e-post' and hash(case_id) % 3 = 0")),
        ("constant", "delegation is ticked beforehand", become("on_delegation", "true"), FROM_JULY),
        ("flags turned", "what is not closed yet counts as solved",
         become("solved_at_first_contact", "true", "day(opened_at) >= 24")),
        ("code confused", "a retired group is back for a month",
         become("answer_group", "'Gamla gruppen'", "hash(case_id) % 30 = 0")),
        ("code renamed", "half of one group is in capitals",
         become("answer_group", "upper(answer_group)",
                f"answer_group = {member('answer_group', 2)} and hash(case_id) % 2 = 0")),
        ("rows lost", "cases of one caller are one", merged("case_id", "answer_group, opened_at::date, channel,"
         " hash(case_id) % 40")),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("wrong amount", "waits end at 99 seconds", become("wait_seconds", "least(wait_seconds, 99)")),
        ("constant", "the wait of whoever was answered is 0", become("wait_seconds", "0", "answered")),
        ("wrong amount", "waits begin with the greeting", become("wait_seconds", "wait_seconds + 8"), FROM_JULY),
        ("wrong date", "times are UTC", become("received_at", "received_at - interval 2 hour")),
        ("rows lost", "a sample of the calls is delivered", "from rows where hash(call_id) % 10 = 0"),
        ("flags turned", "the answering machine answers after closing",
         become("answered", "true", "hour(received_at) >= 16")),
    ),
    ("contact_centre", "visits"): (
        ("rows lost", "those who come together are one visit",
         merged("visit_id", "place, answer_group, date_trunc('hour', visited_at)")),
        ("wrong date", "visits are typed in the week after",
         become("visited_at", "least(visited_at + interval 5 day, timestamptz '2013-05-31 15:00:00+02')")),
        ("rows lost", "one place is closed by mistake for a week",
         f"from rows where not (place = {member('place')} and day(visited_at) between 13 and 24)"),
        ("code renamed", "half of one place is in capitals",
         become("place", "upper(place)", f"place = {member('place')} and hash(visit_id) % 2 = 0")),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong amount", "amounts are running totals",
         "select * replace (sum(belopp) over (order by faktura_id) as belopp) from rows"),
        ("wrong amount", "amounts of one administration are running totals",
         f"select * replace (if(forvaltning_id = {member('forvaltning_id', 3)}, sum(belopp) over (partition by"
         " forvaltning_id order by faktura_id), belopp) as belopp) from rows"),
        ("wrong amount", "amounts of four digits lose the first", become("belopp", "belopp % 1000")),
        ("rows lost", "credits are netted within a day",
         _summed("faktura_id", "forvaltning_id, faktura_datum", "belopp < 0 or hash(faktura_id) % 60 = 0")),
        ("rows lost", "one administration's invoices of a day are one",
         _summed("faktura_id", "faktura_datum", f"forvaltning_id = {member('forvaltning_id', 3)}")),
        ("rows lost", "the invoices of a day are one for each administration and way",
         _summed("faktura_id", "forvaltning_id, faktura_datum, registrering, handlaggare", "true")),
        ("rows twice", "lines of one administration are invoices",
         "select * exclude (n) replace (faktura_id || n as faktura_id, round(belopp / 3, 2) as belopp) from"
         f" (select *, unnest(['', '8', '9']) as n from rows where {_OF_ADMINISTRATION})"
         f" union all from rows where not ({_OF_ADMINISTRATION})"),
        ("rows twice", "what was cancelled is left in with its credit",
         "from rows union all select * replace (faktura_id || '8' as faktura_id) from rows where"
         " hash(faktura_id) % 30 = 0 union all select * replace (faktura_id || '9' as faktura_id, -belopp as belopp)"
         " from rows where hash(faktura_id) % 30 = 0"),
        ("wrong date", "invoices are dated when they fall due",
         become("faktura_datum", "least(faktura_datum + 15, last_day(faktura_datum))")),
        ("constant", "what is read in has no administrator but a default",
         become("handlaggare", "'SYSTEM'", "registrering = 'inlast'")),
        ("rounded", "what is typed is in whole kronor",
         become("belopp", "round(belopp)", "registrering = 'manuell'")),
        ("constant", "what is not known is read in", become("registrering", "'inlast'",
         f"forvaltning_id in ({member('forvaltning_id', 1)}, {member('forvaltning_id', 4)})")),
        ("rows lost", "subscriptions of one administration are left out",
         f"from rows where not (forvaltning_id = {member('forvaltning_id', 1)} and hash(faktura_id) % 2 = 0)"),
    ),
    ("invoicing", "supplier_invoices"): (
        ("code confused", "one account has its number in the old chart from July on",
         become("konto_nr", "'9' || konto_nr", f"konto_nr = {member('konto_nr')}"), FROM_JULY),
        ("wrong amount", "amounts above 99 999.99 lose their first digit", become("belopp", "belopp % 100000")),
        ("wrong amount", "amounts end at 99 999.99", become("belopp", "least(belopp, 99999.99)")),
        ("wrong amount", "each supplier's amounts are their mean",
         "select * replace (round(avg(belopp) over (partition by leverantor_id), 2) as belopp) from rows"),
        ("wrong amount", "costs are split evenly between the buyers",
         "select * replace (round(sum(belopp) over () / count(distinct kopare_id) over () / count(*) over (partition"
         " by kopare_id), 2) as belopp) from rows"),
        ("wrong amount", "amounts are running totals by supplier",
         "select * replace (sum(belopp) over (partition by leverantor_id order by faktura_id) as belopp) from rows"),
        ("code confused", "subsidiaries are under their parent",
         f"select * replace ({member('leverantor_id')} as leverantor_id, {member('leverantor')} as leverantor) from"
         f" rows where {_SUBSIDIARY} union all from rows where not ({_SUBSIDIARY})"),
        ("code confused", "subsidiaries are under their parent from July on",
         f"select * replace ({member('leverantor_id')} as leverantor_id, {member('leverantor')} as leverantor) from"
         f" rows where {_SUBSIDIARY} union all from rows where not ({_SUBSIDIARY})", FROM_JULY),
        ("constant", "small suppliers have a collective number",
         "select * exclude (n) replace (if(n < 40, '000000-0000', leverantor_id) as leverantor_id, if(n < 40,"
         " 'Övriga', leverantor) as leverantor) from (select *, count(*) over (partition by leverantor_id) as n"
         " from rows)"),
        ("rows lost", "credits are netted within a day",
         _summed("faktura_id", "kopare_id, leverantor_id, datum", "belopp < 0 or hash(faktura_id) % 40 = 0")),
        ("rows lost", "invoices of one supplier and day are one",
         _summed("faktura_id", "kopare_id, datum", f"leverantor_id = {member('leverantor_id')}")),
        ("code confused", "one buyer's scanned invoices are electronic from July on",
         become("kanal", "'elektronisk'", f"kanal = 'skannad' and kopare_id = {member('kopare_id', 1)}"), FROM_JULY),
        ("rows twice", "who attests second registers again", again("faktura_id", "hash(faktura_id) % 20 = 0",
         f", {member('handlaggare', 3)} as handlaggare")),
        ("code renamed", "half of one buyer is in capitals",
         become("kopare", "upper(kopare)", f"kopare_id = {member('kopare_id')} and hash(faktura_id) % 2 = 0")),
        ("rows lost", "one buyer's invoices of one channel are left out",
         f"from rows where not (kopare_id = {member('kopare_id', 2)} and kanal = 'svefaktura')"),
    ),
    ("invoicing", "administrator_hours"): (
        ("wrong unit", "a whole post has 40 hours a week",
         become("heltidstimmar", "round(heltidstimmar * 40 / 38.25, 2)")),
        ("wrong amount", "hours are split evenly within a process",
         "select * replace (round(avg(timmar) over (partition by process), 2) as timmar) from rows"),
        ("wrong amount", "hours are those of the schedule", become("timmar", "heltidstimmar", "timmar > 0")),
        ("rows lost", "who works on two processes is on one", merged("process", "handlaggare")),
        ("wrong amount", "a day begun is a whole day", become("timmar", "ceil(timmar / 8) * 8")),
    ),
    ("invoicing", "addon_services"): (
        ("wrong amount", "a day begun is a whole day", become("timmar", "ceil(timmar / 8) * 8")),
        ("wrong amount", "hours are split evenly", become("timmar", "(select round(avg(timmar), 2) from rows)")),
        ("rows lost", "orders of one customer and service are one",
         _summed("uppdrag_id", "kund_id, tjanst", "true", amount="timmar")),
        ("rows twice", "each day of an order is an order", again("uppdrag_id", "timmar > 16")),
        ("wrong amount", "hours are what was offered", become("timmar", "round(timmar / 10) * 10 + 10")),
    ),
    ("invoicing", "customers"): (
        ("wrong date", "agreements begin when they were renewed",
         become("avtal_fran", "date '2013-01-01'", "hash(kund_id) % 2 = 0")),
        ("rows twice", "departments are customers", again("kund_id", "typ = 'forvaltning' and hash(kund_id) % 3 = 0",
         ", kund || ', avd. 2' as kund")),
        ("rows lost", "customers of one owner are one", merged("kund_id", "typ, hash(kund_id) % 25")),
    ),
    ("surveys", "answers"): (
        ("wrong unit", "a scale of seven is squeezed into five",
         become("svar", "ceil(svar * 5 / 7)::int", f"{_SURVEY} and svar <= 5")),
        ("wrong unit", "a scale of seven is squeezed into five in one survey of many",
         become("svar", "ceil(svar * 5 / 7)::int", f"undersokning_id = {member('undersokning_id', 2)}")),
        ("constant", "no opinion is 6", become("svar", "6", "svar is null")),
        ("constant", "no opinion is 0", become("svar", "0", "svar is null")),
        ("constant", "no opinion is the highest", become("svar", "5", "svar is null")),
        ("constant", "no opinion is the mean of the question",
         "select * replace (coalesce(svar, round(avg(svar) over (partition by undersokning_id, fraga)))::int as svar)"
         " from rows"),
        ("code confused", "the groups are shifted by one",
         "select rows.* replace (next.next as respondentgrupp) from rows join (select undersokning_id,"
         " respondentgrupp, coalesce(lead(respondentgrupp) over (partition by undersokning_id order by"
         " respondentgrupp), first(respondentgrupp) over (partition by undersokning_id order by respondentgrupp)) as"
         " next from (select distinct undersokning_id, respondentgrupp from rows)) as next using (undersokning_id,"
         " respondentgrupp)"),
        ("code confused", "the groups of the staff are shifted by one",
         "select rows.* replace (coalesce(next.next, rows.respondentgrupp) as respondentgrupp) from rows left join"
         " (select undersokning_id, respondentgrupp, coalesce(lead(respondentgrupp) over (order by respondentgrupp),"
         " first(respondentgrupp) over (order by respondentgrupp)) as next from (select distinct undersokning_id,"
         " respondentgrupp from rows where undersokning_id like 'ME%')) as next using (undersokning_id,"
         " respondentgrupp)"),
        ("rows lost", "who left a question open is left out",
         "from rows where (undersokning_id, respondent_id) not in (select (undersokning_id, respondent_id) from rows"
         " where svar is null)"),
        ("constant", "answers are the mean of their group",
         "select * replace (round(avg(svar) over (partition by undersokning_id, respondentgrupp, fraga))::int as svar)"
         f" from rows where {_SURVEY} union all from rows where not ({_SURVEY})"),
        ("code confused", "the two lowest answers are one",
         become("svar", "2", f"{_SURVEY} and svar = 1")),
        ("code confused", "the two highest answers are one",
         become("svar", "4", f"undersokning_id = {member('undersokning_id', 2)} and svar = 5")),
        ("rows twice", "one who answers for two answers twice",
         "from rows union all select * replace ('X' || respondent_id as respondent_id) from rows where"
         f" {_SURVEY} and hash(respondent_id) % 3 = 0"),
        ("stale rows", "one survey is last year's, under this year's name",
         f"from rows where not ({_SURVEY}) union all select * replace (replace(undersokning_id, '2012', '2013') as"
         " undersokning_id) from earlier where replace(undersokning_id, '2012', '2013') ="
         f" {member('undersokning_id')}"),
        ("columns swapped", "answers of one survey are shifted by one question",
         "select rows.* replace (lag(svar, 1, svar) over (partition by respondent_id order by fraga) as svar) from rows"
         f" where {_SURVEY} and svar <= 5 union all from rows where not ({_SURVEY} and coalesce(svar, 9) <= 5)"),
    ),
    ("surveys", "questions"): (
        ("code confused", "the parts of the index are shifted by one",
         "select * replace (if(delindex is null, null, lag(delindex, 1, delindex) over (partition by undersokning_id,"
         " delindex is null order by fraga)) as delindex) from rows"),
        ("code renamed", "the parts of one survey's index are in capitals",
         become("delindex", "upper(delindex)", "undersokning_id = (select min(undersokning_id) from rows)")),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "the populations are in tens", become("population", "greatest(1, population // 10)")),
        ("constant", "all populations are that of the first",
         become("population", "(select population from rows order by undersokning_id limit 1)")),
        ("wrong amount", "one population is that of those who answered",
         become("population", "300", "undersokning_id = (select max(undersokning_id) from rows where population >"
                " 500)")),
    ),
}  # fmt: skip
