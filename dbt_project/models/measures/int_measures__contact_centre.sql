with cases as (
    select
        opened_date,
        channel,
        answer_group,
        1 as cases,
        case when is_solved_at_first_contact then 1 end as cases_solved_at_first_contact,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_contact_centre__cases') }}
),

calls as (
    select
        called_date,
        1 as calls,
        case when is_counted then 1 end as calls_in_service_level,
        case when is_counted and is_in_time then 1 end as calls_answered_in_time,
        load_id,
        file_name,
        line_number
    from {{ ref('int_contact_centre__service_levels') }}
    where service = 'contact_centre'
),

switchboard_calls as (
    select
        called_date,
        1 as switchboard_calls,
        case when is_counted then 1 end as switchboard_calls_in_service_level,
        case when is_counted and is_in_time then 1 end as switchboard_calls_answered_in_time,
        load_id,
        file_name,
        line_number
    from {{ ref('int_contact_centre__service_levels') }}
    where service = 'switchboard'
),

visits as (
    select
        visited_date,
        1 as visits,
        case when extract(month from visited_date) <= 4 then 1 end as visits_in_first_four_months,
        load_id,
        file_name,
        line_number
    from {{ ref('stg_contact_centre__visits') }}
),

first_cases as (
    select
        opened_date,
        answer_group,
        {{ day_number('opened_date') }} as first_case_day,
        load_id,
        file_name,
        line_number
    from {{ ref('int_contact_centre__first_cases') }}
)

{{
    quantity_rows(
        "cases",
        source_model="stg_contact_centre__cases",
        agg_time_dimension="opened_date",
        quantities=[
            "cases",
            {"name": "cases_by_channel", "expr": "cases", "dimension": "channel"},
            {"name": "cases_by_group", "expr": "cases", "dimension": "answer_group"},
            "cases_solved_at_first_contact",
            {
                "name": "cases_solved_at_first_contact_by_group",
                "expr": "cases_solved_at_first_contact",
                "dimension": "answer_group",
            },
        ]
    )
}}
union all
{{
    quantity_rows(
        "calls",
        source_model="stg_contact_centre__calls",
        agg_time_dimension="called_date",
        quantities=[
            "calls",
            "calls_in_service_level",
            "calls_answered_in_time",
        ]
    )
}}
union all
{{
    quantity_rows(
        "switchboard_calls",
        source_model="stg_contact_centre__switchboard_calls",
        agg_time_dimension="called_date",
        quantities=[
            "switchboard_calls",
            "switchboard_calls_in_service_level",
            "switchboard_calls_answered_in_time",
        ]
    )
}}
union all
{{
    quantity_rows(
        "visits",
        source_model="stg_contact_centre__visits",
        agg_time_dimension="visited_date",
        quantities=[
            "visits",
            "visits_in_first_four_months",
        ]
    )
}}
union all
{{
    quantity_rows(
        "first_cases",
        source_model="int_contact_centre__first_cases",
        agg_time_dimension="opened_date",
        quantities=[
            {"name": "first_case_day", "dimension": "answer_group"},
        ]
    )
}}
