-- title: No share, mean wait, mean amount or part of the rows of an administration, a supplier, a queue or a group lies
--   in a month far outside its year
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from (
--     select queue as member, fiscal_year, fiscal_period_id, sum(calls_count) as rows_count
--     from services.fct_calls_by_month group by all
--     union all
--     select answer_group, fiscal_year, fiscal_period_id, sum(cases_count)
--     from services.fct_cases_by_month group by all
--     union all
--     select administration, fiscal_year, fiscal_period_id, sum(payslips_count)
--     from services.fct_payslips_by_month group by all
--     union all
--     select administration, fiscal_year, fiscal_period_id, sum(invoices_count)
--     from services.fct_customer_invoices_by_month group by all
--     union all
--     select administration, fiscal_year, fiscal_period_id, sum(invoices_count)
--     from services.fct_supplier_invoices_by_month group by all)
--   where rows_count >= 100 group by member, fiscal_year having count(*) >= 6)
-- not_applicable: nobody has a hundred rows in six months of a year
-- A flag that was turned, a channel that was confused, or amounts with tax, in one office for weeks move no share and
-- no mean of all. Nor does a clock that starts late in one queue, or a third of one partner's invoices under another's
-- number. What is usual is the median of the member's year, of which there are six months with a hundred rows. A share
-- departs by more than a tenth, a part of all rows or a mean amount by a sixth, a wait by a third, or by six robust
-- standard deviations, and by four of chance, six of waits. Of calls and cases the parts have seasons, and are not
-- asked.
with invoices as (
    select
        'customers' as whole,
        'invoices to ' || administration as member,
        fiscal_year,
        fiscal_period_id,
        invoices_count,
        amount_sek,
        channel = 'manual' as is_by_hand
    from services.fct_customer_invoices_by_month
    union all
    select
        'buyers',
        'invoices of suppliers to ' || administration,
        fiscal_year,
        fiscal_period_id,
        invoices_count,
        amount_sek,
        channel = 'scanned'
    from services.fct_supplier_invoices_by_month
    union all
    select 'suppliers', 'invoices of ' || supplier_id, fiscal_year, fiscal_period_id, invoices_count, amount_sek, null
    from services.fct_supplier_invoices_by_supplier_and_month
    where supplier_id is not null
),

counted as (
    select
        'share' as kind,
        'answered calls of ' || queue as what,
        fiscal_year,
        fiscal_period_id,
        sum(answered_count)::double as amount,
        sum(calls_count)::double as rows_count
    from services.fct_calls_by_month
    group by all
    union all
    select 'wait', 'seconds of wait in ' || queue, fiscal_year, fiscal_period_id, sum(wait_seconds), sum(calls_count)
    from services.fct_calls_by_month
    group by all
    union all
    select
        'share',
        'solved cases of ' || answer_group,
        fiscal_year,
        fiscal_period_id,
        sum(if(outcome = 'solved_at_first_contact', cases_count, 0)),
        sum(cases_count)
    from services.fct_cases_by_month
    group by all
    union all
    select
        'share',
        'telephone cases of ' || answer_group,
        fiscal_year,
        fiscal_period_id,
        sum(if(channel = 'telefon', cases_count, 0)),
        sum(cases_count)
    from services.fct_cases_by_month
    group by all
    union all
    select
        'share',
        'self-service payslips of ' || administration,
        fiscal_year,
        fiscal_period_id,
        sum(if(is_self_service, payslips_count, 0)),
        sum(payslips_count)
    from services.fct_payslips_by_month
    group by all
    union all
    select
        'share',
        member || ' by hand',
        fiscal_year,
        fiscal_period_id,
        sum(if(is_by_hand, invoices_count, 0)),
        sum(invoices_count)
    from invoices
    where is_by_hand is not null
    group by all
    union all
    select 'amount', member || ', kronor', fiscal_year, fiscal_period_id, sum(amount_sek), sum(invoices_count)
    from invoices
    group by all
),

parts as (
    select
        'part of all ' || member as what,
        fiscal_year,
        fiscal_period_id,
        sum(rows_count)::double as rows_count,
        sum(rows_count) / sum(sum(rows_count)) over (partition by whole, fiscal_period_id) as part
    from (
        select whole, member, fiscal_year, fiscal_period_id, invoices_count as rows_count from invoices
        union all
        select 'payslips', 'payslips of ' || administration, fiscal_year, fiscal_period_id, payslips_count
        from services.fct_payslips_by_month
    )
    group by whole, member, fiscal_year, fiscal_period_id
),

valued as (
    select
        kind,
        what,
        fiscal_year,
        fiscal_period_id,
        rows_count,
        if(kind = 'share', amount / rows_count, ln(amount / rows_count)) as value
    from counted
    where amount > 0 or kind = 'share'
    union all
    select 'part', what, fiscal_year, fiscal_period_id, rows_count, ln(part) from parts
    where part > 0
),

usual as (
    select
        *,
        median(value) over of_year as usual_value,
        count(*) over of_year as months_count
    from valued
    where rows_count >= 100
    window of_year as (partition by kind, what, fiscal_year)
),

banded as (
    select
        *,
        greatest(
            case kind when 'share' then 0.1 when 'wait' then 0.3 else 0.15 end,
            6 * 1.4826 * median(abs(value - usual_value)) over (partition by kind, what, fiscal_year)
        ) + case kind
            when 'share' then 4 * sqrt(greatest(usual_value * (1 - usual_value), 0.01))
            when 'wait' then 6
            else 4
        end / sqrt(rows_count) as band
    from usual
    where months_count >= 6
)

select
    what || ', ' || fiscal_period_id || ': ' || round(if(kind = 'share', value, exp(value)), 4)::decimal(18, 4) || ', usually '
    || round(if(kind = 'share', usual_value, exp(usual_value)), 4)::decimal(18, 4) as subject,
    0::decimal(28, 8) as expected,
    (abs(value - usual_value) > band)::int::decimal(28, 8) as actual
from banded
