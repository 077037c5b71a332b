"""The faults of periods: a file is of the wrong moment, ends too early, takes in its neighbours, or has another clock.

Or another rule holds from New Year on, so that all months of the year are alike, and unlike last year's.
``last_month`` is what the same extract delivered for the month before, with the dates of this one. As those of
``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    DECEMBER,
    OCTOBER,
    SystemFault,
    again,
    become,
    first_day_of_month,
    member,
)

# The months in which the clock is moved, and the weeks after it was.
_MARCH = (3,)
_LAST_MONTH = "last month's delivery came again"


def _until(column: str, day: int) -> str:
    """Return the rows up to a day of the month: the file was made before the month had ended."""
    return f"from rows where day({column}) <= {day}"


def _with_last_days(key: str, column: str) -> str:
    """Return the rows, and those of the last days of the month before, under keys of their own."""
    return f"from rows union all select * replace ('9' || {key} as {key}) from last_month where day({column}) >= 28"


PERIOD_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("stale rows", _LAST_MONTH,
         "select * replace (last_day(per_datum) as per_datum) from last_month"),
        ("stale rows", "the year ends with November's staff",
         "select * replace (last_day(per_datum) as per_datum) from last_month", DECEMBER),
        ("stale rows", "one unit is last month's",
         "select * replace (last_day(per_datum) as per_datum) from last_month"
         f" where kostnadsstalle = {member('kostnadsstalle', 1)}"
         f" union all from rows where kostnadsstalle <> {member('kostnadsstalle', 1)}"),
        ("rows lost", "those who began within the month are left out",
         f"from rows where fran_datum < {first_day_of_month('per_datum')}"),
    ),
    ("payroll", "working_hours"): (
        ("stale rows", _LAST_MONTH, "from last_month"),
    ),
    ("payroll", "absence_spells"): (
        ("stale rows", _LAST_MONTH,
         "select * replace ((fran_datum + interval 1 month)::date as fran_datum,"
         " (till_datum + interval 1 month)::date as till_datum) from last_month"),
        ("rows lost", "the year ends on the twentieth of December",
         f"from rows where fran_datum <= {first_day_of_month('manad')} + 19", DECEMBER),
        ("rows lost", "what is reported late is left out",
         "from rows where hash(franvaro_id) % 6 <> 0 or fran_datum < manad"),
        ("wrong amount", "hours are those of calendar days from New Year on",
         become("timmar", "round(timmar * 7 / 5, 2)"), ALL_YEAR),
        ("rows lost", "sick leave of a day is left out from New Year on",
         "from rows where not (orsak = 'sjuk' and fran_datum is not distinct from till_datum)", ALL_YEAR),
        ("code confused", "care of children is sick leave from New Year on",
         become("orsak", "'sjuk'", "orsak = 'vab'"), ALL_YEAR),
    ),
    ("payroll", "payslips"): (
        ("rows twice", "the end of last month came again", _with_last_days("lon_id", "utbetalning_datum")),
        ("rows lost", "the year ends on the twentieth of December", _until("utbetalning_datum", 20), DECEMBER),
        ("constant", "all are paid on the last day", become("utbetalning_datum", "last_day(utbetalning_datum)")),
        ("code confused", "scanned forms are self-service from New Year on",
         become("underlag", "'sjalvservice'", "underlag = 'manuellt' and hash(lon_id) % 2 = 0"), ALL_YEAR),
        ("rows lost", "one administration is left out from New Year on",
         f"from rows where forvaltning <> {member('forvaltning', 5)}", ALL_YEAR),
    ),
    ("payroll", "administrator_hours"): (
        ("stale rows", _LAST_MONTH, "from last_month"),
        ("stale rows", "the hours of a full time are last month's",
         "select rows.* replace (coalesce(was.heltidstimmar, rows.heltidstimmar) as heltidstimmar) from rows left join"
         " last_month as was using (handlaggare)"),
        ("wrong amount", "meetings are in the hours from New Year on",
         become("timmar", "round(timmar * 1.15, 2)"), ALL_YEAR),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows lost", "a day in the middle of the month is missing", "from rows where day(inkom_datum) <> 15"),
        ("rows lost", "the year ends on the twentieth of December", _until("inkom_datum", 20), DECEMBER),
        ("flags turned", "who is called back counts as answered from New Year on",
         become("besvarad", "true", "hash(samtal_id) % 2 = 0"), ALL_YEAR),
    ),
    ("payroll", "payroll_service_cases"): (
        ("rows lost", "the first two days are in last month's file", "from rows where day(inkom_datum) > 2"),
        ("rows twice", "the end of last month came again", _with_last_days("arende_id", "inkom_datum")),
        ("flags turned", "what is closed in a week counts as solved from New Year on",
         become("lost_vid_forsta_kontakten", "true", "hash(arende_id) % 2 = 0"), ALL_YEAR),
    ),
    ("payroll", "pension_cases"): (
        ("stale rows", _LAST_MONTH, "from last_month"),
        ("rows lost", "the year ends on the twentieth of December", _until("avslutad_datum", 20), DECEMBER),
        ("code confused", "half of the forecasts are other from New Year on",
         become("arendetyp", "'ovrigt'", "arendetyp = 'prognos' and hash(arende_id) % 2 = 0"), ALL_YEAR),
    ),
    ("contact_centre", "calls"): (
        ("wrong date", "the clock is not moved in October",
         become("queued_at", "queued_at + interval 1 hour", "queued_at::date >= date '2013-10-27'"), OCTOBER),
        ("wrong date", "one week is an hour late",
         become("queued_at", "queued_at + interval 1 hour", "day(queued_at) between 13 and 19")),
        ("wrong date", "one queue is an hour late",
         become("queued_at", "queued_at + interval 1 hour", f"queue = {member('queue', 1)}")),
        ("wrong date", "times are of the morning: an afternoon's hours lack twelve",
         become("queued_at", "queued_at - interval 12 hour", "hour(queued_at) >= 13")),
        ("constant", "times are days", become("queued_at", "date_trunc('day', queued_at)")),
        ("rows lost", "the year ends on the twentieth of December", _until("queued_at", 20), DECEMBER),
        ("rows lost", "the first two days are in last month's file", "from rows where day(queued_at) > 2"),
        ("rows twice", "the end of last month came again", _with_last_days("call_id", "queued_at")),
        ("flags turned", "answered is turned for a week",
         become("answered", "not answered", "day(queued_at) between 13 and 19")),
        ("code confused", "for a week one queue is another",
         become("queue", member("queue"), f"queue = {member('queue', 1)} and day(queued_at) between 13 and 19")),
        ("wrong amount", "waits begin with the menu from New Year on",
         become("wait_seconds", "wait_seconds + 20"), ALL_YEAR),
        ("rows lost", "who hangs up within ten seconds is left out from New Year on",
         "from rows where answered or wait_seconds >= 10", ALL_YEAR),
        ("flags turned", "half of who hangs up is called back, and answered, from New Year on",
         become("answered", "true", "hash(call_id) % 2 = 0"), ALL_YEAR),
        ("rows twice", "what is transferred counts again from New Year on",
         again("call_id", "answered and hash(call_id) % 10 = 0"), ALL_YEAR),
    ),
    ("contact_centre", "cases"): (
        ("rows lost", "the year ends on the twentieth of December", _until("opened_at", 20), DECEMBER),
        ("rows lost", "a day in the middle of the month is missing", "from rows where day(opened_at) <> 15"),
        ("rows twice", "the end of last month came again", _with_last_days("case_id", "opened_at")),
        ("flags turned", "solved is turned for a week",
         become("solved_at_first_contact", "not solved_at_first_contact", "day(opened_at) between 13 and 19")),
        ("stale rows", _LAST_MONTH, "select * replace ('9' || case_id as case_id) from last_month"),
        ("rows lost", "letters are left out from New Year on", "from rows where channel <> 'brev'", ALL_YEAR),
        ("flags turned", "what is closed in a week counts as solved from New Year on",
         become("solved_at_first_contact", "true", "handed_over_to is null"), ALL_YEAR),
        ("code confused", "half of the mail is telephone from New Year on",
         become("channel", "'telefon'", "channel = 'e-post' and hash(case_id) % 2 = 0"), ALL_YEAR),
    ),
    ("contact_centre", "switchboard_calls"): (
        ("wrong date", "the clock is not moved in March",
         become("received_at", "received_at - interval 1 hour", "received_at::date >= date '2013-03-31'"), _MARCH),
        ("rows lost", "a day in the middle of the month is missing", "from rows where day(received_at) <> 15"),
        ("rows lost", "the last hour of each day is missing", "from rows where hour(received_at) < 16"),
        ("rows twice", "one day came twice", again("call_id", "day(received_at) = 15")),
        ("wrong amount", "waits begin with the greeting from New Year on",
         become("wait_seconds", "wait_seconds + 8"), ALL_YEAR),
        ("wrong date", "times are UTC from New Year on",
         become("received_at", "received_at - interval 1 hour"), ALL_YEAR),
    ),
    ("contact_centre", "visits"): (
        ("rows lost", "the year ends on the twentieth of December", _until("visited_at", 20), DECEMBER),
        ("rows lost", "one week is missing", "from rows where day(visited_at) not between 13 and 19"),
    ),
    ("invoicing", "customer_invoices"): (
        ("rows lost", "the first three days are in last month's file", "from rows where day(faktura_datum) > 3"),
        ("rows twice", "the end of last month came again", _with_last_days("faktura_id", "faktura_datum")),
        ("rows lost", "the year ends on the twentieth of December", _until("faktura_datum", 20), DECEMBER),
        ("stale rows", _LAST_MONTH, "select * replace ('9' || faktura_id as faktura_id) from last_month"),
        ("wrong amount", "amounts are with tax from New Year on",
         become("belopp", "round(belopp * 1.25, 2)"), ALL_YEAR),
        ("rows lost", "credit invoices are left out from New Year on", "from rows where belopp >= 0", ALL_YEAR),
        ("constant", "what one administration types is read in from New Year on",
         become("registrering", "'inlast'", f"forvaltning_id = {member('forvaltning_id', 2)}"), ALL_YEAR),
    ),
    ("invoicing", "supplier_invoices"): (
        ("wrong date", "dates are those of the payment",
         become("datum", "least(datum + 10, last_day(datum))")),
        ("rows lost", "a day in the middle of the month is missing", "from rows where day(datum) <> 15"),
        ("rows twice", "the end of last month came again", _with_last_days("faktura_id", "datum")),
        ("rows lost", "the year ends on the twentieth of December", _until("datum", 20), DECEMBER),
        ("wrong amount", "amounts are with tax from New Year on",
         become("belopp", "round(belopp * 1.25, 2)"), ALL_YEAR),
        ("rows lost", "small amounts are left out from New Year on", "from rows where abs(belopp) >= 300", ALL_YEAR),
        ("code confused", "what is scanned by a firm is electronic from New Year on",
         become("kanal", "'elektronisk'", "kanal = 'skannad' and hash(faktura_id) % 2 = 0"), ALL_YEAR),
    ),
    ("invoicing", "administrator_hours"): (
        ("stale rows", _LAST_MONTH, "from last_month"),
    ),
    ("invoicing", "addon_services"): (
        ("wrong date", "orders are dated when they were delivered",
         become("bestalld_datum", "least(bestalld_datum + 45, date '2013-12-31')")),
    ),
    ("registers", "public_feedback"): (
        ("rows lost", "the year ends on the tenth of December", "from rows where inkom_datum <= date '2013-12-10'"),
    ),
    ("registers", "complaints"): (
        ("rows lost", "the year ends on the first of December", "from rows where inkom_datum < date '2013-12-01'"),
    ),
    ("registers", "procurement_requests"): (
        ("rows lost", "the year ends on the first of December", "from rows where inkom_datum < date '2013-12-01'"),
    ),
    ("registers", "customer_meetings"): (
        ("rows lost", "the year ends on the first of December", "from rows where datum < date '2013-12-01'"),
    ),
}  # fmt: skip
