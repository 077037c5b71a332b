-- title: No text has the marks of another encoding than it was written in, and no two codes differ in case or blanks
--   alone
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'damaged')
-- not_applicable: no extract has free texts
-- Ã¥ for å, the replacement character, or a question mark between two letters. A name that somebody typed in capitals,
-- or with a blank behind it, is counted as another name: of one column's codes in a delivery none is another's so.
select
    system || '.' || entity || ', from ' || period_from || ', ' || column_name || ': damaged texts' as subject,
    0::decimal(28, 8) as expected,
    value as actual
from raw.profiles
inner join raw.loads using (load_id, system, entity)
where statistic = 'damaged'
union all
select
    system || '.' || entity || ', from ' || period_from || ', ' || column_name || ': ' || string_agg(code, ', ' order by code),
    1::decimal(28, 8),
    count(*)::decimal(28, 8)
from raw.profiles
inner join raw.loads using (load_id, system, entity)
where statistic = 'code'
group by system, entity, period_from, column_name, lower(trim(code))
having count(*) > 1
