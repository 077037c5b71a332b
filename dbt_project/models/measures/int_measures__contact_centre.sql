{%- set cases = ref("stg_contact_centre__cases") -%}
{%- set calls = ref("stg_contact_centre__calls") -%}
{%- set levels = ref("int_contact_centre__service_levels") -%}
{%- set switchboard = ref("stg_contact_centre__switchboard_calls") -%}
{{ quantity("cases", cases, "opened_date") }}
union all
{{ quantity("cases_by_channel", cases, "opened_date", member="channel") }}
union all
{{ quantity("cases_by_group", cases, "opened_date", member="answer_group") }}
union all
{{ quantity("cases_solved_at_first_contact", cases, "opened_date", where="is_solved_at_first_contact") }}
union all
{{
    quantity(
        "cases_solved_at_first_contact_by_group", cases, "opened_date",
        member="answer_group", where="is_solved_at_first_contact"
    )
}}
union all
{{ quantity("calls", calls, "queued_date") }}
union all
{{
    quantity(
        "calls_in_service_level", levels, "called_date",
        where="service = 'contact_centre' and is_counted", rows_of=calls
    )
}}
union all
{{
    quantity(
        "calls_answered_in_time", levels, "called_date",
        where="service = 'contact_centre' and is_counted and is_in_time", rows_of=calls
    )
}}
union all
{{ quantity("switchboard_calls", switchboard, "received_date") }}
union all
{{
    quantity(
        "switchboard_calls_in_service_level", levels, "called_date",
        where="service = 'switchboard' and is_counted", rows_of=switchboard
    )
}}
union all
{{
    quantity(
        "switchboard_calls_answered_in_time", levels, "called_date",
        where="service = 'switchboard' and is_counted and is_in_time", rows_of=switchboard
    )
}}
union all
{{ quantity("visits", ref("stg_contact_centre__visits"), "visited_date") }}
union all
{{
    quantity(
        "visits_in_first_four_months", ref("stg_contact_centre__visits"), "visited_date",
        where="extract(month from visited_date) <= 4"
    )
}}
union all
{{
    quantity(
        "first_case_day", ref("int_contact_centre__first_cases"), "opened_date",
        day_number("opened_date"), "answer_group"
    )
}}
