-- title: Each measure of a year or to a tertial's end is its factor times numerator over denominator,
--   each summed over the months
-- protects: fct_measures_to_date
-- comparison: equal
-- at_least_rows: 1
with windows as (
    select
        windows.measure_window,
        years.fiscal_year,
        (make_date(years.fiscal_year, 1, 1) + (months.number - 1) * interval 1 month)::date as month
    from common.dim_fiscal_year as years
    cross join common.dim_measure_window as windows
    cross join range(0, 13) as months (number)
    where
        months.number between windows.first_month and windows.last_month
        and (months.number = 0 or months.number >= month(years.start_date))
),

spans as (
    select measure_id, measure_window, '' as edition
    from reference.measures
    union all
    select measures.measure_id, editions.measure_window, editions.edition
    from reference.tertial_measures as measures
    cross join reference.report_editions as editions
    where editions.measure_window <> 'calendar_year'
),

amounts as (
    select
        months.quantity_id, months.member, windows.measure_window, windows.fiscal_year,
        sum(months.amount) as amount, sum(months.row_count) as row_count
    from intermediate.int_measures__by_month as months
    inner join windows using (month)
    group by all
),

-- The denominator says which members there are, once anything of the numerator has been delivered.
parts as (
    select
        spans.*,
        measures.is_change,
        wholes.member,
        wholes.fiscal_year,
        coalesce(counted.amount, 0) as numerator,
        if(measures.denominator is null, null, wholes.amount) as denominator,
        measures.factor * coalesce(counted.amount, 0) as scaled,
        wholes.row_count
    from spans
    inner join reference.measures as measures using (measure_id)
    inner join amounts as wholes
        on
            coalesce(measures.denominator, measures.numerator) = wholes.quantity_id
            and spans.measure_window = wholes.measure_window
    left join amounts as counted
        on
            (measures.numerator, wholes.measure_window, wholes.fiscal_year, wholes.member)
            = (counted.quantity_id, counted.measure_window, counted.fiscal_year, counted.member)
    where measures.numerator in (select quantity_id from amounts)
),

year_values as (
    select
        *,
        if(denominator is null, scaled, try_cast(scaled / nullif(denominator, 0) as decimal(18, 8))) as year_value
    from parts
),

recomputed as (
    select
        this_year.measure_id || if(this_year.member = '', '', '/' || this_year.member) || '@' || this_year.fiscal_year
        || if(this_year.edition = '', '', '-' || this_year.edition) as value_id,
        this_year.edition,
        this_year.measure_id,
        this_year.member,
        this_year.fiscal_year,
        this_year.numerator,
        this_year.denominator,
        this_year.year_value - if(this_year.is_change, prior_year.year_value, 0) as measure_value,
        if(this_year.is_change or this_year.edition = '', null, prior_year.year_value) as prior_measure_value,
        this_year.row_count
    from year_values as this_year
    left join year_values as prior_year
        on
            (this_year.measure_id, this_year.edition, this_year.member, this_year.fiscal_year - 1)
            = (prior_year.measure_id, prior_year.edition, prior_year.member, prior_year.fiscal_year)
),

cells as (
    unpivot (
        select 'recomputed' as source, 1 as rows_count, * from recomputed
        union all by name
        select 'published' as source, 1 as rows_count, '' as edition, measure_value_id as value_id, *
        from measures.fct_measures
        union all by name
        select 'published' as source, 1 as rows_count, measure_to_date_id as value_id, *
        from measures.fct_measures_to_date
    ) on rows_count, numerator, denominator, measure_value, prior_measure_value, row_count
    into name part value amount
)

select
    concat_ws(', ', value_id, part) as subject,
    (sum(amount) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (sum(amount) filter (source = 'published'))::decimal(28, 8) as actual
from cells
group by value_id, edition, measure_id, member, fiscal_year, part
