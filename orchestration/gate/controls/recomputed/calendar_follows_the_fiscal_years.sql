-- title: Fiscal years are those of the latest ledger files, and their months, days and report editions follow from them
-- protects: dim_fiscal_period
-- comparison: equal
-- at_least_rows: 4
with files as (
    select
        years.fiscal_year,
        years.start_date,
        years.end_date,
        coalesce(files.balance_date, years.end_date) as balance_date,
        files.load_id,
        files.file_name,
        files.company_name,
        files.org_number
    from staging.stg_ledger__files as files
    inner join staging.stg_ledger__fiscal_years as years using (ledger_file_id)
    where years.year_index = 0
    qualify
        rank() over (
            partition by years.fiscal_year
            order by coalesce(files.balance_date, years.end_date) desc, files.generated_date desc nulls last
        ) = 1
),

months as (
    select
        fiscal_year,
        unnest(generate_series(date_trunc('month', start_date), end_date, interval 1 month))::date as first_day,
        generate_subscripts(generate_series(date_trunc('month', start_date), end_date, interval 1 month), 1) as number
    from files
),

numbered as (
    select
        strftime(first_day, '%Y%m') as fiscal_period_id,
        fiscal_year,
        number as month_number,
        label_sv || ' ' || year(first_day) as label_sv,
        names.label_sv as month_label_sv,
        first_day as start_date,
        (first_day + interval 1 month - interval 1 day)::date as end_date,
        (
            select arg_min(edition, last_month)
            from reference.report_editions inner join reference.measure_windows using (measure_window)
            where last_month >= month(months.first_day)
        ) as reporting_point
    from months
    inner join reference.code_labels as names
        on names.code_set = 'month' and names.code = month(first_day)::varchar
),

editions as (
    select
        concat_ws('-', files.fiscal_year, editions.edition) as report_edition_id,
        files.fiscal_year,
        editions.edition,
        editions.title_sv,
        case
            when strftime(files.start_date, '%m%d') = '0101' then editions.period_label_sv
            when day(files.start_date) > 1
                then format(
                    '{} {}–{} {}', day(files.start_date), first_months.label_sv,
                    day(last_day(make_date(files.fiscal_year, windows.last_month, 1))), end_months.label_sv
                )
            else concat_ws('–', nullif(first_months.label_sv, end_months.label_sv), end_months.label_sv)
        end as period_label_sv,
        editions.sort_order,
        files.start_date,
        last_day(make_date(files.fiscal_year, windows.last_month, 1)) as end_date,
        files.balance_date >= last_day(make_date(files.fiscal_year, windows.last_month, 1)) as is_booked,
        coalesce(nullif(files.company_name, ''), rules.board_name_sv) as organisation_sv,
        files.org_number
    from files
    cross join reference.report_editions as editions
    cross join reference.board_rules as rules
    inner join reference.measure_windows as windows using (measure_window)
    inner join reference.code_labels as first_months
        on first_months.code_set = 'month' and first_months.code = month(files.start_date)::varchar
    inner join reference.code_labels as end_months
        on end_months.code_set = 'month' and end_months.code = windows.last_month::varchar
    where windows.last_month >= month(files.start_date)
),

days as (
    select
        unnest(generate_series(date_trunc('month', start_date), end_date, interval 1 day))::date as calendar_date,
        strftime(calendar_date, '%Y%m') as fiscal_period_id,
        fiscal_year,
        year(calendar_date)::integer as calendar_year,
        quarter(calendar_date)::integer as quarter_number,
        month(calendar_date)::integer as month_number,
        strftime(calendar_date, '%V')::integer as week_number,
        isodow(calendar_date)::integer as weekday_number,
        ['måndag', 'tisdag', 'onsdag', 'torsdag', 'fredag', 'lördag', 'söndag'][isodow(calendar_date)] as weekday_label_sv,
        strftime(calendar_date, '%w') in ('0', '6') as is_weekend
    from files
),

recomputed as (
    select 'fiscal year' as kind, to_json(years) as fields
    from (
        select
            this_year.fiscal_year, this_year.start_date, this_year.end_date, prior_year.fiscal_year as prior_fiscal_year,
            this_year.balance_date, this_year.load_id, this_year.file_name
        from files as this_year
        left join files as prior_year on prior_year.end_date + 1 = this_year.start_date
    ) as years
    union all
    select 'month', to_json(numbered) from numbered
    union all
    select 'edition', to_json(editions) from editions
    union all
    select 'day', to_json(days) from days
),

published as (
    select 'fiscal year' as kind, to_json(years) as fields from common.dim_fiscal_year as years
    union all
    select 'month', to_json(months) from common.dim_fiscal_period as months
    union all
    -- The unit of amounts and the word for the body are the board's own, which nothing else says.
    select 'edition', to_json(editions) from (select * exclude (amounts_in, body_word_sv) from common.dim_report_edition) as editions
    union all
    select 'day', to_json(days) from common.dim_date as days
)

select
    kind || ' ' || fields as subject,
    (count(*) filter (source = 'recomputed'))::decimal(28, 8) as expected,
    (count(*) filter (source = 'published'))::decimal(28, 8) as actual
from (
    select 'recomputed' as source, * from recomputed
    union all
    select 'published' as source, * from published
)
group by kind, fields
