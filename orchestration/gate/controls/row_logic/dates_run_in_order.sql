-- title: Nothing ends before it begins, and nothing is answered before it is asked
-- protects: fct_measures
-- severity: explain
-- comparison: equal
-- at_least_rows: 1
-- applies_where: exists (
--   select 1 from staging.stg_payroll__employments where from_date is not null and to_date is not null union all
--   select 1 from staging.stg_payroll__absence_spells where from_date is not null and to_date is not null union all
--   select 1 from staging.stg_goals__activities where start_date is not null and end_date is not null union all
--   select 1 from staging.stg_registers__advertised_procurements
--   where advertised_date is not null and concluded_date is not null union all
--   select 1 from staging.stg_registers__complaints
--   where received_date is not null and resolved_date is not null union all
--   select 1 from staging.stg_registers__procurement_requests
--   where received_date is not null and closed_date is not null union all
--   select 1 from staging.stg_registers__eu_projects where start_date is not null and end_date is not null union all
--   select 1 from staging.stg_registers__summer_jobs where from_date is not null and to_date is not null union all
--   select 1 from staging.stg_registers__traineeships where offered_date is not null union all
--   select 1 from staging.stg_surveys__surveys where sent_date is not null union all
--   select 1 from staging.stg_registers__svefaktura_connections
--   where connected_date is not null and as_of_date is not null)
-- not_applicable: no row has two dates
with spans as (
    select 'payroll.employments ' || employment_id as what, from_date, to_date, file_name, line_number
    from staging.stg_payroll__employments
    union all
    select 'payroll.absence_spells ' || absence_id, from_date, to_date, file_name, line_number
    from staging.stg_payroll__absence_spells
    union all
    select 'goals.activities ' || activity_id, start_date, end_date, file_name, line_number
    from staging.stg_goals__activities
    union all
    select 'registers.advertised_procurements ' || procurement_id, advertised_date, concluded_date, file_name, line_number
    from staging.stg_registers__advertised_procurements
    union all
    select 'registers.complaints ' || complaint_id, received_date, resolved_date, file_name, line_number
    from staging.stg_registers__complaints
    union all
    select 'registers.procurement_requests ' || request_id, received_date, closed_date, file_name, line_number
    from staging.stg_registers__procurement_requests
    union all
    select 'registers.eu_projects ' || eu_project_id, start_date, end_date, file_name, line_number
    from staging.stg_registers__eu_projects
    union all
    select 'registers.summer_jobs ' || summer_job_id, from_date, to_date, file_name, line_number
    from staging.stg_registers__summer_jobs
    union all
    select 'registers.traineeships ' || place_id, offered_date, requested_date, file_name, line_number
    from staging.stg_registers__traineeships
    union all
    select 'registers.traineeships ' || place_id, from_date, to_date, file_name, line_number
    from staging.stg_registers__traineeships
    union all
    select 'registers.traineeships ' || place_id, offered_date, from_date, file_name, line_number
    from staging.stg_registers__traineeships
    union all
    select 'registers.svefaktura_connections ' || supplier_id, connected_date, as_of_date, file_name, line_number
    from staging.stg_registers__svefaktura_connections
    union all
    -- A survey may be sent after its year, and not before it.
    select 'surveys.surveys ' || survey_id, make_date(fiscal_year, 1, 1), sent_date, file_name, line_number
    from staging.stg_surveys__surveys
)

select
    what || ': ' || from_date || ' to ' || to_date || ' (' || file_name || ', line ' || line_number || ')' as subject,
    0::decimal(28, 8) as expected,
    (to_date < from_date)::int::decimal(28, 8) as actual
from spans
where from_date is not null and to_date is not null
