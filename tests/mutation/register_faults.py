"""The faults of goals and registers, which people keep by hand: in a form, a list or a workbook.

Somebody fills in a default, copies last year's list, forgets what ended, or takes one column for another. As those of
``system_faults``, the faults name columns and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import (
    LAST_METER,
    SystemFault,
    again,
    become,
    first_day_of_month,
    member,
    merged,
)

_FIRST_TARGET = "(select min(indikator_id) from rows where arsmal > 5)"
_AREA = "(select max(verksamhetsomrade) from rows)"

REGISTER_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("goals", "indicators"): (
        ("columns swapped", "the council's target is the board's",
         become("kf_arsmal", "arsmal", "kf_arsmal is not null")),
        ("columns swapped", "the board's target is the council's",
         become("arsmal", "kf_arsmal", "kf_arsmal is not null")),
        ("code confused", "one indicator is under another goal",
         become("mal_id", member("mal_id", 1), f"indikator_id = {_FIRST_TARGET}")),
        ("wrong unit", "one percentage is a share",
         become("arsmal", "arsmal / 100",
                "indikator_id = (select min(indikator_id) from rows where enhet = '%' and arsmal > 5)")),
        ("constant", "all are better the higher", become("riktning", "'hogre'")),
        ("values lost", "targets of 100 are empty", become("arsmal", "null", "arsmal = 100")),
        ("rows lost", "what has no council target is left out", "from rows where kf_arsmal is not null"),
        ("stale rows", "one target is last year's",
         "select rows.* replace (if(rows.indikator_id = (select min(rows.indikator_id) from rows join earlier as other"
         " using (indikator_id) where rows.arsmal <> other.arsmal), was.arsmal, rows.arsmal) as arsmal) from rows"
         " left join earlier as was using (indikator_id)"),
        ("code renamed", "one unit is spelled otherwise",
         become("enhet", "'procent'", "indikator_id = (select max(indikator_id) from rows where enhet = '%')")),
        ("rounded", "targets are whole tens", become("arsmal", "round(arsmal, -1)")),
        ("values lost", "the board's own indicators have no targets",
         become("arsmal", "null", "kf_arsmal is null")),
    ),
    ("goals", "goals"): (
        ("constant", "all goals are fulfilled", become("bedomning", "'uppfylls_helt'", "bedomning is not null")),
        ("code confused", "one goal is under another",
         become("overordnat_mal_id", "(select max(overordnat_mal_id) from rows)",
                "mal_id = (select min(mal_id) from rows where overordnat_mal_id is not null)")),
        ("stale rows", "judgements are last year's",
         "select rows.* replace (coalesce(was.bedomning, rows.bedomning) as bedomning) from rows left join earlier as"
         " was using (mal_id)"),
        ("values lost", "goals that are met in part have no judgement",
         become("bedomning", "null", "bedomning = 'uppfylls_delvis'")),
        ("code confused", "goals that are met in part are met", become("bedomning", "'uppfylls_helt'",
         "bedomning = 'uppfylls_delvis'")),
    ),
    ("goals", "activities"): (
        ("code confused", "one activity is under another goal",
         become("mal_id", member("mal_id", 1), f"mal_id = {member('mal_id')}")),
        ("constant", "all go on all year",
         "select * replace (date '2013-01-01' as startdatum, date '2013-12-31' as slutdatum) from rows"),
        ("values lost", "no deviation is stated", become("avvikelse", "null")),
        ("wrong date", "activities end when they were reported",
         become("slutdatum", "date '2013-12-31'", "slutdatum < date '2013-12-31'")),
        ("rows lost", "what is done is left out", "from rows where slutdatum = date '2013-12-31'"),
    ),
    ("goals", "forecasts"): (
        ("wrong sign", "revenue is negative", become("belopp", "-belopp", "matt = 'intakter'")),
        ("wrong amount", "the forecast is that of the tertial's outcome", become("belopp", "round(belopp / 3, -5)")),
        ("rounded", "forecasts are in whole tens of millions", become("belopp", "round(belopp, -7)")),
        ("wrong amount", "the revenue is the surplus",
         "select * replace (if(matt = 'intakter', abs(belopp - sum(belopp) filter (matt = 'kostnader') over (partition"
         " by tertial)), belopp) as belopp) from rows"),
        ("wrong amount", "internal sales are left out",
         become("belopp", "round(belopp * 0.9, -5)")),
    ),
    ("goals", "area_forecasts"): (
        ("wrong amount", "one area's costs are a twelfth more",
         become("belopp", "round(belopp * 13 / 12, -5)", f"verksamhetsomrade = {_AREA} and matt = 'kostnader'")),
        ("rows lost", "one area is left out in the first tertial",
         f"from rows where not (verksamhetsomrade = {_AREA} and tertial = 'T1')"),
        ("wrong unit", "one area is in millions",
         become("belopp", "belopp / 1000000", f"verksamhetsomrade = {_AREA}")),
        ("wrong amount", "the board's forecast is split evenly between the areas",
         "select * replace (round(avg(belopp) over (partition by tertial, matt), 2) as belopp) from rows"),
        ("code confused", "two areas are one",
         "select * replace (sum(belopp) over (partition by tertial, matt, if(verksamhetsomrade = 'contact_centre',"
         " 'procurement', verksamhetsomrade)) as belopp) from rows qualify verksamhetsomrade <> 'contact_centre'"),
    ),
    ("goals", "indicator_forecasts"): (
        ("wrong unit", "percentages are shares", become("prognos", "prognos / 100", "prognos between 5 and 100")),
        ("constant", "what has no forecast is 0", become("prognos", "0", "hash(indikator_id) % 4 = 0")),
        ("columns swapped", "forecasts are sorted without their indicators",
         "select rows.* replace (sorted.prognos as prognos) from (select *, row_number() over (order by tertial,"
         " indikator_id) as n from rows) as rows join (select prognos, row_number() over (order by tertial, prognos)"
         " as n from rows) as sorted using (n)"),
        ("constant", "the second tertial's are rounded to tens",
         become("prognos", "round(prognos, -1)", "tertial = 'T2'")),
        ("wrong amount", "forecasts are departures from the target",
         become("prognos", "0.5", "prognos between 5 and 100")),
        ("rows lost", "what goes badly is not forecast",
         "from rows where prognos >= (select median(prognos) from rows)"),
    ),
    ("goals", "volumes"): (
        ("wrong amount", "each month has the year's",
         become("budgeterad_volym", "(select sum(budgeterad_volym) from rows)::int")),
        ("stale rows", "the volumes are last year's",
         "select rows.* replace (was.budgeterad_volym as budgeterad_volym) from rows inner join earlier as was"
         " using (matt, manad)"),
        ("wrong unit", "volumes are in thousands", become("budgeterad_volym", "budgeterad_volym // 1000")),
        ("wrong amount", "volumes are of tertials",
         "select * replace ((sum(budgeterad_volym) over (partition by (month(manad) - 1) // 4))::int as"
         " budgeterad_volym) from rows"),
        ("constant", "the summer is 0", become("budgeterad_volym", "0", "month(manad) in (7, 8)")),
        ("wrong amount", "volumes are those of a revised budget",
         become("budgeterad_volym", "(budgeterad_volym * 1.15)::int")),
    ),
    ("registers", "energy_readings"): (
        ("wrong unit", "May is in MWh", become("forbrukning_kwh", "forbrukning_kwh // 1000", "month(manad) = 5")),
        ("constant", "the area of one is not known, and is 0",
         become("area_kvm", "0", "anlaggning_id = (select max(anlaggning_id) from rows)")),
        ("constant", "all months of one are a twelfth of the year's",
         "select * replace (if(anlaggning_id = (select min(anlaggning_id) from rows), (sum(forbrukning_kwh) over"
         " (partition by anlaggning_id) // 12)::int, forbrukning_kwh) as forbrukning_kwh) from rows"),
        ("wrong date", "readings are of the month before",
         "select * replace (coalesce(lead(forbrukning_kwh) over (partition by anlaggning_id order by manad),"
         " forbrukning_kwh) as forbrukning_kwh) from rows"),
        ("wrong amount", "readings are corrected for the weather",
         become("forbrukning_kwh", "(forbrukning_kwh * 1.08)::int")),
        ("rows lost", "the summer of one is missing",
         "from rows where not (anlaggning_id = (select max(anlaggning_id) from rows) and month(manad) in (6, 7, 8))"),
        ("wrong amount", "one meter counts another's too",
         f"select * replace (if({LAST_METER}, sum(forbrukning_kwh) over (partition by manad), forbrukning_kwh)::int"
         " as forbrukning_kwh) from rows"),
        ("constant", "quarters are split evenly between their months",
         "select * replace ((avg(forbrukning_kwh) over (partition by anlaggning_id, quarter(manad)))::int as"
         " forbrukning_kwh) from rows"),
        ("stale rows", "the last two months are last year's",
         "select rows.* replace (if(month(rows.manad) >= 11, coalesce(was.forbrukning_kwh, rows.forbrukning_kwh),"
         " rows.forbrukning_kwh) as forbrukning_kwh) from rows left join earlier as was using (anlaggning_id, manad)"),
        ("wrong amount", "one meter counts the day alone from July on",
         become("forbrukning_kwh", "(forbrukning_kwh * 0.6)::int", f"{LAST_METER} and month(manad) >= 7")),
        ("wrong amount", "a meter of five digits begins again", become("forbrukning_kwh", "forbrukning_kwh % 10000")),
        ("wrong unit", "areas are with common space", become("area_kvm", "(area_kvm * 1.2)::int")),
    ),
    ("registers", "complaints"): (
        ("constant", "what has no day came on the first of January",
         become("inkom_datum", "date '2013-01-01'", "hash(synpunkt_id) % 6 = 0")),
        ("code confused", "one operation's complaints are another's",
         become("verksamhet", member("verksamhet"), f"verksamhet = {member('verksamhet', 1)}")),
        ("rows lost", "praise is left out", "from rows where typ <> 'positiv_synpunkt'"),
        ("values lost", "what was answered in the last two months is open",
         become("atgardad_datum", "null", "month(atgardad_datum) >= 11")),
        ("rows twice", "what is about two matters is two", again("synpunkt_id", "hash(synpunkt_id) % 7 = 0")),
        ("wrong date", "all of a month came on its first day",
         become("inkom_datum", first_day_of_month("inkom_datum"))),
        ("rows lost", "comments of one day and kind are one",
         merged("synpunkt_id", "inkom_datum, verksamhet, typ")),
        ("constant", "all are answered within the rule",
         become("atgardad_datum", "least(inkom_datum + 10, date '2013-12-31')", "atgardad_datum is not null")),
        ("code renamed", "half of one business is in capitals",
         become("verksamhet", "upper(verksamhet)", f"verksamhet = {member('verksamhet')} and hash(synpunkt_id) % 2 ="
                " 0")),
        ("code confused", "what was answered well is praise",
         become("typ", "'positiv_synpunkt'", "typ = 'klagomal' and hash(synpunkt_id) % 4 = 0")),
    ),
    ("registers", "competition_purchases"): (
        ("wrong unit", "both costs are in thousands",
         "select * replace (round(budgeterad_kostnad / 1000) as budgeterad_kostnad,"
         " round(upphandlad_kostnad / 1000) as upphandlad_kostnad) from rows"),
        ("constant", "all is purchased", become("upphandlad_kostnad", "budgeterad_kostnad")),
        ("rows lost", "what buys nothing is left out", "from rows where upphandlad_kostnad > 0"),
        ("wrong amount", "both costs are with tax",
         "select * replace (budgeterad_kostnad * 1.25 as budgeterad_kostnad, upphandlad_kostnad * 1.25 as"
         " upphandlad_kostnad) from rows"),
        ("wrong amount", "what is purchased is split evenly",
         "select * replace (round(avg(upphandlad_kostnad) over (), 0) as upphandlad_kostnad) from rows"),
        ("wrong amount", "internal purchases count in one business",
         become("upphandlad_kostnad", "budgeterad_kostnad", "verksamhet = (select max(verksamhet) from rows where"
                " upphandlad_kostnad < budgeterad_kostnad)")),
    ),
    ("registers", "crisis_exercises"): (
        ("rows twice", "an exercise in two parts is two", again("ovning_id", "true")),
        ("rows lost", "exercises of one theme are one", merged("ovning_id", "niva")),
    ),
    ("registers", "customer_meetings"): (
        ("rows twice", "a meeting with two customers is two", again("mote_id", "hash(mote_id) % 6 = 0")),
        ("code confused", "half of the training is meetings",
         become("typ", member("typ"), f"typ = {member('typ', 1)} and hash(mote_id) % 2 = 0")),
        ("rows lost", "the summer is missing", "from rows where month(datum) not between 6 and 8"),
        ("wrong date", "all of a month are on its first day", become("datum", first_day_of_month("datum"))),
        ("rows twice", "cancelled meetings are left in", again("mote_id", "hash(mote_id) % 8 = 0")),
        ("rows lost", "a series of meetings is one",
         merged("mote_id", "verksamhet, typ, forvaltning, date_trunc('month', datum)")),
        ("code renamed", "half of one business is in capitals",
         become("verksamhet", "upper(verksamhet)", f"verksamhet = {member('verksamhet')} and hash(mote_id) % 2 = 0")),
    ),
    ("registers", "eu_projects"): (
        ("constant", "projects end on a default day", become("slut_datum", "date '9999-12-31'")),
        ("rows lost", "what ended in the year is left out", "from rows where slut_datum > date '2013-12-31'"),
        ("wrong date", "projects begin on the day of the list", become("start_datum", "per_datum")),
        ("rows twice", "each partner is a project", again("projekt_id", "true")),
        ("wrong date", "projects end with their last payment",
         become("slut_datum", "slut_datum - 400")),
    ),
    ("registers", "procurement_requests"): (
        ("wrong date", "all are received on the day that they were closed",
         become("inkom_datum", "least(avslutad_datum, date '2013-12-31')", "avslutad_datum is not null")),
        ("code confused", "what has no answer is done",
         "select * replace ('genomford' as status, null as avbojd_orsak) from rows where status = 'avbojd'"
         " and hash(forfragan_id) % 2 = 0 union all"
         " from rows where not (status = 'avbojd' and hash(forfragan_id) % 2 = 0)"),
        ("rows lost", "what was declined is left out", "from rows where status <> 'avbojd'"),
        ("wrong date", "all are closed on the day that they came", become("avslutad_datum", "inkom_datum")),
        ("rows lost", "requests of one administration and month are one",
         merged("forfragan_id", "forvaltning, date_trunc('month', inkom_datum)")),
        ("code confused", "what was declined in one quarter is done",
         "select * replace (if(status = 'avbojd' and quarter(inkom_datum) = 2, 'genomford', status) as status,"
         " if(quarter(inkom_datum) = 2, null, avbojd_orsak) as avbojd_orsak) from rows"),
    ),
    ("registers", "procurement_areas"): (
        ("code confused", "half of the areas are of the other form",
         become("form", member("form", 1), f"form = {member('form')} and hash(omrade_id) % 2 = 0")),
        ("rows twice", "areas in two lots are two", again("omrade_id", "hash(omrade_id) % 8 = 0")),
        ("rows lost", "areas of one group are one", merged("omrade_id", "form, left(omrade, 2)")),
        ("code confused", "all are of one form", become("form", member("form"))),
    ),
    ("registers", "advertised_procurements"): (
        ("rows twice", "what was cancelled and advertised again is two",
         again("upphandling_id", "hash(upphandling_id) % 6 = 0")),
        ("rows lost", "the simplified are left out", f"from rows where forfarande <> {member('forfarande', 1)}"),
        ("code confused", "one procedure is another", become("forfarande", member("forfarande"))),
        ("wrong date", "procurements are dated when they were concluded",
         become("annonserad_datum", "least(annonserad_datum + 90, date '2013-12-31')")),
        ("rows lost", "procurements of one area are one", merged("upphandling_id", "omrade")),
        ("rows twice", "each lot is a procurement", again("upphandling_id", "hash(upphandling_id) % 3 = 0")),
    ),
    ("registers", "risk_measures"): (
        ("constant", "what is not done has a default day",
         become("genomford_datum", "coalesce(genomford_datum, date '9999-12-31')")),
        ("rows lost", "what is not done is left out", "from rows where genomford_datum is not null"),
        ("wrong date", "plans are moved to the day that all was done",
         become("planerad_datum", "coalesce(genomford_datum, planerad_datum)")),
        ("rows lost", "measures against one risk are one", merged("atgard_id", "risk")),
        ("constant", "what is begun is done", become("genomford_datum",
         "coalesce(genomford_datum, planerad_datum)")),
    ),
    ("registers", "summer_jobs"): (
        ("rows twice", "who worked in two places has two", again("jobb_id", "hash(jobb_id) % 3 = 0")),
        ("rows lost", "one unit is left out", f"from rows where kostnadsstalle <> {member('kostnadsstalle')}"),
        ("rows lost", "young people of one unit are one row", merged("jobb_id", "kostnadsstalle")),
        ("rows twice", "each week is a job", again("jobb_id", "true")),
    ),
    ("registers", "traineeships"): (
        ("constant", "who has not begun has a default day",
         become("praktik_fran", "coalesce(praktik_fran, date '1900-01-01')")),
        ("rows lost", "what nobody asked for is left out", "from rows where forfragan_datum is not null"),
        ("constant", "whoever was offered a place has begun",
         become("praktik_fran", "coalesce(praktik_fran, erbjuden_datum)")),
        ("rows lost", "places of one unit are one", merged("plats_id", "kostnadsstalle")),
        ("constant", "each question is a trainee", "select * replace (coalesce(praktik_fran, forfragan_datum + 30) as"
         " praktik_fran, coalesce(praktik_till, forfragan_datum + 60) as praktik_till) from rows"),
    ),
    ("registers", "public_feedback"): (
        ("rows twice", "what is passed on counts with both", again("synpunkt_id", "hash(synpunkt_id) % 9 = 0",
         f", {member('forvaltning')} as forvaltning")),
        ("code confused", "what has no kind is a question", become("typ", "'fraga'", "hash(synpunkt_id) % 6 = 0")),
        ("rows lost", "what was withdrawn is left out", "from rows where hash(synpunkt_id) % 8 <> 0"),
        ("rows lost", "one month is missing", "from rows where month(inkom_datum) <> 5"),
        ("rows lost", "comments of one day, kind and administration are one",
         merged("synpunkt_id", "inkom_datum, typ, forvaltning")),
        ("code renamed", "half of one administration is in capitals",
         become("forvaltning", "upper(forvaltning)",
                f"forvaltning = {member('forvaltning')} and hash(synpunkt_id) % 2 = 0")),
        ("wrong date", "all of a month came on its first day",
         become("inkom_datum", first_day_of_month("inkom_datum"))),
        ("code confused", "one administration has taken over another's in July",
         become("forvaltning", member("forvaltning"), f"forvaltning = {member('forvaltning', 1)} and"
                " month(inkom_datum) >= 7")),
        ("code confused", "complaints that were answered are questions",
         become("typ", "'fraga'", "typ = 'klagomal' and hash(synpunkt_id) % 3 = 0")),
    ),
    ("registers", "svefaktura_connections"): (
        ("constant", "the day of connection is a default", become("ansluten_datum", "date '1900-01-01'")),
        ("wrong unit", "volumes are in hundreds", become("arsvolym", "arsvolym // 100")),
        ("rows lost", "who connected this year is left out", "from rows where ansluten_datum < date '2013-01-01'"),
        ("members swapped", "volumes of two have changed places",
         "select * replace (case arsvolym when (select max(arsvolym) from rows) then (select min(arsvolym) from rows)"
         " when (select min(arsvolym) from rows) then (select max(arsvolym) from rows) else arsvolym end as arsvolym)"
         " from rows"),
        ("wrong unit", "volumes are those of a month", become("arsvolym", "arsvolym // 12")),
        ("wrong amount", "volumes are split evenly", become("arsvolym", "(select avg(arsvolym)::int from rows)")),
        ("wrong date", "who connected is dated by the last change",
         become("ansluten_datum", "date '2013-06-01'", "hash(leverantor_id) % 4 = 0")),
        ("rows lost", "subsidiaries are under their parent", "from rows where hash(leverantor_id) % 6 <> 0"),
    ),
}  # fmt: skip
