"""The faults of parts: a member, a kind of row, some weeks or a season goes wrong, and by less than all of it.

Nothing is ten times too much, or missing altogether: a rule is followed by one office, a fee is added, a schedule is
the neighbour's, from the autumn on or for two weeks. As those of ``system_faults``, the faults name columns and kinds
of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    AUTUMN,
    DECEMBER,
    SystemFault,
    again,
    become,
    member,
    merged,
)

_SPRING = (1, 2, 3, 4)
_JULY = (7,)
_SURVEY = f"undersokning_id = {member('undersokning_id', 1)}"
_OF_UNIT = f"kostnadsstalle = {member('kostnadsstalle', 3)}"

PARTIAL_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("rows lost", "who began in the autumn is not registered yet",
         "from rows where fran_datum < date '2013-09-01'", AUTUMN),
        ("rows lost", "those paid by the hour are left out",
         "from rows where anstallningsform <> 'timavlonad'", ALL_YEAR),
        ("wrong amount", "the degree of one unit is a tenth too low",
         become("sysselsattningsgrad_pct", "sysselsattningsgrad_pct * 0.9", _OF_UNIT), AUTUMN),
        ("code confused", "a tenth are on the unit of their manager",
         become("kostnadsstalle", member("kostnadsstalle"), "hash(anstallning_id) % 10 = 0"), DECEMBER),
        ("flags turned", "half of the part-timers are so against their will",
         become("deltid_ofrivillig", "true", "sysselsattningsgrad_pct < 100 and hash(anstallning_id) % 2 = 0"),
         DECEMBER),
        ("rows twice", "who has moved is on both units",
         again("anstallning_id", f"{_OF_UNIT} and hash(anstallning_id) % 4 = 0",
               f", {member('kostnadsstalle')} as kostnadsstalle"), AUTUMN),
    ),
    ("payroll", "working_hours"): (
        ("wrong amount", "one unit has 37 hours a week all year",
         become("ordinarie_timmar", "round(ordinarie_timmar * 37 / 40, 2)", _OF_UNIT), ALL_YEAR),
        ("wrong amount", "holidays are taken off in July for a third",
         become("ordinarie_timmar", "round(ordinarie_timmar * 0.4, 2)", "hash(anstallning_id) % 3 = 0"), _JULY),
        ("wrong amount", "the eves of Christmas count as whole days",
         become("ordinarie_timmar", "round(ordinarie_timmar * 1.1, 2)"), DECEMBER),
        ("rows lost", "a tenth have no schedule", "from rows where hash(anstallning_id) % 10 <> 0"),
    ),
    ("payroll", "absence_spells"): (
        ("code renamed", "spells have a new number each month",
         become("franvaro_id", "franvaro_id || '-' || month(manad)"), ALL_YEAR),
        ("wrong amount", "the last day is not counted",
         become("timmar", "greatest(timmar - 8, timmar / 2)", "till_datum is not null")),
        ("wrong amount", "a quarter of the extent is rounded away",
         become("timmar", "round(timmar * 0.75, 2)", "omfattning_pct = 100 and hash(franvaro_id) % 3 = 0")),
        ("rows lost", "one unit reports no care of children",
         f"from rows where not ({_OF_UNIT} and orsak = 'vab')", ALL_YEAR),
        ("code confused", "one unit reports care of children as sick leave",
         become("orsak", "'sjuk'", f"{_OF_UNIT} and orsak = 'vab'"), ALL_YEAR),
        ("rows lost", "what a manager has not approved is left out in the autumn",
         "from rows where hash(franvaro_id) % 4 <> 0", AUTUMN),
        ("wrong date", "spells begin on the Monday before",
         become("fran_datum", "fran_datum - (isodow(fran_datum) - 1)::int")),
        ("rows twice", "spells that were prolonged are there with both lengths",
         again("franvaro_id", "till_datum is not null and hash(franvaro_id) % 6 = 0",
               ", round(timmar / 2, 2) as timmar")),
    ),
    ("payroll", "payslips"): (
        ("code confused", "two small administrations are one",
         become("forvaltning", member("forvaltning", 20), f"forvaltning = {member('forvaltning', 21)}"), AUTUMN),
        ("code confused", "a fifth of the forms is self-service",
         become("underlag", "'sjalvservice'", "underlag = 'manuellt' and hash(lon_id) % 5 = 0")),
        ("rows lost", "one administration's hourly paid are left out",
         f"from rows where not (forvaltning = {member('forvaltning', 1)} and hash(lon_id) % 5 = 0)", ALL_YEAR),
    ),
    ("payroll", "payroll_service_calls"): (
        ("flags turned", "a machine answers in two weeks",
         become("besvarad", "true", "day(inkom_datum) between 6 and 19")),
        ("rows lost", "who is not answered is counted every second time",
         "from rows where besvarad or hash(samtal_id) % 2 = 0"),
    ),
    ("payroll", "payroll_service_cases"): (
        ("rows lost", "mail is opened by one of two who count",
         "from rows where kanal <> 'e-post' or hash(arende_id) % 2 = 0"),
        ("code confused", "support of managers counts with the service",
         become("funktion", "'loneservice'", "hash(arende_id) % 2 = 0"), AUTUMN),
    ),
    ("payroll", "pension_cases"): (
        ("code confused", "half of the survivors' pensions are other",
         become("arendetyp", "'ovrigt'", "arendetyp = 'efterlevande' and hash(arende_id) % 2 = 0"), ALL_YEAR),
        ("code confused", "half of the retirements are forecasts in the autumn",
         become("arendetyp", "'prognos'", "arendetyp = 'pensionsavgang' and hash(arende_id) % 2 = 0"), AUTUMN),
    ),
    ("contact_centre", "calls"): (
        ("wrong amount", "waits are means of their queue and hour",
         "select * replace (round(avg(wait_seconds) over (partition by queue, queued_at::date, hour(queued_at)))::int"
         " as wait_seconds) from rows"),
        ("flags turned", "who waits two minutes gets a machine that answers",
         become("answered", "true", "wait_seconds > 120")),
        ("wrong amount", "waits of one queue lack the first half minute",
         become("wait_seconds", "greatest(0, wait_seconds - 30)", f"queue = {member('queue', 2)}")),
        ("wrong amount", "waits of one queue lack the first half minute from the autumn on",
         become("wait_seconds", "greatest(0, wait_seconds - 30)", f"queue = {member('queue', 2)}"), AUTUMN),
        ("rows lost", "the evening and the early morning are left out",
         "from rows where hour(queued_at) between 8 and 14"),
        ("rows lost", "one queue's calls of two weeks are missing",
         f"from rows where not (queue = {member('queue', 1)} and day(queued_at) between 6 and 19)"),
        ("rows lost", "one queue's callers who hang up are left out",
         f"from rows where answered or queue <> {member('queue', 1)}", AUTUMN),
        ("rows twice", "one queue's calls are logged by two systems in two weeks",
         again("call_id", f"queue = {member('queue', 4)} and day(queued_at) between 6 and 19",
               ", queued_at + interval 1 second as queued_at")),
        ("code confused", "a third of one queue is the next in the menu",
         become("queue", member("queue", 3), f"queue = {member('queue', 2)} and hash(call_id) % 3 = 0"), AUTUMN),
        ("constant", "waits below ten seconds are 0", become("wait_seconds", "0", "wait_seconds < 10")),
    ),
    ("contact_centre", "cases"): (
        ("flags turned", "one group closes nothing at the first contact in two weeks",
         become("solved_at_first_contact", "false",
                f"answer_group = {member('answer_group', 3)} and day(opened_at) between 6 and 19")),
        ("code confused", "one group's mail is telephone from the autumn on",
         become("channel", "'telefon'", f"channel = 'e-post' and answer_group = {member('answer_group', 1)}"), AUTUMN),
        ("rows lost", "short questions of one group are not registered",
         f"from rows where not (answer_group = {member('answer_group')} and hash(case_id) % 3 = 0)", _SPRING),
        ("values lost", "half of what is handed over names nobody",
         become("handed_over_to", "null", "hash(case_id) % 2 = 0"), AUTUMN),
        ("flags turned", "what one group hands over counts as solved",
         "select * replace (true as solved_at_first_contact, null as handed_over_to) from rows where answer_group ="
         f" {member('answer_group', 2)} union all from rows where answer_group <> {member('answer_group', 2)}",
         AUTUMN),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("rows lost", "overflow to another firm is left out in two weeks",
         "from rows where not (day(received_at) between 6 and 19 and hash(call_id) % 4 = 0)"),
        ("wrong amount", "waits are rounded down to fives", become("wait_seconds", "wait_seconds // 5 * 5")),
        ("flags turned", "who hangs up within the greeting is not counted as lost",
         "from rows where answered or wait_seconds >= 20", AUTUMN),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong amount", "a fee of 45 is in each amount", become("belopp", "belopp + 45", "belopp > 0")),
        ("wrong amount", "the least amount is 150", become("belopp", "greatest(belopp, 150)", "belopp > 0")),
        ("wrong amount", "one administration's amounts are a fifth too much from the autumn on",
         become("belopp", "round(belopp * 1.2, 2)", f"forvaltning_id = {member('forvaltning_id', 1)}"), AUTUMN),
        ("rows lost", "one administration's smallest are written off",
         f"from rows where not (forvaltning_id = {member('forvaltning_id')} and belopp between 0 and 300)"),
        ("rows twice", "instalments of one administration are invoices",
         again("faktura_id", f"forvaltning_id = {member('forvaltning_id', 3)} and belopp > 2000",
               ", round(belopp / 4, 2) as belopp")),
        ("code confused", "half of what one administration types is read in",
         become("registrering", "'inlast'", f"forvaltning_id = {member('forvaltning_id', 2)} and hash(faktura_id) % 2"
                " = 0"), ALL_YEAR),
    ),
    ("invoicing", "supplier_invoices"): (
        ("wrong amount", "small amounts are the order's, not the invoice's",
         become("belopp", "round(belopp * 1.15, 2)", "belopp between 0 and 3000")),
        ("wrong amount", "one account is with tax from the autumn on",
         become("belopp", "round(belopp * 1.25, 2)", f"konto_nr = {member('konto_nr', 1)}"), AUTUMN),
        ("rows lost", "purchases by card are one invoice a month",
         merged("faktura_id", "leverantor_id, kopare_id, if(belopp between 0 and 1000, 'card', faktura_id)")),
        ("code confused", "a tenth of the scanned is Svefaktura",
         become("kanal", "'svefaktura'", "kanal = 'skannad' and hash(faktura_id) % 10 = 0")),
        ("code confused", "one supplier's electronic invoices are scanned",
         become("kanal", "'skannad'", f"leverantor_id = {member('leverantor_id')} and hash(faktura_id) % 2 = 0"),
         AUTUMN),
        ("rows lost", "one buyer's last week is missing",
         f"from rows where not (kopare_id = {member('kopare_id', 1)} and day(datum) >= 24)"),
    ),
    ("invoicing", "administrator_hours"): (
        ("wrong amount", "one works full time on both processes",
         become("timmar", "heltidstimmar", "handlaggare = (select max(handlaggare) from rows)"), ALL_YEAR),
        ("wrong amount", "leave is not taken off for a third",
         become("timmar", "round(least(timmar * 1.3, heltidstimmar), 2)", "hash(handlaggare) % 3 = 0")),
    ),
    ("surveys", "answers"): (
        ("code confused", "one group's answers are copied into another's",
         f"from rows where not ({_SURVEY} and respondentgrupp = {member('respondentgrupp', 1)}) union all select *"
         f" replace ('K' || respondent_id as respondent_id, {member('respondentgrupp', 1)} as respondentgrupp) from"
         f" rows where {_SURVEY} and respondentgrupp = {member('respondentgrupp')}"),
        ("wrong unit", "a paper form is one off for a third",
         become("svar", "least(svar + 1, 5)", f"{_SURVEY} and svar <= 5 and hash(respondent_id) % 3 = 0")),
        ("rows lost", "who is not satisfied with anything is left out",
         f"from rows where not ({_SURVEY} and respondent_id in (select respondent_id from rows where {_SURVEY} group by"
         " all having avg(svar) < 4))"),
        ("values lost", "three fifths of the lowest answers are left open",
         become("svar", "null", f"{_SURVEY} and svar <= 2 and hash(respondent_id, fraga) % 5 < 3")),
        ("constant", "who left a question open gave the answer before",
         "select * replace (coalesce(svar, lag(svar ignore nulls) over (partition by undersokning_id, respondent_id"
         " order by fraga)) as svar) from rows"),
    ),
    ("registers", "complaints"): (
        ("code confused", "a third of one operation's complaints are proposals",
         become("typ", "'forbattringsforslag'",
                f"verksamhet = {member('verksamhet')} and typ = 'klagomal' and hash(synpunkt_id) % 3 = 0")),
        ("rows lost", "what came by a survey is sampled",
         "from rows where kalla <> 'kundundersokning' or hash(synpunkt_id) % 3 <> 0"),
    ),
    ("registers", "customer_meetings"): (
        ("rows lost", "meetings of one business are not reported in the autumn",
         f"from rows where not (verksamhet = {member('verksamhet')} and month(datum) >= 9)"),
    ),
    ("registers", "public_feedback"): (
        ("code confused", "half of the praise is proposals",
         become("typ", "'forslag'", "typ = 'berom' and hash(synpunkt_id) % 2 = 0")),
    ),
    ("registers", "energy_readings"): (
        ("wrong amount", "one meter lacks a fifth from the autumn on",
         become("forbrukning_kwh", "(forbrukning_kwh * 0.8)::int",
                "anlaggning_id = (select min(anlaggning_id) from rows) and month(manad) >= 9")),
        ("wrong amount", "a month is estimated by the one before",
         "select * replace (if(month(manad) = 10, (lag(forbrukning_kwh) over (partition by anlaggning_id order by"
         " manad) * 1.01)::int, forbrukning_kwh) as forbrukning_kwh) from rows"),
    ),
}  # fmt: skip
