-- title: No delivery of an extract says what another of its deliveries says, under other keys or dates
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'content')
-- not_applicable: no extract has a column beside its keys and dates
-- A stale file, dated as the period wants it. Deliveries of fewer than twenty different rows may be alike by chance. A
-- register lists what exists and may be unchanged: where one entry in fifty changes from period to period, two hundred
-- entries are all unchanged once in fifty-seven times, so that only from there on a repeated register is asked about.
with contents as (
    select
        system || '.' || entity as extract,
        period_from,
        max(value) filter (statistic = 'content') as content,
        max(value) filter (statistic = 'contents') as contents,
        if(max(value) filter (statistic = 'entries') is null, 20, 200) as alike_by_chance
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
        and contents.contents >= contents.alike_by_chance
group by contents.extract, contents.period_from
