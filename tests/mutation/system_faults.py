"""The faults of particular systems, as their users, administrators and integrations commit them.

The faults of ``extract_faults`` follow from any contract; these know what the extract is about: one unit, one queue,
one survey goes wrong, or everything does from a month on. They name columns and kinds of values, and choose members by
rank, so that they can be tried on any board's extracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.contracts import Contract
from tests.mutation.changeover_faults import CHANGEOVER_FAULTS
from tests.mutation.export_faults import EXPORT_FAULTS
from tests.mutation.extract_faults import ExtractFault
from tests.mutation.interface_faults import INTERFACE_FAULTS
from tests.mutation.listing_faults import LISTING_FAULTS
from tests.mutation.operation_faults import OPERATION_FAULTS
from tests.mutation.partial_faults import PARTIAL_FAULTS
from tests.mutation.period_faults import PERIOD_FAULTS
from tests.mutation.platform_faults import PLATFORM_FAULTS
from tests.mutation.register_faults import REGISTER_FAULTS
from tests.mutation.rows import (
    DECEMBER,
    FROM_JULY,
    FROM_MAY,
    SUMMER,
    SystemFault,
    again,
    become,
    member,
    swapped,
)
from tests.mutation.rule_faults import RULE_FAULTS

_LAST_TARGET = "(select max(indikator_id) from rows where arsmal > 5)"

UNIT = member("kostnadsstalle", 1)
OF_UNIT = f"kostnadsstalle = {UNIT}"

_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("wrong unit", "the degree of one unit is 1.00 for full time",
         become("sysselsattningsgrad_pct", "sysselsattningsgrad_pct / 100", OF_UNIT)),
        ("stale rows", "one who left last year is listed again",
         "from rows union all select * replace (per_datum + interval 1 year as per_datum) from (from earlier where"
         " anstallning_id not in (select anstallning_id from rows) order by anstallning_id limit 1)"),
        ("rows twice", "one is on two units the same day",
         again("anstallning_id", "anstallning_id = (select max(anstallning_id) from rows)",
                f", {member('kostnadsstalle')} as kostnadsstalle")),
        ("members swapped", "two units have changed places from May on",
         swapped("kostnadsstalle", member("kostnadsstalle"), member("kostnadsstalle", 1)), FROM_MAY),
        ("code confused", "the permanent staff of one unit is called fixed-term",
         become("anstallningsform", "'visstid'", f"{OF_UNIT} and anstallningsform = 'tillsvidare'")),
        ("flags turned", "involuntary part time is turned in one unit",
         become("deltid_ofrivillig", "not deltid_ofrivillig", OF_UNIT), DECEMBER),
        ("wrong person", "one person's number is on another's employment",
         become("personnummer", "(select max(personnummer) from rows)",
                 "anstallning_id = (select min(anstallning_id) from rows)"), DECEMBER),
    ),
    ("payroll", "working_hours"): (
        ("wrong unit", "the hours of one unit are in minutes",
         become("ordinarie_timmar", "ordinarie_timmar * 60", OF_UNIT)),
        ("wrong amount", "part-timers have the hours of full time",
         become("ordinarie_timmar", "(select max(ordinarie_timmar) from rows)")),
        ("wrong amount", "the hours of one unit are half",
         become("ordinarie_timmar", "ordinarie_timmar / 2", OF_UNIT)),
        ("members swapped", "two units have changed places",
         swapped("kostnadsstalle", member("kostnadsstalle"), member("kostnadsstalle", 1))),
    ),
    ("payroll", "absence_spells"): (
        ("wrong unit", "the hours of one unit are days", become("timmar", "timmar / 8", OF_UNIT)),
        ("wrong amount", "the hours of one unit are twice too many", become("timmar", "timmar * 2", OF_UNIT)),
        ("code confused", "the sick leave of one unit is called care of children",
         become("orsak", "'vab'", f"{OF_UNIT} and orsak = 'sjuk'")),
        ("values lost", "spells that ended have no end", become("till_datum", "null")),
        ("wrong person", "one spell is under another's employment",
         become("anstallning_id", "(select max(anstallning_id) from rows)",
                 "franvaro_id = (select max(franvaro_id) from rows where orsak = 'sjuk')")),
        ("wrong amount", "part-time spells have the hours of full time",
         become("timmar", "timmar * 100 / omfattning_pct", "omfattning_pct between 1 and 99")),
        ("members swapped", "two units have changed places",
         swapped("kostnadsstalle", member("kostnadsstalle"), member("kostnadsstalle", 1))),
    ),
    ("payroll", "payslips"): (
        ("rows twice", "one administration is paid twice",
         again("lon_id", f"forvaltning = {member('forvaltning', 3)}")),
        ("rows lost", "one administration is not paid",
         f"from rows where forvaltning <> {member('forvaltning', 3)}"),
        ("code confused", "self-service counts as manual for half the month",
         become("underlag", "'manuellt'", "row_number() over () % 2 = 0")),
        ("code renamed", "one administration has another name from July on",
         become("forvaltning", "'Ny förvaltning'", f"forvaltning = {member('forvaltning', 2)}"), FROM_JULY),
        ("wrong person", "one administrator's payslips are another's",
         become("handlaggare", member("handlaggare", 1), f"handlaggare = {member('handlaggare')}")),
    ),
    ("payroll", "administrator_hours"): (
        ("wrong amount", "the hours of one administrator are ten times",
         become("timmar", "timmar * 10", "handlaggare = (select max(handlaggare) from rows)")),
        ("wrong unit", "the hours of all are in minutes", become("timmar", "timmar * 60")),
        ("wrong unit", "the hours of a full time are those of a day", become("heltidstimmar", "8")),
        ("values lost", "half the administrators report no hours",
         become("timmar", "0", "row_number() over () % 2 = 0")),
    ),
    ("payroll", "pension_cases"): (
        ("code confused", "half the retirements are forecasts",
         become("arendetyp", "'prognos'", "arendetyp = 'pensionsavgang' and row_number() over () % 2 = 0")),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows lost", "only answered calls are exported", "from rows where besvarad"),
        ("rows twice", "one day came twice",
         again("samtal_id", "inkom_datum = (select max(inkom_datum) from rows)")),
    ),
    ("payroll", "payroll_service_cases"): (
        ("flags turned", "solved at first contact is turned for the telephone",
         become("lost_vid_forsta_kontakten", "not lost_vid_forsta_kontakten", "kanal = 'telefon'")),
        ("code renamed", "all of one function is called the other",
         become("funktion", "'loneservice'")),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong amount", "amounts are with value-added tax", become("belopp", "round(belopp * 1.25, 2)")),
        ("rows lost", "credit invoices are left out", "from rows where belopp >= 0"),
        ("code confused", "half of what is read in counts as typed",
         become("registrering", "'manuell'", "row_number() over () % 2 = 0")),
        ("members swapped", "two administrations have changed places from July on",
         swapped("forvaltning_id", member("forvaltning_id"), member("forvaltning_id", 5)), FROM_JULY),
        ("code renamed", "one administration has another number from July on",
         become("forvaltning_id", "'F999'", f"forvaltning_id = {member('forvaltning_id', 2)}"), FROM_JULY),
        ("wrong amount", "the amounts of one administration are in öre",
         become("belopp", "belopp * 100", f"forvaltning_id = {member('forvaltning_id', 2)}")),
        ("rows lost", "the last day of the month is missing",
         "from rows where faktura_datum < (select max(faktura_datum) from rows)"),
    ),
    ("invoicing", "supplier_invoices"): (
        ("code renamed", "one supplier has another number from July on",
         become("leverantor_id", "'559999-0000'", f"leverantor_id = {member('leverantor_id')}"), FROM_JULY),
        ("code confused", "Svefaktura counts as another electronic invoice",
         become("kanal", "'elektronisk'", "kanal = 'svefaktura'")),
        ("rows lost", "one buyer is missing", f"from rows where kopare_id <> {member('kopare_id', 4)}"),
        ("wrong amount", "the amounts of one supplier are in öre",
         become("belopp", "belopp * 100", f"leverantor_id = {member('leverantor_id')}")),
        ("rows twice", "one supplier's invoices came again with a mark on their number",
         again("faktura_id", f"leverantor_id = {member('leverantor_id', 2)}",
                ", fakturanummer || 'K' as fakturanummer")),
        ("code confused", "one supplier is booked on another account",
         become("konto_nr", "'7010'", f"leverantor_id = {member('leverantor_id')}")),
        ("members swapped", "two suppliers have changed places",
         swapped("leverantor_id", member("leverantor_id"), member("leverantor_id", 1))),
    ),
    ("invoicing", "administrator_hours"): (
        ("wrong amount", "the hours of one administrator are ten times",
         become("timmar", "timmar * 10", "handlaggare = (select max(handlaggare) from rows)")),
        ("members swapped", "the processes have changed places",
         become("process", "if(process = 'kundfakturor', 'leverantorsfakturor', 'kundfakturor')")),
        ("wrong unit", "the hours of a full time are a hundredth", become("heltidstimmar", "1.68")),
    ),
    ("invoicing", "addon_services"): (
        ("wrong unit", "half the hours are minutes", become("timmar", "timmar * 60", "row_number() over () % 2 = 0")),
        ("wrong amount", "the hours of one order are a hundred times",
         become("timmar", "timmar * 100", "uppdrag_id = (select max(uppdrag_id) from rows)")),
        ("rows lost", "the last quarter is missing", "from rows where quarter(bestalld_datum) < 4"),
    ),
    ("invoicing", "customers"): (
        ("code confused", "one company is an administration",
         become("typ", "'forvaltning'", "kund_id = (select max(kund_id) from rows where typ = 'bolag')")),
    ),
    ("contact_centre", "calls"): (
        ("code renamed", "one queue has another name from July on",
         become("queue", "'Ny kö'", f"queue = {member('queue')}"), FROM_JULY),
        ("wrong date", "the clock is one hour off all summer",
         become("queued_at", "queued_at - interval 1 hour"), SUMMER),
        ("wrong unit", "waits are in minutes", become("wait_seconds", "wait_seconds // 60")),
        ("wrong amount", "waits end at 255 seconds", become("wait_seconds", "least(wait_seconds, 255)")),
        ("rows lost", "one queue is missing", f"from rows where queue <> {member('queue', 2)}"),
        ("members swapped", "two queues have changed places from May on",
         swapped("queue", member("queue"), member("queue", 4)), FROM_MAY),
        ("flags turned", "answered is turned for one queue",
         become("answered", "not answered", f"queue = {member('queue', 1)}")),
        ("rows lost", "one day is missing",
         "from rows where queued_at::date <> (select max(queued_at::date) from rows)"),
        ("rows twice", "one day came twice",
         again("call_id", "queued_at::date = (select max(queued_at::date) from rows)")),
        ("rows lost", "only answered calls are exported", "from rows where answered"),
        ("constant", "the wait of whoever hung up is 0", become("wait_seconds", "0", "not answered")),
    ),
    ("contact_centre", "cases"): (
        ("code confused", "half the telephone cases are mail",
         become("channel", "'e-post'", "channel = 'telefon' and row_number() over () % 2 = 0")),
        ("flags turned", "solved at first contact is turned for one group",
         become("solved_at_first_contact", "not solved_at_first_contact",
                 f"answer_group = {member('answer_group')}")),
        ("rows twice", "each mail is two cases", again("case_id", "channel = 'e-post'")),
        ("code renamed", "one group has another name from July on",
         become("answer_group", "'Ny grupp'", f"answer_group = {member('answer_group')}"), FROM_JULY),
        ("values lost", "nothing is handed over from July on", become("handed_over_to", "null"), FROM_JULY),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("wrong unit", "waits are in tenths of a second", become("wait_seconds", "wait_seconds * 10")),
        ("rows lost", "nights and weekends are missing",
         "from rows where isodow(received_at) < 6 and hour(received_at) between 9 and 15"),
    ),
    ("surveys", "answers"): (
        ("wrong unit", "one survey's answers are twice, on a scale of 10",
         become("svar", "svar * 2", f"undersokning_id = {member('undersokning_id')} and svar <= 5")),
        ("wrong unit", "one survey's answers are half, on a scale of 5",
         become("svar", "greatest(1, svar // 2)", f"undersokning_id = {member('undersokning_id', 2)}")),
        ("wrong sign", "one survey's scale is turned round",
         become("svar", "6 - svar", f"undersokning_id = {member('undersokning_id')} and svar <= 5")),
        ("members swapped", "two surveys have changed places",
         swapped("undersokning_id", member("undersokning_id", 1), member("undersokning_id", 2))),
        ("constant", "no opinion is the lowest answer", become("svar", "1", "svar is null")),
        ("rows lost", "half the respondents of one survey are missing",
         f"from rows where not (undersokning_id = {member('undersokning_id')} and hash(respondent_id) % 2 = 0)"),
        ("constant", "all of one question answer the highest",
         become("svar", "5", f"(undersokning_id, fraga) = (select (undersokning_id, min(fraga)) from rows where"
                 f" undersokning_id = {member('undersokning_id')} group by undersokning_id)")),
        ("members swapped", "two questions have changed places",
         "select * replace (case when undersokning_id <> (select min(undersokning_id) from rows) then fraga"
         " when fraga = (select min(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " then (select max(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " when fraga = (select max(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " then (select min(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " else fraga end as fraga) from rows"),
        ("code confused", "half of one group are another's",
         become("respondentgrupp", member("respondentgrupp", 1),
                 f"respondentgrupp = {member('respondentgrupp')} and hash(respondent_id) % 2 = 0")),
    ),
    ("surveys", "questions"): (
        ("wrong unit", "the scale of one survey ends at 10",
         become("skala_max", "10", f"undersokning_id = {member('undersokning_id')}")),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "one population is ten times",
         become("population", "population * 10", "undersokning_id = (select min(undersokning_id) from rows)")),
        ("wrong amount", "two populations have changed places",
         "select * replace (case undersokning_id when (select min(undersokning_id) from rows) then (select population"
         " from rows order by undersokning_id desc limit 1) when (select max(undersokning_id) from rows) then"
         " (select population from rows order by undersokning_id limit 1)"
         " else population end as population) from rows"),
    ),
    ("goals", "indicators"): (
        ("wrong amount", "one target is raised by a tenth",
         become("arsmal", "arsmal * 1.1", f"indikator_id = {_LAST_TARGET}")),
        ("wrong unit", "the decimal comma of one target is lost",
         become("arsmal", "arsmal * 10", f"indikator_id = {_LAST_TARGET}")),
        ("code confused", "lower is better is higher is better for one",
         become("riktning", "'hogre'",
                 "indikator_id = (select min(indikator_id) from rows where riktning = 'lagre')")),
        ("members swapped", "two targets have changed places",
         "select * replace (case indikator_id when (select max(indikator_id) from rows where arsmal > 5) then (select"
         " arsmal from rows where arsmal > 5 order by indikator_id limit 1) when (select min(indikator_id) from rows"
         " where arsmal > 5) then (select arsmal from rows where arsmal > 5 order by indikator_id desc limit 1)"
         " else arsmal end as arsmal) from rows"),
    ),
    ("goals", "goals"): (
        ("code confused", "one goal is judged as not fulfilled",
         become("bedomning", "'uppfylls_ej'", "mal_id = (select min(mal_id) from rows where bedomning is not null)")),
    ),
    ("goals", "activities"): (
        ("wrong date", "all dates are a year late",
         "select * replace (startdatum + interval 1 year as startdatum,"
         " slutdatum + interval 1 year as slutdatum) from rows"),
        ("wrong date", "all dates are a month late",
         "select * replace (startdatum + interval 1 month as startdatum,"
         " slutdatum + interval 1 month as slutdatum) from rows"),
        ("rows lost", "the activities of one goal are missing", f"from rows where mal_id <> {member('mal_id')}"),
    ),
    ("goals", "forecasts"): (
        ("members swapped", "costs and revenue have changed places",
         become("matt", "if(matt = 'kostnader', 'intakter', 'kostnader')")),
        ("members swapped", "the tertials have changed places", become("tertial", "if(tertial = 'T1', 'T2', 'T1')")),
        ("wrong unit", "one forecast is in thousands",
         become("belopp", "belopp / 1000", "tertial = 'T2' and matt = 'kostnader'")),
        ("wrong amount", "one forecast is a million more",
         become("belopp", "belopp + 1000000", "tertial = 'T2' and matt = 'kostnader'")),
    ),
    ("goals", "area_forecasts"): (
        ("members swapped", "two areas have changed places",
         swapped("verksamhetsomrade", "'procurement'", "'contact_centre'")),
    ),
    ("goals", "volumes"): (
        ("wrong date", "the months are shifted by one",
         "select * replace (if(month(manad) = 12, manad - interval 11 month,"
         " manad + interval 1 month)::date as manad) from rows"),
        ("wrong unit", "the budget of one month is in tens",
         become("budgeterad_volym", "budgeterad_volym // 10", "month(manad) = 5")),
    ),
    ("registers", "energy_readings"): (
        ("wrong unit", "one meter is in MWh",
         become("forbrukning_kwh", "forbrukning_kwh // 1000",
                 "anlaggning_id = (select max(anlaggning_id) from rows)")),
        ("wrong amount", "one meter shows its reading, not its use",
         "select * replace (if(anlaggning_id = (select min(anlaggning_id) from rows), (sum(forbrukning_kwh) over"
         " (partition by anlaggning_id order by manad))::int, forbrukning_kwh) as forbrukning_kwh) from rows"),
        ("wrong amount", "one premises has another's area",
         become("area_kvm", "(select max(area_kvm) from rows)",
                 "anlaggning_id = (select max(anlaggning_id) from rows)")),
        ("wrong amount", "one reading is ten times",
         become("forbrukning_kwh", "forbrukning_kwh * 10",
                 "anlaggning_id = (select max(anlaggning_id) from rows) and month(manad) = 5")),
    ),
    ("registers", "complaints"): (
        ("rows lost", "the last quarter is missing", "from rows where quarter(inkom_datum) < 4"),
        ("code confused", "all complaints of one business are suggestions",
         become("typ", "'forbattringsforslag'", f"verksamhet = {member('verksamhet')}")),
    ),
    ("registers", "competition_purchases"): (
        ("wrong unit", "one business is in thousands",
         become("budgeterad_kostnad", "round(budgeterad_kostnad / 1000)",
                 "verksamhet = (select max(verksamhet) from rows)")),
    ),
    ("registers", "risk_measures"): (
        ("values lost", "half of what was done has no day",
         become("genomford_datum", "null", "row_number() over () % 2 = 0")),
    ),
    ("registers", "procurement_requests"): (
        ("code confused", "half of what was done was declined",
         become("status", "'avbojd'", "status = 'genomford' and row_number() over () % 2 = 0")),
        ("rows lost", "requests that are not closed in the year are left out",
         "from rows where quarter(inkom_datum) < 4"),
    ),
    ("registers", "svefaktura_connections"): (
        ("wrong amount", "the volume of the largest is ten times",
         become("arsvolym", "arsvolym * 10", "arsvolym = (select max(arsvolym) from rows)")),
    ),
    ("registers", "traineeships"): (
        ("rows twice", "all places are offered twice", again("plats_id", "true")),
    ),
    ("registers", "summer_jobs"): (
        ("rows twice", "one job is listed twice",
         again("jobb_id", "jobb_id = (select min(jobb_id) from rows)")),
    ),
    ("registers", "public_feedback"): (
        ("rows lost", "the last quarter is missing", "from rows where quarter(inkom_datum) < 4"),
        ("code confused", "half the questions are complaints",
         become("typ", "'klagomal'", "typ = 'fraga' and row_number() over () % 2 = 0")),
        ("rows lost", "one administration is missing",
         f"from rows where forvaltning <> {member('forvaltning')}"),
    ),
    ("registers", "customer_meetings"): (
        ("code confused", "all training of one business is a meeting",
         become("typ", "'kundmote'", f"verksamhet = {member('verksamhet')}")),
        ("rows twice", "one month came twice", again("mote_id", "month(datum) = 5")),
    ),
    ("registers", "eu_projects"): (
        ("wrong date", "one project ended two years ago",
         become("slut_datum", "slut_datum - interval 2 year", "projekt_id = (select max(projekt_id) from rows)")),
    ),
    ("registers", "advertised_procurements"): (
        ("rows lost", "what is not concluded is left out", "from rows where avslutad_datum is not null"),
    ),
}  # fmt: skip


def system_faults(contract: Contract) -> Iterator[ExtractFault]:
    """Yield the faults of an extract that are its own."""
    extract = contract.system, contract.entity
    for faults in (
        _FAULTS,
        CHANGEOVER_FAULTS,
        EXPORT_FAULTS,
        INTERFACE_FAULTS,
        LISTING_FAULTS,
        OPERATION_FAULTS,
        PARTIAL_FAULTS,
        PERIOD_FAULTS,
        PLATFORM_FAULTS,
        REGISTER_FAULTS,
        RULE_FAULTS,
    ):
        for fault in faults.get(extract, ()):
            family, what, query, *months = fault
            yield ExtractFault(contract, family, what, query, *months, is_of_system=True)
