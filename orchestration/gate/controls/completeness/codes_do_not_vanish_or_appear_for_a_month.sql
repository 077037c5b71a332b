-- title: No queue, channel, group, administration or cost centre vanishes, or appears, for a single month
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: (
--   select count(distinct period_from) from raw.loads
--   where date_diff('month', period_from, period_to) = 0 and entity in (
--   'calls', 'cases', 'supplier_invoices', 'customer_invoices', 'payslips', 'employments', 'absence_spells',
--   'payroll_service_cases')) >= 3
-- not_applicable: no extract is delivered by month
-- A code that has rows in all but one of an extract's months, or in one of them only, is what a renamed or mistyped
-- code looks like. Codes with fewer than twelve rows a month come and go by chance and are left out; so is a code
-- that is there from some month on, or until one.
with loads as (
    select distinct
        load_id,
        date_trunc('month', period_from)::date as month
    from raw.loads
    where date_diff('month', period_from, period_to) = 0
),

-- The month is the delivery's, so that each extract is read once and its rows are counted by code alone.
counted as (
    select
        'contact_centre.calls' as extract,
        load_id,
        count(*) as rows_count,
        'queue ' || queue as code
    from staging.stg_contact_centre__calls
    group by load_id, queue
    union all
    select
        'contact_centre.cases',
        load_id,
        count(*),
        if(grouping(channel) = 0, 'channel ' || channel, 'group ' || answer_group)
    from staging.stg_contact_centre__cases
    group by grouping sets ((load_id, channel), (load_id, answer_group))
    union all
    select
        'invoicing.supplier_invoices',
        load_id,
        count(*),
        if(grouping(buyer_id) = 0, 'buyer ' || buyer_id, 'channel ' || channel)
    from staging.stg_invoicing__supplier_invoices
    group by grouping sets ((load_id, buyer_id), (load_id, channel))
    union all
    select
        'invoicing.customer_invoices',
        load_id,
        count(*),
        'administration ' || administration_id
    from staging.stg_invoicing__customer_invoices
    group by load_id, administration_id
    union all
    select
        'payroll.payslips',
        load_id,
        count(*),
        'administration ' || administration
    from staging.stg_payroll__payslips
    group by load_id, administration
    union all
    select
        'payroll.employments',
        load_id,
        count(*),
        'cost centre ' || cost_centre
    from staging.stg_payroll__employments
    group by load_id, cost_centre
    union all
    select
        'payroll.absence_spells',
        load_id,
        count(*),
        'reason ' || reason
    from staging.stg_payroll__absence_spells
    group by load_id, reason
    union all
    select
        'payroll.payroll_service_cases',
        load_id,
        count(*),
        'channel ' || channel
    from staging.stg_payroll__payroll_service_cases
    group by load_id, channel
),

rows_of_codes as (
    select
        extract,
        code,
        month,
        sum(rows_count) as rows_count
    from counted
    inner join loads using (load_id)
    where code is not null
    group by all
    union all
    select
        'ledger',
        'cost centre ' || cost_centre,
        date_trunc('month', posting_date)::date,
        count(*)
    from economics.fct_ledger_postings
    where cost_centre is not null
    group by all
),

delivered as (
    select distinct
        extract,
        split_part(code, ' ', 1) as kind,
        month
    from rows_of_codes
),

spans as (
    select
        extract,
        split_part(code, ' ', 1) as kind,
        code,
        min(month) as first_month,
        max(month) as last_month,
        count(*) as months_count,
        median(rows_count) as rows_of_a_month
    from rows_of_codes
    group by all
),

judged as (
    select
        extract,
        code,
        first_month,
        last_month,
        months_count,
        rows_of_a_month,
        count(*) filter (month between first_month and last_month) as span_count,
        count(*) as delivered_count,
        max(month) as last_delivered
    from spans
    inner join delivered using (extract, kind)
    group by all
)

select
    extract || ', ' || code || ': rows in ' || months_count || ' of the ' || delivered_count || ' months delivered, from '
    || strftime(first_month, '%Y-%m') || ' to ' || strftime(last_month, '%Y-%m') as subject,
    0::decimal(28, 8) as expected,
    (
        rows_of_a_month >= 12
        and (
            -- There before and after, and not in between.
            span_count > months_count
            -- There in one month only; in the last one it may be new.
            or (months_count = 1 and delivered_count >= 3 and last_month < last_delivered)
            -- There in every month but the last.
            or (months_count = delivered_count - 1 and delivered_count >= 6 and last_month < last_delivered)
        )
    )::int::decimal(28, 8) as actual
from judged
