-- title: No text has the marks of a file that was read in another encoding than it was written in
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'damaged')
-- not_applicable: no extract has free texts
-- Ã¥ for å, the replacement character, or a question mark between two letters.
select
    system || '.' || entity || ', from ' || period_from || ', ' || column_name || ': damaged texts' as subject,
    0::decimal(28, 8) as expected,
    value as actual
from raw.profiles
inner join raw.loads using (load_id, system, entity)
where statistic = 'damaged'
