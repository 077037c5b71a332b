-- title: No code of an extract's column takes another's place from a month on, by a new name or by
--   changing places with it, and codes are in as many rows as their names
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from raw.profiles inner join raw.loads using (load_id, system, entity)
--   where statistic = 'code' and date_diff('month', period_from, period_to) = 0
--   group by system, entity having count(distinct period_from) >= 6)
-- not_applicable: no extract with codes is delivered by month for half a year
-- Before the month one code has many rows and the other few or none, and from then on it is the other way round: the
-- levels are medians of up to four months, and so are the two months on either side. A code that rises as another
-- falls, to another number of rows, is another thing. Fewer than twelve rows a month come and go by chance. An office's
-- number is in as many rows as its name: where the counts of two columns' codes agree in three of four months of thirty
-- rows, they agree in all, unless one column lies a row off, or was changed without the other.
with delivered as (
    select
        system || '.' || entity as extract,
        load_id,
        period_from as month,
        dense_rank() over (partition by system, entity order by period_from) as month_number
    from raw.loads
    where date_diff('month', period_from, period_to) = 0
),

coded as (
    select
        extract,
        column_name,
        code,
        month_number,
        value::double as rows_count,
        sum(value) over (partition by extract, column_name, month_number)::double as all_rows
    from raw.profiles
    inner join delivered using (load_id)
    where statistic = 'code' and delivered.extract = system || '.' || entity
),

totals as (
    select distinct
        extract,
        column_name,
        month_number,
        all_rows
    from coded
),

shares as (
    select
        totals.extract,
        totals.column_name,
        codes.code,
        totals.month_number,
        coalesce(coded.rows_count, 0) as rows_count,
        coalesce(coded.rows_count, 0) / totals.all_rows as share,
        totals.all_rows
    from totals
    inner join (select extract, column_name, code from coded group by all having max(rows_count) >= 12) as codes
        on totals.extract = codes.extract and totals.column_name = codes.column_name
    left join coded
        on
            totals.extract = coded.extract and totals.column_name = coded.column_name
            and codes.code = coded.code and totals.month_number = coded.month_number
),

levels as (
    select
        *,
        median(share) over months_before as share_before,
        median(share) over months_from as share_from,
        count(*) over months_before as months_before_count,
        lag(rows_count) over by_month as rows_before,
        lag(share) over by_month as share_last
    from shares
    window
        by_month as (partition by extract, column_name, code order by month_number),
        months_before as (partition by extract, column_name, code order by month_number rows between 4 preceding and 1 preceding),
        months_from as (partition by extract, column_name, code order by month_number rows between current row and 3 following)
),

-- A code that rises or falls by two fifths of its level, further than chance explains.
moved as (
    select
        extract,
        column_name,
        code,
        month_number,
        share_before,
        share_from,
        share_last,
        share,
        rows_before,
        rows_count
    from levels
    where
        months_before_count >= 3
        and greatest(share_before, share_from) * all_rows >= 12
        and greatest(share_before, share_from) >= 1.4 * least(share_before, share_from)
        and abs(share_before - share_from) > 6 * sqrt(greatest(share_before, share_from) / all_rows)
),

counts as (
    select
        coded.extract,
        coded.column_name,
        delivered.month,
        list_sort(list(coded.rows_count)) as counts
    from coded
    inner join delivered using (extract, month_number)
    group by all
    having count(*) >= 3 and sum(coded.rows_count) >= 30
)

select
    moved.extract || ', ' || moved.column_name || ', ' || strftime(delivered.month, '%Y-%m') || ': ' || moved.code || coalesce(' takes the place of ' || min(other.code), '')
    as subject,
    0::decimal(28, 8) as expected,
    count(other.code)::decimal(28, 8) as actual
from moved
inner join delivered on moved.extract = delivered.extract and moved.month_number = delivered.month_number
left join moved as other
    on
        moved.extract = other.extract and moved.column_name = other.column_name
        and moved.month_number = other.month_number and moved.share_from > moved.share_before
        and other.share_from < other.share_before
        and abs(moved.share_from - other.share_before) <= 0.4 * (other.share_before - other.share_from)
        and abs(moved.share_before - other.share_from) <= 0.4 * (other.share_before - other.share_from)
        and abs(moved.share - other.share_last) <= 0.4 * (other.share_last - other.share)
        and abs(moved.share_last - other.share) <= 0.4 * (other.share_last - other.share)
        and moved.rows_count between other.rows_before / 2 and 2 * other.rows_before
        and moved.share >= 1.4 * moved.share_last and other.share_last >= 1.4 * other.share and other.rows_before > 0
group by moved.extract, moved.column_name, delivered.month, moved.code
union all
select
    extract || ', ' || strftime(month, '%Y-%m') || ': codes of ' || first_column
    || ' in other numbers of rows than those of ' || second_column,
    0::decimal(28, 8),
    (not agrees and agreeing_count >= 3 and 4 * agreeing_count >= 3 * months_count)::int::decimal(28, 8)
from (
    select
        now.extract,
        now.month,
        now.column_name as first_column,
        other.column_name as second_column,
        now.counts = other.counts as agrees,
        count(*) filter (now.counts = other.counts) over of_columns as agreeing_count,
        count(*) over of_columns as months_count
    from counts as now
    inner join counts as other
        on now.extract = other.extract and now.month = other.month and now.column_name < other.column_name
    window of_columns as (partition by now.extract, now.column_name, other.column_name)
)
where agreeing_count > 0
union all
select
    extract || ', codes of ' || column_name,
    0::decimal(28, 8),
    0::decimal(28, 8)
from totals
group by extract, column_name
