-- title: No share, mean wait, mean amount or part of the rows of an administration, a supplier, a queue, a channel or a
--   group lies in a month far outside its year, or moves from a month or a year on where the others' do not
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
-- asked. What moves from last year, or from a month on for four months, moves by no twentieth of a share more or less
-- than the members' median does, a tenth of a part or a mean amount, or three of a wait, nor by six of the members'
-- robust standard deviations; where these are fewer than five, only shares are asked, which move by no quarter.
-- Suppliers come and go.
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
        'answered' as whole,
        'answered calls of ' || queue as what,
        fiscal_year,
        fiscal_period_id,
        sum(answered_count)::double as amount,
        sum(calls_count)::double as rows_count
    from services.fct_calls_by_month
    group by all
    union all
    select 'wait', 'waits', 'seconds of wait in ' || queue, fiscal_year, fiscal_period_id, sum(wait_seconds), sum(calls_count)
    from services.fct_calls_by_month
    group by all
    union all
    select
        'share',
        'solved',
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
        'telephone',
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
        'self-service',
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
        'payroll service',
        'solved cases of the payroll service by ' || channel,
        year(received_date),
        strftime(received_date, '%Y%m'),
        count(*) filter (is_solved_at_first_contact),
        count(*)
    from staging.stg_payroll__payroll_service_cases
    group by all
    union all
    select
        'share',
        whole || ' by hand',
        member || ' by hand',
        fiscal_year,
        fiscal_period_id,
        sum(if(is_by_hand, invoices_count, 0)),
        sum(invoices_count)
    from invoices
    where is_by_hand is not null
    group by all
    union all
    select 'amount', whole, member || ', kronor', fiscal_year, fiscal_period_id, sum(amount_sek), sum(invoices_count)
    from invoices
    group by all
),

parts as (
    select
        'parts of ' || whole as whole,
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
        whole,
        what,
        fiscal_year,
        fiscal_period_id,
        rows_count,
        if(kind = 'share', amount / rows_count, ln(amount / rows_count)) as value
    from counted
    where amount > 0 or kind = 'share'
    union all
    select 'part', whole, what, fiscal_year, fiscal_period_id, rows_count, ln(part) from parts
    where part > 0
),

usual as (
    select
        *,
        median(value) over of_year as usual_value
    from valued
    where rows_count >= 100
    window of_year as (partition by kind, what, fiscal_year)
    qualify count(*) over of_year >= 6
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
),

-- Suppliers come and go.
staying as (
    select * from usual
    where whole not in ('suppliers', 'parts of suppliers')
),

years as (
    select
        kind,
        whole,
        what,
        fiscal_year,
        any_value(usual_value) as usual_value,
        sum(rows_count) as rows_count
    from staying
    group by all
),

-- What moved from last year on, and what from a month on, in four months of this year beside those of last year.
moved as (
    select
        now.kind,
        now.whole,
        now.what,
        now.fiscal_year::varchar as since,
        now.usual_value as value,
        now.usual_value - earlier.usual_value as change,
        least(now.rows_count, earlier.rows_count) as rows_count,
        0 as jumps
    from years as now
    inner join years as earlier
        on now.kind = earlier.kind and now.what = earlier.what and now.fiscal_year = earlier.fiscal_year + 1
    union all
    select
        kind,
        whole,
        what,
        fiscal_period_id || ' on',
        value_from,
        if(abs(change_from - change_before) < abs(value_from - value_before), change_from - change_before, value_from - value_before),
        4 * rows_count,
        jumps
    from (
        select
            *,
            median(abs(value - value_last_month)) over (partition by kind, what) as jumps,
            avg(value) over months_before as value_before,
            avg(value) over months_from as value_from,
            avg(value - value_last_year) over months_before as change_before,
            avg(value - value_last_year) over months_from as change_from,
            value - value_last_month as jump,
            least(count(value_last_year) over months_before, count(value_last_year) over months_from) as months_count
        from (
            select
                *,
                lag(value) over by_month as value_last_month,
                lag(value, 12) over by_month as value_last_year
            from staying
            window by_month as (partition by kind, what order by fiscal_period_id)
        )
        window
            months_before as (partition by kind, what order by fiscal_period_id rows between 4 preceding and 1 preceding),
            months_from as (partition by kind, what order by fiscal_period_id rows between current row and 3 following)
    )
    where months_count = 4 and abs(jump) > 0.6 * abs(change_from - change_before)
)

select
    what || ', ' || fiscal_period_id || ': ' || round(if(kind = 'share', value, exp(value)), 4)::decimal(18, 4) || ', usually '
    || round(if(kind = 'share', usual_value, exp(usual_value)), 4)::decimal(18, 4) as subject,
    0::decimal(28, 8) as expected,
    (abs(value - usual_value) > band)::int::decimal(28, 8) as actual
from banded
union all
select
    what || ', from ' || since || ': ' || round(if(kind = 'share', value, exp(value)), 4)::decimal(18, 4) || ', before '
    || round(if(kind = 'share', value - change, exp(value - change)), 4)::decimal(18, 4),
    0::decimal(28, 8),
    (
        if(members_count >= 5, abs(change - usual_change), abs(change)) > greatest(
            case
                when members_count < 5 then greatest(0.03, 0.25 * least(value - change, 1 - value + change))
                when kind = 'share' then 0.05
                when kind = 'wait' then 0.3
                else 0.1
            end,
            if(members_count >= 5, 6 * 1.4826 * spread, 0)
        ) + greatest(
            4 * if(kind = 'share', sqrt(greatest(value * (1 - value), 0.01)), 1.5) / sqrt(rows_count),
            -- Amounts of which few are large vary more: a mean of four months by half of what months differ.
            if(kind = 'share', 0, 3 * jumps)
        )
    )::int::decimal(28, 8)
from (
    select
        *,
        median(change) over of_whole as usual_change,
        mad(change) over of_whole as spread,
        count(*) over of_whole as members_count
    from moved
    window of_whole as (partition by kind, whole, since)
)
where kind = 'share' or members_count >= 5
