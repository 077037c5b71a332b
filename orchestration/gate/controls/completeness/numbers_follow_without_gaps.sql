-- title: The numbers that a system gives its rows follow one another, within a delivery and from one to the next
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'gaps')
-- not_applicable: no extract has a key that ends in a number
-- An extract is held to this where at most one delivery in ten departs from it, or one of a few, and at the first that
-- departs after six that did not: the numbers of a system that leaves out a kind of row from then on. A number that is
-- left out is a row that was lost; one far from the others is a row that was keyed by hand, or twice; a key without a
-- number, where other deliveries have none, is a row of totals. A year may begin anywhere, but a yearly extract begins
-- where the last one did, or goes on from it.
with numbered as (
    select
        system || '.' || entity as extract,
        period_from,
        date_diff('month', period_from, period_to) = 0 as is_monthly,
        max(value) filter (statistic = 'gaps') as gaps,
        max(value) filter (statistic = 'first_number') as first_number,
        max(value) filter (statistic = 'last_number') as last_number
    from raw.profiles
    inner join raw.loads using (load_id, system, entity)
    where
        (statistic in ('gaps', 'first_number', 'last_number') or (statistic = 'rows' and value > 0))
        and (system, entity) in (select (system, entity) from raw.profiles where statistic = 'gaps')
    group by all
),

followed as (
    select
        *,
        lag(first_number) over by_period as first_before,
        lag(last_number) over by_period as last_before
    from numbered
    window by_period as (partition by extract order by period_from)
),

judged as (
    select
        *,
        gaps is null or gaps <> 0 or not coalesce(
            first_number = last_before + 1
            or if(is_monthly, month(period_from) = 1, first_number = first_before),
            true
        ) as is_broken
    from followed
),

first_breaks as (
    select
        *,
        count(*) over six_before = 6 and not bool_or(is_broken) over six_before as is_first
    from judged
    window six_before as (partition by extract order by period_from rows between 6 preceding and 1 preceding)
),

extracts as (
    select
        extract,
        count(*) as deliveries,
        count(*) filter (is_broken) as broken
    from judged
    group by extract
)

select
    extract || ', ' || if(is_monthly, strftime(period_from, '%Y-%m'), strftime(period_from, '%Y')) || ': ' || coalesce(
        'number ' || first_number::bigint || ' to ' || last_number::bigint
        || coalesce(' after ' || last_before::bigint, '') || ', left out ' || gaps::bigint,
        'a key ends in no number'
    ) as subject,
    0::decimal(28, 8) as expected,
    (is_broken and deliveries >= 2 and (is_first or broken <= greatest(1, deliveries / 10)))::int::decimal(28, 8) as actual
from first_breaks
inner join extracts using (extract)
