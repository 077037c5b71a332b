{%- set payslips = ref("stg_payroll__payslips") -%}
{%- set employments = ref("stg_payroll__employments") -%}
{%- set part_timers = ref("int_hr__part_timers") -%}
{%- set sick_leave = ref("int_hr__sick_leave") -%}
{%- set service_cases = ref("stg_payroll__payroll_service_cases") -%}
{%- set service_calls = ref("stg_payroll__payroll_service_calls") -%}
{{ quantity("payslips", payslips, "payment_date") }}
union all
{{ quantity("self_service_payslips", payslips, "payment_date", where="is_self_service") }}
union all
{{
    quantity(
        "payroll_fte_months", ref("stg_payroll__administrator_hours"), "month",
        ratio("hours", "full_time_hours")
    )
}}
union all
{{ quantity("pension_cases", ref("stg_payroll__pension_cases"), "closed_date") }}
union all
{{
    quantity(
        "pension_retirements", ref("stg_payroll__pension_cases"), "closed_date",
        where="case_type = 'retirement'"
    )
}}
union all
{{ quantity("payroll_service_cases", service_cases, "received_date") }}
union all
{{
    quantity(
        "payroll_service_cases_solved", service_cases, "received_date",
        where="is_solved_at_first_contact"
    )
}}
union all
{{ quantity("payroll_service_calls", service_calls, "received_date") }}
union all
{{ quantity("payroll_service_calls_answered", service_calls, "received_date", where="is_answered") }}
union all
{{ quantity("ordinary_hours", ref("stg_payroll__working_hours"), "month", "ordinary_hours") }}
union all
{{ quantity("sick_hours", sick_leave, "month", "absence_hours") }}
union all
{{ quantity("long_sick_hours", sick_leave, "month", "absence_hours", where="is_long") }}
union all
{{ quantity("short_sick_hours", sick_leave, "month", "absence_hours", where="not is_long") }}
union all
{{ quantity("employment_degrees_pct", employments, "as_of_date", "degree_pct") }}
union all
{{
    quantity(
        "involuntary_part_timers", part_timers, "as_of_date",
        amount="case when is_involuntary_part_time then 1 else 0 end", where="is_disclosed"
    )
}}
union all
{{
    quantity(
        "involuntary_part_timers_offered_full_time", part_timers, "as_of_date",
        amount="case when is_offered_full_time then 1 else 0 end", where="is_disclosed"
    )
}}
