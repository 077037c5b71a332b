-- title: No delivery has more rows that say the same, but for their key, than its extract has at other times
-- protects: fct_measures
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: (
--   select coalesce(max(deliveries), 0) from (
--     select count(*) as deliveries from raw.profiles where statistic = 'twins' group by system, entity)) >= 2
-- not_applicable: no extract is delivered for two periods
-- Two calls in the same second are alike by chance, two invoices are not: what is usual is learned from the extract's
-- other periods, those with at least two fifths of the rows. Four times the square root of it is chance, and three rows
-- are, unless none was alike in a year of deliveries and most of twenty rows differ even where their dates are left
-- aside; and of a year's rows of few kinds as many as fall on one day. Where the key has several parts, rows are of one
-- day or year, and alike in all but the names in the key: two meters of one month.
with twins as (
    select
        system || '.' || entity as extract,
        period_from,
        max(value) filter (statistic = 'twins') as twins,
        max(value) filter (statistic = 'rows') as rows_count,
        max(value) filter (statistic = 'contents') as contents_count
    from raw.profiles
    inner join raw.loads using (load_id, system, entity)
    where statistic in ('twins', 'rows', 'contents') and column_name = ''
    group by all
    having twins is not null
),

others as (
    select
        twins.extract,
        twins.period_from,
        twins.twins,
        max(other.twins) as most,
        -- Rows of a year that differ in few ways, on some 250 days.
        if(
            2 * any_value(twins.contents_count) <= any_value(twins.rows_count) and count(*) < 12,
            pow(any_value(twins.rows_count), 2)::double / (500 * greatest(any_value(twins.contents_count), 1)), 0
        ) as by_chance,
        any_value(twins.rows_count) >= 20
        and 2 * coalesce(any_value(twins.contents_count), any_value(twins.rows_count)) > any_value(twins.rows_count) as are_different,
        count(*) as deliveries
    from twins
    inner join twins as other on twins.extract = other.extract and twins.period_from <> other.period_from
    where 5 * other.rows_count >= 2 * twins.rows_count
    group by all
)

select
    extract || ', from ' || period_from || ': rows that say what another row says' as subject,
    (
        2 * most
        + if(
            most = 0 and deliveries >= 12 and are_different,
            0,
            greatest(3, floor(4 * sqrt(most)), floor(by_chance + 4 * sqrt(by_chance)))
        )
    )::decimal(28, 8) as expected,
    twins as actual
from others
