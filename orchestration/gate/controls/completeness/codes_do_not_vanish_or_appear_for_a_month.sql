-- title: No code of an extract's column, or of one administration or group, no supplier, cost centre or hour of a queue
--   vanishes, or appears, for a month
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.profiles inner join raw.loads using (load_id, system, entity)
--   where statistic = 'code' and date_diff('month', period_from, period_to) = 0
--   group by system, entity having count(distinct period_from) >= 3)
-- not_applicable: no extract with codes is delivered by month
-- An hour in which a queue has sixty calls for a month only is of another clock. A supplier of sixty invoices a month
-- that has none for one is another's, and a queue without a call that nobody answered has a machine that answers. A
-- code that has rows in all but one of an extract's months, or in one of them only, is what a renamed or mistyped code
-- looks like. Codes with fewer than twelve rows a month come and go by chance and are left out; so is a code that is
-- there from some month on, or until one, unless it is one of twelve at most, had rows in ten months until New Year,
-- and should have had twelve since: another rule holds in the new year. A column most of whose rows have values of a
-- few months only, as where vouchers are numbered by month, numbers things and is left out too.
with rows_of_codes as (
    select
        system || '.' || entity as extract,
        column_name as kind,
        code,
        period_from as month,
        value as rows_count
    from raw.profiles
    inner join raw.loads using (load_id, system, entity)
    where statistic = 'code' and date_diff('month', period_from, period_to) = 0
    union all
    select
        'ledger',
        'cost centre',
        cost_centre,
        date_trunc('month', posting_date)::date,
        count(*)
    from economics.fct_ledger_postings
    where cost_centre is not null
    group by all
    union all
    select
        extract,
        kind,
        concat_ws(', ', member, code),
        strptime(fiscal_period_id, '%Y%m')::date,
        sum(rows_count)
    from (
        select
            'supplier invoices' as extract,
            'administration and channel' as kind,
            administration as member,
            channel as code,
            fiscal_period_id,
            invoices_count as rows_count
        from services.fct_supplier_invoices_by_month
        union all
        select 'customer invoices', 'administration and channel', administration, channel, fiscal_period_id, invoices_count
        from services.fct_customer_invoices_by_month
        union all
        select
            'payslips',
            'administration and basis',
            administration,
            if(is_self_service, 'self-service', 'manual'),
            fiscal_period_id,
            payslips_count
        from services.fct_payslips_by_month
        union all
        select 'supplier invoices', 'supplier', supplier_id, null, fiscal_period_id, invoices_count
        from services.fct_supplier_invoices_by_supplier_and_month
        where supplier_id is not null
        union all
        select 'cases', 'group and channel', answer_group, channel, fiscal_period_id, cases_count
        from services.fct_cases_by_month
        union all
        select 'cases', 'group and outcome', answer_group, outcome, fiscal_period_id, cases_count
        from services.fct_cases_by_month
        union all
        select 'calls', 'queue and hour', queue, hour_number::varchar, fiscal_period_id, calls_count
        from services.fct_calls_by_month
        union all
        select 'calls', 'queue and answer', queue, 'not answered', fiscal_period_id, calls_count - answered_count
        from services.fct_calls_by_month
        where calls_count > answered_count
    )
    group by all
),

delivered as (
    select distinct
        extract,
        kind,
        month
    from rows_of_codes
),

spans as (
    select
        extract,
        kind,
        code,
        min(month) as first_month,
        max(month) as last_month,
        count(*) as months_count,
        sum(rows_count) as rows_of_all,
        median(rows_count) as rows_of_a_month
    from rows_of_codes
    group by all
),

recurring as (
    select
        extract,
        kind,
        count(*) <= 12 and extract <> 'ledger' and not bool_or(code like '%, %') as has_few
    from spans
    inner join (select extract, kind, count(*) as delivered_count from delivered group by all) using (extract, kind)
    group by extract, kind
    having sum(rows_of_all) filter (2 * months_count >= delivered_count) * 2 >= sum(rows_of_all)
),

judged as (
    select
        extract,
        kind,
        code,
        first_month,
        last_month,
        months_count,
        rows_of_a_month,
        bool_and(has_few) and months_count >= 10 and month(last_month) = 12
        and rows_of_all / months_count * count(*) filter (month > last_month) >= 12 as has_ended,
        count(*) filter (month between first_month and last_month) as span_count,
        count(*) as delivered_count,
        max(month) as last_delivered
    from spans
    inner join recurring using (extract, kind)
    inner join delivered using (extract, kind)
    group by extract, kind, code, first_month, last_month, months_count, rows_of_all, rows_of_a_month
)

select
    extract || ', ' || kind || ' ' || code || ': rows in ' || months_count || ' of the ' || delivered_count || ' months delivered, from '
    || strftime(first_month, '%Y-%m') || ' to ' || strftime(last_month, '%Y-%m') as subject,
    0::decimal(28, 8) as expected,
    (
        has_ended
        or (
            rows_of_a_month >= if(kind in ('queue and hour', 'queue and answer', 'group and outcome', 'supplier'), 60, 12)
            and (
                -- There before and after, and not in between.
                span_count > months_count
                -- There in one month only; in the last one it may be new.
                or (months_count = 1 and delivered_count >= 3 and last_month < last_delivered)
                -- There in every month but the last.
                or (months_count = delivered_count - 1 and delivered_count >= 6 and last_month < last_delivered)
            )
        )
    )::int::decimal(28, 8) as actual
from judged
