"""The faults of particular systems, as their users, administrators and integrations commit them.

The faults of ``extract_faults`` follow from any contract; these know what the extract is about: one unit, one queue,
one survey goes wrong, or everything does from a month on. They name columns and kinds of values, and choose members by
rank, so that they can be tried on any board's extracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestration.contracts import Contract
from tests.mutation.extract_faults import ExtractFault

FROM_JULY = tuple(range(7, 13))
FROM_MAY = tuple(range(5, 13))
SUMMER = tuple(range(4, 11))
DECEMBER = (12,)


def _member(column: str, rank: int = 0) -> str:
    """Return SQL for one of a column's most frequent values."""
    return f"(select {column} from rows group by all order by count(*) desc, {column} limit 1 offset {rank})"


def _become(column: str, value: str, where: str = "true") -> str:
    """Return the rows with another value in a column, where a condition holds."""
    return f"select * replace (if({where}, {value}, {column}) as {column}) from rows"


def _swapped(column: str, first: str, second: str) -> str:
    """Return the rows with two members of a column called by one another's name."""
    return (
        f"select * replace (case {column} when {first} then {second} when {second} then {first} else {column} end"
        f" as {column}) from rows"
    )


def _again(key: str, where: str, change: str = "") -> str:
    """Return the rows, and some of them once more under keys of their own."""
    return f"from rows union all select * replace ({key} || '9' as {key}{change}) from rows where {where}"


_LAST_TARGET = "(select max(indikator_id) from rows where arsmal > 5)"

# Family, what goes wrong, and the rows as they are delivered; in which months, where not in May.
_Fault = tuple[str, str, str] | tuple[str, str, str, tuple[int, ...]]

UNIT = _member("kostnadsstalle", 1)
OF_UNIT = f"kostnadsstalle = {UNIT}"

_FAULTS: Mapping[tuple[str, str], tuple[_Fault, ...]] = {
    ("payroll", "employments"): (
        ("wrong unit", "the degree of one unit is 1.00 for full time",
         _become("sysselsattningsgrad_pct", "sysselsattningsgrad_pct / 100", OF_UNIT)),
        ("stale rows", "one who left last year is listed again",
         "from rows union all select * replace (per_datum + interval 1 year as per_datum) from (from earlier where"
         " anstallning_id not in (select anstallning_id from rows) order by anstallning_id limit 1)"),
        ("rows twice", "one is on two units the same day",
         _again("anstallning_id", "anstallning_id = (select max(anstallning_id) from rows)",
                f", {_member('kostnadsstalle')} as kostnadsstalle")),
        ("members swapped", "two units have changed places from May on",
         _swapped("kostnadsstalle", _member("kostnadsstalle"), _member("kostnadsstalle", 1)), FROM_MAY),
        ("code confused", "the permanent staff of one unit is called fixed-term",
         _become("anstallningsform", "'visstid'", f"{OF_UNIT} and anstallningsform = 'tillsvidare'")),
        ("flags turned", "involuntary part time is turned in one unit",
         _become("deltid_ofrivillig", "not deltid_ofrivillig", OF_UNIT), DECEMBER),
        ("wrong person", "one person's number is on another's employment",
         _become("personnummer", "(select max(personnummer) from rows)",
                 "anstallning_id = (select min(anstallning_id) from rows)"), DECEMBER),
    ),
    ("payroll", "working_hours"): (
        ("wrong unit", "the hours of one unit are in minutes",
         _become("ordinarie_timmar", "ordinarie_timmar * 60", OF_UNIT)),
        ("wrong amount", "part-timers have the hours of full time",
         _become("ordinarie_timmar", "(select max(ordinarie_timmar) from rows)")),
        ("wrong amount", "the hours of one unit are half",
         _become("ordinarie_timmar", "ordinarie_timmar / 2", OF_UNIT)),
        ("members swapped", "two units have changed places",
         _swapped("kostnadsstalle", _member("kostnadsstalle"), _member("kostnadsstalle", 1))),
    ),
    ("payroll", "absence_spells"): (
        ("wrong unit", "the hours of one unit are days", _become("timmar", "timmar / 8", OF_UNIT)),
        ("wrong amount", "the hours of one unit are twice too many", _become("timmar", "timmar * 2", OF_UNIT)),
        ("code confused", "the sick leave of one unit is called care of children",
         _become("orsak", "'vab'", f"{OF_UNIT} and orsak = 'sjuk'")),
        ("values lost", "spells that ended have no end", _become("till_datum", "null")),
        ("wrong person", "one spell is under another's employment",
         _become("anstallning_id", "(select max(anstallning_id) from rows)",
                 "franvaro_id = (select max(franvaro_id) from rows where orsak = 'sjuk')")),
        ("wrong amount", "part-time spells have the hours of full time",
         _become("timmar", "timmar * 100 / omfattning_pct", "omfattning_pct between 1 and 99")),
        ("members swapped", "two units have changed places",
         _swapped("kostnadsstalle", _member("kostnadsstalle"), _member("kostnadsstalle", 1))),
    ),
    ("payroll", "payslips"): (
        ("rows twice", "one administration is paid twice",
         _again("lon_id", f"forvaltning = {_member('forvaltning', 3)}")),
        ("rows lost", "one administration is not paid",
         f"from rows where forvaltning <> {_member('forvaltning', 3)}"),
        ("code confused", "self-service counts as manual for half the month",
         _become("underlag", "'manuellt'", "row_number() over () % 2 = 0")),
        ("code renamed", "one administration has another name from July on",
         _become("forvaltning", "'Ny förvaltning'", f"forvaltning = {_member('forvaltning', 2)}"), FROM_JULY),
        ("wrong person", "one administrator's payslips are another's",
         _become("handlaggare", _member("handlaggare", 1), f"handlaggare = {_member('handlaggare')}")),
    ),
    ("payroll", "administrator_hours"): (
        ("wrong amount", "the hours of one administrator are ten times",
         _become("timmar", "timmar * 10", "handlaggare = (select max(handlaggare) from rows)")),
        ("wrong unit", "the hours of all are in minutes", _become("timmar", "timmar * 60")),
        ("wrong unit", "the hours of a full time are those of a day", _become("heltidstimmar", "8")),
        ("values lost", "half the administrators report no hours",
         _become("timmar", "0", "row_number() over () % 2 = 0")),
    ),
    ("payroll", "pension_cases"): (
        ("code confused", "half the retirements are forecasts",
         _become("arendetyp", "'prognos'", "arendetyp = 'pensionsavgang' and row_number() over () % 2 = 0")),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows lost", "only answered calls are exported", "from rows where besvarad"),
        ("rows twice", "one day came twice",
         _again("samtal_id", "inkom_datum = (select max(inkom_datum) from rows)")),
    ),
    ("payroll", "payroll_service_cases"): (
        ("flags turned", "solved at first contact is turned for the telephone",
         _become("lost_vid_forsta_kontakten", "not lost_vid_forsta_kontakten", "kanal = 'telefon'")),
        ("code renamed", "all of one function is called the other",
         _become("funktion", "'loneservice'")),
    ),
    ("invoicing", "customer_invoices"): (
        ("wrong amount", "amounts are with value-added tax", _become("belopp", "round(belopp * 1.25, 2)")),
        ("rows lost", "credit invoices are left out", "from rows where belopp >= 0"),
        ("code confused", "half of what is read in counts as typed",
         _become("registrering", "'manuell'", "row_number() over () % 2 = 0")),
        ("members swapped", "two administrations have changed places from July on",
         _swapped("forvaltning_id", _member("forvaltning_id"), _member("forvaltning_id", 5)), FROM_JULY),
        ("code renamed", "one administration has another number from July on",
         _become("forvaltning_id", "'F999'", f"forvaltning_id = {_member('forvaltning_id', 2)}"), FROM_JULY),
        ("wrong amount", "the amounts of one administration are in öre",
         _become("belopp", "belopp * 100", f"forvaltning_id = {_member('forvaltning_id', 2)}")),
        ("rows lost", "the last day of the month is missing",
         "from rows where faktura_datum < (select max(faktura_datum) from rows)"),
    ),
    ("invoicing", "supplier_invoices"): (
        ("code renamed", "one supplier has another number from July on",
         _become("leverantor_id", "'559999-0000'", f"leverantor_id = {_member('leverantor_id')}"), FROM_JULY),
        ("code confused", "Svefaktura counts as another electronic invoice",
         _become("kanal", "'elektronisk'", "kanal = 'svefaktura'")),
        ("rows lost", "one buyer is missing", f"from rows where kopare_id <> {_member('kopare_id', 4)}"),
        ("wrong amount", "the amounts of one supplier are in öre",
         _become("belopp", "belopp * 100", f"leverantor_id = {_member('leverantor_id')}")),
        ("rows twice", "one supplier's invoices came again with a mark on their number",
         _again("faktura_id", f"leverantor_id = {_member('leverantor_id', 2)}",
                ", fakturanummer || 'K' as fakturanummer")),
        ("code confused", "one supplier is booked on another account",
         _become("konto_nr", "'7010'", f"leverantor_id = {_member('leverantor_id')}")),
        ("members swapped", "two suppliers have changed places",
         _swapped("leverantor_id", _member("leverantor_id"), _member("leverantor_id", 1))),
    ),
    ("invoicing", "administrator_hours"): (
        ("wrong amount", "the hours of one administrator are ten times",
         _become("timmar", "timmar * 10", "handlaggare = (select max(handlaggare) from rows)")),
        ("members swapped", "the processes have changed places",
         _become("process", "if(process = 'kundfakturor', 'leverantorsfakturor', 'kundfakturor')")),
        ("wrong unit", "the hours of a full time are a hundredth", _become("heltidstimmar", "1.68")),
    ),
    ("invoicing", "addon_services"): (
        ("wrong unit", "half the hours are minutes", _become("timmar", "timmar * 60", "row_number() over () % 2 = 0")),
        ("wrong amount", "the hours of one order are a hundred times",
         _become("timmar", "timmar * 100", "uppdrag_id = (select max(uppdrag_id) from rows)")),
        ("rows lost", "the last quarter is missing", "from rows where quarter(bestalld_datum) < 4"),
    ),
    ("invoicing", "customers"): (
        ("code confused", "one company is an administration",
         _become("typ", "'forvaltning'", "kund_id = (select max(kund_id) from rows where typ = 'bolag')")),
    ),
    ("contact_centre", "calls"): (
        ("code renamed", "one queue has another name from July on",
         _become("queue", "'Ny kö'", f"queue = {_member('queue')}"), FROM_JULY),
        ("wrong date", "the clock is one hour off all summer",
         _become("queued_at", "queued_at - interval 1 hour"), SUMMER),
        ("wrong unit", "waits are in minutes", _become("wait_seconds", "wait_seconds // 60")),
        ("wrong amount", "waits end at 255 seconds", _become("wait_seconds", "least(wait_seconds, 255)")),
        ("rows lost", "one queue is missing", f"from rows where queue <> {_member('queue', 2)}"),
        ("members swapped", "two queues have changed places from May on",
         _swapped("queue", _member("queue"), _member("queue", 4)), FROM_MAY),
        ("flags turned", "answered is turned for one queue",
         _become("answered", "not answered", f"queue = {_member('queue', 1)}")),
        ("rows lost", "one day is missing",
         "from rows where queued_at::date <> (select max(queued_at::date) from rows)"),
        ("rows twice", "one day came twice",
         _again("call_id", "queued_at::date = (select max(queued_at::date) from rows)")),
        ("rows lost", "only answered calls are exported", "from rows where answered"),
        ("constant", "the wait of whoever hung up is 0", _become("wait_seconds", "0", "not answered")),
    ),
    ("contact_centre", "cases"): (
        ("code confused", "half the telephone cases are mail",
         _become("channel", "'e-post'", "channel = 'telefon' and row_number() over () % 2 = 0")),
        ("flags turned", "solved at first contact is turned for one group",
         _become("solved_at_first_contact", "not solved_at_first_contact",
                 f"answer_group = {_member('answer_group')}")),
        ("rows twice", "each mail is two cases", _again("case_id", "channel = 'e-post'")),
        ("code renamed", "one group has another name from July on",
         _become("answer_group", "'Ny grupp'", f"answer_group = {_member('answer_group')}"), FROM_JULY),
        ("values lost", "nothing is handed over from July on", _become("handed_over_to", "null"), FROM_JULY),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("wrong unit", "waits are in tenths of a second", _become("wait_seconds", "wait_seconds * 10")),
        ("rows lost", "nights and weekends are missing",
         "from rows where isodow(received_at) < 6 and hour(received_at) between 9 and 15"),
    ),
    ("surveys", "answers"): (
        ("wrong unit", "one survey's answers are twice, on a scale of 10",
         _become("svar", "svar * 2", f"undersokning_id = {_member('undersokning_id')} and svar <= 5")),
        ("wrong unit", "one survey's answers are half, on a scale of 5",
         _become("svar", "greatest(1, svar // 2)", f"undersokning_id = {_member('undersokning_id', 2)}")),
        ("wrong sign", "one survey's scale is turned round",
         _become("svar", "6 - svar", f"undersokning_id = {_member('undersokning_id')} and svar <= 5")),
        ("members swapped", "two surveys have changed places",
         _swapped("undersokning_id", _member("undersokning_id", 1), _member("undersokning_id", 2))),
        ("constant", "no opinion is the lowest answer", _become("svar", "1", "svar is null")),
        ("rows lost", "half the respondents of one survey are missing",
         f"from rows where not (undersokning_id = {_member('undersokning_id')} and hash(respondent_id) % 2 = 0)"),
        ("constant", "all of one question answer the highest",
         _become("svar", "5", f"(undersokning_id, fraga) = (select (undersokning_id, min(fraga)) from rows where"
                 f" undersokning_id = {_member('undersokning_id')} group by undersokning_id)")),
        ("members swapped", "two questions have changed places",
         "select * replace (case when undersokning_id <> (select min(undersokning_id) from rows) then fraga"
         " when fraga = (select min(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " then (select max(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " when fraga = (select max(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " then (select min(fraga) from rows where undersokning_id = (select min(undersokning_id) from rows))"
         " else fraga end as fraga) from rows"),
        ("code confused", "half of one group are another's",
         _become("respondentgrupp", _member("respondentgrupp", 1),
                 f"respondentgrupp = {_member('respondentgrupp')} and hash(respondent_id) % 2 = 0")),
    ),
    ("surveys", "questions"): (
        ("wrong unit", "the scale of one survey ends at 10",
         _become("skala_max", "10", f"undersokning_id = {_member('undersokning_id')}")),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "one population is ten times",
         _become("population", "population * 10", "undersokning_id = (select min(undersokning_id) from rows)")),
        ("wrong amount", "two populations have changed places",
         "select * replace (case undersokning_id when (select min(undersokning_id) from rows) then (select population"
         " from rows order by undersokning_id desc limit 1) when (select max(undersokning_id) from rows) then"
         " (select population from rows order by undersokning_id limit 1)"
         " else population end as population) from rows"),
    ),
    ("goals", "indicators"): (
        ("wrong amount", "one target is raised by a tenth",
         _become("arsmal", "arsmal * 1.1", f"indikator_id = {_LAST_TARGET}")),
        ("wrong unit", "the decimal comma of one target is lost",
         _become("arsmal", "arsmal * 10", f"indikator_id = {_LAST_TARGET}")),
        ("code confused", "lower is better is higher is better for one",
         _become("riktning", "'hogre'",
                 "indikator_id = (select min(indikator_id) from rows where riktning = 'lagre')")),
        ("members swapped", "two targets have changed places",
         "select * replace (case indikator_id when (select max(indikator_id) from rows where arsmal > 5) then (select"
         " arsmal from rows where arsmal > 5 order by indikator_id limit 1) when (select min(indikator_id) from rows"
         " where arsmal > 5) then (select arsmal from rows where arsmal > 5 order by indikator_id desc limit 1)"
         " else arsmal end as arsmal) from rows"),
    ),
    ("goals", "goals"): (
        ("code confused", "one goal is judged as not fulfilled",
         _become("bedomning", "'uppfylls_ej'", "mal_id = (select min(mal_id) from rows where bedomning is not null)")),
    ),
    ("goals", "activities"): (
        ("wrong date", "all dates are a year late",
         "select * replace (startdatum + interval 1 year as startdatum,"
         " slutdatum + interval 1 year as slutdatum) from rows"),
        ("wrong date", "all dates are a month late",
         "select * replace (startdatum + interval 1 month as startdatum,"
         " slutdatum + interval 1 month as slutdatum) from rows"),
        ("rows lost", "the activities of one goal are missing", f"from rows where mal_id <> {_member('mal_id')}"),
    ),
    ("goals", "forecasts"): (
        ("members swapped", "costs and revenue have changed places",
         _become("matt", "if(matt = 'kostnader', 'intakter', 'kostnader')")),
        ("members swapped", "the tertials have changed places", _become("tertial", "if(tertial = 'T1', 'T2', 'T1')")),
        ("wrong unit", "one forecast is in thousands",
         _become("belopp", "belopp / 1000", "tertial = 'T2' and matt = 'kostnader'")),
        ("wrong amount", "one forecast is a million more",
         _become("belopp", "belopp + 1000000", "tertial = 'T2' and matt = 'kostnader'")),
    ),
    ("goals", "area_forecasts"): (
        ("members swapped", "two areas have changed places",
         _swapped("verksamhetsomrade", "'procurement'", "'contact_centre'")),
    ),
    ("goals", "volumes"): (
        ("wrong date", "the months are shifted by one",
         "select * replace (if(month(manad) = 12, manad - interval 11 month,"
         " manad + interval 1 month)::date as manad) from rows"),
        ("wrong unit", "the budget of one month is in tens",
         _become("budgeterad_volym", "budgeterad_volym // 10", "month(manad) = 5")),
    ),
    ("registers", "energy_readings"): (
        ("wrong unit", "one meter is in MWh",
         _become("forbrukning_kwh", "forbrukning_kwh // 1000",
                 "anlaggning_id = (select max(anlaggning_id) from rows)")),
        ("wrong amount", "one meter shows its standing, not its use",
         "select * replace (if(anlaggning_id = (select min(anlaggning_id) from rows), (sum(forbrukning_kwh) over"
         " (partition by anlaggning_id order by manad))::int, forbrukning_kwh) as forbrukning_kwh) from rows"),
        ("wrong amount", "one premises has another's area",
         _become("area_kvm", "(select max(area_kvm) from rows)",
                 "anlaggning_id = (select max(anlaggning_id) from rows)")),
        ("wrong amount", "one reading is ten times",
         _become("forbrukning_kwh", "forbrukning_kwh * 10",
                 "anlaggning_id = (select max(anlaggning_id) from rows) and month(manad) = 5")),
    ),
    ("registers", "complaints"): (
        ("rows lost", "the last quarter is missing", "from rows where quarter(inkom_datum) < 4"),
        ("code confused", "all complaints of one business are suggestions",
         _become("typ", "'forbattringsforslag'", f"verksamhet = {_member('verksamhet')}")),
    ),
    ("registers", "competition_purchases"): (
        ("wrong unit", "one business is in thousands",
         _become("budgeterad_kostnad", "round(budgeterad_kostnad / 1000)",
                 "verksamhet = (select max(verksamhet) from rows)")),
    ),
    ("registers", "risk_measures"): (
        ("values lost", "half of what was done has no day",
         _become("genomford_datum", "null", "row_number() over () % 2 = 0")),
    ),
    ("registers", "procurement_requests"): (
        ("code confused", "half of what was done was declined",
         _become("status", "'avbojd'", "status = 'genomford' and row_number() over () % 2 = 0")),
        ("rows lost", "requests that are not closed in the year are left out",
         "from rows where quarter(inkom_datum) < 4"),
    ),
    ("registers", "svefaktura_connections"): (
        ("wrong amount", "the volume of the largest is ten times",
         _become("arsvolym", "arsvolym * 10", "arsvolym = (select max(arsvolym) from rows)")),
    ),
    ("registers", "traineeships"): (
        ("rows twice", "all places are offered twice", _again("plats_id", "true")),
    ),
    ("registers", "summer_jobs"): (
        ("rows twice", "one job is listed twice",
         _again("jobb_id", "jobb_id = (select min(jobb_id) from rows)")),
    ),
    ("registers", "public_feedback"): (
        ("rows lost", "the last quarter is missing", "from rows where quarter(inkom_datum) < 4"),
        ("code confused", "half the questions are complaints",
         _become("typ", "'klagomal'", "typ = 'fraga' and row_number() over () % 2 = 0")),
        ("rows lost", "one administration is missing",
         f"from rows where forvaltning <> {_member('forvaltning')}"),
    ),
    ("registers", "customer_meetings"): (
        ("code confused", "all training of one business is a meeting",
         _become("typ", "'kundmote'", f"verksamhet = {_member('verksamhet')}")),
        ("rows twice", "one month came twice", _again("mote_id", "month(datum) = 5")),
    ),
    ("registers", "eu_projects"): (
        ("wrong date", "one project ended two years ago",
         _become("slut_datum", "slut_datum - interval 2 year", "projekt_id = (select max(projekt_id) from rows)")),
    ),
    ("registers", "advertised_procurements"): (
        ("rows lost", "what is not concluded is left out", "from rows where avslutad_datum is not null"),
    ),
}  # fmt: skip


def system_faults(contract: Contract) -> Iterator[ExtractFault]:
    """Yield the faults of an extract that are its own."""
    for fault in _FAULTS.get((contract.system, contract.entity), ()):
        yield ExtractFault(contract, fault[0], fault[1], fault[2], *fault[3:])
