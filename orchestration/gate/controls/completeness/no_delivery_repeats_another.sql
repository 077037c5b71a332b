-- title: No delivery of an extract says what another of its deliveries says, under other keys or dates
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'content')
-- not_applicable: no extract has a column beside its keys and dates
-- A stale file, dated as the period wants it. Deliveries of fewer than twenty different rows may be alike by chance,
-- and a short plan may be last year's. A register lists what exists and may be unchanged. Where one entry in a hundred
-- changes in a month, a register repeats what it said n months ago by chance once in e to the power of its entries
-- times n, over a hundred: it is asked about from two hundred entries on, where a thousand entries, or as many times
-- months, make that one in twenty thousand.
with contents as (
    select
        system || '.' || entity as extract,
        period_from,
        max(value) filter (statistic = 'content') as content,
        max(value) filter (statistic = 'contents') as contents,
        max(value) filter (statistic = 'entries') is not null as is_register
    from raw.profiles
    inner join raw.loads using (load_id, system, entity)
    where statistic in ('content', 'contents', 'entries')
    group by all
)

select
    contents.extract || ', from ' || contents.period_from || coalesce(': says what that from ' || min(twin.period_from) || ' says', '')
    as subject,
    0::decimal(28, 8) as expected,
    count(twin.extract)::decimal(28, 8) as actual
from contents
left join contents as twin
    on
        contents.extract = twin.extract and contents.content = twin.content and contents.period_from > twin.period_from
        and contents.contents >= if(contents.is_register, 200, 20)
        and (
            not contents.is_register
            or contents.contents * date_diff('month', twin.period_from, contents.period_from) >= 1000
        )
group by contents.extract, contents.period_from
