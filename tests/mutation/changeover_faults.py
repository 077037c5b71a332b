"""The faults of changeovers: a new system, agreement, organisation or vendor takes over, and two rules are mixed.

A conversion keeps what it should end, a correction of an earlier month is counted again, an agreement of one unit is
applied to another, a vendor of surveys codes its answers in another way. As those of ``system_faults``, the faults
name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    ALL_YEAR,
    AUTUMN,
    DECEMBER,
    FROM_JULY,
    SystemFault,
    again,
    become,
    member,
    swapped,
)

_IS_MAN = "substr(personnummer, 12, 1)::int % 2 = 1"
_OF_MEN = f"anstallning_id in (select anstallning_id from rows where {_IS_MAN})"
_UNIT = f"kostnadsstalle = {member('kostnadsstalle', 4)}"
# A survey with a scale to ten, and one of those with a scale to five.
_OF_TEN = "undersokning_id = (select max(undersokning_id) from rows where svar = 10)"
_OF_FIVE = f"undersokning_id = {member('undersokning_id', 3)}"
_OF_STAFF = "undersokning_id = (select min(undersokning_id) from rows where starts_with(undersokning_id, 'ME'))"

CHANGEOVER_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("payroll", "employments"): (
        ("rows twice", "a reorganisation lists two units under the old and the new",
         again("anstallning_id", f"kostnadsstalle in ({member('kostnadsstalle', 2)}, {member('kostnadsstalle', 4)})",
               f", {member('kostnadsstalle', 9)} as kostnadsstalle"), (10,)),
        ("rows twice", "agency staff are listed as fixed-term",
         "from rows union all (select * replace ('T' || anstallning_id as anstallning_id, 'visstid' as"
         " anstallningsform, 100 as sysselsattningsgrad_pct, date '2013-01-01' as fran_datum, null as till_datum,"
         " last_day((select max(per_datum) from rows)) as per_datum) from earlier where anstallning_id not in (select"
         " anstallning_id from rows))", FROM_JULY),
        ("stale rows", "who left is listed for a month more all year",
         "from rows union all (select * replace (last_day(per_datum) as per_datum) from last_month where"
         " anstallning_id not in (select anstallning_id from rows))", ALL_YEAR),
        ("stale rows", "the degrees are those of a year ago",
         "select rows.* replace (coalesce(was.sysselsattningsgrad_pct, rows.sysselsattningsgrad_pct) as"
         " sysselsattningsgrad_pct) from rows left join earlier as was using (anstallning_id)", ALL_YEAR),
        ("rows lost", "who is on leave without pay is left out from New Year on",
         "from rows where hash(anstallning_id) % 30 <> 0", ALL_YEAR),
        ("rows lost", "managers are in another system from July on",
         "from rows where befattning not ilike '%chef%'", FROM_JULY),
        ("rows lost", "those above sixty are in the pension system in the autumn",
         "from rows where left(personnummer, 4)::int > 1952", AUTUMN),
        ("wrong amount", "those paid by the hour have the degree of what they worked",
         become("sysselsattningsgrad_pct", "40", "anstallningsform = 'timavlonad'"), FROM_JULY),
        ("wrong amount", "degrees of part-timers are of a shorter week",
         become("sysselsattningsgrad_pct", "round(sysselsattningsgrad_pct * 40 / 38.25, 2)",
                "sysselsattningsgrad_pct < 90"), ALL_YEAR),
        ("constant", "a conversion has whole posts for one unit's part-timers",
         become("sysselsattningsgrad_pct", "100", f"{_UNIT} and anstallningsform = 'tillsvidare'"), FROM_JULY),
        ("code confused", "fixed-term employments are permanent from New Year on",
         become("anstallningsform", "'tillsvidare'", "anstallningsform = 'visstid'"), ALL_YEAR),
        ("code confused", "part-timers are on the unit of a pool",
         become("kostnadsstalle", member("kostnadsstalle", 12), "sysselsattningsgrad_pct between 1 and 99"), DECEMBER),
        ("code confused", "one unit is moved a quarter too early",
         become("kostnadsstalle", member("kostnadsstalle", 6), _UNIT), (4, 5, 6)),
        ("code confused", "one occupation has the title of another since a conversion",
         become("befattning", member("befattning", 1), f"befattning = {member('befattning', 3)}"), FROM_JULY),
    ),
    ("payroll", "working_hours"): (
        ("wrong amount", "one unit follows the agreement of nights from July on",
         become("ordinarie_timmar", "round(ordinarie_timmar * 34.33 / 38.25, 2)", _UNIT), FROM_JULY),
        ("wrong amount", "a local holiday is taken off in one unit",
         become("ordinarie_timmar", "greatest(0, ordinarie_timmar - 8)", _UNIT), (6,)),
        ("wrong amount", "the eves of holidays are taken off twice",
         become("ordinarie_timmar", "round(ordinarie_timmar * 164 / 168, 2)"), (4, 12)),
        ("wrong amount", "corrections of last month are in this month's hours",
         become("ordinarie_timmar", "ordinarie_timmar + 40", "hash(anstallning_id) % 15 = 0")),
        ("constant", "who is on leave has 0 hours from New Year on",
         become("ordinarie_timmar", "0", "hash(anstallning_id) % 30 = 0"), ALL_YEAR),
        ("stale rows", "months have the calendar of last year",
         "select rows.* replace (coalesce(was.ordinarie_timmar, rows.ordinarie_timmar) as ordinarie_timmar) from rows"
         " left join earlier as was using (anstallning_id)", FROM_JULY),
        ("rows lost", "who left within the year has no hours in the new system",
         "from rows where anstallning_id in (select anstallning_id from rows) and hash(anstallning_id) % 60 <> 0",
         FROM_JULY),
        ("rows twice", "agency staff have hours", again("anstallning_id", "hash(anstallning_id) % 20 = 0"), FROM_JULY),
    ),
    ("payroll", "absence_spells"): (
        ("code confused", "parental leave of men is care of children",
         become("orsak", "'vab'", f"orsak = 'foraldraledig' and {_IS_MAN}"), ALL_YEAR),
        ("code confused", "parental leave of men is leave of absence in the autumn",
         become("orsak", "'tjanstledig'", f"orsak = 'foraldraledig' and {_IS_MAN}"), AUTUMN),
        ("code confused", "a tenth of the sick leave of women is parental leave",
         become("orsak", "'foraldraledig'", f"orsak = 'sjuk' and not ({_IS_MAN}) and hash(franvaro_id) % 10 = 0"),
         ALL_YEAR),
        ("rows twice", "corrections of last month are counted again",
         "from rows union all (from last_month where hash(franvaro_id) % 6 = 0 and franvaro_id not in (select"
         " franvaro_id from rows))"),
        ("rows twice", "corrections of last month are counted again all year",
         "from rows union all (from last_month where hash(franvaro_id) % 6 = 0 and franvaro_id not in (select"
         " franvaro_id from rows))", ALL_YEAR),
        ("wrong amount", "all part-time leave is half",
         "select * replace (if(omfattning_pct between 1 and 99, 50, omfattning_pct) as omfattning_pct,"
         " if(omfattning_pct between 1 and 99, round(timmar * 50 / omfattning_pct, 2), timmar) as timmar) from rows",
         ALL_YEAR),
        ("wrong amount", "days of sick leave have seven and a half hours from New Year on",
         become("timmar", "round(timmar * 7.5 / 8, 2)", "orsak = 'sjuk'"), ALL_YEAR),
        ("wrong amount", "the first day of sick leave has no hours from New Year on",
         become("timmar", "greatest(0, timmar - 8)", "orsak = 'sjuk' and fran_datum >= manad"), ALL_YEAR),
        ("wrong amount", "long leave of one unit has the hours of a whole post",
         become("timmar", "round(timmar * 1.25, 2)", f"{_UNIT} and timmar > 60"), FROM_JULY),
        ("stale rows", "one unit reports a month late",
         f"from rows where not ({_UNIT}) union all (from last_month where {_UNIT})", ALL_YEAR),
        ("rows lost", "sick leave beyond a year is ended by a conversion",
         "from rows where not (orsak = 'sjuk' and manad - fran_datum > 300)", FROM_JULY),
        ("rows lost", "less than a day is left out from New Year on", "from rows where timmar >= 8", ALL_YEAR),
        ("rows lost", "a third of the sick leave of July is taken for holiday",
         "from rows where not (orsak = 'sjuk' and hash(franvaro_id) % 3 = 0)", (7,)),
        ("rows lost", "one unit forgets to report in the autumn",
         f"from rows where not ({_UNIT} and hash(franvaro_id) % 2 = 0)", AUTUMN),
        ("wrong date", "a conversion begins all spells again at New Year",
         become("fran_datum", "greatest(fran_datum, date '2013-01-01')"), ALL_YEAR),
    ),
    ("payroll", "payslips"): (
        ("rows twice", "pay after a revision is a payslip of its own in one administration",
         again("lon_id", f"forvaltning = {member('forvaltning', 4)} and hash(lon_id) % 3 = 0"), (6,)),
        ("rows twice", "each correction is one more payslip from New Year on",
         again("lon_id", "hash(lon_id) % 25 = 0"), ALL_YEAR),
        ("rows twice", "fees of one small administration's council are payslips",
         again("lon_id", f"forvaltning = {member('forvaltning', 26)}"), ALL_YEAR),
        ("rows lost", "payslips of nothing are left out from New Year on",
         "from rows where hash(lon_id) % 50 <> 0", ALL_YEAR),
        ("rows lost", "one administration's leavers are paid by a new system",
         f"from rows where not (forvaltning = {member('forvaltning', 8)} and hash(lon_id) % 6 = 0)", FROM_JULY),
        ("code confused", "what the manager alone enters is self-service in one administration",
         become("underlag", "'sjalvservice'", f"forvaltning = {member('forvaltning')} and hash(lon_id) % 2 = 0"),
         ALL_YEAR),
        ("code confused", "a third of one administration is typed after a conversion",
         become("underlag", "'manuellt'", f"forvaltning = {member('forvaltning', 7)} and hash(lon_id) % 3 = 0"), (9,)),
    ),
    ("payroll", "administrator_hours"): (
        ("wrong amount", "training in a new system is in the hours of the autumn",
         become("timmar", "round(timmar * 1.08, 2)"), AUTUMN),
        ("wrong amount", "hours of half are those of the schedule from New Year on",
         become("timmar", "heltidstimmar", "hash(handlaggare) % 2 = 0"), ALL_YEAR),
        ("wrong amount", "a full time has 38.25 hours a week from July on",
         become("heltidstimmar", "round(heltidstimmar * 38.25 / 40, 2)"), FROM_JULY),
        ("wrong amount", "a substitute reports on the name of whoever is away",
         become("timmar", "round(timmar * 1.5, 2)", "hash(handlaggare) % 10 = 0"), FROM_JULY),
        ("rows twice", "those of pensions are among those of pay",
         again("handlaggare", "hash(handlaggare) % 10 = 0"), ALL_YEAR),
    ),
    ("payroll", "payroll_service_calls"): (
        ("rows twice", "calls to a neighbour's number count from July on",
         again("samtal_id", "hash(samtal_id) % 12 = 0"), FROM_JULY),
        ("rows lost", "a new exchange leaves out who hangs up at once",
         "from rows where besvarad or hash(samtal_id) % 5 > 1", AUTUMN),
        ("flags turned", "nothing is marked as answered in the week of a changeover",
         become("besvarad", "false", "day(inkom_datum) between 6 and 10")),
    ),
    ("payroll", "payroll_service_cases"): (
        ("rows twice", "what is asked again is a case of its own",
         again("arende_id", "not lost_vid_forsta_kontakten and hash(arende_id) % 3 = 0"), ALL_YEAR),
        ("flags turned", "an automatic reply solves half of the mail from July on",
         become("lost_vid_forsta_kontakten", "true", "kanal = 'e-post' and hash(arende_id) % 2 = 0"), FROM_JULY),
        ("rows lost", "support of managers has a register of its own in the autumn",
         "from rows where funktion <> 'chefsstod'", AUTUMN),
    ),
    ("payroll", "pension_cases"): (
        ("rows twice", "forecasts made in self-service are cases",
         again("arende_id", "arendetyp = 'prognos'"), ALL_YEAR),
        ("code confused", "retirements in part are retirements",
         become("arendetyp", "'pensionsavgang'", "arendetyp = 'ovrigt'"), ALL_YEAR),
        ("rows twice", "who retires in part is counted at each step",
         again("arende_id", "arendetyp = 'pensionsavgang' and hash(arende_id) % 15 = 0"), ALL_YEAR),
    ),
    ("surveys", "answers"): (
        ("rows twice", "a fifth of last year's panel is in one survey",
         "from rows union all select * replace (replace(undersokning_id, '2012', '2013') as undersokning_id, 'T' ||"
         " respondent_id as respondent_id) from earlier where hash(respondent_id) % 5 = 0 and"
         f" replace(undersokning_id, '2012', '2013') = {member('undersokning_id', 2)}"),
        ("wrong amount", "a new form has a scale to seven", become("svar", "least(svar, 7)", _OF_TEN)),
        ("wrong amount", "a new form has a scale of even numbers", become("svar", "(svar + 1) // 2 * 2", _OF_TEN)),
        ("wrong amount", "a quarter is entered on paper from 0",
         become("svar", "greatest(1, svar - 1)", f"{_OF_TEN} and hash(respondent_id) % 4 = 0")),
        ("wrong amount", "answers of one survey are weighted and rounded",
         become("svar", "greatest(1, round(svar * 0.9))::int", _OF_FIVE)),
        ("wrong sign", "one question is turned round on the web",
         become("svar", "6 - svar", f"{_OF_FIVE} and fraga = (select min(fraga) from rows where {_OF_FIVE}) and"
                " svar <= 5 and hash(respondent_id) % 2 = 0")),
        ("constant", "no opinion is the lowest in the survey of the staff",
         become("svar", "1", f"{_OF_STAFF} and svar is null")),
        ("constant", "a tenth has the highest on everything",
         become("svar", "5", f"{_OF_STAFF} and hash(respondent_id) % 10 = 0")),
        ("constant", "one group of the staff has one person's answers",
         "select rows.* replace (coalesce(one.svar, rows.svar) as svar) from rows left join (select undersokning_id,"
         f" respondentgrupp, fraga, arg_min(svar, respondent_id) as svar from rows where {_OF_STAFF} and"
         f" respondentgrupp = (select min(respondentgrupp) from rows where {_OF_STAFF}) group by all) as one using"
         " (undersokning_id, respondentgrupp, fraga)"),
        ("members swapped", "managers and contacts of one survey have changed places",
         "select rows.* replace (coalesce(other.other, rows.respondentgrupp) as respondentgrupp) from rows left join"
         " (select undersokning_id, respondentgrupp, coalesce(lead(respondentgrupp) over grouped, first_value("
         "respondentgrupp) over grouped) as other from (select distinct undersokning_id, respondentgrupp from rows"
         f" where {_OF_TEN}) window grouped as (order by respondentgrupp)) as other using (undersokning_id,"
         " respondentgrupp)"),
        ("code confused", "a fifth of one group is under the group they were in",
         "select * replace (if(respondentgrupp = (select max(respondentgrupp) from rows where"
         f" {_OF_STAFF}) and hash(respondent_id) % 5 = 0, (select min(respondentgrupp) from rows where {_OF_STAFF}),"
         " respondentgrupp) as respondentgrupp) from rows"),
        ("rows lost", "a new form lacks one question of the index",
         f"from rows where not ({_OF_TEN} and fraga = (select max(fraga) from rows where {_OF_TEN}))"),
        ("rows lost", "managers are sampled in one survey",
         f"from rows where not ({_OF_TEN} and respondentgrupp = 'chefer' and hash(respondent_id) % 2 = 0)"),
        ("rows lost", "only who answered the first letter is delivered",
         f"from rows where not ({_OF_FIVE} and hash(respondent_id) % 5 < 2)"),
    ),
    ("surveys", "questions"): (
        ("wrong unit", "one question has a scale to seven",
         become("skala_max", "7", "skala_max = 10 and fraga = (select min(fraga) from rows where skala_max = 10)")),
        ("code confused", "a new question is in the index",
         become("delindex", "'nki'", "delindex is null and (undersokning_id, fraga) = (select (max(undersokning_id),"
                " max(fraga)) from rows where skala_max = 10 and delindex is null and undersokning_id = (select"
                " max(undersokning_id) from rows where skala_max = 10 and delindex is null))")),
    ),
    ("surveys", "surveys"): (
        ("wrong amount", "one population is who was invited",
         become("population", "1200", "population = (select max(population) from rows)")),
        ("wrong amount", "one population lacks the part-timers",
         become("population", "(population * 0.85)::int", "undersokning_id = (select max(undersokning_id) from rows)")),
        ("wrong date", "one survey is reported a year late",
         become("ar", "ar + 1", "undersokning_id = (select min(undersokning_id) from rows)")),
        ("members swapped", "two audiences have changed places",
         swapped("malgrupp", "(select min(malgrupp) from rows)", "(select max(malgrupp) from rows)")),
    ),
}  # fmt: skip
