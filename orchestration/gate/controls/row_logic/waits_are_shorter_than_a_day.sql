-- title: No call waits longer than six hours, and none for less than nothing
-- protects: fct_measures
-- severity: explain
-- comparison: at_most
-- at_least_rows: 1
-- applies_where: exists (select 1 from staging.stg_contact_centre__calls)
--   or exists (select 1 from staging.stg_contact_centre__switchboard_calls)
-- not_applicable: no calls are delivered
with longest as (
    select 'contact_centre.calls' as extract, load_id, max(wait_seconds) as longest, min(wait_seconds) as shortest
    from staging.stg_contact_centre__calls
    group by load_id
    union all
    select 'contact_centre.switchboard_calls', load_id, max(wait_seconds), min(wait_seconds)
    from staging.stg_contact_centre__switchboard_calls
    group by load_id
)

select
    extract || ', load ' || load_id || ': longest wait, seconds' as subject,
    21600::decimal(28, 8) as expected,
    if(shortest < 0, 1e9, longest)::decimal(28, 8) as actual
from longest
