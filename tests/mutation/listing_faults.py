"""The faults of lists: two registers list the same, what was postponed counts as done, a row is typed into the next.

They are those of goals and registers that ``register_faults`` does not have: not of what a person who fills in a form
gets wrong, but of what is in the list at all, and in which row. As those of ``system_faults``, the faults name columns
and kinds of values, and choose members by rank.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.mutation.rows import LAST_METER, SystemFault, again, become, member

_FIRST_METER = "anlaggning_id = (select min(anlaggning_id) from rows)"
# Two digits of an amount in millions that have changed places: 181 300 000 for 183 100 000.
_TRANSPOSED = (
    "(left(belopp::bigint::varchar, 2) || substr(belopp::bigint::varchar, 4, 1) || substr(belopp::bigint::varchar, 3,"
    " 1) || substr(belopp::bigint::varchar, 5))::decimal(18, 2)"
)

LISTING_FAULTS: Mapping[tuple[str, str], tuple[SystemFault, ...]] = {
    ("registers", "energy_readings"): (
        ("wrong unit", "one building is in MWh from July on",
         become("forbrukning_kwh", "forbrukning_kwh // 1000", f"{_FIRST_METER} and month(manad) >= 7")),
        ("wrong amount", "one building is heated by electricity that a neighbour uses",
         become("forbrukning_kwh", "(forbrukning_kwh * 1.5)::int", f"{LAST_METER} and month(manad) >= 10")),
        ("wrong amount", "a new meter begins with its reading",
         become("forbrukning_kwh", "forbrukning_kwh + 95000", f"{_FIRST_METER} and month(manad) = 8")),
        ("wrong amount", "tenants are in one building's first quarter",
         become("forbrukning_kwh", "(forbrukning_kwh * 1.3)::int", f"{LAST_METER} and month(manad) <= 3")),
        ("wrong amount", "the let part of one building is taken off from July on",
         become("area_kvm", "(area_kvm * 0.8)::int", f"{LAST_METER} and month(manad) >= 7")),
        ("wrong amount", "the first building's area is measured again",
         become("area_kvm", "(area_kvm * 0.9)::int", _FIRST_METER)),
        ("stale rows", "one meter shows last year's all year",
         f"select rows.* replace (if({_FIRST_METER.replace('anlaggning_id =', 'rows.anlaggning_id =')},"
         " coalesce(was.forbrukning_kwh, rows.forbrukning_kwh), rows.forbrukning_kwh) as forbrukning_kwh) from rows"
         " left join earlier as was using (anlaggning_id, manad)"),
    ),
    ("registers", "complaints"): (
        ("rows twice", "the contact centre's comments are in two registers",
         again("synpunkt_id", "verksamhet = 'kontaktcenter' and hash(synpunkt_id) % 2 = 0")),
        ("rows twice", "free texts of a survey are complaints too",
         again("synpunkt_id", "kalla = 'kundundersokning' and hash(synpunkt_id) % 4 = 0", ", 'klagomal' as typ")),
        ("rows lost", "proposals have a register of their own from July on",
         "from rows where not (typ = 'forbattringsforslag' and month(inkom_datum) >= 7)"),
        ("wrong date", "comments are dated by the answer",
         become("inkom_datum", "coalesce(least(atgardad_datum, date '2013-12-31'), inkom_datum)")),
        ("wrong date", "one business registers what came in a quarter on its last day",
         become("inkom_datum", "last_day(make_date(2013, quarter(inkom_datum)::int * 3, 1))",
                f"verksamhet = {member('verksamhet', 1)}")),
    ),
    ("registers", "public_feedback"): (
        ("code confused", "comments on some services are on the board",
         become("forvaltning", "'Serviceförvaltningen'", "hash(synpunkt_id) % 60 = 0")),
        ("code renamed", "half of those on the board have its old name",
         become("forvaltning", "'Servicenämnden'",
                "forvaltning = 'Serviceförvaltningen' and hash(synpunkt_id) % 2 = 0")),
        ("rows twice", "those on the board are passed on by its own register",
         again("synpunkt_id", "forvaltning = 'Serviceförvaltningen' and month(inkom_datum) >= 7")),
    ),
    ("registers", "customer_meetings"): (
        ("rows twice", "meetings count for each who took part",
         again("mote_id", f"verksamhet = {member('verksamhet', 1)} and hash(mote_id) % 3 = 0")),
        ("rows twice", "meetings that were moved are on both days",
         again("mote_id", "hash(mote_id) % 5 = 0 and month(datum) < 12", ", datum + 7 as datum")),
        ("rows lost", "meetings on the screen do not count from September on",
         "from rows where not (typ = 'kundmote' and month(datum) >= 9 and hash(mote_id) % 2 = 0)"),
        ("code confused", "information on pensions is training from July on",
         become("typ", "'utbildning'", "typ = 'pensionsinformation' and month(datum) >= 7")),
    ),
    ("registers", "procurement_requests"): (
        ("rows lost", "what was postponed to next year is left out",
         "from rows where not (status = 'genomford' and month(inkom_datum) >= 10)"),
        ("rows twice", "each administration in a joint request has one",
         again("forfragan_id", "status = 'genomford' and hash(forfragan_id) % 4 = 0",
               f", {member('forvaltning', 1)} as forvaltning")),
        ("code confused", "what was postponed is done",
         "select * replace (if(status = 'avbojd' and month(inkom_datum) >= 9, 'genomford', status) as status,"
         " if(month(inkom_datum) >= 9, null, avbojd_orsak) as avbojd_orsak) from rows"),
    ),
    ("registers", "advertised_procurements"): (
        ("rows twice", "contracts that were prolonged are procurements",
         again("upphandling_id", "hash(upphandling_id) % 5 = 0",
               ", 'forenklat' as forfarande, annonserad_datum as avslutad_datum")),
        ("constant", "what was withdrawn is concluded",
         become("avslutad_datum", "least(annonserad_datum + 100, date '2013-12-31')",
                "avslutad_datum is null and hash(upphandling_id) % 2 = 0")),
        ("values lost", "what was concluded in the last two months is not registered yet",
         become("avslutad_datum", "null", "avslutad_datum >= date '2013-11-01'")),
    ),
    ("registers", "procurement_areas"): (
        ("rows twice", "areas are counted in both forms",
         again("omrade_id", "form = 'central' and hash(omrade_id) % 5 = 0", ", 'gemensam' as form")),
        ("rows twice", "areas with a new name are under the old one too",
         again("omrade_id", "hash(omrade_id) % 8 = 0", ", omrade || ' och tjänster' as omrade")),
        ("code confused", "what the council decided on in the year is joint still",
         become("form", "'gemensam'", "form = 'central' and hash(omrade_id) % 6 = 0")),
    ),
    ("registers", "competition_purchases"): (
        ("stale rows", "one business has last year's budget",
         "select rows.* replace (if(rows.verksamhet = (select max(verksamhet) from rows), was.budgeterad_kostnad,"
         " rows.budgeterad_kostnad) as budgeterad_kostnad) from rows join earlier as was using (verksamhet)"),
        ("wrong amount", "one business's budget is net of its revenue",
         become("budgeterad_kostnad", "round(budgeterad_kostnad * 0.75, -5)",
                "verksamhet = (select min(verksamhet) from rows)")),
        ("wrong amount", "consultants count as competition in one business",
         become("upphandlad_kostnad", "900000", "verksamhet = (select min(verksamhet) from rows)")),
    ),
    ("registers", "crisis_exercises"): (
        ("rows twice", "an exercise of a unit in the next days counts",
         again("ovning_id", "true", ", datum + 10 as datum, 'enhet' as niva, tema || ', uppföljning' as tema")),
    ),
    ("registers", "eu_projects"): (
        ("rows twice", "a project that is prolonged is a new one",
         again("projekt_id", "projekt_id = (select max(projekt_id) from rows)",
               ", projekt || ' 2' as projekt, date '2013-07-01' as start_datum")),
    ),
    ("registers", "risk_measures"): (
        ("constant", "what was postponed is done", become("genomford_datum", "planerad_datum",
         "genomford_datum is null and month(planerad_datum) >= 7")),
        ("rows twice", "what was left of last year's plan is listed again",
         "from rows union all (select * replace ('X' || atgard_id as atgard_id, (genomford_datum + interval 1"
         " year)::date as genomford_datum) from earlier order by atgard_id limit 3)"),
        ("rows lost", "what was postponed is left out",
         "from rows where not (genomford_datum is null and month(planerad_datum) >= 7)"),
    ),
    ("registers", "summer_jobs"): (
        ("rows twice", "who was offered a job and never came is listed",
         again("jobb_id", "jobb_id in (select jobb_id from rows order by jobb_id desc limit 2)")),
        ("rows lost", "who was paid by the school is left out", "from rows where hash(jobb_id) % 4 <> 0"),
    ),
    ("registers", "svefaktura_connections"): (
        ("wrong amount", "volumes of new suppliers are those of all buyers",
         become("arsvolym", "arsvolym * 2", "ansluten_datum >= date '2013-01-01'")),
        ("rows twice", "suppliers are listed under an old number too",
         again("leverantor_id", "hash(leverantor_id) % 10 = 0").replace(
             "leverantor_id || '9'", "replace(leverantor_id, '557', '558')")),
        ("stale rows", "volumes are those of the first agreement",
         "select rows.* replace (coalesce(was.arsvolym, rows.arsvolym) as arsvolym) from rows left join earlier as was"
         " using (leverantor_id)"),
    ),
    ("registers", "traineeships"): (
        ("constant", "postponed placements are held",
         "select * replace (erbjuden_datum + 20 as forfragan_datum, date '2013-09-02' as praktik_fran,"
         " date '2013-11-29' as praktik_till) from (from rows order by plats_id limit 2) union all (from rows order by"
         " plats_id offset 2)"),
        ("rows twice", "places count for each school",
         again("plats_id", "plats_id in (select plats_id from rows order by plats_id desc limit 2)")),
    ),
    ("goals", "indicators"): (
        ("columns swapped", "targets are typed one row off from the middle on",
         "select * replace (if(row_number() over (order by indikator_id) > 12, lag(arsmal) over (order by"
         " indikator_id), arsmal) as arsmal) from rows"),
        ("columns swapped", "targets of two neighbours have changed places",
         "select * replace (case row_number() over (order by indikator_id) when 8 then lead(arsmal) over (order by"
         " indikator_id) when 9 then lag(arsmal) over (order by indikator_id) else arsmal end as arsmal) from rows"),
        ("columns swapped", "the council's targets are typed one row off",
         "select * replace (lag(kf_arsmal) over (order by indikator_id) as kf_arsmal) from rows"),
        ("wrong amount", "the targets of one goal are next year's",
         become("arsmal", "arsmal + 1", f"mal_id = {member('mal_id')} and enhet = '%'")),
        ("wrong unit", "numbers of one kind are in thousands", become("arsmal", "arsmal / 1000", "arsmal > 1000")),
    ),
    ("goals", "goals"): (
        ("columns swapped", "judgements are typed one row off",
         "select * replace (if(bedomning is null, null, coalesce(lag(bedomning ignore nulls) over (order by mal_id),"
         " bedomning)) as bedomning) from rows"),
    ),
    ("goals", "activities"): (
        ("columns swapped", "last days are typed one row off",
         "select * replace (coalesce(lag(slutdatum) over (order by aktivitet_id), slutdatum) as slutdatum) from rows"),
        ("constant", "half begin on the day of the decision",
         become("startdatum", "date '2013-02-15'", "hash(aktivitet_id) % 2 = 0")),
    ),
    ("goals", "forecasts"): (
        ("wrong amount", "two digits of one forecast have changed places",
         become("belopp", _TRANSPOSED, "tertial = 'T2' and matt = 'kostnader'")),
        ("wrong amount", "the second forecast has internal sales on both sides",
         become("belopp", "belopp + 6200000", "tertial = 'T2'")),
    ),
    ("goals", "area_forecasts"): (
        ("wrong amount", "two digits of one area have changed places",
         become("belopp", "belopp + 900000", "tertial = 'T1' and matt = 'kostnader' and verksamhetsomrade = (select"
                " min(verksamhetsomrade) from rows)")),
        ("columns swapped", "the second tertial's are typed one row off",
         "select * replace (if(tertial = 'T2', coalesce(lag(belopp) over (partition by tertial order by"
         " verksamhetsomrade, matt), belopp), belopp) as belopp) from rows"),
        ("stale rows", "one area has its first forecast in the second",
         "select * replace (if(verksamhetsomrade = (select max(verksamhetsomrade) from rows) and tertial = 'T2',"
         " lag(belopp) over (partition by verksamhetsomrade, matt order by tertial), belopp) as belopp) from rows"),
    ),
    ("goals", "indicator_forecasts"): (
        ("columns swapped", "forecasts are typed one row off from the middle on",
         "select * replace (if(row_number() over (partition by tertial order by indikator_id) > 12, lag(prognos) over"
         " (partition by tertial order by indikator_id), prognos) as prognos) from rows"),
        ("wrong amount", "numbers of the second tertial are those so far",
         become("prognos", "round(prognos * 8 / 12)", "tertial = 'T2' and prognos > 500")),
        ("wrong amount", "one forecast lacks its decimal comma",
         become("prognos", "prognos * 10", "tertial = 'T2' and prognos between 3 and 6")),
    ),
    ("goals", "volumes"): (
        ("columns swapped", "volumes are typed one row off from May on",
         "select * replace (if(month(manad) >= 5, lag(budgeterad_volym) over (order by manad), budgeterad_volym) as"
         " budgeterad_volym) from rows"),
        ("columns swapped", "two months have changed places",
         "select * replace (case month(manad) when 7 then lead(budgeterad_volym) over (order by manad) when 8 then"
         " lag(budgeterad_volym) over (order by manad) else budgeterad_volym end as budgeterad_volym) from rows"),
        ("wrong amount", "the autumn is that of a revised budget",
         become("budgeterad_volym", "(budgeterad_volym * 1.06)::int", "month(manad) >= 9")),
    ),
}  # fmt: skip
