-- title: No row of a delivery was rejected, unless somebody has explained why the report can do without it
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
select
    system || '.' || entity || ', delivery ' || delivery || ', ' || file_name || ': rejected rows' as subject,
    0::decimal(28, 8) as expected,
    rejected_rows::decimal(28, 8) as actual
from raw.loads
