-- title: No text says that its row is a test
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (select 1 from raw.profiles where statistic = 'test')
-- not_applicable: no extract has free texts
-- The word test, dummy or xxx in a name or a description: rows that somebody tried a system with.
select
    system || '.' || entity || ', from ' || period_from || ', ' || column_name || ': texts that say test, dummy or xxx' as subject,
    0::decimal(28, 8) as expected,
    value as actual
from raw.profiles
inner join raw.loads using (load_id, system, entity)
where statistic = 'test'
