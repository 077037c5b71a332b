-- title: Each call, case, visit, invoice, payslip and row of a register delivered is counted once, in
--   its load and in its month
-- protects: fct_measures
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   from staging.stg_loads__files
--   where (system, entity) in (
--     ('contact_centre', 'calls'), ('contact_centre', 'cases'), ('contact_centre', 'visits'),
--     ('invoicing', 'supplier_invoices'), ('invoicing', 'customer_invoices'), ('payroll', 'payslips'),
--     ('registers', 'complaints')))
-- not_applicable: no extract of calls, cases, visits, invoices, payslips or complaints has been delivered
with extracts (system, entity) as (
    values
    ('contact_centre', 'calls'), ('contact_centre', 'switchboard_calls'), ('contact_centre', 'cases'),
    ('contact_centre', 'visits'), ('invoicing', 'supplier_invoices'), ('invoicing', 'customer_invoices'),
    ('payroll', 'payslips'), ('payroll', 'pension_cases'), ('registers', 'complaints'),
    ('registers', 'procurement_requests'), ('registers', 'advertised_procurements')
),

delivered as (
    select load_id, entity, sum(loaded_rows) as rows_count
    from staging.stg_loads__files
    inner join extracts using (system, entity)
    group by all
),

counted as (
    select load_id, quantity_id as entity, sum(row_count) as rows_count
    from intermediate.int_measures__by_load
    inner join extracts on quantity_id = entity
    group by all
),

months as (
    select quantity_id as entity, month, sum(row_count) as rows_count
    from intermediate.int_measures__by_load
    inner join extracts on quantity_id = entity
    group by all
),

years as (
    select months.entity, years.fiscal_year, sum(months.rows_count) as rows_count
    from months
    inner join common.dim_fiscal_year as years
        on months.month >= years.start_date and months.month < years.start_date + interval 1 year
    group by all
)

select
    concat_ws(', ', load_id, entity) as subject,
    delivered.rows_count::decimal(28, 8) as expected,
    coalesce(counted.rows_count, 0)::decimal(28, 8) as actual
from delivered
full join counted using (load_id, entity)
union all
select
    'year ' || fiscal_year || ', ' || entity as subject,
    years.rows_count::decimal(28, 8) as expected,
    measured.numerator as actual
from years
full join (
    select measure_id as entity, fiscal_year, numerator
    from measures.fct_measures
    inner join extracts on measure_id = entity
    where member = ''
) as measured using (fiscal_year, entity)
