with payslips as (
    select
        payment_date,
        1 as payslips,
        case when is_self_service then 1 end as self_service_payslips,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__payslips') }}
),

administrator_hours as (
    select
        month,
        {{ ratio('hours', 'full_time_hours') }} as payroll_fte_months,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__administrator_hours') }}
),

pension_cases as (
    select
        closed_date,
        1 as pension_cases,
        case when case_type = 'retirement' then 1 end as pension_retirements,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__pension_cases') }}
),

service_cases as (
    select
        received_date,
        1 as payroll_service_cases,
        case when is_solved_at_first_contact then 1 end as payroll_service_cases_solved,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__payroll_service_cases') }}
),

service_calls as (
    select
        received_date,
        1 as payroll_service_calls,
        case when is_answered then 1 end as payroll_service_calls_answered,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__payroll_service_calls') }}
),

working_hours as (
    select
        month,
        ordinary_hours,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__working_hours') }}
),

sick_leave as (
    select
        month,
        absence_hours as sick_hours,
        case when is_long then absence_hours end as long_sick_hours,
        case when not is_long then absence_hours end as short_sick_hours,
        load_id,
        file_name,
        line_number
    from {{ ref('int_hr__sick_leave') }}
),

employments as (
    select
        as_of_date,
        degree_pct as employment_degrees_pct,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_payroll__employments') }}
),

part_timers as (
    select
        as_of_date,
        case when is_involuntary_part_time then 1 else 0 end as involuntary_part_timers,
        case when is_offered_full_time then 1 else 0 end as involuntary_part_timers_offered_full_time,
        load_id,
        file_name,
        line_number
    from {{ ref('int_hr__part_timers') }}
    where is_disclosed
)

{{
    quantity_rows(
        "payslips",
        source_model="stg_payroll__payslips",
        agg_time_dimension="payment_date",
        quantities=[
            "payslips",
            "self_service_payslips",
        ]
    )
}}
union all
{{
    quantity_rows(
        "administrator_hours",
        source_model="stg_payroll__administrator_hours",
        agg_time_dimension="month",
        quantities=[
            "payroll_fte_months",
        ]
    )
}}
union all
{{
    quantity_rows(
        "pension_cases",
        source_model="stg_payroll__pension_cases",
        agg_time_dimension="closed_date",
        quantities=[
            "pension_cases",
            "pension_retirements",
        ]
    )
}}
union all
{{
    quantity_rows(
        "service_cases",
        source_model="stg_payroll__payroll_service_cases",
        agg_time_dimension="received_date",
        quantities=[
            "payroll_service_cases",
            "payroll_service_cases_solved",
        ]
    )
}}
union all
{{
    quantity_rows(
        "service_calls",
        source_model="stg_payroll__payroll_service_calls",
        agg_time_dimension="received_date",
        quantities=[
            "payroll_service_calls",
            "payroll_service_calls_answered",
        ]
    )
}}
union all
{{
    quantity_rows(
        "working_hours",
        source_model="stg_payroll__working_hours",
        agg_time_dimension="month",
        quantities=[
            "ordinary_hours",
        ]
    )
}}
union all
{{
    quantity_rows(
        "sick_leave",
        source_model="int_hr__sick_leave",
        agg_time_dimension="month",
        quantities=[
            "sick_hours",
            "long_sick_hours",
            "short_sick_hours",
        ]
    )
}}
union all
{{
    quantity_rows(
        "employments",
        source_model="stg_payroll__employments",
        agg_time_dimension="as_of_date",
        quantities=[
            "employment_degrees_pct",
        ]
    )
}}
union all
{{
    quantity_rows(
        "part_timers",
        source_model="int_hr__part_timers",
        agg_time_dimension="as_of_date",
        quantities=[
            "involuntary_part_timers",
            "involuntary_part_timers_offered_full_time",
        ]
    )
}}
